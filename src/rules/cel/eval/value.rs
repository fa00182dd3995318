//! Values: slots of rows, and what is computed from them.

use super::super::{code::*, trace::Trace};
use super::Truth::{False, True, Unknown};
use super::{Machine, Seen, Value};
use crate::graph::{Cell, NodeId, Reason, Sym, Tag};
use std::ops::ControlFlow;

impl<'a, T: Trace> Machine<'a, T> {
    /// A value that something is about to depend on.
    #[inline(always)]
    pub(super) fn read(&mut self, expr: &'a Expr) -> Value {
        let (value, path) = self.value(expr);
        if T::ON {
            self.trace.read(path, value)
        }
        value
    }

    // Inlined, a variable's slot is never made into a value that nobody needs: a test looks at the cell.
    #[inline(always)]
    pub(super) fn value(&mut self, expr: &'a Expr) -> Seen<T> {
        match expr {
            Expr::VarSlot(var, slot) => {
                let of = self.vars[*var as usize];
                self.slot(of, *slot)
            }
            _ => self.value_of_rest(expr),
        }
    }

    fn value_of_rest(&mut self, expr: &'a Expr) -> Seen<T> {
        match expr {
            Expr::Const(value) => (self.constant(*value), self.trace.none()),
            Expr::Var(var) => self.vars[*var as usize],
            Expr::Slot(of, slot) => {
                let of = self.value(of);
                self.slot(of, *slot)
            }
            _ => self.computed(expr),
        }
    }

    #[inline]
    fn constant(&self, value: Value) -> Value {
        match value {
            Value::Literal(i) => self.symbols[i as usize].map_or(value, Value::Sym),
            value => value,
        }
    }

    #[inline(always)]
    fn slot(&mut self, (of, path): Seen<T>, slot: Slot) -> Seen<T> {
        let path = if T::ON { self.trace.field(path, slot) } else { path };
        let row = match of {
            Value::Node(node) => self.graph.row(node),
            Value::Record(row) => row,
            Value::Unknown(r) => return (Value::Unknown(r), path),
            _ => return (Value::Unknown(Reason::NULL_OPERAND), path), // the compiler sees to it that this cannot be
        };
        (self.open(self.graph.cell(row, slot.index)), path)
    }

    #[inline(always)]
    pub(in super::super) fn open(&self, cell: Cell) -> Value {
        match cell.tag() {
            Tag::Text => Value::Sym(Sym(cell.low())),
            Tag::Bool => Value::Bool(cell.low() != 0),
            Tag::Int => Value::Int(cell.as_signed()),
            Tag::Null => Value::Null,
            Tag::Unknown => Value::Unknown(Reason(cell.low())),
            Tag::Node => Value::Node(NodeId(cell.low())),
            Tag::List => Value::List(cell.as_span(), false),
            Tag::PartialList => Value::List(cell.as_span(), true),
            Tag::Record => Value::Record(cell.low()),
            Tag::Map => Value::Map(cell.as_span()),
            Tag::Time => Value::Time(cell.as_signed()),
            Tag::Double => Value::Double(f64::from_bits(self.graph.wide[cell.low() as usize])),
            Tag::WideInt => Value::Int(self.graph.wide[cell.low() as usize] as i64),
        }
    }

