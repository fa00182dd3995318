//! The exit code: 0 compliant, 1 a failure that counts, 3 nothing failed but something needed is unknown. 2 is for errors.

use super::build::Gate;
use super::report::{BaselineMark, Change, Finding};
use crate::rules::{Severity, Status};
use crate::snapshot::Outcome;

/// The exit code of findings; without a threshold nothing fails the run.
pub fn exit_code(findings: &[Finding], fail_on: Option<Severity>, gate: Gate) -> u8 {
    let Some(threshold) = fail_on else { return 0 };
    let any =
        |status| findings.iter().filter(|f| f.severity >= threshold && counts(f, gate)).any(|f| f.status == status);
    match (any(Status::Fail), any(Status::Unknown)) {
        (true, _) => 1,
        (false, true) => 3,
        (false, false) => 0,
    }
}

/// Whether a finding counts, if it is severe enough: nobody has accepted it, no baseline has it, and the plans have brought it.
pub fn counts(finding: &Finding, gate: Gate) -> bool {
    let others = matches!(finding.change, Some(Change::PreExisting)) && gate == Gate::Introduced;
    finding.waiver.is_none() && finding.baseline != Some(BaselineMark::Existing) && !others && !is_untold(finding)
}

/// What a plan does about a finding; none where it needs what a plan alone does not tell.
pub fn told_change(finding: &Finding) -> Option<Change> {
    finding.change.filter(|_| !is_untold(finding))
}

/// Whether it needs what a plan alone does not tell: there was no operation that could have been asked for it.
pub fn is_untold(finding: &Finding) -> bool {
    finding.unknown.as_ref().is_some_and(|u| u.outcome == Some(Outcome::NotRequested) && u.operation.is_none())
}
