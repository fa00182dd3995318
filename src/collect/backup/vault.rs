//! Backup vaults, who may use them, and the recovery points in them.

use super::super::context::{Context, Header};
use super::super::convert::{timestamp, unless_empty};
use super::super::{Operation, policy};
use super::NOT_FOUND;
use crate::model::{BackupVault, RecoveryPoint, Ref};
use aws_sdk_backup::Client;
use aws_sdk_backup::types;
use futures_util::future::{join, join_all};

pub(super) const LIST_BACKUP_VAULTS: Operation = Operation::region("backup:ListBackupVaults");
pub(super) const LIST_RECOVERY_POINTS: Operation =
    Operation::region("backup:ListRecoveryPointsByBackupVault").after(&["backup:ListBackupVaults"]);
pub(super) const GET_BACKUP_VAULT_ACCESS_POLICY: Operation =
    Operation::region("backup:GetBackupVaultAccessPolicy").after(&["backup:ListBackupVaults"]);

pub(super) async fn vaults(context: &Context, client: &Client) {
    let pages = client.list_backup_vaults().into_paginator().send();
    let vaults = context.pages(&LIST_BACKUP_VAULTS, pages, |page| page.backup_vault_list.unwrap_or_default()).await;
    join_all(vaults.iter().flatten().map(|vault| read_vault(context, client, vault))).await;
}

async fn read_vault(context: &Context, client: &Client, vault: &types::BackupVaultListMember) {
    let Some(name) = vault.backup_vault_name() else { return };
    let document = client.get_backup_vault_access_policy().backup_vault_name(name).send();
    let document = context.call_unless(&GET_BACKUP_VAULT_ACCESS_POLICY, Some(name), &NOT_FOUND, document);
    let (document, ()) = join(document, recovery_points(context, client, name)).await;
    let fields = BackupVault {
        backup_vault_name: name.to_owned(),
        encryption_key_arn: unless_empty(vault.encryption_key_arn()).map(Ref::from),
        locked: vault.locked,
        policy: policy::fetched(document.map(|answer| answer.and_then(|a| a.policy))),
        grants: Default::default(),
    };
    let arn = vault.backup_vault_arn.clone().unwrap_or_else(|| context.arn("backup", &format!("backup-vault:{name}")));
    context.add(Header { arn, id: name, name: None }, Ok(fields));
}

async fn recovery_points(context: &Context, client: &Client, vault: &str) {
    let pages = client.list_recovery_points_by_backup_vault().backup_vault_name(vault).into_paginator().send();
    let pages =
        context.pages_of(&LIST_RECOVERY_POINTS, Some(vault), pages, |page| page.recovery_points.unwrap_or_default());
    let (points, _) = pages.await;
    for point in &points {
        let Some(arn) = point.recovery_point_arn() else { continue };
        let fields = RecoveryPoint {
            recovery_point_arn: arn.to_owned(),
            backup_vault_name: unless_empty(point.backup_vault_name()),
            resource_arn: unless_empty(point.resource_arn()).map(Ref::from),
            resource_type: unless_empty(point.resource_type()),
            status: point.status.as_ref().map(|s| s.as_str().to_owned()),
            creation_date: timestamp(point.creation_date()),
            is_encrypted: Some(point.is_encrypted),
        };
        context.add(Header { arn: arn.to_owned(), id: arn, name: None }, Ok(fields));
    }
}
