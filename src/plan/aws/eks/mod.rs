//! Amazon EKS: clusters and what belongs to them.

mod access;
mod cluster;
mod extras;
mod node_group;
#[cfg(test)]
mod tests;

use super::super::mapping::Mapping;

pub static MAPPINGS: &[Mapping] = &[
    cluster::CLUSTER,
    node_group::NODE_GROUP,
    extras::ADDON,
    extras::CAPABILITY,
    access::POD_IDENTITY_ASSOCIATION,
    access::ACCESS_ENTRY,
];
