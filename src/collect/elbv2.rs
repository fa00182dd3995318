//! Elastic Load Balancing: application, network and gateway load balancers.

use super::context::{Context, Header};
use super::convert::timestamp;
use super::{Collector, Operation};
use crate::model::{LoadBalancer, Ref};
use futures_util::future::BoxFuture;

const DESCRIBE_LOAD_BALANCERS: Operation = Operation::every_region("elasticloadbalancing:DescribeLoadBalancers");

/// The collector.
pub(super) const COLLECTOR: Collector = Collector { operations: &[DESCRIBE_LOAD_BALANCERS], run };

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = aws_sdk_elasticloadbalancingv2::Client::new(&context.config);
        let pages = client.describe_load_balancers().into_paginator().send();
        let balancers =
            context.pages(&DESCRIBE_LOAD_BALANCERS, pages, |page| page.load_balancers.unwrap_or_default()).await;
        for balancer in balancers.iter().flatten() {
            let Some(arn) = balancer.load_balancer_arn() else { continue };
            let zones = balancer.availability_zones().iter();
            let fields = LoadBalancer {
                load_balancer_arn: arn.to_owned(),
                scheme: balancer.scheme.as_ref().map(|s| s.as_str().to_owned()),
                load_balancer_type: balancer.r#type.as_ref().map(|t| t.as_str().to_owned()),
                state: balancer.state().and_then(|s| s.code()).map(|c| c.as_str().to_owned()),
                vpc_id: balancer.vpc_id().map(Ref::from),
                subnet_ids: zones.filter_map(|z| z.subnet_id().map(Ref::from)).collect(),
                security_group_ids: balancer.security_groups().iter().map(|g| Ref::from(g.as_str())).collect(),
                created_time: timestamp(balancer.created_time.as_ref()),
            };
            context.add(Header { arn: arn.to_owned(), id: arn, name: balancer.load_balancer_name() }, Ok(fields));
        }
    })
}
