//! AWS Backup: plans with what they cover, vaults with who may use them, and the recovery points in them.

use super::context::{Context, Header};
use super::convert::{timestamp, unless_empty};
use super::{Collector, Operation, policy};
use crate::model::{BackupPlan, BackupRule, BackupSelection, BackupVault, Fetched, RecoveryPoint, Ref};
use aws_sdk_backup::Client;
use aws_sdk_backup::types;
use futures_util::future::{BoxFuture, join, join_all};

const LIST_BACKUP_PLANS: Operation = Operation::region("backup:ListBackupPlans");
const GET_BACKUP_PLAN: Operation = Operation::region("backup:GetBackupPlan").after(&["backup:ListBackupPlans"]);
/// Asked for the plans that still are there once they have been read.
const LIST_BACKUP_SELECTIONS: Operation =
    Operation::region("backup:ListBackupSelections").after(&["backup:ListBackupPlans"]).conditional();
const GET_BACKUP_SELECTION: Operation =
    Operation::region("backup:GetBackupSelection").after(&["backup:ListBackupSelections"]);
const LIST_BACKUP_VAULTS: Operation = Operation::region("backup:ListBackupVaults");
const LIST_RECOVERY_POINTS: Operation =
    Operation::region("backup:ListRecoveryPointsByBackupVault").after(&["backup:ListBackupVaults"]);

const GET_BACKUP_VAULT_ACCESS_POLICY: Operation =
    Operation::region("backup:GetBackupVaultAccessPolicy").after(&["backup:ListBackupVaults"]);

/// The collector.
pub(super) const COLLECTOR: Collector = Collector {
    operations: &[
        LIST_BACKUP_PLANS,
        GET_BACKUP_PLAN,
        LIST_BACKUP_SELECTIONS,
        GET_BACKUP_SELECTION,
        LIST_BACKUP_VAULTS,
        LIST_RECOVERY_POINTS,
        GET_BACKUP_VAULT_ACCESS_POLICY,
    ],
    run,
};

const NOT_FOUND: [&str; 1] = ["ResourceNotFoundException"];

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = Client::new(&context.config);
        join(plans(context, &client), vaults(context, &client)).await;
    })
}

async fn plans(context: &Context, client: &Client) {
    let pages = client.list_backup_plans().into_paginator().send();
    let plans = context.pages(&LIST_BACKUP_PLANS, pages, |page| page.backup_plans_list.unwrap_or_default()).await;
    join_all(plans.iter().flatten().map(|plan| read_plan(context, client, plan))).await;
}

async fn read_plan(context: &Context, client: &Client, listed: &types::BackupPlansListMember) {
    let Some(id) = listed.backup_plan_id() else { return };
    let arn = listed.backup_plan_arn.clone().unwrap_or_else(|| context.arn("backup", &format!("backup-plan:{id}")));
    let header = Header { arn, id, name: listed.backup_plan_name() };
    let answer = client.get_backup_plan().backup_plan_id(id).send();
    let answer = context.call_unless(&GET_BACKUP_PLAN, Some(id), &NOT_FOUND, answer).await;
    match answer.map(|answer| answer.and_then(|a| a.backup_plan)) {
        Ok(Some(plan)) => {
            let fields = BackupPlan {
                backup_plan_id: id.to_owned(),
                rules: plan.rules().iter().map(rule).collect(),
                selections: selections(context, client, id).await,
            };
            context.add(header, Ok(fields));
        }
        Ok(None) => {} // deleted since it was listed
        Err(gap) => context.add(header, Err::<BackupPlan, _>(&gap)),
    }
}

fn rule(rule: &types::BackupRule) -> BackupRule {
    BackupRule {
        rule_name: rule.rule_name.clone(),
        target_backup_vault_name: unless_empty(Some(rule.target_backup_vault_name())),
        schedule_expression: unless_empty(rule.schedule_expression()),
        copy_destination_vault_arns: rule
            .copy_actions()
            .iter()
            .map(|c| c.destination_backup_vault_arn.clone())
            .collect(),
    }
}

async fn selections(context: &Context, client: &Client, plan: &str) -> Fetched<Vec<BackupSelection>> {
    let pages = client.list_backup_selections().backup_plan_id(plan).into_paginator().send();
    let pages = context
        .pages_of(&LIST_BACKUP_SELECTIONS, Some(plan), pages, |page| page.backup_selections_list.unwrap_or_default());
    let (listed, gap) = pages.await;
    let ids = listed.iter().filter_map(|s| s.selection_id());
    let selections = join_all(ids.map(|id| async move {
        let answer = client.get_backup_selection().backup_plan_id(plan).selection_id(id).send();
        let answer = context.call_unless(&GET_BACKUP_SELECTION, Some(id), &NOT_FOUND, answer).await;
        answer.map(|answer| answer.and_then(|a| a.backup_selection).map(selection))
    }))
    .await;
    if let Some(gap) = gap {
        return Fetched::Unknown(gap.text);
    }
    match selections.into_iter().filter_map(Result::transpose).collect::<Result<_, _>>() {
        Ok(selections) => Fetched::Value(selections),
        Err(gap) => Fetched::Unknown(gap.text),
    }
}

fn selection(selection: types::BackupSelection) -> BackupSelection {
    BackupSelection {
        selection_name: unless_empty(Some(selection.selection_name())),
        resources: selection.resources.unwrap_or_default(),
        not_resources: selection.not_resources.unwrap_or_default(),
    }
}

async fn vaults(context: &Context, client: &Client) {
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
