//! From the document, or from a framework, down to what was found: every clause or control with its verdict, its rules, and
//! the subjects of each.

use super::report::{ClauseStatus, Finding, Report};
use crate::rules::{Clause, Framework, Rule, RuleSet, Status};
use serde::Serialize;
use std::collections::BTreeMap;

/// Clauses or controls, one after the other.
#[derive(Clone, Debug)]
pub struct Trace {
    /// What is traced.
    pub title: String,
    /// The snapshot; none: rules alone.
    pub snapshot: Option<String>,
    /// In the order of the document or the framework.
    pub rows: Vec<Row>,
}

/// A clause or a control.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Its id, under `clause` or `control`.
    #[serde(flatten)]
    pub id: Id,
    /// The document's section; empty for a control.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub section: String,
    /// What it asks for.
    pub text: String,
    /// Members that a clause has and a control has not.
    #[serde(flatten)]
    pub clause: Option<ClauseInfo>,
    /// The verdict; none without a snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<TraceVerdict>,
    /// Ids of its rules.
    pub rules: Vec<String>,
    /// Members that a control has and a clause has not.
    #[serde(flatten)]
    pub control: Option<ControlInfo>,
    /// What each rule found; absent without a snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subjects: Option<Vec<Subjects>>,
}

/// What a row is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Id {
    /// A clause of the document.
    Clause(String),
    /// A control of a framework.
    Control(String),
}

impl Id {
    /// As it is written.
    pub fn text(&self) -> &str {
        match self {
            Id::Clause(id) | Id::Control(id) => id,
        }
    }
}

/// What only a clause has.
#[derive(Clone, Debug, Serialize)]
pub struct ClauseInfo {
    /// Whether it is binding.
    pub level: crate::rules::Level,
    /// The verdict by environment.
    pub environments: BTreeMap<String, ClauseStatus>,
    /// What no rule decides yet.
    pub pending: Option<String>,
}

/// What only a control has.
#[derive(Clone, Debug, Serialize)]
pub struct ControlInfo {
    /// Whether rules cover a part of it only.
    pub partial: bool,
    /// What they do not cover.
    pub not_covered: Option<String>,
}

/// A verdict on a clause or a control, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TraceVerdict {
    /// There is nothing that it is about.
    NotApplicable,
    /// It holds.
    Pass,
    /// What rules cover of it holds.
    PartialPass,
    /// Its evidence was not asked for, or no rule decides it.
    NotRead,
    /// It could not be decided.
    Unknown,
    /// It does not hold.
    Fail,
}

impl TraceVerdict {
    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            TraceVerdict::PartialPass => "partial pass",
            TraceVerdict::NotApplicable => ClauseStatus::NotApplicable.words(),
            TraceVerdict::Pass => ClauseStatus::Pass.words(),
            TraceVerdict::NotRead => ClauseStatus::NotRead.words(),
            TraceVerdict::Unknown => ClauseStatus::Unknown.words(),
            TraceVerdict::Fail => ClauseStatus::Fail.words(),
        }
    }
}

impl From<ClauseStatus> for TraceVerdict {
    fn from(status: ClauseStatus) -> TraceVerdict {
        match status {
            ClauseStatus::NotApplicable => TraceVerdict::NotApplicable,
            ClauseStatus::Pass => TraceVerdict::Pass,
            ClauseStatus::NotRead => TraceVerdict::NotRead,
            ClauseStatus::Unknown => TraceVerdict::Unknown,
            ClauseStatus::Fail => TraceVerdict::Fail,
        }
    }
}

/// What a rule found.
#[derive(Clone, Debug, Serialize)]
pub struct Subjects {
    /// The rule.
    pub rule: String,
    /// What it requires.
    pub title: String,
    /// How many subjects pass.
    pub pass: usize,
    /// Those that fail.
    pub fail: Vec<Subject>,
    /// Those that could not be judged.
    pub unknown: Vec<Subject>,
}

/// A subject that does not pass.
#[derive(Clone, Debug, Serialize)]
pub struct Subject {
    /// The finding.
    pub finding: String,
    /// The resource: its ARN, or its id where it has none.
    pub resource: String,
    /// Its name.
    pub name: String,
    /// The account's name.
    pub account: String,
    /// The region.
    pub region: String,
    /// What is.
    pub message: String,
}

