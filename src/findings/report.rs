//! The report, schema version 1: what every format is made of. Members are only ever added.

use crate::rules::parameters::Override;
use crate::rules::{Fix, Level, Severity, Status};
use crate::snapshot::{CoverageEntry, Outcome, Tool};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The report.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Report {
    /// `1`
    pub schema_version: String,
    /// What wrote it.
    pub tool: Tool,
    /// What was judged.
    pub snapshot: ReportSnapshot,
    /// Everything that the report depends on.
    pub inputs: Inputs,
    /// What it was judged by.
    pub rules: ReportRules,
    /// The outcome in numbers.
    pub summary: Summary,
    /// By severity, rule, account, region, ARN.
    pub findings: Vec<Finding>,
    /// Failures of before that are none any more: those of the baseline, and those that a plan mends. In the order of findings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resolved: Vec<Resolved>,
    /// Ids of rules that have no subject anywhere.
    pub rules_not_applicable: Vec<String>,
    /// The document's clauses in its order.
    pub architecture: Vec<ClauseVerdict>,
    /// What was read, per operation, account and region.
    pub coverage: Vec<CoverageEntry>,
}

/// What was judged.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportSnapshot {
    /// The manifest's digest.
    pub id: String,
    /// When collecting began.
    #[cfg_attr(test, schemars(with = "String", extend("format" = "date-time")))]
    pub taken_at: Timestamp,
    /// The accounts of the scan.
    pub accounts: Vec<ReportAccount>,
    /// The configured regions, the disaster recovery region last.
    pub regions: Vec<String>,
}

/// An account of the scan.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportAccount {
    /// Twelve digits.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its environment; null for an account that is none.
    pub environment: Option<String>,
}

/// Everything that the report depends on beside the snapshot.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Inputs {
    /// Digest of the rules.
    pub rules: String,
    /// Rules, sections and severities that were selected; empty: all.
    pub select: Vec<String>,
    /// Accounts that were selected; empty: all.
    pub accounts: Vec<String>,
    /// Regions that were selected; empty: all.
    pub regions: Vec<String>,
    /// The least severity that fails the run, or `never`.
    pub fail_on: String,
    /// Planes that were asked for.
    pub planes: Vec<String>,
    /// The Terraform plans, in the order of the command line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<PlanInput>,
    /// With plans, which failures break the gate: `introduced` or `all`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<String>,
    /// The report that this one is compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineInput>,
    /// Digest of the waivers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waivers: Option<String>,
    /// What stands under pseudonyms; empty: nothing does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redacted: Vec<String>,
    /// The effective parameters.
    pub architecture: Value,
    /// Parameters that differ from the document's.
    pub overridden: Vec<Override>,
}

/// A Terraform plan that was judged.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlanInput {
    /// The file, as it was named.
    pub path: String,
    /// Its digest.
    pub digest: String,
    /// Resources that are created, updated, replaced and deleted.
    pub changes: BTreeMap<String, usize>,
    /// Resources of types that no rule can be about, by Terraform's type.
    pub not_modelled: BTreeMap<String, usize>,
}

/// A report that this one is compared with.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BaselineInput {
    /// Its digest.
    pub digest: String,
    /// The snapshot that it judged.
    pub snapshot: String,
    /// When that was taken.
    #[cfg_attr(test, schemars(with = "String", extend("format" = "date-time")))]
    pub taken_at: Timestamp,
}

/// What it was judged by.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportRules {
    /// Of all rule files.
    pub digest: String,
    /// How many rules were evaluated.
    pub count: usize,
    /// Those that were evaluated, by id.
    pub items: Vec<ReportRule>,
}

/// A rule, as far as a reader of findings needs it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReportRule {
    /// Its id.
    pub id: String,
    /// What is required.
    pub title: String,
    /// How much a deviation matters.
    pub severity: Severity,
    /// The clauses that it decides.
    pub clauses: Vec<String>,
    /// What goes wrong when it does not hold.
    pub why: String,
    /// How to mend it.
    #[serde(deserialize_with = "super::read::fix")]
    pub fix: Fix,
    /// AWS's documentation.
    pub references: Vec<String>,
    /// Controls by framework.
    pub frameworks: BTreeMap<String, Vec<String>>,
}

/// The outcome in numbers: findings by status, waived or not.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Summary {
    /// Findings that pass.
    pub pass: usize,
    /// Findings that fail.
    pub fail: usize,
    /// Findings that could not be decided.
    pub unknown: usize,
    /// Rules without a subject.
    pub not_applicable: usize,
    /// Findings with a waiver.
    pub waived: usize,
    /// Failures by severity.
    pub fail_by_severity: BTreeMap<Severity, usize>,
    /// The process's exit code.
    pub exit_code: u8,
}

