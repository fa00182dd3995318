//! Evaluation over the graph with Kleene's three truths: no operator hides an unknown.
//!
//! `truth` evaluates tests, `value` values, `walk` lists; `compare` has equality and order, `alike` the equality of two subjects,
//! `make` the strings and lists that an expression computes, `functions` what takes nothing but values, `policies` what policies
//! come to.

mod alike;
mod compare;
mod functions;
mod make;
mod policies;
mod truth;
mod value;
mod walk;

pub(super) use functions::{parse_duration, parse_time};

use super::code::Expr;
use super::{compile::Expression, trace::Recorder, trace::Trace};
use crate::graph::{Graph, NodeId, Reason, Span, Sym};
use std::ops::ControlFlow;

/// False, true, or unknown and why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs)]
pub enum Truth {
    False,
    True,
    Unknown(Reason),
}
impl From<bool> for Truth {
    fn from(b: bool) -> Truth {
        if b { Truth::True } else { Truth::False }
    }
}
impl std::ops::Not for Truth {
    type Output = Truth;
    fn not(self) -> Truth {
        match self {
            Truth::False => Truth::True,
            Truth::True => Truth::False,
            unknown => unknown,
        }
    }
}

/// A value in sixteen bytes: texts, lists and maps are places in the graph, in the expression's constants or in the machine.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value {
    /// Could not be read or computed.
    Unknown(Reason),
    /// None.
    Null,
    /// A bool.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A floating-point number.
    Double(f64),
    /// A string of the graph.
    Sym(Sym),
    /// A string of the expression, by its place there.
    Literal(u32),
    /// A string that was computed: start and end in the machine's buffer.
    Built(u32, u32),
    /// Microseconds since 1970.
    Time(i64),
    /// Microseconds.
    Duration(i64),
    /// A list in the graph, and whether it may lack elements: the reason lies in the cell before the first.
    List(Span, bool),
    /// A map in the graph.
    Map(Span),
    /// A list elsewhere, in the same manner.
    Items(Span, bool),
    /// A map elsewhere: key, value, key, value. The length counts pairs.
    Pairs(Span),
    /// A record's first cell.
    Record(u32),
    /// A resource.
    Node(NodeId),
    /// The resources that lead to one, by an inverse's place: seen in evidence only.
    Nodes(u32, NodeId),
}
const _: () = assert!(size_of::<Value>() == 16);

/// Loops in one another, the subject included.
pub const VARS: usize = 12;
/// Marks a place among the constants, where the others are the machine's.
pub(super) const CONSTANT: u32 = 1 << 31;

/// An expression with its literals looked up in a graph: equality of strings is then one comparison of symbols.
pub struct Bound<'a> {
    /// The expression.
    pub expression: &'a Expression,
    symbols: Vec<Option<Sym>>,
    constants: Vec<Value>,
}
impl<'a> Bound<'a> {
    /// Looks up the literals.
    pub fn new(expression: &'a Expression, graph: &Graph) -> Self {
        let symbols = expression.texts.iter().map(|t| graph.strings.find(t)).collect::<Vec<_>>();
        let constants = expression.constants.iter().map(|value| match value {
            Value::Literal(i) => symbols[*i as usize].map_or(*value, Value::Sym),
            value => *value,
        });
        Bound { expression, constants: constants.collect(), symbols }
    }
}

/// One evaluation after another: the graph, the variables and the trace.
pub struct Machine<'a, T: Trace> {
    pub(super) graph: &'a Graph,
    now: i64,
    symbols: &'a [Option<Sym>],
    texts: &'a [String],
    constants: &'a [Value],
    vars: [Seen<T>; VARS],
    /// Lists and maps that were computed in this run.
    items: Vec<Value>,
    /// Strings that were computed in this run.
    buffer: String,
    /// The number of this run, from 1.
    run: u64,
    /// What `let`s came to, and in which run.
    lets: Vec<(u64, Value)>,
    /// Where in the trace the element begins that a filter has just let through.
    element: Option<usize>,
    /// What was read.
    pub trace: T,
}

/// A value and where it was found.
type Seen<T> = (Value, <T as Trace>::Path);
/// How a walk over a list ends early: stopped (none), or why it may have missed elements.
type Missed = Option<Reason>;

impl<'a, T: Trace> Machine<'a, T> {
    /// `now` is the snapshot's time in microseconds since 1970.
    pub fn new(graph: &'a Graph, now: i64, mut trace: T) -> Self {
        let none = trace.none();
        Machine {
            graph,
            now,
            symbols: &[],
            texts: &[],
            constants: &[],
            vars: [(Value::Null, none); VARS],
            items: Vec::new(),
            buffer: String::new(),
            run: 0,
            lets: Vec::new(),
            element: None,
            trace,
        }
    }

    /// What is evaluated over.
    pub fn graph(&self) -> &'a Graph {
        self.graph
    }

    /// The verdict on a node.
    pub fn run(&mut self, bound: &'a Bound<'a>, subject: NodeId) -> Truth {
        self.start(bound, subject);
        self.test(&bound.expression.test)
    }

    /// The value for a node, of an expression that was compiled as one.
    pub fn run_value(&mut self, bound: &'a Bound<'a>, subject: NodeId) -> Value {
        self.start(bound, subject);
        self.result(bound)
    }

    /// The values for two nodes, and whether they are alike: equal, whatever the order of lists.
    pub fn run_values(&mut self, bound: &'a Bound<'a>, here: NodeId, there: NodeId) -> (Value, Value, Truth) {
        self.start(bound, here);
        let first = self.result(bound);
        // What the first one built has to last: the second begins without clearing.
        let root = self.trace.root();
        self.vars[0] = (Value::Node(there), root);
        self.run += 1;
        let second = self.result(bound);
        (first, second, self.alike(first, second))
    }

    fn result(&mut self, bound: &'a Bound<'a>) -> Value {
        match &bound.expression.value {
            Some(value) => self.read(value),
            None => self.test(&bound.expression.test).into(),
        }
    }

    #[inline]
    fn start(&mut self, bound: &'a Bound<'a>, subject: NodeId) {
        (self.symbols, self.texts, self.constants) = (&bound.symbols, &bound.expression.texts, &bound.constants);
        self.run += 1;
        if !self.items.is_empty() || !self.buffer.is_empty() {
            self.items.clear();
            self.buffer.clear();
        }
        let root = self.trace.root();
        self.vars[0] = (Value::Node(subject), root);
    }
}

impl<'a> Machine<'a, Recorder> {
    /// Records what a value rests on, without those elements of a list that do not matter.
    pub(in crate::rules) fn run_without(&mut self, bound: &'a Bound<'a>, subject: NodeId, without: &[bool]) {
        self.trace.clear();
        self.start(bound, subject);
        let Some(Expr::List(list)) = &bound.expression.value else {
            self.result(bound);
            return;
        };
        let (mut place, mut idle) = (0, Vec::new());
        // How the walk ended is no matter here: an incomplete list has left its own line.
        let _ = self.walk(list, &mut |m, item, path| {
            let start = m.element_start();
            m.trace.read(path, item);
            if without.get(place) == Some(&true) {
                idle.push((start, m.trace.mark()))
            }
            place += 1;
            ControlFlow::Continue(())
        });
        for (start, end) in idle.into_iter().rev() {
            self.trace.forget(start, end)
        }
        self.trace.cap(0);
    }
}

impl From<Truth> for Value {
    fn from(truth: Truth) -> Value {
        match truth {
            Truth::False => Value::Bool(false),
            Truth::True => Value::Bool(true),
            Truth::Unknown(reason) => Value::Unknown(reason),
        }
    }
}
