//! Reading one account, in all its regions: each is written as soon as it is whole.

use super::accounts::Account;
use super::context::{Context, GLOBAL, UnitRead};
use super::resume::Before;
use super::scheduler::{AccountQueue, Run};
use super::{COLLECTORS, Collector, Failure, Settings, discovery, endpoint};
use crate::snapshot::{AccountScope, Error, LedgerLine, Outcome, ScannedRegions, Scope, Writer};
use aws_config::SdkConfig;
use std::sync::{Arc, Mutex, PoisonError};

/// What all accounts of a run are read with.
pub(super) struct Reader {
    pub settings: Settings,
    pub base: SdkConfig,
    pub run: Arc<Run>,
    /// Enters the accounts.
    pub callers: Arc<AccountQueue>,
    pub writer: Writer,
    /// What an earlier run has read, if this one completes it.
    pub before: Option<Before>,
    /// What discovery read belongs to the management account, which need not be one of those that are read.
    pub discovered: Mutex<Option<UnitRead>>,
    pub management_id: String,
}

/// What reading an account came to.
pub(super) struct AccountRead {
    pub account: Account,
    pub scope: AccountScope,
    /// Operations that were not read to their end.
    pub gaps: u64,
}

impl Reader {
    /// Reads an account: each of its regions at a time, and what belongs to no region.
    ///
    /// # Errors
    /// When a file of the snapshot cannot be written.
    pub async fn read(&self, account: Account) -> Result<AccountRead, Error> {
        if let Some(read) = self.as_before(&account)? {
            return Ok(read);
        }
        let entered = endpoint::account_config(&self.base, &account, &self.settings.role, &self.callers).await;
        let (queue, id) = (AccountQueue::new(&self.run), account.info.id.clone());
        let (scope, config, regions_lines) = match &entered {
            Err(_) => (self.planned(&account), &self.base, Vec::new()),
            Ok(config) => {
                let (enabled, lines) = discovery::enabled_regions(config, &account, &queue).await;
                (self.scope(&account, enabled), config, lines)
            }
        };
        let disabled = disabled_regions(&scope);
        let units = units(&scope).into_iter().filter(|r| entered.is_err() || r != UNLISTED).map(|region| {
            let config = if region == GLOBAL { config.clone() } else { endpoint::in_region(config, &region) };
            let context = Context::new(account.info.clone(), &region, scope.clone(), config, queue.clone());
            let kept = self.before.as_ref().map(|b| b.unit(&id, &region, &context)).transpose();
            let why =
                entered.as_ref().err().cloned().or_else(|| disabled.contains(&region).then(|| not_enabled(&region)));
            let (entered, account, regions_lines) = (&entered, &account, &regions_lines);
            async move {
                let kept = kept?.unwrap_or_default();
                let collectors = COLLECTORS.iter().filter(|c| !kept.covers(c)).collect::<Vec<_>>();
                let mut unit = match &why {
                    Some(why) => context.not_asked(&collectors, why),
                    None => read_unit(context, &collectors).await,
                };
                if region == GLOBAL {
                    unit.ledger.extend(regions_lines.iter().cloned());
                    if !account.is_caller || entered.is_err() {
                        unit.ledger.push(discovery::assume_role_line(&account.info, entered.as_ref().err()));
                    }
                }
                unit.resources.splice(0..0, kept.resources);
                unit.ledger.splice(0..0, kept.ledger);
                self.write(&account.info.id, unit)
            }
        });
        let written = futures_util::future::join_all(units).await;
        let gaps = written.into_iter().sum::<Result<u64, Error>>()?;
        Ok(AccountRead { account, scope, gaps })
    }

