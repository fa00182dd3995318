//! What stands behind locals. A plan does not have them, but it has a list of all attributes that values have been made of, locals
//! looked through: an attribute that no expression of its module names must have come through one.

use super::address::{Key, steps};
use super::file::{Module, PlanFile, ResourceChange};
use super::trace::Tracer;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// By module, the resources and attributes that only locals name.
#[derive(Default)]
pub struct Hidden(HashMap<String, Vec<(usize, String)>>);

impl Hidden {
    /// Of a plan; those before Terraform 1.2 have no such list.
    pub fn of(file: &PlanFile, changes: &[ResourceChange], tracer: &Tracer) -> Hidden {
        let numbers = changes.iter().enumerate().filter(|(_, c)| c.mode == "managed" && c.brought_by.is_none());
        let numbers = numbers.map(|(number, change)| (change.address.as_str(), number)).collect::<HashMap<_, _>>();
        let mut named = HashMap::<&str, BTreeSet<String>>::new();
        let mut hidden = Hidden::default();
        for relevant in file.relevant_attributes.iter().filter(|r| !r.attribute.is_empty()) {
            let Some((number, change)) =
                numbers.get(relevant.resource.as_str()).and_then(|n| Some((*n, changes.get(*n)?)))
            else {
                continue;
            };
            let names = named
                .entry(&change.module_address)
                .or_insert_with(|| tracer.module(&change.module_address).map(references).unwrap_or_default());
            let attribute = path(&relevant.attribute);
            if !names.contains(&plain(&format!("{}.{}.{attribute}", change.r#type, change.name))) {
                hidden.0.entry(change.module_address.clone()).or_default().push((number, attribute));
            }
        }
        hidden
    }

    /// Those of a module.
    pub fn in_module(&self, address: &str) -> &[(usize, String)] {
        self.0.get(address).map_or(&[], Vec::as_slice)
    }
}

fn path(attribute: &[Value]) -> String {
    let mut text = String::new();
    for step in attribute {
        match step {
            Value::String(name) if text.is_empty() => text.push_str(name),
            Value::String(name) => text.push_str(&format!(".{name}")),
            other => text.extend(Key::of(other).map(|key| key.to_string())),
        }
    }
    text
}

/// Without the keys of instances and elements.
fn plain(reference: &str) -> String {
    steps(reference).into_iter().map(|step| step.name).collect::<Vec<_>>().join(".")
}

/// All that the expressions of a module name.
fn references(module: &Module) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let blocks = module.resources.iter().flat_map(|r| [&r.expressions, &r.for_each_expression]);
    let calls = module.module_calls.values().flat_map(|c| [&c.expressions, &c.for_each_expression]);
    let outputs = module.outputs.values().map(|o| &o.expression);
    blocks.chain(calls).chain(outputs).for_each(|expression| collect(expression, &mut all));
    all
}

fn collect(expression: &Value, all: &mut BTreeSet<String>) {
    match expression {
        Value::Object(members) => {
            let named = members.get("references").and_then(Value::as_array).into_iter().flatten();
            all.extend(named.filter_map(Value::as_str).map(plain));
            members.values().for_each(|inner| collect(inner, all));
        }
        Value::Array(items) => items.iter().for_each(|inner| collect(inner, all)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn attributes_are_written_as_references_are() {
        assert_eq!(path(&[json!("vpc_config"), json!(0), json!("id")]), "vpc_config[0].id");
        assert_eq!(plain("aws_eks_cluster.this[\"a.b\"].vpc_config[0].id"), "aws_eks_cluster.this.vpc_config.id");
    }

    #[test]
    fn a_local_leads_to_what_only_locals_name() {
        let made = |kind: &str, name: &str, after: Value, unknown: Value| {
            json!({
                "address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name,
                "change": {"actions": ["create"], "before": null, "after": after, "after_unknown": unknown},
            })
        };
        let block = |kind: &str, name: &str, expressions: Value| json!({"mode": "managed", "type": kind, "name": name, "provider_config_key": "aws", "expressions": expressions});
        let (rule, group) = ("aws_vpc_security_group_ingress_rule", "aws_security_group");
        let plan = |relevant: Value| {
            let admitted = json!({"ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "10.0.0.0/8"});
            let plan = json!({
                "format_version": "1.2",
                "relevant_attributes": relevant,
                "resource_changes": [
                    made("aws_vpc", "this", json!({}), json!({"id": true, "default_security_group_id": true})),
                    made(group, "own", json!({"name": "own"}), json!({"id": true, "ingress": true, "egress": true})),
                    made(rule, "this", admitted, json!({"id": true, "security_group_id": true})),
                ],
                "configuration": {"root_module": {"resources": [
                    block("aws_vpc", "this", json!({})),
                    block(group, "own", json!({})),
                    block(rule, "this", json!({"security_group_id": {"references": ["local.group"]}})),
                ]}},
            });
            let path = std::path::Path::new("plan.json");
            let plan = super::super::Plan::read(path, None, plan.to_string().as_bytes()).unwrap();
            let changes = plan.changes(&super::super::Accounts::default(), "");
            let ingress = |address: &str| {
                let found = changes.iter().find(|c| c.address == address).and_then(|c| c.after.as_ref());
                found.map(|draft| draft.fields["ingress"].to_string()).unwrap_or_default()
            };
            (ingress("aws_vpc.this.default_security_group_id"), ingress("aws_security_group.own"))
        };
        let default = json!({"resource": "aws_vpc.this", "attribute": ["default_security_group_id"]});
        let own = json!({"resource": "aws_security_group.own", "attribute": ["id"]});
        let (of_default, of_own) = plan(json!([default]));
        assert!(of_default.contains("10.0.0.0/8") && !of_own.contains("10.0.0.0/8"));
        assert_eq!(of_own, "[]");
        // One of two: neither is sure to be what it is.
        let (of_default, of_own) = plan(json!([default, own]));
        assert!(!of_default.contains("10.0.0.0/8") && !of_own.contains("10.0.0.0/8"));
        assert!(of_own.contains("$incomplete"));
    }
}
