//! How a bucket encrypts.

use super::super::super::resource::Resource;
use crate::model::{KmsKey, Record};
use serde_json::{Value, json};

pub const ENCRYPTION: &str = "aws_s3_bucket_server_side_encryption_configuration";
/// The block inside of a rule.
const DEFAULT: &str = "apply_server_side_encryption_by_default[0]";

/// Where the rule stands that says it, if it is said: in the part, or in the bucket's own block, as older configurations have it.
enum Said<'s> {
    At(Resource<'s>, String),
    /// S3 encrypts every object with a key of its own.
    No,
    /// That is not known.
    Unknown(Value),
}

fn said<'s>(bucket: &Resource<'s>) -> Said<'s> {
    const OWN: &str = "server_side_encryption_configuration";
    let (resource, rules) = match bucket.part(ENCRYPTION) {
        Ok(Some(part)) => (part, "rule".to_owned()),
        Ok(None) if bucket.is_left_to_aws(OWN) || bucket.loses(ENCRYPTION) => return Said::No,
        Err(why) if bucket.blocks(OWN).is_none() => return Said::Unknown(why),
        _ => (*bucket, format!("{OWN}[0].rule")),
    };
    let Some(count) = resource.blocks(&rules) else {
        return if bucket.blocks(OWN) == Some(0) { Said::No } else { Said::Unknown(resource.after_apply(&rules)) };
    };
    let mut all = (0..count).map(|i| format!("{rules}[{i}].{DEFAULT}"));
    let first = all.find(|path| resource.blocks(path.trim_end_matches("[0]")) != Some(0));
    first.map_or(Said::No, |path| Said::At(resource, path))
}

pub fn algorithm(bucket: &Resource) -> Option<Value> {
    match said(bucket) {
        Said::At(resource, path) => resource.value(&format!("{path}.sse_algorithm")),
        Said::No => Some(json!("AES256")),
        Said::Unknown(why) => Some(why),
    }
}

pub fn key(bucket: &Resource) -> Option<Value> {
    match said(bucket) {
        Said::At(resource, path) => resource.link(&format!("{path}.kms_master_key_id"), KmsKey::shape()),
        Said::No => Some(Value::Null),
        Said::Unknown(why) => Some(why),
    }
}
