//! Amazon CloudWatch Logs: the list of log groups, which holds no event. Clusters and databases are looked for everywhere,
//! and so are the groups that they log to.

use super::context::{Context, Header};
use super::convert::unless_empty;
use super::{Collector, Operation};
use crate::model::{LogGroup, Ref, Timestamp};
use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::types;
use futures_util::future::BoxFuture;

const DESCRIBE_LOG_GROUPS: Operation = Operation::every_region("logs:DescribeLogGroups");

/// The collector.
pub(super) const COLLECTOR: Collector = Collector { operations: &[DESCRIBE_LOG_GROUPS], run };

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = Client::new(&context.config);
        let pages = client.describe_log_groups().limit(50).into_paginator().send();
        let groups = context.pages(&DESCRIBE_LOG_GROUPS, pages, |page| page.log_groups.unwrap_or_default()).await;
        for group in groups.iter().flatten() {
            let Some(name) = group.log_group_name() else { continue };
            let arn = arn(group).unwrap_or_else(|| context.arn("logs", &format!("log-group:{name}")));
            context.add(Header { arn, id: name, name: Some(name) }, Ok(fields(name, group)));
        }
    })
}

/// The older of the two members ends in what stands for the group's streams.
fn arn(group: &types::LogGroup) -> Option<String> {
    let own = unless_empty(group.log_group_arn());
    own.or_else(|| unless_empty(group.arn().map(|arn| arn.strip_suffix(":*").unwrap_or(arn))))
}

fn fields(name: &str, group: &types::LogGroup) -> LogGroup {
    let creation_time = group.creation_time().and_then(|t| jiff::Timestamp::from_millisecond(t).ok());
    LogGroup {
        log_group_name: name.to_owned(),
        retention_in_days: group.retention_in_days().map(i64::from),
        kms_key_id: unless_empty(group.kms_key_id()).map(Ref::from),
        log_group_class: group.log_group_class().map(|c| c.as_str().to_owned()),
        stored_bytes: group.stored_bytes(),
        creation_time: creation_time.map(Timestamp),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_known_by_its_own_arn_and_not_by_that_of_its_streams() {
        let group = types::LogGroup::builder().arn("arn:aws:logs:eu-west-1:444444444444:log-group:a:*");
        assert_eq!(arn(&group.clone().build()).unwrap(), "arn:aws:logs:eu-west-1:444444444444:log-group:a");
        assert_eq!(
            arn(&group.log_group_arn("arn:aws:logs:eu-west-1:444444444444:log-group:b").build())
                .unwrap()
                .rsplit(':')
                .next(),
            Some("b")
        );
        assert_eq!(arn(&types::LogGroup::builder().build()), None);
    }
}
