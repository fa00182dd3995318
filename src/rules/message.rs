//! A finding's message: text with expressions in braces.

use super::cel::{Bound, Diagnostic, Expression, plain, value_of};
use crate::graph::{Graph, NodeId};

/// Text and expressions by turns.
pub struct Message {
    pieces: Vec<Piece>,
}

enum Piece {
    Text(String),
    Value(Box<Expression>),
}

impl Message {
    /// Reads a message; `{{` is a brace of the text.
    ///
    /// # Errors
    /// When an expression is wrong or a brace is not closed; the place counts from the message's start.
    pub(super) fn compile(
        text: &str,
        mut expression: impl FnMut(&str) -> Result<Expression, Diagnostic>,
    ) -> Result<Message, Diagnostic> {
        let (mut pieces, mut literal, mut at) = (Vec::new(), String::new(), 0);
        while let Some(character) = text[at..].chars().next() {
            let rest = &text[at + character.len_utf8()..];
            if "{}".contains(character) && rest.starts_with(character) {
                literal.push(character);
                at += 2;
            } else if character == '{' {
                let start = at + 1;
                let Some(length) = closing(rest) else {
                    return Err(Diagnostic::new(
                        "this brace is not closed; write {{ for a brace of the text",
                        at,
                        at + 1,
                    ));
                };
                let code = expression(&rest[..length]).map_err(|why| shifted(why, start))?;
                if !literal.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut literal)));
                }
                pieces.push(Piece::Value(Box::new(code)));
                at = start + length + 1;
            } else {
                literal.push(character);
                at += character.len_utf8();
            }
        }
        if !literal.is_empty() {
            pieces.push(Piece::Text(literal));
        }
        Ok(Message { pieces })
    }

    /// The message for a subject.
    pub fn render(&self, graph: &Graph, node: NodeId, now: i64) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Value(expression) => match value_of(graph, &Bound::new(expression, graph), node, now) {
                Ok(value) => plain(&value),
                Err(reason) => format!("({})", graph.reason(reason)),
            },
        });
        pieces.collect()
    }
}

/// A mistake in an expression of the message, counted from the message's start; one in a `let` keeps its place.
fn shifted(why: Diagnostic, by: usize) -> Diagnostic {
    if why.within.is_some() {
        return why;
    }
    Diagnostic { start: why.start + by, end: why.end + by, ..why }
}

/// Where the brace of an expression closes: braces of maps and in strings do not.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0, None);
    for (i, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '{') => depth += 1,
            (None, '}') if depth == 0 => return Some(i),
            (None, '}') => depth -= 1,
            _ => {}
        }
    }
    None
}
