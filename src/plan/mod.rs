//! Terraform plans: `terraform show -json` (and OpenTofu's) as resources of the model, before the plan and after it.
//!
//! `file` is the format, `address` reads addresses, `trace` follows the configuration's expressions where a value is known only
//! after apply, `blocks` knows blocks again, `hidden` says what stands behind locals, `provider` in which account and region a
//! resource is, `zones` which id a zone has. `state` is one side of a plan, before or after: what is called how, and which of
//! Terraform's resources make up one of AWS's; `shared` is what both sides have in common. `follow` and `links` say what refers
//! to what, `parts` what is not known of parts; `brought` adds what comes with a resource without being named. `mapping` and
//! `aws/` say how: one file per service. `changes` lays both sides beside each other.

mod address;
mod arn;
mod aws;
mod blocks;
mod brought;
mod changes;
mod convert;
mod document;
mod file;
mod follow;
mod hidden;
mod joined;
mod links;
mod mapping;
mod parts;
mod provider;
mod resource;
mod secrets;
mod shared;
mod sound;
mod source;
mod state;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod text;
mod trace;
mod zones;

pub use changes::{Counts, Plan};
pub use provider::Accounts;

use std::path::PathBuf;

/// What can be wrong with a plan.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file could not be read.
    #[error("{}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is no plan.
    #[error("{}: {message}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong, where, and what to do.
        message: String,
    },
}
