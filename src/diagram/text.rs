//! How much room a text takes, without a font: each character has the width that it has in the widest of the usual faces.

/// What the bold face takes, in hundredths of the plain one.
const BOLD: i32 = 110;

/// In hundredths of the size.
fn advance_of(c: char) -> i32 {
    match c {
        'i' | 'l' | 'j' | 'I' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | '(' | ')' | '[' | ']' | ' ' | 'f' | 't' => {
            34
        }
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 92,
        'A'..='Z' | '0'..='9' | '_' | '&' | '+' | '=' | '<' | '>' | '#' | '$' | '?' => 66,
        c if c.is_ascii() => 58,
        // Whole ems, and a little more for what stands taller than the face: nothing of ours, so it may be cut early.
        '\u{2026}' | '\u{b7}' | '\u{2013}' => 58,
        '\u{80}'..='\u{24f}' => 70,
        _ => 110,
    }
}

/// The width of a text; `size` in tenths.
pub(super) fn advance(text: &str, size: i32, is_bold: bool) -> i32 {
    let hundredths = text.chars().map(advance_of).fold(0, i32::saturating_add);
    let bold = if is_bold { BOLD } else { 100 };
    (i64::from(hundredths) * i64::from(size) * i64::from(bold) / 100_000 + 1).min(i64::from(i32::MAX)) as i32
}

/// As much of a text as has room. Prose loses its end; identifiers (no blank) lose their middle, because both ends identify.
pub(super) fn fit(text: &str, width: i32, size: i32, is_bold: bool) -> String {
    if advance(text, size, is_bold) <= width {
        return text.to_owned();
    }
    // Names can be long: no more of them than could ever have room.
    let chars = text.chars().take(400).collect::<Vec<_>>();
    let ends = text.chars().rev().take(6).collect::<Vec<_>>();
    let is_prose = text.contains(' ');
    for keep in (1..chars.len()).rev() {
        let tail = if is_prose { 0 } else { (keep / 2).min(6) };
        let start = chars[..keep - tail].iter().collect::<String>();
        let cut = start.trim_end().to_owned() + "…" + &ends[..tail].iter().rev().collect::<String>();
        if advance(&cut, size, is_bold) <= width {
            return cut;
        }
    }
    "…".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_loses_its_end_and_identifiers_their_middle() {
        assert_eq!(fit("keeps it", 200, 120, false), "keeps it");
        assert_eq!(fit("admits the whole internet", 90, 120, false), "admits the w…");
        assert_eq!(fit("vpc-28fd2733154c53a45", 90, 120, false), "vpc-28…53a45");
        assert_eq!(fit("anything", 1, 120, true), "…");
        for width in 8..200 {
            assert!(advance(&fit("vpc-28fd2733154c53a45", width, 110, true), 110, true) <= width.max(8));
        }
    }
}
