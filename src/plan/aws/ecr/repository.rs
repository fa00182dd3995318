//! Repositories.

use super::super::super::mapping::{Constant, From, Mapping, Part};
use super::super::super::resource::{Resource, Told};
use super::registry::{SCANNING, frequency};
use crate::model::{EcrRepository, KmsKey, Record, UNKNOWN, lifecycle_rules};
use serde_json::{Value, json};

const POLICY: &str = "aws_ecr_repository_policy";
const LIFECYCLE: &str = "aws_ecr_lifecycle_policy";
const EXCLUSIONS: &str = "image_tag_mutability_exclusion_filter";
const ENCRYPTION: &str = "encryption_configuration[0].encryption_type";
const KEY: &str = "encryption_configuration[0].kms_key";
const ON_PUSH: &str = "image_scanning_configuration[0].scan_on_push";

pub const REPOSITORY: Mapping = Mapping {
    name: "name",
    arn: "arn:aws:ecr:{region}:{account}:repository/{id}",
    parts: &[Part { terraform: POLICY, of: "repository" }, Part { terraform: LIFECYCLE, of: "repository" }],
    fields: &[
        ("repository_name", From::Attribute("name")),
        ("repository_uri", From::With(uri)),
        ("image_tag_mutability", From::Or("image_tag_mutability", Constant::Text("MUTABLE"))),
        ("mutability_exclusions", From::With(exclusions)),
        ("encryption_type", From::Or(ENCRYPTION, Constant::Text("AES256"))),
        ("kms_key_id", From::With(key)),
        ("scan_on_push", From::Or(ON_PUSH, Constant::Bool(false))),
        ("scan_frequency", From::With(scan_frequency)),
        ("policy", From::With(policy)),
        ("lifecycle_rules", From::With(lifecycle)),
    ],
    ..Mapping::new(EcrRepository::shape, &["aws_ecr_repository"], "name")
};

fn uri(repository: &Resource) -> Option<Value> {
    let own = repository.text("repository_url").map(str::to_owned);
    let pattern = "{account}.dkr.ecr.{region}.amazonaws.com/{name}";
    let made = || super::super::super::arn::filled(repository, pattern, "");
    own.or_else(made).map(Value::from).or_else(|| repository.value("repository_url"))
}

fn exclusions(repository: &Resource) -> Option<Value> {
    match repository.told(EXCLUSIONS) {
        // Terraform 5 knows none.
        Told::Untold => Some(json!([])),
        Told::AfterApply => Some(repository.after_apply(EXCLUSIONS)),
        _ => {
            let count = repository.blocks(EXCLUSIONS).unwrap_or(0);
            Some((0..count).filter_map(|i| repository.value(&format!("{EXCLUSIONS}[{i}].filter"))).collect())
        }
    }
}

fn key(repository: &Resource) -> Option<Value> {
    // Without KMS there is no key; Terraform's schema has one as known after apply all the same.
    match repository.text(ENCRYPTION) {
        Some("AES256") => Some(Value::Null),
        None if repository.told(ENCRYPTION) == Told::Null => Some(Value::Null),
        _ => repository.link(KEY, KmsKey::shape()),
    }
}

/// The registry's rules decide. Those of a registry that is not in the plan are not known; nor are they what a plan changes.
fn scan_frequency(repository: &Resource) -> Option<Value> {
    let registry = repository.beside(SCANNING);
    let by_rule = frequency(registry.first()?, repository.text("name")?);
    by_rule.or_else(|| {
        let on_push = repository.value_or(ON_PUSH, json!(false))?;
        Some(on_push.as_bool().map_or(on_push, |on| json!(if on { "SCAN_ON_PUSH" } else { "MANUAL" })))
    })
}

fn policy(repository: &Resource) -> Option<Value> {
    match repository.part(POLICY) {
        Ok(Some(policy)) => policy.policy("policy"),
        Ok(None) => Some(Value::Null),
        Err(why) => Some(why),
    }
}

fn lifecycle(repository: &Resource) -> Option<Value> {
    let part = match repository.part(LIFECYCLE) {
        Ok(Some(part)) => part,
        Ok(None) => return Some(Value::Null),
        Err(why) => return Some(why),
    };
    let text = part.value("policy")?;
    Some(match text.as_str().map(lifecycle_rules) {
        Some(Ok(rules)) => serde_json::to_value(rules).unwrap_or_default(),
        Some(Err(why)) => json!({UNKNOWN: why}),
        None => text,
    })
}
