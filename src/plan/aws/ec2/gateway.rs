//! NAT gateways and internet gateways.

use super::super::super::mapping::{Constant, From, Mapping, Part};
use super::super::super::resource::Resource;
use super::AVAILABLE;
use crate::model::{InternetGateway, NatGateway, Record, Subnet, Vpc};
use serde_json::{Value, json};

pub const NAT_GATEWAY: Mapping = Mapping {
    prefix: "nat-",
    fields: &[
        ("nat_gateway_id", From::Attribute("id")),
        ("vpc_id", From::With(vpc)),
        ("subnet_id", From::With(subnet)),
        ("connectivity_type", From::Or("connectivity_type", Constant::Text("public"))),
        ("availability_mode", From::With(mode)),
        ("public_ips", From::With(public_ips)),
        ("state", AVAILABLE),
    ],
    ..Mapping::new(NatGateway::shape, &["aws_nat_gateway"], "id")
};

/// A zonal one stands in its subnet's VPC; regional ones, which Terraform knows since 6, name a VPC.
fn vpc(gateway: &Resource) -> Option<Value> {
    let by_subnet = gateway.through("subnet_id", Subnet::shape(), "vpc_id", Vpc::shape());
    by_subnet.filter(Value::is_string).or_else(|| gateway.link("vpc_id", Vpc::shape()))
}

/// Before regional ones there was one kind; what has a subnet is of it.
fn mode(gateway: &Resource) -> Option<Value> {
    let told = gateway.value("availability_mode").filter(Value::is_string);
    let zonal = || subnet(gateway).filter(Value::is_string).map(|_| json!("zonal"));
    told.or_else(zonal).or_else(|| gateway.value("availability_mode"))
}

fn subnet(gateway: &Resource) -> Option<Value> {
    match gateway.is_left_to_aws("subnet_id") {
        true => Some(Value::Null),
        false => gateway.link("subnet_id", Subnet::shape()),
    }
}

fn public_ips(gateway: &Resource) -> Option<Value> {
    if gateway.text("connectivity_type") == Some("private") {
        return Some(json!([]));
    }
    match gateway.text("public_ip") {
        Some(ip) => Some(json!([ip])),
        None => gateway.value("public_ip").filter(|ip| !ip.is_null()),
    }
}

const ATTACHMENT: &str = "aws_internet_gateway_attachment";

pub const INTERNET_GATEWAY: Mapping = Mapping {
    prefix: "igw-",
    parts: &[Part { terraform: ATTACHMENT, of: "internet_gateway_id" }],
    fields: &[
        ("internet_gateway_id", From::Attribute("id")),
        ("vpc_ids", From::With(|gateway| Some(attachments(gateway, |vpc| vpc)))),
        (
            "attachments",
            From::With(|gateway| Some(attachments(gateway, |vpc| json!({"vpc_id": vpc, "state": "available"})))),
        ),
    ],
    ..Mapping::new(InternetGateway::shape, &["aws_internet_gateway"], "id")
};

fn attachments(gateway: &Resource, of: fn(Value) -> Value) -> Value {
    let mut all = gateway.own("vpc_id", || gateway.link("vpc_id", Vpc::shape()));
    for part in gateway.taken("vpc_id", ATTACHMENT) {
        let gone = part.link("vpc_id", Vpc::shape());
        all.items.retain(|vpc| gone.as_ref() != Some(vpc));
    }
    for part in gateway.parts(ATTACHMENT) {
        all.add(part.link("vpc_id", Vpc::shape()).unwrap_or_default());
    }
    all.lack_parts(gateway, ATTACHMENT);
    all.items = all.items.into_iter().map(of).collect();
    all.value()
}
