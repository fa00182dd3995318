//! Capabilities: controllers that EKS runs outside of the cluster.

use super::super::Operation;
use super::super::context::{Context, Header};
use crate::model::{Capability, Ref};
use aws_sdk_eks::{Client, types};
use futures_util::future::join_all;

/// Not asked for a cluster that was deleted since it was listed.
pub(super) const LIST_CAPABILITIES: Operation =
    Operation::region("eks:ListCapabilities").after(&["eks:ListClusters"]).conditional();
pub(super) const DESCRIBE_CAPABILITY: Operation =
    Operation::region("eks:DescribeCapability").after(&["eks:ListCapabilities"]);

pub(super) async fn capabilities(context: &Context, client: &Client, cluster: &str) {
    if !context.asks(&LIST_CAPABILITIES) {
        return;
    }
    let pages = client.list_capabilities().cluster_name(cluster).into_paginator().send();
    let (listed, _) =
        context.pages_of(&LIST_CAPABILITIES, Some(cluster), pages, |page| page.capabilities.unwrap_or_default()).await;
    join_all(listed.iter().map(|capability| read(context, client, cluster, capability))).await;
}

async fn read(context: &Context, client: &Client, cluster: &str, listed: &types::CapabilitySummary) {
    let Some(name) = listed.capability_name() else { return };
    let answer = client.describe_capability().cluster_name(cluster).capability_name(name).send();
    let path = format!("{cluster}/{name}");
    let capability = super::describe(context, &DESCRIBE_CAPABILITY, &path, answer, |a| a.capability).await;
    let Some(capability) = capability else { return };
    let arn = listed.arn.clone().unwrap_or_else(|| context.arn("eks", &format!("capability/{path}")));
    let fields = capability.as_ref().map(|capability| {
        let argo_cd = capability.configuration().and_then(|c| c.argo_cd());
        let issues = capability.health().map(|h| h.issues()).unwrap_or_default();
        Capability {
            capability_arn: arn.clone(),
            capability_name: name.to_owned(),
            cluster_name: Ref::from(cluster),
            capability_type: capability.r#type.as_ref().map(|t| t.as_str().to_owned()),
            status: capability.status.as_ref().map(|s| s.as_str().to_owned()),
            role_arn: capability.role_arn().map(Ref::from),
            health_issues: issues.iter().filter_map(|i| Some(i.code()?.as_str().to_owned())).collect(),
            argo_cd_namespace: argo_cd.and_then(|a| a.namespace.clone()),
        }
    });
    context.add(Header { arn: arn.clone(), id: &arn, name: Some(name) }, fields);
}
