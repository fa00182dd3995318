//! JUnit's XML, as Jenkins' schema has it: a suite for each rule, a case for each of its subjects.
//!
//! CI shows cases by their class, which is the rule. What could not be judged is an error: it is no pass and no failure. What is
//! none of this run's (waived, in the baseline, so before the plan) is skipped, with the reason.

use super::shared::{self, clipped_to, shown};
use crate::escape::terminal as one_line;
use crate::findings::{Finding, Report};
use crate::rules::Status;
use crate::snapshot::Outcome;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::collections::HashMap;
use std::io::{Result, Write};

/// How much evidence a case tells; the JSON report has all.
const MAX_EVIDENCE: usize = 10;

/// The report as XML with a line break at its end.
pub(super) fn write(report: &Report, to: &mut dyn Write) -> Result<()> {
    let mut xml = Writer::new_with_indent(to, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let counts = Counts::of(report, &report.findings);
    let all = xml.create_element("testsuites").with_attributes([
        ("name", "trueline"),
        ("tests", &counts.tests),
        ("failures", &counts.failures),
        ("errors", &counts.errors),
    ]);
    all.write_inner_content(|xml| {
        // Findings are sorted by severity and then by rule: a rule's stand together.
        report.findings.chunk_by(|a, b| a.rule_id == b.rule_id).try_for_each(|own| suite(report, own, xml))
    })?;
    xml.into_inner().write_all(b"\n")
}

/// What Jenkins shows of a suite before it is opened.
struct Counts {
    tests: String,
    failures: String,
    errors: String,
    skipped: String,
}

impl Counts {
    fn of(report: &Report, findings: &[Finding]) -> Counts {
        let mut of_kind = [0_usize; 4];
        findings.iter().for_each(|f| of_kind[Kind::of(report, f) as usize] += 1);
        let count = |kind| of_kind[kind as usize].to_string();
        Counts {
            tests: findings.len().to_string(),
            failures: count(Kind::Failure),
            errors: count(Kind::Error),
            skipped: count(Kind::Skipped),
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Success,
    Failure,
    Error,
    Skipped,
}

impl Kind {
    fn of(report: &Report, finding: &Finding) -> Kind {
        match finding.status {
            Status::Pass | Status::NotApplicable => Kind::Success,
            _ if shared::excuse(report, finding).is_some() => Kind::Skipped,
            Status::Fail => Kind::Failure,
            Status::Unknown => Kind::Error,
        }
    }
}

fn suite<W: Write>(report: &Report, findings: &[Finding], xml: &mut Writer<W>) -> Result<()> {
    let Some(first) = findings.first() else { return Ok(()) };
    let (rule, counts) = (one_line(&first.rule_id), Counts::of(report, findings));
    let timestamp = report.snapshot.taken_at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let suite = xml.create_element("testsuite").with_attributes([
        ("name", &*rule),
        ("tests", &counts.tests),
        ("failures", &counts.failures),
        ("errors", &counts.errors),
        ("skipped", &counts.skipped),
        ("timestamp", &timestamp),
    ]);
    suite.write_inner_content(|xml| {
        properties(report, first, xml)?;
        findings.iter().zip(names(findings)).try_for_each(|(finding, name)| case(report, finding, [&rule, &name], xml))
    })?;
    Ok(())
}

fn properties<W: Write>(report: &Report, first: &Finding, xml: &mut Writer<W>) -> Result<()> {
    let title = report.rules.items.iter().find(|r| r.id == first.rule_id).map(|r| r.title.as_str());
    let unread = report.coverage.iter().filter(|c| c.outcome != Outcome::Ok).count().to_string();
    let clauses = first.clauses.join(", ");
    let mut properties = vec![
        ("title", title.unwrap_or_default().to_owned()),
        ("severity", first.severity.word().to_owned()),
        ("clauses", clauses),
        ("snapshot", report.snapshot.id.clone()),
        ("verdict", shared::verdict(report).to_owned()),
        ("not read", unread),
    ];
    properties.extend(shared::redacted(report).map(|words| ("redacted", words)));
    properties.extend(report.inputs.overridden.iter().map(|o| ("overridden", shared::overridden(o))));
    xml.create_element("properties").write_inner_content(|xml| {
        properties.iter().try_for_each(|(name, value)| {
            let value = shown(value);
            xml.create_element("property").with_attributes([("name", *name), ("value", &value)]).write_empty().map(drop)
        })
    })?;
    Ok(())
}

fn case<W: Write>(report: &Report, finding: &Finding, [rule, name]: [&str; 2], xml: &mut Writer<W>) -> Result<()> {
    let case = xml.create_element("testcase").with_attributes([("classname", rule), ("name", name), ("time", "0")]);
    let (element, message) = match Kind::of(report, finding) {
        Kind::Success => return case.write_empty().map(drop),
        Kind::Failure => ("failure", shared::sentence(finding)),
        Kind::Error => ("error", shared::sentence(finding)),
        Kind::Skipped => {
            let excuse = shared::excuse(report, finding).map(|e| e.words()).unwrap_or_default();
            ("skipped", format!("{excuse}. {}: {}", finding.status, shared::sentence(finding)))
        }
    };
    let (kind, body) = (finding.severity.word(), body(finding));
    case.write_inner_content(|xml| {
        let told = xml.create_element(element).with_attributes([("type", kind), ("message", &message)]);
        told.write_text_content(BytesText::new(&body)).map(drop)
    })?;
    Ok(())
}

/// The names of a rule's cases. Viewers tell cases apart by them, and compare runs: those that would be the same (of one address
/// in two plans, say) get the finding's id.
fn names(findings: &[Finding]) -> Vec<String> {
    let names = findings.iter().map(case_name).collect::<Vec<_>>();
    let mut seen = HashMap::<&str, usize>::new();
    names.iter().for_each(|name| *seen.entry(name).or_default() += 1);
    let alone = |name: &String| seen.get(name.as_str()) == Some(&1);
    let name = |(name, f): (&String, &Finding)| if alone(name) { name.clone() } else { format!("{name} {}", f.id) };
    names.iter().zip(findings).map(name).collect()
}

fn case_name(finding: &Finding) -> String {
    let resource = &finding.resource;
    let (account, name) = (shown(&finding.account_name), shown(shared::name(resource)));
    let account = if account == finding.account_id { account } else { format!("{account} {}", finding.account_id) };
    let id = match &resource.planned {
        Some(planned) => planned.address.as_str(),
        None if resource.arn.is_empty() => resource.id.as_str(),
        None => resource.arn.as_str(),
    };
    let id = one_line(&clipped_to(id, 2_000));
    let id = if id == name || id.is_empty() { String::new() } else { format!(" ({id})") };
    format!("{account} {}: {name}{id}", one_line(&finding.region))
}

fn body(finding: &Finding) -> String {
    let mut lines = Vec::new();
    if let Some(planned) = &finding.resource.planned {
        let place = shared::place(finding);
        let (file, line) = place.file();
        lines.push(format!("{} at {file}:{line}", planned.address));
    }
    let evidence = finding.evidence.iter().take(MAX_EVIDENCE);
    lines.extend(evidence.map(|e| format!("{} = {}", e.path, e.value)));
    if finding.evidence.len() > MAX_EVIDENCE {
        lines.push(format!("and {} more; the JSON report has all", finding.evidence.len() - MAX_EVIDENCE));
    }
    if !finding.remediation.is_empty() {
        lines.push(format!("To mend it: {}", finding.remediation.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    lines.iter().map(|line| shown(line)).collect::<Vec<_>>().join("\n")
}
