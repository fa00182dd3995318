//! Amazon EC2's networks.

mod network;
mod route_table;

use super::super::mapping::Mapping;

pub static MAPPINGS: &[Mapping] =
    &[network::VPC, network::SUBNET, route_table::ROUTE_TABLE, network::NAT_GATEWAY, network::INTERNET_GATEWAY];
