//! What the findings mean for the document: a verdict per clause and environment.

use super::report::{ClauseStatus, ClauseVerdict, Finding};
use crate::graph::Graph;
use crate::model::{Account, Record};
use crate::rules::{Clause, Level, Rule, RuleSet, Severity, Status};
use serde_json::Value;
use std::collections::BTreeMap;

/// The verdicts of all clauses, in the document's order.
pub(super) fn verdicts(
    set: &RuleSet,
    rules: &[&Rule],
    findings: &[Finding],
    graph: &Graph,
    planes: &[String],
) -> Vec<ClauseVerdict> {
    let environments = environments(&set.parameters);
    let accounts = graph.nodes(Account::shape()).filter_map(|node| {
        let environment = account_environment(graph, node)?;
        Some((graph.id(node).to_owned(), environment))
    });
    let accounts = accounts.collect::<BTreeMap<_, _>>();
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
                    in_environment(clause, expected, environment, findings, &accounts)
                }
            };
            by_environment.insert(environment.clone(), whole(set, clause, verdict));
        }
        // What is in an account that is no environment counts for the organization as a whole.
        let elsewhere =
            findings.iter().filter(|f| f.clauses.contains(&clause.id) && !accounts.contains_key(&f.account_id));
        let elsewhere = if asked { worst(clause, elsewhere) } else { None };
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
    findings: &[Finding],
    accounts: &BTreeMap<String, String>,
) -> ClauseStatus {
    if expected && !accounts.values().any(|e| e == environment) {
        return ClauseStatus::Fail; // the account is missing: ORG-01
    }
    let own = findings.iter().filter(|f| f.clauses.contains(&clause.id));
    let here = own.filter(|f| accounts.get(&f.account_id).is_some_and(|e| e == environment));
    let nothing =
        if expected && clause.level == Level::Must { ClauseStatus::Unknown } else { ClauseStatus::NotApplicable };
    worst(clause, here).unwrap_or(nothing)
}

/// The worst of some findings; none when there are none.
fn worst<'f>(clause: &Clause, findings: impl Iterator<Item = &'f Finding>) -> Option<ClauseStatus> {
    // A soft part of a binding clause is reported and does not break the clause.
    let binding = findings.filter(|f| clause.level == Level::Should || f.severity >= Severity::Medium);
    let verdicts = binding.map(|f| match f.status {
        Status::Fail => ClauseStatus::Fail,
        Status::Unknown => ClauseStatus::Unknown,
        _ => ClauseStatus::Pass,
    });
    verdicts.max()
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
