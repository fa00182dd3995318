//! One run: all accounts, some of them at a time, into a snapshot.

use super::account::{self, Reader};
use super::context::{GLOBAL, UnitRead};
use super::resume::Before;
use super::scheduler::{AccountQueue, Counters, Run, Stop, Stopped};
use super::{Error, Settings, discovery, endpoint, operations};
use crate::snapshot::{AccountInfo, AccountScope, Manifest, SCHEMA_VERSION, Scope, Tool, Writer};
use futures_util::StreamExt;
use futures_util::future::Either;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

/// How collecting goes on.
#[derive(Clone, Debug)]
pub enum Progress {
    /// The accounts are known.
    Accounts(usize),
    /// One account has been read.
    AccountDone {
        /// Which.
        account: AccountInfo,
        /// Its operations that were not read to their end.
        gaps: u64,
    },
}

/// For whoever watches a run, and may end it.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    /// What it has come to so far.
    pub counters: Arc<Counters>,
    /// Ends it.
    pub stop: Stop,
}

/// Accounts read at a time. Each holds in memory what it has read of its regions until they are whole.
const ACCOUNTS_AT_A_TIME: usize = 24;

/// So many are read by one thread: the memory that each of several gives back, the others do not use again.
const FEW: usize = 8;

/// Reads the organization into a snapshot; all of it, or what is missing in an earlier one. Why the snapshot is not whole, when
/// the run was ended.
///
/// # Errors
/// When nothing can be collected. What cannot be read of a single account is a gap in the snapshot instead.
pub async fn collect(
    settings: &Settings,
    writer: Writer,
    before: Option<Before>,
    watch: &Watch,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Option<Stopped>, Error> {
    let taken_at = before.as_ref().map_or_else(jiff::Timestamp::now, |b| b.manifest().taken_at);
    let run = Run::new(settings.limits.clone(), watch.counters.clone(), watch.stop.clone());
    let _deadline = Deadline::start(&run);
    let callers = AccountQueue::of_caller(&run);
    let base = endpoint::callers_config(settings, &callers).await?;
    let found = discovery::discover(settings, &base, &callers).await?;
    progress(Progress::Accounts(found.accounts.len()));

    let tree = UnitRead { region: GLOBAL.to_owned(), resources: found.resources, ledger: found.ledger };
    let (discovered, management_id) = (Mutex::new(Some(tree)), found.management_id);
    let accounts = found.accounts.iter().map(|a| a.info.clone()).collect();
    let reader = Reader { settings: settings.clone(), base, run, callers, writer, before, discovered, management_id };
    let reader = Arc::new(reader);
    let scopes = read_all(&reader, found.accounts, progress).await?;
    let mut rest = UnitRead { region: GLOBAL.to_owned(), ..UnitRead::default() };
    if reader.take_discovered(&mut rest) {
        reader.writer.unit(&reader.management_id, GLOBAL, &rest.resources, &rest.ledger)?;
    }
    let operations = operations().into_iter().map(|o| (o.action.to_owned(), o.scope)).collect();
    let scope = Scope { operations, accounts: scopes };
    let stopped = watch.stop.stopped();
    if stopped.is_none()
        && let Some(region) = account::enabled_nowhere(&settings.regions, &scope)
    {
        let enabled = scope.accounts.values().flat_map(|a| &a.every_region).collect::<BTreeSet<_>>();
        let enabled = enabled.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        return Err(Error::Regions(format!(
            "no account has the region `{region}` that the settings name; enabled are {enabled}"
        )));
    }
    let manifest = Manifest {
        schema_version: SCHEMA_VERSION,
        taken_at,
        finished_at: jiff::Timestamp::now(),
        interrupted: stopped.map(|why| why.words().to_owned()),
        tool: Tool::this(),
        organization: found.organization,
        accounts,
        regions: settings.regions.clone(),
        scope,
        parts: Vec::new(),
    };
    // Every task has ended, and with it its part in the reader.
    let reader = Arc::into_inner(reader).ok_or_else(|| Error::Accounts("an account is still being read".into()))?;
    reader.writer.finish(manifest)?;
    Ok(stopped)
}

/// Reads accounts, some at a time; the scope of each by its id.
async fn read_all(
    reader: &Arc<Reader>,
    accounts: Vec<super::accounts::Account>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<BTreeMap<String, AccountScope>, Error> {
    let are_few = accounts.len() <= FEW;
    let readings = accounts.into_iter().map(|account| {
        let reader = reader.clone();
        let reading = async move { reader.read(account).await };
        if are_few {
            return Either::Left(async move { Ok(reading.await?) });
        }
        let task = tokio::spawn(reading);
        Either::Right(async move {
            let read = task.await.map_err(|why| Error::Accounts(format!("reading an account broke off: {why}")))?;
            Ok::<_, Error>(read?)
        })
    });
    let mut scopes = BTreeMap::new();
    let mut readings = futures_util::stream::iter(readings).buffer_unordered(ACCOUNTS_AT_A_TIME);
    while let Some(read) = readings.next().await {
        let read = read?;
        scopes.insert(read.account.info.id.clone(), read.scope);
        progress(Progress::AccountDone { account: read.account.info, gaps: read.gaps });
    }
    Ok(scopes)
}

/// Ends a run that takes too long; dropped with it.
struct Deadline(tokio::task::JoinHandle<()>);

impl Deadline {
    fn start(run: &Arc<Run>) -> Deadline {
        let (stop, time) = (run.stop.clone(), run.limits.run);
        Deadline(tokio::spawn(async move {
            tokio::time::sleep(time).await;
            stop.stop(Stopped::Deadline);
        }))
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        self.0.abort();
    }
}
