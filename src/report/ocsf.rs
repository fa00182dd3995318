//! OCSF 1.5 Compliance Findings, class 2003, with the profile `cloud`: one event a line, as streams, lakes and search engines take
//! them in. An array would have to be read whole.
//!
//! What could not be judged is `Warning`, which OCSF has for what brought no result because information is missing. What is
//! waived is suppressed; what does not fail any more is resolved, and its event closes it. Values of evidence are JSON in a text:
//! a lake gives a member one type.

use super::record::{Record, Verdict, records};
use super::shared::{self, Excuse, clipped_to, name, shown};
use crate::escape::terminal as one_line;
use crate::findings::{BaselineMark, EvidenceLine, Report};
use crate::rules::Severity;
use serde_json::{Value, json};
use std::io::{Result, Write};

const VERSION: &str = "1.5.0";
const CLASS: u32 = 2003;
/// A value as long as a whole policy document; the JSON report has it all.
const MAX_VALUE: usize = 8_000;

/// The report as JSON lines.
pub(super) fn write(report: &Report, to: &mut dyn Write) -> Result<()> {
    for record in records(report) {
        serde_json::to_writer(&mut *to, &event(report, &record))?;
        to.write_all(b"\n")?;
    }
    Ok(())
}

fn event(report: &Report, record: &Record) -> Value {
    let time = report.snapshot.taken_at.as_millisecond();
    let (activity_id, activity) = activity(record);
    let (severity_id, severity) = severity(record.severity);
    let (status_id, status) = status(record);
    let mut event = json!({
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": CLASS,
        "class_name": "Compliance Finding",
        "activity_id": activity_id,
        "activity_name": activity,
        "type_uid": CLASS * 100 + activity_id,
        "type_name": format!("Compliance Finding: {activity}"),
        "time": time,
        "timezone_offset": 0,
        "severity_id": severity_id,
        "severity": severity,
        "status_id": status_id,
        "status": status,
        "status_code": record.verdict.word(),
        "message": record.sentence(),
        "metadata": {
            "version": VERSION,
            "profiles": ["cloud"],
            "product": {
                "name": report.tool.name,
                "uid": report.tool.name,
                "vendor_name": report.tool.name,
                "version": report.tool.version,
            },
            "event_code": record.rule_id,
            "correlation_uid": report.snapshot.id,
        },
        "cloud": {
            "provider": "AWS",
            "cloud_partition": record.partition(record.region),
            "region": one_line(record.region),
        },
        "finding_info": {
            "uid": record.id,
            "title": record.sentence(),
            "desc": record.requirement(),
            "created_time": time,
            "types": ["Compliance"],
            "analytic": {
                "uid": record.rule_id,
                "name": record.rule.map_or(record.rule_id, |rule| &rule.title),
                "type": "Rule",
                "type_id": 1,
            },
        },
        "compliance": compliance(record),
        "resources": [resource(record)],
        "unmapped": unmapped(report, record),
    });
    // What a file of waivers has is of no account.
    if !record.account_id.is_empty() {
        let (uid, name) = (one_line(record.account_id), shown(record.account_name));
        event["cloud"]["account"] = json!({"uid": uid, "name": name, "type": "AWS Account", "type_id": 10});
    }
    let remediation = record.remediation();
    if !remediation.is_empty() {
        let references = record.rule.map(|rule| rule.references.as_slice()).unwrap_or_default();
        event["remediation"] = json!({"desc": remediation, "references": references});
    }
    if let Some(excuse) = record.excuse {
        event["comment"] = json!(excuse.words());
    }
    let evidence = record.finding.map(|f| f.evidence.as_slice()).unwrap_or_default();
    if !evidence.is_empty() {
        event["evidences"] = evidence.iter().map(evidence_of).collect();
    }
    event
}

/// What the baseline has is told again, and what is resolved ends.
fn activity(record: &Record) -> (u32, &'static str) {
    match (record.resolved, record.finding.and_then(|f| f.baseline)) {
        (Some(_), _) => (3, "Close"),
        (None, Some(BaselineMark::Existing)) => (2, "Update"),
        (None, _) => (1, "Create"),
    }
}

fn severity(severity: Severity) -> (u32, &'static str) {
    match severity {
        Severity::Info => (1, "Informational"),
        Severity::Low => (2, "Low"),
        Severity::Medium => (3, "Medium"),
        Severity::High => (4, "High"),
        Severity::Critical => (5, "Critical"),
    }
}

fn status(record: &Record) -> (u32, &'static str) {
    match (record.excuse, record.resolved) {
        (Some(Excuse::Waived(_)), _) => (3, "Suppressed"),
        (_, Some(_)) => (4, "Resolved"),
        (_, None) => (1, "New"),
    }
}

fn compliance(record: &Record) -> Value {
    let (status_id, status) = match record.verdict {
        Verdict::Pass => (1, "Pass"),
        Verdict::Fail => (3, "Fail"),
        Verdict::Unknown => (2, "Warning"),
        // Nobody judged it: that it is gone is no pass.
        Verdict::Gone => (0, "Unknown"),
    };
    let mut compliance = json!({
        "control": record.rule_id,
        "requirements": record.requirements(),
        "standards": record.standards(),
        "status_id": status_id,
        "status": status,
        "status_code": record.verdict.word(),
    });
    if let Some(unknown) = record.finding.and_then(|f| f.unknown.as_ref()) {
        compliance["status_details"] = json!([shown(&unknown.reason)]);
    }
    compliance
}

fn resource(record: &Record) -> Value {
    let info = record.resource;
    let mut resource = json!({
        "uid": record.resource_id(),
        "name": shown(name(info)),
        "type": one_line(&info.r#type),
        "region": one_line(record.region),
        "cloud_partition": record.partition(record.region),
    });
    if let Some(planned) = &info.planned {
        let place = record.finding.map(shared::place);
        resource["data"] = json!({
            "terraform_address": one_line(&planned.address),
            "terraform_place": place.as_ref().map(|place| place.file().0),
            "terraform_line": planned.line,
        });
    }
    resource
}

fn evidence_of(line: &EvidenceLine) -> Value {
    let value = one_line(&clipped_to(&line.value.to_string(), MAX_VALUE));
    let mut evidence = json!({
        "data": {"path": one_line(&line.path), "value": value, "source": line.source, "read_at": line.read_at},
    });
    if let Some(source) = &line.source {
        evidence["api"] = json!({"operation": source});
    }
    evidence
}

/// What OCSF has no member for. Each is there in every event, so that they make one table.
fn unmapped(report: &Report, record: &Record) -> Value {
    let finding = record.finding;
    let waiver = finding.and_then(|f| f.waiver.as_ref());
    let unknown = finding.and_then(|f| f.unknown.as_ref());
    json!({
        "gates": record.gates,
        "baseline": finding.and_then(|f| f.baseline),
        "change": finding.and_then(|f| f.change),
        "resolved_since": record.resolved,
        "waiver_owner": waiver.map(|w| shown(&w.owner)),
        "waiver_reason": waiver.map(|w| shown(&w.reason)),
        "waiver_expires": waiver.map(|w| shown(&w.expires)),
        "unread_operation": unknown.and_then(|u| u.operation.as_ref()),
        "unread_outcome": unknown.and_then(|u| u.outcome),
        "unread_error_code": unknown.and_then(|u| u.error_code.as_deref()).map(shown),
        "rules_digest": report.rules.digest,
        "overridden_parameters": report.inputs.overridden.iter().map(|o| shown(&shared::overridden(o))).collect::<Vec<_>>(),
    })
}
