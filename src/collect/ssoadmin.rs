//! IAM Identity Center: instances, and the accounts that the organization's lets people into.

use super::context::{Context, Header};
use super::convert::{timestamp, unless_empty};
use super::{Collector, Operation};
use crate::model::{IdentityCenterAssignment, IdentityCenterInstance, Ref};
use aws_sdk_ssoadmin::Client;
use aws_sdk_ssoadmin::types::AccountAssignment;
use futures_util::future::{BoxFuture, join_all};

/// An instance lives in one region, which nothing else names.
const LIST_INSTANCES: Operation = Operation::every_region("sso:ListInstances");
/// Asked of the instance that the management account owns: the organization's.
const LIST_PERMISSION_SETS: Operation =
    Operation::organization_every_region("sso:ListPermissionSets").after(&["sso:ListInstances"]).conditional();
const LIST_ACCOUNTS_FOR_PROVISIONED_PERMISSION_SET: Operation =
    Operation::organization_every_region("sso:ListAccountsForProvisionedPermissionSet")
        .after(&["sso:ListPermissionSets"]);
const LIST_ACCOUNT_ASSIGNMENTS: Operation = Operation::organization_every_region("sso:ListAccountAssignments")
    .after(&["sso:ListPermissionSets", "sso:ListAccountsForProvisionedPermissionSet"])
    .conditional();

/// The collector.
pub(super) const COLLECTOR: Collector = Collector {
    operations: &[
        LIST_INSTANCES,
        LIST_PERMISSION_SETS,
        LIST_ACCOUNTS_FOR_PROVISIONED_PERMISSION_SET,
        LIST_ACCOUNT_ASSIGNMENTS,
    ],
    run,
};

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = Client::new(&context.config);
        let pages = client.list_instances().max_results(100).into_paginator().send();
        let instances = context.pages(&LIST_INSTANCES, pages, |page| page.instances.unwrap_or_default()).await;
        for instance in instances.iter().flatten() {
            let Some(arn) = instance.instance_arn() else { continue };
            let owner = unless_empty(instance.owner_account_id());
            if context.asks(&LIST_PERMISSION_SETS) && owner.as_deref() == Some(&context.account.id) {
                permission_sets(context, &client, arn).await;
            }
            let fields = IdentityCenterInstance {
                instance_arn: arn.to_owned(),
                owner_account_id: owner.map(Ref::from),
                status: instance.status.as_ref().map(|s| s.as_str().to_owned()),
                identity_store_id: unless_empty(instance.identity_store_id()),
                created_date: timestamp(instance.created_date()),
            };
            let name = instance.name().filter(|n| !n.is_empty());
            context.add(Header { arn: arn.to_owned(), id: arn, name }, Ok(fields));
        }
    })
}

async fn permission_sets(context: &Context, client: &Client, instance: &str) {
    let pages = client.list_permission_sets().instance_arn(instance).max_results(100).into_paginator().send();
    let pages =
        context.pages_of(&LIST_PERMISSION_SETS, Some(instance), pages, |page| page.permission_sets.unwrap_or_default());
    let (sets, _) = pages.await;
    join_all(sets.iter().map(|set| provisioned_accounts(context, client, instance, set))).await;
}

async fn provisioned_accounts(context: &Context, client: &Client, instance: &str, set: &str) {
    let pages = client.list_accounts_for_provisioned_permission_set().instance_arn(instance).permission_set_arn(set);
    let pages = pages.max_results(100).into_paginator().send();
    let operation = &LIST_ACCOUNTS_FOR_PROVISIONED_PERMISSION_SET;
    let (accounts, _) =
        context.pages_of(operation, Some(set), pages, |page| page.account_ids.unwrap_or_default()).await;
    join_all(accounts.iter().map(|account| assignments(context, client, instance, set, account))).await;
}

async fn assignments(context: &Context, client: &Client, instance: &str, set: &str, account: &str) {
    let pages = client.list_account_assignments().instance_arn(instance).permission_set_arn(set).account_id(account);
    let pages = pages.max_results(100).into_paginator().send();
    let asked = format!("{set} {account}");
    let (found, _) = context
        .pages_of(&LIST_ACCOUNT_ASSIGNMENTS, Some(&asked), pages, |page| page.account_assignments.unwrap_or_default())
        .await;
    for assignment in &found {
        add(context, assignment);
    }
}

fn add(context: &Context, assignment: &AccountAssignment) {
    let (Some(account), Some(set)) = (assignment.account_id(), assignment.permission_set_arn()) else { return };
    let principal = unless_empty(assignment.principal_id());
    let id = format!("{account}/{set}/{}", principal.as_deref().unwrap_or_default());
    let fields = IdentityCenterAssignment {
        assignment_id: id.clone(),
        target_id: Ref::from(account),
        permission_set_arn: set.to_owned(),
        principal_type: assignment.principal_type.as_ref().map(|t| t.as_str().to_owned()),
        principal_id: principal,
    };
    context.add(Header { arn: context.arn("sso", &format!("assignment/{id}")), id: &id, name: None }, Ok(fields));
}
