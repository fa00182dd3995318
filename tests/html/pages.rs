//! Reports to look at as pages: one with everything that a page can show, and one of a large organization.

use crate::reports;
use serde_json::{Value, json};
use std::fmt::Write;
use trueline::findings::{BaselineInput, Finding, Report, UnknownInfo, WaiverInfo};
use trueline::report::{AccountDrawing, Drawings, Format, table::Style};
use trueline::rules::parameters::Override;
use trueline::rules::{Severity, Status};
use trueline::snapshot::{CoverageEntry, Outcome};

/// The report as a page.
pub fn page(report: &Report, drawings: Option<&Drawings>) -> String {
    if drawings.is_none() {
        return reports::written(report, "html");
    }
    let mut out = Vec::new();
    Format::Html.write(report, drawings, &Style { width: 120, color: false }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The sample with findings of every kind, gaps, waivers that are in order and one that is not, a baseline, a plan, and a
/// parameter that is not the document's.
pub fn rich() -> Report {
    let (mut report, mut more) = (reports::of_every_kind(), reports::sample());
    more.findings.retain(|f| report.findings.iter().all(|own| own.id != f.id));
    report.findings.append(&mut more.findings);
    let mut complaint = reports::finding(40, Status::Fail, Severity::Medium);
    (complaint.rule_id, complaint.clauses) = ("waiver-unmatched".to_owned(), Vec::new());
    (complaint.account_id, complaint.account_name) = (String::new(), String::new());
    report.findings.push(complaint);
    report.findings.extend((50..53).map(unread));
    let waived = report.findings.iter_mut().filter(|f| f.status == Status::Fail && f.waiver.is_none());
    for finding in waived.skip(3).step_by(7) {
        finding.waiver = Some(WaiverInfo {
            number: 3,
            reason: "the second gateway is tried out".to_owned(),
            owner: "network team".to_owned(),
            expires: "2026-12-05".to_owned(),
        });
    }
    report.inputs.baseline = Some(BaselineInput {
        digest: "sha256:1".to_owned(),
        snapshot: "sha256:2".to_owned(),
        taken_at: report.snapshot.taken_at,
    });
    report.inputs.overridden = vec![Override {
        parameter: "database.backup_retention_days".to_owned(),
        documented: json!(7),
        effective: json!(14),
    }];
    report.coverage.push(gap());
    reports::settle(&mut report);
    report
}

fn gap() -> CoverageEntry {
    CoverageEntry {
        account_id: "333333333333".to_owned(),
        region: "eu-central-1".to_owned(),
        operation: "rds:DescribeDBClusterSnapshots".to_owned(),
        outcome: Outcome::Denied,
        error_code: Some("AccessDenied".to_owned()),
        denied_by: None,
        items: 0,
        resources: 0,
    }
}

/// What the gap leaves open.
fn unread(number: usize) -> Finding {
    let mut finding = reports::finding(number, Status::Unknown, Severity::High);
    finding.unknown = Some(UnknownInfo {
        reason: "AccessDenied".to_owned(),
        operation: Some("rds:DescribeDBClusterSnapshots".to_owned()),
        account_id: "333333333333".to_owned(),
        region: "eu-central-1".to_owned(),
        outcome: Some(Outcome::Denied),
        error_code: Some("AccessDenied".to_owned()),
    });
    finding
}

/// Drawings in the shape of the real ones: a box for each failure of an account, which leads to it.
pub fn drawings(report: &Report) -> Drawings {
    let account = |id: &str, name: &str, prefix: &str| {
        let failed = report.findings.iter().filter(|f| f.account_id == id && f.status == Status::Fail);
        let mut boxes = String::new();
        for (at, finding) in failed.take(5).enumerate() {
            let (y, id) = (20 + at * 50, &finding.id);
            let rect = format!("<rect class='b' x='10' y='{y}' width='200' height='40'/>");
            write!(boxes, "<a href='#f-{id}' aria-label='failure {at}'><g class='n chip fail'>{rect}</g></a>").unwrap();
        }
        let svg = |class: &str, width: usize| {
            format!(
                "<svg class='arch {class}' viewBox='0 0 {width} 300' role='group' aria-labelledby='{prefix}{class}'>\
                 <title id='{prefix}{class}'>drawing</title>{boxes}</svg>"
            )
        };
        AccountDrawing {
            name: name.to_owned(),
            id: id.to_owned(),
            state: "holds".to_owned(),
            wide: svg("wide", 1208),
            narrow: svg("narrow", 344),
            is_small: false,
        }
    };
    let accounts = report.snapshot.accounts.iter().enumerate();
    Drawings {
        definitions: "<pattern id='hatch' width='6' height='6'><path d='M0 6L6 0'/></pattern>".to_owned(),
        style: ".arch .b{fill:var(--chip);stroke:var(--edge)}.arch .fail .b{stroke:var(--fail)}".to_owned(),
        accounts: accounts.map(|(at, a)| account(&a.id, &a.name, &format!("d{at}"))).collect(),
    }
}

/// The sample's findings over and over, each time of other accounts and resources; of forty that pass one fails.
pub fn large(count: usize) -> Report {
    let mut report = reports::sample();
    let own = std::mem::take(&mut report.findings);
    for at in 0..count {
        let (mut finding, copy) = (own[at % own.len()].clone(), at / own.len());
        let other = |text: &mut String| *text = others(text, copy);
        let resource = &mut finding.resource;
        let texts =
            [&mut finding.account_id, &mut finding.message, &mut resource.arn, &mut resource.id, &mut resource.name];
        texts.into_iter().for_each(other);
        write!(finding.account_name, "-{}", copy % 10).unwrap();
        for line in &mut finding.evidence {
            line.path = others(&line.path, copy);
            line.value = serde_json::from_str(&others(&line.value.to_string(), copy)).unwrap();
        }
        if at % 40 == 39 {
            finding.status = Status::Fail;
            finding.message = format!("is not what the document says: {at}");
        }
        finding.id = reports::id(at);
        report.findings.push(finding);
    }
    reports::settle(&mut report);
    report
}

/// The same text about another copy of everything: ids of resources and accounts, which are hexadecimal, become others.
fn others(text: &str, copy: usize) -> String {
    let mut out = String::new();
    let is_id = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let mut rest = text;
    while let Some(from) = rest.find(is_id) {
        let run = rest[from..].find(|c| !is_id(c)).map_or(rest.len(), |to| from + to);
        let (before, id) = (&rest[..from], &rest[from..run]);
        out.push_str(before);
        match id.len() {
            12 if id.bytes().all(|b| b.is_ascii_digit()) => {
                write!(out, "{:012}", id.parse::<u64>().unwrap() + (copy % 10) as u64).unwrap();
            }
            8.. => out
                .push_str(&trueline::digest(format!("{id} {copy}").as_bytes())["sha256:".len()..][..id.len().min(60)]),
            _ => out.push_str(id),
        }
        rest = &rest[run..];
    }
    out + rest
}

/// The data of a page, unpacked: the findings' block first, then those of the evidence.
pub fn data(page: &str) -> Vec<Value> {
    crate::support::page::data(page).iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}
