//! Buckets.

use super::super::super::mapping::{From, Mapping, Part};
use super::super::super::resource::{Resource, Told};
use super::{block, encryption};
use crate::model::{Bucket, Record, UNKNOWN};
use crate::snapshot::NOT_TOLD;
use serde_json::{Value, json};

const POLICY: &str = "aws_s3_bucket_policy";
const VERSIONING: &str = "aws_s3_bucket_versioning";
const OWNERSHIP: &str = "aws_s3_bucket_ownership_controls";
const WEBSITE: &str = "aws_s3_bucket_website_configuration";

pub const BUCKET: Mapping = Mapping {
    arn: "arn:aws:s3:::{id}",
    parts: &[
        Part { terraform: block::BLOCK, of: "bucket" },
        Part { terraform: POLICY, of: "bucket" },
        Part { terraform: encryption::ENCRYPTION, of: "bucket" },
        Part { terraform: VERSIONING, of: "bucket" },
        Part { terraform: OWNERSHIP, of: "bucket" },
        Part { terraform: WEBSITE, of: "bucket" },
    ],
    fields: &[
        ("bucket_name", From::Attribute("bucket")),
        ("public_access_block", From::With(block::of_bucket)),
        ("policy", From::With(policy)),
        ("policy_is_public", From::With(policy_is_public)),
        ("sse_algorithm", From::With(encryption::algorithm)),
        ("kms_master_key_id", From::With(encryption::key)),
        ("versioning_status", From::With(versioning)),
        ("object_ownership", From::With(ownership)),
        ("has_website", From::With(has_website)),
    ],
    ..Mapping::new(Bucket::shape, &["aws_s3_bucket"], "bucket")
};

fn policy(bucket: &Resource) -> Option<Value> {
    match bucket.part(POLICY) {
        Ok(Some(part)) => part.policy("policy"),
        Ok(None) if bucket.is_left_to_aws("policy") || bucket.loses(POLICY) => Some(Value::Null),
        Ok(None) => bucket.policy("policy"),
        Err(why) => bucket.policy("policy").or(Some(why)),
    }
}

/// S3's opinion of a policy is S3's; of none it has none.
fn policy_is_public(bucket: &Resource) -> Option<Value> {
    policy(bucket).filter(Value::is_null)
}

fn versioning(bucket: &Resource) -> Option<Value> {
    const OWN: &str = "versioning[0].enabled";
    match bucket.part(VERSIONING) {
        Ok(Some(part)) => {
            // Terraform's word for what was never switched on.
            let status = part.value("versioning_configuration[0].status")?;
            Some(if status == "Disabled" { Value::Null } else { status })
        }
        // What was switched on is never switched off again.
        Ok(None) if bucket.loses(VERSIONING) => Some(json!("Suspended")),
        Ok(None) if bucket.is_left_to_aws("versioning") => Some(Value::Null),
        other => match bucket.told(OWN) {
            Told::Known(on) if on == true => Some(json!("Enabled")),
            // Never, or not any more: it does not say.
            Told::Known(_) if bucket.is_new() => Some(Value::Null),
            Told::Null if bucket.is_new() => Some(Value::Null),
            Told::AfterApply => Some(bucket.after_apply(OWN)),
            _ => Some(other.err().unwrap_or_else(|| json!({UNKNOWN: NOT_TOLD}))),
        },
    }
}

/// Since April 2023 new buckets have no access control lists.
fn ownership(bucket: &Resource) -> Option<Value> {
    match bucket.part(OWNERSHIP) {
        Ok(Some(part)) => part.value("rule[0].object_ownership"),
        Ok(None) if bucket.loses(OWNERSHIP) => Some(Value::Null),
        Ok(None) => Some(json!("BucketOwnerEnforced")),
        Err(why) => Some(why),
    }
}

fn has_website(bucket: &Resource) -> Option<Value> {
    let own = || bucket.blocks("website").map(|count| json!(count > 0));
    Some(match bucket.part(WEBSITE) {
        Ok(Some(_)) => json!(true),
        Ok(None) if bucket.is_left_to_aws("website") || bucket.loses(WEBSITE) => json!(false),
        Ok(None) => own().unwrap_or_else(|| bucket.after_apply("website")),
        Err(why) => own().unwrap_or(why),
    })
}
