//! Markdown that has to fit where it is shown. Rows for which there is no room are counted, never dropped in silence.

use super::shared::{self, Excuse, clipped, is_old, name, place};
use crate::escape::comment as escaped;
use crate::findings::{Finding, Report, Resolved, ResourceInfo, is_untold};
use crate::rules::Status;
use crate::snapshot::{CoverageEntry, Outcome};

/// What is left for that which comes after a table: headings, counts, the closing lines.
const RESERVE: usize = 9_000;

/// A page of a limited size.
pub(super) struct Page {
    text: String,
    limit: usize,
}

impl Page {
    /// An empty page for as many bytes.
    pub fn new(limit: usize) -> Page {
        Page { text: String::new(), limit }
    }

    /// What was written.
    pub fn into_text(self) -> String {
        self.text
    }

    /// A line, for which there is always room: there are few of them, and they are short.
    pub fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// A table, as far as there is room for its rows; nothing where it has none.
    pub fn table(&mut self, title: &str, columns: &[&str], rows: impl ExactSizeIterator<Item = Vec<String>>) {
        let count = rows.len();
        if count == 0 {
            return;
        }
        self.line(&format!("\n#### {title} ({count})\n"));
        self.rows(columns, rows);
    }

    /// The same folded up.
    pub fn folded(&mut self, title: &str, columns: &[&str], rows: impl ExactSizeIterator<Item = Vec<String>>) {
        let count = rows.len();
        if count == 0 {
            return;
        }
        // Markdown inside HTML begins after an empty line.
        self.line(&format!("\n<details><summary>{title} ({count})</summary>\n"));
        self.rows(columns, rows);
        self.line("\n</details>");
    }

