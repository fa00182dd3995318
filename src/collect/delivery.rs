//! Amazon CloudWatch Logs: deliveries of the logs that CloudFront writes. They live in us-east-1, as CloudFront itself.

use super::context::{Context, Header};
use super::{Collector, Operation};
use crate::model::{Delivery, DeliverySource, Ref};
use aws_sdk_cloudwatchlogs::Client;
use futures_util::future::{BoxFuture, join};

const DESCRIBE_DELIVERY_SOURCES: Operation = Operation::account("logs:DescribeDeliverySources");
const DESCRIBE_DELIVERIES: Operation = Operation::account("logs:DescribeDeliveries");

/// The collector.
pub(super) const COLLECTOR: Collector =
    Collector { operations: &[DESCRIBE_DELIVERY_SOURCES, DESCRIBE_DELIVERIES], run };

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = Client::new(&context.config);
        join(sources(context, &client), deliveries(context, &client)).await;
    })
}

async fn sources(context: &Context, client: &Client) {
    let pages = client.describe_delivery_sources().into_paginator().send();
    let pages = context.pages(&DESCRIBE_DELIVERY_SOURCES, pages, |page| page.delivery_sources.unwrap_or_default());
    for source in pages.await.iter().flatten() {
        let Some(name) = source.name() else { continue };
        let fields = DeliverySource {
            source_name: name.to_owned(),
            service: source.service.clone(),
            log_type: source.log_type.clone(),
            resource_arns: source.resource_arns().iter().map(|a| Ref::from(a.as_str())).collect(),
        };
        let arn = source.arn.clone().unwrap_or_else(|| context.arn("logs", &format!("delivery-source:{name}")));
        context.add(Header { arn, id: name, name: None }, Ok(fields));
    }
}

async fn deliveries(context: &Context, client: &Client) {
    let pages = client.describe_deliveries().into_paginator().send();
    let pages = context.pages(&DESCRIBE_DELIVERIES, pages, |page| page.deliveries.unwrap_or_default());
    for delivery in pages.await.iter().flatten() {
        let Some(id) = delivery.id() else { continue };
        let fields = Delivery {
            delivery_id: id.to_owned(),
            delivery_source_name: delivery.delivery_source_name().map(Ref::from),
            destination_type: delivery.delivery_destination_type.as_ref().map(|t| t.as_str().to_owned()),
            destination_arn: delivery.delivery_destination_arn.clone(),
        };
        let arn = delivery.arn.clone().unwrap_or_else(|| context.arn("logs", &format!("delivery:{id}")));
        context.add(Header { arn, id, name: None }, Ok(fields));
    }
}
