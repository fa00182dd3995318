//! Public access blocks, of buckets and of accounts.

use super::super::super::mapping::{Constant, From, Mapping};
use super::super::super::resource::Resource;
use crate::model::{AccountPublicAccessBlock, PublicAccessBlock, Record};
use serde_json::{Value, json};

const OFF: Constant = Constant::Bool(false);
/// Terraform switches off what it is not told.
const SWITCHES: &[(&str, From)] = &[
    ("block_public_acls", From::Or("block_public_acls", OFF)),
    ("ignore_public_acls", From::Or("ignore_public_acls", OFF)),
    ("block_public_policy", From::Or("block_public_policy", OFF)),
    ("restrict_public_buckets", From::Or("restrict_public_buckets", OFF)),
];

pub const ACCOUNT_BLOCK: Mapping = Mapping {
    arn: "arn:aws:s3::{account}:public-access-block",
    is_global: true,
    fields: &[("configuration", From::With(|of| Some(of.record("", PublicAccessBlock::shape(), SWITCHES))))],
    ..Mapping::new(AccountPublicAccessBlock::shape, &["aws_s3_account_public_access_block"], "=account")
};

pub const BLOCK: &str = "aws_s3_bucket_public_access_block";

/// Since April 2023 S3 switches all four on in each new bucket.
pub fn of_bucket(bucket: &Resource) -> Option<Value> {
    Some(match bucket.part(BLOCK) {
        Ok(Some(block)) => block.record("", PublicAccessBlock::shape(), SWITCHES),
        Ok(None) if bucket.loses(BLOCK) => Value::Null,
        Ok(None) => json!({
            "block_public_acls": true, "ignore_public_acls": true,
            "block_public_policy": true, "restrict_public_buckets": true,
        }),
        Err(why) => why,
    })
}
