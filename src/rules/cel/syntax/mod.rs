//! CEL's syntax: text → a tree whose parts know where they stand, and back.
//!
//! The grammar is that of the language's definition, less what no rule can use and each of which is refused by name: messages
//! of protocol buffers, bytes, optional values, names that begin with a dot. Macros are calls like any other: `x.all(v, p)` is
//! in the tree as it was written, and the compiler says what it means.

mod lexer;
mod parser;
#[cfg(test)]
mod tests;
mod write;

pub use lexer::closing_brace;
pub use parser::{DEEPEST, parse};
pub use write::written;

use super::Diagnostic;

/// Bytes of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The first.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
}

impl Place {
    /// From the start of one to the end of another.
    fn to(self, last: Place) -> Place {
        Place { start: self.start, end: last.end }
    }

    /// What is wrong here.
    pub fn mistake(self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(message, self.start, self.end)
    }
}

/// A part of an expression.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub ast: Ast,
    /// What a message about it points at: a field's name, an operator.
    pub at: Place,
    /// All of it, with the brackets that it stands in.
    pub whole: Place,
}

/// What a part of an expression is.
#[derive(Clone, Debug)]
pub enum Ast {
    /// `7`, `'text'`
    Literal(Literal),
    /// `resource`
    Name(String),
    /// `of.field`
    Select(Box<Node>, String),
    /// `of[index]`
    Index(Box<[Node; 2]>),
    /// `!a`, `-a`
    Unary(Unary, Box<Node>),
    /// `a == b`, `a + b`
    Binary(Binary, Box<[Node; 2]>),
    /// `a && b && c`: two operands at least, none of which is a chain of the same kind.
    Chain(Chain, Vec<Node>),
    /// `condition ? a : b`
    Conditional(Box<[Node; 3]>),
    /// `size(a)`, `a.contains(b)`
    Call {
        /// What it is called on: `target.name()`
        target: Option<Box<Node>>,
        /// Its name.
        name: String,
        /// What stands in its brackets.
        arguments: Vec<Node>,
    },
    /// `[a, b]`
    List(Vec<Node>),
    /// `{'a': b}`
    Map(Vec<[Node; 2]>),
}

/// A value that is written out.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `7`, `-7`, `0x07`; and `7u`, for AWS counts in signed integers throughout.
    Int(i64),
    /// `7.0`
    Double(f64),
    /// `'text'`
    Text(String),
}

/// An operator of one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `!`
    Not,
    /// `-`
    Negate,
}

/// An operator of as many operands as there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    /// `&&`
    And,
    /// `||`
    Or,
}

/// An operator of two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `in`
    In,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
}

/// How tightly operators bind.
mod binding {
    pub const CONDITIONAL: u8 = 1;
    pub const OR: u8 = 2;
    pub const AND: u8 = 3;
    pub const RELATION: u8 = 4;
    pub const SUM: u8 = 5;
    pub const PRODUCT: u8 = 6;
    pub const UNARY: u8 = 7;
    pub const MEMBER: u8 = 8;
}

impl Chain {
    const ALL: [Chain; 2] = [Chain::And, Chain::Or];

    fn sign(self) -> &'static str {
        match self {
            Chain::And => "&&",
            Chain::Or => "||",
        }
    }
    fn binding(self) -> u8 {
        match self {
            Chain::And => binding::AND,
            Chain::Or => binding::OR,
        }
    }
}

impl Binary {
    const ALL: [Binary; 12] = [
        Binary::Equal,
        Binary::NotEqual,
        Binary::Less,
        Binary::LessOrEqual,
        Binary::Greater,
        Binary::GreaterOrEqual,
        Binary::In,
        Binary::Add,
        Binary::Subtract,
        Binary::Multiply,
        Binary::Divide,
        Binary::Modulo,
    ];

    fn sign(self) -> &'static str {
        match self {
            Binary::Equal => "==",
            Binary::NotEqual => "!=",
            Binary::Less => "<",
            Binary::LessOrEqual => "<=",
            Binary::Greater => ">",
            Binary::GreaterOrEqual => ">=",
            Binary::In => "in",
            Binary::Add => "+",
            Binary::Subtract => "-",
            Binary::Multiply => "*",
            Binary::Divide => "/",
            Binary::Modulo => "%",
        }
    }
    fn binding(self) -> u8 {
        match self {
            Binary::Add | Binary::Subtract => binding::SUM,
            Binary::Multiply | Binary::Divide | Binary::Modulo => binding::PRODUCT,
            _ => binding::RELATION,
        }
    }
}
