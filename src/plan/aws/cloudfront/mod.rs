//! Amazon CloudFront.

mod distribution;
mod origin;

use super::super::mapping::{Constant, From, Mapping};
use super::super::resource::Resource;
use crate::model::{Distribution, LoadBalancer, OriginAccessControl, Record, VpcOrigin};
use serde_json::{Value, json};

pub static MAPPINGS: &[Mapping] = &[
    Mapping {
        arn: "arn:aws:cloudfront::{account}:distribution/{id}",
        is_global: true,
        fields: distribution::FIELDS,
        ..Mapping::new(Distribution::shape, &["aws_cloudfront_distribution"], "id")
    },
    Mapping {
        arn: "arn:aws:cloudfront::{account}:origin-access-control/{id}",
        is_global: true,
        fields: &[
            ("origin_access_control_id", From::Attribute("id")),
            ("origin_type", From::Attribute("origin_access_control_origin_type")),
        ],
        ..Mapping::new(OriginAccessControl::shape, &["aws_cloudfront_origin_access_control"], "id")
    },
    Mapping {
        is_global: true,
        fields: &[
            ("vpc_origin_id", From::Attribute("id")),
            ("status", From::Made(Constant::Text("Deployed"))),
            ("origin_endpoint_arn", From::With(endpoint)),
        ],
        ..Mapping::new(VpcOrigin::shape, &["aws_cloudfront_vpc_origin"], "id")
    },
];

fn endpoint(origin: &Resource) -> Option<Value> {
    origin.link("vpc_origin_endpoint_config[0].arn", LoadBalancer::shape())
}

/// A text that AWS sends empty, and Terraform too, where there is none.
fn unless_empty(value: Option<Value>) -> Option<Value> {
    value.map(|value| if value == json!("") { Value::Null } else { value })
}

#[cfg(test)]
mod tests;
