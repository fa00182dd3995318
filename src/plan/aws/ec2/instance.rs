//! Instances. What one does not say itself its launch template may say.

use super::super::super::joined::Joined;
use super::super::super::mapping::{Constant, From, Mapping, Part};
use super::super::super::resource::{Resource, Told};
use crate::model::{Instance, NetworkInterface, Record, SecurityGroup, Subnet, Vpc};
use serde_json::{Value, json};

/// What gives an instance a public address.
const ADDRESSES: [(&str, &str); 2] = [("aws_eip", "instance"), ("aws_eip_association", "instance_id")];

pub const INSTANCE: Mapping = Mapping {
    prefix: "i-",
    parts: &[
        Part { terraform: ADDRESSES[0].0, of: ADDRESSES[0].1 },
        Part { terraform: ADDRESSES[1].0, of: ADDRESSES[1].1 },
    ],
    fields: &[
        ("instance_id", From::Attribute("id")),
        ("vpc_id", From::With(vpc_id)),
        ("subnet_id", From::With(subnet_id)),
        ("state", From::Made(Constant::Text("running"))),
        ("instance_type", From::With(|instance| said(instance, "instance_type", "instance_type"))),
        ("core_count", From::Attribute("cpu_options[0].core_count")),
        ("threads_per_core", From::Attribute("cpu_options[0].threads_per_core")),
        ("instance_lifecycle", From::With(lifecycle)),
        ("public_ip_address", From::With(public_ip)),
        ("security_group_ids", From::With(security_groups)),
        ("metadata_http_tokens", From::With(metadata_tokens)),
    ],
    ..Mapping::new(Instance::shape, &["aws_instance"], "id")
};

fn template<'s>(instance: &Resource<'s>) -> Option<Resource<'s>> {
    let by = |name: &str| instance.other(&format!("launch_template[0].{name}"), "aws_launch_template");
    by("id").or_else(|| by("name"))
}

/// Whether the instance is started from a template.
fn has_template(instance: &Resource) -> bool {
    instance.blocks("launch_template").is_some_and(|count| count > 0)
}

/// What an attribute says; what it leaves out, the template's.
fn said(instance: &Resource, path: &str, of_template: &str) -> Option<Value> {
    let own = instance.value(path);
    let silent = instance.is_left_to_aws(path) || own.as_ref().is_some_and(Value::is_null);
    match template(instance).filter(|_| silent) {
        Some(template) => template.value(of_template).filter(|value| !value.is_null()).or(own),
        None => own,
    }
}

/// The interface that was made beforehand, where the instance takes one.
fn interface<'s>(instance: &Resource<'s>) -> Option<Resource<'s>> {
    let paths = ["network_interface[0].network_interface_id", "primary_network_interface[0].network_interface_id"];
    paths.iter().find_map(|path| instance.follow(path, NetworkInterface::shape()))
}

fn subnet_id(instance: &Resource) -> Option<Value> {
    if !instance.is_left_to_aws("subnet_id") {
        return instance.link("subnet_id", Subnet::shape());
    }
    if let Some(interface) = interface(instance) {
        return interface.link("subnet_id", Subnet::shape());
    }
    let of_template = template(instance).and_then(|t| t.link("network_interfaces[0].subnet_id", Subnet::shape()));
    of_template.filter(Value::is_string).or_else(|| Some(instance.after_apply("subnet_id")))
}

fn subnet<'s>(instance: &Resource<'s>) -> Option<Resource<'s>> {
    let of_interface = || interface(instance)?.follow("subnet_id", Subnet::shape());
    let of_template = || template(instance)?.follow("network_interfaces[0].subnet_id", Subnet::shape());
    instance.follow("subnet_id", Subnet::shape()).or_else(of_interface).or_else(of_template)
}

/// AWS says it of the subnet; where that is not in the plan, nothing does.
fn vpc_id(instance: &Resource) -> Option<Value> {
    let of_subnet = subnet(instance).and_then(|subnet| subnet.link("vpc_id", Vpc::shape()));
    of_subnet.or_else(|| instance.is_new().then(|| instance.after_apply("vpc_id")))
}

