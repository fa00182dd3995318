//! Functions: one table from which they are checked, suggested and documented.

mod lists;
mod policies;
mod refused;
mod texts;
mod times;

use super::*;

/// A call as it was written.
pub(super) struct Call<'c> {
    pub name: &'c str,
    pub target: Option<&'c Node>,
    pub args: &'c [Node],
    pub e: &'c Node,
}

/// A function that rules can call.
pub(super) struct Function {
    name: &'static str,
    usage: &'static str,
    doc: &'static str,
    build: Build,
}

enum Build {
    /// `None` when it is not written like this.
    Own(fn(&mut Compiler, &Call) -> Result<Option<Code>>),
    /// Of values alone: what it is called on and takes, how many of these at least, and what it gives.
    Plain(Builtin, Form, &'static [Argument], usize, Gives),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Method,
    Global,
}

#[derive(Clone, Copy)]
enum Argument {
    Text,
    Int,
}

/// What a function of values alone gives.
#[derive(Clone, Copy)]
enum Gives {
    Bool,
    Int,
    Text,
    Texts,
}

const fn own(
    name: &'static str,
    usage: &'static str,
    doc: &'static str,
    build: fn(&mut Compiler, &Call) -> Result<Option<Code>>,
) -> Function {
    Function { name, usage, doc, build: Build::Own(build) }
}

/// Every function, in the order of the reference.
fn table() -> impl Iterator<Item = &'static Function> {
    lists::FUNCTIONS.iter().chain(&texts::FUNCTIONS).chain(&times::FUNCTIONS).chain(&policies::FUNCTIONS)
}

/// The reference: how each function is written and what it does.
pub fn reference() -> impl Iterator<Item = (&'static str, &'static str)> {
    table().map(|f| (f.usage, f.doc))
}

impl Compiler<'_> {
    pub(super) fn function(&mut self, call: &Call) -> Result<Code> {
        if let Some((_, why)) = refused::REFUSED.iter().find(|(name, _)| *name == call.name) {
            return Err(self.error(call.e, *why));
        }
        let name = call.name;
        let Some(function) = table().find(|f| f.name == name) else {
            return Err(self.unknown(call.e, "function", name, table().map(|f| f.name)));
        };
        let code = match &function.build {
            Build::Own(build) => build(self, call)?,
            Build::Plain(builtin, form, arguments, least, result) => {
                let result = match result {
                    Gives::Bool => Kind::Bool.into(),
                    Gives::Int => Kind::Int.into(),
                    Gives::Text => Kind::Text.into(),
                    Gives::Texts => Ty::list(Kind::Text.into()),
                };
                self.plain(*builtin, *form, arguments, *least, result, call)?
            }
        };
        code.ok_or_else(|| {
            self.error(call.e, format!("`{name}` is not called like this"))
                .help(format!("it is written {}", function.usage))
        })
    }

    fn plain(
        &mut self,
        builtin: Builtin,
        form: Form,
        arguments: &[Argument],
        least: usize,
        result: Ty,
        call: &Call,
    ) -> Result<Option<Code>> {
        if call.target.is_some() != (form == Form::Method) {
            return Ok(None);
        }
        let given = call.target.into_iter().chain(call.args).collect::<Vec<_>>();
        if given.len() < least || given.len() > arguments.len() {
            return Ok(None);
        }
        let compiled = given.iter().zip(arguments).map(|(e, argument)| match argument {
            Argument::Text => self.typed(e, "a string", Kind::is_text),
            Argument::Int => self.typed(e, "an integer", |k| matches!(k, Kind::Int)),
        });
        let compiled = compiled.collect::<Result<Vec<_>>>()?;
        Ok(Some(Code::Expr(Expr::Call(builtin, compiled), result)))
    }
}

/// The same conversion for several types.
fn convert(c: &mut Compiler, call: &Call, builtin: Builtin, from: fn(&Kind) -> bool, to: Kind) -> Result<Option<Code>> {
    let (None, [a]) = (call.target, call.args) else { return Ok(None) };
    let (value, kind) = c.present(a)?;
    if !from(&kind) && !matches!(kind, Kind::Never) {
        return Err(c.error(a, format!("{kind} cannot be converted to {to}")));
    }
    Ok(Some(Code::Expr(Expr::Call(builtin, vec![value]), to.into())))
}