    /// An account that an earlier run read to its end, as it was then.
    fn as_before(&self, account: &Account) -> Result<Option<AccountRead>, Error> {
        let Some((before, scope)) = self.before.as_ref().and_then(|b| Some((b, b.scope(&account.info.id)?))) else {
            return Ok(None);
        };
        let Some(units) = before.whole_account(&account.info.id)? else { return Ok(None) };
        for unit in units {
            self.write(&account.info.id, unit)?;
        }
        Ok(Some(AccountRead { account: account.clone(), scope: scope.clone(), gaps: 0 }))
    }

    /// Writes what was read in a region; how many of its operations have gaps.
    fn write(&self, account_id: &str, mut unit: UnitRead) -> Result<u64, Error> {
        if unit.region == GLOBAL && *account_id == self.management_id {
            self.take_discovered(&mut unit);
        }
        self.writer.unit(account_id, &unit.region, &unit.resources, &unit.ledger)?;
        Ok(unit.ledger.iter().filter(|l| l.outcome != Outcome::Ok).count() as u64)
    }

    /// Puts what discovery read before what a unit holds, once.
    pub fn take_discovered(&self, unit: &mut UnitRead) -> bool {
        let discovered = self.discovered.lock().unwrap_or_else(PoisonError::into_inner).take();
        let found = discovered.is_some();
        let discovered = discovered.unwrap_or_default();
        unit.resources.splice(0..0, discovered.resources);
        unit.ledger.splice(0..0, discovered.ledger);
        found
    }

    fn scope(&self, account: &Account, enabled: Option<Vec<String>>) -> AccountScope {
        match enabled {
            Some(every_region) => AccountScope { every_region, ..self.planned(account) },
            // Which regions there are is not known: what must be nowhere cannot be shown to be nowhere.
            None => self.planned(account),
        }
    }

    fn planned(&self, account: &Account) -> AccountScope {
        let regions = configured(&self.settings.regions);
        let every_region = regions.iter().cloned().chain([UNLISTED.to_owned()]).collect();
        AccountScope { management: account.is_management, regions, every_region }
    }
}

/// Asks everything that some collectors ask in one account and region.
pub(super) async fn read_unit(context: Context, collectors: &[&Collector]) -> UnitRead {
    futures_util::future::join_all(collectors.iter().map(|c| (c.run)(&context))).await;
    context.finish(collectors.iter().flat_map(|c| c.operations))
}

/// What stands for the regions of an account that could not be listed.
const UNLISTED: &str = "unlisted";

/// Configured regions that the account does not have; none when its regions are not known.
fn disabled_regions(scope: &AccountScope) -> Vec<String> {
    if scope.every_region.iter().any(|r| r == UNLISTED) {
        return Vec::new();
    }
    scope.regions.iter().filter(|r| !scope.every_region.contains(r)).cloned().collect()
}

fn not_enabled(region: &str) -> Failure {
    let message = format!("{region} is not enabled in this account");
    Failure::new(Outcome::UnsupportedRegion, "RegionNotEnabled", message)
}

/// A configured region that no account has is a misspelt one.
pub(super) fn enabled_nowhere(regions: &ScannedRegions, scope: &Scope) -> Option<String> {
    let disabled = |region: &String| scope.accounts.values().all(|a| disabled_regions(a).contains(region));
    configured(regions).into_iter().find(|r| !scope.accounts.is_empty() && disabled(r))
}

fn configured(regions: &ScannedRegions) -> Vec<String> {
    let mut all = Vec::<String>::new();
    for region in regions.home.iter().chain(&regions.dr) {
        if !all.contains(region) {
            all.push(region.clone())
        }
    }
    all
}

fn units(scope: &AccountScope) -> Vec<String> {
    let mut all = vec![GLOBAL.to_owned()];
    all.extend(scope.every_region.iter().cloned());
    all.extend(scope.regions.iter().filter(|r| !scope.every_region.contains(r)).cloned());
    all
}

/// Whether every planned operation of a ledger was read to its end.
pub(super) fn is_whole(ledger: &[LedgerLine]) -> bool {
    ledger.iter().all(|l| l.outcome == Outcome::Ok)
}
