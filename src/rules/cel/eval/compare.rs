//! Equality and order of values.

use super::super::trace::Trace;
use super::Truth::{False, True, Unknown};
use super::{CONSTANT, Machine, Truth, Value};
use crate::graph::{Reason, Span};
use std::cmp::Ordering;

impl<T: Trace> Machine<'_, T> {
    /// A string's text.
    #[inline]
    pub(in super::super) fn text(&self, value: Value) -> Result<&str, Reason> {
        match value {
            Value::Sym(s) => Ok(self.graph.strings.get(s)),
            Value::Literal(i) => Ok(&self.texts[i as usize]),
            Value::Built(start, end) => Ok(&self.buffer[start as usize..end as usize]),
            Value::Unknown(r) => Err(r),
            _ => Err(Reason::NULL_OPERAND),
        }
    }

    /// An element of a list or map that does not lie in the graph.
    #[inline]
    pub(in super::super) fn item(&self, at: u32) -> Value {
        if at & CONSTANT != 0 { self.constants[(at & !CONSTANT) as usize] } else { self.items[at as usize] }
    }

    /// A map's key and value by their place.
    #[inline]
    pub(in super::super) fn pair(&self, map: Value, i: u32) -> (Value, Value) {
        match map {
            Value::Map(Span { start, .. }) => {
                let at = (start + 2 * i) as usize;
                (self.open(self.graph.cells[at]), self.open(self.graph.cells[at + 1]))
            }
            Value::Pairs(Span { start, .. }) => (self.item(start + 2 * i), self.item(start + 2 * i + 1)),
            _ => (Value::Null, Value::Null),
        }
    }

    #[inline]
    pub(in super::super) fn equal(&self, a: Value, b: Value) -> Truth {
        match (a, b) {
            (Value::Unknown(r), _) | (_, Value::Unknown(r)) => Unknown(r),
            (Value::Sym(a), Value::Sym(b)) => (a == b).into(),
            (Value::Bool(a), Value::Bool(b)) => (a == b).into(),
            (Value::Int(a), Value::Int(b)) => (a == b).into(),
            (Value::Null, Value::Null) => True,
            (Value::Node(a), Value::Node(b)) => (a == b).into(),
            (a, b) => self.equal_rest(a, b),
        }
    }

    fn equal_rest(&self, a: Value, b: Value) -> Truth {
        use Value::*;
        match (a, b) {
            // The literal is not a string of the graph, or it would have become a symbol.
            (Sym(_), Literal(_)) | (Literal(_), Sym(_)) => False,
            (Sym(_) | Literal(_) | Built(..), Sym(_) | Literal(_) | Built(..)) => (self.text(a) == self.text(b)).into(),
            (Int(i), Double(d)) | (Double(d), Int(i)) => (i as f64 == d).into(),
            (List(..) | Items(..), List(..) | Items(..)) => self.equal_lists(a, b),
            (Map(..) | Pairs(..), Map(..) | Pairs(..)) => self.equal_maps(a, b),
            (a, b) => (a == b).into(),
        }
    }

    /// Length, element by place, and why some may be missing. Lists of records are not compared: the compiler sees to that.
    pub(super) fn listed(&self, list: Value) -> (u32, Option<Reason>) {
        match list {
            Value::List(span, true) => (span.len, Some(Reason(self.graph.cells[span.start as usize - 1].low()))),
            Value::Items(span, true) => match self.item(span.start - 1) {
                Value::Unknown(reason) => (span.len, Some(reason)),
                _ => (span.len, None),
            },
            Value::List(span, _) | Value::Items(span, _) => (span.len, None),
            _ => (0, None),
        }
    }
    pub(super) fn listed_item(&self, list: Value, i: u32) -> Value {
        match list {
            Value::List(span, _) => self.open(self.graph.cells[(span.start + i) as usize]),
            Value::Items(span, _) => self.item(span.start + i),
            _ => Value::Null,
        }
    }

    /// By value and in order. What an incomplete list lacks may stand anywhere: such a list is unequal only to a shorter one.
    fn equal_lists(&self, a: Value, b: Value) -> Truth {
        let ((len, missing), (other, lacking)) = (self.listed(a), self.listed(b));
        if missing.is_none() && len < other || lacking.is_none() && other < len {
            return False;
        }
        if let Some(reason) = missing.or(lacking) {
            return Unknown(reason);
        }
        let mut unknown = None;
        for i in 0..len {
            match self.equal(self.listed_item(a, i), self.listed_item(b, i)) {
                True => {}
                False => return False,
                Unknown(r) => unknown = unknown.or(Some(r)),
            }
        }
        unknown.map_or(True, Unknown)
    }

    fn equal_maps(&self, a: Value, b: Value) -> Truth {
        let len = |map| if let Value::Map(span) | Value::Pairs(span) = map { span.len } else { 0 };
        if len(a) != len(b) {
            return False;
        }
        let mut unknown = None;
        for i in 0..len(a) {
            let (key, value) = self.pair(a, i);
            let mut same = False;
            for j in 0..len(b) {
                let (other, candidate) = self.pair(b, j);
                if self.equal(key, other) == True {
                    same = self.equal(value, candidate);
                    break;
                }
            }
            match same {
                True => {}
                False => return False,
                Unknown(r) => unknown = unknown.or(Some(r)),
            }
        }
        unknown.map_or(True, Unknown)
    }

    /// What is not a number has no order.
    #[inline]
    pub(super) fn order(&self, a: Value, b: Value) -> Result<Ordering, Reason> {
        use Value::*;
        let doubles = |a: f64, b: f64| a.partial_cmp(&b).ok_or(Reason::ARITHMETIC);
        match (a, b) {
            (Unknown(r), _) | (_, Unknown(r)) => Err(r),
            (Int(a), Int(b)) | (Time(a), Time(b)) | (Duration(a), Duration(b)) => Ok(a.cmp(&b)),
            (Double(a), Double(b)) => doubles(a, b),
            // As CEL does it: beyond 2^53 neighbours are equal.
            (Int(a), Double(b)) => doubles(a as f64, b),
            (Double(a), Int(b)) => doubles(a, b as f64),
            (Bool(a), Bool(b)) => Ok(a.cmp(&b)),
            (a, b) => Ok(self.text(a)?.cmp(self.text(b)?)),
        }
    }
}
