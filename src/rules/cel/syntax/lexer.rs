//! Text → tokens, one at a time, and what strings mean.

use super::Place;
use crate::rules::cel::Diagnostic;

type Result<T> = std::result::Result<T, Diagnostic>;

/// A word, a number, a string or a sign.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of ASCII letters, digits and `_`: a name or a word of the language.
    Word,
    /// A field's name in backticks.
    Quoted,
    Int,
    /// With a `u` at its end.
    Unsigned,
    Double,
    Text,
    Bytes,
    Sign(&'static str),
    End,
}

/// Those of two characters come first.
const SIGNS: [&str; 24] = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "(", ")", "[", "]", "{", "}", ".", ",", "-", "!", "?", ":", "+", "*",
    "/", "%",
];

/// Where the brace closes that an expression stands in, which is followed by other text; braces of maps and in strings do not count.
///
/// # Errors
/// What cannot be a part of any expression, before that brace.
pub fn closing_brace(text: &str) -> Result<Option<usize>> {
    let (mut depth, mut at) = (0, 0);
    loop {
        let Token { kind, place } = token(text, at)?;
        match kind {
            Kind::End => return Ok(None),
            Kind::Sign("}") if depth == 0 => return Ok(Some(place.start)),
            Kind::Sign("{") => depth += 1,
            Kind::Sign("}") => depth -= 1,
            _ => {}
        }
        at = place.end;
    }
}

/// The token that follows after white space and comments.
pub(super) fn token(text: &str, from: usize) -> Result<Token> {
    let start = after_space(text, from);
    let rest = &text.as_bytes()[start..];
    let token = |kind, end| Ok(Token { kind, place: Place { start, end } });
    match rest {
        [] => token(Kind::End, start),
        [b'0'..=b'9', ..] | [b'.', b'0'..=b'9', ..] => {
            let (kind, length) = number(rest);
            token(kind, start + length)
        }
        [b'"' | b'\'', ..] => token(Kind::Text, string_end(text, start, 0)?),
        [b'r' | b'R', b'"' | b'\'', ..] => token(Kind::Text, string_end(text, start, 1)?),
        [b'b' | b'B', b'"' | b'\'', ..] => token(Kind::Bytes, string_end(text, start, 1)?),
        [b'b' | b'B', b'r' | b'R', b'"' | b'\'', ..] => token(Kind::Bytes, string_end(text, start, 2)?),
        [b'a'..=b'z' | b'A'..=b'Z' | b'_', ..] => {
            token(Kind::Word, start + count(rest, |b| b.is_ascii_alphanumeric() || b == b'_'))
        }
        [b'`', inner @ ..] => {
            let length = count(inner, |b| b.is_ascii_alphanumeric() || b"_.-/ ".contains(&b));
            if length == 0 || inner.get(length) != Some(&b'`') {
                let message = "between backticks stand ASCII letters, digits and any of `_.-/ `";
                return Err(Diagnostic::new(message, start, start + 1).help(BRACKETS));
            }
            token(Kind::Quoted, start + length + 2)
        }
        _ => match SIGNS.iter().find(|sign| rest.starts_with(sign.as_bytes())) {
            Some(sign) => token(Kind::Sign(sign), start + sign.len()),
            None => Err(no_token(text, start)),
        },
    }
}

const BRACKETS: &str =
    "names are of ASCII letters, digits and _; any other key is written in brackets, as in tags['größe']";

fn no_token(text: &str, start: usize) -> Diagnostic {
    let character = text[start..].chars().next().unwrap_or_default();
    let (message, help) = match character {
        '=' => ("`=` is no operator".to_owned(), "equality is written `==`"),
        '&' => ("`&` is no operator".to_owned(), "and is written `&&`"),
        '|' => ("`|` is no operator".to_owned(), "or is written `||`"),
        other => (format!("`{other}` cannot stand here"), BRACKETS),
    };
    Diagnostic::new(message, start, start + character.len_utf8()).help(help)
}

fn after_space(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        at += count(&bytes[at..], |b| b"\t\n\x0c\r ".contains(&b));
        if !bytes[at..].starts_with(b"//") {
            return at;
        }
        at += count(&bytes[at..], |b| b != b'\n');
    }
}

fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|b| is(**b)).count()
}

