//! Amazon RDS: clusters, instances, and the subnets that they may stand in. Snapshots come with time: a plan makes none.

mod cluster;
mod instance;
mod members;
mod parameters;
#[cfg(test)]
mod tests;

use super::super::mapping::Mapping;

pub static MAPPINGS: &[Mapping] = &[cluster::CLUSTER, instance::INSTANCE, instance::SUBNET_GROUP];
