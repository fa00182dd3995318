//! Database clusters.

use super::super::Operation;
use super::super::context::{Context, Header};
use super::super::convert::{sent, timestamp, unless_empty};
use super::{capacity, force_ssl, tags};
use crate::model::{DbCluster, DbClusterMember, Fetched, Ref, ServerlessV2Scaling};
use aws_sdk_rds::{Client, types};
use std::collections::BTreeSet;

pub(super) const DESCRIBE_DB_CLUSTERS: Operation = Operation::every_region("rds:DescribeDBClusters");

/// The engine whose parameter groups say whether connections must be encrypted.
const AURORA_POSTGRESQL: &str = "aurora-postgresql";

pub(super) async fn clusters(context: &Context, client: &Client) {
    let pages = client.describe_db_clusters().into_paginator().send();
    let clusters = context.pages(&DESCRIBE_DB_CLUSTERS, pages, |page| page.db_clusters.unwrap_or_default()).await;
    let clusters = clusters.unwrap_or_default();
    let groups = clusters.iter().filter(|c| c.engine() == Some(AURORA_POSTGRESQL));
    let groups = groups.filter_map(|c| c.db_cluster_parameter_group()).collect::<BTreeSet<_>>();
    let force_ssl = force_ssl::of_groups(context, client, groups).await;
    let serverless = clusters.iter().filter(|c| c.serverless_v2_scaling_configuration().is_some());
    let serverless = serverless.filter_map(|c| c.db_cluster_identifier()).collect::<Vec<_>>();
    let mut peaks = capacity::peaks(context, &serverless).await;
    for cluster in &clusters {
        let Some(id) = cluster.db_cluster_identifier() else { continue };
        let force_ssl = cluster.db_cluster_parameter_group().and_then(|group| force_ssl.get(group)).cloned();
        let arn = cluster.db_cluster_arn.clone().unwrap_or_else(|| context.arn("rds", &format!("cluster:{id}")));
        let not_asked = || Fetched::Unknown(format!("{} not_requested", capacity::GET_METRIC_DATA.action));
        let peak_capacity = peaks.remove(id).unwrap_or_else(not_asked);
        let fields = DbCluster { peak_capacity, ..fields(id, cluster, force_ssl) };
        context.add(Header { arn, id, name: None }, Ok(fields));
    }
}

fn fields(id: &str, cluster: &types::DbCluster, force_ssl: Option<Fetched<Option<String>>>) -> DbCluster {
    let groups = cluster.vpc_security_groups().iter();
    let secret = cluster.master_user_secret();
    let not_asked = || Fetched::Unknown(format!("{} not_requested", force_ssl::DESCRIBE_DB_CLUSTER_PARAMETERS.action));
    DbCluster {
        db_cluster_identifier: id.to_owned(),
        db_cluster_resource_id: cluster.db_cluster_resource_id.clone(),
        engine: sent(cluster.engine()),
        engine_mode: cluster.engine_mode.clone(),
        engine_version: cluster.engine_version.clone(),
        status: cluster.status.clone(),
        backup_retention_period: cluster.backup_retention_period.map(i64::from),
        preferred_backup_window: cluster.preferred_backup_window.clone(),
        multi_az: cluster.multi_az,
        availability_zones: cluster.availability_zones().to_vec(),
        storage_encrypted: cluster.storage_encrypted,
        storage_encryption_type: cluster.storage_encryption_type.as_ref().map(|t| t.as_str().to_owned()),
        kms_key_id: cluster.kms_key_id().map(Ref::from),
        deletion_protection: cluster.deletion_protection,
        iam_database_authentication_enabled: cluster.iam_database_authentication_enabled,
        earliest_restorable_time: timestamp(cluster.earliest_restorable_time.as_ref()),
        latest_restorable_time: timestamp(cluster.latest_restorable_time.as_ref()),
        cluster_create_time: timestamp(cluster.cluster_create_time.as_ref()),
        enabled_cloudwatch_logs_exports: cluster.enabled_cloudwatch_logs_exports().to_vec(),
        serverless_v2_scaling: cluster
            .serverless_v2_scaling_configuration()
            .map(|s| ServerlessV2Scaling { min_capacity: s.min_capacity, max_capacity: s.max_capacity }),
        peak_capacity: Fetched::Unknown(String::new()),
        members: cluster.db_cluster_members().iter().filter_map(member).collect(),
        db_subnet_group_name: cluster.db_subnet_group().map(Ref::from),
        security_group_ids: groups.filter_map(|g| g.vpc_security_group_id().map(Ref::from)).collect(),
        port: cluster.port.map(i64::from),
        publicly_accessible: cluster.publicly_accessible,
        master_user_secret_arn: secret.and_then(|s| s.secret_arn()).map(Ref::from),
        master_user_secret_status: secret.and_then(|s| s.secret_status.clone()),
        db_cluster_parameter_group: cluster.db_cluster_parameter_group.clone(),
        force_ssl: force_ssl.unwrap_or_else(not_asked),
        replication_source_identifier: unless_empty(cluster.replication_source_identifier()),
        tags: tags(cluster.tag_list()),
    }
}

fn member(member: &types::DbClusterMember) -> Option<DbClusterMember> {
    Some(DbClusterMember {
        db_instance_identifier: Ref::from(member.db_instance_identifier()?),
        is_cluster_writer: member.is_cluster_writer.unwrap_or_default(),
        promotion_tier: member.promotion_tier.map(i64::from),
        parameter_group_status: member.db_cluster_parameter_group_status.clone(),
    })
}
