//! Mutants of a condition: it with one thing changed that an example of the rule ought to notice.
//!
//! The syntax tree is changed before it is compiled, so a mutant is compiled as any condition is, and one that does not compile
//! is none: without `x != null`, `x.f` is an error. What such a conjunct says is in the compiler's hands, not in an example's.
//!
//! No list excuses a mutant. One that cannot be told from the original is a part of the condition that decides nothing, so
//! the condition is written without it: `x != null && x == 1` is `x == 1`, `size(l) == 1 && l.all(v, p)` is `size(l) == 1 &&
//! size(l.filter(v, p)) == 1`. The changes are chosen so that this is always possible: each drops a part, turns it into its
//! opposite, or moves it by one value; none replaces a value by another that might happen to mean the same.

use super::environment::Let;
use super::{Compiler, Environment, Expression, Result};
use crate::rules::cel::syntax::{Ast, Binary, Node, Place, Unary, parse, written};

/// A condition that one thing was changed in.
pub struct Mutant {
    /// The `let` that was changed, by its place; none: the condition itself.
    changed: Option<usize>,
    ast: Node,
    /// The name of that `let`.
    pub within: Option<String>,
    /// Where the changed part stands in the text.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What was done to it.
    pub change: &'static str,
    /// What has become of the text.
    pub text: String,
}

