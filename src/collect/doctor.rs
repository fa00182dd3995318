//! What a scan would be refused, found out before it: the role is assumed in every account, and each operation is tried there
//! without writing anything down.

use super::account::read_unit;
use super::accounts::Account;
use super::context::{Context, GLOBAL};
use super::run::Watch;
use super::scheduler::{AccountQueue, Run};
use super::{COLLECTORS, Error, Failure, Settings, discovery, endpoint};
use crate::snapshot::{AccountInfo, AccountScope, LedgerLine, Outcome};
use aws_config::SdkConfig;
use futures_util::StreamExt;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What [`doctor`] found.
#[derive(Debug)]
pub struct Checkup {
    /// The organization's id, where it can be read.
    pub organization: Option<String>,
    /// What was tried in finding the accounts and did not work.
    pub discovery: Vec<LedgerLine>,
    /// Each account.
    pub accounts: Vec<(AccountInfo, Result<Examined, Failure>)>,
}

/// What was tried in an account that could be entered.
#[derive(Debug)]
pub struct Examined {
    /// Operations that were sent.
    pub tried: usize,
    /// Those that did not work.
    pub failed: Vec<LedgerLine>,
    /// Operations that ask for one resource each, of which there is none to ask for.
    pub untried: Vec<&'static str>,
}

/// Accounts examined at a time.
const AT_A_TIME: usize = 16;

/// Tries the caller's credentials, the organization, the role in each account, and the operations there: what belongs to no
/// region, and the first of the settings' regions for all of them.
///
/// # Errors
/// When the caller or the accounts are not known.
pub async fn doctor(settings: &Settings) -> Result<Checkup, Error> {
    let watch = Watch::default();
    let run = Run::new(settings.limits.clone(), watch.counters, watch.stop);
    let callers = AccountQueue::of_caller(&run);
    let base = endpoint::callers_config(settings, &callers).await?;
    let found = discovery::discover(settings, &base, &callers).await?;
    let wanted = found.accounts.into_iter().filter(|a| {
        // Those that the settings leave out are nobody's concern.
        a.unreadable.as_ref().is_none_or(|why| why.code != "NotInSettings")
    });
    let tries = wanted.map(|account| {
        let (base, run, callers) = (&base, &run, &callers);
        async move {
            let entered = endpoint::account_config(base, &account, &settings.role, callers).await;
            let examined = match entered {
                Ok(config) => Ok(examine(settings, &config, &account, run).await),
                Err(why) => Err(why),
            };
            (account.info, examined)
        }
    });
    let accounts = futures_util::stream::iter(tries).buffered(AT_A_TIME).collect().await;
    let discovery = found.ledger.into_iter().filter(|l| l.outcome != Outcome::Ok).collect();
    Ok(Checkup { organization: found.organization, discovery, accounts })
}

async fn examine(settings: &Settings, config: &SdkConfig, account: &Account, run: &Arc<Run>) -> Examined {
    let queue = AccountQueue::new(run);
    let first = settings.regions.home.first().cloned().unwrap_or_else(|| endpoint::GLOBAL_REGION.to_owned());
    let (_, mut ledger) = discovery::enabled_regions(config, account, &queue).await;
    let scope = AccountScope {
        management: account.is_management,
        regions: vec![first.clone()],
        every_region: vec![first.clone()],
    };
    let collectors = COLLECTORS.iter().collect::<Vec<_>>();
    let units = [GLOBAL, &first].map(|region| {
        let config = if region == GLOBAL { config.clone() } else { endpoint::in_region(config, region) };
        read_unit(Context::new(account.info.clone(), region, scope.clone(), config, queue.clone()), &collectors)
    });
    for unit in futures_util::future::join_all(units).await {
        ledger.extend(unit.ledger);
    }
    let sent = ledger.iter().filter(|l| l.calls > 0).map(|l| l.operation.as_str()).collect::<BTreeSet<_>>();
    let planned = COLLECTORS.iter().flat_map(|c| c.operations).filter(|o| !scope.regions_of(o.scope).is_empty());
    let untried = planned.map(|o| o.action).filter(|o| !sent.contains(o)).collect();
    let tried = sent.len();
    let failed = ledger.into_iter().filter(|l| l.calls > 0 && l.outcome != Outcome::Ok).collect();
    Examined { tried, failed, untried }
}
