//! AWS STS: whose credentials an account was read with.

use super::context::{Context, Header};
use super::{Collector, Operation};
use crate::model::CallerIdentity;
use futures_util::future::BoxFuture;

const GET_CALLER_IDENTITY: Operation = Operation::account("sts:GetCallerIdentity");

/// The collector.
pub(super) const COLLECTOR: Collector = Collector { operations: &[GET_CALLER_IDENTITY], run };

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        if !context.asks(&GET_CALLER_IDENTITY) {
            return;
        }
        let client = aws_sdk_sts::Client::new(&context.config);
        let answer = context.call(&GET_CALLER_IDENTITY, None, client.get_caller_identity().send()).await;
        let Ok(answer) = answer else { return };
        let (Some(id), Some(account)) = (answer.user_id(), answer.account()) else { return };
        let fields = CallerIdentity { user_id: id.to_owned(), account_number: account.to_owned() };
        context.add(Header { arn: answer.arn().unwrap_or_default().to_owned(), id, name: None }, Ok(fields));
    })
}
