//! A finding's message: text with expressions in braces.

use super::cel::{Bound, Diagnostic, Expression, closing_brace, plain, value_of};
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
                let Some(length) = closing_brace(rest).map_err(|why| shifted(why, start))? else {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::cel::{Environment, compile};

    /// The message of no subject, or what is wrong with it and the text that this points at.
    fn said(text: &str) -> String {
        let environment = Environment::new(None, &serde_json::Value::Null);
        match Message::compile(text, |expression| compile::value(expression, &environment)) {
            Ok(message) => message.render(&Graph::new(Vec::new(), &[]), NodeId(0), 0),
            Err(why) => format!("[{}] {why}", &text[why.start..why.end]),
        }
    }

    #[test]
    fn expressions_stand_in_braces() {
        for (text, expected) in [
            ("no more than {1 + 2} of {'a'}", "no more than 3 of a"),
            ("{{ and }} are braces, {{{1}}} too", "{ and } are braces, {1} too"),
            ("{ {'a': {'b': 7}}.a.b }", "7"),
            (r"{'}'} {'it\'s }'} {r'\}'} {'\\'}", r"} it's } \} \"),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn mistakes_point_into_the_message() {
        for (text, expected) in [
            ("ü {1 + 2", "[{] this brace is not closed; write {{ for a brace of the text"),
            ("ü {1 = 2}", "[=] `=` is no operator; equality is written `==`"),
            ("ü {'a}", "['] this string has no end; a string stands between two quotes of one kind, on one line"),
            ("ü {nope} {1", "[nope] no name is called `nope`"),
            ("ü {1 2}", "[2] an operator is expected here, not `2`"),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }
}
