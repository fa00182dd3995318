//! Words of the page. Whatever others have named goes through here before it is escaped, so that nothing in it hides.

use crate::escape;
use jiff::Timestamp;
use serde_json::Value;

/// A text of somebody else's on one line: what hides or turns the text around it is shown as `\u{202e}`.
pub(super) fn shown(text: &str) -> String {
    escape::terminal(text)
}

/// The same of several lines.
pub(super) fn lines(text: &str) -> String {
    let lines = text.trim_end().split('\n').map(|line| shown(&line.replace('\t', "    ")));
    lines.collect::<Vec<_>>().join("\n")
}

/// A value as evidence shows it: a text without quotes, anything else as JSON.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::String(text) => shown(text),
        other => shown(&other.to_string()),
    }
}

/// A number with its thousands apart.
pub(super) fn number(n: usize) -> String {
    let digits = n.to_string();
    let first = digits.len() % 3;
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == first {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of things.
pub(super) fn count(n: usize, one: &str) -> String {
    format!("{} {one}{}", number(n), if n == 1 { "" } else { "s" })
}

/// A time as people read it.
pub(super) fn moment(at: Timestamp) -> String {
    at.strftime("%-d %B %Y, %H:%M UTC").to_string()
}

/// A time as evidence has it, in UTC.
pub(super) fn second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A few of many names, and how many there are beside.
pub(super) fn some_of<'t>(names: impl ExactSizeIterator<Item = &'t str>, most: usize) -> String {
    let rest = names.len().saturating_sub(most);
    let mut out = names.take(most).map(shown).collect::<Vec<_>>().join(", ");
    if rest > 0 {
        out.push_str(&format!(" and {} more", number(rest)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let all = [0, 12, 999, 1_000, 12_345, 123_456, 1_234_567].map(number);
        assert_eq!(all, ["0", "12", "999", "1,000", "12,345", "123,456", "1,234,567"]);
        assert_eq!((count(1, "rule"), count(2, "rule")), ("1 rule".to_owned(), "2 rules".to_owned()));
    }

    #[test]
    fn nothing_hides_in_a_text() {
        assert_eq!(shown("a\u{202e}b\nc"), "a\\u{202e}b\\nc");
        assert_eq!(lines("a\tb\n\u{200b}c\n"), "a    b\n\\u{200b}c");
        assert_eq!(value(&serde_json::json!(["\u{202e}"])), "[\"\\u{202e}\"]");
    }
}
