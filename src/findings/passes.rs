//! Passes that nobody reads one by one: counted, and not written out. There may be a million of them, each with its evidence.

use crate::graph::Graph;
use crate::rules::{Rule, Verdicts};
use crate::rules::{Status, Verdict};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How many subjects pass, by rule and account.
#[derive(Default)]
pub struct Passes<'g>(BTreeMap<(u16, &'g str), usize>);

impl<'g> Passes<'g> {
    /// Counts those of the verdicts that are to be counted.
    pub fn count(graph: &'g Graph, verdicts: &Verdicts, counts: impl Fn(&Verdict) -> bool + Sync) -> Passes<'g> {
        let own = verdicts.par_iter().filter(|v| v.status == Status::Pass && counts(v));
        let counted = own.fold(BTreeMap::new, |mut all: BTreeMap<_, usize>, v| {
            *all.entry((v.rule, graph.account_id(v.node))).or_default() += 1;
            all
        });
        Passes(counted.reduce(BTreeMap::new, |mut all, more| {
            more.into_iter().for_each(|(key, count)| *all.entry(key).or_default() += count);
            all
        }))
    }

    /// All of them.
    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    /// The rules that some pass, each with the account.
    pub fn rules<'r>(&self, rules: &[&'r Rule]) -> impl Iterator<Item = (&'r Rule, &'g str)> {
        self.0.keys().filter_map(|(rule, account)| Some((*rules.get(usize::from(*rule))?, *account)))
    }
}
