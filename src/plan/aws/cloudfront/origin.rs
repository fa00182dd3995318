//! Where distributions fetch from.

use super::super::super::mapping::{Constant, From};
use super::super::super::resource::{Resource, Told};
use super::unless_empty;
use crate::model::{Bucket, Origin, OriginAccessControl, Record, UNKNOWN, VpcOrigin};
use serde_json::{Value, json};

const FIELDS: &[(&str, From)] = &[
    ("origin_access_identity", From::Attribute("s3_origin_config[0].origin_access_identity")),
    ("origin_protocol_policy", From::Attribute("custom_origin_config[0].origin_protocol_policy")),
    // Filled in below: they are told by more than one attribute.
    ("origin_access_control_id", From::Is(Constant::Null)),
    ("vpc_origin_id", From::Is(Constant::Null)),
    ("is_s3", From::Is(Constant::Bool(false))),
    ("custom_headers", From::Is(Constant::Empty)),
];

pub fn origin(distribution: &Resource, base: &str) -> Value {
    let path = |name: &str| format!("{base}.{name}");
    let mut origin = distribution.record(base, Origin::shape(), FIELDS);
    let control = distribution.link(&path("origin_access_control_id"), OriginAccessControl::shape());
    origin["origin_access_control_id"] = control.unwrap_or_default();
    let vpc_origin = distribution.link(&path("vpc_origin_config[0].vpc_origin_id"), VpcOrigin::shape());
    origin["vpc_origin_id"] = vpc_origin.unwrap_or_default();
    origin["is_s3"] = is_s3(distribution, base);
    origin["custom_headers"] = headers(distribution, &path("custom_header"));
    if distribution.told(&path("domain_name")) == Told::AfterApply
        && let Some(domain) = bucket_domain(distribution, &path("domain_name"))
    {
        origin["domain_name"] = domain;
    }
    origin
}

/// Terraform takes what is nothing else for a bucket.
fn is_s3(distribution: &Resource, base: &str) -> Value {
    let others =
        ["custom_origin_config", "vpc_origin_config"].map(|block| distribution.blocks(&format!("{base}.{block}")));
    match others {
        [Some(0), Some(0)] => json!(true),
        // Before there were VPC origins.
        [Some(0), None] if distribution.told(&format!("{base}.vpc_origin_config")) == Told::Untold => json!(true),
        [None, _] | [_, None] => json!({UNKNOWN: format!("known after apply: {}.{base}", distribution.address())}),
        _ => json!(false),
    }
}

/// In the form that says whose it is.
fn bucket_domain(distribution: &Resource, path: &str) -> Option<Value> {
    let (resource, attribute) = distribution.leads_to(path)?;
    let named = resource.terraform() == "aws_s3_bucket"
        && ["bucket_regional_domain_name", "bucket_domain_name"].contains(&attribute.as_str());
    let id = resource.identity().filter(|_| named)?;
    let region = &resource.place()?.region;
    let suffix = match attribute.as_str() {
        "bucket_domain_name" => "s3".to_owned(),
        _ => format!("s3.{region}"),
    };
    distribution.link(path, Bucket::shape())?.as_str().filter(|bucket| *bucket == id)?;
    Some(json!(format!("{id}.{suffix}.amazonaws.com")))
}

/// The names alone.
fn headers(distribution: &Resource, path: &str) -> Value {
    let Some(count) = distribution.blocks(path) else { return distribution.value(path).unwrap_or_else(|| json!([])) };
    let name = |i: usize| match unless_empty(distribution.value(&format!("{path}[{i}].name"))) {
        Some(Value::String(name)) => json!(name.to_ascii_lowercase()),
        other => other.unwrap_or_default(),
    };
    (0..count).map(name).collect()
}
