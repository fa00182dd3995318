//! What could not be read, and which verdicts that costs.

use super::finding::{anchor, target};
use super::model::Model;
use super::parts::{head, rest};
use super::text::{count, number, shown};
use crate::findings::Finding;
use crate::snapshot::{CoverageEntry, Outcome};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// How many gaps are told one by one.
const MOST: usize = 300;
/// How many rules are named beside a gap.
const RULES: usize = 4;

/// What a gap costs: the rules that could not decide, each with its first finding and how many there are.
type Costs<'r> = BTreeMap<&'r str, (&'r Finding, usize)>;

/// The section.
pub(super) fn section(model: &Model) -> Markup {
    let coverage = &model.report.coverage;
    let mut costs = costs(model);
    let gaps = coverage.iter().filter(|c| c.outcome != Outcome::Ok);
    let mut gaps = gaps.map(|gap| (gap, costs.remove(&place(gap)).unwrap_or_default())).collect::<Vec<_>>();
    let lost = |costs: &Costs| costs.values().map(|(_, n)| n).sum::<usize>();
    gaps.sort_by_key(|(gap, costs)| std::cmp::Reverse((lost(costs), gap.outcome)));
    let read = coverage.len() - gaps.len();
    html! {
        section #gaps {
            h2 { "Gaps" }
            p.sub {
                (number(read)) " of " (count(coverage.len(), "API operation"))
                ", each in an account and region, were read to the end."
                @if gaps.is_empty() { " Nothing is missing." } @else { " What was not, and what that leaves open:" }
            }
            @if !gaps.is_empty() {
                table.plain.stack {
                    (head(&["Operation", "Account", "Region", "Outcome", "Leaves open"]))
                    tbody { @for (gap, costs) in gaps.iter().take(MOST) { (row(model, gap, costs)) } }
                }
                (rest(gaps.len(), MOST, ", which cost no more than these, are in the JSON report."))
            }
            (others(&costs))
        }
    }
}

fn place(gap: &CoverageEntry) -> (&str, &str, &str) {
    (&gap.operation, &gap.account_id, &gap.region)
}

/// What is unknown, by the call that failed, account and region.
fn costs<'r>(model: &Model<'r>) -> BTreeMap<(&'r str, &'r str, &'r str), Costs<'r>> {
    let mut costs = BTreeMap::<_, Costs>::new();
    for (_, finding) in model.deviations() {
        let Some(unknown) = &finding.unknown else { continue };
        let place = match &unknown.operation {
            Some(operation) => (operation.as_str(), unknown.account_id.as_str(), unknown.region.as_str()),
            None => ("", unknown.reason.as_str(), ""),
        };
        costs.entry(place).or_default().entry(&finding.rule_id).or_insert((finding, 0)).1 += 1;
    }
    costs
}

fn row(model: &Model, gap: &CoverageEntry, costs: &Costs) -> Markup {
    let name =
        model.accounts.iter().find(|a| a.id == gap.account_id).map_or_else(|| shown(&gap.account_id), |a| a.label());
    let code = gap.error_code.as_deref().map(|c| format!(" ({})", shown(c))).unwrap_or_default();
    let by =
        gap.denied_by.and_then(|by| serde_json::to_value(by).ok()).and_then(|by| Some(by.as_str()?.replace('_', " ")));
    html! {
        tr {
            td { code { (shown(&gap.operation)) } }
            td data-l="Account" { (name) }
            td data-l="Region" { (shown(&gap.region)) }
            td data-l="Outcome" {
                (gap.outcome.word().replace('_', " ")) (code) @if let Some(by) = by { ", by the " (by) }
                @if gap.resources > 0 { ", " (count(usize::try_from(gap.resources).unwrap_or(usize::MAX), "resource")) }
            }
            td data-l="Leaves open" { (open(costs)) }
        }
    }
}

fn open(costs: &Costs) -> Markup {
    html! {
        @if costs.is_empty() { "no verdict" }
        @for (at, (rule, (finding, n))) in costs.iter().take(RULES).enumerate() {
            @if at > 0 { ", " }
            @match anchor(finding) { Some(id) => a href=(target(&id)) { (shown(rule)) }, None => (shown(rule)) }
            @if *n > 1 { " × " (number(*n)) }
        }
        @if costs.len() > RULES { " and " (count(costs.len() - RULES, "more rule")) }
    }
}

/// What is unknown for another reason than a call that failed: what is known after apply, what an incomplete list does not tell.
fn others(costs: &BTreeMap<(&str, &str, &str), Costs>) -> Markup {
    html! {
        @if !costs.is_empty() {
            h3 { "Unknown for another reason" }
            table.plain.stack {
                (head(&["Reason", "Leaves open"]))
                tbody {
                    @for ((operation, reason, region), costs) in costs.iter().take(MOST) {
                        tr {
                            td {
                                @if !operation.is_empty() { code { (shown(operation)) } " in " }
                                (shown(reason)) @if !region.is_empty() { ", " (shown(region)) }
                            }
                            td data-l="Leaves open" { (open(costs)) }
                        }
                    }
                }
            }
            (rest(costs.len(), MOST, " reasons are in the JSON report."))
        }
    }
}
