//! AWS Backup: plans, vaults and recovery points.

use super::{DbCluster, Derived, Fetched, Grant, KmsKey, PolicyDocument, Ref, Timestamp};
use serde::Serialize;
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
