//! The controls of other frameworks that the rules cover.

use super::clauses::first_of_rules;
use super::finding::{anchor, target};
use super::kind::{Kind, Tally, glyph};
use super::model::Model;
use super::parts::head;
use super::text::{count, number, shown};
use crate::findings::Finding;
use maud::{Markup, html};
use std::collections::{BTreeMap, HashMap};

/// By framework and control, in the order of their names, the rules.
type Frameworks<'r> = BTreeMap<&'r str, BTreeMap<Natural<'r>, Vec<&'r str>>>;

/// A control's number: 1.10 comes after 1.9.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Natural<'r>(Vec<(usize, &'r str)>, &'r str);

impl<'r> Natural<'r> {
    fn new(text: &'r str) -> Natural<'r> {
        let parts = text.split(['.', '-', '(', ')', ' ']).map(|part| (part.parse().unwrap_or(usize::MAX), part));
        Natural(parts.collect(), text)
    }
}

/// The section.
pub(super) fn section(model: &Model) -> Markup {
    let mut frameworks = Frameworks::new();
    for item in &model.report.rules.items {
        for (framework, controls) in &item.frameworks {
            for control in controls {
                frameworks.entry(framework).or_default().entry(Natural::new(control)).or_default().push(&item.id);
            }
        }
    }
    let first = first_of_rules(model);
    html! {
        section #frameworks {
            h2 { "Frameworks" }
            p.sub {
                @if frameworks.is_empty() { "The rules of this report name no controls of a framework." }
                @else {
                    "A control's status is the worst of the rules that cover it. That no rule deviates does not say that a "
                    "control is met: what the rules leave of it, "
                    code { "trueline trace --framework NAME" } " tells."
                }
            }
            @for (framework, controls) in &frameworks {
                details.framework {
                    summary {
                        b { (shown(framework)) } " "
                        span.soft { (count(controls.len(), "control")) ": " (totals(model, controls)) }
                    }
                    table.plain.stack.controls {
                        (head(&["Control", "Rules that cover it", "Status"]))
                        tbody {
                            @for (Natural(_, control), rules) in controls {
                                tr {
                                    th scope="row" { (shown(control)) }
                                    td {
                                        @for (at, id) in rules.iter().enumerate() {
                                            @if at > 0 { ", " } (rule(model, id, &first))
                                        }
                                    }
                                    td { (status(model, rules)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A rule; one that does not pass says so, and leads to its first finding.
fn rule(model: &Model, id: &str, first: &HashMap<&str, &Finding>) -> Markup {
    let tally = model.rule_of(id).map(|at| model.rules[at].tally).unwrap_or_default();
    html! {
        @match first.get(id).and_then(|f| anchor(f)) {
            Some(own) => { a href=(target(&own)) { (shown(id)) } " (" (tally.words()) ")" },
            None => (shown(id)),
        }
    }
}

fn worst(model: &Model, rules: &[&str]) -> Option<Kind> {
    let mut tally = Tally::default();
    for rule in rules.iter().filter_map(|id| model.rule_of(id)) {
        Kind::ALL.into_iter().for_each(|kind| tally.add(kind, model.rules[rule].tally.of(kind)));
    }
    tally.worst()
}

/// A control of which no rule deviates is not thereby met, so that it never reads "pass".
fn word(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Pass) => "no deviation",
        Some(kind) => kind.word(),
        None => "no subject",
    }
}

fn status(model: &Model, rules: &[&str]) -> Markup {
    let worst = worst(model, rules);
    html! {
        @if let Some(kind) = worst.filter(|k| *k != Kind::Pass) { (glyph(kind.word())) " " }
        (word(worst))
    }
}

fn totals(model: &Model, controls: &BTreeMap<Natural, Vec<&str>>) -> String {
    let of = |kind| controls.values().filter(|rules| worst(model, rules) == kind).count();
    let all = Kind::ALL.map(Some).into_iter().chain([None]).map(|kind| (of(kind), word(kind)));
    all.filter(|(n, _)| *n > 0).map(|(n, word)| format!("{} {word}", number(n))).collect::<Vec<_>>().join(", ")
}
