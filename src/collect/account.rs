//! Reading one account, in all its regions.

use super::accounts::Account;
use super::context::{Context, GLOBAL};
use super::{COLLECTORS, Failure, Operation, Settings, Shared, discovery, endpoint};
use crate::snapshot::{AccountScope, Outcome, ScannedRegions, Scope};
use aws_config::SdkConfig;
use std::sync::Arc;

/// What was read of an account.
pub(super) struct AccountRead<'a> {
    pub account: &'a Account,
    pub scope: AccountScope,
    pub units: Vec<UnitRead>,
}

/// What was read of an account in a region.
pub(super) struct UnitRead {
    pub region: String,
    pub resources: Vec<String>,
    pub ledger: Vec<String>,
}

/// Reads an account: each of its regions at a time, and what belongs to no region.
pub(super) async fn read_account<'a>(
    settings: &Settings,
    base: &SdkConfig,
    shared: &Arc<Shared>,
    account: &'a Account,
) -> AccountRead<'a> {
    let planned = || AccountScope {
        management: account.is_management,
        regions: configured(&settings.regions),
        every_region: configured(&settings.regions).into_iter().chain([UNLISTED.to_owned()]).collect(),
    };
    let config = match endpoint::account_config(base, account, &settings.role, shared).await {
        Ok(config) => config,
        Err(why) => {
            let scope = planned();
            let unit = |region: &str| {
                let context = Context::new(account.info.clone(), region, scope.clone(), base.clone(), shared.clone());
                let (resources, mut ledger) = context.not_asked(&operations_of_accounts(), &why);
                if region == GLOBAL {
                    ledger.push(discovery::assume_role_line(&account.info, Some(&why)));
                }
                UnitRead { region: region.to_owned(), resources, ledger }
            };
            let units = units(&scope).iter().map(|r| unit(r)).collect();
            return AccountRead { account, scope, units };
        }
    };
    let (every_region, regions_line) = discovery::enabled_regions(&config, account, shared).await;
    let scope = match every_region {
        Some(enabled) => AccountScope {
            management: account.is_management,
            regions: configured(&settings.regions),
            every_region: enabled,
        },
        // Which regions there are is not known: what must be nowhere cannot be shown to be nowhere.
        None => planned(),
    };
    let disabled = disabled_regions(&scope);
    let units = units(&scope).into_iter().filter(|r| r != UNLISTED).map(|region| {
        let (config, scope, regions_line) = (config.clone(), scope.clone(), regions_line.clone());
        let is_disabled = disabled.contains(&region);
        async move {
            let config = if region == GLOBAL { config } else { endpoint::in_region(&config, &region) };
            let context = Context::new(account.info.clone(), &region, scope, config, shared.clone());
            if is_disabled {
                let (resources, ledger) = context.not_asked(&operations_of_accounts(), &not_enabled(&region));
                return UnitRead { region, resources, ledger };
            }
            futures_util::future::join_all(COLLECTORS.iter().map(|c| (c.run)(&context))).await;
            let (resources, mut ledger) = context.finish(&operations_of_accounts());
            if region == GLOBAL {
                ledger.push(regions_line);
                ledger.extend((!account.is_caller).then(|| discovery::assume_role_line(&account.info, None)));
            }
            UnitRead { region, resources, ledger }
        }
    });
    let units = futures_util::future::join_all(units).await;
    AccountRead { account, scope, units }
}

/// What is asked of each account, without what finds accounts and regions.
fn operations_of_accounts() -> Vec<Operation> {
    COLLECTORS.iter().flat_map(|c| c.operations).copied().collect()
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
    Failure {
        outcome: Outcome::UnsupportedRegion,
        code: "RegionNotEnabled".into(),
        message: format!("{region} is not enabled in this account"),
    }
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
