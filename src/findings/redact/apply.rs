//! Going through the members of a report: what others have named gets its pseudonym. Words of rules and of the document stay but
//! for the ids of accounts, which no name is mistaken for.

use super::known::{elements, is_resource};
use super::{Redact, Redaction};
use crate::findings::report::{Finding, Report, Resolved, ResourceInfo};
use crate::model::{Account, Record};
use serde_json::Value;

pub(super) fn report(with: &Redaction, report: &mut Report) {
    for account in &mut report.snapshot.accounts {
        account.name = with.account_name(&account.id, &account.name);
        account.id = with.text(&account.id);
    }
    let inputs = &mut report.inputs;
    inputs.accounts.iter_mut().for_each(|account| *account = filter(with, account));
    for plan in &mut inputs.plans {
        plan.path = with.text(&plan.path);
    }
    value(with, &mut inputs.architecture);
    for changed in &mut inputs.overridden {
        value(with, &mut changed.documented);
        value(with, &mut changed.effective);
    }
    report.findings.iter_mut().for_each(|f| finding(with, f));
    report.resolved.iter_mut().for_each(|r| resolved(with, r));
    for entry in &mut report.coverage {
        entry.account_id = with.text(&entry.account_id);
        entry.error_code = entry.error_code.as_deref().map(|code| with.text(code));
    }
    if with.kinds.contains(&Redact::AccountIds) {
        rules(with, report);
    }
}

fn rules(with: &Redaction, report: &mut Report) {
    for rule in &mut report.rules.items {
        let fix = &mut rule.fix;
        let snippets = [&mut fix.terraform, &mut fix.aws_cli].into_iter().flatten();
        let texts = [&mut rule.title, &mut rule.why, &mut fix.prose].into_iter().chain(snippets);
        texts.chain(&mut rule.references).for_each(|text| *text = with.ids(text));
    }
    for finding in &mut report.findings {
        finding.remediation = with.ids(&finding.remediation);
    }
    for clause in &mut report.architecture {
        clause.text = with.ids(&clause.text);
        clause.pending = clause.pending.as_deref().map(|text| with.ids(text));
    }
}

/// A filter is the id of an account, its name or its environment, which stays.
fn filter(with: &Redaction, word: &str) -> String {
    match with.known.named(word) {
        Some(pseudonym) => pseudonym,
        None => with.text(word),
    }
}

fn finding(with: &Redaction, finding: &mut Finding) {
    resource(with, &mut finding.resource, &finding.account_id, &finding.account_name);
    finding.account_name = with.account_name(&finding.account_id, &finding.account_name);
    finding.account_id = with.text(&finding.account_id);
    finding.message = with.text(&finding.message);
    for line in &mut finding.evidence {
        line.path = path(with, &line.path);
        value(with, &mut line.value);
    }
    if let Some(unknown) = &mut finding.unknown {
        unknown.reason = with.text(&unknown.reason);
        unknown.account_id = with.text(&unknown.account_id);
        unknown.error_code = unknown.error_code.as_deref().map(|code| with.text(code));
    }
    if let Some(waiver) = &mut finding.waiver {
        waiver.reason = with.text(&waiver.reason);
        waiver.owner = with.text(&waiver.owner);
    }
}

fn resolved(with: &Redaction, resolved: &mut Resolved) {
    resource(with, &mut resolved.resource, &resolved.account_id, &resolved.account_name);
    resolved.account_name = with.account_name(&resolved.account_id, &resolved.account_name);
    resolved.account_id = with.text(&resolved.account_id);
    resolved.message = with.text(&resolved.message);
}

fn resource(with: &Redaction, resource: &mut ResourceInfo, account_id: &str, account_name: &str) {
    resource.name = match resource.r#type == Account::shape().type_name() && resource.name == account_name {
        true => with.account_name(account_id, account_name),
        false if is_resource(resource) => with.name(&resource.name),
        false => with.text(&resource.name),
    };
    resource.id = if is_resource(resource) { with.name(&resource.id) } else { with.text(&resource.id) };
    resource.arn = with.text(&resource.arn);
    if let Some(planned) = &mut resource.planned {
        planned.address = with.name(&planned.address);
        planned.plan = with.text(&planned.plan);
        planned.file = planned.file.as_deref().map(|file| with.text(file));
    }
}

/// Fields of a path are the model's words, the elements between them are not.
fn path(with: &Redaction, path: &str) -> String {
    let (mut out, mut done) = (String::with_capacity(path.len()), 0);
    let is_step = |step: &str| step.chars().all(|c| c.is_ascii_alphanumeric() || "_.[]\"".contains(c));
    for (start, end) in elements(path) {
        if !is_step(&path[done..start]) {
            break;
        }
        out.push_str(&path[done..start]);
        out.push_str(&with.name(&path[start..end]));
        done = end;
    }
    match is_step(&path[done..]) {
        true => out + &path[done..],
        // A name that holds what ends a name: nobody can tell where it does.
        false => with.text(path),
    }
}

fn value(with: &Redaction, of: &mut Value) {
    match of {
        Value::String(text) => *text = with.value(text),
        Value::Array(all) => all.iter_mut().for_each(|one| value(with, one)),
        Value::Object(all) => {
            let renamed = std::mem::take(all).into_iter().map(|(key, mut one)| {
                value(with, &mut one);
                (with.text(&key), one)
            });
            *all = renamed.collect();
        }
        Value::Number(number) => {
            let text = number.to_string();
            if with.known.is_listed(&text) {
                *of = Value::String(with.text(&text));
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}
