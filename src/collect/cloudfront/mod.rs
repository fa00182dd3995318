//! Amazon CloudFront: distributions, origin access controls, VPC origins, invalidations.

mod distribution;
mod index;
mod invalidation;

use super::context::{Context, Header};
use super::convert::unless_empty;
use super::pages::pages;
use super::{Collector, Operation};
use crate::model::{OriginAccessControl, Ref, VpcOrigin};
use aws_sdk_cloudfront::{Client, types};
use futures_util::future::{BoxFuture, join_all};

const LIST: &str = "cloudfront:ListDistributions";
const LIST_DISTRIBUTIONS: Operation = Operation::account(LIST);
const LIST_ORIGIN_ACCESS_CONTROLS: Operation = Operation::account("cloudfront:ListOriginAccessControls");
const LIST_VPC_ORIGINS: Operation = Operation::account("cloudfront:ListVpcOrigins");

/// The collector.
pub(super) const COLLECTOR: Collector = Collector {
    operations: &[
        LIST_DISTRIBUTIONS,
        LIST_ORIGIN_ACCESS_CONTROLS,
        LIST_VPC_ORIGINS,
        distribution::GET_DISTRIBUTION_CONFIG,
        index::GET_BUCKET_LOCATION,
        index::LIST_OBJECTS,
        invalidation::LIST_INVALIDATIONS,
        invalidation::GET_INVALIDATION,
    ],
    run,
};

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = Client::new(&context.config);
        let readers: [BoxFuture<'_, ()>; 3] = [
            Box::pin(distributions(context, &client)),
            Box::pin(origin_access_controls(context, &client)),
            Box::pin(vpc_origins(context, &client)),
        ];
        join_all(readers).await;
    })
}

async fn distributions(context: &Context, client: &Client) {
    let pages = client.list_distributions().into_paginator().send();
    let items = |list: types::DistributionList| list.items.unwrap_or_default();
    let pages = context.pages(&LIST_DISTRIBUTIONS, pages, |page| page.distribution_list.map(items).unwrap_or_default());
    let distributions = pages.await;
    join_all(distributions.iter().flatten().map(|d| distribution::read(context, client, d))).await;
}

async fn origin_access_controls(context: &Context, client: &Client) {
    let pages = client.list_origin_access_controls().into_paginator().send();
    let items = |list: types::OriginAccessControlList| list.items.unwrap_or_default();
    let pages = context.pages(&LIST_ORIGIN_ACCESS_CONTROLS, pages, |page| {
        page.origin_access_control_list.map(items).unwrap_or_default()
    });
    for control in pages.await.iter().flatten() {
        let fields = OriginAccessControl {
            origin_access_control_id: control.id.clone(),
            origin_type: Some(control.origin_access_control_origin_type.as_str().to_owned()),
            signing_behavior: Some(control.signing_behavior.as_str().to_owned()),
            signing_protocol: Some(control.signing_protocol.as_str().to_owned()),
        };
        let arn = context.arn("cloudfront", &format!("origin-access-control/{}", control.id));
        context.add(Header { arn, id: &control.id, name: Some(&control.name) }, Ok(fields));
    }
}

async fn vpc_origins(context: &Context, client: &Client) {
    let ask = client.list_vpc_origins();
    let list = pages(
        move |marker| ask.clone().set_marker(marker).send(),
        |page| page.vpc_origin_list().filter(|l| l.is_truncated).and_then(|l| l.next_marker.clone()),
    );
    let items = |list: types::VpcOriginList| list.items.unwrap_or_default();
    let list = context.pages(&LIST_VPC_ORIGINS, list, |page| page.vpc_origin_list.map(items).unwrap_or_default());
    for origin in list.await.iter().flatten() {
        let fields = VpcOrigin {
            vpc_origin_id: origin.id.clone(),
            status: unless_empty(Some(origin.status())),
            origin_endpoint_arn: Ref::from(origin.origin_endpoint_arn()),
        };
        context.add(Header { arn: origin.arn.clone(), id: &origin.id, name: Some(&origin.name) }, Ok(fields));
    }
}
