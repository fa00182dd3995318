//! Workflow commands of GitHub Actions: annotations on a run and on the lines of a pull request.
//!
//! A step shows ten errors, ten warnings and ten notices. What counts comes first; the last notice says what is not shown.

use super::shared::{self, Place};
use crate::findings::{Finding, Report};
use crate::rules::Status;
use crate::snapshot::Outcome;

/// How many of each kind a step shows.
const SHOWN: usize = 10;

/// The report as lines for the log of a step.
pub(super) fn write(report: &Report) -> String {
    let own = shared::ranked(report).into_iter().filter(|f| shared::excuse(report, f).is_none()).collect::<Vec<_>>();
    let mut out = String::new();
    let mut left_out = 0;
    // One notice is for the last line.
    for (kind, most) in [(Kind::Error, SHOWN), (Kind::Warning, SHOWN), (Kind::Notice, SHOWN - 1)] {
        let of_kind = own.iter().filter(|f| Kind::of(report, f) == kind).collect::<Vec<_>>();
        of_kind.iter().take(most).for_each(|finding| out.push_str(&annotation(kind, finding)));
        left_out += of_kind.len().saturating_sub(most);
    }
    out.push_str(&format!("::notice title=trueline::{}\n", data(&closing(report, own.len(), left_out))));
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Error,
    Warning,
    Notice,
}

impl Kind {
    fn of(report: &Report, finding: &Finding) -> Kind {
        match (shared::gates(report, finding), finding.status) {
            (true, Status::Fail) => Kind::Error,
            (true, _) => Kind::Warning,
            (false, _) => Kind::Notice,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Kind::Error => "error",
            Kind::Warning => "warning",
            Kind::Notice => "notice",
        }
    }
}

fn annotation(kind: Kind, finding: &Finding) -> String {
    let place = match shared::place(finding) {
        Place::Source(file, line) => format!("file={},line={line},", property(&file)),
        // Neither is a file of the repository.
        Place::Plan(_) | Place::Live(_) => String::new(),
    };
    let title = format!("{} ({}, {})", finding.rule_id, finding.severity, finding.status);
    let sentence = shared::sentence(finding);
    let subject = match &finding.resource.planned {
        Some(planned) => shared::clipped(&planned.address),
        None => format!("{}/{}", shared::clipped(&finding.account_name), finding.region),
    };
    format!("::{} {place}title={}::{}\n", kind.word(), property(&title), data(&format!("{subject}: {sentence}")))
}

fn closing(report: &Report, own: usize, left_out: usize) -> String {
    let summary = &report.summary;
    let mut parts = vec![format!(
        "{} (exit code {}, --fail-on {}): {} failed, {} unknown, {} passed",
        shared::verdict(report),
        summary.exit_code,
        report.inputs.fail_on,
        summary.fail,
        summary.unknown,
        summary.pass
    )];
    let excused = (summary.fail + summary.unknown).saturating_sub(own);
    let unread = report.coverage.iter().filter(|c| c.outcome != Outcome::Ok).count();
    for (count, words) in [
        (left_out, "more are not shown here"),
        (excused, "are waived, in the baseline, older than the plan or not told by it, and not shown here"),
        (report.resolved.len(), "are resolved"),
        (unread, "operations could not be read"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {words}"));
        }
    }
    parts.extend(shared::redacted(report));
    parts.extend(report.inputs.overridden.iter().take(SHOWN).map(shared::overridden));
    let more = report.inputs.overridden.len().saturating_sub(SHOWN);
    if more > 0 {
        parts.push(format!("{more} more parameters differ from the document"));
    }
    shared::clipped_to(&parts.join("; "), 4_000)
}

/// What stands after the second `::`. A line break would end the command: it is shown as `\n`, as on any terminal.
fn data(text: &str) -> String {
    crate::escape::terminal(text).replace('%', "%25")
}

/// What stands after `NAME=`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
