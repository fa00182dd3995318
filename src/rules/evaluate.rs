//! Verdicts: every rule on every subject.

use super::cel::{self, Bound, Evidence, Machine, Recorder, Silent, Truth};
use super::file::Status;
use super::parity::BoundParity;
use super::set::{Condition, Rule};
use crate::graph::{Graph, NodeId};
use crate::model::TYPES;
use rayon::prelude::*;
use std::ops::Range;

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

/// All verdicts: a byte for each subject and rule, because there may be millions.
pub struct Verdicts {
    blocks: Vec<Block>,
    /// Of resources that were not listed.
    unlisted: Vec<Verdict>,
    /// Rules that found no subject although every listing was complete.
    pub not_applicable: Vec<u16>,
}

/// The subjects of a type, side by side, and the rules about it.
struct Block {
    rules: Vec<u16>,
    first: u32,
    /// By subject, then rule.
    outcomes: Vec<Outcome>,
}

/// What a rule comes to; nothing where it does not apply.
#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    NotApplicable,
    Decided(Status),
    UndecidedApplicability,
}

impl Block {
    fn verdict(&self, place: usize) -> Option<Verdict> {
        let (status, undecided_applicability) = match self.outcomes[place] {
            Outcome::NotApplicable => return None,
            Outcome::Decided(status) => (status, false),
            Outcome::UndecidedApplicability => (Status::Unknown, true),
        };
        let node = NodeId(self.first + (place / self.rules.len()) as u32);
        Some(Verdict { rule: self.rules[place % self.rules.len()], status, node, undecided_applicability })
    }
}

impl Verdicts {
    /// Every verdict, by type, subject and rule; those on what was not listed come last.
    pub fn iter(&self) -> impl Iterator<Item = Verdict> {
        let listed = self
            .blocks
            .iter()
            .flat_map(|block| (0..block.outcomes.len()).filter_map(move |place| block.verdict(place)));
        listed.chain(self.unlisted.iter().copied())
    }

    /// The same on all threads, in the same order.
    pub fn par_iter(&self) -> impl ParallelIterator<Item = Verdict> {
        let listed = self
            .blocks
            .par_iter()
            .flat_map(|block| (0..block.outcomes.len()).into_par_iter().filter_map(move |place| block.verdict(place)));
        listed.chain(self.unlisted.par_iter().copied())
    }
}

/// Nodes that one thread takes at a time, at most and at least: few subjects may take long each.
const CHUNK: (usize, usize) = (4096, 32);

/// Rules with their literals looked up in a graph: the verdicts, and what each rests on.
pub struct Evaluation<'a> {
    graph: &'a Graph,
    rules: &'a [&'a Rule],
    now: i64,
    bound: Vec<BoundRule<'a>>,
}

struct BoundRule<'a> {
    when: Option<Bound<'a>>,
    condition: BoundCondition<'a>,
}

enum BoundCondition<'a> {
    Check(Bound<'a>),
    Parity(Box<BoundParity<'a>>),
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
            condition: match &rule.condition {
                Condition::Check { check, .. } => BoundCondition::Check(Bound::new(check, graph)),
                Condition::Parity(parity) => BoundCondition::Parity(Box::new(BoundParity::new(parity, graph))),
            },
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
        let expression = match (&bound.when, &bound.condition) {
            (Some(when), _) if verdict.undecided_applicability => when,
            (_, BoundCondition::Check(check)) => check,
            (_, BoundCondition::Parity(parity)) => return parity.evidence(recorder, verdict.node),
        };
        cel::evidence_with(recorder, expression, verdict.node)
    }

    /// What is, in words that read on after the subject's name.
    pub fn message(&self, verdict: &Verdict) -> String {
        match (&self.rule(verdict).condition, &self.bound[verdict.rule as usize].condition) {
            (Condition::Check { message, .. }, _) => message.render(self.graph, verdict.node, self.now),
            (_, BoundCondition::Parity(parity)) => parity.message(self.graph, verdict.node, self.now),
            (Condition::Parity(_), BoundCondition::Check(_)) => String::new(),
        }
    }

    /// Every rule on every subject.
    pub fn verdicts(&self) -> Verdicts {
        let Evaluation { graph, rules, now, bound } = self;
        let now = *now;
        let of = |shape| (0..rules.len()).filter(move |i| std::ptr::eq(rules[*i].subject, shape));
        let mut blocks = Vec::new();
        let pieces = rayon::current_num_threads() * 4;
        for (ty, shape) in TYPES.iter().map(|t| t()).enumerate() {
            let own = of(shape).map(|rule| rule as u16).collect::<Vec<_>>();
            if own.is_empty() {
                continue;
            }
            let Range { start: first, end } = graph.ranges[ty];
            let outcomes = vec![Outcome::NotApplicable; (end - first) as usize * own.len()];
            blocks.push(Block { rules: own, first, outcomes });
        }
        // Those of all types at once: no thread waits for the last of one.
        let chunks = blocks.iter_mut().flat_map(|block| {
            let (rules, first) = (&block.rules, block.first);
            let size = (block.outcomes.len() / rules.len()).div_ceil(pieces).clamp(CHUNK.1, CHUNK.0);
            let chunks = block.outcomes.chunks_mut(size * rules.len()).enumerate();
            chunks.map(move |(number, outcomes)| (rules, first + (number * size) as u32, outcomes))
        });
        let chunks = chunks.collect::<Vec<_>>();
        chunks.into_par_iter().with_max_len(1).for_each(|(rules, first, outcomes)| {
            let mut machine = Machine::new(graph, now, Silent);
            // Nodes outside, rules inside: a node's cells are in the cache for all its rules.
            for (i, outcomes) in outcomes.chunks_exact_mut(rules.len()).enumerate() {
                let node = NodeId(first + i as u32);
                for (rule, outcome) in rules.iter().zip(outcomes) {
                    *outcome = judge(&mut machine, &bound[usize::from(*rule)], node);
                }
            }
        });
        let mut unlisted = Vec::new();
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
                    unlisted.push(verdict);
                }
            }
        }
        let mut all = Verdicts { blocks, unlisted, not_applicable: Vec::new() };
        let mut found = vec![false; rules.len()];
        all.iter().for_each(|v| found[usize::from(v.rule)] = true);
        all.not_applicable = (0..rules.len()).filter(|i| !found[*i]).map(|i| i as u16).collect();
        all
    }
}

#[inline]
fn judge<'a>(machine: &mut Machine<'a, Silent>, bound: &'a BoundRule<'a>, node: NodeId) -> Outcome {
    if let Some(when) = &bound.when {
        match machine.run(when, node) {
            Truth::True => {}
            Truth::False => return Outcome::NotApplicable,
            Truth::Unknown(_) => return Outcome::UndecidedApplicability,
        }
    }
    let truth = match &bound.condition {
        BoundCondition::Check(check) => machine.run(check, node),
        BoundCondition::Parity(parity) => parity.judge(machine, node),
    };
    Outcome::Decided(match truth {
        Truth::True => Status::Pass,
        Truth::False => Status::Fail,
        Truth::Unknown(_) => Status::Unknown,
    })
}
