//! What the formats share that tell each finding as a record of its own, passes with the rest, to programs that know no report.

use super::shared::{self, Excuse, name, shown};
use crate::escape::terminal as one_line;
use crate::findings::{Finding, Report, ReportRule, Resolved, ResourceInfo, Since};
use crate::rules::{Severity, Status};
use std::collections::{HashMap, HashSet};

/// What is said of a resource. There is no pass but the rule's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It holds.
    Pass,
    /// It does not hold.
    Fail,
    /// It could not be judged.
    Unknown,
    /// It failed before, and there is nothing to judge any more.
    Gone,
}

impl Verdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Unknown => "unknown",
            Verdict::Gone => "resolved",
        }
    }
}

/// A finding, or what was one before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'r> {
    pub id: &'r str,
    pub rule_id: &'r str,
    /// None where the report does not tell it.
    pub rule: Option<&'r ReportRule>,
    pub severity: Severity,
    pub verdict: Verdict,
    pub account_id: &'r str,
    pub account_name: &'r str,
    pub region: &'r str,
    pub resource: &'r ResourceInfo,
    pub message: &'r str,
    /// None of what is gone.
    pub finding: Option<&'r Finding>,
    /// What it failed in before, where it does not fail any more.
    pub resolved: Option<Since>,
    /// Why it does not count.
    pub excuse: Option<Excuse<'r>>,
    /// Whether it keeps the run from ending with 0.
    pub gates: bool,
}

/// The findings in the report's order, and after them what is gone.
pub(super) fn records(report: &Report) -> impl Iterator<Item = Record<'_>> {
    let rules = report.rules.items.iter().map(|rule| (rule.id.as_str(), rule)).collect::<HashMap<_, _>>();
    let resolved = report.resolved.iter().map(|r| (r.id.as_str(), r.since)).collect::<HashMap<_, _>>();
    let there = report.findings.iter().map(|f| f.id.as_str()).collect::<HashSet<_>>();
    let gone = report.resolved.iter().filter(|r| !there.contains(r.id.as_str())).collect::<Vec<_>>();
    let of_rule = rules.clone();
    let findings = report.findings.iter().map(move |f| Record {
        id: &f.id,
        rule_id: &f.rule_id,
        rule: rules.get(f.rule_id.as_str()).copied(),
        severity: f.severity,
        verdict: match f.status {
            Status::Pass => Verdict::Pass,
            Status::Fail => Verdict::Fail,
            Status::Unknown | Status::NotApplicable => Verdict::Unknown,
        },
        account_id: &f.account_id,
        account_name: &f.account_name,
        region: &f.region,
        resource: &f.resource,
        message: &f.message,
        finding: Some(f),
        resolved: resolved.get(f.id.as_str()).copied().filter(|_| f.status == Status::Pass),
        excuse: if shared::passes(f) { None } else { shared::excuse(report, f) },
        gates: shared::gates(report, f),
    });
    findings.chain(gone.into_iter().map(move |r| gone_record(r, of_rule.get(r.rule_id.as_str()).copied())))
}

fn gone_record<'r>(r: &'r Resolved, rule: Option<&'r ReportRule>) -> Record<'r> {
    Record {
        id: &r.id,
        rule_id: &r.rule_id,
        rule,
        severity: r.severity,
        verdict: Verdict::Gone,
        account_id: &r.account_id,
        account_name: &r.account_name,
        region: &r.region,
        resource: &r.resource,
        message: &r.message,
        finding: None,
        resolved: Some(r.since),
        excuse: None,
        gates: false,
    }
}

impl Record<'_> {
    /// What is, in a sentence that does not read as its opposite beside a verdict.
    pub fn sentence(&self) -> String {
        let (name, message) = (shown(name(self.resource)), shown(self.message));
        match self.verdict {
            // Nobody has named it, and nothing is said: the rule is known all the same.
            _ if name.trim().is_empty() && message.trim().is_empty() => self.rule_id.to_owned(),
            Verdict::Pass => format!("{name}: {message}"),
            Verdict::Fail | Verdict::Unknown => format!("{name} {message}"),
            Verdict::Gone => format!("not there any more: {name} {message}"),
        }
    }

    /// What it is known by: the ARN, else the address in the plan, else id or name.
    pub fn resource_id(&self) -> String {
        let resource = self.resource;
        let address = resource.planned.as_ref().map(|p| p.address.as_str()).unwrap_or_default();
        let known = [&resource.arn, address, &resource.id, &resource.name];
        let known = known.into_iter().map(one_line).find(|text| !text.trim().is_empty());
        known.unwrap_or_else(|| self.id.to_owned())
    }

    /// Clauses and controls, each with the document or framework that it stands in.
    pub fn requirements(&self) -> Vec<String> {
        let clauses = match (self.rule, self.finding) {
            (Some(rule), _) => rule.clauses.as_slice(),
            (None, Some(finding)) => finding.clauses.as_slice(),
            (None, None) => &[],
        };
        let controls = self.rule.into_iter().flat_map(|rule| &rule.frameworks);
        let controls = controls.flat_map(|(framework, ids)| ids.iter().map(move |id| format!("{framework} {id}")));
        clauses.iter().map(|clause| format!("{DOCUMENT} {clause}")).chain(controls).map(|text| shown(&text)).collect()
    }

    /// The documents and frameworks that those stand in.
    pub fn standards(&self) -> Vec<String> {
        let own = self.requirements().iter().any(|r| r.starts_with(DOCUMENT)).then(|| DOCUMENT.to_owned());
        let others = self.rule.into_iter().flat_map(|rule| rule.frameworks.keys().map(|name| shown(name)));
        own.into_iter().chain(others).collect()
    }

    /// How to mend it; empty where nothing is to be mended.
    pub fn remediation(&self) -> String {
        let own = self.finding.filter(|_| self.verdict != Verdict::Pass);
        let own = own.map(|f| f.remediation.as_str()).unwrap_or_default();
        one_line(&own.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// What is required and why; empty where the report does not tell it.
    pub fn requirement(&self) -> String {
        let words = |rule: &ReportRule| format!("Required: {}. {}", one_line(&rule.title), one_line(rule.why.trim()));
        self.rule.map(words).unwrap_or_default()
    }

    /// AWS's partition, as the ARN or else a region says.
    pub fn partition(&self, region: &str) -> &'static str {
        const BY_REGION: [(&str, &str); 5] = [
            ("cn-", "aws-cn"),
            ("us-gov-", "aws-us-gov"),
            ("us-iso-", "aws-us-iso"),
            ("us-isob-", "aws-us-iso-b"),
            ("", "aws"),
        ];
        let of_arn = self.resource.arn.strip_prefix("arn:").and_then(|rest| rest.split(':').next());
        let named = BY_REGION.iter().find(|(_, partition)| Some(*partition) == of_arn);
        named.or_else(|| BY_REGION.iter().find(|(start, _)| region.starts_with(start))).map_or("aws", |(_, p)| p)
    }
}

/// What clauses stand in, beside the frameworks' names.
const DOCUMENT: &str = "architecture";
