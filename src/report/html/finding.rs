//! A finding as a row that opens. The script makes the same of its columns: a test holds one against the other.

use super::evidence::told;
use super::kind::{Kind, glyph};
use super::model::{Model, Rule};
use super::parts::head;
use super::text::{lines, shown};
use super::verdict::severity;
use crate::findings::{BaselineMark, Change, Finding, ReportRule, told_change};
use crate::report::shared::name;
use maud::{Markup, html};
use serde::Serialize;

/// What a finding that is no pass has beside.
#[derive(Serialize)]
pub(super) struct Extra {
    /// Its id, where it can stand in an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Why it could not be decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
    /// Why it is accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<String>,
    /// `new`, `existing`, `introduced`, `there before`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<&'static str>,
    /// Where the plan has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned: Option<String>,
}

/// A finding's name in an address. Ids are digests; whatever else a file may have there is none.
pub(super) fn anchor(finding: &Finding) -> Option<String> {
    let is_digest = !finding.id.is_empty() && finding.id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    is_digest.then(|| finding.id.clone())
}

/// The address of a finding on the page.
pub(super) fn target(id: &str) -> String {
    format!("#f-{id}")
}

/// What a finding that is no pass has beside.
pub(super) fn extra(finding: &Finding, id: Option<String>) -> Extra {
    let baseline = finding.baseline.map(|mark| match mark {
        BaselineMark::New => "new",
        BaselineMark::Existing => "existing",
    });
    let change = told_change(finding).map(|change| match change {
        Change::Introduced => "introduced",
        Change::Fixed => "fixed",
        Change::PreExisting => "there before",
    });
    let unknown = finding.unknown.as_ref().map(|u| {
        let code = u.error_code.as_ref().map(|c| format!(" ({c})")).unwrap_or_default();
        let call = u.operation.as_ref().map(|o| format!("; {o} in {}, {}{code}", u.account_id, u.region));
        shown(&format!("{}{}", u.reason, call.unwrap_or_default()))
    });
    let waiver = finding.waiver.as_ref();
    Extra {
        id,
        unknown,
        waiver: waiver.map(|w| shown(&format!("{} ({}, until {})", w.reason, w.owner, w.expires))),
        marks: baseline.into_iter().chain(change).collect(),
        planned: finding.resource.planned.as_ref().map(|p| {
            let line = p.line.map(|l| format!(":{l}")).unwrap_or_default();
            let file = p.file.as_ref().map(|f| format!(" at {f}{line}")).unwrap_or_default();
            shown(&format!("{}{file}, {}", p.address, p.plan))
        }),
    }
}

/// A rule's remediation to copy.
pub(super) fn snippets(rule: &ReportRule) -> Vec<(&'static str, String)> {
    let all = [("Terraform", &rule.fix.terraform), ("AWS CLI", &rule.fix.aws_cli)];
    all.into_iter().filter_map(|(what, code)| Some((what, lines(code.as_ref()?)))).collect()
}

/// A rule's references that a browser may follow.
pub(super) fn references(rule: &ReportRule) -> Vec<String> {
    rule.references.iter().filter(|r| r.starts_with("https://")).map(|r| shown(r)).collect()
}

/// The controls that a rule covers, each with its framework.
pub(super) fn controls(rule: &ReportRule) -> Vec<String> {
    let all = rule.frameworks.iter().map(|(name, controls)| shown(&format!("{name}: {}", controls.join(", "))));
    all.collect()
}

/// The row.
pub(super) fn row(model: &Model, kind: Kind, finding: &Finding) -> Markup {
    let rule = model.rule_of(&finding.rule_id).map(|at| &model.rules[at]);
    let item = rule.and_then(|r| r.item);
    let title = item.map(|r| shown(&r.title)).filter(|t| !t.is_empty());
    let extra = extra(finding, anchor(finding));
    html! {
        details class={ "f " (kind.word()) } id=[extra.id.as_ref().map(|id| format!("f-{id}"))] {
            summary {
                (glyph(kind.word()))
                span {
                    span.t { span.vh { (kind.word()) ": " } b { (shown(name(&finding.resource))) } " " (shown(&finding.message)) }
                    span.d { "Required: " (title.unwrap_or_else(|| shown(&finding.rule_id))) }
                }
                span.m { (severity(finding.severity, kind)) @for mark in &extra.marks { " " span.tag { (mark) } } }
                span.m { (model.accounts[model.account_of(finding)].label()) }
                span.m { (shown(finding.clauses.first().map_or("", String::as_str))) }
                span.v {}
            }
            (body(model, finding, rule, &extra))
        }
    }
}

fn body(model: &Model, finding: &Finding, rule: Option<&Rule>, extra: &Extra) -> Markup {
    let item = rule.and_then(|r| r.item);
    let account = &model.accounts[model.account_of(finding)];
    let text = |title: &'static str, text: String| {
        html! { @if !text.is_empty() { h3 { (title) } p { (text) } } }
    };
    let clauses = finding.clauses.as_slice();
    let resource = super::columns::key(finding);
    html! {
        div.body {
            @if let Some(why) = &extra.unknown { p { strong { "Why unknown: " } (why) } }
            @if let Some(waiver) = &extra.waiver { p { strong { "Waived: " } (waiver) } }
            @if finding.evidence.is_empty() { p.sub { "There is no evidence: nothing was there to be read." } }
            @else {
                table.ev {
                    (head(&["Evidence", "Value", "Read by", "Read at (UTC)"]))
                    tbody {
                        @for line in &finding.evidence {
                            @let [path, value, source, at] = told(line);
                            tr { td { (shown(&path)) } td { (value) } td { (shown(&source)) } td { (at) } }
                        }
                    }
                }
            }
            (text("Why it matters", item.map(|r| lines(&r.why)).unwrap_or_default()))
            (text("What to do", lines(rule.map_or("", |r| r.fix))))
            @for (what, code) in item.map(snippets).unwrap_or_default() {
                div.code { span { (what) } pre tabindex="0" { code { (code) } } }
            }
            @for reference in item.map(references).unwrap_or_default() {
                p { a href=(reference) { (reference) } }
            }
            dl.meta {
                dt { "Rule" } dd { (shown(&finding.rule_id)) }
                @if !clauses.is_empty() {
                    dt { "Clause" }
                    dd { @for (at, clause) in clauses.iter().enumerate() { @if at > 0 { ", " } (link(model, clause)) } }
                }
                @for (what, words) in [
                    ("Resource", shown(resource)),
                    ("Type", shown(&finding.resource.r#type)),
                    ("In the plan", extra.planned.clone().unwrap_or_default()),
                    ("Account", format!("{} {}", account.label(), shown(account.id))),
                    ("Region", shown(&finding.region)),
                    ("Controls", item.map(controls).unwrap_or_default().join("; ")),
                    ("Finding", extra.id.clone().unwrap_or_default()),
                ] {
                    @if !words.is_empty() { dt { (what) } dd { (words) } }
                }
            }
        }
    }
}

/// A clause that leads to the document's.
pub(super) fn link(model: &Model, clause: &str) -> Markup {
    html! {
        @match model.clause(clause) {
            Some(at) => a href={ "#c" (at) } { (shown(clause)) },
            None => (shown(clause)),
        }
    }
}
