//! The parser, its messages in our words, and where in the text an expression stands.

use super::{Diagnostic, Result};
use cel::common::ast::{CallExpr, Expr as Ast, IdedExpr, LiteralValue, SourceInfo, operators as op};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

/// Longer than any condition that a person reads.
const LONGEST: usize = 4000;
/// Brackets in one another, and bytes, up to which the caller's stack is certain to do.
const SHALLOW: (usize, usize) = (4, 160);

/// The stack on which whatever is not too long can be parsed, in bytes.
const LARGE: usize = 128 << 20;

thread_local! {
    static IS_LARGE: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// An expression with where its parts stand.
pub(super) type Parsed = (IdedExpr, SourceInfo);

/// What was parsed, by its text: a third of the rules' expressions are the same as others', and parsing is the dearest of reading
/// rules.
static KNOWN: LazyLock<RwLock<HashMap<String, Arc<Parsed>>>> = LazyLock::new(RwLock::default);
/// More than any set of rules has: what tests make up does not fill the memory.
const MOST: usize = 8192;

/// The same as [`parse`], each text but once.
pub(super) fn parse_once(text: &str) -> Result<Arc<Parsed>> {
    if let Some(known) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(text) {
        return Ok(known.clone());
    }
    let parsed = Arc::new(parse(text)?);
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() < MOST {
        known.insert(text.to_owned(), parsed.clone());
    }
    Ok(parsed)
}

/// Gives back what was parsed: whoever only judges parses nothing any more.
pub fn forget_parsed() {
    KNOWN.write().unwrap_or_else(PoisonError::into_inner).clear();
}

/// Does what parses many expressions, on threads whose stacks are large enough for any: as many as there are otherwise.
pub fn on_large_stacks<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(rayon::current_num_threads()).stack_size(LARGE);
    match pool.start_handler(|_| IS_LARGE.set(true)).build() {
        Ok(pool) => pool.install(work),
        // A thread for each expression that needs one, then.
        Err(_) => work(),
    }
}

/// The parser descends a dozen functions for each bracket. It has a limit of its own, but one that a thread's usual stack does
/// not reach: what is deep is parsed on a larger one, so that no text can end the program.
pub(super) fn parse(text: &str) -> Result<Parsed> {
    if text.len() > LONGEST {
        return Err(Diagnostic::new("this expression is too long", 0, text.len()).help("name parts of it under `let`"));
    }
    let brackets = text.bytes().filter(|b| b"([{!-".contains(b)).count();
    if IS_LARGE.get() || (brackets <= SHALLOW.0 && text.len() <= SHALLOW.1) {
        return parse_here(text);
    }
    let large = std::thread::Builder::new().stack_size(LARGE);
    std::thread::scope(|scope| match large.spawn_scoped(scope, || parse_here(text)) {
        Ok(thread) => {
            thread.join().unwrap_or_else(|_| Err(Diagnostic::new("the parser gave up on this", 0, text.len())))
        }
        Err(_) => parse_here(text),
    })
}

fn parse_here(text: &str) -> Result<(IdedExpr, SourceInfo)> {
    let parser = cel::Env::default().parser().enable_ident_escape_syntax(true);
    parser.parse_with_source_info(text).map_err(|errors| {
        let (line, column, message) = match errors.errors.first() {
            Some(error) => (error.pos.0, error.pos.1, error.msg.as_str()),
            None => (1, 1, "this is no expression"),
        };
        // The parser counts lines and characters from 1.
        let (line, column) = (line.max(1) as usize - 1, column.max(1) as usize - 1);
        let before = text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
        let rest = text.get(before..).unwrap_or_default();
        let start = before + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at);
        let end = start + text[start..].chars().next().map_or(0, char::len_utf8);
        let diagnostic = |message: &str| Diagnostic::new(message, start, end);
        if text.trim().is_empty() {
            return diagnostic("there is no expression here");
        }
        let message = message.lines().next().unwrap_or_default();
        match message {
            m if m.contains("token recognition error at: '= ") || m.ends_with("at: '='") => {
                diagnostic("`=` is no operator").help("equality is written `==`")
            }
            m if m.contains("token recognition error at: '&") => {
                diagnostic("`&` is no operator").help("and is written `&&`")
            }
            m if m.contains("token recognition error at: '|") => {
                diagnostic("`|` is no operator").help("or is written `||`")
            }
            m if m.contains("token recognition error at: ''") || m.contains("token recognition error at: '\"") => {
                diagnostic("this string has no end").help("a string stands between two quotes of one kind, on one line")
            }
            m if m.contains("'<EOF>'") => {
                diagnostic("the expression ends too early").help("is a bracket or an operand missing?")
            }
            m if m.contains("token recognition error") => diagnostic(&format!(
                "`{}` cannot stand here",
                &text[start..end]
            ))
            .help(
                "names are of ASCII letters, digits and _; any other key is written in brackets, as in tags['größe']",
            ),
            m if m.starts_with("Syntax error: ") => diagnostic(&m["Syntax error: ".len()..]),
            m => diagnostic(m),
        }
    })
}

/// The bytes to point at. The parser knows the place of an operator: of the dot of a selection, the bracket of a call.
pub(super) fn place(e: &IdedExpr, positions: &SourceInfo) -> (usize, usize) {
    let text = &positions.source;
    let Some((start, end)) = positions.offset_for(e.id) else { return (0, 0) };
    let (start, end) = (start as usize, end as usize + 1);
    let (start, end) = match &e.expr {
        Ast::Select(select) => {
            let name = start + 1;
            let quoted = text[floor(text, name)..].starts_with('`');
            (name, name + select.field.len() + if quoted { 2 } else { 0 })
        }
        Ast::Call(CallExpr { func_name, .. })
            if text[floor(text, start)..].starts_with('(') && start >= func_name.len() =>
        {
            let name = start - func_name.len();
            if text.get(name..start) == Some(func_name) { (name, start) } else { (start, end) }
        }
        _ => (start, end),
    };
    (floor(text, start), floor(text, end.max(start)))
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

/// An expression as it was written, when it is short enough to be repeated in a message.
pub(super) fn written(e: &IdedExpr) -> Option<String> {
    Some(match &e.expr {
        Ast::Ident(name) => name.clone(),
        Ast::Select(select) => format!("{}.{}", written(&select.operand)?, select.field),
        Ast::Literal(LiteralValue::Null) => "null".into(),
        Ast::Call(call) => match (call.func_name.as_str(), call.target.as_deref(), call.args.as_slice()) {
            (op::INDEX, None, [of, index]) => {
                let index = match &index.expr {
                    Ast::Literal(LiteralValue::String(key)) => format!("'{}'", key.inner()),
                    Ast::Literal(LiteralValue::Int(i)) => i.inner().to_string(),
                    _ => written(index)?,
                };
                format!("{}[{index}]", written(of)?)
            }
            (name, Some(target), []) => format!("{}.{name}()", written(target)?),
            _ => return None,
        },
        _ => return None,
    })
}
