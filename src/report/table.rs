//! A report for people at a terminal: what failed and what is not known, account by account, readable at 80 columns and
//! without colour.

use crate::escape::terminal as escaped;
use crate::findings::{ClauseStatus, Finding, Report};
use crate::rules::{Severity, Status};
use crate::snapshot::Outcome;
use comfy_table::{Attribute, Cell, Color, ColumnConstraint, ContentArrangement, Table, Width, presets};
use std::fmt::Write;

/// How the terminal is.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns.
    pub width: u16,
    /// Whether it shows colours.
    pub color: bool,
}

/// The report as text.
pub fn write(report: &Report, style: &Style) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = page(report, style, &mut out);
    out
}

fn page(report: &Report, style: &Style, out: &mut String) -> std::fmt::Result {
    let snapshot = &report.snapshot;
    let id = snapshot.id.trim_start_matches("sha256:").chars().take(12).collect::<String>();
    writeln!(
        out,
        "Snapshot {id} of {}\n{} accounts, {}",
        snapshot.taken_at.strftime("%Y-%m-%d %H:%M UTC"),
        snapshot.accounts.len(),
        snapshot.regions.join(", ")
    )?;
    for change in &report.inputs.overridden {
        writeln!(
            out,
            "Parameter {} is {}; the document says {}",
            change.parameter, change.effective, change.documented
        )?;
    }
    let shown = |f: &&Finding| f.status != Status::Pass;
    let mut accounts = Vec::<(&str, &str)>::new();
    for finding in report.findings.iter().filter(shown) {
        let account = (finding.account_name.as_str(), finding.account_id.as_str());
        if !accounts.contains(&account) {
            accounts.push(account)
        }
    }
    let position = |id: &str| snapshot.accounts.iter().position(|a| a.id == id).unwrap_or(usize::MAX);
    accounts.sort_by_key(|(name, id)| (position(id), *name));
    for (name, id) in accounts {
        let own = report.findings.iter().filter(shown).filter(|f| f.account_id == id).collect::<Vec<_>>();
        writeln!(out, "\n{}", if name == id { id.to_owned() } else { format!("{} ({id})", escaped(name)) })?;
        writeln!(out, "{}", table(&own, style).trim_fmt())?;
    }
    gaps(report, out)?;
    closing(report, out)
}

fn table(findings: &[&Finding], style: &Style) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(style.width);
    let colored = |text: &str, color| {
        let cell = Cell::new(text);
        if style.color { cell.fg(color).add_attribute(Attribute::Bold) } else { cell }
    };
    for finding in findings {
        let status = match finding.status {
            Status::Fail => colored("FAIL", Color::Red),
            _ => colored("unknown", Color::Yellow),
        };
        let severity = match finding.severity {
            Severity::Critical | Severity::High => colored(finding.severity.word(), Color::Red),
            _ => Cell::new(finding.severity.word()),
        };
        let place = format!("{} · {} · {}", finding.rule_id, finding.clauses.join(", "), finding.region);
        let sentence = escaped(&format!("{} {}", finding.resource.name, finding.message));
        table.add_row([status, severity, Cell::new(format!("{sentence}\n{place}"))]);
    }
    for (column, width) in [7, 8].into_iter().enumerate() {
        if let Some(column) = table.column_mut(column) {
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width + 2)));
        }
    }
    table
}

/// What was not read, most expensive first.
fn gaps(report: &Report, out: &mut String) -> std::fmt::Result {
    let gaps = report.coverage.iter().filter(|c| c.outcome != Outcome::Ok).collect::<Vec<_>>();
    if gaps.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nNot read: {} of {} operations × account × region", gaps.len(), report.coverage.len())?;
    const SHOWN: usize = 10;
    let mut gaps = gaps;
    gaps.sort_by_key(|g| std::cmp::Reverse(g.outcome));
    for gap in gaps.iter().take(SHOWN) {
        let code = gap.error_code.as_deref().map(|c| format!(" ({c})")).unwrap_or_default();
        writeln!(out, "  {} {} {} {}{code}", gap.account_id, gap.region, gap.operation, gap.outcome)?;
    }
    if gaps.len() > SHOWN {
        writeln!(out, "  and {} more; the JSON report lists all under `coverage`", gaps.len() - SHOWN)?;
    }
    Ok(())
}

fn closing(report: &Report, out: &mut String) -> std::fmt::Result {
    let summary = &report.summary;
    let by_severity = Severity::ALL.iter().filter_map(|s| Some(format!("{} {s}", summary.fail_by_severity.get(s)?)));
    let by_severity = by_severity.collect::<Vec<_>>().join(", ");
    let by_severity = if by_severity.is_empty() { by_severity } else { format!(" ({by_severity})") };
    writeln!(out, "\n{} failed{by_severity}, {} unknown, {} passed", summary.fail, summary.unknown, summary.pass)?;
    writeln!(out, "{} of {} rules have no subject", summary.not_applicable, report.rules.count)?;
    let count = |status| report.architecture.iter().filter(|c| c.verdict == status).count();
    writeln!(
        out,
        "Of {} clauses {} hold, {} do not, {} are unknown, {} are not yet read",
        report.architecture.len(),
        count(ClauseStatus::Pass),
        count(ClauseStatus::Fail),
        count(ClauseStatus::Unknown),
        count(ClauseStatus::NotRead)
    )?;
    let verdict = match summary.exit_code {
        0 => "compliant",
        1 => "not compliant",
        _ => "nothing failed, but something needed could not be read",
    };
    let fail_on = &report.inputs.fail_on;
    writeln!(out, "{verdict} (exit code {}, --fail-on {fail_on})", summary.exit_code)
}
