//! Where it deviates: each environment against each section of the document.

use super::kind::{Kind, Tally, glyph, named_glyph};
use super::model::{Model, environment_name, section_name};
use super::text::{count, number, shown};
use crate::findings::{ClauseStatus, Finding};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// More environments than this are rows and not columns.
const MAX_COLUMNS: usize = 8;

/// What there is for a section in an environment.
#[derive(Clone, Copy, Default)]
struct Cell {
    findings: Tally,
    /// Clauses that no finding is about, by how the report judges them: a missing account has no findings at all.
    fail: usize,
    unknown: usize,
    not_read: usize,
}

/// The section.
pub(super) fn section(model: &Model) -> Markup {
    let cells = cells(model);
    let shared = model
        .report
        .findings
        .iter()
        .any(|f| model.rule_of(&f.rule_id).is_some_and(|r| model.rules[r].sections.len() > 1));
    let caption = html! { caption.vh { "Worst status of each section of the document in each environment" } };
    let (sections, environments) = (&model.sections, &model.environments);
    html! {
        section #matrix {
            h2 { "Where it deviates" }
            p.sub {
                "The worst status of each section of the document by environment, and how many findings have it. Every "
                "cell leads to its findings."
                @if shared { " A finding that concerns two sections is counted in both." }
            }
            @if environments.len() <= MAX_COLUMNS {
                table.matrix {
                    (caption)
                    thead {
                        tr { td {} @for name in environments { th scope="col" { (environment_name(name)) } } }
                    }
                    tbody {
                        @for (row, name) in sections.iter().enumerate() {
                            tr {
                                th scope="row" { (section_name(name)) (prefix(model, name)) }
                                @for column in 0..environments.len() { (cell(model, &cells[row][column], row, column)) }
                            }
                        }
                    }
                }
            } @else {
                div.scroll tabindex="0" role="region" aria-label="Matrix" {
                    table.matrix.many {
                        (caption)
                        thead { tr { td {} @for name in sections { th scope="col" { (section_name(name)) } } } }
                        tbody {
                            @for (column, name) in environments.iter().enumerate() {
                                tr {
                                    th scope="row" { (environment_name(name)) }
                                    @for row in 0..sections.len() { (cell(model, &cells[row][column], row, column)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the ids of a section's clauses begin with.
fn prefix(model: &Model, section: &str) -> Markup {
    let first = model.report.architecture.iter().find(|c| c.section == section);
    let prefix = first.and_then(|c| c.clause.split_once('-')).map(|(prefix, _)| shown(prefix));
    html! { @if let Some(prefix) = prefix { " " small { (prefix) } } }
}

/// By section and environment.
fn cells(model: &Model) -> Vec<Vec<Cell>> {
    let mut cells = vec![vec![Cell::default(); model.environments.len()]; model.sections.len()];
    let mut judged = BTreeSet::new();
    let of_accounts = (0..model.accounts.len()).map(|a| model.environment_of(a)).collect::<Vec<_>>();
    let mut enter = |kind: Kind, finding: &Finding| {
        let (rule, column) = (model.rule_of(&finding.rule_id), of_accounts[model.account_of(finding)]);
        for row in rule.into_iter().flat_map(|rule| &model.rules[rule].sections) {
            cells[*row][column].findings.add(kind, 1);
        }
        judged.insert((rule, column));
    };
    model.findings.iter().for_each(|(kind, finding)| enter(*kind, finding));
    let judged = judged.into_iter().flat_map(|(rule, column)| {
        let clauses = rule.map(|rule| model.rules[rule].clauses).unwrap_or_default();
        clauses.iter().map(move |clause| (clause.as_str(), column))
    });
    let judged = judged.collect::<BTreeSet<_>>();
    for clause in &model.report.architecture {
        let Some(row) = model.sections.iter().position(|s| *s == clause.section) else { continue };
        for (environment, verdict) in &clause.environments {
            let Some(column) = model.environments.iter().position(|e| e == environment) else { continue };
            if judged.contains(&(clause.clause.as_str(), column)) {
                continue;
            }
            let cell = &mut cells[row][column];
            match verdict {
                ClauseStatus::Fail => cell.fail += 1,
                ClauseStatus::Unknown => cell.unknown += 1,
                ClauseStatus::NotRead => cell.not_read += 1,
                ClauseStatus::Pass | ClauseStatus::NotApplicable => {}
            }
        }
    }
    cells
}

impl Cell {
    /// The worst status with its count and its word.
    fn worst(&self) -> Option<(&'static str, usize, &'static str)> {
        let of = |kind| self.findings.of(kind);
        [
            ("fail", of(Kind::Fail), "fail"),
            ("fail", self.fail, "missing"),
            ("unknown", of(Kind::Unknown), "unknown"),
            ("unknown", self.unknown, "undecided"),
            ("waived", of(Kind::Waived), "waived"),
            ("open", self.not_read, "not read"),
            ("pass", of(Kind::Pass), "pass"),
        ]
        .into_iter()
        .find(|(_, n, _)| *n > 0)
    }

    /// All that there is.
    fn words(&self) -> String {
        let clauses = [(self.fail, "fail"), (self.unknown, "undecided"), (self.not_read, "not yet read")];
        let clauses = clauses.into_iter().filter(|(n, _)| *n > 0);
        let clauses = clauses.map(|(n, word)| format!("{} {word} without a finding", count(n, "clause")));
        [self.findings.words()].into_iter().filter(|w| !w.is_empty()).chain(clauses).collect::<Vec<_>>().join("; ")
    }
}

fn cell(model: &Model, cell: &Cell, row: usize, column: usize) -> Markup {
    let Some((class, n, word)) = cell.worst() else {
        return html! { td { span.cell.none { (named_glyph("none", "not applicable")) } } };
    };
    let inner = html! { (glyph(class)) (number(n)) span.w { " " (word) } };
    let (section, environment) = (section_name(model.sections[row]), environment_name(model.environments[column]));
    let label = format!("{section}, {environment}: {} {word}; in all {}", number(n), cell.words());
    let passes = cell.findings.worst() == Some(Kind::Pass);
    html! {
        td {
            @if cell.findings.total() == 0 {
                a class={ "cell " (class) } href="#clauses" aria-label=(label) title=(cell.words()) { (inner) }
            } @else {
                a class={ "cell " (class) } href="#findings" aria-label=(label) title=(cell.words())
                    data-filter={ "where=e" (column) "&section=" (row) @if passes { "&status=pass" } } { (inner) }
            }
        }
    }
}
