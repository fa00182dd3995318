//! Managed node groups.

use super::super::super::mapping::{Constant, From, Mapping};
use super::super::super::resource::{Resource, Told};
use crate::model::{EksCluster, NodeGroup, Record};
use serde_json::{Value, json};

pub const NODE_GROUP: Mapping = Mapping {
    name: "node_group_name",
    prefix: "arn:aws:eks:",
    fields: &[
        ("nodegroup_arn", From::Attribute("arn")),
        ("nodegroup_name", From::Attribute("node_group_name")),
        ("status", From::Made(Constant::Text("ACTIVE"))),
        ("capacity_type", From::Or("capacity_type", Constant::Text("ON_DEMAND"))),
        ("instance_types", From::With(instance_types)),
        ("taints", From::Block("taint", &[])),
        ("version", From::With(version)),
        ("launch_template_id", From::With(launch_template)),
        ("health_issues", From::Made(Constant::Empty)),
    ],
    ..Mapping::new(NodeGroup::shape, &["aws_eks_node_group"], "arn")
};

/// A launch template says them, or else EKS has a type for all.
fn instance_types(group: &Resource) -> Option<Value> {
    let path = "instance_types";
    let is_silent = group.told(path) == Told::Null || group.is_left_to_aws(path);
    match group.blocks("launch_template") {
        Some(0) if is_silent && group.is_new() => Some(json!(["t3.medium"])),
        Some(_) if is_silent => Some(json!([])),
        _ => group.value(path),
    }
}

/// The cluster's, where the group says none of its own.
fn version(group: &Resource) -> Option<Value> {
    let path = "version";
    if !group.is_left_to_aws(path) {
        return group.value(path);
    }
    let cluster = group.link("cluster_name", EksCluster::shape())?;
    group.at(&cluster, EksCluster::shape()).map_or_else(|| group.value(path), |cluster| cluster.value(path))
}

/// A template may be named by its name alone; its id is known after apply then.
fn launch_template(group: &Resource) -> Option<Value> {
    match group.blocks("launch_template") {
        Some(0) => Some(Value::Null),
        Some(_) => group.value("launch_template[0].id"),
        None => group.value("launch_template"),
    }
}
