//! Amazon RDS: Aurora clusters, instances, subnet groups, parameters and snapshots.

use super::{Fetched, KmsKey, Ref, Secret, SecurityGroup, Subnet, Tags, Timestamp, Vpc};
use serde::Serialize;
use trueline_derive::{Record, Resource};

/// An Aurora or Multi-AZ database cluster. Neptune's and DocumentDB's are listed here too; `engine` tells.
#[derive(Serialize, Resource)]
#[resource("AWS::RDS::DBCluster", plural = db_clusters, id = db_cluster_identifier, scope = region, source = "rds:DescribeDBClusters")]
pub struct DbCluster {
    /// `DBClusterIdentifier`
    pub db_cluster_identifier: String,
    /// Never used again after the cluster is gone. `DbClusterResourceId`
    pub db_cluster_resource_id: Option<String>,
    /// aurora-postgresql, aurora-mysql, postgres, mysql, docdb or neptune. `Engine`
    pub engine: String,
    /// provisioned (Serverless v2 too), serverless (v1), ... `EngineMode`
    pub engine_mode: Option<String>,
    /// `EngineVersion`
    pub engine_version: Option<String>,
    /// available, creating, stopped, failing-over, ... `Status`
    pub status: Option<String>,
    /// Days that automated backups are kept, 1 to 35. `BackupRetentionPeriod`
    pub backup_retention_period: Option<i64>,
    /// Daily, in UTC. `PreferredBackupWindow`
    pub preferred_backup_window: Option<String>,
    /// Whether members stand in several zones. `MultiAZ`
    pub multi_az: Option<bool>,
    /// The storage's zones, not the instances'. `AvailabilityZones`
    pub availability_zones: Vec<String>,
    /// `StorageEncrypted`
    pub storage_encrypted: Option<bool>,
    /// none, sse-rds (AWS's key) or sse-kms. `StorageEncryptionType`
    pub storage_encryption_type: Option<String>,
    /// `KmsKeyId`
    #[relation(kms_key, inverse = db_clusters)]
    pub kms_key_id: Option<Ref<KmsKey>>,
    /// `DeletionProtection`
    pub deletion_protection: Option<bool>,
    /// `IAMDatabaseAuthenticationEnabled`
    pub iam_database_authentication_enabled: Option<bool>,
    /// How far back it can be restored. `EarliestRestorableTime`
    pub earliest_restorable_time: Option<Timestamp>,
    /// Up to when it can be restored; usually minutes ago. `LatestRestorableTime`
    pub latest_restorable_time: Option<Timestamp>,
    /// `ClusterCreateTime`
    pub cluster_create_time: Option<Timestamp>,
    /// Log types that go to CloudWatch. `EnabledCloudwatchLogsExports`
    pub enabled_cloudwatch_logs_exports: Vec<String>,
    /// `ServerlessV2ScalingConfiguration`
    pub serverless_v2_scaling: Option<ServerlessV2Scaling>,
    /// The most that it used on a day of the last two weeks, in capacity units of Serverless v2; no values are unknown. `MetricDataResults[].Values`
    #[source("cloudwatch:GetMetricData")]
    pub peak_capacity: Fetched<f64>,
    /// `DBClusterMembers`
    pub members: Vec<DbClusterMember>,
    /// `DBSubnetGroup`
    #[relation(subnet_group, inverse = db_clusters)]
    pub db_subnet_group_name: Option<Ref<DbSubnetGroup>>,
    /// `VpcSecurityGroups[].VpcSecurityGroupId`
    #[relation(security_groups, inverse = db_clusters)]
    pub security_group_ids: Vec<Ref<SecurityGroup>>,
    /// `Port`
    pub port: Option<i64>,
    /// `PubliclyAccessible`
    pub publicly_accessible: Option<bool>,
    /// The managed master user's secret; null when RDS does not manage one. `MasterUserSecret.SecretArn`
    #[relation(master_user_secret, inverse = db_clusters)]
    pub master_user_secret_arn: Option<Ref<Secret>>,
    /// creating, active, rotating or impaired. `MasterUserSecret.SecretStatus`
    pub master_user_secret_status: Option<String>,
    /// `DBClusterParameterGroup`
    pub db_cluster_parameter_group: Option<String>,
    /// `rds.force_ssl` in the cluster's parameter group, or the engine's default where the group does not say. `ParameterValue`
    #[source("rds:DescribeDBClusterParameters")]
    pub force_ssl: Fetched<Option<String>>,
    /// The cluster that it replicates. `ReplicationSourceIdentifier`
    pub replication_source_identifier: Option<String>,
    /// `TagList`
    pub tags: Tags,
}

/// Capacity limits, in Aurora capacity units.
#[derive(Serialize, Record)]
pub struct ServerlessV2Scaling {
    /// `MinCapacity`
    pub min_capacity: Option<f64>,
    /// `MaxCapacity`
    pub max_capacity: Option<f64>,
}

