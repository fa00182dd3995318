//! AWS Secrets Manager: the list of secrets, which holds no value, and their resource policies.

use super::context::{Context, Header};
use super::convert::{self, timestamp, unless_empty};
use super::{Collector, Operation, policy};
use crate::model::{Ref, Secret};
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::types::SecretListEntry;
use futures_util::future::{BoxFuture, join_all};

/// Without those whose deletion is planned: they are not secrets any more.
const LIST_SECRETS: Operation = Operation::region("secretsmanager:ListSecrets");

const GET_RESOURCE_POLICY: Operation =
    Operation::region("secretsmanager:GetResourcePolicy").after(&["secretsmanager:ListSecrets"]);

/// The collector.
pub(super) const COLLECTOR: Collector = Collector { operations: &[LIST_SECRETS, GET_RESOURCE_POLICY], run };

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = Client::new(&context.config);
        let pages = client.list_secrets().max_results(100).into_paginator().send();
        let secrets = context.pages(&LIST_SECRETS, pages, |page| page.secret_list.unwrap_or_default()).await;
        join_all(secrets.iter().flatten().map(|secret| read(context, &client, secret))).await;
    })
}

async fn read(context: &Context, client: &Client, secret: &SecretListEntry) {
    let Some(arn) = secret.arn() else { return };
    let document = client.get_resource_policy().secret_id(arn).send();
    let document = context.call_listed(&GET_RESOURCE_POLICY, arn, &["ResourceNotFoundException"], document).await;
    let document = match document {
        Ok(None) => return, // deleted since it was listed
        Ok(Some(answer)) => Ok(unless_empty(answer.resource_policy())),
        Err(gap) => Err(gap),
    };
    let fields = Secret {
        secret_arn: arn.to_owned(),
        kms_key_id: unless_empty(secret.kms_key_id()).map(Ref::from),
        rotation_enabled: secret.rotation_enabled,
        rotation_after_days: secret.rotation_rules().and_then(|r| r.automatically_after_days),
        last_rotated_date: timestamp(secret.last_rotated_date()),
        next_rotation_date: timestamp(secret.next_rotation_date()),
        last_accessed_date: timestamp(secret.last_accessed_date()),
        owning_service: unless_empty(secret.owning_service()),
        primary_region: unless_empty(secret.primary_region()),
        policy: policy::fetched(document),
        created_date: timestamp(secret.created_date()),
        grants: Default::default(),
        deleted_date: timestamp(secret.deleted_date()),
        tags: convert::tags(secret.tags().iter().map(|t| (t.key(), t.value()))),
    };
    context.add(Header { arn: arn.to_owned(), id: arn, name: secret.name() }, Ok(fields));
}
