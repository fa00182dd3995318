//! Amazon EC2: networks and what stands in them.

mod vpc;

use super::context::Context;
use super::{Collector, convert};
use crate::model::Tags;
use aws_sdk_ec2::types::Tag;
use futures_util::future::{BoxFuture, join_all};

/// The collector.
pub(super) const COLLECTOR: Collector = Collector {
    operations: &[
        vpc::DESCRIBE_VPCS,
        vpc::DESCRIBE_VPC_ATTRIBUTE,
        vpc::DESCRIBE_SUBNETS,
        vpc::DESCRIBE_VPC_PEERING_CONNECTIONS,
        vpc::DESCRIBE_FLOW_LOGS,
    ],
    run,
};

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = aws_sdk_ec2::Client::new(&context.config);
        let readers: [BoxFuture<'_, ()>; 4] = [
            Box::pin(vpc::vpcs(context, &client)),
            Box::pin(vpc::subnets(context, &client)),
            Box::pin(vpc::peering_connections(context, &client)),
            Box::pin(vpc::flow_logs(context, &client)),
        ];
        join_all(readers).await;
    })
}

fn tags(tags: &[Tag]) -> Tags {
    convert::tags(tags.iter().map(|t| (t.key(), t.value())))
}

fn name(tags: &[Tag]) -> Option<&str> {
    tags.iter().find(|t| t.key() == Some("Name")).and_then(Tag::value).filter(|n| !n.is_empty())
}

