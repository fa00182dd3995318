//! Distributions.

use super::super::super::mapping::{Constant, From};
use super::super::super::resource::{Resource, Told};
use super::{origin, unless_empty};
use crate::model::{Bucket, CacheBehavior, Record, WebAcl};
use serde_json::{Value, json};

pub const FIELDS: &[(&str, From)] = &[
    ("distribution_id", From::Attribute("id")),
    ("staging", From::Or("staging", Constant::Bool(false))),
    ("status", From::With(status)),
    ("web_acl_id", From::With(|distribution| distribution.link("web_acl_id", WebAcl::shape()))),
    ("origins", From::With(origins)),
    ("cache_behaviors", From::With(behaviors)),
    ("minimum_protocol_version", From::Or("viewer_certificate[0].minimum_protocol_version", Constant::Text("TLSv1"))),
    (
        "uses_default_certificate",
        From::Or("viewer_certificate[0].cloudfront_default_certificate", Constant::Bool(false)),
    ),
    ("last_modified_time", From::With(last_modified)),
    ("access_log_bucket", From::With(log_bucket)),
];

/// Terraform waits unless it is told not to.
fn status(distribution: &Resource) -> Option<Value> {
    let waits = distribution.value_or("wait_for_deployment", json!(true)).is_none_or(|waits| waits == true);
    match distribution.is_new() {
        true => Some(json!(if waits { "Deployed" } else { "InProgress" })),
        false => distribution.text("status").map(|status| json!(status)),
    }
}

/// Terraform writes it in Go's form.
fn last_modified(distribution: &Resource) -> Option<Value> {
    match distribution.told("last_modified_time") {
        Told::Known(Value::String(text)) => {
            let mut words = text.split(' ');
            let time = format!("{}T{}Z", words.next()?, words.next()?);
            time.parse::<jiff::Timestamp>().ok().map(|time| json!(time.to_string()))
        }
        _ => distribution.value("last_modified_time"),
    }
}

fn origins(distribution: &Resource) -> Option<Value> {
    match distribution.blocks("origin") {
        Some(count) => Some((0..count).map(|i| origin::origin(distribution, &format!("origin[{i}]"))).collect()),
        None => distribution.value("origin"),
    }
}

const BEHAVIOR: &[(&str, From)] = &[];
/// The default behaviour is for what no path matches.
const DEFAULT: &[(&str, From)] = &[("path_pattern", From::Is(Constant::Null))];

fn behaviors(distribution: &Resource) -> Option<Value> {
    let record = |base: &str, fields| distribution.record(base, CacheBehavior::shape(), fields);
    let default =
        (distribution.blocks("default_cache_behavior")? > 0).then(|| record("default_cache_behavior[0]", DEFAULT));
    let Some(count) = distribution.blocks("ordered_cache_behavior") else {
        return distribution.value("ordered_cache_behavior");
    };
    let others = (0..count).map(|i| record(&format!("ordered_cache_behavior[{i}]"), BEHAVIOR));
    Some(default.into_iter().chain(others).collect())
}

/// A block without a bucket, which Terraform 6 knows, is for logs of the newer kind.
fn log_bucket(distribution: &Resource) -> Option<Value> {
    const BUCKET: &str = "logging_config[0].bucket";
    let known = unless_empty(distribution.value(BUCKET))?;
    if distribution.told(BUCKET) != Told::AfterApply {
        return Some(known);
    }
    match distribution.link(BUCKET, Bucket::shape()) {
        Some(Value::String(bucket)) => Some(json!(format!("{bucket}.s3.amazonaws.com"))),
        // What it is called is not known; that there is one is.
        _ => Some(distribution.stand_in(BUCKET)),
    }
}
