//! AWS KMS: keys with their policies and aliases.

use super::super::mapping::{Constant, From, Mapping, Part};
use super::super::resource::{Resource, Told};
use crate::model::{KmsKey, Record, policy_document};
use serde_json::{Value, json};

const POLICY: &str = "aws_kms_key_policy";
const ALIAS: &str = "aws_kms_alias";
const REPLICA: &str = "aws_kms_replica_key";
const EXTERNAL: &str = "aws_kms_external_key";
const EXTERNAL_REPLICA: &str = "aws_kms_replica_external_key";
/// What KMS calls its own symmetric keys.
const SYMMETRIC: &str = "SYMMETRIC_DEFAULT";

const KEY: Mapping = Mapping {
    parts: &[Part { terraform: POLICY, of: "key_id" }, Part { terraform: ALIAS, of: "target_key_id" }],
    fields: &[
        ("key_id", From::Attribute("id")),
        ("key_state", From::With(state)),
        ("key_manager", From::Is(Constant::Text("CUSTOMER"))),
        ("key_spec", From::With(spec)),
        ("origin", From::With(origin)),
        ("multi_region_key_type", From::With(multi_region)),
        ("key_rotation_enabled", From::With(rotation)),
        ("policy", From::With(policy)),
        ("aliases", From::With(aliases)),
    ],
    ..Mapping::new(KmsKey::shape, &["aws_kms_key", EXTERNAL, REPLICA, EXTERNAL_REPLICA], "id")
};

fn is_external(key: &Resource) -> bool {
    [EXTERNAL, EXTERNAL_REPLICA].contains(&key.terraform())
}

fn is_replica(key: &Resource) -> bool {
    [REPLICA, EXTERNAL_REPLICA].contains(&key.terraform())
}

/// Material from outside is awaited first: the provider says when it is there.
fn state(key: &Resource) -> Option<Value> {
    if is_external(key) {
        return key.value("key_state");
    }
    let switch = if is_replica(key) { "enabled" } else { "is_enabled" };
    let on = key.value_or(switch, json!(true))?;
    Some(match on.as_bool() {
        Some(true) => json!("Enabled"),
        Some(false) => json!("Disabled"),
        None => on,
    })
}

fn spec(key: &Resource) -> Option<Value> {
    match key.terraform() {
        "" => None,
        REPLICA => key.value("key_spec"),
        "aws_kms_key" => key.value_or("customer_master_key_spec", json!(SYMMETRIC)),
        _ => Some(json!(SYMMETRIC)),
    }
}

fn origin(key: &Resource) -> Option<Value> {
    let is_set = |path: &str| !matches!(key.told(path), Told::Null | Told::Untold);
    Some(json!(match key.terraform() {
        "" => return None,
        EXTERNAL | EXTERNAL_REPLICA => "EXTERNAL",
        _ if is_set("xks_key_id") => "EXTERNAL_KEY_STORE",
        _ if is_set("custom_key_store_id") => "AWS_CLOUDHSM",
        _ => "AWS_KMS",
    }))
}

fn multi_region(key: &Resource) -> Option<Value> {
    match key.terraform() {
        "" => None,
        _ if is_replica(key) => Some(json!("REPLICA")),
        _ => {
            let told = key.value_or("multi_region", json!(false))?;
            Some(told.as_bool().map(|primary| if primary { json!("PRIMARY") } else { Value::Null }).unwrap_or(told))
        }
    }
}

/// Null where the kind of key cannot rotate, or its owner has no say.
fn rotation(key: &Resource) -> Option<Value> {
    let rotates =
        |state: Value, spec: Value, origin: Value| state == "Enabled" && spec == SYMMETRIC && origin == "AWS_KMS";
    match is_replica(key) || !rotates(state(key)?, spec(key)?, origin(key)?) {
        true => Some(Value::Null),
        false => key.value_or("enable_key_rotation", json!(false)),
    }
}

fn policy(key: &Resource) -> Option<Value> {
    match key.part(POLICY) {
        Ok(Some(part)) => part.policy("policy"),
        // Taking it away puts the default one back.
        Ok(None) if key.is_left_to_aws("policy") || key.loses(POLICY) => Some(default_policy(key)),
        Ok(None) => key.policy("policy"),
        Err(why) => key.policy("policy").or(Some(why)),
    }
}