fn number(bytes: &[u8]) -> (Kind, usize) {
    let digits = |from: usize| from + count(bytes.get(from..).unwrap_or_default(), |b| b.is_ascii_digit());
    let unsigned = |length: usize| match bytes.get(length) {
        Some(b'u' | b'U') => (Kind::Unsigned, length + 1),
        _ => (Kind::Int, length),
    };
    if bytes.starts_with(b"0x") && bytes.get(2).is_some_and(u8::is_ascii_hexdigit) {
        return unsigned(2 + count(&bytes[2..], |b| b.is_ascii_hexdigit()));
    }
    let whole = digits(0);
    let fraction = match bytes.get(whole) {
        Some(b'.') if digits(whole + 1) > whole + 1 => digits(whole + 1),
        _ => whole,
    };
    let exponent = match &bytes[fraction..] {
        [b'e' | b'E', b'+' | b'-', b'0'..=b'9', ..] => digits(fraction + 2),
        [b'e' | b'E', b'0'..=b'9', ..] => digits(fraction + 1),
        _ => fraction,
    };
    if exponent == whole { unsigned(whole) } else { (Kind::Double, exponent) }
}

/// What stands before the quotes of a string, and the quotes.
struct Quotes {
    raw: bool,
    quote: u8,
    /// Three of them hold a string of several lines.
    length: usize,
}

impl Quotes {
    fn of(literal: &[u8], prefix: usize) -> Quotes {
        let (before, rest) = literal.split_at(prefix);
        let quote = rest.first().copied().unwrap_or(b'"');
        let length = if rest.starts_with(&[quote; 3]) { 3 } else { 1 };
        Quotes { raw: before.iter().any(|b| b"rR".contains(b)), quote, length }
    }
}

fn string_end(text: &str, start: usize, prefix: usize) -> Result<usize> {
    let bytes = text.as_bytes();
    let quotes = Quotes::of(&bytes[start..], prefix);
    let mut at = start + prefix + quotes.length;
    while let Some(byte) = bytes.get(at) {
        let rest = &bytes[at..];
        if *byte == quotes.quote && (quotes.length == 1 || rest.starts_with(&[quotes.quote; 3])) {
            return Ok(at + quotes.length);
        }
        if quotes.length == 1 && matches!(byte, b'\n' | b'\r') {
            break;
        }
        at += if *byte == b'\\' && !quotes.raw { 2 } else { 1 };
    }
    let first = start + prefix;
    let error = Diagnostic::new("this string has no end", first, first + 1);
    Err(error.help("a string stands between two quotes of one kind, on one line"))
}

/// What a string literal stands for.
pub(super) fn unescaped(text: &str, place: Place) -> Result<String> {
    let literal = &text[place.start..place.end];
    let prefix = count(literal.as_bytes(), |b| b.is_ascii_alphabetic());
    let quotes = Quotes::of(literal.as_bytes(), prefix);
    let inner = &literal[prefix + quotes.length..literal.len() - quotes.length];
    if quotes.raw || !inner.contains('\\') {
        return Ok(inner.to_owned());
    }
    let (mut value, mut rest) = (String::with_capacity(inner.len()), inner);
    while let Some((before, escape)) = rest.split_once('\\') {
        value.push_str(before);
        let Some((character, length)) = escaped(escape) else {
            let start = place.end - quotes.length - escape.len() - 1;
            let end = start + 1 + escape.chars().next().map_or(0, char::len_utf8);
            let error = Diagnostic::new(format!("`{}` is no escape", &text[start..end]), start, end);
            return Err(error.help(r"a backslash of the text is written `\\`, or in a raw string: r'\d'"));
        };
        value.push(character);
        rest = &escape[length..];
    }
    value.push_str(rest);
    Ok(value)
}

/// The character of an escape without its backslash, and how many bytes it takes.
fn escaped(escape: &str) -> Option<(char, usize)> {
    let code = |from: usize, digits: usize, radix| {
        let text = escape.get(from..from + digits)?;
        let is_number = text.bytes().all(|b| char::from(b).is_digit(radix));
        let code = is_number.then(|| u32::from_str_radix(text, radix).ok()).flatten()?;
        Some((char::from_u32(code)?, from + digits))
    };
    let character = match escape.as_bytes().first()? {
        b'a' => '\x07',
        b'b' => '\x08',
        b'f' => '\x0c',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'v' => '\x0b',
        other @ (b'"' | b'\'' | b'\\' | b'?' | b'`') => char::from(*other),
        b'x' | b'X' => return code(1, 2, 16),
        b'u' => return code(1, 4, 16),
        b'U' => return code(1, 8, 16),
        b'0'..=b'3' => return code(0, 3, 8),
        _ => return None,
    };
    Some((character, 1))
}
