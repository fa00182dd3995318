//! Snapshots of clusters, and who may restore them.

use super::super::Operation;
use super::super::context::{Context, Header};
use super::super::convert::{sent, timestamp, unless_empty};
use crate::model::{DbClusterSnapshot, Fetched, Ref};
use aws_sdk_rds::{Client, types};
use futures_util::future::join_all;

pub(super) const DESCRIBE_DB_CLUSTER_SNAPSHOTS: Operation = Operation::region("rds:DescribeDBClusterSnapshots");
/// Asked for manual snapshots: no others can be shared.
pub(super) const DESCRIBE_DB_CLUSTER_SNAPSHOT_ATTRIBUTES: Operation =
    Operation::region("rds:DescribeDBClusterSnapshotAttributes")
        .after(&["rds:DescribeDBClusterSnapshots"])
        .conditional();

pub(super) async fn snapshots(context: &Context, client: &Client) {
    let pages = client.describe_db_cluster_snapshots().into_paginator().send();
    let snapshots = context
        .pages(&DESCRIBE_DB_CLUSTER_SNAPSHOTS, pages, |page| page.db_cluster_snapshots.unwrap_or_default())
        .await;
    join_all(snapshots.iter().flatten().map(|snapshot| read_snapshot(context, client, snapshot))).await;
}

async fn read_snapshot(context: &Context, client: &Client, snapshot: &types::DbClusterSnapshot) {
    let Some(id) = snapshot.db_cluster_snapshot_identifier() else { return };
    let restore_account_ids = match snapshot.snapshot_type() {
        Some("manual") => match restore_account_ids(context, client, id).await {
            Some(ids) => ids,
            None => return,
        },
        _ => Fetched::Value(Vec::new()),
    };
    let cluster = sent(snapshot.db_cluster_identifier());
    let copied_from = unless_empty(snapshot.source_db_cluster_snapshot_arn());
    let fields = DbClusterSnapshot {
        db_cluster_snapshot_identifier: id.to_owned(),
        source_cluster_arn: match &copied_from {
            Some(original) => cluster_arn_of(original, &cluster).map(Ref::from),
            None => Some(Ref::from(context.arn("rds", &format!("cluster:{cluster}")))),
        },
        db_cluster_identifier: cluster,
        db_cluster_resource_id: snapshot.db_cluster_resource_id.clone(),
        snapshot_type: snapshot.snapshot_type.clone(),
        status: snapshot.status.clone(),
        snapshot_create_time: timestamp(snapshot.snapshot_create_time.as_ref()),
        source_db_cluster_snapshot_arn: copied_from,
        engine: snapshot.engine.clone(),
        storage_encrypted: snapshot.storage_encrypted,
        kms_key_id: snapshot.kms_key_id().map(Ref::from),
        restore_account_ids,
    };
    let arn = snapshot.db_cluster_snapshot_arn.clone();
    let arn = arn.unwrap_or_else(|| context.arn("rds", &format!("cluster-snapshot:{id}")));
    context.add(Header { arn, id, name: None }, Ok(fields));
}

/// Who may restore a manual snapshot; `None` when it was deleted since it was listed.
async fn restore_account_ids(context: &Context, client: &Client, id: &str) -> Option<Fetched<Vec<String>>> {
    let answer = client.describe_db_cluster_snapshot_attributes().db_cluster_snapshot_identifier(id).send();
    let gone = ["DBClusterSnapshotNotFoundFault"];
    match context.call_listed(&DESCRIBE_DB_CLUSTER_SNAPSHOT_ATTRIBUTES, id, &gone, answer).await {
        Ok(Some(answer)) => Some(match answer.db_cluster_snapshot_attributes_result {
            Some(attributes) => {
                let restore = attributes.db_cluster_snapshot_attributes().iter();
                let restore = restore.filter(|a| a.attribute_name() == Some("restore"));
                Fetched::Value(restore.flat_map(|a| a.attribute_values()).cloned().collect())
            }
            None => Fetched::Unknown(format!("{} answered nothing", DESCRIBE_DB_CLUSTER_SNAPSHOT_ATTRIBUTES.action)),
        }),
        Ok(None) => None,
        Err(gap) => Some(Fetched::Unknown(gap.text)),
    }
}

/// The ARN of the cluster whose snapshot is the original of a copy: it stands where the original stands, which may be
/// another account's.
fn cluster_arn_of(original: &str, cluster: &str) -> Option<String> {
    let mut parts = original.split(':');
    match (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?) {
        ("arn", partition, "rds", region, account) => {
            Some(format!("arn:{partition}:rds:{region}:{account}:cluster:{cluster}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cluster_of_a_copy_stands_where_the_original_does() {
        let original = "arn:aws:rds:eu-west-1:444444444444:cluster-snapshot:rds:prod-2026-11-20-03-10";
        let expected = "arn:aws:rds:eu-west-1:444444444444:cluster:prod";
        assert_eq!(cluster_arn_of(original, "prod").as_deref(), Some(expected));
        assert_eq!(cluster_arn_of("prod-2026-11-20", "prod"), None);
    }
}
