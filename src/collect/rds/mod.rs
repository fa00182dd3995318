//! Amazon RDS: clusters and instances, their subnets, parameters and snapshots.

mod capacity;
mod cluster;
mod force_ssl;
mod instance;
mod snapshot;

use super::context::Context;
use super::{Collector, convert};
use crate::model::Tags;
use aws_sdk_rds::Client;
use aws_sdk_rds::types::Tag;
use futures_util::future::{BoxFuture, join_all};

/// The collector.
pub(super) const COLLECTOR: Collector = Collector {
    operations: &[
        cluster::DESCRIBE_DB_CLUSTERS,
        capacity::GET_METRIC_DATA,
        force_ssl::DESCRIBE_DB_CLUSTER_PARAMETERS,
        force_ssl::DESCRIBE_DB_CLUSTER_PARAMETER_GROUPS,
        force_ssl::DESCRIBE_ENGINE_DEFAULT_CLUSTER_PARAMETERS,
        instance::DESCRIBE_DB_INSTANCES,
        instance::DESCRIBE_CERTIFICATES,
        instance::DESCRIBE_DB_SUBNET_GROUPS,
        snapshot::DESCRIBE_DB_CLUSTER_SNAPSHOTS,
        snapshot::DESCRIBE_DB_CLUSTER_SNAPSHOT_ATTRIBUTES,
    ],
    run,
};

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = Client::new(&context.config);
        let readers: [BoxFuture<'_, ()>; 4] = [
            Box::pin(cluster::clusters(context, &client)),
            Box::pin(instance::instances(context, &client)),
            Box::pin(instance::subnet_groups(context, &client)),
            Box::pin(snapshot::snapshots(context, &client)),
        ];
        join_all(readers).await;
    })
}

fn tags(tags: &[Tag]) -> Tags {
    convert::tags(tags.iter().map(|t| (t.key(), t.value())))
}
