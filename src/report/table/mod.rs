//! A report for people at a terminal: what failed and what is not known, account by account, readable at 80 columns and
//! without colour.

mod plans;

use super::shared;
use crate::escape::terminal as escaped;
use crate::findings::{BaselineMark, Change, ClauseStatus, Finding, Report, Since};
use crate::rules::{Severity, Status};
use crate::snapshot::Outcome;
use comfy_table::{Attribute, Cell, Color, ColumnConstraint, ContentArrangement, Table, Width, presets};
use std::collections::{BTreeMap, HashMap};
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
    if let Some(redacted) = shared::redacted(report) {
        writeln!(out, "{redacted}")?;
    }
    plans::heading(report, out)?;
    let shown = |f: &&Finding| plans::shows(report, f);
    let positions = snapshot.accounts.iter().enumerate().map(|(i, a)| (a.id.as_str(), i)).collect::<HashMap<_, _>>();
    let mut accounts = BTreeMap::<_, Vec<&Finding>>::new();
    for finding in report.findings.iter().filter(shown) {
        let (name, id) = (finding.account_name.as_str(), finding.account_id.as_str());
        let position = positions.get(id).copied().unwrap_or(usize::MAX);
        accounts.entry((position, name, id)).or_default().push(finding);
    }
    for ((_, name, id), own) in accounts {
        let title = match id {
            "" => "Waivers".to_owned(), // they belong to no account
            _ if name == id => id.to_owned(),
            _ => format!("{} ({id})", escaped(name)),
        };
        writeln!(out, "\n{title}")?;
        writeln!(out, "{}", table(&own, style).trim_fmt())?;
    }
    resolved_since(report, Since::Baseline, "Resolved since the baseline", style, out)?;
    plans::fixed(report, style, out)?;
    gaps(report, out)?;
    closing(report, out)
}

fn table(findings: &[&Finding], style: &Style) -> Table {
    let colored = |text: &str, color| {
        let cell = Cell::new(text);
        if style.color { cell.fg(color).add_attribute(Attribute::Bold) } else { cell }
    };
    let rows = findings.iter().map(|finding| {
        let excused = excused(finding);
        let status = match finding.status {
            // What is known and accepted is told, and cries less.
            status if excused => Cell::new(status.word()),
            Status::Fail => colored("FAIL", Color::Red),
            _ => colored("unknown", Color::Yellow),
        };
        let severity = match finding.severity {
            Severity::Critical | Severity::High if !excused => colored(finding.severity.word(), Color::Red),
            _ => Cell::new(finding.severity.word()),
        };
        let mut text = escaped(&format!("{} {}", finding.resource.name, finding.message));
        let clauses = finding.clauses.join(", ");
        let (baseline, change) = (baseline_word(finding.baseline), plans::word(finding.change));
        let place = [finding.rule_id.as_str(), &clauses, &finding.region, change, baseline];
        let place = place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        text.push_str(&format!("\n{place}"));
        if let Some(planned) = plans::place(finding) {
            text.push_str(&format!("\n{planned}"));
        }
        if let Some(waiver) = &finding.waiver {
            let words = format!("waived until {} by {}: {}", waiver.expires, waiver.owner, waiver.reason);
            text.push_str(&format!("\n{}", escaped(&words)));
        }
        [status, severity, Cell::new(text)]
    });
    aligned(rows, style)
}

/// Whether something that is not well counts for nothing, because somebody knows of it.
fn excused(finding: &Finding) -> bool {
    finding.waiver.is_some() || finding.baseline == Some(BaselineMark::Existing)
}

fn baseline_word(mark: Option<BaselineMark>) -> &'static str {
    match mark {
        None => "",
        Some(BaselineMark::New) => "new",
        Some(BaselineMark::Existing) => "existing",
    }
}

/// What failed before, compared with one of both, and does not any more.
fn resolved_since(report: &Report, since: Since, title: &str, style: &Style, out: &mut String) -> std::fmt::Result {
    let resolved = report.resolved.iter().filter(|r| r.since == since).collect::<Vec<_>>();
    if resolved.is_empty() {
        return Ok(());
    }
    let rows = resolved.into_iter().map(|r| {
        let status = r.status.map_or("gone", Status::word);
        let name = escaped(&r.resource.name);
        let account = escaped(&r.account_name);
        let place = [r.rule_id.as_str(), &account, &r.region].into_iter().filter(|part| !part.is_empty());
        let place = place.collect::<Vec<_>>().join(" · ");
        [Cell::new(status), Cell::new(r.severity.word()), Cell::new(format!("{name}\n{place}"))]
    });
    writeln!(out, "\n{title}\n{}", aligned(rows, style).trim_fmt())
}

fn aligned(rows: impl Iterator<Item = [Cell; 3]>, style: &Style) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(style.width);
    for row in rows {
        table.add_row(row);
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
    if report.inputs.waivers.is_some() {
        writeln!(out, "{} waived", summary.waived)?;
    }
    plans::closing(report, out)?;
    if let Some(baseline) = &report.inputs.baseline {
        let marked = |mark| report.findings.iter().filter(|f| f.baseline == Some(mark)).count();
        let (new, existing) = (marked(BaselineMark::New), marked(BaselineMark::Existing));
        let resolved = report.resolved.iter().filter(|r| r.since == Since::Baseline).count();
        let day = baseline.taken_at.strftime("%Y-%m-%d %H:%M UTC");
        writeln!(out, "Since the baseline of {day}: {new} new, {existing} existing, {resolved} resolved")?;
    }
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
        0 if report.findings.iter().any(|f| excused(f) || f.change == Some(Change::PreExisting)) => {
            "nothing that counts failed"
        }
        0 => "compliant",
        1 => "not compliant",
        _ => "nothing failed, but something needed could not be read",
    };
    let fail_on = &report.inputs.fail_on;
    writeln!(out, "{verdict} (exit code {}, --fail-on {fail_on})", summary.exit_code)
}
