//! Tokens → tree: one function for each kind of part, and one for all operators of two operands, by how tightly they bind.

use super::lexer::{Kind, Token, token, unescaped};
use super::{Ast, Binary, Chain, Literal, Node, Place, Unary, binding};
use crate::rules::cel::Diagnostic;

type Result<T> = std::result::Result<T, Diagnostic>;

/// Longer than any condition that a person reads, in bytes.
const LONGEST: usize = 4000;
/// Deeper than any, in brackets or operators within one another: a thread's usual stack is certain to do.
pub const DEEPEST: usize = 100;

/// Words that are values or operators.
const WORDS: [&str; 4] = ["true", "false", "null", "in"];
/// Words that the language keeps for itself.
const RESERVED: [&str; 17] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

/// Reads an expression.
///
/// # Errors
/// The first mistake.
pub fn parse(text: &str) -> Result<Node> {
    if text.len() > LONGEST {
        return Err(Diagnostic::new("this expression is too long", 0, text.len()).help("name parts of it under `let`"));
    }
    let mut parser = Parser { text, next: token(text, 0)?, depth: 0 };
    if parser.next.kind == Kind::End {
        return Err(Diagnostic::new("there is no expression here", 0, 0));
    }
    let node = parser.expression()?;
    match parser.next.kind {
        Kind::End => Ok(node),
        _ => Err(parser.unexpected("an operator")),
    }
}

