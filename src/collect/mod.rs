//! From a live organization to a snapshot. The only part that needs AWS, and the only one that knows a clock.
//!
//! `discovery` finds the accounts, their environments and regions; then each account is read region by region: every collector
//! asks its operations through a [`Context`], which waits for its turn with the `scheduler`, sends by the `transport`, and enters
//! each call in the ledger.

mod account;
mod accounts;
mod backup;
mod cloudfront;
mod cloudtrail;
mod context;
mod convert;
mod credentials;
mod delivery;
mod discovery;
mod doctor;
mod ec2;
mod ecr;
mod eks;
mod elbv2;
mod endpoint;
mod error;
mod events;
mod iam;
mod kms;
mod limits;
mod logs;
mod operation;
mod organizations;
mod pages;
mod policy;
mod ram;
mod rds;
mod resume;
mod run;
mod s3;
mod scheduler;
mod secretsmanager;
mod servicequotas;
mod sqs;
mod ssoadmin;
mod sts;
mod transport;
mod wafv2;

pub use accounts::AccountsWanted;
pub use context::Context;
pub use credentials::Role;
pub use doctor::{Checkup, Examined, doctor};
pub use error::Failure;
pub use limits::Limits;
pub use operation::Operation;
pub use resume::Before;
pub use run::{Progress, Watch, collect};
pub use scheduler::{Counters, SlowCall, Stop, Stopped};

use crate::snapshot::ScannedRegions;
use aws_config::SdkConfig;
use context::GLOBAL;
use futures_util::future::BoxFuture;

/// A service's collector.
pub struct Collector {
    /// What it asks.
    pub operations: &'static [Operation],
    /// Asks it, in one account and region.
    pub run: for<'a> fn(&'a Context) -> BoxFuture<'a, ()>,
}

/// Every collector.
static COLLECTORS: [Collector; 23] = [
    sts::COLLECTOR,
    organizations::COLLECTOR,
    iam::COLLECTOR,
    ssoadmin::COLLECTOR,
    ec2::COLLECTOR,
    ram::COLLECTOR,
    eks::COLLECTOR,
    rds::COLLECTOR,
    s3::COLLECTOR,
    s3::ACCOUNT_COLLECTOR,
    cloudfront::COLLECTOR,
    delivery::COLLECTOR,
    wafv2::COLLECTOR,
    kms::COLLECTOR,
    secretsmanager::COLLECTOR,
    elbv2::COLLECTOR,
    sqs::COLLECTOR,
    events::COLLECTOR,
    backup::COLLECTOR,
    ecr::COLLECTOR,
    logs::COLLECTOR,
    cloudtrail::COLLECTOR,
    servicequotas::COLLECTOR,
];

/// Every operation that a scan can send, with the ones that find accounts and regions.
pub fn operations() -> Vec<Operation> {
    let collectors = COLLECTORS.iter().flat_map(|c| c.operations);
    discovery::OPERATIONS.iter().chain(collectors).copied().collect()
}

/// What to collect.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which accounts.
    pub accounts: AccountsWanted,
    /// Where the environments live, and where the copies are.
    pub regions: ScannedRegions,
    /// The role in every account but the caller's.
    pub role: Role,
    /// How much of AWS it may take.
    pub limits: Limits,
    /// Credentials, HTTP client and all else of the SDK, where the environment is not to say it.
    pub sdk: Option<SdkConfig>,
}

/// Why nothing could be collected at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller has no credentials, or AWS does not accept them, or it cannot be reached.
    #[error("cannot use AWS as the caller: {0}")]
    Caller(String),
    /// The accounts are not known.
    #[error("{0}")]
    Accounts(String),
    /// A region is not one of AWS's, or enabled nowhere.
    #[error("{0}")]
    Regions(String),
    /// The run ended before the accounts were known.
    #[error("stopped before the accounts were known; nothing was written")]
    Stopped(Stopped),
    /// The snapshot cannot be written.
    #[error(transparent)]
    Snapshot(#[from] crate::snapshot::Error),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Presence, TYPES};
    use std::collections::BTreeSet;

    #[test]
    fn every_operation_stands_once_in_the_table() {
        let mut seen = BTreeSet::new();
        for operation in operations() {
            assert!(seen.insert(operation.action), "{} stands twice", operation.action);
            assert!(operation.action.contains(':'), "{}", operation.action);
        }
    }

    #[test]
    fn every_operation_that_a_type_or_another_operation_names_is_asked() {
        let asked = operations().iter().map(|o| o.action).collect::<BTreeSet<_>>();
        for operation in operations() {
            for parent in operation.after {
                assert!(asked.contains(parent), "{} comes after {parent}, which nobody asks", operation.action);
            }
        }
        for shape in TYPES.iter().map(|t| t()) {
            if let Some(identity) = &shape.identity {
                assert!(asked.contains(identity.listing), "{}: nobody asks {}", shape.name, identity.listing);
                assert!(asked.contains(identity.source), "{}: nobody asks {}", shape.name, identity.source);
            }
            let fetched = shape.fields.iter().filter(|f| f.presence == Presence::Fetched);
            for source in fetched.filter_map(|f| f.source).filter(|s| *s != "settings") {
                assert!(asked.contains(source), "{}: nobody asks {source}", shape.name);
            }
        }
    }
}
