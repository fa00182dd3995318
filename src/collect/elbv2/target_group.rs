//! Target groups, and how their targets are.

use super::super::Operation;
use super::super::context::{Context, Header};
use super::super::convert::sent;
use super::LIST;
use crate::model::{Fetched, Ref, Target, TargetGroup};
use aws_sdk_elasticloadbalancingv2::{Client, types};
use futures_util::future::join_all;

const GROUPS: &str = "elasticloadbalancing:DescribeTargetGroups";
/// Asked once, where there is a load balancer: the list says which of them each group belongs to.
pub(super) const DESCRIBE_TARGET_GROUPS: Operation = Operation::every_region(GROUPS).after(&[LIST]).conditional();
pub(super) const DESCRIBE_TARGET_HEALTH: Operation =
    Operation::every_region("elasticloadbalancing:DescribeTargetHealth").after(&[GROUPS]);

pub(super) async fn target_groups(context: &Context, client: &Client) {
    let pages = client.describe_target_groups().into_paginator().send();
    let pages = context.pages_of(&DESCRIBE_TARGET_GROUPS, None, pages, |page| page.target_groups.unwrap_or_default());
    let (groups, _) = pages.await;
    join_all(groups.iter().map(|group| read(context, client, group))).await;
}

async fn read(context: &Context, client: &Client, group: &types::TargetGroup) {
    let Some(arn) = group.target_group_arn() else { return };
    let health = client.describe_target_health().target_group_arn(arn).send();
    let health = context.call_listed(&DESCRIBE_TARGET_HEALTH, arn, &["TargetGroupNotFound"], health).await;
    let targets = match health {
        Ok(None) => return, // deleted since it was listed
        Ok(Some(answer)) => Fetched::Value(answer.target_health_descriptions().iter().map(target).collect()),
        Err(gap) => Fetched::Unknown(gap.text),
    };
    let fields = TargetGroup {
        target_group_arn: arn.to_owned(),
        protocol: group.protocol.as_ref().map(|p| p.as_str().to_owned()),
        port: group.port.map(i64::from),
        target_type: group.target_type.as_ref().map(|t| t.as_str().to_owned()),
        vpc_id: group.vpc_id().map(Ref::from),
        load_balancer_arns: group.load_balancer_arns().iter().map(|a| Ref::from(a.as_str())).collect(),
        targets,
    };
    context.add(Header { arn: arn.to_owned(), id: arn, name: group.target_group_name() }, Ok(fields));
}

fn target(description: &types::TargetHealthDescription) -> Target {
    let health = description.target_health();
    Target {
        target_id: sent(description.target().and_then(|t| t.id())),
        port: description.target().and_then(|t| t.port).map(i64::from),
        state: health.and_then(|h| h.state()).map(|s| s.as_str().to_owned()),
        reason: health.and_then(|h| h.reason()).map(|r| r.as_str().to_owned()),
    }
}
