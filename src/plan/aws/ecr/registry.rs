//! Registries, and which repositories their rules have scanned.

use super::super::super::mapping::{From, Mapping, Part};
use super::super::super::resource::{Resource, Told};
use crate::model::{EcrRegistry, Record};
use serde_json::{Value, json};

const POLICY: &str = "aws_ecr_registry_policy";
const REPLICATION: &str = "aws_ecr_replication_configuration";
pub const SCANNING: &str = "aws_ecr_registry_scanning_configuration";

pub const REGISTRY: Mapping = Mapping {
    parts: &[
        Part { terraform: POLICY, of: "" },
        Part { terraform: REPLICATION, of: "" },
        Part { terraform: SCANNING, of: "" },
    ],
    fields: &[
        ("registry_id", From::With(|registry| Some(json!(registry.place()?.account)))),
        ("replication_destinations", From::With(destinations)),
        ("policy", From::With(policy)),
        ("scan_type", From::With(scan_type)),
    ],
    ..Mapping::new(EcrRegistry::shape, &[], "={account}")
};

fn policy(registry: &Resource) -> Option<Value> {
    match registry.part(POLICY) {
        Ok(Some(policy)) => policy.policy("policy"),
        Ok(None) => Some(Value::Null),
        Err(why) => Some(why),
    }
}

fn scan_type(registry: &Resource) -> Option<Value> {
    match registry.part(SCANNING) {
        Ok(Some(scanning)) => scanning.value("scan_type"),
        Ok(None) => Some(json!("BASIC")),
        Err(why) => Some(why),
    }
}

fn destinations(registry: &Resource) -> Option<Value> {
    let replication = match registry.part(REPLICATION) {
        Ok(Some(replication)) => replication,
        Ok(None) => return Some(json!([])),
        Err(why) => return Some(why),
    };
    let mut all = Vec::new();
    let block = "replication_configuration[0].rule";
    let Some(rules) = replication.blocks(block) else { return replication.value("replication_configuration") };
    for rule in 0..rules {
        let block = format!("{block}[{rule}].destination");
        let Some(count) = replication.blocks(&block) else { return Some(replication.after_apply(&block)) };
        all.extend((0..count).map(|i| {
            let part = |name: &str| replication.value(&format!("{block}[{i}].{name}"));
            json!({"region": part("region"), "registry_id": part("registry_id")})
        }));
    }
    Some(Value::Array(all))
}

/// How often the registry's rules have a repository scanned. `None` when it has no rules: then the repository's own switch counts.
pub fn frequency(scanning: &Resource, repository: &str) -> Option<Value> {
    let Some(rules) = scanning.blocks("rule") else { return Some(scanning.after_apply("rule")) };
    let mut found = None;
    for rule in 0..rules {
        let block = format!("rule[{rule}].repository_filter");
        let Some(filters) = scanning.blocks(&block) else { return Some(scanning.after_apply(&block)) };
        for i in 0..filters {
            let path = format!("{block}[{i}].filter");
            let Told::Known(filter) = scanning.told(&path) else { return Some(scanning.after_apply(&path)) };
            if filter.as_str().is_some_and(|filter| matches(filter, repository)) {
                let frequency = scanning.value(&format!("rule[{rule}].scan_frequency"))?;
                // What is scanned all the time is scanned on push too.
                if found.is_none() || frequency == "CONTINUOUS_SCAN" {
                    found = Some(frequency);
                }
            }
        }
    }
    found.or_else(|| (rules > 0).then(|| json!("MANUAL")))
}

/// Without an asterisk a filter is a part of names, with one it is the whole.
fn matches(filter: &str, name: &str) -> bool {
    let Some((begin, rest)) = filter.split_once('*') else { return name.contains(filter) };
    let Some(mut name) = name.strip_prefix(begin) else { return false };
    let mut parts = rest.split('*').collect::<Vec<_>>();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = name.find(part) else { return false };
        name = &name[at + part.len()..];
    }
    name.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_parts_of_names_or_patterns() {
        for (filter, name) in
            [("*", "a/b"), ("prod", "my-prod-x"), ("prod*", "prod/x"), ("*/app", "dev/app"), ("a*b*c", "axbxc")]
        {
            assert!(matches(filter, name), "{filter} {name}");
        }
        for (filter, name) in
            [("prod", "dev"), ("prod*", "my-prod"), ("*/app", "dev/app2"), ("a*b*c", "acb"), ("ab*ba", "aba")]
        {
            assert!(!matches(filter, name), "{filter} {name}");
        }
    }
}
