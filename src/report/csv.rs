//! CSV, as RFC 4180 has it: a row for each finding, for spreadsheets and everything that reads one.
//!
//! A spreadsheet calculates what begins like a formula, whoever wrote it. Such a cell gets an apostrophe before the sign, which
//! spreadsheets take for "this is text"; so does a place behind a semicolon, where a spreadsheet of another country begins the
//! next cell, quoted or not. Each cell is quoted, so that nothing depends on what is in it.

use super::record::{Record, records};
use super::shared::{self, name, shown};
use crate::escape::terminal as one_line;
use crate::findings::{EvidenceLine, Report};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{Result, Write};

/// Evidence that a cell tells; the JSON report has all.
const MAX_EVIDENCE: usize = 30;

const COLUMNS: [&str; 32] = [
    "id",
    "status",
    "severity",
    "gates",
    "excuse",
    "rule_id",
    "rule_title",
    "requirements",
    "account_id",
    "account_name",
    "environment",
    "region",
    "resource_type",
    "resource_name",
    "resource_id",
    "resource_arn",
    "message",
    "evidence",
    "unknown_reason",
    "unread_operation",
    "waiver_owner",
    "waiver_expires",
    "waiver_reason",
    "baseline",
    "change",
    "resolved_since",
    "terraform_address",
    "terraform_place",
    "remediation",
    "overridden_parameters",
    "taken_at",
    "snapshot",
];

/// The report as CSV, its lines ended as the RFC ends them.
pub(super) fn write(report: &Report, to: &mut dyn Write) -> Result<()> {
    row(to, &COLUMNS.map(str::to_owned))?;
    let accounts = report.snapshot.accounts.iter();
    let environments = accounts.map(|a| (a.id.as_str(), a.environment.as_deref().unwrap_or_default()));
    let environments = environments.collect::<HashMap<_, _>>();
    let overridden = report.inputs.overridden.iter().map(shared::overridden).collect::<Vec<_>>().join("; ");
    for record in records(report) {
        let environment = environments.get(record.account_id).copied().unwrap_or_default();
        row(to, &cells(report, &record, [environment, &overridden]))?;
    }
    Ok(())
}

fn row(to: &mut dyn Write, cells: &[String]) -> Result<()> {
    let cells = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>();
    write!(to, "{}\r\n", cells.join(","))
}

fn cells(report: &Report, record: &Record, [environment, overridden]: [&str; 2]) -> [String; COLUMNS.len()] {
    let (finding, resource) = (record.finding, record.resource);
    let waiver = finding.and_then(|f| f.waiver.as_ref());
    let unknown = finding.and_then(|f| f.unknown.as_ref());
    let evidence = finding.map(|f| f.evidence.as_slice()).unwrap_or_default();
    let planned = resource.planned.as_ref();
    let word = |value: Value| value.as_str().unwrap_or_default().to_owned();
    let place = finding.filter(|_| planned.is_some()).map(shared::place);
    [
        record.id.to_owned(),
        record.verdict.word().to_owned(),
        record.severity.word().to_owned(),
        record.gates.to_string(),
        record.excuse.map(|e| e.words()).unwrap_or_default(),
        record.rule_id.to_owned(),
        record.rule.map(|r| r.title.clone()).unwrap_or_default(),
        record.requirements().join("; "),
        record.account_id.to_owned(),
        record.account_name.to_owned(),
        environment.to_owned(),
        record.region.to_owned(),
        resource.r#type.clone(),
        name(resource).to_owned(),
        resource.id.clone(),
        resource.arn.clone(),
        record.message.to_owned(),
        told(evidence),
        unknown.map(|u| u.reason.clone()).unwrap_or_default(),
        unknown.and_then(|u| u.operation.clone()).unwrap_or_default(),
        waiver.map(|w| w.owner.clone()).unwrap_or_default(),
        waiver.map(|w| w.expires.clone()).unwrap_or_default(),
        waiver.map(|w| w.reason.clone()).unwrap_or_default(),
        finding.map(|f| word(json!(f.baseline))).unwrap_or_default(),
        finding.map(|f| word(json!(f.change))).unwrap_or_default(),
        word(json!(record.resolved)),
        planned.map(|p| p.address.clone()).unwrap_or_default(),
        place.map(|place| format!("{}:{}", place.file().0, place.file().1)).unwrap_or_default(),
        record.remediation(),
        overridden.to_owned(),
        report.snapshot.taken_at.to_string(),
        report.snapshot.id.clone(),
    ]
    .map(|text| cell(&text))
}

fn told(evidence: &[EvidenceLine]) -> String {
    let source = |line: &EvidenceLine| line.source.as_ref().map(|s| format!(" ({s})")).unwrap_or_default();
    let line = |line: &EvidenceLine| shown(&format!("{} = {}{}", line.path, line.value, source(line)));
    let mut lines = evidence.iter().take(MAX_EVIDENCE).map(line).collect::<Vec<_>>();
    if evidence.len() > MAX_EVIDENCE {
        lines.push(format!("and {} more, which the JSON report has", evidence.len() - MAX_EVIDENCE));
    }
    lines.join("; ")
}

/// The longest text that a spreadsheet keeps in a cell.
const MAX_CELL: usize = 30_000;

/// A text that is calculated nowhere, on one line.
fn cell(text: &str) -> String {
    let text = one_line(&shared::clipped_to(text, MAX_CELL));
    let (mut out, mut begins) = (String::with_capacity(text.len()), true);
    for c in text.chars() {
        // Some spreadsheets read the wide forms of the signs as the signs.
        if begins && matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            out.push('\'');
        }
        begins = c == ';' || begins && (c.is_whitespace() || matches!(c, '"' | '\''));
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_calculated_and_everything_stays_readable() {
        for (text, safe) in [
            ("=1+1", "'=1+1"),
            ("+x", "'+x"),
            ("-x", "'-x"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =x", "  '=x"),
            (" \"'=x", " \"''=x"),
            ("a;=x", "a;'=x"),
            ("a; \t-x", "a; \\t-x"),
            ("\t=x", "\\t=x"),
            ("\r\n=x", "\\r\\n=x"),
            ("＝x", "'＝x"),
            ("a=b-c", "a=b-c"),
            ("arn:aws:s3:::x", "arn:aws:s3:::x"),
            ("", ""),
        ] {
            assert_eq!(cell(text), safe, "{text:?}");
        }
    }
}
