//! What the ledger proves: which planned operations were read to the end, and where there are gaps.

use super::{DeniedBy, Gap, LedgerLine, Manifest, OperationScope, Outcome};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How an operation went in an account and region: the worst of its calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CoverageEntry {
    /// The account.
    pub account_id: String,
    /// The region, or `global`.
    pub region: String,
    /// The operation.
    pub operation: String,
    /// The worst outcome.
    pub outcome: Outcome,
    /// The error code of the worst outcome.
    pub error_code: Option<String>,
    /// Which kind of policy denied it, where AWS said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denied_by: Option<DeniedBy>,
    /// Items that were answered.
    pub items: u64,
    /// Resources that the worst outcome concerns, where the operation asks for one at a time.
    pub resources: u64,
}

/// One entry per operation, account and region that was planned or asked, in a fixed order.
pub fn coverage(manifest: &Manifest, ledger: &[LedgerLine]) -> Vec<CoverageEntry> {
    let mut entries = BTreeMap::<(&str, &str, &str), CoverageEntry>::new();
    let entry = |account: &str, region: &str, operation: &str, outcome| CoverageEntry {
        account_id: account.to_owned(),
        region: region.to_owned(),
        operation: operation.to_owned(),
        outcome,
        error_code: None,
        denied_by: None,
        items: 0,
        resources: 0,
    };
    for line in ledger {
        let key = (&line.account_id[..], &line.region[..], &line.operation[..]);
        let known = entries.entry(key).or_insert_with(|| entry(key.0, key.1, key.2, line.outcome));
        known.items += line.items;
        if line.outcome > known.outcome {
            (known.outcome, known.error_code, known.denied_by, known.resources) = (line.outcome, None, None, 0);
        }
        if line.outcome == known.outcome && line.outcome != Outcome::Ok {
            known.error_code = known.error_code.take().or_else(|| line.error_code.clone());
            known.denied_by = known.denied_by.or(line.denied_by);
            known.resources += u64::from(line.resource.is_some());
        }
    }
    for (account, scope) in &manifest.scope.accounts {
        for (operation, place) in &manifest.scope.operations {
            for region in scope.regions_of(*place) {
                let missing = || entry(account, region, operation, Outcome::NotRequested);
                entries.entry((account, region, operation)).or_insert_with(missing);
            }
        }
    }
    // Where nobody is known to be the management account, the organization was asked by nobody.
    let first = manifest.scope.accounts.keys().next().map_or("", String::as_str);
    let organization = manifest.scope.operations.iter().filter(|(_, place)| place.is_organization());
    for (operation, _) in organization {
        if !entries.keys().any(|(.., asked)| asked == operation) {
            entries.insert((first, "global", operation), entry(first, "global", operation, Outcome::NotRequested));
        }
    }
    entries.into_values().collect()
}

/// Where an operation was not read to the end. One that the snapshot never planned was read nowhere.
pub fn unread(manifest: &Manifest, coverage: &[CoverageEntry], operation: &str) -> Vec<Gap> {
    if !manifest.scope.operations.contains_key(operation) {
        let nowhere = |id: &String| Gap::new(operation, Outcome::NotRequested, None).at(id, "global");
        return manifest.scope.accounts.keys().map(nowhere).collect();
    }
    let own = coverage.iter().filter(|e| e.operation == operation && e.outcome != Outcome::Ok);
    own.map(|e| Gap::new(operation, e.outcome, e.error_code.as_deref()).at(&e.account_id, &e.region)).collect()
}

impl OperationScope {
    /// Whether the operation belongs to the organization's plane instead of an account's.
    pub fn is_organization(self) -> bool {
        matches!(self, OperationScope::Organization | OperationScope::OrganizationEveryRegion)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AccountScope, ScannedRegions, Scope, Tool};
    use super::*;

    fn manifest() -> Manifest {
        let account = AccountScope { management: false, regions: vec!["eu-west-1".into()], every_region: vec![] };
        Manifest {
            schema_version: 1,
            taken_at: jiff::Timestamp::UNIX_EPOCH,
            finished_at: jiff::Timestamp::UNIX_EPOCH,
            interrupted: None,
            tool: Tool::this(),
            organization: None,
            accounts: vec![],
            regions: ScannedRegions { home: vec![], dr: None },
            scope: Scope {
                operations: BTreeMap::from([("ec2:DescribeVpcs".into(), OperationScope::Region)]),
                accounts: BTreeMap::from([("1".into(), account)]),
            },
            parts: vec![],
        }
    }

    fn line(outcome: Outcome) -> LedgerLine {
        LedgerLine { outcome, calls: 1, ..LedgerLine::blank("ec2:DescribeVpcs", "1", "eu-west-1") }
    }

    #[test]
    fn a_planned_operation_without_a_line_is_a_gap() {
        let coverage = coverage(&manifest(), &[]);
        assert_eq!(coverage[0].outcome, Outcome::NotRequested);
        assert_eq!(unread(&manifest(), &coverage, "ec2:DescribeVpcs").len(), 1);
    }

    #[test]
    fn the_worst_outcome_counts() {
        let lines = [line(Outcome::Ok), line(Outcome::Denied), line(Outcome::Ok)];
        let coverage = coverage(&manifest(), &lines);
        assert_eq!((coverage.len(), coverage[0].outcome), (1, Outcome::Denied));
    }

    #[test]
    fn an_operation_that_was_never_planned_was_read_nowhere() {
        assert_eq!(unread(&manifest(), &[], "ec2:DescribeSubnets").len(), 1);
    }
}
