//! Amazon SQS: queues, and who may use them. Their messages are never asked for.

use super::context::{Context, Header, fetched};
use super::convert::unless_empty;
use super::{Collector, Operation};
use crate::model::{Fetched, Queue, Ref};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName;
use futures_util::future::{BoxFuture, join_all};

const LIST_QUEUES: Operation = Operation::region("sqs:ListQueues");
const GET_QUEUE_ATTRIBUTES: Operation = Operation::region("sqs:GetQueueAttributes").after(&["sqs:ListQueues"]);

/// The collector.
pub(super) const COLLECTOR: Collector = Collector { operations: &[LIST_QUEUES, GET_QUEUE_ATTRIBUTES], run };

/// The most that a page holds. Without a size, SQS answers a thousand and never says that there are more.
const PAGE: i32 = 1000;

/// What is asked of a queue: unless they are named, SQS answers none.
const ATTRIBUTES: [QueueAttributeName; 4] = [
    QueueAttributeName::QueueArn,
    QueueAttributeName::Policy,
    QueueAttributeName::KmsMasterKeyId,
    QueueAttributeName::SqsManagedSseEnabled,
];

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = Client::new(&context.config);
        let pages = client.list_queues().into_paginator().page_size(PAGE).send();
        let urls = context.pages(&LIST_QUEUES, pages, |page| page.queue_urls.unwrap_or_default()).await;
        join_all(urls.iter().flatten().map(|url| read(context, &client, url))).await;
    })
}

async fn read(context: &Context, client: &Client, url: &str) {
    let name = url.rsplit('/').next().unwrap_or(url);
    let answer = client.get_queue_attributes().queue_url(url).set_attribute_names(Some(ATTRIBUTES.to_vec())).send();
    let gone = ["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"];
    let attributes = match context.call_listed(&GET_QUEUE_ATTRIBUTES, name, &gone, answer).await {
        Ok(None) => return, // deleted since it was listed
        Ok(Some(answer)) => Ok(answer.attributes.unwrap_or_default()),
        Err(gap) => Err(gap),
    };
    let of =
        |name: QueueAttributeName| fetched(attributes.clone(), |all| unless_empty(all.get(&name).map(String::as_str)));
    let fields = Queue {
        queue_name: name.to_owned(),
        policy: match of(QueueAttributeName::Policy) {
            Fetched::Value(text) => match text.map(|t| crate::model::policy_document(&t)).transpose() {
                Ok(document) => Fetched::Value(document),
                Err(why) => Fetched::Unknown(why),
            },
            Fetched::Unknown(why) => Fetched::Unknown(why),
        },
        kms_master_key_id: match of(QueueAttributeName::KmsMasterKeyId) {
            Fetched::Value(key) => Fetched::Value(key.map(Ref::from)),
            Fetched::Unknown(why) => Fetched::Unknown(why),
        },
        sqs_managed_sse_enabled: match of(QueueAttributeName::SqsManagedSseEnabled) {
            Fetched::Value(enabled) => Fetched::Value(enabled.map(|e| e == "true")),
            Fetched::Unknown(why) => Fetched::Unknown(why),
        },
    };
    context.add(Header { arn: context.arn("sqs", name), id: name, name: None }, Ok(fields));
}
