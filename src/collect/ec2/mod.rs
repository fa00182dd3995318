//! Amazon EC2: networks and what stands in them.

mod gateway;
mod instance;
mod route_table;
mod security_group;
mod vpc;
mod vpc_endpoint;

use super::context::Context;
use super::{Collector, convert};
use crate::model::Tags;
use aws_sdk_ec2::types::Tag;
use futures_util::future::{BoxFuture, join_all};

/// What a page holds of the lists that grow long. Without a size, EC2 tries to answer them in one.
const PAGE_SIZE: i32 = 1000;

/// The collector.
pub(super) const COLLECTOR: Collector = Collector {
    operations: &[
        vpc::DESCRIBE_VPCS,
        vpc::DESCRIBE_VPC_ATTRIBUTE,
        vpc::DESCRIBE_SUBNETS,
        vpc::DESCRIBE_VPC_PEERING_CONNECTIONS,
        vpc::DESCRIBE_FLOW_LOGS,
        route_table::DESCRIBE_ROUTE_TABLES,
        gateway::DESCRIBE_NAT_GATEWAYS,
        gateway::DESCRIBE_INTERNET_GATEWAYS,
        gateway::DESCRIBE_TRANSIT_GATEWAY_ATTACHMENTS,
        vpc_endpoint::DESCRIBE_VPC_ENDPOINTS,
        security_group::DESCRIBE_SECURITY_GROUPS,
        security_group::DESCRIBE_MANAGED_PREFIX_LISTS,
        instance::DESCRIBE_INSTANCES,
        instance::DESCRIBE_NETWORK_INTERFACES,
    ],
    run,
};

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = aws_sdk_ec2::Client::new(&context.config);
        let readers: [BoxFuture<'_, ()>; 13] = [
            Box::pin(vpc::vpcs(context, &client)),
            Box::pin(vpc::subnets(context, &client)),
            Box::pin(vpc::peering_connections(context, &client)),
            Box::pin(vpc::flow_logs(context, &client)),
            Box::pin(route_table::route_tables(context, &client)),
            Box::pin(gateway::nat_gateways(context, &client)),
            Box::pin(gateway::internet_gateways(context, &client)),
            Box::pin(gateway::transit_gateway_attachments(context, &client)),
            Box::pin(vpc_endpoint::vpc_endpoints(context, &client)),
            Box::pin(security_group::security_groups(context, &client)),
            Box::pin(security_group::prefix_lists(context, &client)),
            Box::pin(instance::instances(context, &client)),
            Box::pin(instance::network_interfaces(context, &client)),
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
