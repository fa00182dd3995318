//! An expression back as text: what a mutant has become is shown to the rule's author.

use cel::common::ast::{CallExpr, EntryExpr, Expr as Ast, IdedExpr, LiteralValue, operators as op};

/// How tightly an operator binds; brackets stand where a looser one is an operand of a tighter one.
fn binding(e: &IdedExpr) -> u8 {
    let Ast::Call(call) = &e.expr else { return 9 };
    match call.func_name.as_str() {
        op::CONDITIONAL => 1,
        op::LOGICAL_OR => 2,
        op::LOGICAL_AND => 3,
        op::EQUALS | op::NOT_EQUALS | op::LESS | op::LESS_EQUALS | op::GREATER | op::GREATER_EQUALS | op::IN => 4,
        op::ADD | op::SUBSTRACT => 5,
        op::MULTIPLY | op::DIVIDE | op::MODULO => 6,
        op::LOGICAL_NOT | op::NEGATE => 7,
        _ => 9,
    }
}

/// The expression, on one line.
pub(super) fn written(e: &IdedExpr) -> String {
    match &e.expr {
        Ast::Ident(name) => name.clone(),
        Ast::Literal(literal) => literal_text(literal),
        Ast::Select(select) => format!("{}.{}", operand(&select.operand, 8), select.field),
        Ast::List(list) => format!("[{}]", all(&list.elements)),
        Ast::Map(map) => {
            let entries = map.entries.iter().filter_map(|entry| match &entry.expr {
                EntryExpr::MapEntry(entry) => Some(format!("{}: {}", written(&entry.key), written(&entry.value))),
                EntryExpr::StructField(_) => None,
            });
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Ast::Call(call) => call_text(call, binding(e)),
        // Nothing that compiles.
        Ast::Struct(_) | Ast::Comprehension(_) | Ast::Unspecified => "…".to_owned(),
    }
}

fn call_text(call: &CallExpr, own: u8) -> String {
    match (call.func_name.as_str(), call.target.as_deref(), call.args.as_slice()) {
        (op::LOGICAL_NOT, None, [a]) => format!("!{}", operand(a, own)),
        (op::NEGATE, None, [a]) => format!("-{}", operand(a, own)),
        (op::INDEX, None, [of, index]) => format!("{}[{}]", operand(of, 8), written(index)),
        (op::CONDITIONAL, None, [condition, a, b]) => {
            format!("{} ? {} : {}", operand(condition, 2), operand(a, 2), operand(b, 1))
        }
        (name, None, [a, b]) if own < 9 => {
            // A chain goes on to either side; every other operator takes its equals on the left alone.
            let chain = matches!(name, op::LOGICAL_AND | op::LOGICAL_OR);
            let sign = sign(name);
            format!("{} {sign} {}", operand(a, own), operand(b, if chain { own } else { own + 1 }))
        }
        (name, Some(target), args) => format!("{}.{name}({})", operand(target, 8), all(args)),
        (name, None, args) => format!("{name}({})", all(args)),
    }
}

fn operand(e: &IdedExpr, least: u8) -> String {
    if binding(e) < least { format!("({})", written(e)) } else { written(e) }
}

fn all(items: &[IdedExpr]) -> String {
    items.iter().map(written).collect::<Vec<_>>().join(", ")
}

fn literal_text(literal: &LiteralValue) -> String {
    match literal {
        LiteralValue::Boolean(b) => b.inner().to_string(),
        LiteralValue::Int(i) => i.inner().to_string(),
        LiteralValue::UInt(u) => format!("{}u", u.inner()),
        LiteralValue::Double(d) => format!("{:?}", d.inner()),
        LiteralValue::String(s) => format!("{:?}", s.inner()),
        LiteralValue::Null => "null".to_owned(),
        LiteralValue::Bytes(_) => "b\"…\"".to_owned(),
    }
}

/// The parser's names are patterns of the operator: `_&&_` is `&&`.
fn sign(name: &str) -> &str {
    if name == op::IN { "in" } else { name.trim_matches('_') }
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    #[test]
    fn what_was_written_reads_the_same() {
        for text in [
            "a && (b || c) && !d",
            "!(a || b.c.exists(v, v.x >= 3))",
            "a ? b : c ? d : e",
            "(a - b) - (c - d) <= duration(\"1h\")",
            "size(a.filter(v, v in [1, 2])) == 0 || m[\"k:v\"] != null",
            "-(a + b) * 2.0 < {\"k\": 1}.k",
        ] {
            let ast = parse(text).unwrap().0;
            let again = written(&ast);
            assert_eq!(written(&parse(&again).unwrap().0), again, "{text}");
            assert_eq!(again.replace("(a - b) - (", "a - b - ("), text.replace("(a - b) - (", "a - b - ("));
        }
    }
}