#[derive(Clone, Copy)]
enum Change {
    /// `c` → `!c`
    Negate,
    /// `a && b` → `!a && b`; the number is that of the part.
    NegatePart(usize),
    /// `a && b` → `b`, `a || b` → `b`; the number is that of the part.
    Drop(usize),
    /// `list.filter(v, c)` → `list`
    Unfilter,
    /// `>=` → `>`
    Move(Binary),
    /// `all` → `exists`
    Rename(&'static str),
}

/// Every mutant of a condition and of the `let`s that it names; some do not compile.
pub fn mutants(text: &str, environment: &Environment) -> Result<Vec<Mutant>> {
    let ast = parse(text)?;
    let mut named = vec![false; environment.lets.len()];
    mark(&ast, &environment.lets, &mut named);
    let mut all = of(&ast, None, true);
    for (i, own) in environment.lets.iter().enumerate().filter(|(i, _)| named[*i]) {
        all.extend(of(&own.ast, Some((i, own)), false));
    }
    Ok(all)
}

impl Mutant {
    /// The mutant as code.
    ///
    /// # Errors
    /// When it is no condition: then it is no mutant.
    pub fn compile(&self, text: &str, environment: &Environment) -> Result<Expression> {
        let lets = environment.lets.iter().enumerate().map(|(i, own)| Let {
            name: own.name.clone(),
            ast: if self.changed == Some(i) { self.ast.clone() } else { own.ast.clone() },
        });
        let lets = lets.collect::<Vec<_>>();
        let condition = if self.changed.is_none() { self.ast.clone() } else { parse(text)? };
        let mut compiler = Compiler::new(environment, &lets);
        let (test, _) = compiler.truth(&condition)?;
        Ok(compiler.finish(test, None))
    }
}

/// The lets that an expression names, those that they name included.
fn mark(e: &Node, lets: &[Let], named: &mut [bool]) {
    visit(&mut e.clone(), &mut |e| {
        if let Ast::Name(name) = &e.ast
            && let Some(i) = lets.iter().position(|l| l.name == *name)
            && !named[i]
        {
            named[i] = true;
            mark(&lets[i].ast, lets, named);
        }
    });
}

fn of(ast: &Node, own: Option<(usize, &Let)>, is_condition: bool) -> Vec<Mutant> {
    let mut changes = Vec::new();
    let mut number = 0;
    visit(&mut ast.clone(), &mut |e| {
        changes.extend(changes_of(e, number, is_condition).into_iter().map(|(change, part)| (number, change, part)));
        number += 1;
    });
    let mutant = |(place, change, Place { start, end })| {
        let mut ast = ast.clone();
        let mut number = 0;
        visit(&mut ast, &mut |e| {
            if number == place {
                apply(e, change);
            }
            number += 1;
        });
        let text = written(&ast);
        let within = own.map(|(_, own)| own.name.clone());
        Mutant { changed: own.map(|(i, _)| i), ast, within, start, end, change: words(change), text }
    };
    changes.into_iter().map(mutant).collect()
}

/// What can be changed about an expression, and where the part of it stands that this concerns.
fn changes_of(e: &Node, number: usize, is_condition: bool) -> Vec<(Change, Place)> {
    let mut changes = Vec::new();
    if number == 0 && is_condition {
        changes.push((Change::Negate, e.whole));
    }
    match &e.ast {
        Ast::Chain(_, parts) => {
            for (i, part) in parts.iter().enumerate() {
                changes.push((Change::Drop(i), part.whole));
                changes.push((Change::NegatePart(i), part.whole));
            }
        }
        Ast::Binary(operator, _) => {
            let moved = match operator {
                Binary::Less => Some(Binary::LessOrEqual),
                Binary::LessOrEqual => Some(Binary::Less),
                Binary::Greater => Some(Binary::GreaterOrEqual),
                Binary::GreaterOrEqual => Some(Binary::Greater),
                _ => None,
            };
            changes.extend(moved.map(|operator| (Change::Move(operator), e.whole)));
        }
        Ast::Call { name, arguments, .. } => match (name.as_str(), arguments.as_slice()) {
            ("all", [_, _]) => changes.push((Change::Rename("exists"), e.whole)),
            ("exists", [_, _]) => changes.push((Change::Rename("all"), e.whole)),
            ("filter", [_, condition]) => changes.push((Change::Unfilter, condition.whole)),
            _ => {}
        },
        _ => {}
    }
    changes
}

fn apply(e: &mut Node, change: Change) {
    let whole = e.clone();
    match (change, &mut e.ast) {
        (Change::Negate, _) => *e = negated(whole),
        (Change::NegatePart(i), Ast::Chain(_, parts)) => parts[i] = negated(parts[i].clone()),
        (Change::Drop(i), Ast::Chain(_, parts)) => {
            parts.remove(i);
            if let [last] = parts.as_slice() {
                *e = last.clone();
            }
        }
        (Change::Unfilter, Ast::Call { target: Some(list), .. }) => *e = Node::clone(list),
        (Change::Move(to), Ast::Binary(operator, _)) => *operator = to,
        (Change::Rename(to), Ast::Call { name, .. }) => to.clone_into(name),
        _ => {}
    }
}

fn negated(e: Node) -> Node {
    Node { at: e.at, whole: e.whole, ast: Ast::Unary(Unary::Not, Box::new(e)) }
}

fn words(change: Change) -> &'static str {
    match change {
        Change::Negate | Change::NegatePart(_) => "negated",
        Change::Drop(_) => "left out",
        Change::Unfilter => "left out, so that everything is let through",
        Change::Move(_) => "moved by its boundary",
        Change::Rename("all") => "`all` instead of `exists`",
        Change::Rename(_) => "`exists` instead of `all`",
    }
}

/// An expression and all its parts, from outside inwards.
fn visit(e: &mut Node, body: &mut impl FnMut(&mut Node)) {
    body(e);
    let mut each = |parts: &mut [Node]| parts.iter_mut().for_each(|part| visit(part, body));
    match &mut e.ast {
        Ast::Literal(_) | Ast::Name(_) => {}
        Ast::Select(of, _) | Ast::Unary(_, of) => visit(of, body),
        Ast::Index(parts) | Ast::Binary(_, parts) => each(&mut **parts),
        Ast::Conditional(parts) => each(&mut **parts),
        Ast::Chain(_, parts) | Ast::List(parts) => each(parts),
        Ast::Map(entries) => each(entries.as_flattened_mut()),
        Ast::Call { target, arguments, .. } => {
            target.iter_mut().for_each(|target| visit(target, body));
            arguments.iter_mut().for_each(|argument| visit(argument, body));
        }
    }
}
