//! AWS Secrets Manager: what is known of a secret but its value.

use super::{Derived, Fetched, Grant, KmsKey, PolicyDocument, Ref, Tags, Timestamp};
use serde::Serialize;
use trueline_derive::Resource;

/// A secret. Its value is never read.
#[derive(Serialize, Resource)]
#[resource("AWS::SecretsManager::Secret", plural = secrets, id = secret_arn, source = "secretsmanager:ListSecrets")]
pub struct Secret {
    /// `ARN`
    pub secret_arn: String,
    /// Null means AWS's own key for the service. `KmsKeyId`
    #[relation(kms_key, inverse = secrets)]
    pub kms_key_id: Option<Ref<KmsKey>>,
    /// Null when it was never configured. `RotationEnabled`
    pub rotation_enabled: Option<bool>,
    /// `RotationRules.AutomaticallyAfterDays`
    pub rotation_after_days: Option<i64>,
    /// `LastRotatedDate`
    pub last_rotated_date: Option<Timestamp>,
    /// In the past where rotating fails. `NextRotationDate`
    pub next_rotation_date: Option<Timestamp>,
    /// A day, without its hour; null when nobody ever read it in this region. `LastAccessedDate`
    pub last_accessed_date: Option<Timestamp>,
    /// The service that manages it, for example rds. `OwningService`
    pub owning_service: Option<String>,
    /// Set on a replica, to the region that it comes from. `PrimaryRegion`
    pub primary_region: Option<String>,
    /// Null when the account's own policies alone decide. `ResourcePolicy`
    #[source("secretsmanager:GetResourcePolicy")]
    pub policy: Fetched<Option<PolicyDocument>>,
    /// `CreatedDate`
    pub created_date: Option<Timestamp>,
    /// Whom that lets in.
    #[source("secretsmanager:GetResourcePolicy")]
    #[serde(skip)]
    pub grants: Derived<Vec<Grant>>,
    /// `DeletedDate`
    pub deleted_date: Option<Timestamp>,
    /// `Tags`
    pub tags: Tags,
}
