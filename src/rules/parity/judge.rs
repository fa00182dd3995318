//! Two accounts side by side.

use super::{EXCEPTIONS, Parity};
use crate::graph::{Graph, NodeId, Reason};
use crate::model::{Account, Record};
use crate::rules::cel::{Bound, Evidence, Machine, Recorder, Silent, Trace, Truth, Value, plain};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// What stands before the path of what was read in the mirrored account.
const MIRRORED: &str = "mirrored";

/// A parity rule in a graph.
pub(in crate::rules) struct BoundParity<'a> {
    parity: &'a Parity,
    /// Those without an exception.
    aspects: Vec<(String, &'a str, Bound<'a>)>,
    /// The account that an environment mirrors, or why there is none to compare with.
    counterparts: BTreeMap<&'a str, Result<NodeId, Reason>>,
}

impl<'a> BoundParity<'a> {
    pub(in crate::rules) fn new(parity: &'a Parity, graph: &Graph) -> Self {
        let compared = parity.aspects.iter().filter(|aspect| aspect.exception.is_none());
        let aspects = compared.map(|a| (a.words(), a.name.as_str(), Bound::new(&a.value, graph))).collect();
        let counterparts = parity.mirrors.iter().map(|(own, other)| (own.as_str(), counterpart(graph, other)));
        BoundParity { parity, aspects, counterparts: counterparts.collect() }
    }

    fn counterpart(&self, graph: &Graph, node: NodeId) -> Result<NodeId, Reason> {
        self.counterparts.get(environment(graph, node)).copied().unwrap_or(Err(Reason::NO_COUNTERPART))
    }

    /// False when an aspect is certainly unlike, unknown when one may be.
    pub(in crate::rules) fn judge<T: Trace>(&'a self, machine: &mut Machine<'a, T>, node: NodeId) -> Truth {
        let other = match self.counterpart(machine.graph(), node) {
            Ok(other) => other,
            Err(reason) => return Truth::Unknown(reason),
        };
        let mut unknown = None;
        for (.., bound) in &self.aspects {
            match machine.run_values(bound, node, other).2 {
                Truth::True => {}
                Truth::False => return Truth::False,
                Truth::Unknown(reason) => unknown = unknown.or(Some(reason)),
            }
        }
        unknown.map_or(Truth::True, Truth::Unknown)
    }

    /// Both sides of each aspect that decided, with what they rest on; then what was not compared, and why.
    pub(in crate::rules) fn evidence(&'a self, machine: &mut Machine<'a, Recorder>, node: NodeId) -> Vec<Evidence> {
        let mut lines = Vec::new();
        match self.counterpart(machine.graph(), node) {
            Err(reason) => {
                let environment = environment(machine.graph(), node);
                let path = format!("architecture.{}.{environment}", self.parity.with);
                let value = json!(self.parity.mirrors.get(environment));
                lines.push(Evidence { unknown: Some(reason), ..Evidence::declared(path, value) });
            }
            Ok(other) => {
                let truths = self.aspects.iter().map(|(.., bound)| machine.run_values(bound, node, other).2);
                let truths = truths.collect::<Vec<_>>();
                let kind = |truth: &Truth| std::mem::discriminant(truth);
                let worst = [Truth::False, Truth::Unknown(Reason::NOT_IN_SNAPSHOT)];
                let worst = worst.into_iter().find(|worst| truths.iter().any(|t| kind(t) == kind(worst)));
                let worst = worst.unwrap_or(Truth::True);
                for ((_, name, bound), truth) in self.aspects.iter().zip(truths) {
                    if kind(&truth) == kind(&worst) {
                        sides(machine, name, bound, [node, other], truth, &mut lines)
                    }
                }
            }
        }
        let excepted = self.parity.aspects.iter().filter_map(|a| Some((&a.name, a.exception.as_ref()?)));
        lines.extend(
            excepted
                .map(|(name, why)| Evidence::declared(format!("architecture.{EXCEPTIONS}[\"{name}\"]"), json!(why))),
        );
        lines
    }

