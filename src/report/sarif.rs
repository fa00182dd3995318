//! SARIF 2.1.0, as GitHub's code scanning takes it.
//!
//! A failure and what could not be judged is a result; a pass is none, and neither is what has been resolved: GitHub takes no
//! notice of `kind` and `baselineState`, and would show either as an open alert. For the same reason an unknown has no kind
//! `open`, but the level `note` and a message that says so. GitHub wants a file for each result; what comes from none has a name
//! in the shape of a path (`shared::Place`) and its ARN as logical location.

use super::sarif_rules as rules;
use super::shared::{self, Excuse, Place, clipped_to, shown};
use crate::escape::terminal as one_line;
use crate::findings::{BaselineMark, Change, Finding, Report};
use crate::rules::{Severity, Status};
use crate::snapshot::{CoverageEntry, Outcome};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::io::{Result, Write};

/// More results of a run GitHub does not keep.
const MAX_RESULTS: usize = 5_000;
/// The size that it takes, compressed; a file that is no larger before is none larger after.
const MAX_BYTES: usize = 10_000_000;
/// What everything takes but rules and results.
const FRAME_BYTES: usize = 1_000_000;
/// How many gaps a run tells of; the JSON report has all.
const MAX_GAPS: usize = 100;

/// The report as SARIF with a line break at its end.
pub(super) fn write(report: &Report, to: &mut dyn Write) -> Result<()> {
    let rules = rules::of(report);
    let mut room = MAX_BYTES.saturating_sub(FRAME_BYTES + rules.to_string().len());
    let ranked = shared::ranked(report);
    let mut results = Vec::new();
    for finding in ranked.iter().take(MAX_RESULTS) {
        let result = result(report, finding);
        let size = result.to_string().len() + 1;
        if size > room {
            break;
        }
        room -= size;
        results.push(result);
    }
    let left_out = ranked.len() - results.len();
    let run = json!({
        "tool": {"driver": {
            "name": report.tool.name,
            "version": report.tool.version,
            "semanticVersion": report.tool.version,
            "rules": rules,
            "notifications": rules::notifications(),
        }},
        "automationDetails": {"id": automation_id(report)},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation(report, results.len(), left_out)],
        "results": results,
        "properties": properties(report, left_out),
    });
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    });
    serde_json::to_writer(&mut *to, &log)?;
    to.write_all(b"\n")
}

/// A category, so that a plan's results do not take the place of a scan's, and the run.
fn automation_id(report: &Report) -> String {
    let category = if report.inputs.plans.is_empty() { "scan" } else { "plan" };
    let id = report.snapshot.id.trim_start_matches("sha256:").chars().take(12).collect::<String>();
    format!("trueline/{category}/{id}")
}

/// GitHub's level of a severity.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

fn result(report: &Report, finding: &Finding) -> Value {
    let level = if finding.status == Status::Fail { level(finding.severity) } else { "note" };
    let mut result = json!({
        "ruleId": finding.rule_id,
        "level": level,
        "message": {"text": text(&shared::sentence(finding))},
        "locations": [location(finding)],
        "partialFingerprints": {
            "primaryLocationLineHash": finding.id,
            "trueline/v1": finding.id,
        },
        "properties": {
            "status": finding.status.word(),
            "severity": finding.severity.word(),
            "account": finding.account_id,
            "accountName": shown(&finding.account_name),
            "region": finding.region,
            "gates": shared::gates(report, finding),
        },
    });
    if let Some(index) = report.rules.items.iter().position(|r| r.id == finding.rule_id) {
        result["ruleIndex"] = json!(index);
    }
    if let Some(state) = baseline_state(report, finding) {
        result["baselineState"] = json!(state);
    }
    if let Some(waiver) = &finding.waiver {
        result["suppressions"] = json!([{
            "kind": "external",
            "status": "accepted",
            "justification": Excuse::Waived(waiver).words(),
            "properties": {"number": waiver.number, "owner": shown(&waiver.owner), "expires": shown(&waiver.expires)},
        }]);
    }
    result
}

