//! The exit code: 0 compliant, 1 a failure that counts, 3 nothing failed but something needed is unknown. 2 is for errors.

use super::report::{BaselineMark, Finding};
use crate::rules::{Severity, Status};

/// The exit code of findings; without a threshold nothing fails the run.
pub fn exit_code(findings: &[Finding], fail_on: Option<Severity>) -> u8 {
    let Some(threshold) = fail_on else { return 0 };
    let counts =
        |f: &&Finding| f.waiver.is_none() && f.severity >= threshold && f.baseline != Some(BaselineMark::Existing);
    let any = |status| findings.iter().filter(counts).any(|f| f.status == status);
    match (any(Status::Fail), any(Status::Unknown)) {
        (true, _) => 1,
        (false, true) => 3,
        (false, false) => 0,
    }
}
