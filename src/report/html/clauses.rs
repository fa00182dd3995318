//! The document, clause by clause: its verdict in each environment, and the rules that decide it.

use super::finding::{anchor, target};
use super::kind::{Kind, glyph, named_glyph};
use super::model::{Model, environment_name, section_name};
use super::text::{count, number, shown};
use crate::findings::{ClauseStatus, ClauseVerdict, Finding};
use crate::rules::Level;
use maud::{Markup, html};
use std::collections::HashMap;

/// More environments than this are counted and not named.
const MAX_COLUMNS: usize = 6;

/// The first finding of each rule that is no pass.
pub(super) fn first_of_rules<'r>(model: &Model<'r>) -> HashMap<&'r str, &'r Finding> {
    let mut first = HashMap::new();
    for (_, finding) in model.deviations() {
        first.entry(finding.rule_id.as_str()).or_insert(finding);
    }
    first
}

/// A rule with how its findings came out; it leads to the first that is no pass.
fn rule(model: &Model, id: &str, first: &HashMap<&str, &Finding>) -> Markup {
    let tally = model.rule_of(id).map(|at| model.rules[at].tally).unwrap_or_default();
    let none = model.report.rules_not_applicable.iter().any(|r| r == id);
    let words = if tally.total() == 0 {
        if none { "no subject" } else { "not judged one by one" }.to_owned()
    } else {
        tally.words()
    };
    html! {
        li {
            @match first.get(id).and_then(|f| anchor(f)) {
                Some(target_id) => a href=(target(&target_id)) { (shown(id)) },
                None => (shown(id)),
            }
            ": " (words)
        }
    }
}

/// The section.
pub(super) fn section(model: &Model) -> Markup {
    let architecture = &model.report.architecture;
    let named = model.environments.iter().filter(|e| !e.is_empty()).copied().collect::<Vec<_>>();
    let few = named.len() <= MAX_COLUMNS;
    let first = first_of_rules(model);
    let totals = told(architecture.iter().map(|c| c.verdict));
    html! {
        section #clauses {
            h2 { "The document, clause by clause" }
            p.sub {
                (count(architecture.len(), "clause")) ": " (totals)
                ". Each with its verdict in each environment and the rules that decide it."
            }
            table.plain.trace {
                thead {
                    tr {
                        th scope="col" { "Clause" } th scope="col" { "What the document says" } th scope="col" { "Decided by" }
                        th scope="col" { "Verdict" }
                        @if few { @for name in &named { th scope="col" { (environment_name(name)) } } }
                        @else { th scope="col" { "Environments" } }
                    }
                }
                @for section in model.sections.iter().filter(|s| architecture.iter().any(|c| c.section == **s)) {
                    tbody {
                        tr.sec { th colspan=(4 + if few { named.len() } else { 1 }) scope="rowgroup" { (section_name(section)) } }
                        @for (at, clause) in architecture.iter().enumerate().filter(|(_, c)| c.section == **section) {
                            tr id={ "c" (at) } {
                                th scope="row" { (shown(&clause.clause)) }
                                td {
                                    (shown(&clause.text))
                                    @if clause.level == Level::Should { " " small { "(should)" } }
                                    @if let Some(open) = &clause.pending { " " small { "Not decided yet: " (shown(open)) } }
                                }
                                td {
                                    @if clause.rules.is_empty() { "no rule" }
                                    @else {
                                        details {
                                            summary { (count(clause.rules.len(), "rule")) }
                                            ul { @for id in &clause.rules { (rule(model, id, &first)) } }
                                        }
                                    }
                                }
                                td { (glyph(class(clause.verdict))) span.w { " " (clause.verdict.words()) } }
                                @if few {
                                    @for name in &named { td data-l=(environment_name(name)) { (verdict(clause, name)) } }
                                } @else { td { (told(clause.environments.values().copied())) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn verdict(clause: &ClauseVerdict, environment: &str) -> Markup {
    let status = clause.environments.get(environment).copied().unwrap_or(ClauseStatus::NotApplicable);
    named_glyph(class(status), status.words())
}

/// How many there are of each status, the worst first.
fn told(statuses: impl Iterator<Item = ClauseStatus>) -> String {
    const ALL: [ClauseStatus; 5] = [
        ClauseStatus::Fail,
        ClauseStatus::Unknown,
        ClauseStatus::NotRead,
        ClauseStatus::Pass,
        ClauseStatus::NotApplicable,
    ];
    let statuses = statuses.collect::<Vec<_>>();
    let of = |status| statuses.iter().filter(|s| **s == status).count();
    let words = ALL.into_iter().filter(|s| of(*s) > 0).map(|s| format!("{} {}", number(of(s)), s.words()));
    words.collect::<Vec<_>>().join(", ")
}

fn class(status: ClauseStatus) -> &'static str {
    match status {
        ClauseStatus::Fail => Kind::Fail.word(),
        ClauseStatus::Unknown => Kind::Unknown.word(),
        ClauseStatus::Pass => Kind::Pass.word(),
        ClauseStatus::NotRead => "open",
        ClauseStatus::NotApplicable => "none",
    }
}
