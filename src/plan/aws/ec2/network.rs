//! VPCs and subnets.

use super::super::super::mapping::{Constant, From, Mapping, Part};
use super::super::super::resource::{Resource, Told};
use super::{AVAILABLE, route_table};
use crate::model::{Record, Subnet, Vpc};
use crate::snapshot::NOT_TOLD;
use serde_json::{Value, json};

const IPV4: &str = "aws_vpc_ipv4_cidr_block_association";
const IPV6: &str = "aws_vpc_ipv6_cidr_block_association";

pub const VPC: Mapping = Mapping {
    prefix: "vpc-",
    parts: &[
        Part { terraform: IPV4, of: "vpc_id" },
        Part { terraform: IPV6, of: "vpc_id" },
        // Whose main route table it replaces.
        Part { terraform: route_table::MAIN, of: "vpc_id" },
    ],
    fields: &[
        ("vpc_id", From::Attribute("id")),
        ("owner_id", From::With(|vpc| vpc.owner("owner_id"))),
        ("cidr_block_associations", From::With(|vpc| Some(vpc.list(ranges(vpc), &[IPV4])))),
        ("ipv6_cidr_block_associations", From::With(|vpc| Some(vpc.list(ipv6_ranges(vpc), &[IPV6])))),
        ("is_default", From::Is(Constant::Bool(false))),
        ("instance_tenancy", From::Or("instance_tenancy", Constant::Text("default"))),
        ("enable_dns_support", From::Or("enable_dns_support", Constant::Bool(true))),
        ("enable_dns_hostnames", From::Or("enable_dns_hostnames", Constant::Bool(false))),
        ("state", AVAILABLE),
    ],
    ..Mapping::new(Vpc::shape, &["aws_vpc"], "id")
};

/// AWS makes it; Terraform takes it over.
pub const DEFAULT_VPC: Mapping = Mapping {
    prefix: "vpc-",
    fields: &[
        ("vpc_id", From::Attribute("id")),
        ("owner_id", From::With(|vpc| vpc.owner("owner_id"))),
        ("cidr_block_associations", From::With(untold)),
        ("ipv6_cidr_block_associations", From::With(untold)),
        ("is_default", From::Is(Constant::Bool(true))),
        ("state", AVAILABLE),
    ],
    ..Mapping::new(Vpc::shape, &["aws_default_vpc"], "id")
};

fn untold(_: &Resource) -> Option<Value> {
    None
}

fn range(block: Value) -> Value {
    json!({"cidr_block": block, "state": "associated"})
}

/// The ranges of a VPC, its first one first.
pub fn ranges(vpc: &Resource) -> Vec<Value> {
    let parts = vpc.parts(IPV4);
    std::iter::once(vpc).chain(&parts).filter_map(|r| r.value("cidr_block")).map(range).collect()
}

pub fn ipv6_ranges(vpc: &Resource) -> Vec<Value> {
    const ASKED: [&str; 4] =
        ["assign_generated_ipv6_cidr_block", "ipv6_cidr_block", "ipv6_ipam_pool_id", "ipv6_netmask_length"];
    let asks = |name: &&str| match vpc.told(name) {
        Told::Known(value) => !matches!(value, Value::Bool(false)) && value != "" && value != 0,
        Told::AfterApply => !vpc.is_left_to_aws(name),
        _ => false,
    };
    let own = ASKED.iter().any(asks).then(|| vpc.value("ipv6_cidr_block")).flatten();
    let parts = vpc.parts(IPV6);
    let more = parts.iter().filter_map(|part| part.value("ipv6_cidr_block"));
    let mut all =
        own.into_iter().chain(more).filter(|block| !block.is_null() && block != "").map(range).collect::<Vec<_>>();
    all.dedup();
    all
}

pub const SUBNET: Mapping = Mapping {
    prefix: "subnet-",
    fields: &[
        ("subnet_id", From::Attribute("id")),
        ("owner_id", From::With(|subnet| subnet.owner("owner_id"))),
        ("availability_zone_id", From::With(zone_id)),
        ("default_for_az", From::Is(Constant::Bool(false))),
        ("map_public_ip_on_launch", From::Or("map_public_ip_on_launch", Constant::Bool(false))),
        ("state", AVAILABLE),
    ],
    ..Mapping::new(Subnet::shape, &["aws_subnet"], "id")
};

pub const DEFAULT_SUBNET: Mapping = Mapping {
    prefix: "subnet-",
    fields: &[
        ("subnet_id", From::Attribute("id")),
        ("owner_id", From::With(|subnet| subnet.owner("owner_id"))),
        ("availability_zone_id", From::With(zone_id)),
        ("default_for_az", From::Is(Constant::Bool(true))),
        ("map_public_ip_on_launch", From::Or("map_public_ip_on_launch", Constant::Bool(true))),
        ("state", AVAILABLE),
    ],
    ..Mapping::new(Subnet::shape, &["aws_default_subnet"], "id")
};

/// Where the plan names the zone alone, its id, or what differs as ids do: in a VPC whose subnets are all in the plan.
fn zone_id(subnet: &Resource) -> Option<Value> {
    if !subnet.is_left_to_aws("availability_zone_id") {
        return subnet.value("availability_zone_id");
    }
    let Some(name) = subnet.text("availability_zone") else { return subnet.value("availability_zone_id") };
    let zones = subnet.zones();
    if let Some(id) = zones.id(name) {
        return Some(json!(id));
    }
    let is_new = subnet.follow("vpc_id", Vpc::shape()).is_some_and(|vpc| vpc.is_new());
    match zones.stand_in(name).filter(|_| is_new) {
        Some(id) => {
            subnet.infer();
            Some(json!(id))
        }
        None => Some(json!({crate::model::UNKNOWN: NOT_TOLD})),
    }
}
