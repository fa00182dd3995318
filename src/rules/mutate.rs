//! Whether a rule's examples notice when its condition is changed: classical mutation. An example is needed for every part of
//! a condition, one that turns out otherwise when the part is missing; else nobody would notice its loss.

use super::cel::Environment;
use super::cel::compile::{self, Mutant};
use super::file::RuleTest;
use super::set::{self, Rule, RuleSet};
use super::test;
use crate::graph::Graph;
use crate::problem::Problem;
use crate::yaml;
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
    let text = &rule.file.check.value;
    let Some(own) = environment(rule, documented) else { return Mutation::default() };
    let mut mutants = compile::mutants(text, &own).unwrap_or_default();
    mutants.retain(|mutant| mutant.compile(text, &own).is_ok());
    let count = mutants.len();
    for example in &rule.file.tests {
        if mutants.is_empty() {
            break;
        }
        let Some((graph, effective)) = setting(rule, documented, example) else { continue };
        // A rule of one's own, whose condition is each mutant in turn.
        let Ok(mut changed) = set::load(&rule.path, &rule.text, &effective, &rules.clauses) else { continue };
        let Some(environment) = environment(rule, &effective) else { continue };
        mutants.retain(|mutant| match mutant.compile(text, &environment) {
            Err(_) => true,
            Ok(check) => {
                changed.check = check;
                !test::tells_apart(&graph, example, &changed)
            }
        });
    }
    Mutation { mutants: count, survived: mutants.iter().map(|mutant| survivor(rule, mutant)).collect() }
}

fn environment<'e>(rule: &Rule, parameters: &'e Value) -> Option<Environment<'e>> {
    let lets = rule.file.lets.0.iter().map(|(name, text)| (name.clone(), text.value.clone())).collect::<Vec<_>>();
    Environment::new(Some(rule.subject), parameters).with_lets(&lets).ok()
}

/// An example that cannot be set up is reported by the run of the examples themselves.
fn setting(rule: &Rule, documented: &Value, example: &RuleTest) -> Option<(Graph, Value)> {
    Some((test::graph(example).ok()?, test::effective(rule, documented, example).ok()?))
}

fn survivor(rule: &Rule, mutant: &Mutant) -> Problem {
    let within = mutant.within.as_ref().and_then(|name| rule.file.lets.0.iter().find(|(n, _)| n == name));
    let scalar = within.map_or(&rule.file.check, |(_, scalar)| scalar);
    let start = yaml::offset_in_file(&rule.text, scalar, mutant.start);
    let end = yaml::offset_in_file(&rule.text, scalar, mutant.end.saturating_sub(1).max(mutant.start)) + 1;
    let name = mutant.within.as_deref().unwrap_or("check");
    let message = format!("survived: no example notices when this is {}", mutant.change);
    Problem::at(&rule.path, &rule.text, start, end, message).help(Some(format!("{name}: {}", mutant.text)))
}
