//! Rules that compare an account with the one that it mirrors. Such a rule names aspects: expressions that give a normal form
//! by role, in which ids, names and the order of lists say nothing. Each is evaluated on both accounts; where the values are
//! certainly unlike and no exception is declared, the rule fails and shows both.
//!
//! This file checks what stands in rule file and parameters, `judge` compares two accounts and gives verdict, evidence and message.

mod judge;
#[cfg(test)]
mod tests;

pub(super) use judge::BoundParity;

use super::cel::{Environment, Expression, compile};
use super::file::{ParityFile, RuleFile};
use super::set::{Condition, Rule, at, diagnostic};
use crate::model::{Account, Record, Shape};
use crate::problem::{Problem, suggestion};
use crate::yaml::Spanned;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The parameter that lists in what a mirroring environment may differ.
pub(super) const EXCEPTIONS: &str = "organization.parity_exceptions";

/// What an account has to have in common with the one that it mirrors.
pub struct Parity {
    /// The parameter that says which environment mirrors which.
    pub with: String,
    /// The mirrored environment by the one that mirrors it.
    pub mirrors: BTreeMap<String, String>,
    /// What is compared.
    pub aspects: Vec<Aspect>,
}

/// One thing that is compared.
pub struct Aspect {
    /// As exceptions name it.
    pub name: String,
    /// Its normal form.
    pub value: Expression,
    /// Why it is not compared, where an exception is declared.
    pub exception: Option<String>,
}

impl Aspect {
    /// Its name as a message has it.
    fn words(&self) -> String {
        self.name.replace('_', " ")
    }
}

/// A declared difference.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    /// The aspect.
    aspect: String,
    /// Why it may differ.
    why: String,
}

/// Checks a parity rule, and says which accounts it applies to.
pub(super) fn load(
    path: &Path,
    text: &str,
    file: &RuleFile,
    parity: &ParityFile,
    subject: &'static Shape,
    named: &Environment,
    parameters: &Value,
) -> Result<(Expression, Parity), Vec<Problem>> {
    let mut problems = Vec::new();
    if !std::ptr::eq(subject, Account::shape()) {
        let message = format!("a parity rule compares accounts: `resource` is {}", Account::shape().type_name());
        problems.push(at(path, text, &file.resource, message));
        return Err(problems);
    }
    let mirrors = mirrors(&parity.with, parameters).unwrap_or_else(|(message, help)| {
        problems.push(at(path, text, &parity.with, message).help(help));
        BTreeMap::new()
    });
    let exceptions = exceptions(parameters).unwrap_or_else(|message| {
        problems.push(Problem::of(path, message));
        BTreeMap::new()
    });
    if parity.aspects.0.is_empty() {
        problems.push(at(path, text, &parity.with, "nothing is compared: `aspects` is empty"));
    }
    let (mut aspects, mut names) = (Vec::<Aspect>::new(), BTreeSet::new());
    for (name, expression) in &parity.aspects.0 {
        if !names.insert(name) {
            problems.push(at(path, text, expression, format!("aspect `{name}` stands twice")));
        }
        if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            let message = format!("`{name}` is no name of an aspect: small letters, digits and underscores");
            problems.push(at(path, text, expression, message));
        }
        match compile::aspect(&expression.value, named) {
            Ok(value) => aspects.push(Aspect { name: name.clone(), value, exception: exceptions.get(name).cloned() }),
            Err(why) => problems.push(diagnostic(path, text, file, expression, why)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let with = parity.with.value.clone();
    let applies = match aspects.iter().all(|a| a.exception.is_some()) {
        true => "false".to_owned(), // nothing is left to compare: that is no pass
        false => format!("resource.environment != null && resource.environment in architecture.{with}"),
    };
    let when = compile::check(&applies, &Environment::new(Some(subject), parameters));
    let when = when.map_err(|why| vec![at(path, text, &parity.with, why.message)])?;
    Ok((when, Parity { with, mirrors, aspects }))
}

/// The parameter that `with` names: a map from an environment to the one that it mirrors.
fn mirrors(with: &Spanned<String>, parameters: &Value) -> Result<BTreeMap<String, String>, (String, Option<String>)> {
    let mut value = parameters;
    for name in with.value.split('.') {
        let known = value.as_object().into_iter().flatten().map(|(key, _)| key.as_str());
        let help = suggestion(name, known);
        value =
            value.get(name).ok_or_else(|| (format!("no architecture parameter is called `{}`", with.value), help))?;
    }
    let mirrors = serde_json::from_value::<BTreeMap<String, String>>(value.clone());
    let mirrors = mirrors.map_err(|_| {
        (format!("architecture.{} is no map from an environment to the one that it mirrors", with.value), None)
    })?;
    let environments = parameters.pointer("/organization/environments").and_then(Value::as_array);
    let known = environments.into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>();
    for (environment, other) in &mirrors {
        if environment == other {
            return Err((format!("architecture.{}: {environment} mirrors itself", with.value), None));
        }
        if let Some(name) = [environment, other].into_iter().find(|n| !known.contains(&n.as_str())) {
            let message = format!("architecture.{} names `{name}`, which is no environment", with.value);
            return Err((message, suggestion(name, known)));
        }
    }
    Ok(mirrors)
}

/// The declared differences: why, by aspect.
fn exceptions(parameters: &Value) -> Result<BTreeMap<String, String>, String> {
    let Some(list) = EXCEPTIONS.split('.').try_fold(parameters, |at, key| at.get(key)) else {
        return Ok(BTreeMap::new());
    };
    let list = Vec::<Exception>::deserialize(list)
        .map_err(|why| format!("architecture.{EXCEPTIONS} is a list of {{aspect, why}}: {why}"))?;
    let mut all = BTreeMap::new();
    for Exception { aspect, why } in list {
        if why.trim().is_empty() {
            return Err(format!("architecture.{EXCEPTIONS}: say why `{aspect}` may differ"));
        }
        if all.insert(aspect.clone(), why).is_some() {
            return Err(format!("architecture.{EXCEPTIONS} names `{aspect}` twice"));
        }
    }
    Ok(all)
}

/// The exceptions that name no aspect of any rule; rules without parity leave the question open.
pub(super) fn undeclared(parameters: &Value, rules: &[Rule]) -> Result<(), (String, Option<String>)> {
    let aspects = rules.iter().filter_map(|rule| match &rule.condition {
        Condition::Parity(parity) => Some(parity.aspects.iter().map(|a| a.name.as_str())),
        Condition::Check { .. } => None,
    });
    let aspects = aspects.flatten().collect::<BTreeSet<_>>();
    let exceptions = exceptions(parameters).map_err(|message| (message, None))?;
    match exceptions.into_keys().find(|name| !aspects.contains(name.as_str())) {
        Some(name) if !aspects.is_empty() => {
            let help = suggestion(&name, aspects);
            Err((format!("architecture.{EXCEPTIONS} names `{name}`, which is no aspect of a parity rule"), help))
        }
        _ => Ok(()),
    }
}