struct Parser<'t> {
    text: &'t str,
    next: Token,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn advance(&mut self) -> Result<Token> {
        let following = token(self.text, self.next.place.end)?;
        Ok(std::mem::replace(&mut self.next, following))
    }

    fn text_of(&self, token: Token) -> &'t str {
        &self.text[token.place.start..token.place.end]
    }

    fn is_next(&self, sign: &str) -> bool {
        matches!(self.next.kind, Kind::Sign(next) if next == sign)
    }

    /// Whether that sign came, which is passed then.
    fn pass(&mut self, sign: &str) -> Result<bool> {
        let is_next = self.is_next(sign);
        if is_next {
            self.advance()?;
        }
        Ok(is_next)
    }

    fn expect(&mut self, sign: &str) -> Result<Token> {
        if self.is_next(sign) { self.advance() } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    fn unexpected(&self, needed: &str) -> Diagnostic {
        let Token { kind, place } = self.next;
        if kind == Kind::End {
            return place.mistake("the expression ends too early").help("is a bracket or an operand missing?");
        }
        place.mistake(format!("{needed} is expected here, not `{}`", self.text_of(self.next)))
    }

    /// One level further down.
    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Result<Node>) -> Result<Node> {
        if self.depth == DEEPEST {
            return Err(self.next.place.mistake("this is nested too deeply"));
        }
        self.depth += 1;
        let node = read(self);
        self.depth -= 1;
        node
    }

    /// `a`, `c ? a : b`
    fn expression(&mut self) -> Result<Node> {
        self.nested(|parser| {
            let condition = parser.operation(binding::OR)?;
            if !parser.is_next("?") {
                return Ok(condition);
            }
            let at = parser.advance()?.place;
            let a = parser.operation(binding::OR)?;
            parser.expect(":")?;
            let b = parser.expression()?;
            let whole = condition.whole.to(b.whole);
            Ok(Node { ast: Ast::Conditional(Box::new([condition, a, b])), at, whole })
        })
    }

    /// Operands, and the operators between them that bind as tightly as `least`.
    fn operation(&mut self, least: u8) -> Result<Node> {
        let mut left = self.unary()?;
        while let Some(operator) = self.operator().filter(|operator| operator.binding() >= least) {
            let at = self.advance()?.place;
            let right = self.operation(operator.binding() + 1)?;
            left = operator.joined(left, at, right);
        }
        Ok(left)
    }

    fn operator(&self) -> Option<Operator> {
        let sign = match self.next.kind {
            Kind::Sign(sign) => sign,
            Kind::Word => self.text_of(self.next),
            _ => return None,
        };
        let chain = Chain::ALL.into_iter().find(|chain| chain.sign() == sign).map(Operator::Chain);
        chain.or_else(|| Binary::ALL.into_iter().find(|binary| binary.sign() == sign).map(Operator::Binary))
    }

    /// `a`, `!a`, `-a`; two of the same cancel each other out.
    fn unary(&mut self) -> Result<Node> {
        let first = self.next;
        let operator = match first.kind {
            Kind::Sign("!") => Unary::Not,
            Kind::Sign("-") => Unary::Negate,
            _ => return self.member(None),
        };
        let mut times = 0;
        while self.next.kind == first.kind {
            self.advance()?;
            times += 1;
        }
        if operator == Unary::Negate && times == 1 && matches!(self.next.kind, Kind::Int | Kind::Double) {
            return self.member(Some(first.place));
        }
        let operand = match self.next.kind {
            Kind::Sign("!" | "-") => self.nested(Self::unary)?,
            _ => self.member(None)?,
        };
        if times % 2 == 0 {
            return Ok(operand);
        }
        let whole = first.place.to(operand.whole);
        Ok(Node { ast: Ast::Unary(operator, Box::new(operand)), at: first.place, whole })
    }

    /// A primary and what is asked of it: `.field`, `.method()`, `[index]`. A minus before it belongs to its number.
    fn member(&mut self, minus: Option<Place>) -> Result<Node> {
        let mut node = match minus {
            Some(minus) => self.number(Some(minus))?,
            None => self.primary()?,
        };
        loop {
            node = match self.next.kind {
                Kind::Sign(".") => self.field(node)?,
                Kind::Sign("[") => {
                    let at = self.advance()?.place;
                    self.no_optional(at)?;
                    let index = self.expression()?;
                    let whole = node.whole.to(self.expect("]")?.place);
                    Node { ast: Ast::Index(Box::new([node, index])), at, whole }
                }
                Kind::Sign("{") if is_path(&node) => {
                    let message = "messages of protocol buffers have no use in a rule; a map is written {'key': value}";
                    return Err(self.next.place.mistake(message));
                }
                _ => return Ok(node),
            }
        }
    }

    fn field(&mut self, of: Node) -> Result<Node> {
        let dot = self.advance()?.place;
        self.no_optional(dot)?;
        let token = self.next;
        let name = self.text_of(token);
        let name = match token.kind {
            Kind::Word if WORDS.contains(&name) => {
                let error = token.place.mistake(format!("`{name}` is a word of the language, and no field's name"));
                return Err(error.help(format!("a key is written in brackets: ['{name}']")));
            }
            Kind::Word => name.to_owned(),
            Kind::Quoted => name.trim_matches('`').to_owned(),
            _ => return Err(self.unexpected("a field's name")),
        };
        self.advance()?;
        if token.kind == Kind::Word && self.is_next("(") {
            let start = of.whole;
            return self.call(Some(Box::new(of)), name, token.place, start);
        }
        let whole = of.whole.to(token.place);
        Ok(Node { ast: Ast::Select(Box::new(of), name), at: token.place, whole })
    }

    fn call(&mut self, target: Option<Box<Node>>, name: String, at: Place, start: Place) -> Result<Node> {
        self.advance()?;
        let mut arguments = Vec::new();
        if !self.is_next(")") {
            arguments.push(self.expression()?);
            while self.pass(",")? {
                arguments.push(self.expression()?);
            }
        }
        let whole = start.to(self.closing(")")?);
        Ok(Node { ast: Ast::Call { target, name, arguments }, at, whole })
    }

    fn primary(&mut self) -> Result<Node> {
        let token = self.next;
        match token.kind {
            Kind::Word => self.word(),
            Kind::Int | Kind::Unsigned | Kind::Double => self.number(None),
            Kind::Text => {
                let value = unescaped(self.text, token.place)?;
                self.literal(Literal::Text(value))
            }
            Kind::Bytes => {
                let message = "bytes have no use in a rule: write a string, without the b";
                Err(token.place.mistake(message))
            }
            Kind::Sign("(") => {
                self.advance()?;
                let node = self.expression()?;
                let whole = token.place.to(self.expect(")")?.place);
                Ok(Node { whole, ..node })
            }
            Kind::Sign("[") => self.list(),
            Kind::Sign("{") => self.map(),
            _ => Err(self.unexpected("an operand")),
        }
    }

    /// A name, a call, or a word that is a value.
    fn word(&mut self) -> Result<Node> {
        let token = self.next;
        let word = self.text_of(token);
        match word {
            "true" | "false" => return self.literal(Literal::Bool(word == "true")),
            "null" => return self.literal(Literal::Null),
            "in" => return Err(self.unexpected("an operand")),
            reserved if RESERVED.contains(&reserved) => {
                let error = token.place.mistake(format!("`{reserved}` is reserved by the language"));
                return Err(error.help("give it another name"));
            }
            _ => {}
        }
        self.advance()?;
        if self.is_next("(") {
            return self.call(None, word.to_owned(), token.place, token.place);
        }
        Ok(Node { ast: Ast::Name(word.to_owned()), at: token.place, whole: token.place })
    }

    fn literal(&mut self, literal: Literal) -> Result<Node> {
        let place = self.advance()?.place;
        Ok(Node { ast: Ast::Literal(literal), at: place, whole: place })
    }

    fn number(&mut self, minus: Option<Place>) -> Result<Node> {
        let token = self.next;
        let place = minus.unwrap_or(token.place).to(token.place);
        let sign = if minus.is_some() { "-" } else { "" };
        let digits = self.text_of(token);
        let wrong = |message: &str| place.mistake(message);
        let literal = if token.kind == Kind::Double {
            let value = format!("{sign}{digits}").parse::<f64>().ok().filter(|value| value.is_finite());
            Literal::Double(value.ok_or_else(|| wrong("no double is as large as this"))?)
        } else {
            let digits = digits.trim_end_matches(['u', 'U']);
            let value = match digits.strip_prefix("0x") {
                Some(digits) => i64::from_str_radix(&format!("{sign}{digits}"), 16),
                None => format!("{sign}{digits}").parse::<i64>(),
            };
            Literal::Int(value.map_err(|_| wrong("integers have 64 bits and a sign"))?)
        };
        self.advance()?;
        Ok(Node { ast: Ast::Literal(literal), at: place, whole: place })
    }

    fn list(&mut self) -> Result<Node> {
        let at = self.advance()?.place;
        let mut items = Vec::new();
        while !self.is_next("]") {
            self.no_optional(self.next.place)?;
            items.push(self.expression()?);
            if !self.pass(",")? {
                break;
            }
        }
        let whole = at.to(self.closing("]")?);
        Ok(Node { ast: Ast::List(items), at, whole })
    }

    fn map(&mut self) -> Result<Node> {
        let at = self.advance()?.place;
        let mut entries = Vec::new();
        while !self.is_next("}") {
            self.no_optional(self.next.place)?;
            let key = self.expression()?;
            self.expect(":")?;
            entries.push([key, self.expression()?]);
            if !self.pass(",")? {
                break;
            }
        }
        let whole = at.to(self.closing("}")?);
        Ok(Node { ast: Ast::Map(entries), at, whole })
    }

    /// The bracket after elements that commas separate.
    fn closing(&mut self, bracket: &str) -> Result<Place> {
        match self.is_next(bracket) {
            true => Ok(self.advance()?.place),
            false => Err(self.unexpected(&format!("`,` or `{bracket}`"))),
        }
    }

    /// Optional values are refused, at the place that one is asked for.
    fn no_optional(&self, at: Place) -> Result<()> {
        if self.is_next("?") {
            let message = "`?` would hide an unknown: compare with null, or ask has(x.field)";
            return Err(at.mistake(message));
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Operator {
    Chain(Chain),
    Binary(Binary),
}

impl Operator {
    fn binding(self) -> u8 {
        match self {
            Operator::Chain(chain) => chain.binding(),
            Operator::Binary(binary) => binary.binding(),
        }
    }

    fn joined(self, left: Node, at: Place, right: Node) -> Node {
        let whole = left.whole.to(right.whole);
        let chain = match self {
            Operator::Binary(binary) => {
                return Node { ast: Ast::Binary(binary, Box::new([left, right])), at, whole };
            }
            Operator::Chain(chain) => chain,
        };
        let mut operands = Vec::new();
        for operand in [left, right] {
            match operand.ast {
                Ast::Chain(own, parts) if own == chain => operands.extend(parts),
                ast => operands.push(Node { ast, ..operand }),
            }
        }
        Node { ast: Ast::Chain(chain, operands), at, whole }
    }
}

/// `a.b.c`, as the name of a message is.
fn is_path(node: &Node) -> bool {
    match &node.ast {
        Ast::Name(_) => true,
        Ast::Select(of, _) => is_path(of),
        _ => false,
    }
}
