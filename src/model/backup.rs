//! AWS Backup: plans, vaults and recovery points, and whether what they hold can be restored.

use super::{DbCluster, Derived, Fetched, Grant, KmsKey, PolicyDocument, Ref, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;
use trueline_derive::{Record, Resource};

/// A backup plan.
#[derive(Serialize, Resource)]
#[resource("AWS::Backup::BackupPlan", plural = backup_plans, id = backup_plan_id, source = "backup:GetBackupPlan", listing = "backup:ListBackupPlans")]
pub struct BackupPlan {
    /// `BackupPlanId`
    pub backup_plan_id: String,
    /// `BackupPlan.Rules`
    pub rules: Vec<BackupRule>,
    /// What it covers.
    #[source("backup:GetBackupSelection")]
    pub selections: Fetched<Vec<BackupSelection>>,
}

/// A rule of a backup plan.
#[derive(Serialize, Record)]
pub struct BackupRule {
    /// `RuleName`
    pub rule_name: String,
    /// `TargetBackupVaultName`
    pub target_backup_vault_name: Option<String>,
    /// `ScheduleExpression`
    pub schedule_expression: Option<String>,
    /// Vaults, by ARN, that copies go to. `CopyActions[].DestinationBackupVaultArn`
    pub copy_destination_vault_arns: Vec<String>,
}

/// Resources that a plan covers.
#[derive(Serialize, Record)]
pub struct BackupSelection {
    /// `SelectionName`
    pub selection_name: Option<String>,
    /// ARNs with IAM's wildcards. `Resources`
    pub resources: Vec<String>,
    /// `NotResources`
    pub not_resources: Vec<String>,
    /// Resources with any of these tags are covered, whatever `resources` says. `ListOfTags`
    pub list_of_tags: Vec<TagCondition>,
    /// Of the resources by ARN, those whose tags fulfil all of these. `Conditions`
    pub conditions: Vec<TagCondition>,
}

/// What a tag of a resource has to be.
#[derive(Serialize, Record)]
pub struct TagCondition {
    /// StringEquals, StringNotEquals, StringLike or StringNotLike.
    pub operator: String,
    /// The tag's key, without the `aws:ResourceTag/` before it. `ConditionKey` or `Key`
    pub key: String,
    /// `ConditionValue` or `Value`
    pub value: String,
}

/// What AWS Backup takes care of in a region.
#[derive(Serialize, Resource)]
#[resource("AWS::Backup::RegionSettings", plural = backup_region_settings, id = settings_id, scope = region, source = "backup:DescribeRegionSettings")]
pub struct BackupRegionSettings {
    /// Always `settings`: a region has one.
    pub settings_id: String,
    /// By resource type; without it, a selection passes over Aurora clusters even where it names them. `ResourceTypeOptInPreference`
    pub resource_type_opt_in: BTreeMap<String, bool>,
}

/// A vault, which holds recovery points.
#[derive(Serialize, Resource)]
#[resource("AWS::Backup::BackupVault", plural = backup_vaults, id = backup_vault_name, scope = region, source = "backup:ListBackupVaults")]
pub struct BackupVault {
    /// `BackupVaultName`
    pub backup_vault_name: String,
    /// `EncryptionKeyArn`
    #[relation(kms_key, inverse = backup_vaults)]
    pub encryption_key_arn: Option<Ref<KmsKey>>,
    /// Whether nobody can delete what it holds before its time. `Locked`
    pub locked: Option<bool>,
    /// Null when the account's own policies alone decide. `Policy`
    #[source("backup:GetBackupVaultAccessPolicy")]
    pub policy: Fetched<Option<PolicyDocument>>,
    /// Whom that lets in.
    #[source("backup:GetBackupVaultAccessPolicy")]
    #[serde(skip)]
    pub grants: Derived<Vec<Grant>>,
}

/// A recovery point in a vault.
#[derive(Serialize, Resource)]
#[resource("AWS::Backup::RecoveryPoint", plural = recovery_points, id = recovery_point_arn, source = "backup:ListRecoveryPointsByBackupVault")]
pub struct RecoveryPoint {
    /// `RecoveryPointArn`
    pub recovery_point_arn: String,
    /// `BackupVaultName`
    pub backup_vault_name: Option<String>,
    /// What was backed up. `ResourceArn`
    #[relation(db_cluster, inverse = recovery_points, prefix = "arn:aws:rds:", reach = account)]
    pub resource_arn: Option<Ref<DbCluster>>,
    /// Aurora, RDS, EBS, ... `ResourceType`
    pub resource_type: Option<String>,
    /// COMPLETED, PARTIAL, DELETING, EXPIRED, AVAILABLE, ... `Status`
    pub status: Option<String>,
    /// `CreationDate`
    pub creation_date: Option<Timestamp>,
    /// `IsEncrypted`
    pub is_encrypted: Option<bool>,
}

/// A plan by which backups are restored on a schedule, to see whether they can be.
#[derive(Serialize, Resource)]
#[resource("AWS::Backup::RestoreTestingPlan", plural = restore_testing_plans, id = restore_testing_plan_arn, source = "backup:ListRestoreTestingPlans")]
pub struct RestoreTestingPlan {
    /// `RestoreTestingPlanArn`
    pub restore_testing_plan_arn: String,
    /// `ScheduleExpression`
    pub schedule_expression: Option<String>,
    /// `LastExecutionTime`
    pub last_execution_time: Option<Timestamp>,
    /// What is restored.
    #[source("backup:GetRestoreTestingSelection")]
    pub selections: Fetched<Vec<RestoreTestingSelection>>,
}

/// Resources whose backups a restore testing plan restores.
#[derive(Serialize, Record)]
pub struct RestoreTestingSelection {
    /// `RestoreTestingSelectionName`
    pub selection_name: String,
    /// Aurora, RDS, EBS, ... `ProtectedResourceType`
    pub protected_resource_type: String,
    /// ARNs, or `*` for all. `ProtectedResourceArns`
    pub protected_resource_arns: Vec<String>,
    /// Those whose tags fulfil all of these. `ProtectedResourceConditions`
    pub conditions: Vec<TagCondition>,
    /// How long somebody may validate what was restored; none when 0. `ValidationWindowHours`
    pub validation_window_hours: i64,
}

/// A restore of a recovery point.
#[derive(Serialize, Resource)]
#[resource("AWS::Backup::RestoreJob", plural = restore_jobs, id = restore_job_id, source = "backup:ListRestoreJobs")]
pub struct RestoreJob {
    /// `RestoreJobId`
    pub restore_job_id: String,
    /// PENDING, RUNNING, COMPLETED, ABORTED or FAILED. `Status`
    pub status: Option<String>,
    /// What had been backed up. `SourceResourceArn`
    #[relation(db_cluster, inverse = restore_jobs, prefix = "arn:aws:rds:", reach = account)]
    pub source_resource_arn: Option<Ref<DbCluster>>,
    /// The plan that started it; null for a restore by hand. `CreatedBy.RestoreTestingPlanArn`
    #[relation(restore_testing_plan, inverse = restore_jobs)]
    pub restore_testing_plan_arn: Option<Ref<RestoreTestingPlan>>,
    /// `CreationDate`
    pub creation_date: Option<Timestamp>,
    /// Aurora's is that of the cluster, before it has an instance. `CompletionDate`
    pub completion_date: Option<Timestamp>,
    /// SUCCESSFUL, FAILED, TIMED_OUT or VALIDATING; null where nobody validates. `ValidationStatus`
    pub validation_status: Option<String>,
}
