//! Whether a rule's examples notice when its condition is changed: classical mutation. An example is needed for every part of
//! a condition, one that turns out otherwise when the part is missing; else nobody would notice its loss.

use super::cel::Environment;
use super::cel::compile::{self, Mutant};
use super::file::RuleTest;
use super::parity::Parity;
use super::set::{self, Condition, Rule, RuleSet};
use super::test;
use crate::graph::Graph;
use crate::problem::Problem;
use crate::yaml::{self, Spanned};
use serde_json::Value;

/// What became of a rule's mutants.
#[derive(Default)]
pub struct Mutation {
    /// How many there are.
    pub mutants: usize,
    /// Those that no example tells from the rule.
    pub survived: Vec<Problem>,
}

/// Changes a rule's condition in every way, and runs its examples on each.
pub fn run(rules: &RuleSet, documented: &Value, rule: &Rule) -> Mutation {
    match (&rule.condition, &rule.file.check) {
        (Condition::Check { .. }, Some(check)) => of_check(rules, documented, rule, check),
        (Condition::Parity(parity), _) => of_parity(rules, documented, rule, parity),
        (Condition::Check { .. }, None) => Mutation::default(), // a rule without a condition does not load
    }
}

fn of_check(rules: &RuleSet, documented: &Value, rule: &Rule, text: &Spanned<String>) -> Mutation {
    let Some(own) = environment(rule, documented) else { return Mutation::default() };
    let mut mutants = compile::mutants(&text.value, &own).unwrap_or_default();
    mutants.retain(|mutant| mutant.compile(&text.value, &own).is_ok());
    let count = mutants.len();
    for example in &rule.file.tests {
        if mutants.is_empty() {
            break;
        }
        let Some((graph, effective, mut changed)) = setting(rules, documented, rule, example) else { continue };
        let Some(environment) = environment(rule, &effective) else { continue };
        mutants.retain(|mutant| match mutant.compile(&text.value, &environment) {
            Err(_) => true,
            Ok(mutated) => {
                if let Condition::Check { check, .. } = &mut changed.condition {
                    *check = mutated
                }
                !test::tells_apart(&graph, example, &changed)
            }
        });
    }
    Mutation { mutants: count, survived: mutants.iter().map(|mutant| survivor(rule, text, mutant)).collect() }
}

/// A rule that compares is changed by leaving out each thing that it compares.
fn of_parity(rules: &RuleSet, documented: &Value, rule: &Rule, parity: &Parity) -> Mutation {
    let compared = parity.aspects.iter().filter(|aspect| aspect.exception.is_none());
    let mut left = compared.map(|aspect| aspect.name.as_str()).collect::<Vec<_>>();
    let count = left.len();
    for example in &rule.file.tests {
        left.retain(|name| {
            let Some((graph, _, mut changed)) = setting(rules, documented, rule, example) else { return true };
            if let Condition::Parity(parity) = &mut changed.condition {
                parity.aspects.retain(|aspect| aspect.name != *name)
            }
            !test::tells_apart(&graph, example, &changed)
        });
    }
    let aspects = rule.file.parity.iter().flat_map(|parity| &parity.aspects.0);
    let survived = aspects.filter(|(name, _)| left.contains(&name.as_str())).map(|(name, expression)| {
        let start = yaml::offset_in_file(&rule.text, expression, 0);
        let message = format!("survived: no example notices when `{name}` is not compared");
        Problem::at(&rule.path, &rule.text, start, start + expression.value.len(), message)
    });
    Mutation { mutants: count, survived: survived.collect() }
}

fn environment<'e>(rule: &Rule, parameters: &'e Value) -> Option<Environment<'e>> {
    let lets = rule.file.lets.0.iter().map(|(name, text)| (name.clone(), text.value.clone())).collect::<Vec<_>>();
    Environment::new(Some(rule.subject), parameters).with_lets(&lets).ok()
}

/// An example's graph and parameters, and a rule of its own to change. One that cannot be set up is reported by the run of the
/// examples themselves.
fn setting(rules: &RuleSet, documented: &Value, rule: &Rule, example: &RuleTest) -> Option<(Graph, Value, Rule)> {
    let effective = test::effective(rule, documented, example).ok()?;
    let changed = set::load(&rule.path, &rule.text, &effective, &rules.clauses).ok()?;
    Some((test::graph(example).ok()?, effective, changed))
}

fn survivor(rule: &Rule, check: &Spanned<String>, mutant: &Mutant) -> Problem {
    let within = mutant.within.as_ref().and_then(|name| rule.file.lets.0.iter().find(|(n, _)| n == name));
    let scalar = within.map_or(check, |(_, scalar)| scalar);
    let start = yaml::offset_in_file(&rule.text, scalar, mutant.start);
    let end = yaml::offset_in_file(&rule.text, scalar, mutant.end.saturating_sub(1).max(mutant.start)) + 1;
    let name = mutant.within.as_deref().unwrap_or("check");
    let message = format!("survived: no example notices when this is {}", mutant.change);
    Problem::at(&rule.path, &rule.text, start, end, message).help(Some(format!("{name}: {}", mutant.text)))
}