/// The document's clauses; with their verdicts when there is a report.
pub fn document(set: &RuleSet, report: Option<&Report>) -> Trace {
    let rows = set.clauses.iter().map(|clause| {
        let rules = set.rules.iter().filter(|r| r.clauses().any(|c| c == clause.id)).collect::<Vec<_>>();
        clause_row(set, clause, &rules, report)
    });
    Trace { title: "The documented architecture".to_owned(), snapshot: snapshot(report), rows: rows.collect() }
}

fn clause_row(set: &RuleSet, clause: &Clause, rules: &[&Rule], report: Option<&Report>) -> Row {
    let judged = report.and_then(|r| r.architecture.iter().find(|v| v.clause == clause.id));
    Row {
        id: Id::Clause(clause.id.clone()),
        section: clause.section.clone(),
        text: clause.text.clone(),
        clause: Some(ClauseInfo {
            level: clause.level,
            environments: judged.map(|v| v.environments.clone()).unwrap_or_default(),
            pending: set.pending.get(&clause.id).cloned(),
        }),
        verdict: judged.map(|v| v.verdict.into()),
        rules: rules.iter().map(|r| r.id().to_owned()).collect(),
        control: None,
        subjects: report.map(|report| rules.iter().map(|rule| subjects(rule, report)).collect()),
    }
}

/// A framework's controls; with their verdicts when there is a report.
pub fn framework(set: &RuleSet, framework: &Framework, report: Option<&Report>) -> Trace {
    let rows = framework.controls.iter().map(|control| {
        let rules = control.rules.iter().filter_map(|id| set.rule(id)).collect::<Vec<_>>();
        let partial = control.not_covered.is_some();
        Row {
            id: Id::Control(control.id.clone()),
            section: String::new(),
            text: control.title.clone(),
            clause: None,
            verdict: report.map(|report| control_verdict(set, &rules, partial, report)),
            rules: control.rules.clone(),
            control: Some(ControlInfo { partial, not_covered: control.not_covered.clone() }),
            subjects: report.map(|report| rules.iter().map(|rule| subjects(rule, report)).collect()),
        }
    });
    Trace { title: framework.title.clone(), snapshot: snapshot(report), rows: rows.collect() }
}

fn snapshot(report: Option<&Report>) -> Option<String> {
    report.map(|report| {
        let id = report.snapshot.id.trim_start_matches("sha256:").chars().take(12).collect::<String>();
        format!("Snapshot {id} of {}", report.snapshot.taken_at.strftime("%Y-%m-%d %H:%M UTC"))
    })
}

/// The worst that any rule of a control says.
fn control_verdict(set: &RuleSet, rules: &[&Rule], partial: bool, report: &Report) -> TraceVerdict {
    let verdicts = rules.iter().map(|rule| {
        // As for a clause: where the plane was not asked for, what happens to be there decides nothing.
        let clauses = set.clauses.iter().filter(|clause| rule.clauses().any(|c| c == clause.id));
        let asked = clauses.flat_map(|clause| &clause.planes).any(|p| p != "plan" && report.inputs.planes.contains(p));
        if !asked {
            return TraceVerdict::NotRead;
        }
        let found = of(rule, report).map(|f| match f.status {
            Status::Fail => TraceVerdict::Fail,
            Status::Unknown => TraceVerdict::Unknown,
            Status::NotApplicable => TraceVerdict::NotApplicable,
            Status::Pass if partial => TraceVerdict::PartialPass,
            Status::Pass => TraceVerdict::Pass,
        });
        found.max().unwrap_or(TraceVerdict::NotApplicable)
    });
    verdicts.max().unwrap_or(TraceVerdict::NotRead)
}

fn of<'r>(rule: &Rule, report: &'r Report) -> impl Iterator<Item = &'r Finding> {
    let id = rule.id().to_owned();
    report.findings.iter().filter(move |f| f.rule_id == id)
}

fn subjects(rule: &Rule, report: &Report) -> Subjects {
    let with = |status| of(rule, report).filter(move |f| f.status == status);
    Subjects {
        rule: rule.id().to_owned(),
        title: rule.file.title.clone(),
        pass: with(Status::Pass).count(),
        fail: with(Status::Fail).map(subject).collect(),
        unknown: with(Status::Unknown).map(subject).collect(),
    }
}

fn subject(finding: &Finding) -> Subject {
    let resource = &finding.resource;
    Subject {
        finding: finding.id.clone(),
        resource: if resource.arn.is_empty() { resource.id.clone() } else { resource.arn.clone() },
        name: resource.name.clone(),
        account: finding.account_name.clone(),
        region: finding.region.clone(),
        message: finding.message.clone(),
    }
}
