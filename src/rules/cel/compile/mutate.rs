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
use super::parse::{self, place};
use super::write::written;
use super::{Compiler, Environment, Expression, Result};
use cel::common::ast::{CallExpr, EntryExpr, Expr as Ast, IdedExpr, SourceInfo, operators as op};
use std::sync::Arc;

/// A condition that one thing was changed in.
pub struct Mutant {
    /// The `let` that was changed, by its place; none: the condition itself.
    changed: Option<usize>,
    ast: IdedExpr,
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
    /// `a && b` → `!a && b`; the number is that of what is negated.
    NegatePart(usize),
    /// `a && b` → `b`, `a || b` → `b`; the number is that of what is left.
    Drop(usize),
    /// `list.filter(v, c)` → `list`
    Unfilter,
    /// `>=` → `>`, `all` → `exists`
    Rename(&'static str),
}

/// Every mutant of a condition and of the `let`s that it names; some do not compile.
pub fn mutants(text: &str, environment: &Environment) -> Result<Vec<Mutant>> {
    let (ast, positions) = parse::parse(text)?;
    let mut named = vec![false; environment.lets.len()];
    mark(&ast, &environment.lets, &mut named);
    let mut all = of(&ast, &positions, None, true);
    for (i, own) in environment.lets.iter().enumerate().filter(|(i, _)| named[*i]) {
        all.extend(of(&own.parsed.0, &own.parsed.1, Some((i, own)), false));
    }
    Ok(all)
}

impl Mutant {
    /// The mutant as code.
    ///
    /// # Errors
    /// When it is no condition: then it is no mutant.
    pub fn compile(&self, text: &str, environment: &Environment) -> Result<Expression> {
        let nowhere = SourceInfo::default();
        let lets = environment.lets.iter().enumerate().map(|(i, own)| Let {
            name: own.name.clone(),
            parsed: match self.changed == Some(i) {
                true => Arc::new((self.ast.clone(), SourceInfo::default())),
                false => Arc::new((own.parsed.0.clone(), SourceInfo::default())),
            },
        });
        let lets = lets.collect::<Vec<_>>();
        let condition = if self.changed.is_none() { self.ast.clone() } else { parse::parse(text)?.0 };
        let mut compiler = Compiler::new(environment, &lets, &nowhere);
        let (test, _) = compiler.truth(&condition)?;
        Ok(compiler.finish(test, None))
    }
}

/// The lets that an expression names, those that they name included.
fn mark(e: &IdedExpr, lets: &[Let], named: &mut [bool]) {
    visit(&mut e.clone(), &mut |e| {
        if let Ast::Ident(name) = &e.expr
            && let Some(i) = lets.iter().position(|l| l.name == *name)
            && !named[i]
        {
            named[i] = true;
            mark(&lets[i].parsed.0, lets, named);
        }
    });
}

fn of(ast: &IdedExpr, positions: &SourceInfo, own: Option<(usize, &Let)>, is_condition: bool) -> Vec<Mutant> {
    let mut changes = Vec::new();
    let mut number = 0;
    visit(&mut ast.clone(), &mut |e| {
        changes.extend(changes_of(e, number, is_condition).into_iter().map(|(change, part)| {
            let (start, end) = extent(part.as_ref().unwrap_or(e), positions);
            (number, change, start, end)
        }));
        number += 1;
    });
    let mutant = |(place, change, start, end)| {
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

/// What can be changed about an expression, and the part of it that this concerns.
fn changes_of(e: &IdedExpr, number: usize, is_condition: bool) -> Vec<(Change, Option<IdedExpr>)> {
    let mut changes = Vec::new();
    if number == 0 && is_condition {
        changes.push((Change::Negate, None));
    }
    let Ast::Call(call) = &e.expr else { return changes };
    match (call.func_name.as_str(), call.args.as_slice()) {
        (operator @ (op::LOGICAL_AND | op::LOGICAL_OR), [a, b]) => {
            let is_chain = |e: &IdedExpr| matches!(&e.expr, Ast::Call(call) if call.func_name == operator);
            for (part, left) in [(a, 1), (b, 0)].into_iter().filter(|(part, _)| !is_chain(part)) {
                changes.push((Change::Drop(left), Some(part.clone())));
                changes.push((Change::NegatePart(1 - left), Some(part.clone())));
            }
        }
        (op::LESS, _) => changes.push((Change::Rename(op::LESS_EQUALS), None)),
        (op::LESS_EQUALS, _) => changes.push((Change::Rename(op::LESS), None)),
        (op::GREATER, _) => changes.push((Change::Rename(op::GREATER_EQUALS), None)),
        (op::GREATER_EQUALS, _) => changes.push((Change::Rename(op::GREATER), None)),
        (op::ALL, [_, _]) => changes.push((Change::Rename(op::EXISTS), None)),
        (op::EXISTS, [_, _]) => changes.push((Change::Rename(op::ALL), None)),
        (op::FILTER, [_, condition]) => changes.push((Change::Unfilter, Some(condition.clone()))),
        _ => {}
    }
    changes
}

fn apply(e: &mut IdedExpr, change: Change) {
    let IdedExpr { id, expr } = std::mem::take(e);
    *e = match (change, expr) {
        (Change::Negate, expr) => negated(IdedExpr { id, expr }),
        (Change::NegatePart(part), Ast::Call(mut call)) => {
            call.args[part] = negated(std::mem::take(&mut call.args[part]));
            IdedExpr { id, expr: Ast::Call(call) }
        }
        (Change::Drop(left), Ast::Call(mut call)) => call.args.swap_remove(left),
        (Change::Unfilter, Ast::Call(CallExpr { target: Some(list), .. })) => *list,
        (Change::Rename(name), Ast::Call(call)) => {
            IdedExpr { id, expr: Ast::Call(CallExpr { func_name: name.to_owned(), ..call }) }
        }
        (_, expr) => IdedExpr { id, expr },
    };
}

fn negated(e: IdedExpr) -> IdedExpr {
    let id = e.id;
    let call = CallExpr { func_name: op::LOGICAL_NOT.to_owned(), target: None, args: vec![e] };
    IdedExpr { id, expr: Ast::Call(call) }
}

fn words(change: Change) -> &'static str {
    match change {
        Change::Negate | Change::NegatePart(_) => "negated",
        Change::Drop(_) => "left out",
        Change::Unfilter => "left out, so that everything is let through",
        Change::Rename(op::ALL) => "`all` instead of `exists`",
        Change::Rename(op::EXISTS) => "`exists` instead of `all`",
        Change::Rename(_) => "moved by its boundary",
    }
}

/// From the first byte that any part of an expression stands at to the last.
fn extent(e: &IdedExpr, positions: &SourceInfo) -> (usize, usize) {
    let (mut start, mut end) = place(e, positions);
    visit(&mut e.clone(), &mut |part| {
        let (from, to) = place(part, positions);
        (start, end) = (start.min(from), end.max(to));
    });
    (start, end)
}

/// An expression and all its parts, from outside inwards.
fn visit(e: &mut IdedExpr, body: &mut impl FnMut(&mut IdedExpr)) {
    body(e);
    match &mut e.expr {
        Ast::Select(select) => visit(&mut select.operand, body),
        Ast::List(list) => list.elements.iter_mut().for_each(|item| visit(item, body)),
        Ast::Map(map) => {
            for entry in &mut map.entries {
                if let EntryExpr::MapEntry(entry) = &mut entry.expr {
                    visit(&mut entry.key, body);
                    visit(&mut entry.value, body);
                }
            }
        }
        Ast::Call(call) => {
            call.target.iter_mut().for_each(|target| visit(target, body));
            call.args.iter_mut().for_each(|arg| visit(arg, body));
        }
        Ast::Ident(_) | Ast::Literal(_) | Ast::Struct(_) | Ast::Comprehension(_) | Ast::Unspecified => {}
    }
}
