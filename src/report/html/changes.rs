//! What is different: from the baseline, and through plans.

use super::model::Model;
use super::parts::{head, rest};
use super::text::{count, moment, number, shown};
use crate::findings::{BaselineMark, Change, Finding, Resolved, Since, is_untold, told_change};
use crate::report::shared::name;
use crate::rules::Status;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// How much is told one by one.
const MOST: usize = 500;

/// Whether there is anything that it was compared with.
pub(super) fn is_told(model: &Model) -> bool {
    let report = model.report;
    !report.resolved.is_empty() || report.inputs.baseline.is_some() || !report.inputs.plans.is_empty()
}

/// The section; nothing where there is nothing to compare with.
pub(super) fn section(model: &Model) -> Markup {
    let report = model.report;
    let having = |wanted: &dyn Fn(&Finding) -> bool| model.deviations().filter(|(_, f)| wanted(f)).count();
    html! {
        @if is_told(model) {
            section #changes {
                h2 { "What changed" }
                @if let Some(baseline) = &report.inputs.baseline {
                    p.sub {
                        "Against the report of " (moment(baseline.taken_at)) ": "
                        (count(having(&|f| f.baseline == Some(BaselineMark::New)), "new failure")) ", "
                        (number(having(&|f| f.baseline == Some(BaselineMark::Existing)))) " of before, "
                        (number(report.resolved.iter().filter(|r| r.since == Since::Baseline).count())) " resolved."
                    }
                }
                @for plan in &report.inputs.plans {
                    p.sub {
                        "The plan " code { (shown(&plan.path)) } ": "
                        (counted(&plan.changes, MOST)) "."
                        @if !plan.not_modelled.is_empty() {
                            " No rule can be about " (count(plan.not_modelled.values().sum(), "resource")) ": "
                            (counted(&plan.not_modelled, 20)) "."
                        }
                    }
                }
                @if !report.inputs.plans.is_empty() {
                    p.sub {
                        "Of what does not pass, the plans introduce "
                        (number(having(&|f| told_change(f) == Some(Change::Introduced)))) "; "
                        (number(having(&|f| told_change(f) == Some(Change::PreExisting)))) " of it was there before, and "
                        (number(report.resolved.iter().filter(|r| r.since == Since::Plan).count())) " would be mended."
                        @let untold = having(&is_untold);
                        @if untold > 0 { " " (number(untold)) " cannot be judged by a plan alone." }
                    }
                }
                @if !report.resolved.is_empty() {
                    table.plain.stack {
                        (head(&["What was", "Rule", "Where", "Now"]))
                        tbody { @for resolved in report.resolved.iter().take(MOST) { (row(resolved)) } }
                    }
                    (rest(report.resolved.len(), MOST, " are in the JSON report."))
                }
            }
        }
    }
}

/// Names with how many there are of each.
fn counted(counts: &BTreeMap<String, usize>, most: usize) -> String {
    let named = counts.iter().take(most).map(|(what, n)| format!("{} {}", number(*n), shown(what)));
    let mut words = named.collect::<Vec<_>>().join(", ");
    if counts.len() > most {
        words.push_str(&format!(" and {} of other types", number(counts.values().skip(most).sum())));
    }
    words
}

fn row(resolved: &Resolved) -> Markup {
    let now = resolved.status.map_or("nothing to judge", Status::word);
    let since = match resolved.since {
        Since::Baseline => "since the baseline",
        Since::Plan => "by the plan",
    };
    html! {
        tr {
            td { b { (shown(name(&resolved.resource))) } " " (shown(&resolved.message)) }
            td data-l="Rule" { (shown(&resolved.rule_id)) ", " (resolved.severity.word()) }
            td data-l="Where" { (shown(&resolved.account_name)) ", " (shown(&resolved.region)) }
            td data-l="Now" { (now) ", " (since) }
        }
    }
}
