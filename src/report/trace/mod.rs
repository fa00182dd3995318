//! A trace from clauses or controls to subjects: one file per format, each a function from the trace to text.

mod html;
mod json;
mod markdown;
mod table;

use super::table::Style;
use crate::findings::trace::{Row, Subject, Subjects, Trace, TraceVerdict};

/// A format of a trace.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Table,
    /// For programs.
    Json,
    /// For a repository's pages.
    Markdown,
    /// For an auditor: one file that needs no other.
    Html,
}

impl Format {
    /// The trace in this format.
    pub fn write(self, trace: &Trace, style: &Style) -> String {
        match self {
            Format::Table => table::write(trace, style),
            Format::Json => json::write(trace),
            Format::Markdown => markdown::write(trace),
            Format::Html => html::write(trace),
        }
    }
}

/// Rows with the heading that they stand under, in their order.
fn sections(trace: &Trace) -> Vec<(&str, Vec<&Row>)> {
    let mut sections = Vec::<(&str, Vec<&Row>)>::new();
    for row in &trace.rows {
        match sections.last_mut() {
            Some((name, rows)) if *name == row.section => rows.push(row),
            _ => sections.push((&row.section, vec![row])),
        }
    }
    sections
}

/// The verdict in words, with the environments that it stands for where they differ.
fn verdict(row: &Row) -> String {
    let Some(verdict) = row.verdict else { return String::new() };
    let environments = row.clause.iter().flat_map(|c| &c.environments).map(|(e, v)| (e, TraceVerdict::from(*v)));
    let environments = environments.collect::<Vec<_>>();
    let partly = environments.iter().any(|(_, v)| *v != verdict && *v != TraceVerdict::NotApplicable);
    let own = environments.iter().filter(|(_, v)| *v == verdict).map(|(e, _)| e.as_str()).collect::<Vec<_>>();
    match partly && !own.is_empty() {
        true => format!("{} in {}", verdict.words(), own.join(", ")),
        false => verdict.words().to_owned(),
    }
}

/// What rules leave open of a row.
fn left_open(row: &Row) -> Option<String> {
    let pending = row.clause.as_ref().and_then(|c| c.pending.as_ref());
    let missing = row.control.as_ref().and_then(|c| c.not_covered.as_ref());
    pending.map(|p| format!("not yet decided: {p}")).or_else(|| missing.map(|m| format!("not covered: {m}")))
}

/// How many subjects a rule has, and how many of them are what.
fn counts(subjects: &Subjects) -> String {
    let (fail, unknown) = (subjects.fail.len(), subjects.unknown.len());
    let all = subjects.pass + fail + unknown;
    let mut parts = vec![match all {
        0 => "no subject".to_owned(),
        1 => "1 subject".to_owned(),
        _ => format!("{all} subjects"),
    }];
    for (count, word) in [(fail, "failed"), (unknown, "unknown")] {
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    parts.join(", ")
}

/// Which one, and what is.
fn sentence(subject: &Subject) -> String {
    format!("{}/{}: {} {}", subject.account, subject.region, subject.name, subject.message)
}
