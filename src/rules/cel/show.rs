//! Values as people and programs read them.

use super::code::Slot;
use super::{Bound, Expression, Machine, Trace, Value};
use crate::graph::{Graph, NodeId, Reason, Span};
use crate::model::{Shape, Type};
use serde_json::{Map, Value as Json, json};

/// Elements of a list, or entries of a map, that are shown at most.
const SHOWN: usize = 10;

/// A scalar as a string; also what `string()` gives.
pub(super) fn scalar(value: Value) -> String {
    match value {
        Value::Bool(b) => b.to_string(),
        Value::Int(i) => i.to_string(),
        Value::Double(d) => d.to_string(),
        Value::Time(t) => jiff::Timestamp::from_microsecond(t).map_or_else(|_| t.to_string(), |t| t.to_string()),
        Value::Duration(d) => {
            let (sign, d) = (if d < 0 { "-" } else { "" }, d.unsigned_abs());
            let fraction = format!(".{:06}", d % 1_000_000);
            format!("{sign}{}{}s", d / 1_000_000, fraction.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => "null".into(),
    }
}

/// JSON as a message shows it: strings without quotes, lists with commas.
pub fn plain(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Json::Null => "null".into(),
        other => other.to_string(),
    }
}

/// The value of an expression that was compiled as one; the reason when it, or a part of it, is unknown. Long lists are cut.
pub fn value_of(graph: &Graph, bound: &Bound, node: NodeId, now: i64) -> Result<Json, Reason> {
    let mut machine = Machine::new(graph, now, super::Silent);
    let value = machine.run_value(bound, node);
    machine.gap(value).map_or_else(|| Ok(machine.json(value, None)), Err)
}

/// The same, with lists and maps in full.
pub fn whole_value_of(graph: &Graph, bound: &Bound, node: NodeId, now: i64) -> Result<Json, Reason> {
    let mut machine = Machine::new(graph, now, super::Silent);
    let value = machine.run_value(bound, node);
    machine.gap(value).map_or_else(|| Ok(machine.whole(value)), Err)
}

/// The same as text for a message.
pub fn render(graph: &Graph, expression: &Expression, node: NodeId, now: i64) -> String {
    match value_of(graph, &Bound::new(expression, graph), node, now) {
        Ok(value) => plain(&value),
        Err(reason) => format!("unknown ({})", graph.reason(reason)),
    }
}

impl<T: Trace> Machine<'_, T> {
    /// A value as JSON; the type says how the elements of a list of the graph lie.
    pub(super) fn json(&self, value: Value, ty: Option<&'static Type>) -> Json {
        match value {
            Value::Unknown(_) | Value::Null => Json::Null,
            Value::Bool(b) => json!(b),
            Value::Int(i) => json!(i),
            Value::Double(d) if d.is_finite() => json!(d),
            Value::Double(d) => json!(d.to_string()), // JSON has no infinity
            Value::Sym(_) | Value::Literal(_) | Value::Built(..) => json!(self.text(value).unwrap_or_default()),
            Value::Time(_) | Value::Duration(_) => json!(scalar(value)),
            Value::Node(node) => json!(self.graph.id(node)),
            Value::Nodes(inverse, node) => {
                let (sources, _) = self.graph.inverses[inverse as usize].of(node);
                cut(sources.len(), |i| json!(self.graph.id(sources[i])))
            }
            Value::List(Span { start, len }, _) => match ty {
                Some(Type::List(Type::Record(_))) => json!(counted(len as usize)),
                _ => cut(len as usize, |i| self.inner(self.open(self.graph.cells[start as usize + i]))),
            },
            Value::Items(Span { start, len }, _) => cut(len as usize, |i| self.inner(self.item(start + i as u32))),
            Value::Map(span) | Value::Pairs(span) => {
                let pairs = (0..span.len.min(SHOWN as u32)).map(|i| self.pair(value, i));
                let mut map = pairs.map(|(k, v)| (plain(&self.json(k, None)), self.inner(v))).collect::<Map<_, _>>();
                if let Some(more) = (span.len as usize).checked_sub(SHOWN).filter(|n| *n > 0) {
                    map.insert("…".into(), json!(format!("{more} more")));
                }
                Json::Object(map)
            }
            Value::Record(row) => match ty {
                Some(Type::Record(shape)) => self.record(shape(), row),
                _ => json!("…"),
            },
        }
    }

    /// Why a value, or something in it, is unknown.
    pub(super) fn gap(&self, value: Value) -> Option<Reason> {
        match value {
            Value::Unknown(reason) => Some(reason),
            Value::Items(Span { start, len }, partial) => {
                (start - u32::from(partial)..start + len).find_map(|at| self.gap(self.item(at)))
            }
            // Records have fields instead of elements: those are not shown.
            Value::List(Span { start, len }, partial) => {
                let cells = &self.graph.cells[(start - u32::from(partial)) as usize..(start + len) as usize];
                cells.iter().find(|c| c.is_unknown()).map(|c| Reason(c.low()))
            }
            Value::Map(Span { len, .. }) | Value::Pairs(Span { len, .. }) => {
                (0..len).find_map(|i| self.gap(self.pair(value, i).1))
            }
            _ => None,
        }
    }

    /// What an aspect came to, and why a part of it is unknown. The order of its lists means nothing: they are sorted.
    pub(in crate::rules) fn aspect(&self, value: Value) -> (Json, Option<Reason>) {
        (sorted(self.whole(value)), self.gap(value))
    }

    /// What a value consists of: a list's elements, a map's entries, else itself.
    pub(in crate::rules) fn parts(&self, value: Value) -> Vec<Json> {
        match sorted(self.whole(value)) {
            Json::Array(items) => items,
            Json::Object(entries) => {
                entries.iter().map(|(key, value)| json!(format!("{key}: {}", plain(value)))).collect()
            }
            other => vec![other],
        }
    }

    /// With everything in it.
    pub(super) fn whole(&self, value: Value) -> Json {
        match value {
            Value::Items(Span { start, len }, _) => (0..len).map(|i| self.whole(self.item(start + i))).collect(),
            Value::List(Span { start, len }, _) => {
                (0..len).map(|i| self.whole(self.open(self.graph.cells[(start + i) as usize]))).collect()
            }
            Value::Map(Span { len, .. }) | Value::Pairs(Span { len, .. }) => {
                let pairs = (0..len).map(|i| self.pair(value, i));
                Json::Object(pairs.map(|(k, v)| (plain(&self.json(k, None)), self.whole(v))).collect())
            }
            value => self.json(value, None),
        }
    }

    /// Inside something else: what has parts of its own is not shown.
    fn inner(&self, value: Value) -> Json {
        match value {
            Value::List(span, _) | Value::Items(span, _) => json!(counted(span.len as usize)),
            Value::Map(span) | Value::Pairs(span) => json!(format!("{} entries", span.len)),
            Value::Record(_) => json!("…"),
            value => self.json(value, None),
        }
    }

    fn record(&self, shape: &'static Shape, row: u32) -> Json {
        let slots = (0..shape.fields.len()).map(|i| shape.first() + i);
        let fields = slots.map(|index| {
            let value = self.open(self.graph.cell(row, index as u32));
            (Slot { shape, index: index as u32 }.name().to_owned(), self.inner(value))
        });
        Json::Object(fields.filter(|(_, value)| !value.is_null()).collect())
    }
}

fn sorted(value: Json) -> Json {
    match value {
        Json::Array(items) => {
            let mut items = items.into_iter().map(sorted).collect::<Vec<_>>();
            items.sort_by_cached_key(Json::to_string);
            Json::Array(items)
        }
        Json::Object(entries) => entries.into_iter().map(|(key, value)| (key, sorted(value))).collect(),
        other => other,
    }
}

fn counted(len: usize) -> String {
    format!("{len} element{}", if len == 1 { "" } else { "s" })
}

/// The first elements, and how many there are besides.
fn cut(len: usize, item: impl Fn(usize) -> Json) -> Json {
    let mut items = (0..len.min(SHOWN)).map(item).collect::<Vec<_>>();
    if len > SHOWN {
        items.push(json!(format!("… {} more", len - SHOWN)))
    }
    Json::Array(items)
}
