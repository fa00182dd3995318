//! Tests: Kleene's tables, and what of the trace an outcome rests on.

use super::super::{code::*, trace::Trace};
use super::Truth::{False, True, Unknown};
use super::{Machine, Truth, Value};
use crate::graph::Reason;
use std::ops::ControlFlow;

impl<'a, T: Trace> Machine<'a, T> {
    pub(super) fn test(&mut self, test: &'a Test) -> Truth {
        match test {
            Test::Const(b) => (*b).into(),
            Test::And(tests) => self.chain(tests, False),
            Test::Or(tests) => self.chain(tests, True),
            Test::Not(test) => !self.test(test),
            Test::If(parts) => match self.test(&parts[0]) {
                True => self.test(&parts[1]),
                False => self.test(&parts[2]),
                unknown => unknown,
            },
            Test::Holds(expr) => match self.read(expr) {
                Value::Bool(b) => b.into(),
                Value::Unknown(r) => Unknown(r),
                _ => Unknown(Reason::NULL_OPERAND),
            },
            Test::Equal(a, b) => {
                let (a, b) = (self.read(a), self.read(b));
                self.equal(a, b)
            }
            Test::Order(a, orders, b) => {
                let (a, b) = (self.read(a), self.read(b));
                match self.order(a, b) {
                    Ok(order) => orders.admit(order).into(),
                    Err(r) => Unknown(r),
                }
            }
            Test::In(expr, list) => {
                let wanted = self.read(expr);
                self.quantify(list, True, |m, item, path| {
                    m.trace.read(path, item);
                    m.equal(item, wanted)
                })
            }
            Test::HasKey(key, map) => {
                let (key, map) = (self.read(key), self.value(map));
                match self.get(map, key) {
                    (Value::Unknown(r), _) => Unknown(r),
                    (value, path) => {
                        self.trace.read(path, value);
                        (value != Value::Null).into()
                    }
                }
            }
            Test::Text(kind, a, b) => {
                let (a, b) = (self.read(a), self.read(b));
                match (self.text(a), self.text(b)) {
                    (Ok(a), Ok(b)) => match kind {
                        TextTest::Starts => a.starts_with(b),
                        TextTest::Ends => a.ends_with(b),
                        TextTest::Contains => a.contains(b),
                    }
                    .into(),
                    (Err(r), _) | (_, Err(r)) => Unknown(r),
                }
            }
            Test::Matches(expr, regex) => {
                let value = self.read(expr);
                match self.text(value) {
                    Ok(text) => regex.is_match(text).into(),
                    Err(r) => Unknown(r),
                }
            }
            Test::Present(expr) => match self.read(expr) {
                Value::Unknown(r) => Unknown(r),
                Value::Null => False,
                _ => True,
            },
            Test::All(list, var, body) => self.quantify(list, False, |m, item, path| {
                m.vars[*var as usize] = (item, path);
                m.test(body)
            }),
            Test::Exists(list, var, body) => self.quantify(list, True, |m, item, path| {
                m.vars[*var as usize] = (item, path);
                m.test(body)
            }),
            Test::ExistsOne(list, var, body) => self.exactly_one(list, *var, body),
        }
    }

    /// `&&` where `decisive` is False, `||` where it is True. Keeps of the trace what the outcome rests on.
    fn chain(&mut self, tests: &'a [Test], decisive: Truth) -> Truth {
        let (start, mut unknown) = (self.trace.mark(), None);
        for test in tests {
            let mark = self.trace.mark();
            match self.test(test) {
                Unknown(r) => {
                    if T::ON && unknown.is_none() {
                        self.trace.forget(start, mark)
                    }
                    unknown = unknown.or(Some(r))
                }
                truth if truth == decisive => {
                    if T::ON {
                        self.trace.forget(start, mark)
                    }
                    return truth;
                }
                _ => {
                    if T::ON && unknown.is_some() {
                        let end = self.trace.mark();
                        self.trace.forget(mark, end)
                    }
                }
            }
        }
        unknown.map_or(!decisive, Unknown)
    }

    /// `all` where `decisive` is False, `exists` where it is True. A trace goes on, to have every element that decides `all`.
    #[inline]
    fn quantify(
        &mut self,
        list: &'a List,
        decisive: Truth,
        mut body: impl FnMut(&mut Self, Value, T::Path) -> Truth,
    ) -> Truth {
        let start = self.trace.mark();
        let (mut unknown, mut decided, mut end) = (None, false, start);
        let mut each = |m: &mut Self, item: Value, path: T::Path| {
            let mark = m.element_start();
            match body(m, item, path) {
                truth if truth == decisive => {
                    if T::ON {
                        m.trace.forget(if decided { end } else { start }, mark)
                    }
                    (decided, end) = (true, m.trace.mark());
                    if !T::ON || decisive == True {
                        return ControlFlow::Break(());
                    }
                }
                Unknown(r) if !decided => {
                    if T::ON {
                        m.trace.forget(if unknown.is_some() { end } else { start }, mark)
                    }
                    (unknown, end) = (unknown.or(Some(r)), m.trace.mark())
                }
                _ => {
                    if T::ON && (decided || unknown.is_some()) {
                        let now = m.trace.mark();
                        m.trace.forget(end, now)
                    }
                }
            }
            ControlFlow::Continue(())
        };
        // The innermost list is nearly always one of these two: here the loop's body is inlined into the walk.
        let walked = match list {
            List::Of { of, width, record } => self.walk_of(of, *width, *record, each),
            List::Inverse { of, inverse } => self.walk_inverse(of, *inverse, each),
            list => self.walk(list, &mut each),
        };
        if T::ON {
            if decided || unknown.is_some() && walked.is_ok() {
                let all = self.trace.mark();
                self.trace.forget(end, all) // the list as a whole: an element decided, not its length
            }
            self.trace.cap(start)
        }
        if decided {
            return decisive;
        }
        match walked {
            Err(Some(r)) => Unknown(unknown.unwrap_or(r)),
            _ => unknown.map_or(!decisive, Unknown),
        }
    }

    fn exactly_one(&mut self, list: &'a List, var: Var, body: &'a Test) -> Truth {
        let (start, mut count, mut unknown) = (self.trace.mark(), 0, None);
        let walked = self.walk(list, &mut |m, item, path| {
            m.vars[var as usize] = (item, path);
            match m.test(body) {
                True => count += 1,
                False => {}
                Unknown(r) => unknown = unknown.or(Some(r)),
            }
            if count > 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        self.trace.cap(start);
        match (count > 1, unknown.or(walked.err().flatten())) {
            (true, _) => False,
            (_, Some(r)) => Unknown(r),
            _ => (count == 1).into(),
        }
    }
}
