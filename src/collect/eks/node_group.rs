//! Managed node groups.

use super::super::Operation;
use super::super::context::{Context, Header};
use crate::model::{NodeGroup, NodeGroupScaling, Ref, Taint};
use aws_sdk_eks::{Client, types};
use futures_util::future::join_all;

/// Not asked for a cluster that was deleted since it was listed.
pub(super) const LIST_NODEGROUPS: Operation =
    Operation::region("eks:ListNodegroups").after(&["eks:ListClusters"]).conditional();
pub(super) const DESCRIBE_NODEGROUP: Operation =
    Operation::region("eks:DescribeNodegroup").after(&["eks:ListNodegroups"]);

pub(super) async fn node_groups(context: &Context, client: &Client, cluster: &str) {
    if !context.asks(&LIST_NODEGROUPS) {
        return;
    }
    let pages = client.list_nodegroups().cluster_name(cluster).into_paginator().send();
    let (names, _) =
        context.pages_of(&LIST_NODEGROUPS, Some(cluster), pages, |page| page.nodegroups.unwrap_or_default()).await;
    join_all(names.iter().map(|name| read_node_group(context, client, cluster, name))).await;
}

async fn read_node_group(context: &Context, client: &Client, cluster: &str, name: &str) {
    let answer = client.describe_nodegroup().cluster_name(cluster).nodegroup_name(name).send();
    let path = format!("{cluster}/{name}");
    let group = super::describe(context, &DESCRIBE_NODEGROUP, &path, answer, |a| a.nodegroup).await;
    let Some(group) = group else { return };
    // A list has names only; the end of the ARN is known to the description alone.
    let arn = group.as_ref().ok().and_then(|g| g.nodegroup_arn.clone());
    let arn = arn.unwrap_or_else(|| context.arn("eks", &format!("nodegroup/{path}")));
    let fields = group.as_ref().map(|g| fields(&arn, cluster, name, g));
    context.add(Header { arn: arn.clone(), id: &arn, name: Some(name) }, fields);
}

fn fields(arn: &str, cluster: &str, name: &str, group: &types::Nodegroup) -> NodeGroup {
    let pairs = |map: &std::collections::HashMap<String, String>| map.clone().into_iter().collect();
    let issues = group.health().map(|h| h.issues()).unwrap_or_default();
    NodeGroup {
        nodegroup_arn: arn.to_owned(),
        nodegroup_name: name.to_owned(),
        cluster_name: Ref::from(cluster),
        status: group.status.as_ref().map(|s| s.as_str().to_owned()),
        capacity_type: group.capacity_type.as_ref().map(|t| t.as_str().to_owned()),
        instance_types: group.instance_types().to_vec(),
        subnet_ids: group.subnets().iter().map(|i| Ref::from(i.as_str())).collect(),
        labels: group.labels().map(pairs).unwrap_or_default(),
        taints: group.taints().iter().map(taint).collect(),
        scaling_config: group.scaling_config().map(|s| NodeGroupScaling {
            min_size: s.min_size.map(i64::from),
            max_size: s.max_size.map(i64::from),
            desired_size: s.desired_size.map(i64::from),
        }),
        version: group.version.clone(),
        node_role_arn: group.node_role().map(Ref::from),
        launch_template_id: group.launch_template().and_then(|t| t.id.clone()),
        health_issues: issues.iter().filter_map(|i| Some(i.code()?.as_str().to_owned())).collect(),
        tags: group.tags().map(pairs).unwrap_or_default(),
    }
}

fn taint(taint: &types::Taint) -> Taint {
    Taint {
        key: taint.key.clone(),
        value: taint.value.clone(),
        effect: taint.effect.as_ref().map(|e| e.as_str().to_owned()),
    }
}
