//! Amazon EKS: clusters and what belongs to them. Clusters are looked for everywhere; what belongs to them is read in
//! the configured regions.

mod access;
mod addon;
mod capability;
mod cluster;
mod node_group;

use super::context::Context;
use super::{Collector, Operation};
use crate::snapshot::{Gap, Outcome};
use aws_sdk_eks::Client;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use futures_util::future::{BoxFuture, join_all};
use std::error::Error;

const LIST_CLUSTERS: Operation = Operation::every_region("eks:ListClusters");

/// The collector.
pub(super) const COLLECTOR: Collector = Collector {
    operations: &[
        LIST_CLUSTERS,
        cluster::DESCRIBE_CLUSTER,
        cluster::DESCRIBE_CLUSTER_VERSIONS,
        node_group::LIST_NODEGROUPS,
        node_group::DESCRIBE_NODEGROUP,
        addon::LIST_ADDONS,
        addon::DESCRIBE_ADDON,
        capability::LIST_CAPABILITIES,
        capability::DESCRIBE_CAPABILITY,
        access::LIST_POD_IDENTITY_ASSOCIATIONS,
        access::DESCRIBE_POD_IDENTITY_ASSOCIATION,
        access::LIST_ACCESS_ENTRIES,
        access::DESCRIBE_ACCESS_ENTRY,
    ],
    run,
};

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = Client::new(&context.config);
        let pages = client.list_clusters().into_paginator().send();
        let names = context.pages(&LIST_CLUSTERS, pages, |page| page.clusters.unwrap_or_default()).await;
        let names = names.unwrap_or_default();
        if names.is_empty() {
            return;
        }
        let versions = cluster::versions(context, &client).await;
        join_all(names.iter().map(|name| read_cluster(context, &client, name, &versions))).await;
    })
}

async fn read_cluster(context: &Context, client: &Client, name: &str, versions: &cluster::Versions) {
    let Some(cluster) = cluster::read(context, client, name, versions).await else { return };
    let mut children: Vec<BoxFuture<'_, ()>> = vec![
        Box::pin(node_group::node_groups(context, client, name)),
        Box::pin(addon::addons(context, client, name)),
        Box::pin(capability::capabilities(context, client, name)),
        Box::pin(access::pod_identity_associations(context, client, name)),
    ];
    // Without an API there are no entries, and asking for them is an error. Where the mode is not known, asking tells.
    if cluster.authentication_mode.as_deref() != Some("CONFIG_MAP") {
        children.push(Box::pin(access::access_entries(context, client, name)));
    }
    join_all(children).await;
}

/// Describes a resource that was listed, or says why it could not be. `None` when it was deleted since.
async fn describe<O, E, R, T>(
    context: &Context,
    operation: &Operation,
    resource: &str,
    answer: impl Future<Output = Result<O, SdkError<E, R>>>,
    described: impl FnOnce(O) -> Option<T>,
) -> Option<Result<T, Gap>>
where
    E: ProvideErrorMetadata + Error + 'static,
    R: std::fmt::Debug,
{
    match context.call_listed(operation, resource, &["ResourceNotFoundException"], answer).await {
        Ok(Some(answer)) => {
            Some(described(answer).ok_or_else(|| Gap::new(operation.action, Outcome::Failed, Some("EmptyAnswer"))))
        }
        Ok(None) => None,
        Err(gap) => Some(Err(gap)),
    }
}
