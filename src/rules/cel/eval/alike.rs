//! Whether the values of two subjects are alike: equality, but for the order of lists, in which AWS's answers mean nothing.

use super::super::trace::Trace;
use super::Truth::{False, True, Unknown};
use super::{Machine, Truth, Value};

impl<T: Trace> Machine<'_, T> {
    /// Equal, with lists compared as multisets at every depth.
    pub(in super::super) fn alike(&self, a: Value, b: Value) -> Truth {
        match (a, b) {
            (Value::List(..) | Value::Items(..), Value::List(..) | Value::Items(..)) => self.alike_lists(a, b),
            (Value::Map(_) | Value::Pairs(_), Value::Map(_) | Value::Pairs(_)) => self.alike_maps(a, b),
            (a, b) => self.equal(a, b),
        }
    }

    /// The elements of a list; of anything else, itself.
    pub(in crate::rules) fn elements(&self, value: Value) -> Vec<Value> {
        match value {
            Value::List(..) | Value::Items(..) => {
                (0..self.listed(value).0).map(|i| self.listed_item(value, i)).collect()
            }
            value => vec![value],
        }
    }

    /// For each of two subjects' elements, whether it has its like among the other's.
    pub(in crate::rules) fn paired(&self, a: &[Value], b: &[Value]) -> (Vec<bool>, Vec<bool>) {
        let (mut here, mut there) = (vec![false; a.len()], vec![false; b.len()]);
        for (i, item) in a.iter().enumerate() {
            let free = (0..b.len()).find(|j| !there[*j] && self.alike(*item, b[*j]) == True);
            if let Some(j) = free {
                (here[i], there[j]) = (true, true)
            }
        }
        (here, there)
    }

    /// Certainly unlike when the elements cannot be paired off, whatever the unknown ones are and the missing ones were.
    fn alike_lists(&self, a: Value, b: Value) -> Truth {
        let (missing, lacking) = (self.listed(a).1, self.listed(b).1);
        let (a, b) = (self.elements(a), self.elements(b));
        // Each element of a list is paired with one of the other, if the other lacks none.
        let needed = match (missing, lacking) {
            (None, None) if a.len() != b.len() => return False,
            (None, None) | (Some(_), None) => a.len(),
            (None, Some(_)) => b.len(),
            (Some(_), Some(_)) => 0,
        };
        // Where two are surely alike, exchanging partners never costs a pair: they are out of the question.
        let (here, there) = self.paired(&a, &b);
        let rest = |all: &[Value], done: &[bool]| all.iter().zip(done).filter(|(_, d)| !**d).map(|(v, _)| *v).collect();
        let (a, b): (Vec<Value>, Vec<Value>) = (rest(&a, &here), rest(&b, &there));
        let sure = here.iter().filter(|p| **p).count();
        let mut pairs = Pairs { possible: Vec::with_capacity(a.len()), partner: vec![None; b.len()] };
        let mut unknown = missing.or(lacking);
        for item in &a {
            let truths = b.iter().map(|other| self.alike(*item, *other));
            let possible = truths.map(|truth| {
                if let Unknown(reason) = truth {
                    unknown = unknown.or(Some(reason))
                }
                truth != False
            });
            pairs.possible.push(possible.collect());
        }
        let found = (0..a.len()).filter(|i| pairs.pair(*i, &mut vec![false; b.len()])).count();
        match unknown {
            _ if sure + found < needed => False,
            None => True,
            Some(reason) => Unknown(reason),
        }
    }

    fn alike_maps(&self, a: Value, b: Value) -> Truth {
        let len = |map| if let Value::Map(span) | Value::Pairs(span) = map { span.len } else { 0 };
        if len(a) != len(b) {
            return False;
        }
        let mut unknown = None;
        for i in 0..len(a) {
            let (key, value) = self.pair(a, i);
            let mut others = (0..len(b)).map(|j| self.pair(b, j));
            let other = others.find(|(k, _)| self.equal(key, *k) == True);
            match other.map_or(False, |(_, other)| self.alike(value, other)) {
                True => {}
                False => return False,
                Unknown(reason) => unknown = unknown.or(Some(reason)),
            }
        }
        unknown.map_or(True, Unknown)
    }
}

/// A matching of two sets, found by paths that free a partner.
struct Pairs {
    /// By the first set's element: which of the second's it may be.
    possible: Vec<Vec<bool>>,
    /// By the second set's element.
    partner: Vec<Option<usize>>,
}

impl Pairs {
    fn pair(&mut self, i: usize, tried: &mut [bool]) -> bool {
        for j in 0..tried.len() {
            if !self.possible[i][j] || tried[j] {
                continue;
            }
            tried[j] = true;
            let free = match self.partner[j] {
                None => true,
                Some(other) => self.pair(other, tried),
            };
            if free {
                self.partner[j] = Some(i);
                return true;
            }
        }
        false
    }
}
