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
        ("last_rotated_date", From::With(without_rotation)),
        ("next_rotation_date", From::With(without_rotation)),
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

#[cfg(test)]
mod tests {
    use super::super::super::testing::{after, changed, create, refers, update};
    use serde_json::{Value, json};

    fn secret() -> Value {
        create(
            "aws_secretsmanager_secret.app",
            json!({"name": "app"}),
            json!({"arn": true, "id": true, "policy": true, "kms_key_id": true}),
            json!({"name": {}, "kms_key_id": refers("aws_kms_key.app.arn")}),
        )
    }

    #[test]
    fn a_secret_rotates_when_a_part_says_so() {
        let key = create("aws_kms_key.app", json!({"is_enabled": true}), json!({"id": true, "arn": true}), json!({}));
        let alone = after(&[key.clone(), secret()], "aws_secretsmanager_secret.app").fields;
        assert_eq!((&alone["rotation_enabled"], &alone["policy"]), (&Value::Null, &Value::Null));
        assert_eq!(alone["kms_key_id"], "{aws_kms_key.app}");
        let rotation = create(
            "aws_secretsmanager_secret_rotation.app",
            json!({"rotation_rules": [{"automatically_after_days": 30}]}),
            json!({"secret_id": true}),
            json!({"secret_id": refers("aws_secretsmanager_secret.app.id")}),
        );
        let fields = after(&[key, secret(), rotation], "aws_secretsmanager_secret.app").fields;
        assert_eq!((&fields["rotation_enabled"], &fields["rotation_after_days"]), (&json!(true), &json!(30)));
        assert_eq!(fields.get("last_rotated_date"), None);
    }

    #[test]
    fn an_update_touches_one_field() {
        let arn = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:app-AbCdEf";
        let known = |key: &str| json!({"arn": arn, "id": arn, "name": "app", "kms_key_id": key, "policy": ""});
        let all = [update("aws_secretsmanager_secret.app", known("k-1"), known("k-2"), json!({}), json!({}))];
        assert_eq!(changed(&all, "aws_secretsmanager_secret.app"), ["kms_key_id"]);
        assert_eq!(after(&all, "aws_secretsmanager_secret.app").id, arn);
    }
}
