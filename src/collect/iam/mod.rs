//! AWS IAM: who there is in an account, and what the account says of its root user.

mod details;
mod providers;

use super::context::{Context, Header};
use super::{Collector, Operation};
use crate::model::AccountSummary;
use aws_sdk_iam::Client;
use aws_sdk_iam::types::SummaryKeyType;
use futures_util::future::{BoxFuture, join_all};

const GET_ACCOUNT_SUMMARY: Operation = Operation::account("iam:GetAccountSummary");

/// IAM's code for whoever does not exist.
const NO_SUCH_ENTITY: &str = "NoSuchEntity";

/// The collector.
pub(super) const COLLECTOR: Collector = Collector {
    operations: &[
        GET_ACCOUNT_SUMMARY,
        details::GET_ACCOUNT_AUTHORIZATION_DETAILS,
        details::GET_LOGIN_PROFILE,
        details::LIST_ACCESS_KEYS,
        providers::LIST_OPEN_ID_CONNECT_PROVIDERS,
        providers::GET_OPEN_ID_CONNECT_PROVIDER,
        providers::LIST_SAML_PROVIDERS,
    ],
    run,
};

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        if !context.asks(&GET_ACCOUNT_SUMMARY) {
            return;
        }
        let client = Client::new(&context.config);
        let readers: [BoxFuture<'_, ()>; 4] = [
            Box::pin(account_summary(context, &client)),
            Box::pin(details::details(context, &client)),
            Box::pin(providers::oidc_providers(context, &client)),
            Box::pin(providers::saml_providers(context, &client)),
        ];
        join_all(readers).await;
    })
}

async fn account_summary(context: &Context, client: &Client) {
    let answer = context.call(&GET_ACCOUNT_SUMMARY, None, client.get_account_summary().send()).await;
    let Ok(answer) = answer else { return };
    let counts = answer.summary_map.unwrap_or_default();
    let count = |key| counts.get(&key).copied().map(i64::from);
    let fields = AccountSummary {
        summary_id: "summary".to_owned(),
        account_access_keys_present: count(SummaryKeyType::AccountAccessKeysPresent),
        account_mfa_enabled: count(SummaryKeyType::AccountMfaEnabled),
        account_password_present: count(SummaryKeyType::AccountPasswordPresent),
        users: count(SummaryKeyType::Users),
    };
    let name = Some(context.account.name.as_str());
    context.add(Header { arn: context.arn("iam", "summary"), id: "summary", name }, Ok(fields));
}
