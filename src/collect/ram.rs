//! AWS Resource Access Manager: shares of the account, and shares with it, each with principals and resources.

use super::context::{Context, Header};
use super::convert::{timestamp, unless_empty};
use super::{Collector, Operation};
use crate::model::{Fetched, ResourceShare, SharePrincipal};
use crate::snapshot::Gap;
use aws_sdk_ram::Client;
use aws_sdk_ram::types::{self, ResourceOwner};
use futures_util::future::BoxFuture;

const GET_RESOURCE_SHARES: Operation = Operation::region("ram:GetResourceShares");
const LIST_PRINCIPALS: Operation = Operation::region("ram:ListPrincipals");
const LIST_RESOURCES: Operation = Operation::region("ram:ListResources");

/// The collector.
pub(super) const COLLECTOR: Collector =
    Collector { operations: &[GET_RESOURCE_SHARES, LIST_PRINCIPALS, LIST_RESOURCES], run };

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        if !context.asks(&GET_RESOURCE_SHARES) {
            return;
        }
        let client = Client::new(&context.config);
        tokio::join!(
            shares(context, &client, ResourceOwner::SelfValue),
            shares(context, &client, ResourceOwner::OtherAccounts),
        );
    })
}

async fn shares(context: &Context, client: &Client, owner: ResourceOwner) {
    let pages = client.get_resource_shares().resource_owner(owner.clone()).into_paginator().send();
    let asked = Some(owner.as_str());
    let (shares, _) =
        context.pages_of(&GET_RESOURCE_SHARES, asked, pages, |page| page.resource_shares.unwrap_or_default()).await;
    let pages = client.list_resources().resource_owner(owner.clone()).into_paginator().send();
    let resources = context.pages_of(&LIST_RESOURCES, asked, pages, |page| page.resources.unwrap_or_default()).await;
    let principals = match owner {
        ResourceOwner::SelfValue => {
            let pages = client.list_principals().resource_owner(owner.clone()).into_paginator().send();
            context.pages_of(&LIST_PRINCIPALS, asked, pages, |page| page.principals.unwrap_or_default()).await
        }
        // The others are those that share with this account, not those that are shared with.
        _ => (vec![], None),
    };
    for share in &shares {
        add(context, share, &principals, &resources);
    }
}

fn add(
    context: &Context,
    share: &types::ResourceShare,
    principals: &(Vec<types::Principal>, Option<Gap>),
    resources: &(Vec<types::Resource>, Option<Gap>),
) {
    let Some(arn) = share.resource_share_arn() else { return };
    let principals = of_share(
        principals,
        |p| p.resource_share_arn() == Some(arn),
        |p| Some(SharePrincipal { principal_id: p.id.clone()?, external: p.external }),
    );
    let resources = of_share(resources, |r| r.resource_share_arn() == Some(arn), |r| r.arn.clone());
    let fields = ResourceShare {
        resource_share_arn: arn.to_owned(),
        owning_account_id: unless_empty(share.owning_account_id()),
        allow_external_principals: share.allow_external_principals,
        status: share.status.as_ref().map(|s| s.as_str().to_owned()),
        creation_time: timestamp(share.creation_time()),
        principals,
        resources,
    };
    context.add(Header { arn: arn.to_owned(), id: arn, name: share.name() }, Ok(fields));
}

/// What of a list belongs to a share; unknown when the list broke off.
fn of_share<A, T>(
    (all, gap): &(Vec<A>, Option<Gap>),
    own: impl Fn(&A) -> bool,
    field: impl Fn(&A) -> Option<T>,
) -> Fetched<Vec<T>> {
    match gap {
        None => Fetched::Value(all.iter().filter(|a| own(a)).filter_map(field).collect()),
        Some(gap) => Fetched::Unknown(gap.text.clone()),
    }
}
