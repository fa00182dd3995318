//! What a verdict rested on: paths and values as text, each with the call that returned it.

use super::code::Slot;
use super::trace::{Read, Step, What};
use super::{Bound, Machine, Recorder, Value};
use crate::graph::{Graph, NodeId, Reason};
use crate::model::{Shape, Type};
use serde_json::{Value as Json, json};
use std::fmt::Write;

/// One line of evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// `resource.subnets["subnet-0a"].route_table.routes[1].gateway_id`
    pub path: String,
    /// What stood there; null also where it is unknown.
    pub value: Json,
    /// The operation that returned it.
    pub source: Option<&'static str>,
    /// When it was read.
    pub read_at: Option<jiff::Timestamp>,
    /// Why it is unknown.
    pub unknown: Option<Reason>,
    /// The resource that it is a part of.
    pub owner: Option<NodeId>,
}

impl Evidence {
    /// What no call returned.
    pub fn declared(path: String, value: Json) -> Evidence {
        Evidence { path, value, source: None, read_at: None, unknown: None, owner: None }
    }
}

/// What the verdict on a node rests on, in the order of evaluation.
pub fn evidence(graph: &Graph, bound: &Bound, node: NodeId, now: i64) -> Vec<Evidence> {
    evidence_with(&mut Machine::new(graph, now, Recorder::default()), bound, node)
}

/// The same by a machine that is used again and again.
pub fn evidence_with<'a>(machine: &mut Machine<'a, Recorder>, bound: &'a Bound<'a>, node: NodeId) -> Vec<Evidence> {
    machine.trace.clear();
    match bound.expression.value {
        Some(_) => drop(machine.run_value(bound, node)),
        None => drop(machine.run(bound, node)),
    }
    machine.evidence(node)
}

impl Machine<'_, Recorder> {
    /// The evidence of the last run, which was on this node.
    pub fn evidence(&self, subject: NodeId) -> Vec<Evidence> {
        let mut lines = Vec::with_capacity(self.trace.reads.len());
        for read in &self.trace.reads {
            match read {
                Read::Value(path, value) => {
                    let mut place = self.place(*path, subject);
                    if let Value::Unknown(_) = value {
                        place.value = *value // of a list of which elements are missing
                    }
                    if is_new(&lines, &place.text) {
                        place.lines(self, &mut lines);
                    }
                }
                Read::More(count) => {
                    lines.push(Evidence::declared("…".into(), json!(format!("{count} more like these"))))
                }
            }
        }
        lines
    }

    /// Goes a path through the graph again. Behind something unknown lies nothing: it is what is shown.
    fn place(&self, path: u32, subject: NodeId) -> Place {
        let step = self.trace.steps.get(path as usize);
        let Some(Step { of, what }) = step.filter(|s| !matches!(s.what, What::Root)) else {
            return Place::root(subject);
        };
        let mut place = self.place(*of, subject);
        if !matches!(place.value, Value::Unknown(_)) {
            place.step(*what, self)
        }
        place
    }
}

/// A list's lines are capped, so that there are never many to compare with.
fn is_new(lines: &[Evidence], path: &str) -> bool {
    lines.iter().all(|line| line.path != path)
}

/// Where a path leads.
struct Place {
    text: String,
    value: Value,
    ty: Option<&'static Type>,
    /// The resource that the value is a part of.
    owner: Option<NodeId>,
    source: Option<&'static str>,
    /// The slot and its record, if it is computed.
    derived: Option<(&'static Shape, usize, u32)>,
}

impl Place {
    fn root(subject: NodeId) -> Place {
        let mut text = String::with_capacity(80);
        text.push_str("resource");
        Place { text, value: Value::Node(subject), ty: None, owner: Some(subject), source: None, derived: None }
    }

