//! CEL's syntax tree → code, with every name, type and null checked against the model.
//!
//! Macros are not expanded: `x.all(v, p)` arrives as the call that was written, with its own position, and no comprehension has
//! to be recognised. Variables are numbered, fields become slots, `let`s are put in where they are named (they are pure, so the
//! meaning is the same), literals are bound later, per graph.

mod constants;
mod environment;
pub mod functions;
mod mutate;
mod names;
mod narrow;
mod operators;
mod types;

pub use environment::Environment;
pub use mutate::{Mutant, mutants};

use super::code::*;
use super::diagnostic::{Diagnostic, nearest};
use super::eval::Value;
use super::syntax::{Ast, DEEPEST, Literal, Node, parse, written};
use crate::model::Shape;
use environment::Let;
use narrow::{Facts, about_variable, element_is_sure};
use types::{Kind, Ty};

/// A checked expression.
#[derive(Debug)]
pub struct Expression {
    /// The type that it is about.
    pub subject: Option<&'static Shape>,
    /// What to evaluate of a condition.
    pub(super) test: Test,
    /// What to evaluate of any other expression.
    pub(super) value: Option<Expr>,
    pub(super) texts: Vec<String>,
    pub(super) constants: Vec<Value>,
    /// The fields and relations that it names, each once, in order of appearance.
    pub slots: Vec<Slot>,
    /// The lists of other resources that it walks, as places in `Graph::inverses`.
    pub inverses: Vec<u32>,
    /// The architecture parameters that it names.
    pub parameters: Vec<String>,
}

/// Compiles a condition.
pub fn check(text: &str, environment: &Environment) -> Result<Expression> {
    let mut compiler = Compiler::new(environment, &environment.lets);
    let (test, _) = compiler.truth(&parse(text)?)?;
    Ok(compiler.finish(test, None))
}

/// Compiles an expression of any type, to be shown; null is allowed.
pub fn value(text: &str, environment: &Environment) -> Result<Expression> {
    let mut compiler = Compiler::new(environment, &environment.lets);
    let (value, _) = compiler.value(&parse(text)?)?;
    Ok(compiler.finish(Test::Const(false), Some(value)))
}

/// Compiles an expression whose values for two subjects are compared: made of strings, numbers and their like alone.
pub fn aspect(text: &str, environment: &Environment) -> Result<Expression> {
    let ast = parse(text)?;
    let mut compiler = Compiler::new(environment, &environment.lets);
    let (value, ty) = compiler.value(&ast)?;
    if ty.kind.holds_resource() {
        let error = compiler.error(&ast, format!("{} is never the same in two accounts", ty.kind));
        return Err(error.help("compare what it is like: list.map(v, v.field)"));
    }
    Ok(compiler.finish(Test::Const(false), Some(value)))
}

type Result<T, E = Diagnostic> = std::result::Result<T, E>;

/// What an expression came to.
enum Code {
    Test(Test, Facts),
    Expr(Expr, Ty),
    List(List, Elements),
}

impl Code {
    fn is_list(&self) -> bool {
        match self {
            Code::List(..) => true,
            Code::Expr(_, ty) => matches!(ty.kind, Kind::List(_)),
            Code::Test(..) => false,
        }
    }
}

/// What is known of a list's elements: their type, and what a filter said about null.
#[derive(Clone)]
struct Elements {
    ty: Ty,
    facts: Vec<String>,
}
impl From<Ty> for Elements {
    fn from(ty: Ty) -> Self {
        Elements { ty, facts: Vec::new() }
    }
}
impl Elements {
    /// With more facts about the elements.
    fn knowing(mut self, facts: Vec<String>) -> Self {
        if element_is_sure(&facts) {
            self.ty = self.ty.not_null()
        }
        self.facts.extend(facts);
        self
    }
}

struct Compiler<'a> {
    environment: &'a Environment<'a>,
    /// Those that may be named here.
    lets: &'a [Let],
    vars: Vec<(String, Ty)>,
    /// What is not null here.
    facts: Vec<String>,
    /// Null is forgiven: a `let` is compiled for its names and types alone, and again where it is named.
    lenient: bool,
    depth: usize,
    texts: Vec<String>,
    constants: Vec<Value>,
    slots: Vec<Slot>,
    inverses: Vec<u32>,
    parameters: Vec<String>,
}

