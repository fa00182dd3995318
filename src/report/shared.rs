//! What the formats for CI share: which findings count, and how one is told: in a sentence, at a place.

use crate::escape::terminal as one_line;
use crate::findings::{
    BaselineMark, Change, Finding, Planned, Report, ResourceInfo, WaiverInfo, is_untold, told_change,
};
use crate::rules::parameters::Override;
use crate::rules::{Severity, Status};

/// Why a finding that does not pass is none of this run's, whatever its severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excuse<'r> {
    /// Somebody accepts it.
    Waived(&'r WaiverInfo),
    /// The baseline has it.
    Existing,
    /// It was so without the plan.
    PreExisting,
    /// It needs what a plan alone does not tell.
    Untold,
}

impl Excuse<'_> {
    /// In words, on one line.
    pub fn words(&self) -> String {
        match self {
            Excuse::Waived(waiver) => {
                let [expires, owner, reason] = [&waiver.expires, &waiver.owner, &waiver.reason].map(|text| shown(text));
                format!("waived until {expires} by {owner}: {reason}")
            }
            Excuse::Existing => "the baseline has it".to_owned(),
            Excuse::PreExisting => "it was so before the plan".to_owned(),
            Excuse::Untold => "the plan alone does not tell it".to_owned(),
        }
    }
}

/// Why a finding does not count; none where nothing excuses it.
pub(super) fn excuse<'r>(report: &Report, finding: &'r Finding) -> Option<Excuse<'r>> {
    let gate_is_open = report.inputs.plans.is_empty() || report.inputs.gate.as_deref() == Some("all");
    match finding {
        Finding { waiver: Some(waiver), .. } => Some(Excuse::Waived(waiver)),
        Finding { baseline: Some(BaselineMark::Existing), .. } => Some(Excuse::Existing),
        _ if is_untold(finding) => Some(Excuse::Untold),
        Finding { change: Some(Change::PreExisting), .. } if !gate_is_open => Some(Excuse::PreExisting),
        _ => None,
    }
}

/// Whether a finding by itself keeps the run from ending with 0.
pub(super) fn gates(report: &Report, finding: &Finding) -> bool {
    let threshold = Severity::ALL.into_iter().find(|s| s.word() == report.inputs.fail_on);
    !passes(finding) && threshold.is_some_and(|t| finding.severity >= t) && excuse(report, finding).is_none()
}

/// Whether it holds. What could not be judged does not pass.
pub(super) fn passes(finding: &Finding) -> bool {
    matches!(finding.status, Status::Pass | Status::NotApplicable)
}

/// Whether it was there before: in the baseline, or without the plan. What a plan alone leaves open was not.
pub(super) fn is_old(finding: &Finding) -> bool {
    finding.baseline == Some(BaselineMark::Existing) || told_change(finding) == Some(Change::PreExisting)
}

/// What does not pass, in the order in which it is kept where there is no room for all: what counts, what is new, what a plan does
/// not tell, what is old, what is waived; failures before the unknown, and within that by severity.
pub(super) fn ranked(report: &Report) -> Vec<&Finding> {
    let mut all = report.findings.iter().filter(|f| !passes(f)).collect::<Vec<_>>();
    all.sort_by_key(|f| (!gates(report, f), f.waiver.is_some(), is_old(f), is_untold(f), f.status != Status::Fail));
    all
}

/// The outcome in words.
pub(super) fn verdict(report: &Report) -> &'static str {
    let summary = &report.summary;
    match summary.exit_code {
        1 => "not compliant",
        3 => "undecided: something needed could not be read",
        _ if summary.fail + summary.unknown > 0 => "nothing that counts failed",
        _ => "compliant",
    }
}

/// What is, on one line: the resource and what the rule says of it.
pub(super) fn sentence(finding: &Finding) -> String {
    format!("{} {}", shown(name(&finding.resource)), shown(&finding.message))
}

/// What a reader knows the resource by.
pub(super) fn name(resource: &ResourceInfo) -> &str {
    [&resource.name, &resource.id].into_iter().find(|n| !n.is_empty()).unwrap_or(&resource.arn)
}

/// A text of somebody else's, on one line and with nothing hidden, at a length that a list has room for.
pub(super) fn shown(text: &str) -> String {
    one_line(&clipped(text))
}

/// A text that is as long as somebody else wants, at a length that a list has room for.
pub(super) fn clipped(text: &str) -> String {
    clipped_to(text, 500)
}

/// The same at another length.
pub(super) fn clipped_to(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Where a finding is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A line of the configuration.
    Source(String, usize),
    /// The plan: nobody knows the line that it comes from.
    Plan(String),
    /// What is in the account comes from no file. CI wants one all the same: this is a name in the shape of a path, which is the
    /// same in each run and leads to no file.
    Live(String),
}

impl Place {
    /// Path and line.
    pub fn file(&self) -> (&str, usize) {
        match self {
            Place::Source(path, line) => (path, *line),
            Place::Plan(path) | Place::Live(path) => (path, 1),
        }
    }
}

/// Where a finding is to be shown.
pub(super) fn place(finding: &Finding) -> Place {
    let plain = |path: &str| one_line(path.replace('\\', "/").trim_start_matches("./"));
    match &finding.resource.planned {
        Some(Planned { file: Some(file), line, .. }) => Place::Source(plain(file), line.unwrap_or(1).max(1)),
        Some(Planned { plan, .. }) if !plan.is_empty() => Place::Plan(plain(plan)),
        _ => Place::Live(live_path(finding)),
    }
}

fn live_path(finding: &Finding) -> String {
    let resource = &finding.resource;
    let id = if resource.id.is_empty() { name(resource) } else { &resource.id };
    let kind = resource.r#type.replace("::", "-");
    let id = clipped_to(id, 200);
    let parts = [&finding.account_id, &finding.region, &kind].into_iter().map(String::as_str).chain(id.split('/'));
    // Neither of them is a folder's name.
    let parts = parts.filter(|p| !matches!(*p, "" | "." | "..")).map(one_line);
    ["trueline".to_owned()].into_iter().chain(parts).collect::<Vec<_>>().join("/")
}

/// A parameter that is not the document's.
pub(super) fn overridden(changed: &Override) -> String {
    format!("parameter {} is {}; the document says {}", changed.parameter, changed.effective, changed.documented)
}

/// What stands under pseudonyms, if anything does.
pub(super) fn redacted(report: &Report) -> Option<String> {
    let redacted = &report.inputs.redacted;
    (!redacted.is_empty()).then(|| format!("Under pseudonyms: {}", redacted.join(", ")))
}
