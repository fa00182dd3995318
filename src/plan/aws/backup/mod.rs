//! AWS Backup: plans with what they cover, vaults, and tests of restoring. Recovery points and restores come with time.

mod plan;
mod restore;
#[cfg(test)]
mod tests;
mod vault;

use super::super::mapping::Mapping;
use super::super::resource::{Resource, Told};
use serde_json::{Value, json};

pub static MAPPINGS: &[Mapping] = &[plan::PLAN, plan::REGION_SETTINGS, vault::VAULT, restore::TESTING_PLAN];

/// Conditions on tags in blocks by operator, inside of one block; every operator that AWS has, in the collector's order.
fn conditions(resource: &Resource, block: &str, operators: &[(&str, &str)]) -> Value {
    let whole = resource.node(block);
    if whole.told() == Told::AfterApply {
        return resource.after_apply(block);
    }
    let mut all = Vec::new();
    for outer in 0..whole.elements().unwrap_or(0) {
        for (attribute, operator) in operators {
            let path = format!("{block}[{outer}].{attribute}");
            if resource.told(&path) == Told::AfterApply {
                return resource.after_apply(&path);
            }
            let count = resource.blocks(&path).unwrap_or(0);
            all.extend((0..count).map(|i| condition(resource, &format!("{path}[{i}]"), operator)));
        }
    }
    Value::Array(all)
}

/// A condition on a tag, which may be named by the condition key of IAM.
fn condition(resource: &Resource, block: &str, operator: &str) -> Value {
    let part = |name: &str| resource.value(&format!("{block}.{name}")).unwrap_or_else(|| resource.after_apply(block));
    let key = part("key");
    let key = key.as_str().map_or(key.clone(), |k| json!(k.strip_prefix("aws:ResourceTag/").unwrap_or(k)));
    json!({"operator": operator, "key": key, "value": part("value")})
}
