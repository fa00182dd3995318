//! Network interfaces. Those that come with instances, endpoints and load balancers are in no plan.

use super::super::super::joined::Joined;
use super::super::super::mapping::{Constant, From, Mapping, Part};
use super::super::super::resource::Resource;
use super::instance::default_group;
use crate::model::{Instance, NetworkInterface, Record, SecurityGroup, Subnet, Vpc};
use serde_json::{Value, json};

const ATTACHMENT: &str = "aws_network_interface_attachment";
const GROUP: &str = "aws_network_interface_sg_attachment";
/// What gives an interface a public address.
const ADDRESSES: [(&str, &str); 2] =
    [("aws_eip", "network_interface"), ("aws_eip_association", "network_interface_id")];

pub const NETWORK_INTERFACE: Mapping = Mapping {
    prefix: "eni-",
    parts: &[
        Part { terraform: ATTACHMENT, of: "network_interface_id" },
        Part { terraform: GROUP, of: "network_interface_id" },
        Part { terraform: ADDRESSES[0].0, of: ADDRESSES[0].1 },
        Part { terraform: ADDRESSES[1].0, of: ADDRESSES[1].1 },
    ],
    fields: &[
        ("network_interface_id", From::Attribute("id")),
        ("vpc_id", From::With(|interface| interface.through("subnet_id", Subnet::shape(), "vpc_id", Vpc::shape()))),
        ("interface_type", From::Or("interface_type", Constant::Text("interface"))),
        ("description", From::Or("description", Constant::Text(""))),
        ("requester_managed", From::Is(Constant::Bool(false))),
        ("status", From::With(status)),
        ("public_ips", From::With(public_ips)),
        ("security_group_ids", From::With(security_groups)),
        ("instance_id", From::With(instance)),
    ],
    ..Mapping::new(NetworkInterface::shape, &["aws_network_interface"], "id")
};

fn instance(interface: &Resource) -> Option<Value> {
    if let Some(part) = interface.parts(ATTACHMENT).first() {
        return part.link("instance_id", Instance::shape());
    }
    match interface.is_left_to_aws("attachment") {
        true => Some(Value::Null),
        false => interface.link("attachment[0].instance", Instance::shape()),
    }
}

fn status(interface: &Resource) -> Option<Value> {
    let attached = instance(interface)?;
    interface.is_new().then(|| json!(if attached.is_null() { "available" } else { "in-use" }))
}

fn public_ips(interface: &Resource) -> Option<Value> {
    let parts = ADDRESSES.iter().flat_map(|(terraform, _)| interface.parts(terraform)).collect::<Vec<_>>();
    let known = |part: &Resource| part.text("public_ip").map_or_else(|| part.stand_in("public_ip"), |ip| json!(ip));
    let all = parts.iter().map(known).collect();
    Some(interface.list(all, &ADDRESSES.map(|(terraform, _)| terraform)))
}

fn security_groups(interface: &Resource) -> Option<Value> {
    if interface.is_left_to_aws("security_groups") && interface.parts(GROUP).is_empty() {
        let vpc =
            interface.follow("subnet_id", Subnet::shape()).and_then(|subnet| subnet.follow("vpc_id", Vpc::shape()));
        return Some(Joined::of(Some(default_group(interface, vpc, "security_groups"))).value());
    }
    Some(interface.joined("security_groups", GROUP, "security_group_id", SecurityGroup::shape()).value())
}
