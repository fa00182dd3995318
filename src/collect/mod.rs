//! From a live organization to a snapshot. The only part that needs AWS, and the only one that knows a clock.
//!
//! `discovery` finds the accounts, their environments and regions; then each account is read region by region: every collector
//! asks its operations through a [`Context`], which counts, bounds and enters each call in the ledger.

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
mod ec2;
mod ecr;
mod eks;
mod elbv2;
mod endpoint;
mod error;
mod events;
mod iam;
mod kms;
mod logs;
mod operation;
mod organizations;
mod pages;
mod policy;
mod ram;
mod rds;
mod s3;
mod secretsmanager;
mod servicequotas;
mod sqs;
mod ssoadmin;
mod sts;
mod wafv2;

pub use accounts::AccountsWanted;
pub use context::Context;
pub use credentials::Role;
pub use error::Failure;
pub use operation::Operation;

use crate::snapshot::{AccountInfo, Manifest, SCHEMA_VERSION, ScannedRegions, Scope, Tool, Writer};
use account::read_account;
use context::GLOBAL;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A service's collector.
pub struct Collector {
    /// What it asks.
    pub operations: &'static [Operation],
    /// Asks it, in one account and region.
    pub run: for<'a> fn(&'a Context) -> BoxFuture<'a, ()>,
}

/// Every collector.
const COLLECTORS: [Collector; 23] = [
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
    /// Requests in flight at a time.
    pub concurrency: usize,
}

/// How collecting goes on.
#[derive(Clone, Debug)]
pub enum Progress {
    /// The accounts are known.
    Accounts(usize),
    /// One account has been read.
    AccountDone {
        /// Which.
        account: AccountInfo,
        /// Requests sent so far, in all accounts.
        requests: u64,
    },
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
    /// The snapshot cannot be written.
    #[error(transparent)]
    Snapshot(#[from] crate::snapshot::Error),
}

/// What all contexts share.
struct Shared {
    permits: tokio::sync::Semaphore,
    requests: AtomicU64,
}

impl Shared {
    /// Waits until a request may be sent.
    async fn permit(&self) -> Option<tokio::sync::SemaphorePermit<'_>> {
        self.permits.acquire().await.ok() // never closed
    }

    fn requested(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }
}

/// Accounts read at a time: each holds what it has read in memory until it is whole.
const ACCOUNTS_AT_A_TIME: usize = 8;

/// Reads the organization into a snapshot.
///
/// # Errors
/// When nothing can be collected. What cannot be read of a single account is a gap in the snapshot instead.
pub async fn collect(
    settings: &Settings,
    mut writer: Writer,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<(), Error> {
    let taken_at = jiff::Timestamp::now();
    let shared = Arc::new(Shared {
        permits: tokio::sync::Semaphore::new(settings.concurrency.max(1)),
        requests: AtomicU64::new(0),
    });
    let base = endpoint::base_config(&settings.regions).await;
    let found = discovery::discover(settings, &base, &shared).await?;
    progress(Progress::Accounts(found.accounts.len()));

    let mut scope = Scope::default();
    scope.operations = operations().into_iter().map(|o| (o.action.to_owned(), o.scope)).collect();
    let readings = found.accounts.iter().map(|account| read_account(settings, &base, &shared, account));
    let mut readings = futures_util::stream::iter(readings).buffer_unordered(ACCOUNTS_AT_A_TIME);
    // What discovery read belongs to the management account, which need not be one of those that are read.
    let mut discovered = Some((found.resources, found.ledger));
    while let Some(read) = readings.next().await {
        let id = &read.account.info.id;
        for mut unit in read.units {
            if unit.region == GLOBAL && *id == found.management_id {
                let (resources, ledger) = discovered.take().unwrap_or_default();
                unit.resources.splice(0..0, resources);
                unit.ledger.splice(0..0, ledger);
            }
            writer.unit(id, &unit.region, &unit.resources, &unit.ledger)?;
        }
        scope.accounts.insert(id.clone(), read.scope);
        let requests = shared.requests.load(Ordering::Relaxed);
        progress(Progress::AccountDone { account: read.account.info.clone(), requests });
    }
    if let Some((resources, ledger)) = discovered {
        writer.unit(&found.management_id, GLOBAL, &resources, &ledger)?;
    }
    drop(readings);
    if let Some(region) = account::enabled_nowhere(&settings.regions, &scope) {
        let enabled = scope.accounts.values().flat_map(|a| &a.every_region).collect::<std::collections::BTreeSet<_>>();
        let enabled = enabled.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        return Err(Error::Regions(format!(
            "no account has the region `{region}` that the settings name; enabled are {enabled}"
        )));
    }

    let manifest = Manifest {
        schema_version: SCHEMA_VERSION,
        taken_at,
        finished_at: jiff::Timestamp::now(),
        tool: Tool::this(),
        organization: found.organization,
        accounts: found.accounts.iter().map(|a| a.info.clone()).collect(),
        regions: settings.regions.clone(),
        scope,
        parts: Vec::new(),
    };
    Ok(writer.finish(manifest)?)
}

/// What [`doctor`] found.
pub struct Checkup {
    /// The organization's id, where it can be read.
    pub organization: Option<String>,
    /// Whether each account can be entered.
    pub accounts: Vec<(AccountInfo, Result<(), Failure>)>,
}

/// Tries the caller's credentials, the organization, and the role in each account.
///
/// # Errors
/// When the caller or the accounts are not known.
pub async fn doctor(settings: &Settings) -> Result<Checkup, Error> {
    let shared = Arc::new(Shared {
        permits: tokio::sync::Semaphore::new(settings.concurrency.max(1)),
        requests: AtomicU64::new(0),
    });
    let base = endpoint::base_config(&settings.regions).await;
    let found = discovery::discover(settings, &base, &shared).await?;
    let tries = found.accounts.into_iter().map(|account| {
        let (base, shared) = (&base, &shared);
        async move {
            let entered = endpoint::account_config(base, &account, &settings.role, shared).await;
            (account.info, entered.map(drop))
        }
    });
    let accounts = futures_util::stream::iter(tries).buffered(ACCOUNTS_AT_A_TIME).collect().await;
    Ok(Checkup { organization: found.organization, accounts })
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
