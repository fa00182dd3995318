//! Random expressions: our verdict against that of the `cel` crate's interpreter.
//!
//! Where the interpreter has a value, ours is the same; where ours is unknown, the interpreter has an error. The other way
//! there is one difference, on purpose: a list is walked here, not built, so that an element of a list or map which cannot be
//! computed and which nobody asks for does no harm.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::fmt::Write;
use trueline::graph::{Graph, NodeId};
use trueline::rules::cel::{Bound, Environment, Machine, Silent, Truth, compile};

/// The choices that make an expression: when they run out, the simplest is taken, so that fewer are simpler.
struct Choices<'c> {
    rest: std::slice::Iter<'c, u8>,
    vars: Vec<(Type, String)>,
    /// Something in it may be an error that the walk of a list does not come upon.
    lazy: bool,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Type {
    Bool,
    Int,
    Double,
    Text,
    Ints,
    Texts,
    Map,
}

impl Choices<'_> {
    fn pick(&mut self, of: usize) -> usize {
        self.rest.next().map_or(0, |b| *b as usize % of)
    }
    fn word<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.pick(words.len())]
    }

    fn expr(&mut self, ty: Type) -> String {
        let known = self.vars.iter().filter(|(t, _)| *t == ty).map(|(_, n)| n.clone()).collect::<Vec<_>>();
        if !known.is_empty() && self.pick(3) == 1 {
            let place = self.pick(known.len());
            return known[place].clone();
        }
        match ty {
            Type::Bool => self.bool(),
            Type::Int => self.int(),
            Type::Double => self.double(),
            Type::Text => self.text(),
            Type::Ints => self.list(Type::Int),
            Type::Texts => self.list(Type::Text),
            Type::Map => {
                let mut text = String::from("{");
                for (i, key) in ["a", "b", "ü"].iter().enumerate().take(1 + self.pick(3)) {
                    let value = self.expr(Type::Int);
                    self.lazy |= value.len() > 4;
                    let _ = write!(text, "{}'{key}': {value}", if i > 0 { ", " } else { "" });
                }
                text + "}"
            }
        }
    }

    fn bool(&mut self) -> String {
        match self.pick(16) {
            0 => self.word(&["true", "false"]).to_owned(),
            1 | 2 => format!("({} {} {})", self.bool(), self.word(&["&&", "||"]), self.bool()),
            3 => format!("!{}", self.bool()),
            4 => self.compared(Type::Int),
            5 => self.compared(Type::Double),
            6 => self.compared(Type::Text),
            7 => format!("({} {} {})", self.expr(Type::Int), self.word(&["==", "<", ">="]), self.expr(Type::Double)),
            8 => {
                let ty = [Type::Ints, Type::Texts, Type::Map, Type::Bool][self.pick(4)];
                format!("({} {} {})", self.expr(ty), self.word(&["==", "!="]), self.expr(ty))
            }
            9 | 10 => {
                let (item, list) = [(Type::Int, Type::Ints), (Type::Text, Type::Texts)][self.pick(2)];
                let item = self.expr(item);
                self.lazy |= item.len() > 4; // nothing is in an empty list, whatever it may be
                format!("({item} in {})", self.expr(list))
            }
            11 => format!("({} in {})", self.word(&["'a'", "'b'", "'ü'", "'nope'"]), self.expr(Type::Map)),
            12 => format!(
                "{}.{}({})",
                self.expr(Type::Text),
                self.word(&["startsWith", "endsWith", "contains"]),
                self.expr(Type::Text)
            ),
            13 => format!("({} ? {} : {})", self.bool(), self.bool(), self.bool()),
            14 => {
                let (list, item) = [(Type::Ints, Type::Int), (Type::Texts, Type::Text)][self.pick(2)];
                let list = self.expr(list);
                let quantifier = self.word(&["all", "exists"]);
                let (name, body) = self.body(item, |c| c.bool());
                format!("{list}.{quantifier}({name}, {body})")
            }
            _ => {
                // An error beside two that fit is no error here.
                let (list, literal) = (self.expr(Type::Ints), self.pick(4));
                format!("{list}.exists_one(v, v == {literal})")
            }
        }
    }

    fn compared(&mut self, ty: Type) -> String {
        format!("({} {} {})", self.expr(ty), self.word(&["==", "!=", "<", "<=", ">", ">="]), self.expr(ty))
    }

    fn int(&mut self) -> String {
        match self.pick(10) {
            0..=2 => self
                .word(&["0", "1", "2", "3", "7", "(-1)", "9223372036854775807", "(-9223372036854775807)"])
                .to_owned(),
            3..=5 => {
                format!("({} {} {})", self.expr(Type::Int), self.word(&["+", "-", "*", "/", "%"]), self.expr(Type::Int))
            }
            6 => {
                let ty = [Type::Text, Type::Ints, Type::Texts, Type::Map][self.pick(4)];
                format!("size({})", self.expr(ty))
            }
            7 => format!("{}[{}]", self.expr(Type::Ints), self.word(&["0", "1", "2"])),
            8 => format!("({} ? {} : {})", self.bool(), self.expr(Type::Int), self.expr(Type::Int)),
            _ => "{'a': 1, 'b': 2}.b".to_owned(),
        }
    }

    fn double(&mut self) -> String {
        match self.pick(5) {
            0 | 1 => self.word(&["0.0", "1.0", "1.5", "(-2.25)", "1e300", "9223372036854775808.0"]).to_owned(),
            2 | 3 => format!(
                "({} {} {})",
                self.expr(Type::Double),
                self.word(&["+", "-", "*", "/"]),
                self.expr(Type::Double)
            ),
            _ => format!("({} ? {} : {})", self.bool(), self.expr(Type::Double), self.expr(Type::Double)),
        }
    }

    fn text(&mut self) -> String {
        match self.pick(6) {
            0..=2 => self.word(&["''", "'a'", "'ab'", "'ü'", "'b'", "'aüb'"]).to_owned(),
            3 => format!("({} + {})", self.expr(Type::Text), self.expr(Type::Text)),
            4 => format!("{}[{}]", self.expr(Type::Texts), self.word(&["0", "1"])),
            _ => format!("({} ? {} : {})", self.bool(), self.expr(Type::Text), self.expr(Type::Text)),
        }
    }

    fn list(&mut self, item: Type) -> String {
        let own = if item == Type::Int { Type::Ints } else { Type::Texts };
        match self.pick(7) {
            0..=3 => {
                let items = (0..self.pick(4)).map(|_| self.expr(item)).collect::<Vec<_>>();
                self.lazy |= items.iter().any(|i| i.len() > 4);
                format!("[{}]", items.join(", "))
            }
            4 => format!("({} + {})", self.expr(own), self.expr(own)),
            5 => {
                self.lazy = true;
                let list = self.expr(own);
                let (name, body) = self.body(item, |c| c.bool());
                format!("{list}.filter({name}, {body})")
            }
            _ => {
                self.lazy = true;
                let list = self.expr(own);
                let (name, body) = self.body(item, |c| c.expr(item));
                format!("{list}.map({name}, {body})")
            }
        }
    }

    /// What is said of an element that has a name.
    fn body(&mut self, item: Type, body: impl FnOnce(&mut Self) -> String) -> (String, String) {
        let name = format!("v{}", self.vars.len());
        self.vars.push((item, name.clone()));
        let body = body(self);
        self.vars.pop();
        (name, body)
    }
}

