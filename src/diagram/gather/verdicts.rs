//! What the report says of a resource, of an account, and of a listing that was not read.

use super::read::Reader;
use crate::diagram::State;
use crate::findings::{Finding, Report};
use crate::graph::NodeId;
use crate::model::{Account, Record, Shape};
use crate::rules::Status;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Type, account, region, and ARN or id.
type Key<'r> = (&'r str, &'r str, &'r str, &'r str);

/// Findings that are no pass, by their subject.
pub(super) struct Verdicts<'r> {
    pub findings: &'r [Finding],
    subjects: HashMap<Key<'r>, Vec<usize>>,
    /// All of them, by account.
    deviating: BTreeMap<&'r str, Vec<usize>>,
    /// Findings about an account as a whole, and about what was not read there.
    accounts: BTreeMap<&'r str, Vec<usize>>,
    placed: BTreeSet<usize>,
}

/// How a finding marks what it is about.
pub(super) fn state(finding: &Finding) -> State {
    match finding.status {
        Status::Pass | Status::NotApplicable => State::Pass,
        _ if finding.waiver.is_some() => State::Waived,
        Status::Unknown => State::Unknown,
        Status::Fail => State::Fail,
    }
}

impl<'r> Verdicts<'r> {
    pub fn new(report: &'r Report) -> Verdicts<'r> {
        let findings = report.findings.as_slice();
        let mut verdicts = Verdicts {
            findings,
            subjects: HashMap::new(),
            deviating: BTreeMap::new(),
            accounts: BTreeMap::new(),
            placed: BTreeSet::new(),
        };
        for (i, finding) in findings.iter().enumerate().filter(|(_, f)| state(f) != State::Pass) {
            let resource = &finding.resource;
            verdicts.deviating.entry(finding.account_id.as_str()).or_default().push(i);
            if resource.r#type == Account::shape().type_name() {
                verdicts.accounts.entry(finding.account_id.as_str()).or_default().push(i);
            } else {
                let name = if resource.arn.is_empty() { &resource.id } else { &resource.arn };
                let key =
                    (resource.r#type.as_str(), finding.account_id.as_str(), finding.region.as_str(), name.as_str());
                verdicts.subjects.entry(key).or_default().push(i);
            }
        }
        verdicts
    }

    /// An account's findings that are no pass.
    pub fn deviating(&self, account: &str) -> &[usize] {
        self.deviating.get(account).map_or(&[], Vec::as_slice)
    }

    /// The findings about some resources. They have their place now.
    pub fn about(&mut self, reader: &Reader<'_>, nodes: &[NodeId]) -> Vec<usize> {
        let mut found = BTreeSet::new();
        for node in nodes {
            let graph = reader.graph;
            let (arn, id) = (graph.arn(*node), graph.id(*node));
            let name = if arn.is_empty() { id } else { arn };
            let key = (graph.shape(*node).type_name(), graph.account_id(*node), graph.region(*node), name);
            found.extend(self.subjects.get(&key).into_iter().flatten());
        }
        self.placed.extend(&found);
        found.into_iter().collect()
    }

    /// The findings about an account as a whole.
    pub fn about_account(&self, account: &str) -> Vec<usize> {
        self.accounts.get(account).cloned().unwrap_or_default()
    }

    /// Those of an account that could not be decided because a type was not listed.
    pub fn about_listing(&self, account: &str, region: &str, shape: &'static Shape) -> Vec<usize> {
        let listing = shape.identity.as_ref().map_or("", |i| i.listing);
        let of = |i: &usize| {
            let finding = &self.findings[*i];
            let operation = finding.unknown.as_ref().and_then(|u| u.operation.as_deref());
            finding.region == region && operation == Some(listing)
        };
        self.about_account(account).into_iter().filter(of).collect()
    }

    /// Says that findings have found their place.
    pub fn place(&mut self, findings: &[usize]) {
        self.placed.extend(findings);
    }

    /// What is left of an account's findings.
    pub fn left(&self, account: &str) -> Vec<usize> {
        self.deviating(account).iter().copied().filter(|i| !self.placed.contains(i)).collect()
    }

    /// The worst state of some findings, and their ids with the worst first.
    pub fn worst(&self, findings: &[usize]) -> (State, Vec<String>) {
        let mut sorted = findings.to_vec();
        // Within a state the report's order stays: by severity.
        sorted.sort_by_key(|i| (std::cmp::Reverse(state(&self.findings[*i])), *i));
        sorted.dedup();
        let worst = sorted.first().map_or(State::Pass, |i| state(&self.findings[*i]));
        (worst, sorted.into_iter().map(|i| self.findings[i].id.clone()).collect())
    }
}
