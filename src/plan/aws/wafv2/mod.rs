//! AWS WAF: web ACLs of distributions.

mod rule;

use super::super::mapping::{From, Mapping, Part};
use super::super::resource::{Resource, Told};
use crate::model::{Record, UNKNOWN, WebAcl};
use crate::snapshot::NOT_TOLD;
use serde_json::{Value, json};

const LOGGING: &str = "aws_wafv2_web_acl_logging_configuration";

pub static MAPPINGS: &[Mapping] = &[Mapping {
    // Distributions name it by its ARN.
    prefix: "arn:aws:wafv2:us-east-1::global/webacl/",
    is_global: true,
    is_one: |acl| acl.text("scope").is_none_or(|scope| scope == "CLOUDFRONT"),
    parts: &[Part { terraform: LOGGING, of: "resource_arn" }, Part { terraform: rule::GROUP, of: "web_acl_arn" }],
    fields: &[
        ("web_acl_id", From::Attribute("id")),
        ("default_action", From::With(|acl| rule::chosen(acl, "default_action[0]", &["allow", "block"]))),
        ("rules", From::With(rule::rules)),
        ("log_destinations", From::With(destinations)),
    ],
    ..Mapping::new(WebAcl::shape, &["aws_wafv2_web_acl"], "id")
}];

/// Null without a configuration of its own; WAF wants one destination of each.
fn destinations(acl: &Resource) -> Option<Value> {
    const PATH: &str = "log_destination_configs";
    match acl.part(LOGGING) {
        Ok(None) => Some(Value::Null),
        Ok(Some(part)) => Some(match part.told(PATH) {
            // It is not known which; that it is one is.
            Told::AfterApply => json!([part.stand_in("log_destination_configs[0]")]),
            Told::Known(Value::Array(all)) => {
                let one = |i: usize| match part.text(&format!("{PATH}[{i}]")) {
                    Some(arn) => json!(arn),
                    None => part.stand_in(&format!("{PATH}[{i}]")),
                };
                let count = all.len().max(part.node(PATH).elements().unwrap_or(0));
                (0..count).map(one).collect()
            }
            _ => part.value(PATH).unwrap_or_else(|| json!({UNKNOWN: NOT_TOLD})),
        }),
        // Of one that is there already a plan does not tell it.
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests;
