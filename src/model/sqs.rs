//! Amazon SQS: queues. What is in them is never read.

use super::{Fetched, KmsKey, PolicyDocument, Ref};
use serde::Serialize;
use trueline_derive::Resource;

/// A queue.
#[derive(Serialize, Resource)]
#[resource("AWS::SQS::Queue", plural = queues, id = queue_name, scope = region, source = "sqs:ListQueues")]
pub struct Queue {
    /// The last part of `QueueUrls[]`.
    pub queue_name: String,
    /// Null when it has none: then its own account alone may use it. `Attributes.Policy`
    #[source("sqs:GetQueueAttributes")]
    pub policy: Fetched<Option<PolicyDocument>>,
    /// Null without a key of KMS. `Attributes.KmsMasterKeyId`
    #[source("sqs:GetQueueAttributes")]
    #[relation(kms_key, inverse = queues)]
    pub kms_master_key_id: Fetched<Option<Ref<KmsKey>>>,
    /// Whether a key of SQS's own encrypts it. `Attributes.SqsManagedSseEnabled`
    #[source("sqs:GetQueueAttributes")]
    pub sqs_managed_sse_enabled: Fetched<Option<bool>>,
}
