//! What is wrong with an expression, and where.

/// A mistake in an expression. The caller adds where in the YAML file the text stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The first byte in the text.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The `let` whose text is meant, when it is not the expression's own.
    pub within: Option<String>,
}

impl Diagnostic {
    /// A mistake at a place.
    pub fn new(message: impl Into<String>, start: usize, end: usize) -> Self {
        Diagnostic { message: message.into(), help: None, start, end: end.max(start), within: None }
    }

    /// The same, with what to do about it.
    pub fn help(self, help: impl Into<String>) -> Self {
        Diagnostic { help: Some(help.into()), ..self }
    }

    /// Line and column of the start, both from 1; the column counts characters.
    pub fn line_column(&self, text: &str) -> (usize, usize) {
        let before = &text[..text.floor_char_boundary(self.start)];
        let line = before.matches('\n').count() + 1;
        (line, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
    }
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(&self.message)?;
        if let Some(name) = &self.within {
            write!(f, " (in `{name}`)")?;
        }
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "; {help}"))
    }
}
impl std::error::Error for Diagnostic {}

/// The name that was probably meant.
pub fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let near = known.map(|k| (strsim::damerau_levenshtein(k, name), k)).min();
    near.filter(|(distance, k)| *distance <= (k.chars().count() / 3).max(1)).map(|(_, k)| k)
}