impl<'a> Compiler<'a> {
    fn new(environment: &'a Environment, lets: &'a [Let]) -> Self {
        let subject = match environment.subject {
            Some(shape) => ("resource".to_owned(), Kind::Node(shape).into()),
            None => (String::new(), Kind::Null.into()),
        };
        Compiler {
            environment,
            lets,
            vars: vec![subject],
            facts: Vec::new(),
            lenient: false,
            depth: 0,
            texts: Vec::new(),
            constants: Vec::new(),
            slots: Vec::new(),
            inverses: Vec::new(),
            parameters: Vec::new(),
        }
    }

    fn finish(self, test: Test, value: Option<Expr>) -> Expression {
        Expression {
            subject: self.environment.subject,
            test,
            value,
            texts: self.texts,
            constants: self.constants,
            slots: self.slots,
            inverses: self.inverses,
            parameters: self.parameters,
        }
    }

    fn code(&mut self, e: &Node) -> Result<Code> {
        if self.depth == DEEPEST {
            return Err(self.error(e, "this is nested too deeply"));
        }
        self.depth += 1;
        let code = match &e.ast {
            Ast::Literal(literal) => Ok(self.literal(literal)),
            Ast::Name(name) => self.name(name, e),
            Ast::Select(of, field) => self.select(of, field, e),
            Ast::Index(parts) => self.index(&parts[0], &parts[1], e),
            Ast::Unary(operator, of) => self.unary(*operator, of, e),
            Ast::Binary(operator, parts) => self.binary(*operator, &parts[0], &parts[1], e),
            Ast::Chain(chain, parts) => self.chain(*chain, parts),
            Ast::Conditional(parts) => self.conditional(parts, e),
            Ast::Call { target, name, arguments } => {
                self.function(&functions::Call { name, target: target.as_deref(), args: arguments, e })
            }
            Ast::List(items) => self.list_literal(items, e),
            Ast::Map(entries) => self.map_literal(entries, e),
        };
        self.depth -= 1;
        Ok(match code? {
            Code::Expr(expr, ty)
                if ty.nullable && (self.knows(e) || self.lenient && !matches!(ty.kind, Kind::Null)) =>
            {
                Code::Expr(expr, ty.not_null())
            }
            code => code,
        })
    }

    fn literal(&mut self, literal: &Literal) -> Code {
        let (value, kind) = match literal {
            Literal::Bool(b) => return Code::Test(Test::Const(*b), Facts::constant(*b)),
            Literal::Int(i) => (Value::Int(*i), Kind::Int),
            Literal::Double(d) => (Value::Double(*d), Kind::Double),
            Literal::Text(text) => (self.text(text), Kind::Text),
            Literal::Null => (Value::Null, Kind::Null),
        };
        Code::Expr(Expr::Const(value), kind.into())
    }

    /// A string's place in the table.
    fn text(&mut self, text: &str) -> Value {
        let index = self.texts.iter().position(|t| t == text).unwrap_or_else(|| {
            self.texts.push(text.to_owned());
            self.texts.len() - 1
        });
        Value::Literal(index as u32)
    }

    /// The text of a literal or a parameter.
    fn constant_text(&self, expr: &Expr) -> Option<&str> {
        match expr {
            Expr::Const(Value::Literal(i)) => self.texts.get(*i as usize).map(String::as_str),
            _ => None,
        }
    }

    fn truth(&mut self, e: &Node) -> Result<(Test, Facts)> {
        let code = self.code(e)?;
        self.test(code, e)
    }

    fn test(&self, code: Code, e: &Node) -> Result<(Test, Facts)> {
        match code {
            Code::Test(test, facts) => Ok((test, facts)),
            Code::Expr(expr, ty) if matches!(ty.kind, Kind::Bool | Kind::Never | Kind::Null) => {
                self.sure(&ty, e)?;
                Ok((Test::Holds(expr), Facts::default()))
            }
            Code::Expr(_, ty) => Err(self.error(e, format!("expected a bool, found {}", ty.kind))),
            Code::List(..) => Err(self.error(e, "expected a bool, found a list")),
        }
    }

    fn value(&mut self, e: &Node) -> Result<(Expr, Ty)> {
        Ok(expr(self.code(e)?))
    }

