//! Requests to drop what the caches hold.

use super::super::Operation;
use super::super::context::{Context, Header, fetched};
use super::super::convert::{timestamp, unless_empty};
use super::LIST;
use crate::model::{Fetched, IndexObject, Invalidation, Ref, Timestamp};
use aws_sdk_cloudfront::{Client, types};
use futures_util::future::join_all;

const INVALIDATIONS: &str = "cloudfront:ListInvalidations";
pub(super) const LIST_INVALIDATIONS: Operation = Operation::account(INVALIDATIONS).after(&[LIST]);
/// Asked for those that came after the entry pages: older ones cannot have dropped these.
pub(super) const GET_INVALIDATION: Operation =
    Operation::account("cloudfront:GetInvalidation").after(&[INVALIDATIONS]).conditional();

pub(super) async fn invalidations(
    context: &Context,
    client: &Client,
    distribution: &types::DistributionSummary,
    index: &Fetched<Vec<IndexObject>>,
) {
    let id = distribution.id();
    let pages = client.list_invalidations().distribution_id(id).into_paginator().send();
    let items = |list: types::InvalidationList| list.items.unwrap_or_default();
    let pages = context
        .pages_of(&LIST_INVALIDATIONS, Some(id), pages, |page| page.invalidation_list.map(items).unwrap_or_default());
    let (invalidations, _) = pages.await;
    let oldest = oldest(index);
    join_all(invalidations.iter().map(|invalidation| async move {
        let create_time = timestamp(Some(invalidation.create_time()));
        let paths = if oldest.is_some_and(|oldest| create_time.is_none_or(|created| created >= oldest)) {
            paths(context, client, distribution.id(), &invalidation.id).await
        } else {
            Fetched::Unknown(format!("{} not_requested", GET_INVALIDATION.action))
        };
        let fields = Invalidation {
            invalidation_id: invalidation.id.clone(),
            distribution_id: Ref::from(distribution.id()),
            status: unless_empty(Some(invalidation.status())),
            create_time,
            paths,
        };
        let arn = format!("{}/invalidation/{}", distribution.arn, invalidation.id);
        context.add(Header { arn, id: &invalidation.id, name: None }, Ok(fields));
    }))
    .await;
}

/// When the oldest of the entry pages was written; none when there is none, or it is not known.
fn oldest(index: &Fetched<Vec<IndexObject>>) -> Option<Timestamp> {
    match index {
        Fetched::Value(objects) => objects.iter().filter_map(|o| o.last_modified).min(),
        Fetched::Unknown(_) => None,
    }
}

async fn paths(context: &Context, client: &Client, distribution: &str, id: &str) -> Fetched<Vec<String>> {
    let answer = client.get_invalidation().distribution_id(distribution).id(id).send();
    let answer = context.call(&GET_INVALIDATION, Some(&format!("{distribution}/{id}")), answer).await;
    fetched(answer, |answer| {
        let batch = answer.invalidation.and_then(|i| i.invalidation_batch);
        batch.and_then(|b| b.paths).and_then(|p| p.items).unwrap_or_default()
    })
}
