//! AWS Secrets Manager: secrets with their rotation and policies, never their values.

use super::super::mapping::{Constant, From, Mapping, Part};
use super::super::resource::Resource;
use crate::model::{Record, Secret};
use serde_json::{Value, json};

const POLICY: &str = "aws_secretsmanager_secret_policy";
const ROTATION: &str = "aws_secretsmanager_secret_rotation";

const SECRET: Mapping = Mapping {
    parts: &[Part { terraform: POLICY, of: "secret_arn" }, Part { terraform: ROTATION, of: "secret_id" }],
    fields: &[
        ("secret_arn", From::Attribute("arn")),
        ("rotation_enabled", From::With(rotates)),
        ("rotation_after_days", From::With(rotation_days)),
        // Whether the first rotation works shows only when it has been made.
        ("last_rotated_date", From::With(|secret| without_rotation(secret))),
        ("next_rotation_date", From::With(|secret| without_rotation(secret))),
        ("last_accessed_date", From::Made(Constant::Null)),
        ("owning_service", From::Made(Constant::Null)),
        ("primary_region", From::Made(Constant::Null)),
        ("policy", From::With(policy)),
        ("deleted_date", From::Made(Constant::Null)),
    ],
    ..Mapping::new(Secret::shape, &["aws_secretsmanager_secret"], "arn")
};

/// A secret that never rotated says nothing of it; one whose rotation was switched off says that.
fn rotates(secret: &Resource) -> Option<Value> {
    Some(match secret.part(ROTATION) {
        Ok(Some(_)) => json!(true),
        Ok(None) if secret.loses(ROTATION) => json!(false),
        Ok(None) => Value::Null,
        Err(why) => why,
    })
}

fn rotation_days(secret: &Resource) -> Option<Value> {
    match secret.part(ROTATION) {
        Ok(Some(rotation)) => rotation.value("rotation_rules[0].automatically_after_days"),
        Ok(None) => Some(Value::Null),
        Err(why) => Some(why),
    }
}

fn without_rotation(secret: &Resource) -> Option<Value> {
    (secret.is_new() && matches!(secret.part(ROTATION), Ok(None))).then_some(Value::Null)
}

fn policy(secret: &Resource) -> Option<Value> {
    match secret.part(POLICY) {
        Ok(Some(part)) => part.policy("policy"),
        Ok(None) if secret.is_left_to_aws("policy") || secret.loses(POLICY) => Some(Value::Null),
        Ok(None) => secret.policy("policy"),
        Err(why) => secret.policy("policy").or(Some(why)),
    }
}

pub static MAPPINGS: &[Mapping] = &[SECRET];
