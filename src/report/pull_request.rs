//! A comment on a pull request: what the plan brings first, then what it mends, then what was there before.

use super::page::{self, Groups, Page};
use super::shared;
use crate::findings::{Finding, Report, Since};
use crate::rules::Status;

/// By this line a workflow finds the comment that it wrote before.
const MARKER: &str = "<!-- trueline: pull-request -->";
/// GitHub takes 65,536 characters.
const MAX_BYTES: usize = 60_000;

/// The report as a comment.
pub(super) fn write(report: &Report) -> String {
    let groups = Groups::of(report);
    let mut page = Page::new(MAX_BYTES);
    page.line(MARKER);
    page.line(&format!("### trueline: {}\n", shared::verdict(report)));
    page.line(&brief(report, &groups));
    let (failures, unknown) = match (report.inputs.plans.is_empty(), report.inputs.baseline.is_some()) {
        (false, _) => ("Introduced", "Introduced, and could not be judged"),
        (true, true) => ("New", "Could not be judged"),
        (true, false) => ("Failures", "Could not be judged"),
    };
    page.table(failures, &page::FINDING, groups.failures.iter().map(|f| page::finding(f)));
    page.table(unknown, &page::FINDING, groups.unknown.iter().map(|f| page::finding(f)));
    for (since, title) in [(Since::Plan, "Fixed by the plan"), (Since::Baseline, "Resolved since the baseline")] {
        let resolved = report.resolved.iter().filter(|r| r.since == since).collect::<Vec<_>>();
        page.table(title, &page::RESOLVED, resolved.into_iter().map(page::resolved));
    }
    page.folded("There before", &page::FINDING, groups.old.iter().map(|f| page::finding(f)));
    page.folded(page::UNTOLD, &page::FINDING, groups.untold.iter().map(|f| page::finding(f)));
    page.folded("Waived", &page::WAIVED, groups.waived.iter().map(|f| page::waived(f)));
    page.folded("Not read", &page::GAP, page::gaps(report).into_iter().map(page::gap));
    page::closing(report, &mut page);
    page.into_text()
}

/// What a reader takes away who reads no table.
fn brief(report: &Report, groups: &Groups) -> String {
    let (failures, unknown) = (groups.failures.len(), groups.unknown.len());
    let told = match report.inputs.plans.is_empty() {
        true => format!("{}, {unknown} could not be judged", counted(failures, "failure")),
        false => {
            let fixed = report.resolved.iter().filter(|r| r.since == Since::Plan).count();
            format!(
                "The plan introduces {} and {unknown} that could not be judged, and fixes {}",
                counted(failures, "failure"),
                counted(fixed, "failure")
            )
        }
    };
    let count = |all: &[&Finding], status| all.iter().filter(|f| f.status == status).count();
    let old = match (count(&groups.old, Status::Fail), count(&groups.old, Status::Unknown)) {
        (0, 0) => String::new(),
        (failed, unknown) => format!("; {} and {unknown} unknown were there before", counted(failed, "failure")),
    };
    let waived = if groups.waived.is_empty() { String::new() } else { format!("; {} waived", groups.waived.len()) };
    format!("{told}{old}{waived}.")
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
