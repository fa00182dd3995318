//! What an expression can name beside its subject's fields.

use super::{Compiler, Diagnostic, Node, Result, parse};
use crate::model::Shape;
use serde_json::Value as Json;

/// The names that a rule's expressions share.
pub struct Environment<'e> {
    /// What `resource` is.
    pub(super) subject: Option<&'static Shape>,
    /// What stands under `architecture`: constants of the compilation.
    pub(super) architecture: &'e Json,
    pub(super) lets: Vec<Let>,
}

pub(super) struct Let {
    pub name: String,
    pub ast: Node,
}

/// Names that a rule cannot give.
const TAKEN: [&str; 3] = ["resource", "architecture", "snapshot"];

impl<'e> Environment<'e> {
    /// A subject, if there is one, and the architecture's parameters.
    pub fn new(subject: Option<&'static Shape>, architecture: &'e Json) -> Self {
        Environment { subject, architecture, lets: Vec::new() }
    }

    /// Adds named expressions; each can name those before it. Names and types are checked now; whether null is, where they are
    /// named: there it may have been excluded.
    pub fn with_lets(self, lets: &[(String, String)]) -> Result<Self> {
        self.with(lets, true)
    }

    /// The same of rules that are known to be whole: what they name is checked where it is named.
    pub fn with_known_lets(self, lets: &[(String, String)]) -> Result<Self> {
        self.with(lets, false)
    }

    fn with(mut self, lets: &[(String, String)], check: bool) -> Result<Self> {
        for (name, text) in lets {
            let within = |d: Diagnostic| Diagnostic { within: d.within.or_else(|| Some(name.clone())), ..d };
            if TAKEN.contains(&name.as_str()) || self.lets.iter().any(|l| l.name == *name) {
                return Err(within(Diagnostic::new(format!("`{name}` is already the name of something else"), 0, 0)));
            }
            let ast = parse(text).map_err(within)?;
            if check {
                let mut compiler = Compiler::new(&self, &self.lets);
                compiler.lenient = true;
                compiler.code(&ast).map_err(within)?;
            }
            self.lets.push(Let { name: name.clone(), ast });
        }
        Ok(self)
    }
}
