//! Amazon S3: buckets, which Terraform tells in a dozen resources, and the account's own public access block.

mod block;
mod bucket;
mod encryption;
#[cfg(test)]
mod tests;

use super::super::mapping::Mapping;

pub static MAPPINGS: &[Mapping] = &[bucket::BUCKET, block::ACCOUNT_BLOCK];
