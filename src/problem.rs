//! A mistake in a file of the user's: what, where, and what to do.

use std::fmt;
use std::path::{Path, PathBuf};

/// A mistake, with the place that it stands at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file.
    pub path: PathBuf,
    /// From 1; absent when the mistake has no place.
    pub line: Option<usize>,
    /// From 1, in characters.
    pub column: Option<usize>,
    /// The line of the file, for display.
    pub excerpt: Option<String>,
    /// Characters to underline, from `column` on.
    pub width: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Problem {
    /// A mistake of a whole file.
    pub fn of(path: &Path, message: impl Into<String>) -> Problem {
        let message = message.into();
        Problem { path: path.to_owned(), line: None, column: None, excerpt: None, width: 0, message, help: None }
    }

    /// A mistake at bytes `start..end` of a file's text.
    pub fn at(path: &Path, text: &str, start: usize, end: usize, message: impl Into<String>) -> Problem {
        let start = floor_char_boundary(text, start);
        let end = floor_char_boundary(text, end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let excerpt = text[line_start..].lines().next().unwrap_or_default();
        let in_line = &text[start..end.min(line_start + excerpt.len()).max(start)];
        Problem {
            line: Some(text[..start].matches('\n').count() + 1),
            column: Some(text[line_start..start].chars().count() + 1),
            excerpt: Some(excerpt.to_owned()),
            width: in_line.chars().count().max(1),
            ..Problem::of(path, message)
        }
    }

    /// The same mistake, with what to do.
    pub fn help(self, help: Option<String>) -> Problem {
        Problem { help: help.or(self.help), ..self }
    }
}

fn floor_char_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        for place in [self.line, self.column].into_iter().flatten() {
            write!(f, ":{place}")?;
        }
        write!(f, ": {}", self.message)?;
        if let (Some(excerpt), Some(line), Some(column)) = (&self.excerpt, self.line, self.column) {
            let number = line.to_string();
            let margin = " ".repeat(number.len());
            let indent =
                excerpt.chars().take(column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect::<String>();
            write!(f, "\n {number} | {excerpt}\n {margin} | {indent}{}", "^".repeat(self.width))?;
        }
        match &self.help {
            Some(help) => write!(f, "\n   = {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

/// `did you mean …?`, when one of the known names is near.
pub fn suggestion<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    let near = known.into_iter().map(|k| (strsim::damerau_levenshtein(k, name), k)).min();
    near.filter(|(distance, k)| *distance <= 1 + k.len() / 3).map(|(_, k)| format!("did you mean `{k}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_with_its_line() {
        let problem =
            Problem::at(Path::new("r.yaml"), "a: 1\nbö: nope\n", 10, 14, "wrong").help(Some("do this".into()));
        assert_eq!(problem.to_string(), "r.yaml:2:5: wrong\n 2 | bö: nope\n   |     ^^^^\n   = do this");
    }
}
