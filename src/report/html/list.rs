//! The findings: what deviates as HTML, and the means to search, filter, sort and group for the script that brings the rest.

use super::finding;
use super::kind::{Kind, glyph};
use super::model::{Model, environment_name, section_name};
use super::text::{count, number, shown};
use crate::rules::Severity;
use maud::{Markup, html};

/// How many findings are HTML; a reader without the script is told of the rest.
const WRITTEN: usize = 200;

/// The section.
pub(super) fn section(model: &Model, listed: usize) -> Markup {
    let deviations = model.deviations().count();
    let written = deviations.min(WRITTEN);
    let unlisted = model.tally.total() - listed;
    html! {
        section #findings {
            h2 tabindex="-1" { "Findings" }
            p.sub {
                "Each finding says what is and what is required, with the values that the verdict rests on, the call that "
                "returned them, and when."
                @if unlisted > 0 {
                    " This page carries " (number(listed)) " of " (count(model.tally.total(), "finding")) ": "
                    @if listed < deviations { (number(deviations - listed)) " that deviate and all that pass are" }
                    @else { (number(unlisted)) " that pass are" }
                    " counted and not listed; the JSON report has each that was written out."
                }
            }
            (tools(model))
            p.status #count role="status" {
                (number(written)) " of " (count(deviations, "finding")) " that deviate shown; "
                (count(model.tally.total(), "finding")) " in all"
            }
            div.list #list {
                @for (kind, finding) in model.deviations().take(written) { (finding::row(model, kind, finding)) }
            }
            button.btn.more #more type="button" hidden { "Show more" }
        }
    }
}

fn tools(model: &Model) -> Markup {
    let choice = |name: &str, label: &str, options: Vec<(String, String)>| {
        html! {
            label { (label) select name=(name) { @for (value, text) in options { option value=(value) { (text) } } } }
        }
    };
    let any = || vec![(String::new(), "all".to_owned())];
    let with = |more: Vec<(String, String)>| any().into_iter().chain(more).collect::<Vec<_>>();
    let plain = |words: &[&str]| words.iter().map(|w| ((*w).to_owned(), (*w).to_owned())).collect::<Vec<_>>();
    let sections = model.sections.iter().enumerate().map(|(at, s)| (at.to_string(), section_name(s))).collect();
    let severities = Severity::ALL.map(Severity::word);
    let inputs = &model.report.inputs;
    let mut marks = Vec::new();
    if inputs.baseline.is_some() {
        marks.extend(["new", "existing"]);
    }
    if !inputs.plans.is_empty() {
        marks.extend(["introduced", "there before"]);
    }
    let nothing = vec![(String::new(), "nothing".to_owned())];
    let groups = nothing.into_iter().chain(plain(&["rule", "resource"])).collect();
    html! {
        form.tools #tools role="search" {
            fieldset.chips {
                legend.vh { "Status" }
                @for kind in Kind::ALL {
                    label {
                        input type="checkbox" name="status" value=(kind.word()) checked[kind != Kind::Pass];
                        (glyph(kind.word())) (kind.word()) " " (number(model.tally.of(kind)))
                    }
                }
            }
            label.q {
                "Search"
                input type="search" name="q" placeholder="resource, ARN, rule, clause, message, region" autocomplete="off";
            }
            (choice("where", "Where", with(places(model))))
            (choice("section", "Section", with(sections)))
            (choice("severity", "Severity", with(plain(&severities))))
            @if !marks.is_empty() { (choice("mark", "Change", with(plain(&marks)))) }
            (choice("sort", "Order", plain(&["severity", "account", "rule", "resource", "region"])))
            (choice("group", "Group by", groups))
            button.btn #clear type="button" { "Reset" }
        }
    }
}

/// Environments and accounts to choose from, by their places.
fn places(model: &Model) -> Vec<(String, String)> {
    let environments = model.environments.iter().enumerate().map(|(at, environment)| {
        let accounts = (0..model.accounts.len()).filter(|a| model.environment_of(*a) == at).count();
        (format!("e{at}"), format!("{} ({})", environment_name(environment), count(accounts, "account")))
    });
    let accounts = model.accounts.iter().enumerate().map(|(at, a)| (format!("a{at}"), account_choice(model, at, a.id)));
    environments.chain(accounts).collect()
}

/// Of two accounts with one name the ids tell which is which.
fn account_choice(model: &Model, at: usize, id: &str) -> String {
    let label = model.accounts[at].label();
    let same = model.accounts.iter().filter(|a| a.label() == label).count();
    if same > 1 { format!("{label} {}", shown(id)) } else { label }
}
