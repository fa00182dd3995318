//! Strings, lists and maps that an expression computes. They lie in the machine until its next run; what needs none of them
//! allocates nothing.

use super::super::{code::*, trace::Trace};
use super::functions::{duration, time};
use super::{Machine, Value};
use crate::graph::{Reason, Span};
use std::cmp::Ordering;
use std::ops::ControlFlow;

impl<'a, T: Trace> Machine<'a, T> {
    /// A computed string.
    pub(super) fn built(&mut self, text: &str) -> Value {
        let start = self.buffer.len();
        self.buffer.push_str(text);
        self.built_from(start)
    }

    fn built_from(&mut self, start: usize) -> Value {
        match (u32::try_from(start), u32::try_from(self.buffer.len())) {
            (Ok(start), Ok(end)) => Value::Built(start, end),
            _ => Value::Unknown(Reason::ARITHMETIC),
        }
    }

    /// A computed list; the reason says that it may lack elements.
    pub(super) fn items(&mut self, items: &[Value], missing: Option<Reason>) -> Value {
        if let Some(reason) = missing {
            self.items.push(Value::Unknown(reason))
        }
        let start = self.items.len() as u32;
        self.items.extend_from_slice(items);
        Value::Items(Span { start, len: items.len() as u32 }, missing.is_some())
    }

    /// What a `let` comes to for the present subject, computed when it is asked for first.
    pub(super) fn once(&mut self, number: u32, compute: impl FnOnce(&mut Self) -> Value) -> Value {
        let place = number as usize;
        match self.lets.get(place) {
            Some((run, value)) if *run == self.run => *value,
            _ => {
                let value = compute(self);
                if self.lets.len() <= place {
                    self.lets.resize(place + 1, (0, Value::Null));
                }
                self.lets[place] = (self.run, value);
                value
            }
        }
    }

    /// A list as a value.
    pub(super) fn build(&mut self, list: &'a List) -> Value {
        let mut items = Vec::new();
        let walked = self.walk(list, &mut |m, item, path| {
            m.trace.read(path, item);
            items.push(item);
            ControlFlow::Continue(())
        });
        self.items(&items, walked.err().flatten())
    }

    /// A map as a value. A key that occurs twice makes it unknown, as an unknown key does.
    pub(super) fn build_map(&mut self, entries: &'a [(Expr, Expr)]) -> Value {
        let mut items = Vec::with_capacity(entries.len() * 2);
        for (key, value) in entries {
            let (key, value) = (self.read(key), self.read(value));
            if let Value::Unknown(_) = key {
                return key;
            }
            let keys = items.iter().step_by(2);
            if keys.clone().any(|k| self.equal(*k, key) == super::Truth::True) {
                return Value::Unknown(Reason::MALFORMED);
            }
            items.extend([key, value]);
        }
        let start = self.items.len() as u32;
        self.items.extend_from_slice(&items);
        Value::Pairs(Span { start, len: entries.len() as u32 })
    }

    pub(super) fn fold(&mut self, fold: Fold, list: &'a List) -> Value {
        let (start, mut result) = (self.trace.mark(), Value::Null);
        let walked = self.walk(list, &mut |m, item, path| {
            m.trace.read(path, item);
            result = match (result, fold) {
                (Value::Null, _) => item,
                (so_far, Fold::Sum) => m.arithmetic(so_far, Operator::Add, item),
                (so_far, fold) => match m.order(item, so_far) {
                    Err(r) => Value::Unknown(r),
                    Ok(Ordering::Less) if fold == Fold::Min => item,
                    Ok(Ordering::Greater) if fold == Fold::Max => item,
                    _ => so_far,
                },
            };
            if let Value::Unknown(_) = result { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        self.trace.cap(start);
        if let Err(Some(r)) = walked { Value::Unknown(r) } else { result }
    }

    pub(super) fn join(&mut self, list: &'a List, separator: &'a Expr) -> Value {
        let separator = self.read(separator);
        let (start, mut joined, mut first, mut unknown) = (self.trace.mark(), String::new(), true, None);
        let walked = self.walk(list, &mut |m, item, path| {
            m.trace.read(path, item);
            let parts = [if first { Ok("") } else { m.text(separator) }, m.text(item)];
            for part in parts {
                match part {
                    Ok(text) => joined.push_str(text),
                    Err(reason) => unknown = Some(reason),
                }
            }
            first = false;
            if unknown.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        self.trace.cap(start);
        match unknown.or(walked.err().flatten()) {
            Some(reason) => Value::Unknown(reason),
            None => self.built(&joined),
        }
    }

    pub(super) fn arithmetic(&mut self, a: Value, operator: Operator, b: Value) -> Value {
        use Operator::*;
        use Value::*;
        let int = |i: Option<i64>| i.map_or(Unknown(Reason::ARITHMETIC), Int);
        match (a, operator, b) {
            (Unknown(r), ..) | (.., Unknown(r)) => Unknown(r),
            (Int(a), Add, Int(b)) => int(a.checked_add(b)),
            (Int(a), Subtract, Int(b)) => int(a.checked_sub(b)),
            (Int(a), Multiply, Int(b)) => int(a.checked_mul(b)),
            (Int(a), Divide, Int(b)) => int(a.checked_div(b)),
            (Int(a), Modulo, Int(b)) => int(a.checked_rem(b)),
            (Double(a), Add, Double(b)) => Double(a + b),
            (Double(a), Subtract, Double(b)) => Double(a - b),
            (Double(a), Multiply, Double(b)) => Double(a * b),
            (Double(a), Divide, Double(b)) => Double(a / b),
            (Time(a), Subtract, Time(b)) => duration(a.checked_sub(b)),
            (Time(a), Subtract, Duration(b)) => time(a.checked_sub(b)),
            (Time(a), Add, Duration(b)) | (Duration(a), Add, Time(b)) => time(a.checked_add(b)),
            (Duration(a), Add, Duration(b)) => duration(a.checked_add(b)),
            (Duration(a), Subtract, Duration(b)) => duration(a.checked_sub(b)),
            (Sym(_) | Literal(_) | Built(..), Add, Sym(_) | Literal(_) | Built(..)) => self.concatenate(a, b),
            _ => Unknown(Reason::NULL_OPERAND),
        }
    }

    fn concatenate(&mut self, a: Value, b: Value) -> Value {
        let start = self.buffer.len();
        for part in [a, b] {
            match part {
                Value::Built(start, end) => self.buffer.extend_from_within(start as usize..end as usize),
                Value::Literal(i) => self.buffer.push_str(&self.texts[i as usize]),
                Value::Sym(s) => self.buffer.push_str(self.graph.strings.get(s)),
                _ => {}
            }
        }
        self.built_from(start)
    }
}