    /// What takes more than a look into a row. Parts of lists, maps and conditionals keep the path that they were found at.
    fn computed(&mut self, expr: &'a Expr) -> Seen<T> {
        let value = match expr {
            Expr::Get(map, key) => {
                let (key, map) = (self.read(key), self.value(map));
                return self.get(map, key);
            }
            Expr::Index(list, index) => return self.element(list, index),
            Expr::If(parts) => {
                let (test, a, b) = &**parts;
                match self.test(test) {
                    True => return self.value(a),
                    False => return self.value(b),
                    Unknown(r) => Value::Unknown(r),
                }
            }
            Expr::Now => Value::Time(self.now),
            Expr::Test(test) => self.test(test).into(),
            Expr::List(list) => self.build(list),
            Expr::Map(entries) => self.build_map(entries),
            Expr::Size(list) => {
                let (start, mut count) = (self.trace.mark(), 0);
                let walked = self.walk(list, &mut |_, _, _| {
                    count += 1;
                    ControlFlow::Continue(())
                });
                self.trace.cap(start);
                if let Err(Some(r)) = walked { Value::Unknown(r) } else { Value::Int(count) }
            }
            Expr::Arithmetic(parts, operator) => {
                let (a, b) = (self.read(&parts.0), self.read(&parts.1));
                self.arithmetic(a, *operator, b)
            }
            Expr::Negate(expr) => match self.read(expr) {
                Value::Int(i) => i.checked_neg().map_or(Value::Unknown(Reason::ARITHMETIC), Value::Int),
                Value::Double(d) => Value::Double(-d),
                Value::Duration(d) => super::functions::duration(d.checked_neg()),
                Value::Unknown(r) => Value::Unknown(r),
                _ => Value::Unknown(Reason::NULL_OPERAND),
            },
            Expr::Fold(fold, list) => self.fold(*fold, list),
            Expr::Join(list, separator) => self.join(list, separator),
            Expr::Call(function, arguments) => {
                // No function has more than four arguments, so none allocates for them.
                let mut values = [Value::Null; 4];
                for (value, argument) in values.iter_mut().zip(arguments) {
                    *value = self.read(argument);
                }
                self.call(*function, &values[..arguments.len().min(4)])
            }
            Expr::ScpDenies(parts) => {
                let [account, action, keys] = &**parts;
                self.scp_denies(account, action, keys)
            }
            // What was read is recorded each time that it is read.
            Expr::Once(_, expr) if T::ON => return self.value(expr),
            Expr::Once(number, expr) => self.once(*number, |m| m.value(expr).0),
            Expr::Const(_) | Expr::Var(_) | Expr::Slot(..) | Expr::VarSlot(..) => return self.value(expr),
        };
        (value, self.trace.none())
    }

    /// A map's value for a key, with its path; null when there is none.
    pub(super) fn get(&mut self, (map, path): Seen<T>, key: Value) -> Seen<T> {
        let len = match (map, key) {
            (Value::Unknown(r), _) => {
                self.trace.read(path, map);
                return (Value::Unknown(r), path);
            }
            (_, Value::Unknown(r)) => return (Value::Unknown(r), self.trace.none()),
            (Value::Map(span) | Value::Pairs(span), _) => span.len,
            _ => return (Value::Unknown(Reason::NULL_OPERAND), path),
        };
        let path = self.trace.key(path, key);
        for i in 0..len {
            let (other, value) = self.pair(map, i);
            match self.equal(other, key) {
                True => return (value, path),
                Unknown(r) => return (Value::Unknown(r), path),
                False => {}
            }
        }
        (Value::Null, path)
    }

    /// A list's element by its place, which in an incomplete list nobody knows.
    fn element(&mut self, list: &'a List, index: &'a Expr) -> Seen<T> {
        let index = match self.read(index) {
            Value::Int(i) => i,
            Value::Unknown(r) => return (Value::Unknown(r), self.trace.none()),
            _ => return (Value::Unknown(Reason::NULL_OPERAND), self.trace.none()),
        };
        let (start, mut found, mut i) = (self.trace.mark(), None, 0);
        let walked = self.walk(list, &mut |_, item, path| {
            if i == index {
                found = Some((item, path))
            }
            i += 1;
            ControlFlow::Continue(())
        });
        match (walked, found) {
            (Err(Some(r)), _) => (Value::Unknown(r), self.trace.none()),
            (_, Some(found)) => {
                if T::ON && matches!(list, List::Of { .. } | List::Inverse { .. }) {
                    let now = self.trace.mark();
                    self.trace.forget(start, now) // the list as a whole: its element says enough
                }
                found
            }
            _ => (Value::Unknown(Reason::OUT_OF_RANGE), self.trace.none()),
        }
    }
}