fn expression(choices: &[u8]) -> (String, bool) {
    let mut choices = Choices { rest: choices.iter(), vars: Vec::new(), lazy: false };
    // The first choice would be a literal.
    let text = match choices.pick(4) {
        0 | 1 => choices.bool(),
        2 => choices.compared(Type::Int),
        _ => format!("({} == {})", choices.expr(Type::Ints), choices.expr(Type::Ints)),
    };
    (text, choices.lazy)
}

/// `None` is an error.
fn theirs(text: &str) -> Option<bool> {
    match cel::Program::compile(text).expect("it parses").execute(&cel::Context::default()) {
        Ok(cel::Value::Bool(b)) => Some(b),
        Ok(other) => panic!("{text} is {other:?}"),
        Err(_) => None,
    }
}

fn ours(text: &str, graph: &Graph) -> Result<Option<bool>, String> {
    let environment = Environment::new(None, &serde_json::Value::Null);
    let expression = compile::check(text, &environment).map_err(|why| why.to_string())?;
    let bound = Bound::new(&expression, graph);
    Ok(match Machine::new(graph, 0, Silent).run(&bound, NodeId(0)) {
        Truth::True => Some(true),
        Truth::False => Some(false),
        Truth::Unknown(_) => None,
    })
}

fn same(choices: &[u8], graph: &Graph) -> Result<(), TestCaseError> {
    let (text, lazy) = expression(choices);
    prop_assume!(text.len() < 1500);
    let ours = ours(&text, graph).map_err(|why| TestCaseError::fail(format!("{text}\n    {why}")))?;
    match (ours, theirs(&text)) {
        (Some(_), None) if lazy => {}
        (ours, theirs) => prop_assert_eq!(ours, theirs, "{}", text),
    }
    Ok(())
}

#[test]
fn verdicts_are_those_of_the_interpreter() {
    // The interpreter parses on the caller's stack.
    let test = std::thread::Builder::new().stack_size(512 << 20).spawn(|| {
        let config = ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() };
        let graph = Graph::new(Vec::new(), &[]);
        TestRunner::new(config).run(&prop::collection::vec(any::<u8>(), 0..60), |choices| same(&choices, &graph))
    });
    if let Err(why) = test.unwrap().join().unwrap() {
        panic!("{why}")
    }
}
