//! What the findings mean for the document: a verdict per clause and environment.

use super::passes::Passes;
use super::report::{ClauseStatus, ClauseVerdict, Finding};
use crate::graph::Graph;
use crate::model::{Account, Record};
use crate::rules::{Clause, Level, Rule, RuleSet, Severity, Status};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// The verdicts of all clauses, in the document's order.
pub(super) fn verdicts(
    set: &RuleSet,
    rules: &[&Rule],
    findings: &[Finding],
    passes: &Passes,
    graph: &Graph,
    planes: &[String],
) -> Vec<ClauseVerdict> {
    let environments = environments(&set.parameters);
    let accounts = graph.nodes(Account::shape()).filter_map(|node| {
        let environment = account_environment(graph, node)?;
        Some((graph.id(node).to_owned(), environment))
    });
    let accounts = accounts.collect::<BTreeMap<_, _>>();
    let outcomes = outcomes(findings, passes, rules);
    let clauses = set.clauses.iter().map(|clause| {
        let own =
            rules.iter().filter(|r| r.clauses().any(|c| c == clause.id)).map(|r| r.id().to_owned()).collect::<Vec<_>>();
        let asked = clause.planes.iter().any(|p| p != "plan" && planes.contains(p));
        let places = declared(&set.parameters, clause).unwrap_or_else(|| environments.clone());
        let mut by_environment = BTreeMap::new();
        for environment in environments.iter().chain(&places) {
            let verdict = match () {
                () if own.is_empty() || !asked => ClauseStatus::NotRead,
                () => {
                    let expected = places.contains(environment);
                    in_environment(clause, expected, environment, &outcomes, &accounts)
                }
            };
            by_environment.insert(environment.clone(), whole(set, clause, verdict));
        }
        // What is in an account that is no environment counts for the organization as a whole.
        let elsewhere = worst(clause, &outcomes, |account| !accounts.contains_key(account)).filter(|_| asked);
        let overall = by_environment.values().copied().chain(elsewhere).max().unwrap_or(ClauseStatus::NotRead);
        ClauseVerdict {
            clause: clause.id.clone(),
            section: clause.section.clone(),
            text: clause.text.clone(),
            level: clause.level,
            verdict: whole(set, clause, overall),
            environments: by_environment,
            rules: own,
            pending: set.pending.get(&clause.id).cloned(),
        }
    });
    clauses.collect()
}

/// Rules that decide a part of a clause can break it, and not make it hold.
fn whole(set: &RuleSet, clause: &Clause, verdict: ClauseStatus) -> ClauseStatus {
    let partly = set.pending.contains_key(&clause.id) && verdict == ClauseStatus::Pass;
    if partly { ClauseStatus::NotRead } else { verdict }
}

fn in_environment(
    clause: &Clause,
    expected: bool,
    environment: &str,
    outcomes: &Outcomes,
    accounts: &BTreeMap<String, String>,
) -> ClauseStatus {
    if expected && !accounts.values().any(|e| e == environment) {
        return ClauseStatus::Fail; // the account is missing: ORG-01
    }
    let here = worst(clause, outcomes, |account| accounts.get(account).is_some_and(|e| e == environment));
    let nothing =
        if expected && clause.level == Level::Must { ClauseStatus::Unknown } else { ClauseStatus::NotApplicable };
    here.unwrap_or(nothing)
}

/// By clause and account, the worst of all findings, and of those that bind.
type Outcomes<'f> = HashMap<&'f str, BTreeMap<&'f str, [Option<ClauseStatus>; 2]>>;

/// Goes through the findings once: there may be millions.
fn outcomes<'f>(findings: &'f [Finding], passes: &Passes<'f>, rules: &[&'f Rule]) -> Outcomes<'f> {
    let mut outcomes = Outcomes::new();
    let mut enter = |clause: &'f str, account: &'f str, severity: Severity, status: ClauseStatus| {
        let [all, binding] = outcomes.entry(clause).or_default().entry(account).or_default();
        *all = Some(status).max(*all);
        // A soft part of a binding clause is reported and does not break the clause.
        if severity >= Severity::Medium {
            *binding = Some(status).max(*binding);
        }
    };
    for finding in findings {
        let status = match finding.status {
            Status::Fail => ClauseStatus::Fail,
            Status::Unknown => ClauseStatus::Unknown,
            _ => ClauseStatus::Pass,
        };
        finding.clauses.iter().for_each(|clause| enter(clause, &finding.account_id, finding.severity, status));
    }
    for (rule, account) in passes.rules(rules) {
        rule.clauses().for_each(|clause| enter(clause, account, rule.file.severity, ClauseStatus::Pass));
    }
    outcomes
}

/// The worst for a clause in some accounts; none when nothing was judged there.
fn worst(clause: &Clause, outcomes: &Outcomes, wanted: impl Fn(&str) -> bool) -> Option<ClauseStatus> {
    let own = outcomes.get(clause.id.as_str())?.iter().filter(|(account, _)| wanted(account));
    own.filter_map(|(_, [all, binding])| if clause.level == Level::Should { *all } else { *binding }).max()
}

/// The environments that a clause is about, where it names the parameter that lists them.
fn declared(parameters: &Value, clause: &Clause) -> Option<Vec<String>> {
    let path = clause.environments.as_ref()?;
    let value = path.split('.').try_fold(parameters, |at, key| at.get(key))?;
    if let Some(map) = value.as_object() {
        return Some(map.keys().cloned().collect()); // of environments, for example those that mirror another
    }
    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

fn environments(parameters: &Value) -> Vec<String> {
    let list = parameters.get("organization").and_then(|o| o.get("environments")).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn account_environment(graph: &Graph, node: crate::graph::NodeId) -> Option<String> {
    let slot = Account::shape().slot("environment")?;
    Some(graph.text(node, slot).to_owned()).filter(|e| !e.is_empty())
}
