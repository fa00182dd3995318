//! AWS Secrets Manager: the list of secrets, which holds no value.

use super::context::{Context, Header};
use super::convert::{self, timestamp, unless_empty};
use super::{Collector, Operation};
use crate::model::{Ref, Secret};
use futures_util::future::BoxFuture;

/// Without those whose deletion is planned: they are not secrets any more.
const LIST_SECRETS: Operation = Operation::region("secretsmanager:ListSecrets");

/// The collector.
pub(super) const COLLECTOR: Collector = Collector { operations: &[LIST_SECRETS], run };

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = aws_sdk_secretsmanager::Client::new(&context.config);
        let pages = client.list_secrets().max_results(100).into_paginator().send();
        let secrets = context.pages(&LIST_SECRETS, pages, |page| page.secret_list.unwrap_or_default()).await;
        for secret in secrets.iter().flatten() {
            let Some(arn) = secret.arn() else { continue };
            let fields = Secret {
                secret_arn: arn.to_owned(),
                kms_key_id: unless_empty(secret.kms_key_id()).map(Ref::from),
                rotation_enabled: secret.rotation_enabled,
                rotation_after_days: secret.rotation_rules().and_then(|r| r.automatically_after_days),
                last_rotated_date: timestamp(secret.last_rotated_date()),
                last_accessed_date: timestamp(secret.last_accessed_date()),
                owning_service: unless_empty(secret.owning_service()),
                primary_region: unless_empty(secret.primary_region()),
                deleted_date: timestamp(secret.deleted_date()),
                tags: convert::tags(secret.tags().iter().map(|t| (t.key(), t.value()))),
            };
            context.add(Header { arn: arn.to_owned(), id: arn, name: secret.name() }, Ok(fields));
        }
    })
}
