//! Which accounts there are, which of them are which environment, and which regions each has.

use super::accounts::Account;
use super::context::{Context, GLOBAL};
use super::error::Failure;
use super::scheduler::AccountQueue;
use super::{Error, Operation, Settings, endpoint, organizations};
use crate::snapshot::{AccountInfo, AccountScope, LedgerLine, Outcome};
use aws_config::SdkConfig;
use std::sync::Arc;

/// Assuming the scanner's role: not a read, and entered in the ledger all the same.
const ASSUME_ROLE: &str = "sts:AssumeRole";
const DESCRIBE_REGIONS: Operation = Operation::account("ec2:DescribeRegions");

pub(super) const OPERATIONS: &[Operation] = &[
    DESCRIBE_REGIONS,
    organizations::DESCRIBE_ORGANIZATION,
    organizations::LIST_ACCOUNTS,
    organizations::LIST_ROOTS,
    organizations::LIST_ORGANIZATIONAL_UNITS,
    organizations::LIST_ACCOUNTS_FOR_PARENT,
];

/// What discovery found.
pub(super) struct Found {
    pub accounts: Vec<Account>,
    pub organization: Option<String>,
    pub management_id: String,
    /// Lines of the organization, its units and accounts, for the management account's file.
    pub resources: Vec<String>,
    pub ledger: Vec<LedgerLine>,
}

/// Asks who is calling and which organization that is.
pub(super) async fn discover(settings: &Settings, base: &SdkConfig, queue: &Arc<AccountQueue>) -> Result<Found, Error> {
    let answer = aws_sdk_sts::Client::new(base).get_caller_identity().send();
    let (answer, _) = queue.send("sts:GetCallerIdentity", GLOBAL, answer).await;
    let answer = answer.and_then(|answer| answer.map_err(|error| Failure::of(&error))).map_err(|failure| {
        Error::Caller(format!("sts:GetCallerIdentity {}: {}{}", failure.code, failure.message, hint(&failure)))
    })?;
    let caller = answer.account.unwrap_or_default();
    let info = AccountInfo { id: caller.clone(), name: caller.clone(), environment: None };
    let scope = AccountScope { management: true, ..AccountScope::default() };
    let config = endpoint::in_region(base, endpoint::GLOBAL_REGION);
    let context = Context::new(info, GLOBAL, scope, config, queue.clone());
    let tree = organizations::read_tree(&context, &settings.accounts).await;
    let management_id = tree.management_id.clone().unwrap_or_else(|| caller.clone());
    if let Some(stopped) = queue.run.stop.stopped() {
        return Err(Error::Stopped(stopped));
    }
    let read = context.finish(&OPERATIONS[1..]);
    let (mut resources, ledger) = (read.resources, read.ledger);

    let (mut accounts, given) = (tree.accounts, &settings.accounts.by_id);
    if accounts.is_empty() && given.is_empty() {
        let why = tree.why.map_or_else(|| "it lists no account".to_owned(), |gap| gap.text);
        return Err(Error::Accounts(format!(
            "the organization's accounts cannot be listed ({why}), and the settings name none; \
             run with credentials of the management account, or list the accounts under `accounts:` in trueline.yaml"
        )));
    }
    // Accounts of the settings are read whether or not an organization lists them.
    for (id, environment) in given {
        if !accounts.iter().any(|a| a.info.id == *id) {
            resources.push(organizations::configured_account(id, environment));
            let info =
                AccountInfo { id: id.clone(), name: environment.clone(), environment: Some(environment.clone()) };
            accounts.push(organizations::TreeAccount { info, unreadable: None });
        }
    }
    let only_given = !settings.accounts.by_id.is_empty();
    let accounts = accounts.into_iter().map(|account| {
        let given = settings.accounts.by_id.contains_key(&account.info.id);
        let left_out = (only_given && !given)
            .then(|| Failure::new(Outcome::NotRequested, "NotInSettings", "the settings list other accounts"));
        Account {
            is_management: account.info.id == management_id,
            is_caller: account.info.id == caller,
            unreadable: account.unreadable.or(left_out),
            info: account.info,
        }
    });
    Ok(Found { accounts: accounts.collect(), organization: tree.organization, management_id, resources, ledger })
}

fn hint(failure: &Failure) -> &'static str {
    match failure.code.as_str() {
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" => "; the credentials have expired: log in again",
        "InvalidClientTokenId" | "UnrecognizedClientException" | "AuthFailure" | "SignatureDoesNotMatch" => {
            "; AWS does not know these credentials: check AWS_PROFILE or AWS_ACCESS_KEY_ID, and the region"
        }
        "ConnectionFailed" | "Timeout" if failure.message.contains("credentials") => {
            "; give credentials by AWS_PROFILE, AWS_ACCESS_KEY_ID or a role"
        }
        "ConnectionFailed" | "Timeout" => "; check the network, the region's name and AWS_ENDPOINT_URL",
        "Unknown" => "; give credentials by AWS_PROFILE, AWS_ACCESS_KEY_ID or a role",
        _ => "",
    }
}

/// The enabled regions of an account, with the ledger's line; `None` when they could not be read.
pub(super) async fn enabled_regions(
    config: &SdkConfig,
    account: &Account,
    queue: &Arc<AccountQueue>,
) -> (Option<Vec<String>>, Vec<LedgerLine>) {
    let context = Context::new(account.info.clone(), GLOBAL, AccountScope::default(), config.clone(), queue.clone());
    // Without AllRegions the answer holds the enabled ones alone.
    let answer = aws_sdk_ec2::Client::new(config).describe_regions().send();
    let answer = context.call(&DESCRIBE_REGIONS, None, answer).await;
    let regions = answer.ok().map(|answer| {
        let names = answer.regions.unwrap_or_default().into_iter().filter_map(|r| r.region_name);
        let mut names = names.collect::<Vec<_>>();
        names.sort();
        names
    });
    (regions, context.finish(&[]).ledger)
}

/// The ledger's line for assuming the role.
pub(super) fn assume_role_line(account: &AccountInfo, failure: Option<&Failure>) -> LedgerLine {
    LedgerLine {
        outcome: failure.map_or(Outcome::Ok, |f| f.outcome),
        error_code: failure.map(|f| f.code.clone()),
        message: failure.map(|f| f.message.clone()),
        denied_by: failure.and_then(|f| f.denied_by),
        calls: 1,
        items: u64::from(failure.is_none()),
        ..LedgerLine::blank(ASSUME_ROLE, &account.id, GLOBAL)
    }
}
