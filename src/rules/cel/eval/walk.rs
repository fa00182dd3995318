//! Lists are walked, not built. A walk is `Ok` when the list was complete, `Err(Some(reason))` when it may lack elements or is not
//! known at all, `Err(None)` when it was stopped: that is the whole three-valued treatment of lists.

use super::super::{code::*, trace::Trace};
use super::Truth::{False, True, Unknown};
use super::{Machine, Missed, Value};
use crate::graph::Reason;
use std::ops::ControlFlow;

/// What is done with each element.
type Each<'e, 'a, T> = dyn FnMut(&mut Machine<'a, T>, Value, <T as Trace>::Path) -> ControlFlow<()> + 'e;

impl<'a, T: Trace> Machine<'a, T> {
    pub(super) fn walk(&mut self, list: &'a List, each: &mut Each<'_, 'a, T>) -> Result<(), Missed> {
        match list {
            List::Of { of, width, record } => self.walk_of(of, *width, *record, each),
            List::Inverse { of, inverse } => self.walk_inverse(of, *inverse, each),
            List::Items(items) => {
                for item in items {
                    let (value, path) = self.value(item);
                    if each(self, value, path).is_break() {
                        return Err(None);
                    }
                }
                Ok(())
            }
            List::Keys(map) => self.walk_pairs(map, |m, key, _, path| each(m, key, path)),
            List::Entries(map, var) => self.walk_pairs(map, |m, key, value, path| {
                m.vars[*var as usize] = (key, path);
                each(m, value, path)
            }),
            List::Indexed(inner, var) => {
                let mut index = 0;
                self.walk(inner, &mut |m, item, path| {
                    m.vars[*var as usize] = (Value::Int(index), m.trace.none());
                    index += 1;
                    each(m, item, path)
                })
            }
            List::Filter(inner, var, test) => {
                let mut unknown = None; // an element that may belong: the result is incomplete
                let walked = self.walk(inner, &mut |m, item, path| {
                    let mark = m.element_start();
                    m.vars[*var as usize] = (item, path);
                    match m.test(test) {
                        True => {
                            m.element = Some(mark);
                            let flow = each(m, item, path);
                            m.element = None;
                            return flow;
                        }
                        False => {}
                        Unknown(r) => unknown = unknown.or(Some(r)),
                    }
                    ControlFlow::Continue(())
                });
                incomplete(walked, unknown)
            }
            List::Map(inner, var, expr) => self.walk(inner, &mut |m, item, path| {
                let mark = m.element_start();
                m.vars[*var as usize] = (item, path);
                let (value, path) = m.value(expr);
                m.element = Some(mark);
                let flow = each(m, value, path);
                m.element = None;
                flow
            }),
            List::Concat(parts) => {
                let [a, b] = &**parts;
                match self.walk(a, each) {
                    Err(None) => Err(None),
                    first => incomplete(self.walk(b, each), first.err().flatten()),
                }
            }
            List::Distinct(inner) => self.walk_distinct(inner, each),
            List::Once(_, inner) if T::ON => self.walk(inner, each),
            List::Once(number, inner) => {
                let (value, path) = (self.once(*number, |m| m.build(inner)), self.trace.none());
                self.walk_value(value, path, 1, false, each)
            }
            List::Flatten(inner, width, record) => {
                if let List::Map(lists, var, list) = &**inner
                    && let Expr::List(list) = &**list
                {
                    return self.walk_lists(lists, *var, list, each);
                }
                let mut unknown = None;
                let walked = self.walk(inner, &mut |m, item, path| {
                    m.trace.read(path, item);
                    match m.walk_value(item, path, *width, *record, &mut *each) {
                        Ok(()) => ControlFlow::Continue(()),
                        Err(None) => ControlFlow::Break(()),
                        Err(reason) => {
                            unknown = unknown.or(reason);
                            ControlFlow::Continue(())
                        }
                    }
                });
                incomplete(walked, unknown)
            }
        }
    }

    /// A list for each element, one after another. None is built: the elements keep the paths that they were found at.
    fn walk_lists(
        &mut self,
        elements: &'a List,
        var: Var,
        list: &'a List,
        each: &mut Each<'_, 'a, T>,
    ) -> Result<(), Missed> {
        let mut unknown = None;
        let walked = self.walk(elements, &mut |m, item, path| {
            m.vars[var as usize] = (item, path);
            match m.walk(list, &mut *each) {
                Ok(()) => ControlFlow::Continue(()),
                Err(None) => ControlFlow::Break(()),
                Err(reason) => {
                    unknown = unknown.or(reason);
                    ControlFlow::Continue(())
                }
            }
        });
        incomplete(walked, unknown)
    }

    /// The list that a value is.
    #[inline]
    pub(super) fn walk_of(
        &mut self,
        of: &'a Expr,
        width: u32,
        record: bool,
        each: impl FnMut(&mut Self, Value, T::Path) -> ControlFlow<()>,
    ) -> Result<(), Missed> {
        let (value, path) = self.value(of);
        let walked = self.walk_value(value, path, width, record, each);
        if T::ON && walked != Err(None) {
            self.trace.read(path, value)
        }
        walked
    }

    #[inline]
    fn walk_value(
        &mut self,
        value: Value,
        path: T::Path,
        width: u32,
        record: bool,
        mut each: impl FnMut(&mut Self, Value, T::Path) -> ControlFlow<()>,
    ) -> Result<(), Missed> {
        let graph = self.graph;
        match value {
            Value::List(span, partial) => {
                for i in 0..span.len {
                    let at = span.start + i * width;
                    let item = if record { Value::Record(at) } else { self.open(graph.cells[at as usize]) };
                    let path = self.trace.item(path, i, item);
                    if each(self, item, path).is_break() {
                        return Err(None);
                    }
                }
                if partial { Err(Some(Reason(graph.cells[span.start as usize - 1].low()))) } else { Ok(()) }
            }
            Value::Items(span, partial) => {
                for i in 0..span.len {
                    let (item, path) = (self.item(span.start + i), self.trace.item(path, i, Value::Null));
                    if each(self, item, path).is_break() {
                        return Err(None);
                    }
                }
                match partial.then(|| self.item(span.start - 1)) {
                    Some(Value::Unknown(reason)) => Err(Some(reason)),
                    _ => Ok(()),
                }
            }
            Value::Unknown(reason) => Err(Some(reason)),
            _ => Err(Some(Reason::NULL_OPERAND)),
        }
    }

    /// The nodes that lead to one.
    #[inline]
    pub(super) fn walk_inverse(
        &mut self,
        of: &'a Expr,
        inverse: u32,
        mut each: impl FnMut(&mut Self, Value, T::Path) -> ControlFlow<()>,
    ) -> Result<(), Missed> {
        let (value, path) = self.value(of);
        let node = match value {
            Value::Node(node) => node,
            value => {
                self.trace.read(path, value);
                return Err(Some(if let Value::Unknown(r) = value { r } else { Reason::NULL_OPERAND }));
            }
        };
        let graph = self.graph;
        let path = self.trace.relation(path, inverse);
        let (sources, missed) = graph.inverses[inverse as usize].of(node);
        for (i, source) in sources.iter().enumerate() {
            let item = Value::Node(*source);
            let path = self.trace.item(path, i as u32, item);
            if each(self, item, path).is_break() {
                return Err(None);
            }
        }
        if T::ON {
            self.trace.read(path, missed.map_or(Value::Nodes(inverse, node), Value::Unknown))
        }
        missed.map_or(Ok(()), |r| Err(Some(r)))
    }

    fn walk_pairs(
        &mut self,
        map: &'a Expr,
        mut each: impl FnMut(&mut Self, Value, Value, T::Path) -> ControlFlow<()>,
    ) -> Result<(), Missed> {
        let (map, path) = self.value(map);
        let len = match map {
            Value::Map(span) | Value::Pairs(span) => span.len,
            Value::Unknown(r) => {
                self.trace.read(path, map);
                return Err(Some(r));
            }
            _ => return Err(Some(Reason::NULL_OPERAND)),
        };
        for i in 0..len {
            let (key, value) = self.pair(map, i);
            let path = self.trace.key(path, key);
            if each(self, key, value, path).is_break() {
                return Err(None);
            }
        }
        self.trace.read(path, map);
        Ok(())
    }

    /// Elements once each. An unknown one may be the same as any other: it is left out, and the list is incomplete.
    fn walk_distinct(&mut self, inner: &'a List, each: &mut Each<'_, 'a, T>) -> Result<(), Missed> {
        let (mut seen, mut unknown) = (Vec::new(), None);
        let walked = self.walk(inner, &mut |m, item, path| {
            m.trace.read(path, item);
            if let Value::Unknown(r) = item {
                unknown = unknown.or(Some(r));
                return ControlFlow::Continue(());
            }
            for other in &seen {
                match m.equal(*other, item) {
                    True => return ControlFlow::Continue(()),
                    Unknown(r) => {
                        unknown = unknown.or(Some(r));
                        return ControlFlow::Continue(());
                    }
                    False => {}
                }
            }
            seen.push(item);
            each(m, item, path)
        });
        incomplete(walked, unknown)
    }
}

impl<T: Trace> Machine<'_, T> {
    /// Where in the trace the present element began: before the filters that let it through.
    #[inline]
    pub(super) fn element_start(&mut self) -> usize {
        if T::ON { self.element.take().unwrap_or_else(|| self.trace.mark()) } else { 0 }
    }
}

/// A walk that was complete is not when something else says so.
fn incomplete(walked: Result<(), Missed>, unknown: Option<Reason>) -> Result<(), Missed> {
    match (walked, unknown) {
        (Ok(()), Some(reason)) => Err(Some(reason)),
        (walked, _) => walked,
    }
}
