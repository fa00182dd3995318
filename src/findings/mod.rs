//! Findings: verdicts with their resource, message and evidence, and what follows from them: what waivers and a baseline say of
//! them, clause verdicts, the summary, the exit code.

mod architecture;
mod baseline;
mod build;
mod change;
mod exit;
mod passes;
mod read;
mod redact;
mod report;
pub mod trace;
mod waivers;

pub use baseline::Baseline;
pub use build::{Gate, Options, build};
pub use change::Projection;
pub use exit::{counts, exit_code, is_untold, told_change};
pub use redact::{Redact, Redaction};
pub use report::{
    BaselineInput, BaselineMark, Change, ClauseStatus, ClauseVerdict, EvidenceLine, Finding, Inputs, PlanInput,
    Planned, Report, ReportAccount, ReportRule, ReportRules, ReportSnapshot, Resolved, ResourceInfo, Since, Summary,
    UnknownInfo, WaiverInfo,
};
#[cfg(test)]
pub(crate) use waivers::WaiverEntry;
pub use waivers::Waivers;