    fn step(&mut self, step: What, machine: &Machine<Recorder>) {
        let graph = machine.graph;
        match step {
            What::Root => {}
            What::Field(slot) => self.field(slot, machine),
            What::Relation(inverse) => {
                let shape = &graph.inverses[inverse as usize].shape;
                self.text.push('.');
                self.text.push_str(shape.name);
                if let Value::Node(node) = self.value {
                    self.value = Value::Nodes(inverse, node);
                }
                (self.ty, self.owner, self.derived) = (None, None, None);
                self.source = shape.source.identity.as_ref().map(|i| i.listing);
            }
            What::Item(i) => {
                let _ = write!(self.text, "[{i}]");
                let inner = match self.ty {
                    Some(Type::List(inner)) => Some(*inner),
                    _ => None,
                };
                let width = inner.map_or(1, crate::graph::width) as u32;
                self.value = match (self.value, inner) {
                    (Value::List(span, _), Some(Type::Record(_))) => Value::Record(span.start + i * width),
                    (Value::List(span, _), _) => machine.open(graph.cells[(span.start + i) as usize]),
                    (Value::Items(span, _), _) => machine.item(span.start + i),
                    (value, _) => value,
                };
                (self.ty, self.derived) = (inner, None);
            }
            What::Member(node) => {
                self.quoted(graph.id(node));
                (self.value, self.ty, self.owner, self.derived) = (Value::Node(node), None, Some(node), None);
            }
            What::Key(key) => {
                match machine.text(key) {
                    Ok(text) => self.quoted(text),
                    Err(_) => drop(write!(self.text, "[{}]", machine.json(key, None))),
                }
                let pairs = match self.value {
                    Value::Map(span) | Value::Pairs(span) => span.len,
                    _ => 0,
                };
                let found = (0..pairs).map(|i| machine.pair(self.value, i));
                let mut found = found.filter(|(k, _)| machine.equal(*k, key) == super::Truth::True);
                self.value = found.next().map_or(Value::Null, |(_, v)| v);
                self.ty = match self.ty {
                    Some(Type::Map(inner)) => Some(*inner),
                    _ => None,
                };
                self.derived = None;
            }
        }
    }

    fn quoted(&mut self, text: &str) {
        if text.contains(['"', '\\']) {
            let _ = write!(self.text, "[{}]", json!(text));
            return;
        }
        self.text.push_str("[\"");
        self.text.push_str(text);
        self.text.push_str("\"]");
    }

    fn field(&mut self, slot: Slot, machine: &Machine<Recorder>) {
        let graph = machine.graph;
        let row = match self.value {
            Value::Node(node) => {
                self.owner = Some(node);
                graph.row(node)
            }
            Value::Record(row) => row,
            _ => return,
        };
        self.text.push('.');
        self.text.push_str(slot.name());
        self.value = machine.open(graph.cell(row, slot.index));
        self.source = slot.source().or(self.source);
        self.derived = Some((slot.shape, slot.index as usize, row));
        let field = (slot.index as usize).checked_sub(slot.shape.first()).and_then(|i| slot.shape.fields.get(i));
        self.ty = field.map(|f| f.ty);
    }

    /// The place's own line, and those of what a computed value follows from.
    fn lines(self, machine: &Machine<Recorder>, lines: &mut Vec<Evidence>) {
        let read_at = self.owner.and_then(|node| machine.graph.read_at(node));
        let line = |path: String, value: Value, ty, source| Evidence {
            path,
            value: machine.json(value, ty),
            source,
            read_at,
            unknown: if let Value::Unknown(reason) = value { Some(reason) } else { None },
            owner: self.owner,
        };
        let inputs = self.derived.map_or_else(Vec::new, |(shape, slot, row)| machine.graph.explain(shape, slot, row));
        // Paths of inputs begin at the record that has the computed field.
        let inputs = inputs.into_iter().map(|input| {
            let prefix = self.text.rsplit_once('.').map_or("", |(prefix, _)| prefix);
            line(
                format!("{prefix}{}", input.path),
                machine.open(input.value),
                Some(input.ty),
                input.source.or(self.source),
            )
        });
        let inputs = inputs.collect::<Vec<_>>();
        lines.push(line(self.text, self.value, self.ty, self.source));
        for input in inputs {
            if is_new(lines, &input.path) {
                lines.push(input)
            }
        }
    }
}
