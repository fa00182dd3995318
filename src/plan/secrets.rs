//! Values that are nobody's business: what the plan flags as sensitive, wherever else the same text stands.

use super::file::PlanFile;
use aho_corasick::AhoCorasick;
use serde_json::Value;
use std::collections::BTreeSet;

/// Shorter texts are hidden where they stand and not looked for: `dev` is in half of all names.
const LEAST: usize = 4;
/// From this length on, a secret is found inside of other texts too.
const INSIDE: usize = 8;

/// The sensitive texts of a plan.
#[derive(Default)]
pub struct Secrets {
    texts: BTreeSet<String>,
    /// Finds those that are long enough inside of other texts.
    inside: Option<AhoCorasick>,
}

impl Secrets {
    /// Of a plan: flagged values, and the values of variables that are declared sensitive.
    pub fn of(file: &PlanFile) -> Secrets {
        let mut secrets = Secrets::default();
        for change in file.resource_changes.iter().flatten().map(|c| &c.change) {
            secrets.flagged(&change.before, &change.before_sensitive);
            secrets.flagged(&change.after, &change.after_sensitive);
        }
        for output in file.output_changes.values() {
            secrets.flagged(&output.before, &output.before_sensitive);
            secrets.flagged(&output.after, &output.after_sensitive);
        }
        let state = file.prior_state.as_ref().and_then(|state| state.values.as_ref());
        let mut open = state.map(|values| &values.root_module).into_iter().collect::<Vec<_>>();
        while let Some(module) = open.pop() {
            open.extend(&module.child_modules);
            module.resources.iter().for_each(|read| secrets.flagged(&read.values, &read.sensitive_values));
        }
        for (name, variable) in &file.variables {
            let declared = file.configuration.root_module.variables.get(name);
            if declared.is_some_and(|v| v.sensitive) {
                secrets.flagged(&variable.value, &Value::Bool(true));
            }
        }
        let long = secrets.texts.iter().filter(|text| text.len() >= INSIDE).collect::<Vec<_>>();
        // It fails on more patterns than a plan can have; each by itself is then still hidden.
        secrets.inside = (!long.is_empty()).then(|| AhoCorasick::new(long).ok()).flatten();
        secrets
    }

    fn flagged(&mut self, value: &Value, sensitive: &Value) {
        match (value, sensitive) {
            (Value::String(text), Value::Bool(true)) if text.len() >= LEAST => drop(self.texts.insert(text.clone())),
            (Value::Array(all), Value::Bool(true)) => all.iter().for_each(|v| self.flagged(v, sensitive)),
            (Value::Object(all), Value::Bool(true)) => all.values().for_each(|v| self.flagged(v, sensitive)),
            (Value::Array(all), Value::Array(flags)) => {
                all.iter().zip(flags).for_each(|(value, flag)| self.flagged(value, flag));
            }
            (Value::Object(all), Value::Object(flags)) => {
                all.iter().filter_map(|(k, v)| Some((v, flags.get(k)?))).for_each(|(v, f)| self.flagged(v, f));
            }
            _ => {}
        }
    }

    /// Whether a text is a secret, or holds one.
    pub fn are_in(&self, text: &str) -> bool {
        self.texts.contains(text) || self.inside.as_ref().is_some_and(|inside| inside.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_flagged_is_hidden_wherever_it_stands() {
        let plan = r#"{"format_version": "1.2",
            "variables": {"token": {"value": "tok-1234567"}, "zone": {"value": "eu-west-1a"}},
            "configuration": {"root_module": {"variables": {"token": {"sensitive": true}, "zone": {}}}},
            "output_changes": {"url": {"actions": ["create"], "before": null, "after": "https://u:p4ss@h", "after_sensitive": true}},
            "prior_state": {"values": {"root_module": {"child_modules": [{"resources": [{"mode": "data", "type": "a", "name": "b",
                "values": {"secret_string": "s3cr3t-of-data", "name": "plain"}, "sensitive_values": {"secret_string": true}}]}]}}},
            "resource_changes": [{"address": "a.b", "mode": "managed", "type": "a", "name": "b", "change": {"actions": ["create"],
                "before": null, "after": {"password": "hunter2!", "list": ["open", "shut"], "pin": "12"},
                "after_sensitive": {"password": true, "list": [false, true], "pin": true}}}]}"#;
        let secrets = Secrets::of(&PlanFile::read(plan).unwrap());
        for hidden in
            ["hunter2!", "postgres://admin:hunter2!@host", "tok-1234567", "shut", "s3cr3t-of-data", "https://u:p4ss@h"]
        {
            assert!(secrets.are_in(hidden), "{hidden}");
        }
        for shown in ["open", "eu-west-1a", "12", "shutdown", "hunter", "plain", ""] {
            assert!(!secrets.are_in(shown), "{shown}");
        }
    }
}
