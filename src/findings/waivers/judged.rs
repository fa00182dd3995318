//! Which waivers are in force at the time of the snapshot, what they cover, and what is wrong with them.

use super::kind::{Kind, SEVERITY};
use super::matching::{Fit, Scope, Subject};
use super::{Waiver, Waivers};
use crate::findings::report::{EvidenceLine, Finding, ReportRule, ResourceInfo, WaiverInfo};
use crate::graph::{Graph, NodeId};
use crate::problem::suggestion;
use crate::rules::{Rule, RuleSet, Status};
use crate::snapshot::Manifest;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

/// Waivers at the time of a snapshot.
pub(in crate::findings) struct Judged<'w> {
    waivers: &'w Waivers,
    set: &'w RuleSet,
    taken_at: Timestamp,
    /// Those in force, by rule, in the file's order.
    in_force: BTreeMap<&'w str, Vec<Used<'w>>>,
    /// What is wrong with the others.
    wrong: Vec<(&'w Waiver, Kind, String)>,
    /// Environments by account.
    environments: BTreeMap<&'w str, &'w str>,
}

/// A waiver in force. Findings are made by several threads.
struct Used<'w> {
    waiver: &'w Waiver,
    /// Whether it covers something.
    covers: AtomicBool,
    /// Whether it may be about something that it does not cover.
    undecided: AtomicBool,
}

/// What is wrong with waivers.
#[derive(Default)]
pub(in crate::findings) struct Complaints {
    /// As findings.
    pub(in crate::findings) findings: Vec<Finding>,
    /// The rules of these findings, by id.
    pub(in crate::findings) rules: Vec<ReportRule>,
    /// Ids of findings that are not made, because nobody can tell whether a waiver is unmatched.
    pub(in crate::findings) undecided: BTreeSet<String>,
}