/// What is new is said against the baseline where there is one, else against the organization without the plan. A baseline says
/// nothing of what could not be judged.
fn baseline_state(report: &Report, finding: &Finding) -> Option<&'static str> {
    match (finding.baseline, finding.change) {
        (Some(BaselineMark::New), _) => Some("new"),
        (Some(BaselineMark::Existing), _) => Some("unchanged"),
        (None, _) if report.inputs.baseline.is_some() => None,
        (None, Some(Change::Introduced)) => Some("new"),
        (None, Some(Change::PreExisting)) => Some("unchanged"),
        (None, _) => None,
    }
}

fn location(finding: &Finding) -> Value {
    let resource = &finding.resource;
    let place = shared::place(finding);
    let (path, line) = place.file();
    let address = resource.planned.as_ref().map(|p| &p.address).filter(|a| !a.is_empty());
    let known = [address, Some(&resource.arn), Some(&resource.id)].into_iter().flatten().find(|n| !n.is_empty());
    let mut logical = json!({"name": shown(shared::name(resource)), "kind": "resource"});
    if let Some(known) = known {
        logical["fullyQualifiedName"] = json!(one_line(&clipped_to(known, 2_000)));
    }
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri(path)},
            // From the line's first character to before it: a place, whatever the line holds.
            "region": {"startLine": line, "startColumn": 1, "endLine": line, "endColumn": 1},
        },
        "logicalLocations": [logical],
    });
    if matches!(place, Place::Live(_)) {
        location["message"] = json!({"text": "It is in the account; no file is known that it comes from."});
    }
    location
}

/// What stands in a path as it is.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A path as a reference: relative to the repository, as code scanning reads it, unless it begins at the root.
fn uri(path: &str) -> String {
    let path = clipped_to(path, 1_000);
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    format!("{scheme}{}", utf8_percent_encode(&path, IN_PATH))
}

/// A message's text: SARIF reads braces as the place of an argument and `[…](…)` as a link.
fn text(sentence: &str) -> String {
    sentence.replace('{', "{{").replace('}', "}}").replace("](", "] (")
}

fn invocation(report: &Report, told: usize, left_out: usize) -> Value {
    let mut notifications = Vec::new();
    let mut note = |id: &str, level: &str, words: &str| {
        notifications.push(json!({"descriptor": {"id": id}, "level": level, "message": {"text": text(words)}}));
    };
    if left_out > 0 {
        let words = format!(
            "{left_out} of {} results are left out, the least important ones: code scanning takes no more than \
             {MAX_RESULTS} of a run, and no more than 10 MB. The JSON report has all.",
            told + left_out
        );
        note(rules::LEFT_OUT, "warning", &words);
    }
    let gaps = report.coverage.iter().filter(|c| c.outcome != Outcome::Ok).collect::<Vec<_>>();
    for gap in gaps.iter().take(MAX_GAPS) {
        note(rules::NOT_READ, "warning", &not_read(gap));
    }
    if gaps.len() > MAX_GAPS {
        let words = format!("{} more were not read; the JSON report lists all under coverage", gaps.len() - MAX_GAPS);
        note(rules::NOT_READ, "warning", &words);
    }
    for changed in report.inputs.overridden.iter().take(MAX_GAPS) {
        note(rules::OVERRIDDEN, "note", &shown(&shared::overridden(changed)));
    }
    json!({
        "executionSuccessful": report.summary.exit_code < 2,
        "exitCode": report.summary.exit_code,
        "exitCodeDescription": shared::verdict(report),
        "toolExecutionNotifications": notifications,
    })
}

fn not_read(gap: &CoverageEntry) -> String {
    let code = gap.error_code.as_deref().map(|c| format!(" ({c})")).unwrap_or_default();
    let words = format!("not read: {} in {} {}: {}{code}", gap.operation, gap.account_id, gap.region, gap.outcome);
    shown(&words)
}

fn properties(report: &Report, left_out: usize) -> Value {
    let summary = &report.summary;
    json!({
        "snapshot": report.snapshot.id,
        "takenAt": report.snapshot.taken_at,
        "rules": report.rules.digest,
        "failOn": report.inputs.fail_on,
        "pass": summary.pass,
        "fail": summary.fail,
        "unknown": summary.unknown,
        "notApplicable": summary.not_applicable,
        "waived": summary.waived,
        "resolved": report.resolved.len(),
        "notRead": report.coverage.iter().filter(|c| c.outcome != Outcome::Ok).count(),
        "overridden": report.inputs.overridden.len(),
        "redacted": report.inputs.redacted,
        "leftOut": left_out,
    })
}
