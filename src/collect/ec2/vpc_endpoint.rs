//! VPC endpoints.

use super::super::Operation;
use super::super::context::{Context, Header};
use super::{name, tags};
use crate::model::{Fetched, Ref, VpcEndpoint};
use aws_sdk_ec2::Client;

pub(super) const DESCRIBE_VPC_ENDPOINTS: Operation = Operation::region("ec2:DescribeVpcEndpoints");

pub(super) async fn vpc_endpoints(context: &Context, client: &Client) {
    let pages = client.describe_vpc_endpoints().into_paginator().send();
    let endpoints = context.pages(&DESCRIBE_VPC_ENDPOINTS, pages, |page| page.vpc_endpoints.unwrap_or_default()).await;
    for endpoint in endpoints.iter().flatten() {
        let Some(id) = endpoint.vpc_endpoint_id() else { continue };
        let groups = endpoint.groups().iter();
        let fields = VpcEndpoint {
            vpc_endpoint_id: id.to_owned(),
            vpc_id: endpoint.vpc_id().map(Ref::from),
            service_name: endpoint.service_name.clone(),
            vpc_endpoint_type: endpoint.vpc_endpoint_type.as_ref().map(|t| t.as_str().to_owned()),
            // The model says Available, the wire says available.
            state: endpoint.state.as_ref().map(|s| s.as_str().to_lowercase()),
            private_dns_enabled: endpoint.private_dns_enabled,
            policy_document: match endpoint.policy_document().map(crate::model::policy_document) {
                None => Fetched::Value(None),
                Some(Ok(document)) => Fetched::Value(Some(document)),
                Some(Err(why)) => Fetched::Unknown(why),
            },
            route_table_ids: endpoint.route_table_ids().iter().map(|i| Ref::from(i.as_str())).collect(),
            subnet_ids: endpoint.subnet_ids().iter().map(|i| Ref::from(i.as_str())).collect(),
            security_group_ids: groups.filter_map(|g| g.group_id().map(Ref::from)).collect(),
            tags: tags(endpoint.tags()),
        };
        let arn = context.arn("ec2", &format!("vpc-endpoint/{id}"));
        context.add(Header { arn, id, name: name(endpoint.tags()) }, Ok(fields));
    }
}
