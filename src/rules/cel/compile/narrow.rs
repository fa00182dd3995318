//! What a test says about null. `x != null && x.f` is sound because `x.f` is only looked at where `x` is not null, or unknown;
//! then `x.f` is unknown too. Expressions have no effects, so one that is written the same in the same scope is the same: any
//! expression can be narrowed, not only a field.

use super::{Ast, Compiler, Let, Literal, Node};
use std::fmt::Write;

/// The expressions that are not null when a test is true, and when it is false.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub when_true: Vec<String>,
    pub when_false: Vec<String>,
}

impl Facts {
    pub fn when_true(key: Option<String>) -> Facts {
        Facts { when_true: key.into_iter().collect(), when_false: Vec::new() }
    }
    /// What `true` and `false` say.
    pub fn constant(value: bool) -> Facts {
        let impossible = Facts::when_true(Some(IMPOSSIBLE.to_owned()));
        if value { impossible.swapped() } else { impossible }
    }
    /// What `!` does.
    pub fn swapped(self) -> Facts {
        Facts { when_true: self.when_false, when_false: self.when_true }
    }
    /// Of all of them together: each holds when `&&` is true; when it is false, only what every one says.
    pub fn and(all: Vec<Facts>) -> Facts {
        let mut all = all.into_iter();
        let mut result = all.next().unwrap_or_default();
        for facts in all {
            result.when_true.extend(facts.when_true);
            result.when_false = common(result.when_false, &facts.when_false);
        }
        result
    }
    /// `!(!a && !b)`
    pub fn or(all: Vec<Facts>) -> Facts {
        Facts::and(all.into_iter().map(Facts::swapped).collect()).swapped()
    }
    /// `c && a || !c && b`
    pub fn conditional(condition: Facts, mut a: Facts, mut b: Facts) -> Facts {
        let both = |branch: &mut Vec<String>, known: &[String]| branch.extend_from_slice(known);
        both(&mut a.when_true, &condition.when_true);
        both(&mut a.when_false, &condition.when_true);
        both(&mut b.when_true, &condition.when_false);
        both(&mut b.when_false, &condition.when_false);
        Facts { when_true: common(a.when_true, &b.when_true), when_false: common(a.when_false, &b.when_false) }
    }
}

/// Stands among the facts of what cannot be, where everything holds: `c ? a : false` is true only when `a` is.
const IMPOSSIBLE: &str = "\u{3}";

fn common(a: Vec<String>, b: &[String]) -> Vec<String> {
    let impossible = |facts: &[String]| facts.iter().any(|f| f == IMPOSSIBLE);
    if impossible(&a) {
        return b.to_vec();
    }
    if impossible(b) {
        return a;
    }
    a.into_iter().filter(|key| b.contains(key)).collect()
}

/// What stands for a loop's variable in the facts that a filtered list carries.
const ELEMENT: &str = "\u{1}*\u{1}";

pub(super) fn variable(var: usize) -> String {
    format!("\u{1}{var}\u{1}")
}

/// Facts about a loop's variable as facts about an element, and back.
pub(super) fn about_element(facts: &[String], var: usize) -> Vec<String> {
    facts.iter().filter(|f| f.contains(&variable(var))).map(|f| f.replace(&variable(var), ELEMENT)).collect()
}
pub(super) fn about_variable(facts: &[String], var: usize) -> Vec<String> {
    facts.iter().map(|f| f.replace(ELEMENT, &variable(var))).collect()
}
/// Whether an element itself is known not to be null.
pub(super) fn element_is_sure(facts: &[String]) -> bool {
    facts.iter().any(|f| f == ELEMENT)
}

impl Compiler<'_> {
    /// What an expression is known by: its text with names resolved.
    pub(super) fn key(&self, e: &Node) -> String {
        let mut key = String::new();
        write_key(e, &self.names(), self.lets, &mut key);
        key
    }

    /// The same of `of[index]`.
    pub(super) fn key_of_entry(&self, of: &Node, index: &Node) -> String {
        let mut key = String::new();
        write_entry(of, index, &self.names(), self.lets, &mut key);
        key
    }

    fn names(&self) -> Vec<&str> {
        self.vars.iter().map(|(name, _)| name.as_str()).collect()
    }

    pub(super) fn knows(&self, e: &Node) -> bool {
        !self.facts.is_empty() && self.facts.contains(&self.key(e))
    }

    /// Runs with more facts.
    pub(super) fn knowing<R>(&mut self, facts: &[String], body: impl FnOnce(&mut Self) -> R) -> R {
        let known = self.facts.len();
        self.facts.extend_from_slice(facts);
        let result = body(self);
        self.facts.truncate(known);
        result
    }
}

fn write_key(e: &Node, vars: &[&str], lets: &[Let], out: &mut String) {
    let all = |name: &str, items: &mut dyn Iterator<Item = &Node>, out: &mut String| {
        out.push_str(name);
        out.push('(');
        for item in items {
            write_key(item, vars, lets, out);
            out.push(',');
        }
        out.push(')');
    };
    match &e.ast {
        Ast::Name(name) => {
            if let Some(var) = vars.iter().rposition(|v| v == name) {
                out.push_str(&variable(var));
            } else if let Some(position) = lets.iter().position(|l| l.name == *name) {
                // A let sees the subject and the lets before it.
                write_key(&lets[position].ast, &vars[..1], &lets[..position], out);
            } else {
                out.push_str(name);
            }
        }
        Ast::Literal(literal) => {
            let _ = write!(out, "{literal:?}");
        }
        Ast::Select(of, field) => {
            write_key(of, vars, lets, out);
            let _ = write!(out, "[{field:?}]");
        }
        Ast::Index(parts) => write_entry(&parts[0], &parts[1], vars, lets, out),
        Ast::Unary(operator, of) => all(&format!("{operator:?}"), &mut std::iter::once(&**of), out),
        Ast::Binary(operator, parts) => all(&format!("{operator:?}"), &mut parts.iter(), out),
        Ast::Chain(chain, parts) => all(&format!("{chain:?}"), &mut parts.iter(), out),
        Ast::Conditional(parts) => all("?", &mut parts.iter(), out),
        Ast::List(items) => all("[]", &mut items.iter(), out),
        Ast::Map(entries) => all("{}", &mut entries.iter().flatten(), out),
        Ast::Call { target, name, arguments } => {
            if let Some(target) = target {
                write_key(target, vars, lets, out);
                out.push('.');
            }
            all(name, &mut arguments.iter(), out);
        }
    }
}

/// `tags["x"]` is `tags.x`.
fn write_entry(of: &Node, index: &Node, vars: &[&str], lets: &[Let], out: &mut String) {
    write_key(of, vars, lets, out);
    if let Ast::Literal(Literal::Text(key)) = &index.ast {
        let _ = write!(out, "[{key:?}]");
    } else {
        out.push('[');
        write_key(index, vars, lets, out);
        out.push_str(",]");
    }
}
