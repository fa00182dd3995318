//! Every text of a report that somebody else may have written. The members are taken apart by name and without a rest, so that a
//! new one does not build until it is here.

use serde_json::Value;
use std::collections::BTreeMap;
use trueline::findings::{
    BaselineInput, ClauseVerdict, EvidenceLine, Finding, Inputs, PlanInput, Planned, Report, ReportAccount, ReportRule,
    ReportRules, ReportSnapshot, Resolved, ResourceInfo, Summary, UnknownInfo, WaiverInfo,
};
use trueline::rules::parameters::Override;
use trueline::snapshot::{CoverageEntry, Tool};

type Change<'c> = &'c dyn Fn(&str) -> String;

fn all<'t>(texts: impl IntoIterator<Item = &'t mut String>, change: Change) {
    texts.into_iter().for_each(|text| *text = change(text));
}

fn value(value: &mut Value, change: Change) {
    match value {
        Value::String(text) => *text = change(text),
        Value::Array(values) => values.iter_mut().for_each(|v| self::value(v, change)),
        Value::Object(members) => {
            let old = std::mem::take(members).into_iter().map(|(name, mut member)| {
                self::value(&mut member, change);
                (change(&name), member)
            });
            *members = old.collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn names<V>(map: &mut BTreeMap<String, V>, change: Change) {
    *map = std::mem::take(map).into_iter().map(|(name, value)| (change(&name), value)).collect();
}

/// Changes every text.
pub fn change(report: &mut Report, change: Change) {
    let Report {
        schema_version: _,
        tool: Tool { name, version },
        snapshot: ReportSnapshot { id, taken_at: _, accounts, regions },
        inputs: own,
        rules: ReportRules { digest, count: _, items },
        summary:
            Summary { pass: _, fail: _, unknown: _, not_applicable: _, waived: _, fail_by_severity: _, exit_code: _ },
        findings,
        resolved: before,
        rules_not_applicable,
        architecture,
        coverage,
    } = report;
    all([name, version, id, digest].into_iter().chain(regions).chain(rules_not_applicable), change);
    for ReportAccount { id, name, environment } in accounts {
        all([id, name].into_iter().chain(environment), change);
    }
    inputs(own, change);
    items.iter_mut().for_each(|item| rule(item, change));
    findings.iter_mut().for_each(|one| finding(one, change));
    before.iter_mut().for_each(|one| resolved(one, change));
    for ClauseVerdict { clause, section, text, level: _, verdict: _, environments, rules, pending } in architecture {
        all([clause, section, text].into_iter().chain(rules).chain(pending), change);
        names(environments, change);
    }
    for entry in coverage {
        let CoverageEntry {
            account_id,
            region,
            operation,
            outcome: _,
            error_code,
            denied_by: _,
            items: _,
            resources: _,
        } = entry;
        all([account_id, region, operation].into_iter().chain(error_code), change);
    }
}

fn inputs(inputs: &mut Inputs, change: Change) {
    let Inputs {
        rules,
        select,
        accounts,
        regions,
        fail_on,
        planes,
        plans,
        gate,
        baseline,
        waivers,
        architecture,
        overridden,
        redacted,
    } = inputs;
    all(
        [rules, fail_on]
            .into_iter()
            .chain(select)
            .chain(accounts)
            .chain(regions)
            .chain(planes)
            .chain(gate)
            .chain(redacted)
            .chain(waivers),
        change,
    );
    for PlanInput { path, digest, changes, not_modelled } in plans {
        all([path, digest], change);
        names(changes, change);
        names(not_modelled, change);
    }
    for BaselineInput { digest, snapshot, taken_at: _ } in baseline.iter_mut() {
        all([digest, snapshot], change);
    }
    value(architecture, change);
    for Override { parameter, documented, effective } in overridden {
        all([parameter], change);
        [documented, effective].into_iter().for_each(|v| value(v, change));
    }
}

fn rule(rule: &mut ReportRule, change: Change) {
    let ReportRule { id, title, severity: _, clauses, why, fix, references, frameworks } = rule;
    let fixes = [Some(&mut fix.prose), fix.terraform.as_mut(), fix.aws_cli.as_mut()];
    all([id, title, why].into_iter().chain(clauses).chain(fixes.into_iter().flatten()).chain(references), change);
    frameworks.values_mut().for_each(|controls| all(controls, change));
    names(frameworks, change);
}

fn resource(resource: &mut ResourceInfo, change: Change) {
    let ResourceInfo { r#type, arn, id, name, planned } = resource;
    all([r#type, arn, id, name], change);
    for Planned { address, plan, file, line: _ } in planned.iter_mut() {
        all([address, plan].into_iter().chain(file), change);
    }
}

fn finding(finding: &mut Finding, change: Change) {
    let Finding {
        id,
        rule_id,
        status: _,
        severity: _,
        clauses,
        account_id,
        account_name,
        region,
        resource: subject,
        message,
        evidence,
        unknown,
        waiver,
        baseline: _,
        change: _,
        remediation,
    } = finding;
    all([id, rule_id, account_id, account_name, region, message, remediation].into_iter().chain(clauses), change);
    resource(subject, change);
    for EvidenceLine { path, value: own, source, read_at: _ } in evidence {
        all([path].into_iter().chain(source), change);
        value(own, change);
    }
    for UnknownInfo { reason, operation, account_id, region, outcome: _, error_code } in unknown.iter_mut() {
        all([reason, account_id, region].into_iter().chain(operation).chain(error_code), change);
    }
    for WaiverInfo { number: _, reason, owner, expires } in waiver.iter_mut() {
        all([reason, owner, expires], change);
    }
}

fn resolved(resolved: &mut Resolved, change: Change) {
    let Resolved {
        id,
        rule_id,
        severity: _,
        account_id,
        account_name,
        region,
        resource: subject,
        message,
        since: _,
        status: _,
    } = resolved;
    all([id, rule_id, account_id, account_name, region, message], change);
    resource(subject, change);
}
