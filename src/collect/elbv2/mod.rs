//! Elastic Load Balancing: load balancers, what they listen to and where it goes. What belongs to a load balancer is read
//! wherever there is one.

mod listener;
mod target_group;

use super::context::{Context, Header, fetched};
use super::convert::{self, timestamp, unless_empty};
use super::{Collector, Operation};
use crate::model::{Fetched, LoadBalancer, Ref, Tags};
use aws_sdk_elasticloadbalancingv2::{Client, types};
use futures_util::future::{BoxFuture, join_all};
use std::collections::BTreeMap;

const LIST: &str = "elasticloadbalancing:DescribeLoadBalancers";
const DESCRIBE_LOAD_BALANCERS: Operation = Operation::every_region(LIST);
const DESCRIBE_LOAD_BALANCER_ATTRIBUTES: Operation =
    Operation::every_region("elasticloadbalancing:DescribeLoadBalancerAttributes").after(&[LIST]);
const DESCRIBE_TAGS: Operation = Operation::every_region("elasticloadbalancing:DescribeTags").after(&[LIST]);

/// The collector.
pub(super) const COLLECTOR: Collector = Collector {
    operations: &[
        DESCRIBE_LOAD_BALANCERS,
        DESCRIBE_LOAD_BALANCER_ATTRIBUTES,
        DESCRIBE_TAGS,
        listener::DESCRIBE_LISTENERS,
        listener::DESCRIBE_RULES,
        listener::DESCRIBE_SSL_POLICIES,
        target_group::DESCRIBE_TARGET_GROUPS,
        target_group::DESCRIBE_TARGET_HEALTH,
    ],
    run,
};

/// The most ARNs that `DescribeTags` takes.
const TAGS_AT_A_TIME: usize = 20;

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = Client::new(&context.config);
        let pages = client.describe_load_balancers().into_paginator().send();
        let balancers =
            context.pages(&DESCRIBE_LOAD_BALANCERS, pages, |page| page.load_balancers.unwrap_or_default()).await;
        let balancers = balancers.unwrap_or_default();
        if balancers.is_empty() {
            return;
        }
        let readers: [BoxFuture<'_, ()>; 3] = [
            Box::pin(load_balancers(context, &client, &balancers)),
            Box::pin(listener::listeners(context, &client, &balancers)),
            Box::pin(target_group::target_groups(context, &client)),
        ];
        join_all(readers).await;
    })
}

async fn load_balancers(context: &Context, client: &Client, balancers: &[types::LoadBalancer]) {
    let chunks = balancers.chunks(TAGS_AT_A_TIME).map(|chunk| async move {
        let tags = tags(context, client, chunk).await;
        join_all(chunk.iter().map(|balancer| load_balancer(context, client, balancer, &tags))).await;
    });
    join_all(chunks).await;
}

/// The tags of up to twenty load balancers, by ARN.
async fn tags(
    context: &Context,
    client: &Client,
    balancers: &[types::LoadBalancer],
) -> Fetched<BTreeMap<String, Tags>> {
    let arns = balancers.iter().filter_map(|b| b.load_balancer_arn.clone()).collect();
    let answer = client.describe_tags().set_resource_arns(Some(arns)).send();
    let first = balancers.first().and_then(|b| b.load_balancer_arn());
    fetched(context.call(&DESCRIBE_TAGS, first, answer).await, |answer| {
        let described = answer.tag_descriptions.unwrap_or_default().into_iter();
        let described = described.filter_map(|d| Some((d.resource_arn?, d.tags.unwrap_or_default())));
        described.map(|(arn, tags)| (arn, convert::tags(tags.into_iter().map(|t| (t.key, t.value))))).collect()
    })
}

async fn load_balancer(
    context: &Context,
    client: &Client,
    balancer: &types::LoadBalancer,
    tags: &Fetched<BTreeMap<String, Tags>>,
) {
    let Some(arn) = balancer.load_balancer_arn() else { return };
    let attributes = client.describe_load_balancer_attributes().load_balancer_arn(arn).send();
    let operation = &DESCRIBE_LOAD_BALANCER_ATTRIBUTES;
    let attributes = context.call_listed(operation, arn, &["LoadBalancerNotFound"], attributes).await;
    let attributes = match attributes {
        Ok(None) => return, // deleted since it was listed
        Ok(Some(answer)) => Ok(Attributes(answer.attributes.unwrap_or_default())),
        Err(gap) => Err(gap),
    };
    let zones = balancer.availability_zones().iter();
    let fields = LoadBalancer {
        load_balancer_arn: arn.to_owned(),
        dns_name: balancer.dns_name.clone(),
        scheme: balancer.scheme.as_ref().map(|s| s.as_str().to_owned()),
        load_balancer_type: balancer.r#type.as_ref().map(|t| t.as_str().to_owned()),
        state: balancer.state().and_then(|s| s.code()).map(|c| c.as_str().to_owned()),
        vpc_id: balancer.vpc_id().map(Ref::from),
        subnet_ids: zones.filter_map(|z| z.subnet_id().map(Ref::from)).collect(),
        security_group_ids: balancer.security_groups().iter().map(|g| Ref::from(g.as_str())).collect(),
        created_time: timestamp(balancer.created_time.as_ref()),
        access_logs_enabled: fetched(attributes.clone(), |a| a.switch("access_logs.s3.enabled")),
        access_logs_bucket: fetched(attributes.clone(), |a| a.text("access_logs.s3.bucket")),
        deletion_protection: fetched(attributes.clone(), |a| a.switch("deletion_protection.enabled")),
        drop_invalid_header_fields: fetched(attributes, |a| {
            a.switch("routing.http.drop_invalid_header_fields.enabled")
        }),
        tags: match tags {
            Fetched::Value(tags) => Fetched::Value(tags.get(arn).cloned().unwrap_or_default()),
            Fetched::Unknown(why) => Fetched::Unknown(why.clone()),
        },
    };
    context.add(Header { arn: arn.to_owned(), id: arn, name: balancer.load_balancer_name() }, Ok(fields));
}

/// Attributes are pairs of strings, also where they are switches.
#[derive(Clone)]
struct Attributes(Vec<types::LoadBalancerAttribute>);

impl Attributes {
    fn text(&self, key: &str) -> Option<String> {
        let attribute = self.0.iter().find(|a| a.key() == Some(key))?;
        unless_empty(attribute.value())
    }

    fn switch(&self, key: &str) -> Option<bool> {
        self.text(key).map(|value| value == "true")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_that_is_not_there_is_null_and_not_off() {
        let attribute = |key: &str, value: &str| types::LoadBalancerAttribute::builder().key(key).value(value).build();
        let attributes =
            Attributes(vec![attribute("access_logs.s3.enabled", "false"), attribute("access_logs.s3.bucket", "")]);
        assert_eq!(attributes.switch("access_logs.s3.enabled"), Some(false));
        assert_eq!(attributes.switch("deletion_protection.enabled"), None);
        assert_eq!(attributes.text("access_logs.s3.bucket"), None);
    }
}
