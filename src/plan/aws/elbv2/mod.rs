//! Elastic Load Balancing.

mod balancer;
mod listener;
mod target_group;
mod tls;

use super::super::mapping::Mapping;

pub static MAPPINGS: &[Mapping] = &[balancer::LOAD_BALANCER, listener::LISTENER, target_group::TARGET_GROUP];

#[cfg(test)]
mod tests;