    fn rows(&mut self, columns: &[&str], rows: impl ExactSizeIterator<Item = Vec<String>>) {
        let count = rows.len();
        self.line(&format!("| {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len())));
        let mut shown = 0;
        for row in rows {
            let row = format!("| {} |", row.join(" | "));
            if self.text.len() + row.len() + RESERVE > self.limit {
                break;
            }
            self.line(&row);
            shown += 1;
        }
        if shown < count {
            self.line(&format!("\n{} more are left out here; the JSON report has all.", count - shown));
        }
    }
}

/// The title of what needs more than a plan alone tells.
pub(super) const UNTOLD: &str = "Not told by the plan alone";

/// The columns of `finding`.
pub(super) const FINDING: [&str; 4] = ["severity", "what is", "rule", "where"];

/// A finding as a row.
pub(super) fn finding(finding: &Finding) -> Vec<String> {
    let status = if finding.status == Status::Fail { "" } else { ", unknown" };
    vec![
        format!("{}{status}", finding.severity),
        sentence(&finding.resource, &finding.message),
        rule(&finding.rule_id, &finding.clauses),
        within(finding),
    ]
}

/// The columns of `waived`.
pub(super) const WAIVED: [&str; 5] = ["severity", "what is", "rule", "where", "waiver"];

/// A waived finding as a row.
pub(super) fn waived(waived: &Finding) -> Vec<String> {
    let words = waived.waiver.as_ref().map(|waiver| escaped(&Excuse::Waived(waiver).words()));
    finding(waived).into_iter().chain(words).collect()
}

/// The columns of `resolved`.
pub(super) const RESOLVED: [&str; 5] = ["severity", "what was", "rule", "where", "now"];

/// What failed and does not any more, as a row.
pub(super) fn resolved(resolved: &Resolved) -> Vec<String> {
    let now = resolved.status.map_or("nothing to judge", Status::word);
    vec![
        resolved.severity.to_string(),
        sentence(&resolved.resource, &resolved.message),
        rule(&resolved.rule_id, &[]),
        account(&resolved.account_name, &resolved.region),
        now.to_owned(),
    ]
}

/// The columns of `gap`.
pub(super) const GAP: [&str; 4] = ["operation", "account", "region", "outcome"];

/// What could not be read, as a row.
pub(super) fn gap(gap: &CoverageEntry) -> Vec<String> {
    let code = gap.error_code.as_deref().map(|c| format!(" ({c})")).unwrap_or_default();
    let outcome = format!("{}{code}", gap.outcome);
    [&gap.operation, &gap.account_id, &gap.region, &outcome].map(|text| escaped(&clipped(text))).to_vec()
}

/// What could not be read, the worst first.
pub(super) fn gaps(report: &Report) -> Vec<&CoverageEntry> {
    let mut gaps = report.coverage.iter().filter(|c| c.outcome != Outcome::Ok).collect::<Vec<_>>();
    gaps.sort_by_key(|g| std::cmp::Reverse(g.outcome));
    gaps
}

/// The findings of a report by where they stand, in the order in which they are told.
pub(super) struct Groups<'r> {
    /// Failures that nothing excuses.
    pub failures: Vec<&'r Finding>,
    /// What could not be judged, and nothing excuses.
    pub unknown: Vec<&'r Finding>,
    /// What needs more than a plan alone tells.
    pub untold: Vec<&'r Finding>,
    /// What was there before.
    pub old: Vec<&'r Finding>,
    /// What is waived.
    pub waived: Vec<&'r Finding>,
}

impl<'r> Groups<'r> {
    /// The groups of a report.
    pub fn of(report: &'r Report) -> Groups<'r> {
        let (waived, own) = shared::ranked(report).into_iter().partition::<Vec<_>, _>(|f| f.waiver.is_some());
        let (old, fresh) = own.into_iter().partition::<Vec<_>, _>(|f| is_old(f));
        let (untold, fresh) = fresh.into_iter().partition::<Vec<_>, _>(|f| is_untold(f));
        let (failures, unknown) = fresh.into_iter().partition(|f| f.status == Status::Fail);
        Groups { failures, unknown, untold, old, waived }
    }
}

/// The lines at a page's end: what it was made from.
pub(super) fn closing(report: &Report, page: &mut Page) {
    const SHOWN: usize = 5;
    let overridden = &report.inputs.overridden;
    for changed in overridden.iter().take(SHOWN) {
        page.line(&format!("\n{}", escaped(&shared::clipped_to(&shared::overridden(changed), 100))));
    }
    if overridden.len() > SHOWN {
        page.line(&format!("\n{} more parameters differ from the document", overridden.len() - SHOWN));
    }
    if let Some(redacted) = shared::redacted(report) {
        page.line(&format!("\n{}", escaped(&redacted)));
    }
    let snapshot = &report.snapshot;
    let id = snapshot.id.trim_start_matches("sha256:").chars().take(12).collect::<String>();
    page.line(&format!(
        "\nSnapshot {id} of {}, {} accounts, {} rules; exit code {}, --fail-on {}",
        snapshot.taken_at.strftime("%Y-%m-%d %H:%M UTC"),
        snapshot.accounts.len(),
        report.rules.count,
        report.summary.exit_code,
        escaped(&report.inputs.fail_on)
    ));
}

fn sentence(resource: &ResourceInfo, message: &str) -> String {
    // In a name of code nobody is called and nothing is a link, whatever the page makes of words.
    format!("<code>{}</code> {}", escaped(&clipped(name(resource))), escaped(&clipped(message)))
}

fn rule(id: &str, clauses: &[String]) -> String {
    let clauses = if clauses.is_empty() { String::new() } else { format!(" ({})", clauses.join(", ")) };
    escaped(&clipped(&format!("{id}{clauses}")))
}

fn within(finding: &Finding) -> String {
    let account = account(&finding.account_name, &finding.region);
    match &finding.resource.planned {
        Some(planned) => {
            let place = place(finding);
            let (file, line) = place.file();
            let address = escaped(&clipped(&planned.address));
            format!("<code>{address}</code> at {}:{line}, {account}", escaped(&clipped(file)))
        }
        None => account,
    }
}

fn account(name: &str, region: &str) -> String {
    escaped(&clipped(&format!("{name}/{region}")))
}