/// What a rule says of a resource.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Finding {
    /// The same in the next scan.
    pub id: String,
    /// The rule.
    pub rule_id: String,
    /// Pass, fail or unknown.
    pub status: Status,
    /// The rule's severity.
    pub severity: Severity,
    /// The rule's clauses.
    pub clauses: Vec<String>,
    /// The resource's account.
    pub account_id: String,
    /// The account's name.
    pub account_name: String,
    /// The resource's region, or `global`.
    pub region: String,
    /// The subject.
    pub resource: ResourceInfo,
    /// What is, reading on after the resource's name; of a pass, what is required and holds.
    pub message: String,
    /// What the verdict rests on.
    pub evidence: Vec<EvidenceLine>,
    /// Why it could not be decided.
    pub unknown: Option<UnknownInfo>,
    /// Who accepts the deviation, and until when.
    pub waiver: Option<WaiverInfo>,
    /// Of a failure, whether the baseline has it.
    pub baseline: Option<BaselineMark>,
    /// What a plan changes about it.
    pub change: Option<Change>,
    /// How to mend it, in words.
    pub remediation: String,
}

/// Why a deviation is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WaiverInfo {
    /// Its place in the file of waivers, from 1.
    pub number: usize,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds, as `2026-12-31`.
    pub expires: String,
}

/// Whether a baseline has a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BaselineMark {
    /// It has not.
    New,
    /// It has.
    Existing,
}

/// What a plan does about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It fails, or cannot be decided, with the plan and not without it.
    Introduced,
    /// It failed, and does not with the plan.
    Fixed,
    /// The plan changes nothing about a failure, or about what cannot be decided.
    PreExisting,
}

/// A failure of before that is none any more.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Resolved {
    /// The finding's id.
    pub id: String,
    /// The rule.
    pub rule_id: String,
    /// Its severity.
    pub severity: Severity,
    /// The resource's account.
    pub account_id: String,
    /// The account's name.
    pub account_name: String,
    /// The resource's region, or `global`.
    pub region: String,
    /// What failed.
    pub resource: ResourceInfo,
    /// What was wrong with it, reading on after its name.
    pub message: String,
    /// What it was compared with.
    pub since: Since,
    /// What the rule says of it now; none when there is nothing to judge any more.
    pub status: Option<Status>,
}

/// What a report was compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Since {
    /// The report of `--baseline`.
    Baseline,
    /// The organization as it is without the plans.
    Plan,
}

/// A finding's subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ResourceInfo {
    /// CloudFormation's name of the type.
    pub r#type: String,
    /// The ARN; empty before AWS has given one.
    pub arn: String,
    /// The id; before AWS has given one, its address in the plan.
    pub id: String,
    /// The name.
    pub name: String,
    /// Of a resource that a plan is about: where it stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Planned>,
}

/// Where a plan has a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Planned {
    /// Terraform's address.
    pub address: String,
    /// The plan's file.
    pub plan: String,
    /// The file of the configuration, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line of that file, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

/// One thing that a verdict rests on.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EvidenceLine {
    /// How to get there from `resource`, from `mirrored`, the account that a parity rule compares it with, or `architecture`.
    pub path: String,
    /// What stood there.
    pub value: Value,
    /// The operation that returned it.
    pub source: Option<String>,
    /// When.
    #[cfg_attr(test, schemars(with = "Option<String>", extend("format" = "date-time")))]
    pub read_at: Option<Timestamp>,
}

/// Why a finding could not be decided.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnknownInfo {
    /// In words.
    pub reason: String,
    /// The operation that failed.
    pub operation: Option<String>,
    /// Where.
    pub account_id: String,
    /// Where.
    pub region: String,
    /// How.
    pub outcome: Option<Outcome>,
    /// What AWS answered.
    pub error_code: Option<String>,
}

/// A clause's verdict, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClauseStatus {
    /// The architecture does not ask for it there.
    NotApplicable,
    /// It holds.
    Pass,
    /// The plane that decides it was not asked for, or no rule decides it yet.
    NotRead,
    /// It could not be decided.
    Unknown,
    /// It does not hold.
    Fail,
}

impl ClauseStatus {
    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            ClauseStatus::NotApplicable => "not applicable",
            ClauseStatus::Pass => "pass",
            ClauseStatus::NotRead => "not yet read",
            ClauseStatus::Unknown => "unknown",
            ClauseStatus::Fail => "fail",
        }
    }
}

/// A clause with its verdicts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ClauseVerdict {
    /// The clause's id.
    pub clause: String,
    /// The document's section.
    pub section: String,
    /// The statement.
    pub text: String,
    /// Whether it is binding.
    pub level: Level,
    /// The worst over the environments.
    pub verdict: ClauseStatus,
    /// By environment.
    pub environments: BTreeMap<String, ClauseStatus>,
    /// The rules that decide it.
    pub rules: Vec<String>,
    /// What no rule decides yet.
    pub pending: Option<String>,
}
