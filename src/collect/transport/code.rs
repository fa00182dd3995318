//! What a refusal's code is, in each of AWS's protocols: the answer has not been read by the SDK yet.

/// The service's error code, from the headers that may name it, else from the body.
pub(super) fn error_code(header: Option<&str>, body: &[u8]) -> Option<String> {
    let code =
        header.map(str::to_owned).or_else(|| in_xml(body)).or_else(|| in_json(body)).or_else(|| in_cbor(body))?;
    // `namespace#Code:http://…`, as some services write it.
    let code = code.split(':').next().unwrap_or_default();
    Some(code.rsplit('#').next().unwrap_or_default().to_owned())
}

fn in_xml(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let (_, rest) = text.split_once("<Code>")?;
    Some(rest.split_once("</Code>")?.0.trim().to_owned())
}

fn in_json(body: &[u8]) -> Option<String> {
    let value = serde_json::from_slice::<serde_json::Value>(body).ok()?;
    let code = value.get("__type").or_else(|| value.get("code"))?;
    code.as_str().map(str::to_owned)
}

/// The text after the key `__type`: a short one, with its length in the first byte or in the one after that.
fn in_cbor(body: &[u8]) -> Option<String> {
    const KEY: &[u8] = b"__type";
    let at = body.windows(KEY.len()).position(|w| w == KEY)? + KEY.len();
    let (length, start) = match *body.get(at)? {
        short @ 0x60..=0x77 => (usize::from(short - 0x60), at + 1),
        0x78 => (usize::from(*body.get(at + 1)?), at + 2),
        _ => return None,
    };
    std::str::from_utf8(body.get(start..start + length)?).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_protocol_has_its_place_for_the_code() {
        let of = |header, body: &[u8]| error_code(header, body).unwrap_or_default();
        assert_eq!(of(Some("ThrottlingException:http://internal"), b""), "ThrottlingException");
        assert_eq!(of(None, b"<Response><Errors><Error><Code>RequestLimitExceeded</Code>"), "RequestLimitExceeded");
        assert_eq!(of(None, br#"{"__type": "com.amazonaws.kms#ThrottlingException"}"#), "ThrottlingException");
        assert_eq!(of(None, b"\xbf\x66__type\x6aThrottling\xff"), "Throttling");
        assert_eq!(of(None, b"\xbf\x66__type\x78\x13ThrottlingException\xff"), "ThrottlingException");
        assert_eq!(error_code(None, b"not an answer"), None);
    }
}
