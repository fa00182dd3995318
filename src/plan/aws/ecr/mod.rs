//! Amazon ECR: repositories, and the registry of an account and region, which Terraform knows in parts. Images come with time.

mod registry;
mod repository;
#[cfg(test)]
mod tests;

use super::super::mapping::Mapping;

pub static MAPPINGS: &[Mapping] = &[registry::REGISTRY, repository::REPOSITORY];