fn lifecycle(instance: &Resource) -> Option<Value> {
    if !instance.is_new() {
        return instance.value("instance_lifecycle").map(|kind| if kind == "" { Value::Null } else { kind });
    }
    let own = instance.text("instance_market_options[0].market_type").map(|kind| json!(kind));
    let left_out =
        instance.is_left_to_aws("instance_market_options") || instance.blocks("instance_market_options") == Some(0);
    match (own, template(instance)) {
        (Some(kind), _) => Some(kind),
        (None, Some(template)) if left_out => template.value("instance_market_options[0].market_type"),
        (None, None) if left_out && !has_template(instance) => Some(Value::Null),
        _ => Some(instance.after_apply("instance_lifecycle")),
    }
}

/// An address that there will be, or none; who says nothing gets what the subnet gives.
fn public_ip(instance: &Resource) -> Option<Value> {
    if ADDRESSES.iter().any(|(terraform, _)| !instance.parts(terraform).is_empty()) {
        return Some(instance.stand_in("public_ip"));
    }
    if !instance.is_new() || instance.text("public_ip").is_some() {
        return instance.value("public_ip").map(|ip| if ip == "" { Value::Null } else { ip });
    }
    if interface(instance).is_some() {
        return Some(Value::Null);
    }
    let own = instance.told("associate_public_ip_address");
    let of_template = template(instance);
    let of_template = of_template.as_ref().map(|t| t.told("network_interfaces[0].associate_public_ip_address"));
    let chosen = [Some(own), of_template].into_iter().flatten().find_map(|told| match told {
        Told::Known(value) => value.as_bool().or_else(|| value.as_str()?.parse().ok()),
        _ => None,
    });
    let left_out =
        instance.is_left_to_aws("associate_public_ip_address") && (of_template.is_some() || !has_template(instance));
    let of_subnet = || subnet(instance)?.value("map_public_ip_on_launch")?.as_bool();
    match chosen.or_else(|| left_out.then(of_subnet).flatten()) {
        Some(true) => Some(instance.stand_in("public_ip")),
        Some(false) => Some(Value::Null),
        None => Some(instance.after_apply("public_ip")),
    }
}

fn security_groups(instance: &Resource) -> Option<Value> {
    const OWN: &str = "vpc_security_group_ids";
    if !instance.is_left_to_aws(OWN) {
        return instance.links(OWN, SecurityGroup::shape());
    }
    if let Some(interface) = interface(instance) {
        return interface.links("security_groups", SecurityGroup::shape());
    }
    if has_template(instance) {
        let template = template(instance)?;
        let paths = ["vpc_security_group_ids", "network_interfaces[0].security_groups"];
        let all = paths.iter().filter_map(|path| template.links(path, SecurityGroup::shape()));
        let all = all.into_iter().find(|ids| ids.as_array().is_none_or(|ids| !ids.is_empty()));
        if all.is_some() {
            return all;
        }
    }
    let vpc = subnet(instance).and_then(|subnet| subnet.follow("vpc_id", Vpc::shape()));
    Some(Joined::of(Some(default_group(instance, vpc, OWN))).value())
}

/// What is made without a group gets the default one of the VPC.
pub fn default_group(resource: &Resource, vpc: Option<Resource>, path: &str) -> Value {
    let id = vpc.and_then(|vpc| vpc.brought("aws_default_security_group").map(|id| json!(id)));
    id.unwrap_or_else(|| resource.after_apply(path))
}

/// Who says nothing gets what the image and the account say.
fn metadata_tokens(instance: &Resource) -> Option<Value> {
    match instance.is_left_to_aws("metadata_options") {
        true => said(instance, "metadata_options", "metadata_options[0].http_tokens"),
        false => instance.value("metadata_options[0].http_tokens"),
    }
}
