//! A tree back as text, on one line: what a message repeats, and what a mutant has become.

use super::{Ast, Literal, Node, Unary, binding};
use std::fmt::Write;

/// How tightly it binds; brackets stand where something looser is an operand.
fn tightness(node: &Node) -> u8 {
    match &node.ast {
        Ast::Conditional(_) => binding::CONDITIONAL,
        Ast::Chain(chain, _) => chain.binding(),
        Ast::Binary(binary, _) => binary.binding(),
        Ast::Unary(..) => binding::UNARY,
        _ => binding::MEMBER,
    }
}

/// The expression.
pub fn written(node: &Node) -> String {
    let own = tightness(node);
    match &node.ast {
        Ast::Literal(literal) => literal_text(literal),
        Ast::Name(name) => name.clone(),
        Ast::Select(of, field) => {
            let is_word = field.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
            let quote = if is_word { "" } else { "`" };
            format!("{}.{quote}{field}{quote}", operand(of, binding::MEMBER))
        }
        Ast::Index(parts) => format!("{}[{}]", operand(&parts[0], binding::MEMBER), written(&parts[1])),
        Ast::Unary(Unary::Not, of) => format!("!{}", operand(of, own + 1)),
        Ast::Unary(Unary::Negate, of) => {
            let operand = operand(of, own + 1);
            // A minus before a number is the number's own, and two are none.
            let merges = operand.starts_with(|c: char| c.is_ascii_digit() || c == '-');
            if merges { format!("-({operand})") } else { format!("-{operand}") }
        }
        Ast::Binary(binary, parts) => {
            format!("{} {} {}", operand(&parts[0], own), binary.sign(), operand(&parts[1], own + 1))
        }
        Ast::Chain(chain, parts) => {
            let parts = parts.iter().map(|part| operand(part, own + 1)).collect::<Vec<_>>();
            parts.join(&format!(" {} ", chain.sign()))
        }
        Ast::Conditional(parts) => {
            let [condition, a, b] = &**parts;
            let side = |node| operand(node, binding::OR);
            format!("{} ? {} : {}", side(condition), side(a), operand(b, binding::CONDITIONAL))
        }
        Ast::Call { target: Some(target), name, arguments } => {
            format!("{}.{name}({})", operand(target, binding::MEMBER), all(arguments))
        }
        Ast::Call { target: None, name, arguments } => format!("{name}({})", all(arguments)),
        Ast::List(items) => format!("[{}]", all(items)),
        Ast::Map(entries) => {
            let entries = entries.iter().map(|[key, value]| format!("{}: {}", written(key), written(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

fn operand(node: &Node, least: u8) -> String {
    if tightness(node) < least { format!("({})", written(node)) } else { written(node) }
}

fn all(items: &[Node]) -> String {
    items.iter().map(written).collect::<Vec<_>>().join(", ")
}

fn literal_text(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".to_owned(),
        Literal::Bool(b) => b.to_string(),
        Literal::Int(i) => i.to_string(),
        Literal::Double(d) => format!("{d:?}"),
        Literal::Text(text) => quoted(text),
    }
}

/// In single quotes, as rules have it: YAML has the double ones.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for character in text.chars() {
        match character {
            '\'' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('\'');
    quoted
}
