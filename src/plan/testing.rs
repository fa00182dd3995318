//! Small plans for tests: resources of the root module, in eu-west-1 of account 111111111111.

use super::address::{Key, steps};
use super::{Accounts, Plan};
use crate::snapshot::{Change, Draft};
use serde_json::{Map, Value, json};
use std::path::Path;

/// A resource that a plan creates: its address, what is known of it, what is known only after apply (`true` where it is), and
/// the block's expressions, as the configuration has them; [`refers`] writes one.
pub fn create(address: &str, after: Value, unknown: Value, expressions: Value) -> Value {
    given(address, &["create"], Value::Null, after, unknown, expressions)
}

/// A resource that a plan updates; one that it leaves as it is, where both are alike.
pub fn update(address: &str, before: Value, after: Value, unknown: Value, expressions: Value) -> Value {
    let action = if before == after && unknown == json!({}) { "no-op" } else { "update" };
    given(address, &[action], before, after, unknown, expressions)
}

/// A resource that a plan deletes.
pub fn delete(address: &str, before: Value) -> Value {
    given(address, &["delete"], before, Value::Null, json!({}), json!({}))
}

/// An expression that refers to something: `aws_vpc.this.id`.
pub fn refers(to: &str) -> Value {
    let whole = to.rsplit_once('.').map_or(to, |(whole, _)| whole);
    json!({"references": [to, whole]})
}

fn given(address: &str, actions: &[&str], before: Value, after: Value, unknown: Value, expressions: Value) -> Value {
    let all = steps(address);
    let [r#type, name] = all.as_slice() else { panic!("{address} is no address of the root module") };
    let index = name.key.as_ref().map(|key| match key {
        Key::Index(i) => json!(i),
        Key::Name(text) => json!(text),
    });
    json!({
        "address": address, "mode": "managed", "type": r#type.name, "name": name.name, "index": index,
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": unknown},
        "expressions": expressions,
    })
}

/// What a plan of these resources changes.
pub fn changes(resources: &[Value]) -> Vec<Change> {
    let mut blocks = Map::new();
    for resource in resources {
        let (r#type, name) = (&resource["type"], &resource["name"]);
        let key = format!("{type}.{name}");
        let expressions = &resource["expressions"];
        blocks.entry(key).or_insert_with(|| {
            json!({"mode": "managed", "type": r#type, "name": name, "provider_config_key": "aws", "expressions": expressions})
        });
    }
    let provider = json!({"name": "aws", "expressions": {
        "region": {"constant_value": "eu-west-1"},
        "allowed_account_ids": {"constant_value": ["111111111111"]},
    }});
    let plan = json!({
        "format_version": "1.2",
        "resource_changes": resources,
        "configuration": {
            "provider_config": {"aws": provider},
            "root_module": {"resources": blocks.values().collect::<Vec<_>>()},
        },
    });
    let plan = Plan::read(Path::new("plan.json"), None, plan.to_string().as_bytes()).unwrap();
    plan.changes(&Accounts::default(), "")
}

/// What a plan of these resources makes of the one at an address, or of the one that its part is of.
pub fn after(resources: &[Value], address: &str) -> Draft {
    let all = changes(resources);
    let found = all.into_iter().find(|c| c.address == address && c.after.is_some());
    found.and_then(|c| c.after).unwrap_or_else(|| panic!("the plan does not change {address}"))
}

/// The fields that a plan of these resources changes of the one at an address, by name.
pub fn changed(resources: &[Value], address: &str) -> Vec<String> {
    let all = changes(resources);
    let found =
        all.iter().find(|c| c.address == address).unwrap_or_else(|| panic!("the plan does not change {address}"));
    found.changed().into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subnet_leads_to_a_vpc_that_there_is_not_yet() {
        let vpc = create("aws_vpc.this", json!({"cidr_block": "10.0.0.0/16"}), json!({"id": true}), json!({}));
        let subnet = create(
            "aws_subnet.this[\"a\"]",
            json!({"cidr_block": "10.0.0.0/24"}),
            json!({"id": true, "vpc_id": true}),
            json!({"vpc_id": refers("aws_vpc.this.id")}),
        );
        let draft = after(&[vpc, subnet], "aws_subnet.this[\"a\"]");
        assert_eq!(draft.fields["vpc_id"], "vpc-{aws_vpc.this}");
        assert_eq!((draft.account_id.as_str(), draft.region.as_str()), ("111111111111", "eu-west-1"));
    }

    #[test]
    fn an_update_touches_one_field() {
        let vpc = |dns: bool| json!({"id": "vpc-1", "cidr_block": "10.0.0.0/16", "enable_dns_support": dns});
        let subnet = |public: bool| json!({"id": "subnet-1", "vpc_id": "vpc-1", "map_public_ip_on_launch": public});
        let all = [
            update("aws_vpc.this", vpc(true), vpc(true), json!({}), json!({})),
            update("aws_subnet.this", subnet(false), subnet(true), json!({}), json!({})),
        ];
        assert!(changed(&all, "aws_vpc.this").is_empty());
        assert_eq!(changed(&all, "aws_subnet.this"), ["map_public_ip_on_launch"]);
    }

    #[test]
    fn a_deleted_resource_is_there_before() {
        let all = changes(&[delete("aws_vpc.this", json!({"id": "vpc-1"}))]);
        assert_eq!(all.iter().map(|c| (c.before.is_some(), c.after.is_some())).collect::<Vec<_>>(), [(true, false)]);
    }
}
