//! Amazon S3: buckets, each asked in its own region, and the account's own public access block.

use super::context::{Context, Header, fetched};
use super::convert::{self, timestamp, unless_empty};
use super::{Collector, Operation, policy};
use crate::model::{AccountPublicAccessBlock, Bucket, PublicAccessBlock, Ref};
use crate::snapshot::Gap;
use aws_config::Region;
use aws_sdk_s3::Client;
use aws_sdk_s3::types;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use futures_util::future::{BoxFuture, join_all};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

const LIST_BUCKETS: Operation = Operation::account("s3:ListBuckets");
const GET_PUBLIC_ACCESS_BLOCK: Operation = of_bucket("s3:GetPublicAccessBlock");
const GET_BUCKET_POLICY: Operation = of_bucket("s3:GetBucketPolicy");
/// Asked of the buckets that have a policy, or may have one.
const GET_BUCKET_POLICY_STATUS: Operation = of_bucket("s3:GetBucketPolicyStatus").conditional();
const GET_BUCKET_ENCRYPTION: Operation = of_bucket("s3:GetBucketEncryption");
const GET_BUCKET_VERSIONING: Operation = of_bucket("s3:GetBucketVersioning");
const GET_BUCKET_OWNERSHIP_CONTROLS: Operation = of_bucket("s3:GetBucketOwnershipControls");
const GET_BUCKET_WEBSITE: Operation = of_bucket("s3:GetBucketWebsite");
const GET_BUCKET_TAGGING: Operation = of_bucket("s3:GetBucketTagging");
const GET_ACCOUNT_PUBLIC_ACCESS_BLOCK: Operation = Operation::account("s3:GetAccountPublicAccessBlock");

const fn of_bucket(action: &'static str) -> Operation {
    Operation::account(action).after(&["s3:ListBuckets"])
}

/// The collector of buckets.
pub(super) const COLLECTOR: Collector = Collector {
    operations: &[
        LIST_BUCKETS,
        GET_PUBLIC_ACCESS_BLOCK,
        GET_BUCKET_POLICY,
        GET_BUCKET_POLICY_STATUS,
        GET_BUCKET_ENCRYPTION,
        GET_BUCKET_VERSIONING,
        GET_BUCKET_OWNERSHIP_CONTROLS,
        GET_BUCKET_WEBSITE,
        GET_BUCKET_TAGGING,
    ],
    run: buckets,
};
/// The collector of the account's own settings.
pub(super) const ACCOUNT_COLLECTOR: Collector =
    Collector { operations: &[GET_ACCOUNT_PUBLIC_ACCESS_BLOCK], run: account_public_access_block };

const NO_SUCH_BLOCK: &str = "NoSuchPublicAccessBlockConfiguration";
const NO_SUCH_POLICY: &str = "NoSuchBucketPolicy";
const NO_SUCH_BUCKET: &str = "NoSuchBucket";

fn account_public_access_block(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        if !context.asks(&GET_ACCOUNT_PUBLIC_ACCESS_BLOCK) {
            return;
        }
        let client = aws_sdk_s3control::Client::new(&context.config);
        let answer = client.get_public_access_block().account_id(&context.account.id).send();
        let answer = context.call_unless(&GET_ACCOUNT_PUBLIC_ACCESS_BLOCK, None, &[NO_SUCH_BLOCK], answer).await;
        let Ok(answer) = answer else { return };
        let block = answer.and_then(|a| a.public_access_block_configuration).map(|b| {
            block([b.block_public_acls, b.ignore_public_acls, b.block_public_policy, b.restrict_public_buckets])
        });
        let fields = AccountPublicAccessBlock { block_id: "account".to_owned(), configuration: block };
        let arn = context.arn("s3", "public-access-block");
        context.add(Header { arn, id: "account", name: Some(&context.account.name) }, Ok(fields));
    })
}

/// In the order of the struct's fields; a switch that is not there is off.
fn block(switches: [Option<bool>; 4]) -> PublicAccessBlock {
    let [block_public_acls, ignore_public_acls, block_public_policy, restrict_public_buckets] =
        switches.map(Option::unwrap_or_default);
    PublicAccessBlock { block_public_acls, ignore_public_acls, block_public_policy, restrict_public_buckets }
}

fn buckets(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let here = context.config.region().map(|r| r.to_string()).unwrap_or_default();
        // Only with MaxBuckets does the list say where each bucket is, and has it pages.
        let pages = client(context, &here).list_buckets().max_buckets(1000).into_paginator().send();
        let buckets = context.pages(&LIST_BUCKETS, pages, |page| page.buckets.unwrap_or_default()).await;
        let buckets = buckets.unwrap_or_default();
        let region = |bucket: &types::Bucket| unless_empty(bucket.bucket_region()).unwrap_or_else(|| here.clone());
        let mut clients = BTreeMap::new();
        for bucket in &buckets {
            clients.entry(region(bucket)).or_insert_with_key(|region| client(context, region));
        }
        join_all(buckets.iter().map(|bucket| {
            let region = region(bucket);
            let client = clients.get(&region).cloned();
            async move {
                if let Some(client) = client {
                    read_bucket(context, &client, bucket, &region).await;
                }
            }
        }))
        .await;
    })
}