    /// A value that is not null.
    fn present(&mut self, e: &Node) -> Result<(Expr, Kind)> {
        let code = self.code(e)?;
        self.as_present(code, e)
    }
    fn as_present(&self, code: Code, e: &Node) -> Result<(Expr, Kind)> {
        let (expr, ty) = expr(code);
        self.sure(&ty, e)?;
        Ok((expr, ty.not_null().kind))
    }

    fn typed(&mut self, e: &Node, what: &str, fits: impl Fn(&Kind) -> bool) -> Result<Expr> {
        let (expr, kind) = self.present(e)?;
        if matches!(kind, Kind::Never) || fits(&kind) {
            Ok(expr)
        } else {
            Err(self.error(e, format!("expected {what}, found {kind}")))
        }
    }

    fn list(&mut self, e: &Node) -> Result<(List, Elements)> {
        let code = self.code(e)?;
        self.as_list(code, e)
    }
    fn as_list(&self, code: Code, e: &Node) -> Result<(List, Elements)> {
        let (of, ty) = match code {
            Code::List(list, elements) => return Ok((list, elements)),
            Code::Test(..) => return Err(self.error(e, "expected a list, found a bool")),
            Code::Expr(of, ty) => (of, ty),
        };
        self.sure(&ty, e)?;
        Ok(match ty.not_null().kind {
            Kind::List(item) => {
                let (width, record) = layout(&item.kind);
                (List::Of { of, width, record }, (*item).into())
            }
            Kind::Map(key, _) => (List::Keys(of), Ty::from(*key).into()),
            Kind::Object(members) => {
                let key = if members.is_empty() { Kind::Never } else { Kind::Text };
                (List::Keys(of), Ty::from(key).into())
            }
            Kind::Never => (List::Of { of, width: 1, record: false }, Ty::from(Kind::Never).into()),
            kind => return Err(self.error(e, format!("expected a list, found {kind}"))),
        })
    }

    /// With a variable: its number and what the body came to.
    fn bind<R>(
        &mut self,
        v: &Node,
        elements: &Elements,
        body: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<(Var, R)> {
        let Ast::Name(name) = &v.ast else {
            return Err(self.error(v, "a variable's name is needed here, as in list.all(v, v > 0)"));
        };
        let var = self.vars.len();
        if var == super::eval::VARS {
            return Err(self.error(v, "too many loops in one another"));
        }
        self.vars.push((name.clone(), elements.ty.clone()));
        let facts = about_variable(&elements.facts, var);
        let result = self.knowing(&facts, body);
        self.vars.truncate(var);
        Ok((var as Var, result?))
    }

    /// An error unless a value cannot be null.
    fn sure(&self, ty: &Ty, e: &Node) -> Result<()> {
        if !ty.nullable || self.lenient {
            return Ok(());
        }
        const LONGEST: usize = 80;
        let text = Some(written(e)).filter(|text| text.len() <= LONGEST).unwrap_or_else(|| "x".to_owned());
        let what = if matches!(ty.kind, Kind::Null) { "is" } else { "may be" };
        Err(self.error(e, format!("`{text}` {what} null here")).help(format!(
            "say what holds then: `{text} != null && …` where null is wrong, `{text} == null || …` where it is right"
        )))
    }

    fn error(&self, e: &Node, message: impl Into<String>) -> Diagnostic {
        e.at.mistake(message)
    }

    fn unknown<'k>(&self, e: &Node, what: &str, name: &str, known: impl Iterator<Item = &'k str>) -> Diagnostic {
        let error = self.error(e, format!("no {what} is called `{name}`"));
        match nearest(name, known) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error,
        }
    }
}

/// How a list's elements lie in the graph.
fn layout(item: &Kind) -> (u32, bool) {
    match item {
        Kind::Record(shape) => (shape.width() as u32, true),
        _ => (1, false),
    }
}

fn expr(code: Code) -> (Expr, Ty) {
    match code {
        Code::Expr(expr, ty) => (expr, ty),
        Code::Test(Test::Holds(expr), _) => (expr, Kind::Bool.into()), // keeps the field's path for the evidence
        Code::Test(Test::Const(b), _) => (Expr::Const(Value::Bool(b)), Kind::Bool.into()),
        Code::Test(test, _) => (Expr::Test(Box::new(test)), Kind::Bool.into()),
        Code::List(list, elements) => (Expr::List(Box::new(list)), Ty::list(elements.ty)),
    }
}
