//! Amazon EC2: networks and what stands in them.

mod endpoint;
mod flow_log;
mod gateway;
mod instance;
mod interface;
mod network;
mod peering;
mod permission;
mod route_table;
mod security_group;

use super::super::brought::Brought;
use super::super::mapping::{Constant, From, Mapping};

const AVAILABLE: From = From::Made(Constant::Text("available"));

pub static MAPPINGS: &[Mapping] = &[
    network::VPC,
    network::DEFAULT_VPC,
    network::SUBNET,
    network::DEFAULT_SUBNET,
    route_table::ROUTE_TABLE,
    route_table::DEFAULT_ROUTE_TABLE,
    gateway::NAT_GATEWAY,
    gateway::INTERNET_GATEWAY,
    endpoint::VPC_ENDPOINT,
    security_group::SECURITY_GROUP,
    security_group::DEFAULT_SECURITY_GROUP,
    security_group::PREFIX_LIST,
    instance::INSTANCE,
    interface::NETWORK_INTERFACE,
    peering::PEERING,
    peering::TRANSIT_GATEWAY_VPC,
    peering::TRANSIT_GATEWAY_PEERING,
    flow_log::FLOW_LOG,
];

/// What comes with VPCs and clusters.
pub static BROUGHT: [Brought; 3] = [
    Brought {
        with: "aws_vpc",
        terraform: "aws_default_route_table",
        ids: &["default_route_table_id", "main_route_table_id"],
        adopted_by: Some("default_route_table_id"),
        attributes: route_table::main,
    },
    Brought {
        with: "aws_vpc",
        terraform: "aws_default_security_group",
        ids: &["default_security_group_id"],
        adopted_by: Some("vpc_id"),
        attributes: security_group::default,
    },
    Brought {
        with: "aws_eks_cluster",
        terraform: "aws_security_group",
        ids: &["vpc_config[0].cluster_security_group_id"],
        adopted_by: None,
        attributes: security_group::of_cluster,
    },
];

#[cfg(test)]
mod tests;
