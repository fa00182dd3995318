//! Amazon CloudWatch Logs: log groups. Their events are never read.

use super::{KmsKey, Ref, Timestamp};
use serde::Serialize;
use trueline_derive::Resource;

/// A log group.
#[derive(Serialize, Resource)]
#[resource("AWS::Logs::LogGroup", plural = log_groups, id = log_group_name, scope = region, source = "logs:DescribeLogGroups")]
pub struct LogGroup {
    /// `logGroupName`
    pub log_group_name: String,
    /// Null means that events are kept for ever. `retentionInDays`
    pub retention_in_days: Option<i64>,
    /// Null means a key of the service's own. `kmsKeyId`
    #[relation(kms_key, inverse = log_groups)]
    pub kms_key_id: Option<Ref<KmsKey>>,
    /// STANDARD, INFREQUENT_ACCESS, or DELIVERY, which keeps events for a day whatever the retention. `logGroupClass`
    pub log_group_class: Option<String>,
    /// Brought up to date after a while only. `storedBytes`
    pub stored_bytes: Option<i64>,
    /// `creationTime`
    pub creation_time: Option<Timestamp>,
}