/// What KMS writes for a key that comes without a policy: IAM's policies of the account decide.
fn default_policy(key: &Resource) -> Value {
    let account = key.place().map(|place| place.account.as_str()).filter(|a| a.bytes().all(|b| b.is_ascii_digit()));
    let document = account.map(|account| {
        let text = json!({"Version": "2012-10-17", "Id": "key-default-1", "Statement": [{
            "Sid": "Enable IAM User Permissions", "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{account}:root")},
            "Action": "kms:*", "Resource": "*",
        }]});
        policy_document(&text.to_string())
    });
    match document {
        Some(Ok(document)) => serde_json::to_value(document).unwrap_or_default(),
        _ => key.after_apply("policy"),
    }
}

fn aliases(key: &Resource) -> Option<Value> {
    let parts = key.parts(ALIAS);
    let arns = parts.iter().filter_map(|alias| match (alias.text("arn"), alias.text("name"), alias.place()) {
        (Some(arn), ..) => Some(json!(arn)),
        (None, Some(name), Some(place)) => {
            Some(json!(format!("arn:aws:kms:{}:{}:{name}", place.region, place.account)))
        }
        _ => alias.value("arn"),
    });
    Some(key.list(arns.collect(), &[ALIAS]))
}

pub static MAPPINGS: &[Mapping] = &[KEY];

#[cfg(test)]
mod tests {
    use super::super::super::testing::{after, changed, create, refers, update};
    use serde_json::{Value, json};

    fn key(known: Value) -> Value {
        let computed = json!({"id": true, "arn": true, "key_id": true, "policy": true, "multi_region": true});
        create("aws_kms_key.this", known, computed, json!({"enable_key_rotation": {}}))
    }

    #[test]
    fn a_new_key_is_as_kms_makes_it() {
        let alias = create(
            "aws_kms_alias.this",
            json!({"name": "alias/app"}),
            json!({"arn": true, "target_key_id": true}),
            json!({"target_key_id": refers("aws_kms_key.this.key_id")}),
        );
        let known =
            json!({"is_enabled": true, "enable_key_rotation": true, "customer_master_key_spec": "SYMMETRIC_DEFAULT"});
        let key = after(&[key(known), alias], "aws_kms_key.this");
        let expected = json!({
            "key_state": "Enabled", "key_manager": "CUSTOMER", "key_spec": "SYMMETRIC_DEFAULT", "origin": "AWS_KMS",
            "multi_region_key_type": null, "key_rotation_enabled": true,
            "aliases": ["arn:aws:kms:eu-west-1:111111111111:alias/app"],
        });
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(&key.fields[field], value, "{field}");
        }
        let account = &key.fields["policy"]["statements"][0]["principals"][0]["value"];
        assert!(account.as_str().is_some_and(|text| text.contains("111111111111")), "{account}");
    }

    #[test]
    fn keys_that_cannot_rotate_say_nothing_of_it() {
        let known = json!({"is_enabled": true, "enable_key_rotation": false, "customer_master_key_spec": "RSA_2048"});
        assert_eq!(after(&[key(known)], "aws_kms_key.this").fields["key_rotation_enabled"], Value::Null);
        let replica = create(
            "aws_kms_replica_key.this",
            json!({"enabled": true}),
            json!({"id": true, "key_spec": true}),
            json!({}),
        );
        let replica = after(&[replica], "aws_kms_replica_key.this").fields;
        assert_eq!(
            (&replica["key_rotation_enabled"], &replica["multi_region_key_type"]),
            (&Value::Null, &json!("REPLICA"))
        );
    }

    #[test]
    fn rotation_is_switched_on() {
        let known = |on: bool| {
            json!({
                "id": "k", "key_id": "k", "arn": "arn:aws:kms:eu-west-1:111111111111:key/k", "is_enabled": true,
                "enable_key_rotation": on, "customer_master_key_spec": "SYMMETRIC_DEFAULT", "multi_region": false, "policy": "",
            })
        };
        let all = [update("aws_kms_key.this", known(false), known(true), json!({}), json!({}))];
        assert_eq!(changed(&all, "aws_kms_key.this"), ["key_rotation_enabled"]);
    }
}
