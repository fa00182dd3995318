//! Findings: verdicts with their resource, message and evidence, and what follows from them: clause verdicts, the summary, the
//! exit code.

mod architecture;
mod build;
mod change;
mod exit;
mod report;
pub mod trace;

pub use build::{Gate, Options, build};
pub use change::Projection;
pub use exit::{counts, exit_code};
pub use report::{
    BaselineInput, BaselineMark, Change, ClauseStatus, ClauseVerdict, EvidenceLine, Finding, Inputs, PlanInput,
    Planned, Report, ReportAccount, ReportRule, ReportRules, ReportSnapshot, Resolved, ResourceInfo, Since, Summary,
    UnknownInfo, WaiverInfo,
};