/// An instance's part in its cluster.
#[derive(Serialize, Record)]
pub struct DbClusterMember {
    /// `DBInstanceIdentifier`
    #[relation(instance)]
    pub db_instance_identifier: Ref<DbInstance>,
    /// `IsClusterWriter`
    pub is_cluster_writer: bool,
    /// The order of failover, 0 first. `PromotionTier`
    pub promotion_tier: Option<i64>,
    /// in-sync or pending-reboot. `DBClusterParameterGroupStatus`
    pub parameter_group_status: Option<String>,
}

/// A database instance, alone or a cluster's member.
#[derive(Serialize, Resource)]
#[resource("AWS::RDS::DBInstance", plural = db_instances, id = db_instance_identifier, scope = region, source = "rds:DescribeDBInstances")]
pub struct DbInstance {
    /// `DBInstanceIdentifier`
    pub db_instance_identifier: String,
    /// Null for an instance of its own. `DBClusterIdentifier`
    #[relation(cluster, inverse = instances)]
    pub db_cluster_identifier: Option<Ref<DbCluster>>,
    /// `Engine`
    pub engine: Option<String>,
    /// db.serverless in Serverless v2. `DBInstanceClass`
    pub db_instance_class: Option<String>,
    /// available, creating, rebooting, ... `DBInstanceStatus`
    pub db_instance_status: Option<String>,
    /// The zone's name. `AvailabilityZone`
    pub availability_zone: Option<String>,
    /// `PubliclyAccessible`
    pub publicly_accessible: Option<bool>,
    /// `DBSubnetGroup.DBSubnetGroupName`
    #[relation(subnet_group, inverse = db_instances)]
    pub db_subnet_group_name: Option<Ref<DbSubnetGroup>>,
    /// `CACertificateIdentifier`
    pub ca_certificate_identifier: Option<String>,
    /// When its certificate ends. `CertificateDetails.ValidTill`
    pub certificate_valid_till: Option<Timestamp>,
    /// When the authority that signed it ends. `Certificates[].ValidTill`
    #[source("rds:DescribeCertificates")]
    pub ca_valid_till: Fetched<Option<Timestamp>>,
    /// `StorageEncrypted`
    pub storage_encrypted: Option<bool>,
    /// `TagList`
    pub tags: Tags,
}

/// The subnets that databases may stand in.
#[derive(Serialize, Resource)]
#[resource("AWS::RDS::DBSubnetGroup", plural = db_subnet_groups, id = db_subnet_group_name, scope = region, source = "rds:DescribeDBSubnetGroups")]
pub struct DbSubnetGroup {
    /// `DBSubnetGroupName`
    pub db_subnet_group_name: String,
    /// `VpcId`
    #[relation(vpc, inverse = db_subnet_groups)]
    pub vpc_id: Option<Ref<Vpc>>,
    /// `Subnets[].SubnetIdentifier`
    #[relation(subnets, inverse = db_subnet_groups)]
    pub subnet_ids: Vec<Ref<Subnet>>,
}

/// A snapshot of a cluster: automated, manual, or a copy of one (which AWS calls manual too).
#[derive(Serialize, Resource)]
#[resource("AWS::RDS::DBClusterSnapshot", plural = db_cluster_snapshots, id = db_cluster_snapshot_identifier, scope = region, source = "rds:DescribeDBClusterSnapshots")]
pub struct DbClusterSnapshot {
    /// `DBClusterSnapshotIdentifier`
    pub db_cluster_snapshot_identifier: String,
    /// The cluster of that name, in whatever region it stands. `DBClusterIdentifier`
    pub db_cluster_identifier: String,
    /// The cluster that it was taken of, found in this region or, for a copy, in the source's. `DBClusterIdentifier`, `SourceDBClusterSnapshotArn`
    #[relation(source_cluster, inverse = snapshots, reach = account)]
    pub source_cluster_arn: Option<Ref<DbCluster>>,
    /// `DbClusterResourceId`
    pub db_cluster_resource_id: Option<String>,
    /// automated or manual. `SnapshotType`
    pub snapshot_type: Option<String>,
    /// available, creating, copying, ... `Status`
    pub status: Option<String>,
    /// `SnapshotCreateTime`
    pub snapshot_create_time: Option<Timestamp>,
    /// Null unless it is a copy. `SourceDBClusterSnapshotArn`
    pub source_db_cluster_snapshot_arn: Option<String>,
    /// `Engine`
    pub engine: Option<String>,
    /// `StorageEncrypted`
    pub storage_encrypted: Option<bool>,
    /// `KmsKeyId`
    #[relation(kms_key, inverse = db_cluster_snapshots)]
    pub kms_key_id: Option<Ref<KmsKey>>,
    /// Accounts that may restore it, or `all`; only manual snapshots have any. `restore`
    #[source("rds:DescribeDBClusterSnapshotAttributes")]
    pub restore_account_ids: Fetched<Vec<String>>,
}