impl<'w> Judged<'w> {
    /// Judges by the rules in use and the time of the snapshot.
    pub(in crate::findings) fn new(waivers: &'w Waivers, set: &'w RuleSet, manifest: &'w Manifest) -> Judged<'w> {
        let today = TimeZone::UTC.to_datetime(manifest.taken_at).date();
        let latest = today.saturating_add(Span::new().days(i64::from(waivers.max_days)));
        let (mut in_force, mut wrong) = (BTreeMap::<&str, Vec<Used>>::new(), Vec::new());
        for waiver in &waivers.list {
            let before = wrong.len();
            wrong.extend(complaints(waiver, set, today, latest).into_iter().map(|(kind, why)| (waiver, kind, why)));
            if wrong.len() == before {
                let used = Used { waiver, covers: AtomicBool::new(false), undecided: AtomicBool::new(false) };
                in_force.entry(&waiver.rule).or_default().push(used);
            }
        }
        let environments = manifest.accounts.iter().filter_map(|a| Some((a.id.as_str(), a.environment.as_deref()?)));
        let environments = environments.collect();
        Judged { waivers, set, taken_at: manifest.taken_at, in_force, wrong, environments }
    }

    /// The first waiver that covers a finding, and has a right to.
    pub(in crate::findings) fn cover(&self, graph: &Graph, node: NodeId, finding: &Finding) -> Option<WaiverInfo> {
        if !matches!(finding.status, Status::Fail | Status::Unknown) {
            return None;
        }
        let environment = self.environments.get(finding.account_id.as_str()).copied();
        let subject = Subject { finding, environment, graph, node };
        let mut first = None;
        // All of them: whether a waiver is about anything does not hang on those before it.
        for used in self.in_force.get(finding.rule_id.as_str()).into_iter().flatten() {
            let accepted = finding.status == Status::Fail || used.waiver.accepts_unknown.is_some();
            match used.waiver.scope.fit(&subject) {
                Fit::No => {}
                Fit::Yes if accepted => {
                    used.covers.store(true, Ordering::Relaxed);
                    first = first.or(Some(used.waiver));
                }
                Fit::Yes | Fit::Undecided => used.undecided.store(true, Ordering::Relaxed),
            }
        }
        first.map(|waiver| info(waiver, finding.status))
    }

    /// What is wrong with waivers, as far as the selected rules are concerned; with `whole`, everything was looked at, and what
    /// covers nothing is unmatched.
    pub(in crate::findings) fn complaints(&self, selected: &[&Rule], whole: bool) -> Complaints {
        let concerns = |rule: &str| self.set.rule(rule).is_none() || selected.iter().any(|r| r.id() == rule);
        let mut complaints = Complaints::default();
        for (waiver, kind, why) in self.wrong.iter().filter(|(waiver, ..)| concerns(&waiver.rule)) {
            complaints.findings.push(self.finding(waiver, *kind, why.clone()));
        }
        for used in self.in_force.values().flatten().filter(|used| !used.covers.load(Ordering::Relaxed)) {
            let why = format!("covers no finding: {} does not fail for {}", used.waiver.rule, used.waiver.scope.text());
            let finding = self.finding(used.waiver, Kind::Unmatched, why);
            // What a plan is going to make is not there yet.
            let planned = matches!(&used.waiver.scope, Scope::Resource(pattern) if pattern.is_address());
            if whole && !planned && !used.undecided.load(Ordering::Relaxed) {
                complaints.findings.push(finding);
            } else {
                complaints.undecided.insert(finding.id);
            }
        }
        let kinds = [Kind::Expired, Kind::ExpiresTooLate, Kind::TooBroad, Kind::UnknownRule, Kind::Unmatched];
        let used = |kind: &Kind| complaints.findings.iter().any(|f| f.rule_id == kind.id());
        complaints.rules = kinds.into_iter().filter(used).map(Kind::item).collect();
        complaints
    }

    fn finding(&self, waiver: &Waiver, kind: Kind, message: String) -> Finding {
        let scope = waiver.scope.text();
        let (rule, repeats) = (&waiver.rule, waiver.repeats);
        let digest = crate::digest(format!("{}\0{rule}\0{scope}\0{repeats}", kind.id()).as_bytes());
        let id = format!("{}#{}", self.waivers.name, waiver.number);
        Finding {
            id: digest["sha256:".len()..].chars().take(32).collect(),
            rule_id: kind.id().to_owned(),
            status: Status::Fail,
            severity: SEVERITY,
            clauses: Vec::new(),
            account_id: String::new(),
            account_name: String::new(),
            region: "global".to_owned(),
            resource: ResourceInfo {
                r#type: "Trueline::Waiver".to_owned(),
                arn: String::new(),
                id: id.clone(),
                name: id,
                planned: None,
            },
            message,
            evidence: self.evidence(waiver, kind),
            unknown: None,
            waiver: None,
            baseline: None,
            change: None,
            remediation: kind.fix().to_owned(),
        }
    }

    fn evidence(&self, waiver: &Waiver, kind: Kind) -> Vec<EvidenceLine> {
        let scope = || match &waiver.scope {
            Scope::Resource(pattern) => ("waiver.resource", json!(pattern.0)),
            Scope::Selector(selector) => ("waiver.selector", json!(selector)),
        };
        let rule = || ("waiver.rule", json!(waiver.rule));
        let dates =
            || [("waiver.expires", json!(waiver.expires.to_string())), ("snapshot.taken_at", json!(self.taken_at))];
        let lines: Vec<(&str, Value)> = match kind {
            Kind::Expired => Vec::from(dates()),
            Kind::ExpiresTooLate => {
                let most = ("waiver_max_days", json!(self.waivers.max_days));
                dates().into_iter().chain([most]).collect()
            }
            Kind::TooBroad => vec![scope()],
            Kind::UnknownRule => vec![rule()],
            Kind::Unmatched => vec![rule(), scope()],
        };
        let line =
            |(path, value): (&str, Value)| EvidenceLine { path: path.into(), value, source: None, read_at: None };
        lines.into_iter().map(line).collect()
    }
}

/// Everything that keeps a waiver from covering anything.
fn complaints(waiver: &Waiver, set: &RuleSet, today: Date, latest: Date) -> Vec<(Kind, String)> {
    let Waiver { rule, expires, owner, .. } = waiver;
    let scope = waiver.scope.text();
    let mut all = Vec::new();
    if *expires < today {
        all.push((
            Kind::Expired,
            format!("expired on {expires}: {rule} is no longer waived for {scope}, which {owner} answers for"),
        ));
    }
    if *expires > latest {
        all.push((
            Kind::ExpiresTooLate,
            format!("expires on {expires} and covers nothing: the latest day for this snapshot is {latest}"),
        ));
    }
    if let Some(why) = waiver.scope.too_broad() {
        all.push((Kind::TooBroad, format!("covers nothing: {scope} {why}")));
    }
    if set.rule(rule).is_none() {
        let near = suggestion(rule, set.rules.iter().map(Rule::id)).map_or(String::new(), |near| format!("; {near}"));
        all.push((Kind::UnknownRule, format!("names the rule {rule}, which is none of those in use{near}")));
    }
    all
}

fn info(waiver: &Waiver, status: Status) -> WaiverInfo {
    let reason = match &waiver.accepts_unknown {
        Some(why) if status == Status::Unknown => format!("{}; of what could not be read: {why}", waiver.reason),
        _ => waiver.reason.clone(),
    };
    WaiverInfo { number: waiver.number, reason, owner: waiver.owner.clone(), expires: waiver.expires.to_string() }
}