    /// What differs: here and there.
    pub(in crate::rules) fn message(&self, graph: &Graph, node: NodeId, now: i64) -> String {
        let mirrored = self.parity.mirrors.get(environment(graph, node)).map_or("another account", String::as_str);
        let Ok(other) = self.counterpart(graph, node) else { return format!("cannot be compared with {mirrored}") };
        let mut machine = Machine::new(graph, now, Silent);
        let mut differences = Vec::new();
        for (words, _, bound) in &self.aspects {
            let (here, there, truth) = machine.run_values(bound, node, other);
            if truth == Truth::False {
                let [here, there] = differing(&machine, here, there);
                differences.push(format!("{words} ({here} here, {there} there)"))
            }
        }
        match differences.is_empty() {
            true => format!("mirrors {mirrored}"),
            false => format!("differs from {mirrored} in: {}", differences.join("; ")),
        }
    }
}

fn environment(graph: &Graph, node: NodeId) -> &str {
    Account::shape().slot("environment").map_or("", |slot| graph.text(node, slot))
}

/// The one account of an environment; closed ones, which stay listed for months, are none.
fn counterpart(graph: &Graph, name: &str) -> Result<NodeId, Reason> {
    let closed = |node| Account::shape().slot("state").is_some_and(|slot| graph.text(node, slot) == "CLOSED");
    let mut accounts = graph.nodes(Account::shape()).filter(|node| environment(graph, *node) == name && !closed(*node));
    match (accounts.next(), accounts.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(Reason::SEVERAL_COUNTERPARTS),
        (None, _) => {
            let unlisted = graph.ghosts.iter().find(|ghost| std::ptr::eq(ghost.shape, Account::shape()));
            Err(unlisted.map_or(Reason::NO_COUNTERPART, |ghost| ghost.reason))
        }
    }
}

/// An aspect's values in both accounts, and what each rests on.
fn sides<'a>(
    machine: &mut Machine<'a, Recorder>,
    name: &str,
    bound: &'a Bound<'a>,
    [node, other]: [NodeId; 2],
    truth: Truth,
    lines: &mut Vec<Evidence>,
) {
    let (here, there, _) = machine.run_values(bound, node, other);
    let values = [machine.aspect(here), machine.aspect(there)];
    // What both have says nothing about their difference.
    let (mut own, mut others) = machine.paired(&machine.elements(here), &machine.elements(there));
    if truth == Truth::True {
        (own, others) = (Vec::new(), Vec::new())
    }
    let mut sides = [(node, "resource", own), (other, MIRRORED, others)].map(|(node, root, without)| {
        machine.run_without(bound, node, &without);
        let mut read = machine.evidence(node);
        for line in &mut read {
            if let Some(rest) = line.path.strip_prefix("resource") {
                line.path = format!("{root}{rest}")
            }
        }
        read
    });
    let roots = ["resource", MIRRORED];
    for ((root, (value, unknown)), read) in roots.into_iter().zip(values).zip(&sides) {
        let owner = read.iter().find(|line| line.unknown.is_some()).and_then(|line| line.owner);
        lines.push(Evidence { unknown, owner, ..Evidence::declared(format!("{root}.{name}"), value) });
    }
    for read in &mut sides {
        // Two aspects may rest on the same listing.
        for line in read.drain(..) {
            if line.path == "…" || lines.iter().all(|known| known.path != line.path) {
                lines.push(line)
            }
        }
    }
}

/// What the message says of two values: of lists and maps only that in which they differ.
fn differing(machine: &Machine<Silent>, here: Value, there: Value) -> [String; 2] {
    let (own, others) = (machine.parts(here), machine.parts(there));
    let only = |these: &[Json], those: &[Json]| {
        let mut left = those.to_vec();
        let mut only = BTreeMap::<String, usize>::new();
        for item in these {
            match left.iter().position(|other| other == item) {
                Some(place) => drop(left.swap_remove(place)),
                None => *only.entry(if item.is_null() { "none".into() } else { plain(item) }).or_default() += 1,
            }
        }
        only
    };
    [only(&own, &others), only(&others, &own)].map(|only| {
        const SHOWN: usize = 5;
        let more = only.len().saturating_sub(SHOWN);
        let shown = only.iter().take(SHOWN).map(|(text, times)| match times {
            1 => text.clone(),
            times => format!("{times} × {text}"),
        });
        let more = (more > 0).then(|| format!("{more} more"));
        let shown = shown.chain(more).collect::<Vec<_>>().join(", ");
        if shown.is_empty() { "nothing".to_owned() } else { shown }
    })
}
