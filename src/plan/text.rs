//! The text of a file: UTF-8 or UTF-16, with a byte order mark or without. PowerShell's `>` writes UTF-16.

use std::borrow::Cow;

/// Reads bytes as text.
///
/// # Errors
/// What they are not.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, String> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, String> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|why| {
        let binary = if bytes.starts_with(b"PK") {
            "; this is a binary plan: `terraform show -json FILE` prints it"
        } else {
            ""
        };
        format!("neither UTF-8 nor UTF-16: {why}{binary}")
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, String> {
    let (pairs, []) = bytes.as_chunks::<2>() else { return Err("UTF-16 with half a character at its end".to_owned()) };
    let units = pairs.iter().map(|pair| unit(*pair)).collect::<Vec<_>>();
    String::from_utf16(&units).map(Cow::Owned).map_err(|why| format!("not UTF-16: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_order_marks_tell_the_encoding() {
        let little =
            [0xff, 0xfe].into_iter().chain("{é}".encode_utf16().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>();
        let big = [0xfe, 0xff].into_iter().chain("{é}".encode_utf16().flat_map(u16::to_be_bytes)).collect::<Vec<u8>>();
        for bytes in [little.as_slice(), &big, "{é}".as_bytes(), "\u{feff}{é}".as_bytes()] {
            assert_eq!(decode(bytes).unwrap(), "{é}");
        }
        assert!(decode(&little[..little.len() - 1]).is_err());
        assert!(decode(b"PK\x03\x04\xff").unwrap_err().contains("terraform show -json"));
    }
}
