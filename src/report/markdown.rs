//! A summary in Markdown, for `$GITHUB_STEP_SUMMARY` and wherever else a run is told of.

use super::page::{self, Groups, Page};
use super::shared;
use crate::findings::{Finding, Report};

/// GitHub drops a step's summary above 1 MiB.
const MAX_BYTES: usize = 1_000_000;

/// The report as Markdown.
pub(super) fn write(report: &Report) -> String {
    let (summary, groups) = (&report.summary, Groups::of(report));
    let mut page = Page::new(MAX_BYTES);
    page.line(&format!("### trueline: {}\n", shared::verdict(report)));
    page.line("| failed | unknown | passed | waived | resolved | rules without a subject |\n|---|---|---|---|---|---|");
    page.line(&format!(
        "| {} | {} | {} | {} | {} | {} |",
        summary.fail,
        summary.unknown,
        summary.pass,
        summary.waived,
        report.resolved.len(),
        summary.not_applicable
    ));
    let counts = |all: &[&'_ Finding]| all.iter().take_while(|f| shared::gates(report, f)).count();
    // Ranked as they are, what counts stands before what does not.
    for (all, gating, other) in [
        (&groups.failures, "Failures", "Failures below the threshold"),
        (&groups.unknown, "Could not be judged", "Could not be judged, below the threshold"),
        (&groups.old, "There before, and counted", "There before"),
    ] {
        let (first, rest) = all.split_at(counts(all));
        page.table(gating, &page::FINDING, first.iter().map(|f| page::finding(f)));
        page.table(other, &page::FINDING, rest.iter().map(|f| page::finding(f)));
    }
    page.table(page::UNTOLD, &page::FINDING, groups.untold.iter().map(|f| page::finding(f)));
    page.table("Waived", &page::WAIVED, groups.waived.iter().map(|f| page::waived(f)));
    page.table("Resolved", &page::RESOLVED, report.resolved.iter().map(page::resolved));
    page.table("Not read", &page::GAP, page::gaps(report).into_iter().map(page::gap));
    page::closing(report, &mut page);
    page.into_text()
}
