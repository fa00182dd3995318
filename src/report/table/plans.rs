//! What plans do, for people at a terminal.

use super::Style;
use crate::escape::terminal as escaped;
use crate::findings::{Change, Finding, PlanInput, Report, Since, is_untold, told_change};
use crate::rules::Status;
use std::fmt::{Result, Write};

/// What each plan is about.
pub fn heading(report: &Report, out: &mut String) -> Result {
    for plan in &report.inputs.plans {
        writeln!(out, "Plan {}: {}", escaped(&plan.path), numbers(plan))?;
    }
    Ok(())
}

fn numbers(plan: &PlanInput) -> String {
    let mut words = plan.changes.iter().map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>();
    let strangers = plan.not_modelled.values().sum::<usize>();
    if strangers > 0 {
        let types = plan.not_modelled.len();
        words.push(format!("{strangers} of {types} types that no rule is about"));
    }
    if words.is_empty() { "no resources".to_owned() } else { words.join(", ") }
}

/// Whether a finding is worth a row: not what a plan leaves as it is, unless that counts too, nor what a plan alone cannot tell.
pub fn shows(report: &Report, finding: &Finding) -> bool {
    let there = finding.change == Some(Change::PreExisting) && report.inputs.gate.as_deref() != Some("all");
    finding.status != Status::Pass && !there && !is_untold(finding)
}

/// The word for what a plan does about a finding.
pub fn word(change: Option<Change>) -> &'static str {
    match change {
        None => "",
        Some(Change::Introduced) => "introduced",
        Some(Change::Fixed) => "fixed",
        Some(Change::PreExisting) => "pre-existing",
    }
}

/// What failed before, and does not with the plans.
pub fn fixed(report: &Report, style: &Style, out: &mut String) -> Result {
    super::resolved_since(report, Since::Plan, "Fixed by the plans", style, out)
}

/// What it comes to.
pub fn closing(report: &Report, out: &mut String) -> Result {
    if report.inputs.plans.is_empty() {
        return Ok(());
    }
    let count = |change, status| {
        let own = |f: &&Finding| told_change(f) == Some(change) && f.status == status;
        report.findings.iter().filter(own).count()
    };
    let fixed = report.resolved.iter().filter(|r| r.since == Since::Plan).count();
    writeln!(
        out,
        "By the plans: {} introduced, {fixed} fixed, {} unknown; without them {} failed already, {} were unknown",
        count(Change::Introduced, Status::Fail),
        count(Change::Introduced, Status::Unknown),
        count(Change::PreExisting, Status::Fail),
        count(Change::PreExisting, Status::Unknown),
    )?;
    let untold = report.findings.iter().filter(|f| is_untold(f)).count();
    if untold > 0 {
        writeln!(out, "{untold} cannot be judged by a plan alone")?;
    }
    Ok(())
}

/// Where a plan has the resource: its address, or the place of its block.
pub fn place(finding: &Finding) -> Option<String> {
    let planned = finding.resource.planned.as_ref()?;
    let file = planned.file.as_ref().zip(planned.line).map(|(file, line)| format!(" · {file}:{line}"));
    Some(escaped(&format!("{}{}", planned.address, file.unwrap_or_default())))
}