/// An endpoint of one's own has no name for every bucket.
pub(super) fn client(context: &Context, region: &str) -> Client {
    let config = aws_sdk_s3::config::Builder::from(&context.config).region(Region::new(region.to_owned()));
    Client::from_conf(config.force_path_style(context.config.endpoint_url().is_some()).build())
}

/// A bucket that is asked about. S3 lists a bucket for a while after it has been deleted.
struct Asked<'a> {
    context: &'a Context,
    name: &'a str,
    gone: AtomicBool,
}

impl Asked<'_> {
    /// Asks once; an error of code `none` means that there is none.
    async fn ask<O, E, R>(
        &self,
        operation: &Operation,
        none: &str,
        answer: impl Future<Output = Result<O, SdkError<E, R>>>,
    ) -> Result<Option<O>, Gap>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
        R: std::fmt::Debug,
    {
        let answer = async {
            let answer = answer.await;
            if answer.as_ref().is_err_and(|e| e.code() == Some(NO_SUCH_BUCKET)) {
                self.gone.store(true, Ordering::Relaxed);
            }
            answer
        };
        self.context.call_unless(operation, Some(self.name), &[none, NO_SUCH_BUCKET], answer).await
    }
}

async fn read_bucket(context: &Context, client: &Client, bucket: &types::Bucket, region: &str) {
    let Some(name) = bucket.name() else { return };
    let asked = &Asked { context, name, gone: AtomicBool::new(false) };
    let policy = async {
        let answer = client.get_bucket_policy().bucket(name).send();
        let policy = asked.ask(&GET_BUCKET_POLICY, NO_SUCH_POLICY, answer).await;
        let status = match &policy {
            Ok(None) => Ok(None),
            _ => {
                let answer = client.get_bucket_policy_status().bucket(name).send();
                asked.ask(&GET_BUCKET_POLICY_STATUS, NO_SUCH_POLICY, answer).await
            }
        };
        (policy, status)
    };
    let (block_answer, (document, status), encryption, versioning, ownership, website, tagging) = tokio::join!(
        asked.ask(&GET_PUBLIC_ACCESS_BLOCK, NO_SUCH_BLOCK, client.get_public_access_block().bucket(name).send()),
        policy,
        asked.ask(
            &GET_BUCKET_ENCRYPTION,
            "ServerSideEncryptionConfigurationNotFoundError",
            client.get_bucket_encryption().bucket(name).send(),
        ),
        // What was never switched on is an answer without a status.
        asked.ask(&GET_BUCKET_VERSIONING, NO_SUCH_BUCKET, client.get_bucket_versioning().bucket(name).send()),
        asked.ask(
            &GET_BUCKET_OWNERSHIP_CONTROLS,
            "OwnershipControlsNotFoundError",
            client.get_bucket_ownership_controls().bucket(name).send(),
        ),
        asked.ask(&GET_BUCKET_WEBSITE, "NoSuchWebsiteConfiguration", client.get_bucket_website().bucket(name).send()),
        asked.ask(&GET_BUCKET_TAGGING, "NoSuchTagSet", client.get_bucket_tagging().bucket(name).send()),
    );
    if asked.gone.load(Ordering::Relaxed) {
        context.gone(&GET_BUCKET_POLICY, name);
        return;
    }
    let encryption = encryption.map(|answer| {
        let rules = answer.and_then(|a| a.server_side_encryption_configuration).map(|c| c.rules).unwrap_or_default();
        rules.into_iter().find_map(|r| r.apply_server_side_encryption_by_default)
    });
    let fields = Bucket {
        bucket_name: name.to_owned(),
        creation_date: timestamp(bucket.creation_date()),
        public_access_block: fetched(block_answer, |answer| {
            let configuration = answer.and_then(|a| a.public_access_block_configuration);
            configuration.map(|b| {
                block([b.block_public_acls, b.ignore_public_acls, b.block_public_policy, b.restrict_public_buckets])
            })
        }),
        policy: policy::fetched(document.map(|answer| answer.map(|a| a.policy.unwrap_or_default()))),
        grants: Default::default(),
        policy_is_public: fetched(status, |answer| answer.and_then(|a| a.policy_status).and_then(|s| s.is_public)),
        sse_algorithm: fetched(encryption.clone(), |e| e.map(|e| e.sse_algorithm.as_str().to_owned())),
        kms_master_key_id: fetched(encryption, |e| e.and_then(|e| unless_empty(e.kms_master_key_id())).map(Ref::from)),
        versioning_status: fetched(versioning, |answer| answer.and_then(|a| a.status).map(|s| s.as_str().to_owned())),
        object_ownership: fetched(ownership, |answer| {
            let rules = answer.and_then(|a| a.ownership_controls).map(|c| c.rules).unwrap_or_default();
            rules.first().map(|r| r.object_ownership.as_str().to_owned())
        }),
        has_website: fetched(website, |answer| answer.is_some()),
        tags: fetched(tagging, |answer| {
            let tags = answer.map(|a| a.tag_set).unwrap_or_default();
            convert::tags(tags.into_iter().map(|t| (Some(t.key), Some(t.value))))
        }),
    };
    let arn = unless_empty(bucket.bucket_arn()).unwrap_or_else(|| format!("arn:aws:s3:::{name}"));
    context.add_in(region, Header { arn, id: name, name: Some(name) }, Ok(fields));
}
