//! Restore testing plans with what they restore, and the restores that were made.

use super::super::Operation;
use super::super::context::{Context, Header};
use super::super::convert::{timestamp, unless_empty};
use super::{NOT_FOUND, all_of, condition};
use crate::model::{Fetched, Ref, RestoreJob, RestoreTestingPlan, RestoreTestingSelection};
use aws_sdk_backup::Client;
use aws_sdk_backup::types;
use futures_util::future::join_all;

pub(super) const LIST_RESTORE_TESTING_PLANS: Operation = Operation::region("backup:ListRestoreTestingPlans");
pub(super) const LIST_RESTORE_TESTING_SELECTIONS: Operation =
    Operation::region("backup:ListRestoreTestingSelections").after(&["backup:ListRestoreTestingPlans"]);
pub(super) const GET_RESTORE_TESTING_SELECTION: Operation =
    Operation::region("backup:GetRestoreTestingSelection").after(&["backup:ListRestoreTestingSelections"]);
/// As far back as AWS keeps them.
pub(super) const LIST_RESTORE_JOBS: Operation = Operation::region("backup:ListRestoreJobs");

pub(super) async fn testing_plans(context: &Context, client: &Client) {
    let pages = client.list_restore_testing_plans().into_paginator().send();
    let plans = context.pages(&LIST_RESTORE_TESTING_PLANS, pages, |page| page.restore_testing_plans).await;
    join_all(plans.iter().flatten().map(|plan| read_plan(context, client, plan))).await;
}

async fn read_plan(context: &Context, client: &Client, plan: &types::RestoreTestingPlanForList) {
    let name = plan.restore_testing_plan_name();
    let fields = RestoreTestingPlan {
        restore_testing_plan_arn: plan.restore_testing_plan_arn.clone(),
        schedule_expression: unless_empty(Some(plan.schedule_expression())),
        last_execution_time: timestamp(plan.last_execution_time()),
        selections: selections(context, client, name).await,
    };
    let (arn, id) = (plan.restore_testing_plan_arn.clone(), plan.restore_testing_plan_arn());
    context.add(Header { arn, id, name: Some(name) }, Ok(fields));
}

async fn selections(context: &Context, client: &Client, plan: &str) -> Fetched<Vec<RestoreTestingSelection>> {
    let pages = client.list_restore_testing_selections().restore_testing_plan_name(plan).into_paginator().send();
    let pages =
        context.pages_of(&LIST_RESTORE_TESTING_SELECTIONS, Some(plan), pages, |page| page.restore_testing_selections);
    let (listed, gap) = pages.await;
    let selections = join_all(listed.iter().map(|selection| async move {
        let name = selection.restore_testing_selection_name();
        let request = client.get_restore_testing_selection().restore_testing_plan_name(plan);
        let answer = request.restore_testing_selection_name(name).send();
        let asked = format!("{plan} {name}");
        let answer = context.call_listed(&GET_RESTORE_TESTING_SELECTION, &asked, &NOT_FOUND, answer).await;
        answer.map(|answer| answer.and_then(|a| a.restore_testing_selection).map(restored))
    }))
    .await;
    all_of(gap, selections)
}

fn restored(selection: types::RestoreTestingSelectionForGet) -> RestoreTestingSelection {
    let conditions = selection.protected_resource_conditions();
    let equal = conditions.map(|c| c.string_equals()).unwrap_or_default().iter().map(|c| ("StringEquals", c));
    let unequal = conditions.map(|c| c.string_not_equals()).unwrap_or_default().iter().map(|c| ("StringNotEquals", c));
    RestoreTestingSelection {
        conditions: equal.chain(unequal).map(|(operator, c)| condition(operator, c.key(), c.value())).collect(),
        validation_window_hours: selection.validation_window_hours.into(),
        selection_name: selection.restore_testing_selection_name,
        protected_resource_type: selection.protected_resource_type,
        protected_resource_arns: selection.protected_resource_arns.unwrap_or_default(),
    }
}

pub(super) async fn jobs(context: &Context, client: &Client) {
    let pages = client.list_restore_jobs().into_paginator().send();
    let jobs = context.pages(&LIST_RESTORE_JOBS, pages, |page| page.restore_jobs.unwrap_or_default()).await;
    for job in jobs.iter().flatten() {
        let Some(id) = job.restore_job_id() else { continue };
        let plan = job.created_by().and_then(|c| c.restore_testing_plan_arn());
        let fields = RestoreJob {
            restore_job_id: id.to_owned(),
            status: job.status.as_ref().map(|s| s.as_str().to_owned()),
            source_resource_arn: unless_empty(job.source_resource_arn()).map(Ref::from),
            restore_testing_plan_arn: unless_empty(plan).map(Ref::from),
            creation_date: timestamp(job.creation_date()),
            completion_date: timestamp(job.completion_date()),
            validation_status: job.validation_status.as_ref().map(|s| s.as_str().to_owned()),
        };
        context.add(Header { arn: context.arn("backup", &format!("restore-job:{id}")), id, name: None }, Ok(fields));
    }
}
