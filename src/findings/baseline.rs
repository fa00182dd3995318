//! An earlier report that this one is compared with: which failures it has already, and which of its failures are none any more.
//!
//! Only failures are excused by it, and only those that nobody had waived then: a waiver that expires counts, whatever the
//! baseline says. What could not be read is excused by nothing, and is never resolved.

use super::read;
use super::report::{BaselineInput, BaselineMark, Finding, Resolved, ResourceInfo, Since};
use crate::graph::Graph;
use crate::problem::Problem;
use crate::rules::{Severity, Status};
use crate::snapshot::Manifest;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The failures of an earlier report that nobody had waived.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// What the report tells of it.
    pub(super) input: BaselineInput,
    failures: BTreeMap<String, Failure>,
}

#[derive(Deserialize)]
struct Earlier {
    snapshot: EarlierSnapshot,
    findings: Vec<Failure>,
}

#[derive(Deserialize)]
struct EarlierSnapshot {
    id: String,
    taken_at: Timestamp,
}

#[derive(Clone, Debug, Deserialize)]
struct Failure {
    id: String,
    rule_id: String,
    status: Status,
    severity: Severity,
    account_id: String,
    account_name: String,
    region: String,
    resource: ResourceInfo,
    message: String,
    waiver: Option<IgnoredAny>,
}

fn wrong(path: &Path, why: String) -> Problem {
    let help = "a baseline is a report of `trueline check` or `scan`, written by --report json=FILE";
    Problem::of(path, why).help(Some(help.to_owned()))
}

/// What is known today of what an earlier report tells.
pub(super) struct Today<'t> {
    pub(super) graph: &'t Graph,
    pub(super) manifest: &'t Manifest,
    /// Whether there are accounts that nobody knows.
    pub(super) accounts_are_missing: bool,
    /// Ids of findings that would have been made if more had been read.
    pub(super) undecided: &'t BTreeSet<String>,
}

impl Baseline {
    /// Reads a report that was written as JSON.
    ///
    /// # Errors
    /// When the file is none.
    pub fn read(path: &Path) -> Result<Baseline, Problem> {
        let bytes = std::fs::read(path).map_err(|why| wrong(path, format!("the baseline cannot be read: {why}")))?;
        Baseline::parse(path, &bytes)
    }

    /// The same of its bytes.
    ///
    /// # Errors
    /// When they are none.
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Baseline, Problem> {
        read::version(bytes).map_err(|why| wrong(path, why))?;
        let earlier = serde_json::from_slice::<Earlier>(bytes);
        let earlier = earlier.map_err(|why| wrong(path, read::malformed(&why)))?;
        let failures = earlier.findings.into_iter().filter(|f| f.status == Status::Fail && f.waiver.is_none());
        let input = BaselineInput {
            digest: crate::digest(bytes),
            snapshot: earlier.snapshot.id,
            taken_at: earlier.snapshot.taken_at,
        };
        Ok(Baseline { input, failures: failures.map(|f| (f.id.clone(), f)).collect() })
    }

    /// Marks failures as new or existing.
    pub(super) fn mark(&self, findings: &mut [Finding]) {
        for finding in findings.iter_mut().filter(|f| f.status == Status::Fail) {
            let known = self.failures.contains_key(&finding.id);
            finding.baseline = Some(if known { BaselineMark::Existing } else { BaselineMark::New });
        }
    }

    /// Its failures that are none any more, in the order of findings. `looked_at` says of rule, account and region whether the
    /// filters leave them.
    pub(super) fn resolved(
        &self,
        findings: &[Finding],
        today: &Today,
        looked_at: impl Fn(&str, &str, &str) -> bool,
    ) -> Vec<Resolved> {
        let statuses = findings.iter().map(|f| (f.id.as_str(), f.status)).collect::<BTreeMap<_, _>>();
        let resolved = self.failures.values().filter_map(|failure| {
            let status = statuses.get(failure.id.as_str()).copied();
            let gone = match status {
                Some(status) => status == Status::Pass,
                None => looked_at(&failure.rule_id, &failure.account_id, &failure.region) && today.is_gone(failure),
            };
            gone.then(|| failure.resolved(status))
        });
        let mut resolved = resolved.collect::<Vec<_>>();
        resolved.sort_by(|a, b| order(a).cmp(&order(b)));
        resolved
    }
}

impl Today<'_> {
    /// Whether the subject of a failure is not there any more: what was not listed may still be.
    fn is_gone(&self, failure: &Failure) -> bool {
        let unknown_account =
            self.accounts_are_missing && !self.manifest.accounts.iter().any(|a| a.id == failure.account_id);
        let unlisted = self.graph.ghosts.iter().any(|ghost| {
            let listing = ghost.shape.identity.as_ref().map(|i| i.listing);
            let scope = listing.and_then(|listing| self.manifest.scope.operations.get(listing));
            let (account, region) = (self.graph.account_id(ghost.node), self.graph.region(ghost.node));
            let here = |own: &str, other: &str| own == other || [own, other].contains(&"global");
            ghost.shape.type_name() == failure.resource.r#type
                && (account == failure.account_id || scope.is_none_or(|scope| scope.is_organization()))
                && here(region, &failure.region)
        });
        !unknown_account && !unlisted && !self.undecided.contains(&failure.id)
    }
}

impl Failure {
    fn resolved(&self, status: Option<Status>) -> Resolved {
        Resolved {
            id: self.id.clone(),
            rule_id: self.rule_id.clone(),
            severity: self.severity,
            account_id: self.account_id.clone(),
            account_name: self.account_name.clone(),
            region: self.region.clone(),
            resource: self.resource.clone(),
            message: self.message.clone(),
            since: Since::Baseline,
            status,
        }
    }
}

fn order(r: &Resolved) -> (Reverse<Severity>, &str, &str, &str, &str, &str) {
    (Reverse(r.severity), &r.rule_id, &r.account_id, &r.region, &r.resource.arn, &r.id)
}
