//! The only file that knows the YAML crate: strict booleans, account ids that keep their zeros, errors with their place.

use crate::problem::{Problem, suggestion};
use serde::de::DeserializeOwned;
use std::path::Path;

/// A value with the place that it stands at.
pub type Spanned<T> = serde_saphyr::Spanned<T>;

/// Reads a document.
///
/// # Errors
/// The first mistake, with its place.
pub fn read<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, Problem> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let message = error.without_snippet().to_string();
        let message = message.lines().next().unwrap_or_default();
        // The crate puts the place behind the words; ours stands before them.
        let message = message.split(" at line ").next().unwrap_or_default().trim_end_matches([',', ':']);
        let help = unknown_name(message);
        let place = error.location().filter(|l| l.line() > 0);
        let Some(place) = place else { return Problem::of(path, message).help(help) };
        let line = text.split_inclusive('\n').take(place.line() as usize - 1).map(str::len).sum::<usize>();
        let column = text.get(line..).unwrap_or_default().chars().take(place.column().saturating_sub(1) as usize);
        let start = line + column.map(char::len_utf8).sum::<usize>();
        let name =
            text.get(start..).map_or(1, |t| t.chars().take_while(|c| c.is_alphanumeric() || "_-".contains(*c)).count());
        Problem::at(path, text, start, start + name.max(1), message).help(help)
    })
}

/// The crate says "unknown field `x`, expected one of a, b": the nearest is what was meant.
fn unknown_name(message: &str) -> Option<String> {
    let (unknown, expected) = message.strip_prefix("unknown ")?.split_once("expected")?;
    let name = unknown.split('`').nth(1)?;
    let words = expected.trim_start().trim_start_matches("one of ").split([',', ' ', '`']);
    suggestion(name, words.filter(|w| !w.is_empty() && *w != "or"))
}

/// From an offset in a scalar's value to the offset in the file: quotes, indents and folded lines lie between them.
pub fn offset_in_file(text: &str, scalar: &Spanned<String>, offset: usize) -> usize {
    let span = scalar.referenced.span();
    let start = span.byte_offset().unwrap_or_default() as usize;
    let end = start + span.byte_len().unwrap_or_default() as usize;
    let source = text.get(start..end.max(start)).unwrap_or_default();
    // The header of a block scalar is none of the value.
    let header = match source.chars().next() {
        Some('|' | '>') => source.find('\n').unwrap_or_default(),
        // A block's text may begin with a quote as well; there it is one of the value's own characters.
        Some('"' | '\'') if !scalar.value.get(..2).is_some_and(|start| source.starts_with(start)) => 1,
        _ => 0,
    };
    let visible = |c: &char| !c.is_whitespace();
    let before = scalar.value.get(..offset).unwrap_or(&scalar.value).chars().filter(visible).count();
    let mut places = source[header..].char_indices().filter(|(_, c)| visible(c));
    places.nth(before).map_or(end, |(i, _)| start + header + i)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    struct Document {
        check: Spanned<String>,
        #[serde(default)]
        account: String,
    }

    fn document(text: &str) -> Document {
        read(Path::new("x.yaml"), text).unwrap()
    }

    #[test]
    fn offsets_survive_every_style_of_scalar() {
        for text in [
            "check: a == bb\n",
            "check: \"a == bb\"\n",
            "check: |\n  a ==\n  bb\n",
            "check: >-\n  a\n  == bb\n",
            "check: >-\n  \"a\" == bb\n",
        ] {
            let document = document(text);
            let value = &document.check.value;
            let at = offset_in_file(text, &document.check, value.find("bb").unwrap());
            assert_eq!(&text[at..at + 2], "bb", "{text:?}");
        }
    }

    #[test]
    fn account_ids_keep_their_zeros() {
        assert_eq!(document("check: x\naccount: 012345678901\n").account, "012345678901");
    }

    #[test]
    fn an_unknown_key_is_named_with_its_place_and_the_nearest_known_one() {
        let problem = read::<Document>(Path::new("x.yaml"), "chek: x\n").unwrap_err();
        assert_eq!((problem.line, problem.help.as_deref()), (Some(1), Some("did you mean `check`?")), "{problem}");
    }
}
