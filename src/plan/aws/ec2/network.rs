//! VPCs, subnets and gateways.

use super::super::super::mapping::{Constant, From, Mapping, Part};
use super::super::super::resource::Resource;
use crate::model::{InternetGateway, NatGateway, Record, Subnet, Vpc};
use serde_json::{Value, json};

const AVAILABLE: From = From::Made(Constant::Text("available"));

/// Whose account it is made in.
const OWNER: From = From::With(|resource| match (resource.value("owner_id"), resource.account()) {
    (Some(told), Some(account)) if told.is_object() => Some(json!(account)),
    (told, _) => told,
});

pub const VPC: Mapping = Mapping {
    prefix: "vpc-",
    parts: &[Part { terraform: "aws_vpc_ipv4_cidr_block_association", of: "vpc_id" }],
    fields: &[
        ("cidr_block_associations", From::With(ranges)),
        ("is_default", From::Is(Constant::Bool(false))),
        ("owner_id", OWNER),
        ("state", AVAILABLE),
    ],
    ..Mapping::new(Vpc::shape, &["aws_vpc"], "id")
};

fn ranges(vpc: &Resource) -> Option<Value> {
    let mut all = Vec::new();
    let range = |resource: &Resource| {
        let block = resource.value("cidr_block")?;
        Some(json!({"cidr_block": block, "state": "associated"}))
    };
    all.extend(range(vpc));
    const MORE: &str = "aws_vpc_ipv4_cidr_block_association";
    all.extend(vpc.parts(MORE).iter().filter_map(range));
    Some(vpc.list(all, &[MORE]))
}

pub const SUBNET: Mapping = Mapping {
    prefix: "subnet-",
    fields: &[
        ("default_for_az", From::Is(Constant::Bool(false))),
        ("owner_id", OWNER),
        ("availability_zone_id", From::With(zone)),
        ("state", AVAILABLE),
    ],
    ..Mapping::new(Subnet::shape, &["aws_subnet"], "id")
};

/// Which zone a name means differs between accounts, and is known after apply. In a VPC that is new too, it is enough to tell its
/// subnets' zones apart: a name stands for its zone, in the form of an id.
fn zone(subnet: &Resource) -> Option<Value> {
    let told = subnet.value("availability_zone_id")?;
    let name = subnet.text("availability_zone").filter(|_| told.is_object());
    let new = || subnet.linked("vpc_id", Vpc::shape()).is_some_and(|vpc| vpc.is_new());
    match name.and_then(stand_in).filter(|_| new()) {
        Some(id) => {
            subnet.infer();
            Some(json!(id))
        }
        None => Some(told),
    }
}

/// `euwest1-az1` for `eu-west-1a`; nothing for a zone that is none of a region's own.
fn stand_in(name: &str) -> Option<String> {
    let letter = name.chars().last().filter(char::is_ascii_lowercase)?;
    let region = &name[..name.len() - 1];
    let plain = region.split('-').count() == 3 && region.ends_with(|c: char| c.is_ascii_digit());
    plain.then(|| format!("{}-az{}", region.replace('-', ""), u32::from(letter) - u32::from('a') + 1))
}

pub const NAT_GATEWAY: Mapping = Mapping {
    prefix: "nat-",
    fields: &[
        ("vpc_id", From::With(vpc_of_nat_gateway)),
        ("connectivity_type", From::Or("connectivity_type", Constant::Text("public"))),
        ("availability_mode", From::Or("availability_mode", Constant::Text("zonal"))),
        ("state", AVAILABLE),
    ],
    ..Mapping::new(NatGateway::shape, &["aws_nat_gateway"], "id")
};

/// A zonal one stands in its subnet's VPC; Terraform 6 knows regional ones, which name a VPC.
fn vpc_of_nat_gateway(gateway: &Resource) -> Option<Value> {
    let own = gateway.link("vpc_id", Vpc::shape()).filter(|id| !id.is_null());
    own.or_else(|| gateway.through("subnet_id", Subnet::shape(), "vpc_id", Vpc::shape()))
}

pub const INTERNET_GATEWAY: Mapping = Mapping {
    prefix: "igw-",
    parts: &[Part { terraform: "aws_internet_gateway_attachment", of: "internet_gateway_id" }],
    fields: &[
        ("vpc_ids", From::With(|gateway| attachments(gateway, |vpc| vpc))),
        ("attachments", From::With(|gateway| attachments(gateway, |vpc| json!({"vpc_id": vpc, "state": "available"})))),
    ],
    ..Mapping::new(InternetGateway::shape, &["aws_internet_gateway"], "id")
};

fn attachments(gateway: &Resource, of: fn(Value) -> Value) -> Option<Value> {
    const MORE: &str = "aws_internet_gateway_attachment";
    let parts = gateway.parts(MORE);
    let all = std::iter::once(gateway).chain(&parts).filter_map(|r| r.link("vpc_id", Vpc::shape()));
    let all = all.filter(|vpc| !vpc.is_null()).map(of).collect();
    Some(gateway.list(all, &[MORE]))
}
