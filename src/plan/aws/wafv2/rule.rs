//! Rules of web ACLs: in blocks, as JSON in the form of the API, or as resources of their own.

use super::super::super::resource::{Resource, Told};
use crate::model::UNKNOWN;
use crate::snapshot::NOT_TOLD;
use serde_json::{Value, json};

/// What adds a rule with a rule group.
pub const GROUP: &str = "aws_wafv2_web_acl_rule_group_association";

const ACTIONS: [&str; 6] = ["allow", "block", "count", "captcha", "challenge", "monetize"];
const OVERRIDES: [&str; 2] = ["count", "none"];

/// In the order of their priority.
pub fn rules(acl: &Resource) -> Option<Value> {
    let mut all = match acl.text("rule_json") {
        Some(text) => match from_json(text) {
            Some(all) => all,
            None => {
                return Some(
                    json!({UNKNOWN: format!("{}.rule_json has another form than is known here", acl.address())}),
                );
            }
        },
        None if acl.told("rule_json") == Told::AfterApply && !acl.is_left_to_aws("rule_json") => {
            return Some(acl.after_apply("rule_json"));
        }
        None if acl.terraform().is_empty() => Vec::new(),
        None => match acl.blocks("rule") {
            Some(count) => (0..count).map(|i| rule(acl, &format!("rule[{i}]"))).collect(),
            None => return acl.value("rule"),
        },
    };
    for part in acl.parts(GROUP) {
        let new = association(&part);
        all.retain(|rule| rule["rule_name"] != new["rule_name"]);
        all.push(new);
    }
    all.sort_by_key(|rule| rule["priority"].as_i64().unwrap_or(i64::MAX));
    // Terraform has read those of other resources too.
    let whole = matches!(acl.told("rule"), Told::Known(_)) && !acl.is_new();
    Some(if whole { Value::Array(all) } else { acl.list(all, &[GROUP]) })
}

fn rule(acl: &Resource, base: &str) -> Value {
    let told = |name: &str| acl.value(&format!("{base}.{name}")).unwrap_or_else(|| json!({UNKNOWN: NOT_TOLD}));
    json!({
        "rule_name": told("name"),
        "priority": told("priority"),
        "action": chosen(acl, &format!("{base}.action[0]"), &ACTIONS),
        "override_action": chosen(acl, &format!("{base}.override_action[0]"), &OVERRIDES),
        "managed_rule_group": group(acl, &format!("{base}.statement[0].managed_rule_group_statement"), "action_to_use[0].count"),
    })
}

/// Which of several blocks is there, as WAF calls it.
pub fn chosen(resource: &Resource, base: &str, names: &[&str]) -> Option<Value> {
    let there = names.iter().find(|name| resource.blocks(&format!("{base}.{name}")).is_some_and(|count| count > 0));
    match (there, resource.told(base)) {
        (Some(name), _) => Some(json!(capital(name))),
        (None, Told::Known(_) | Told::Null) => Some(Value::Null),
        _ => resource.value(base),
    }
}

fn capital(name: &str) -> String {
    let (first, rest) = name.split_at_checked(1).unwrap_or_default();
    format!("{}{rest}", first.to_ascii_uppercase())
}

/// A managed rule group; `counts` is where the override of a rule says so.
fn group(resource: &Resource, path: &str, counts: &str) -> Value {
    match resource.blocks(path) {
        Some(0) => return Value::Null,
        Some(_) => {}
        None => return resource.value(path).unwrap_or_default(),
    }
    let path = |name: &str| format!("{path}[0].{name}");
    let told = |name: &str| resource.value(&path(name)).unwrap_or_else(|| json!({UNKNOWN: NOT_TOLD}));
    let names = |block: &str, fits: &dyn Fn(&str) -> bool| {
        let count = resource.blocks(&path(block)).unwrap_or(0);
        let all = (0..count).map(|i| path(&format!("{block}[{i}]"))).filter(|base| fits(base));
        all.filter_map(|base| resource.value(&format!("{base}.name"))).collect::<Vec<_>>()
    };
    let counting = |base: &str| match resource.told(&format!("{base}.{counts}")) {
        Told::Known(Value::String(action)) => action.eq_ignore_ascii_case("count"),
        _ => resource.blocks(&format!("{base}.{counts}")).is_some_and(|count| count > 0),
    };
    let counted = names("rule_action_override", &counting).into_iter().chain(names("excluded_rule", &|_| true));
    json!({
        "vendor_name": told("vendor_name"),
        "group_name": told("name"),
        "counted_rules": counted.collect::<Vec<_>>(),
        "scoped_down": resource.blocks(&path("scope_down_statement")).is_some_and(|count| count > 0),
    })
}

/// A rule that a resource of its own adds; it has its own word for what the group does.
fn association(part: &Resource) -> Value {
    let told = |name: &str| part.value(name).unwrap_or_else(|| json!({UNKNOWN: NOT_TOLD}));
    let action = match part.told("override_action") {
        Told::Known(Value::String(action)) => json!(capital(action)),
        Told::Null => json!("None"),
        _ if part.is_left_to_aws("override_action") => json!("None"),
        _ => told("override_action"),
    };
    json!({
        "rule_name": told("rule_name"),
        "priority": told("priority"),
        "action": null,
        "override_action": action,
        "managed_rule_group": group(part, "managed_rule_group", "action_to_use[0].count"),
    })
}

/// Rules in the form of the API.
fn from_json(text: &str) -> Option<Vec<Value>> {
    let all = serde_json::from_str::<Value>(text).ok()?;
    all.as_array()?.iter().map(of_api).collect()
}

fn of_api(rule: &Value) -> Option<Value> {
    let chosen = |member: &str, names: &[&str]| {
        let there = |name: &&&str| rule[member].get(capital(name)).is_some_and(Value::is_object);
        names.iter().find(there).map(|name| capital(name))
    };
    let group = rule["Statement"].get("ManagedRuleGroupStatement").map(|group| {
        let list = |member: &str| group[member].as_array().cloned().unwrap_or_default();
        let counts = |o: &Value| o["ActionToUse"].get("Count").is_some_and(Value::is_object);
        let overridden = list("RuleActionOverrides").into_iter().filter(counts);
        let counted = overridden.chain(list("ExcludedRules")).map(|rule| rule["Name"].clone());
        json!({
            "vendor_name": group["VendorName"],
            "group_name": group["Name"],
            "counted_rules": counted.collect::<Vec<_>>(),
            "scoped_down": group.get("ScopeDownStatement").is_some_and(Value::is_object),
        })
    });
    Some(json!({
        "rule_name": rule["Name"].as_str()?,
        "priority": rule["Priority"].as_i64(),
        "action": chosen("Action", &ACTIONS),
        "override_action": chosen("OverrideAction", &OVERRIDES),
        "managed_rule_group": group,
    }))
}
