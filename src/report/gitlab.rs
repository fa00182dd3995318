//! GitLab's code quality report: a list of what does not pass.
//!
//! It knows neither waivers nor baselines: GitLab compares a merge request's report with its target branch's by fingerprint. What
//! is waived and what could not be judged are `info`, and say so; a pass is not in the list.

use super::shared::{self, excuse};
use crate::findings::{Finding, Report};
use crate::rules::{Severity, Status};
use serde_json::{Value, json};
use std::io::{Result, Write};

/// The report as JSON with a line break at its end.
pub(super) fn write(report: &Report, to: &mut dyn Write) -> Result<()> {
    let findings = shared::ranked(report).into_iter().map(|finding| issue(report, finding));
    let overridden = report.inputs.overridden.iter().map(|changed| {
        let words = shared::shown(&shared::overridden(changed));
        let digest = crate::digest(changed.parameter.as_bytes());
        entry("overridden-parameter", &words, &digest["sha256:".len()..][..32], "info", "trueline.yaml", 1)
    });
    serde_json::to_writer(&mut *to, &findings.chain(overridden).collect::<Value>())?;
    to.write_all(b"\n")
}

fn issue(report: &Report, finding: &Finding) -> Value {
    let place = shared::place(finding);
    let (path, line) = place.file();
    let excuse = excuse(report, finding);
    let severity = match finding.status {
        Status::Fail if finding.waiver.is_none() => severity(finding.severity),
        _ => "info",
    };
    let excuse = excuse.map(|e| format!(" ({})", e.words())).unwrap_or_default();
    let description = format!("{}{excuse}", shared::sentence(finding));
    entry(&finding.rule_id, &description, &finding.id, severity, path, line)
}

fn entry(name: &str, description: &str, fingerprint: &str, severity: &str, path: &str, line: usize) -> Value {
    json!({
        "check_name": name,
        "description": description,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line}},
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}
