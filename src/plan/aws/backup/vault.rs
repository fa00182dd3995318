//! Backup vaults.

use super::super::super::mapping::{From, Mapping, Part};
use super::super::super::resource::Resource;
use crate::model::{BackupVault, KmsKey, Record};
use serde_json::{Value, json};

const LOCK: &str = "aws_backup_vault_lock_configuration";
const POLICY: &str = "aws_backup_vault_policy";
/// A vault that is locked by what it is.
const AIR_GAPPED: &str = "aws_backup_logically_air_gapped_vault";

pub const VAULT: Mapping = Mapping {
    name: "name",
    arn: "arn:aws:backup:{region}:{account}:backup-vault:{id}",
    parts: &[Part { terraform: LOCK, of: "backup_vault_name" }, Part { terraform: POLICY, of: "backup_vault_name" }],
    fields: &[
        ("backup_vault_name", From::Attribute("name")),
        ("encryption_key_arn", From::With(key)),
        ("locked", From::With(locked)),
        ("policy", From::With(policy)),
    ],
    ..Mapping::new(BackupVault::shape, &["aws_backup_vault", AIR_GAPPED], "name")
};

fn key(vault: &Resource) -> Option<Value> {
    let path = if vault.terraform() == AIR_GAPPED { "encryption_key_arn" } else { "kms_key_arn" };
    vault.link(path, KmsKey::shape())
}

fn locked(vault: &Resource) -> Option<Value> {
    if vault.terraform() == AIR_GAPPED {
        return Some(json!(true));
    }
    Some(vault.part(LOCK).map_or_else(|why| why, |lock| json!(lock.is_some())))
}

fn policy(vault: &Resource) -> Option<Value> {
    match vault.part(POLICY) {
        Ok(Some(policy)) => policy.policy("policy"),
        Ok(None) => Some(Value::Null),
        Err(why) => Some(why),
    }
}
