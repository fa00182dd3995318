//! Backup plans with what they cover, and what a region has opted in to.

use super::super::Operation;
use super::super::context::{Context, Header};
use super::super::convert::{sent, unless_empty};
use super::{NOT_FOUND, all_of, condition};
use crate::model::{BackupPlan, BackupRegionSettings, BackupRule, BackupSelection, Fetched};
use aws_sdk_backup::Client;
use aws_sdk_backup::types;
use futures_util::future::join_all;

pub(super) const LIST_BACKUP_PLANS: Operation = Operation::region("backup:ListBackupPlans");
pub(super) const GET_BACKUP_PLAN: Operation =
    Operation::region("backup:GetBackupPlan").after(&["backup:ListBackupPlans"]);
/// Asked for the plans that still are there once they have been read.
pub(super) const LIST_BACKUP_SELECTIONS: Operation =
    Operation::region("backup:ListBackupSelections").after(&["backup:ListBackupPlans"]).conditional();
pub(super) const GET_BACKUP_SELECTION: Operation =
    Operation::region("backup:GetBackupSelection").after(&["backup:ListBackupSelections"]);
pub(super) const DESCRIBE_REGION_SETTINGS: Operation = Operation::region("backup:DescribeRegionSettings");

pub(super) async fn plans(context: &Context, client: &Client) {
    let pages = client.list_backup_plans().into_paginator().send();
    let plans = context.pages(&LIST_BACKUP_PLANS, pages, |page| page.backup_plans_list.unwrap_or_default()).await;
    join_all(plans.iter().flatten().map(|plan| read_plan(context, client, plan))).await;
}

async fn read_plan(context: &Context, client: &Client, listed: &types::BackupPlansListMember) {
    let Some(id) = listed.backup_plan_id() else { return };
    let arn = listed.backup_plan_arn.clone().unwrap_or_else(|| context.arn("backup", &format!("backup-plan:{id}")));
    let header = Header { arn, id, name: listed.backup_plan_name() };
    let answer = client.get_backup_plan().backup_plan_id(id).send();
    let answer = context.call_listed(&GET_BACKUP_PLAN, id, &NOT_FOUND, answer).await;
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
        let answer = context.call_listed(&GET_BACKUP_SELECTION, id, &NOT_FOUND, answer).await;
        answer.map(|answer| answer.and_then(|a| a.backup_selection).map(selection))
    }))
    .await;
    all_of(gap, selections)
}

fn selection(selection: types::BackupSelection) -> BackupSelection {
    let tags = selection.list_of_tags().iter();
    let conditions = selection.conditions();
    let operators: [(&str, Option<&[types::ConditionParameter]>); 4] = [
        ("StringEquals", conditions.map(|c| c.string_equals())),
        ("StringNotEquals", conditions.map(|c| c.string_not_equals())),
        ("StringLike", conditions.map(|c| c.string_like())),
        ("StringNotLike", conditions.map(|c| c.string_not_like())),
    ];
    let all = operators.into_iter().flat_map(|(o, list)| list.into_iter().flatten().map(move |c| (o, c)));
    BackupSelection {
        selection_name: unless_empty(Some(selection.selection_name())),
        list_of_tags: tags.map(|t| condition("StringEquals", t.condition_key(), t.condition_value())).collect(),
        conditions: all.map(|(o, c)| condition(o, &sent(c.condition_key()), &sent(c.condition_value()))).collect(),
        resources: selection.resources.unwrap_or_default(),
        not_resources: selection.not_resources.unwrap_or_default(),
    }
}

pub(super) async fn region_settings(context: &Context, client: &Client) {
    if !context.asks(&DESCRIBE_REGION_SETTINGS) {
        return;
    }
    let answer = context.call(&DESCRIBE_REGION_SETTINGS, None, client.describe_region_settings().send()).await;
    let Ok(answer) = answer else { return };
    let fields = BackupRegionSettings {
        settings_id: "settings".to_owned(),
        resource_type_opt_in: answer.resource_type_opt_in_preference.unwrap_or_default().into_iter().collect(),
    };
    let arn = context.arn("backup", "region-settings");
    context.add(Header { arn, id: "settings", name: Some(&context.region) }, Ok(fields));
}
