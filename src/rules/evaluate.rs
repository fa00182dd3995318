//! Verdicts: every rule on every subject.

use super::cel::{self, Bound, Evidence, Machine, Recorder, Silent, Truth};
use super::file::Status;
use super::set::Rule;
use crate::graph::{Graph, NodeId};
use crate::model::TYPES;
use rayon::prelude::*;

/// What a rule says of a resource. Evidence is made when somebody asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The rule's place among those that were evaluated.
    pub rule: u16,
    /// Pass, fail or unknown.
    pub status: Status,
    /// The subject; a stand-in when the listing of its type was not read.
    pub node: NodeId,
    /// Whether already `when` could not be decided.
    pub undecided_applicability: bool,
}

/// All verdicts.
pub struct Verdicts {
    /// By subject, then rule.
    pub verdicts: Vec<Verdict>,
    /// Rules that found no subject although every listing was complete.
    pub not_applicable: Vec<u16>,
}

/// Nodes that one thread takes at a time.
const CHUNK: usize = 4096;

/// Rules with their literals looked up in a graph: the verdicts, and what each rests on.
pub struct Evaluation<'a> {
    graph: &'a Graph,
    rules: &'a [&'a Rule],
    now: i64,
    bound: Vec<BoundRule<'a>>,
}

struct BoundRule<'a> {
    when: Option<Bound<'a>>,
    check: Bound<'a>,
}

/// Evaluates rules over a graph; `now` is the snapshot's time in microseconds.
pub fn evaluate(graph: &Graph, rules: &[&Rule], now: i64) -> Verdicts {
    Evaluation::new(graph, rules, now).verdicts()
}

impl<'a> Evaluation<'a> {
    /// `now` is the snapshot's time in microseconds.
    pub fn new(graph: &'a Graph, rules: &'a [&'a Rule], now: i64) -> Evaluation<'a> {
        let bound = rules.iter().map(|rule| BoundRule {
            when: rule.when.as_ref().map(|when| Bound::new(when, graph)),
            check: Bound::new(&rule.check, graph),
        });
        Evaluation { graph, rules, now, bound: bound.collect() }
    }

    /// The rule of a verdict.
    pub fn rule(&self, verdict: &Verdict) -> &'a Rule {
        self.rules[verdict.rule as usize]
    }

    /// Something that records what an evaluation reads; each thread that asks for evidence has one.
    pub fn recorder(&self) -> Machine<'_, Recorder> {
        Machine::new(self.graph, self.now, Recorder::default())
    }

    /// What a verdict rests on; of one whose applicability is unknown, what that rests on.
    pub fn evidence<'s>(&'s self, recorder: &mut Machine<'s, Recorder>, verdict: &Verdict) -> Vec<Evidence> {
        let bound = &self.bound[verdict.rule as usize];
        let expression = match &bound.when {
            Some(when) if verdict.undecided_applicability => when,
            _ => &bound.check,
        };
        cel::evidence_with(recorder, expression, verdict.node)
    }

    /// Every rule on every subject.
    pub fn verdicts(&self) -> Verdicts {
        let Evaluation { graph, rules, now, bound } = self;
        let now = *now;
        let of = |shape| (0..rules.len()).filter(move |i| std::ptr::eq(rules[*i].subject, shape));
        let mut verdicts = Vec::new();
        for (ty, shape) in TYPES.iter().map(|t| t()).enumerate() {
            let own = of(shape).collect::<Vec<_>>();
            if own.is_empty() {
                continue;
            }
            let range = graph.ranges[ty].clone();
            let starts = (range.start..range.end).step_by(CHUNK).collect::<Vec<_>>();
            let chunks = starts.par_iter().map(|start| {
                let mut machine = Machine::new(graph, now, Silent);
                let mut verdicts = Vec::with_capacity(CHUNK * own.len());
                // Nodes outside, rules inside: a node's cells are in the cache for all its rules.
                for node in (*start..range.end.min(start + CHUNK as u32)).map(NodeId) {
                    verdicts
                        .extend(own.iter().filter_map(|rule| judge(&mut machine, &bound[*rule], *rule as u16, node)));
                }
                verdicts
            });
            verdicts.extend(chunks.collect::<Vec<_>>().concat());
        }
        let mut machine = Machine::new(graph, now, Silent);
        for ghost in &graph.ghosts {
            for rule in of(ghost.shape) {
                // Of what was not listed only account and region are known: enough to say that a rule does not apply.
                let when = bound[rule].when.as_ref().map_or(Truth::True, |when| machine.run(when, ghost.node));
                if when != Truth::False {
                    let undecided_applicability = when != Truth::True;
                    let verdict = Verdict {
                        rule: rule as u16,
                        status: Status::Unknown,
                        node: ghost.node,
                        undecided_applicability,
                    };
                    verdicts.push(verdict);
                }
            }
        }
        let mut found = vec![false; rules.len()];
        verdicts.iter().for_each(|v| found[v.rule as usize] = true);
        let not_applicable = (0..rules.len()).filter(|i| !found[*i]).map(|i| i as u16).collect();
        Verdicts { verdicts, not_applicable }
    }
}

#[inline]
fn judge<'a>(machine: &mut Machine<'a, Silent>, bound: &'a BoundRule<'a>, rule: u16, node: NodeId) -> Option<Verdict> {
    let verdict = |status, undecided_applicability| Some(Verdict { rule, status, node, undecided_applicability });
    if let Some(when) = &bound.when {
        match machine.run(when, node) {
            Truth::True => {}
            Truth::False => return None,
            Truth::Unknown(_) => return verdict(Status::Unknown, true),
        }
    }
    match machine.run(&bound.check, node) {
        Truth::True => verdict(Status::Pass, false),
        Truth::False => verdict(Status::Fail, false),
        Truth::Unknown(_) => verdict(Status::Unknown, false),
    }
}
