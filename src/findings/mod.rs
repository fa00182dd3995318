//! Findings: verdicts with their resource, message and evidence, and what follows from them: clause verdicts, the summary, the
//! exit code.

mod architecture;
mod build;
mod exit;
mod report;
pub mod trace;

pub use build::{Options, build};
pub use exit::exit_code;
pub use report::{
    BaselineInput, BaselineMark, Change, ClauseStatus, ClauseVerdict, EvidenceLine, Finding, Inputs, PlanInput, Planned,
    Report, ReportAccount, ReportRule, ReportRules, ReportSnapshot, Resolved, ResourceInfo, Since, Summary,
    UnknownInfo, WaiverInfo,
};
