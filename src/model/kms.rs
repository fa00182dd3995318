//! AWS KMS: the keys that something read refers to.

use super::{Derived, Fetched, Grant, PolicyDocument, Timestamp};
use serde::Serialize;
use trueline_derive::Resource;

/// A key.
#[derive(Serialize, Resource)]
#[resource("AWS::KMS::Key", plural = kms_keys, id = key_id, source = "kms:DescribeKey", listing = "kms:ListKeys")]
pub struct KmsKey {
    /// `KeyId`
    pub key_id: String,
    /// Enabled, Disabled, PendingDeletion, ... `KeyState`
    pub key_state: Option<String>,
    /// CUSTOMER or AWS. `KeyManager`
    pub key_manager: Option<String>,
    /// SYMMETRIC_DEFAULT and others. `KeySpec`
    pub key_spec: Option<String>,
    /// AWS_KMS, EXTERNAL, AWS_CLOUDHSM or EXTERNAL_KEY_STORE. `Origin`
    pub origin: Option<String>,
    /// PRIMARY or REPLICA; null for a key of one region. `MultiRegionConfiguration.MultiRegionKeyType`
    pub multi_region_key_type: Option<String>,
    /// Null where the kind of key cannot rotate. `KeyRotationEnabled`
    #[source("kms:GetKeyRotationStatus")]
    pub key_rotation_enabled: Fetched<Option<bool>>,
    /// Who may use it; IAM's policies count where it lets its account decide. `Policy`
    #[source("kms:GetKeyPolicy")]
    pub policy: Fetched<Option<PolicyDocument>>,
    /// Whom that lets in.
    #[source("kms:GetKeyPolicy")]
    #[serde(skip)]
    pub grants: Derived<Vec<Grant>>,
    /// Its other names, by ARN. `Aliases[].AliasArn` whose `TargetKeyId` is the key
    #[source("kms:ListAliases")]
    pub aliases: Fetched<Vec<String>>,
    /// `CreationDate`
    pub creation_date: Option<Timestamp>,
}
