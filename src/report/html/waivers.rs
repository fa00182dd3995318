//! What was accepted, by whom, and until when.

use super::finding::{anchor, target};
use super::kind::glyph;
use super::model::Model;
use super::parts::{head, rest};
use super::text::{count, shown};
use crate::findings::{Finding, WaiverInfo};
use crate::report::shared::name;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// How many waivers are told one by one.
const MOST: usize = 500;
/// How many findings are named beside a waiver.
const FINDINGS: usize = 3;
/// What ends within so many days is worth a word.
const SOON: i64 = 30;

/// The section.
pub(super) fn section(model: &Model) -> Markup {
    let mut waivers = BTreeMap::<_, Vec<&Finding>>::new();
    let mut complaints = Vec::new();
    for (_, finding) in model.deviations() {
        match &finding.waiver {
            Some(w) => waivers
                .entry((w.expires.as_str(), w.number, w.owner.as_str(), w.reason.as_str()))
                .or_default()
                .push(finding),
            None if finding.rule_id.starts_with("waiver-") => complaints.push(finding),
            None => {}
        }
    }
    html! {
        section #waivers {
            h2 { "Waivers" }
            p.sub {
                @if waivers.is_empty() { "No finding is accepted by a waiver." }
                @else {
                    "Accepted, with a reason, an owner and a last day; what ends first stands first. A waived failure stays a "
                    "failure of its clause."
                }
            }
            @if !waivers.is_empty() {
                table.plain.stack {
                    (head(&["Until", "Owner", "Reason", "Covers"]))
                    tbody {
                        @for findings in waivers.values().take(MOST) {
                            @let waiver = findings.first().and_then(|f| f.waiver.as_ref());
                            @if let Some(waiver) = waiver { (row(model, waiver, findings)) }
                        }
                    }
                }
                (rest(waivers.len(), MOST, ", which end later, are in the JSON report."))
            }
            @if !complaints.is_empty() {
                h3 { "What is wrong with waivers" }
                ul.plain {
                    @for finding in complaints.iter().take(MOST) {
                        li { (glyph("fail")) " " (linked(finding, &sentence(finding))) }
                    }
                }
                (rest(complaints.len(), MOST, " stand among the findings."))
            }
        }
    }
}

fn row(model: &Model, waiver: &WaiverInfo, findings: &[&Finding]) -> Markup {
    html! {
        tr {
            td.c data-l="Until" { (shown(&waiver.expires)) @if let Some(left) = left(model, waiver) { br; small { (left) } } }
            td data-l="Owner" { (shown(&waiver.owner)) }
            td { (shown(&waiver.reason)) }
            td data-l="Covers" {
                @for (at, finding) in findings.iter().take(FINDINGS).enumerate() {
                    @if at > 0 { br; }
                    (linked(finding, &shown(name(&finding.resource)))) ", " (shown(&finding.rule_id))
                }
                @if findings.len() > FINDINGS { br; "and " (count(findings.len() - FINDINGS, "more finding")) }
            }
        }
    }
}

fn sentence(finding: &Finding) -> String {
    format!("{} {}", shown(name(&finding.resource)), shown(&finding.message))
}

fn linked(finding: &Finding, words: &str) -> Markup {
    html! { @match anchor(finding) { Some(id) => a href=(target(&id)) { (words) }, None => (words) } }
}

/// How long it holds still, from the time of the snapshot.
fn left(model: &Model, waiver: &WaiverInfo) -> Option<String> {
    let today = TimeZone::UTC.to_datetime(model.report.snapshot.taken_at).date();
    let days = today.until(waiver.expires.parse::<Date>().ok()?).ok()?.get_days();
    let days = i64::from(days);
    (0..=SOON).contains(&days).then(|| {
        if days == 0 {
            "ends today".to_owned()
        } else {
            format!("ends in {days} day{}", if days == 1 { "" } else { "s" })
        }
    })
}
