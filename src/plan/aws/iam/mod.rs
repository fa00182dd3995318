//! AWS IAM: roles, users, policies and identity providers.

mod attached;
mod inline;
mod provider;
mod role;
#[cfg(test)]
mod tests;
mod user;

use super::super::mapping::Mapping;

pub static MAPPINGS: &[Mapping] =
    &[role::ROLE, user::USER, role::MANAGED_POLICY, provider::OIDC_PROVIDER, provider::SAML_PROVIDER];
