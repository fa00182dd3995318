//! Who may do what: service accounts in AWS, principals of AWS in the cluster.

use super::super::Operation;
use super::super::context::{Context, Header};
use crate::model::{AccessEntry, PodIdentityAssociation, Ref};
use aws_sdk_eks::{Client, types};
use futures_util::future::join_all;

/// Not asked for a cluster that was deleted since it was listed.
pub(super) const LIST_POD_IDENTITY_ASSOCIATIONS: Operation =
    Operation::region("eks:ListPodIdentityAssociations").after(&["eks:ListClusters"]).conditional();
pub(super) const DESCRIBE_POD_IDENTITY_ASSOCIATION: Operation =
    Operation::region("eks:DescribePodIdentityAssociation").after(&["eks:ListPodIdentityAssociations"]);
/// Asked for the clusters that have entries: not for those whose access a config map decides.
pub(super) const LIST_ACCESS_ENTRIES: Operation =
    Operation::region("eks:ListAccessEntries").after(&["eks:ListClusters"]).conditional();
pub(super) const DESCRIBE_ACCESS_ENTRY: Operation =
    Operation::region("eks:DescribeAccessEntry").after(&["eks:ListAccessEntries"]);

pub(super) async fn pod_identity_associations(context: &Context, client: &Client, cluster: &str) {
    let operation = &LIST_POD_IDENTITY_ASSOCIATIONS;
    if !context.asks(operation) {
        return;
    }
    let pages = client.list_pod_identity_associations().cluster_name(cluster).into_paginator().send();
    let (listed, _) =
        context.pages_of(operation, Some(cluster), pages, |page| page.associations.unwrap_or_default()).await;
    join_all(listed.iter().map(|association| read_association(context, client, cluster, association))).await;
}

async fn read_association(
    context: &Context,
    client: &Client,
    cluster: &str,
    listed: &types::PodIdentityAssociationSummary,
) {
    let Some(id) = listed.association_id() else { return };
    let answer = client.describe_pod_identity_association().cluster_name(cluster).association_id(id).send();
    let path = format!("{cluster}/{id}");
    let operation = &DESCRIBE_POD_IDENTITY_ASSOCIATION;
    let association = super::describe(context, operation, &path, answer, |a| a.association).await;
    let Some(association) = association else { return };
    let arn = listed.association_arn.clone();
    let arn = arn.unwrap_or_else(|| context.arn("eks", &format!("podidentityassociation/{path}")));
    let fields = association.as_ref().map(|association| PodIdentityAssociation {
        association_id: id.to_owned(),
        cluster_name: Ref::from(cluster),
        namespace: association.namespace.clone(),
        service_account: association.service_account.clone(),
        role_arn: association.role_arn().map(Ref::from),
    });
    context.add(Header { arn, id, name: None }, fields);
}

pub(super) async fn access_entries(context: &Context, client: &Client, cluster: &str) {
    if !context.asks(&LIST_ACCESS_ENTRIES) {
        return;
    }
    let pages = client.list_access_entries().cluster_name(cluster).into_paginator().send();
    let (principals, _) = context
        .pages_of(&LIST_ACCESS_ENTRIES, Some(cluster), pages, |page| page.access_entries.unwrap_or_default())
        .await;
    join_all(principals.iter().map(|principal| read_entry(context, client, cluster, principal))).await;
}

async fn read_entry(context: &Context, client: &Client, cluster: &str, principal: &str) {
    let answer = client.describe_access_entry().cluster_name(cluster).principal_arn(principal).send();
    let path = format!("{cluster}/{principal}");
    let entry = super::describe(context, &DESCRIBE_ACCESS_ENTRY, &path, answer, |a| a.access_entry).await;
    let Some(entry) = entry else { return };
    // A list has principals only; the entry's ARN is known to the description alone.
    let arn = entry.as_ref().ok().and_then(|e| e.access_entry_arn.clone());
    let arn = arn.unwrap_or_else(|| context.arn("eks", &format!("access-entry/{path}")));
    let fields = entry.as_ref().map(|entry| AccessEntry {
        access_entry_arn: arn.clone(),
        cluster_name: Ref::from(cluster),
        principal_arn: principal.to_owned(),
        entry_type: entry.r#type.clone(),
        kubernetes_groups: entry.kubernetes_groups().to_vec(),
    });
    context.add(Header { arn: arn.clone(), id: &arn, name: Some(principal) }, fields);
}
