//! VPCs, subnets, peering connections and flow logs.

use super::super::Operation;
use super::super::context::{Context, Header, fetched};
use super::super::convert::{sent, timestamp};
use super::{name, tags};
use crate::model::{CidrAssociation, Fetched, FlowLog, Ref, Subnet, Vpc, VpcPeeringConnection};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{self, VpcAttributeName};
use futures_util::future::{join, join_all};

pub(super) const DESCRIBE_VPCS: Operation = Operation::every_region("ec2:DescribeVpcs");
/// Asked for the VPCs of the configured regions that are not default: nothing depends on the others' attributes.
pub(super) const DESCRIBE_VPC_ATTRIBUTE: Operation =
    Operation::region("ec2:DescribeVpcAttribute").after(&["ec2:DescribeVpcs"]).conditional();
pub(super) const DESCRIBE_SUBNETS: Operation = Operation::region("ec2:DescribeSubnets");
pub(super) const DESCRIBE_VPC_PEERING_CONNECTIONS: Operation = Operation::region("ec2:DescribeVpcPeeringConnections");
pub(super) const DESCRIBE_FLOW_LOGS: Operation = Operation::region("ec2:DescribeFlowLogs");

pub(super) async fn vpcs(context: &Context, client: &Client) {
    let pages = client.describe_vpcs().into_paginator().send();
    let vpcs = context.pages(&DESCRIBE_VPCS, pages, |page| page.vpcs.unwrap_or_default()).await;
    join_all(vpcs.iter().flatten().map(|vpc| read_vpc(context, client, vpc))).await;
}

async fn read_vpc(context: &Context, client: &Client, vpc: &types::Vpc) {
    let Some(id) = vpc.vpc_id() else { return };
    let is_default = vpc.is_default.unwrap_or_default();
    let (dns_support, dns_hostnames) = if is_default || !context.asks(&DESCRIBE_VPC_ATTRIBUTE) {
        let not_asked = || Fetched::Unknown("ec2:DescribeVpcAttribute not_requested".to_owned());
        (not_asked(), not_asked())
    } else {
        let ask = |attribute| client.describe_vpc_attribute().vpc_id(id).attribute(attribute).send();
        let support = context.call(&DESCRIBE_VPC_ATTRIBUTE, Some(id), ask(VpcAttributeName::EnableDnsSupport));
        let hostnames = context.call(&DESCRIBE_VPC_ATTRIBUTE, Some(id), ask(VpcAttributeName::EnableDnsHostnames));
        let (support, hostnames) = join(support, hostnames).await;
        let on = |value: Option<types::AttributeBooleanValue>| value.and_then(|v| v.value).unwrap_or_default();
        (fetched(support, |a| on(a.enable_dns_support)), fetched(hostnames, |a| on(a.enable_dns_hostnames)))
    };
    let fields = Vpc {
        vpc_id: id.to_owned(),
        owner_id: vpc.owner_id.clone(),
        cidr_block: sent(vpc.cidr_block()),
        cidr_block_associations: vpc.cidr_block_association_set().iter().map(cidr).collect(),
        ipv6_cidr_block_associations: vpc.ipv6_cidr_block_association_set().iter().map(ipv6_cidr).collect(),
        is_default,
        state: vpc.state.as_ref().map(|s| s.as_str().to_owned()),
        instance_tenancy: vpc.instance_tenancy.as_ref().map(|t| t.as_str().to_owned()),
        enable_dns_support: dns_support,
        enable_dns_hostnames: dns_hostnames,
        tags: tags(vpc.tags()),
    };
    let arn = context.arn("ec2", &format!("vpc/{id}"));
    context.add(Header { arn, id, name: name(vpc.tags()) }, Ok(fields));
}

fn cidr(association: &types::VpcCidrBlockAssociation) -> CidrAssociation {
    CidrAssociation {
        cidr_block: sent(association.cidr_block()),
        state: association.cidr_block_state().and_then(|s| s.state()).map(|s| s.as_str().to_owned()),
    }
}

fn ipv6_cidr(association: &types::VpcIpv6CidrBlockAssociation) -> CidrAssociation {
    CidrAssociation {
        cidr_block: sent(association.ipv6_cidr_block()),
        state: association.ipv6_cidr_block_state().and_then(|s| s.state()).map(|s| s.as_str().to_owned()),
    }
}

pub(super) async fn subnets(context: &Context, client: &Client) {
    let pages = client.describe_subnets().into_paginator().send();
    let subnets = context.pages(&DESCRIBE_SUBNETS, pages, |page| page.subnets.unwrap_or_default()).await;
    for subnet in subnets.iter().flatten() {
        let (Some(id), Some(vpc)) = (subnet.subnet_id(), subnet.vpc_id()) else { continue };
        let fields = Subnet {
            subnet_id: id.to_owned(),
            vpc_id: Ref::from(vpc),
            route_table_id: Default::default(),
            is_public: Default::default(),
            has_default_route: Default::default(),
            owner_id: subnet.owner_id.clone(),
            availability_zone: subnet.availability_zone.clone(),
            availability_zone_id: subnet.availability_zone_id.clone(),
            available_ip_address_count: subnet.available_ip_address_count.map(i64::from),
            cidr_block: subnet.cidr_block.clone(),
            default_for_az: subnet.default_for_az.unwrap_or_default(),
            map_public_ip_on_launch: subnet.map_public_ip_on_launch.unwrap_or_default(),
            state: subnet.state.as_ref().map(|s| s.as_str().to_owned()),
            tags: tags(subnet.tags()),
        };
        let arn = subnet.subnet_arn.clone().unwrap_or_else(|| context.arn("ec2", &format!("subnet/{id}")));
        context.add(Header { arn, id, name: name(subnet.tags()) }, Ok(fields));
    }
}

pub(super) async fn peering_connections(context: &Context, client: &Client) {
    let pages = client.describe_vpc_peering_connections().into_paginator().send();
    let connections = context
        .pages(&DESCRIBE_VPC_PEERING_CONNECTIONS, pages, |page| page.vpc_peering_connections.unwrap_or_default())
        .await;
    for connection in connections.iter().flatten() {
        let Some(id) = connection.vpc_peering_connection_id() else { continue };
        let (requester, accepter) = (connection.requester_vpc_info(), connection.accepter_vpc_info());
        let fields = VpcPeeringConnection {
            vpc_peering_connection_id: id.to_owned(),
            status: connection.status().and_then(|s| s.code()).map(|c| c.as_str().to_owned()),
            requester_vpc_id: requester.and_then(|v| v.vpc_id()).map(Ref::from),
            requester_owner_id: requester.and_then(|v| v.owner_id.clone()),
            accepter_vpc_id: accepter.and_then(|v| v.vpc_id()).map(Ref::from),
            accepter_owner_id: accepter.and_then(|v| v.owner_id.clone()),
            tags: tags(connection.tags()),
        };
        let arn = context.arn("ec2", &format!("vpc-peering-connection/{id}"));
        context.add(Header { arn, id, name: name(connection.tags()) }, Ok(fields));
    }
}

pub(super) async fn flow_logs(context: &Context, client: &Client) {
    let pages = client.describe_flow_logs().into_paginator().send();
    let logs = context.pages(&DESCRIBE_FLOW_LOGS, pages, |page| page.flow_logs.unwrap_or_default()).await;
    for log in logs.iter().flatten() {
        let Some(id) = log.flow_log_id() else { continue };
        let fields = FlowLog {
            flow_log_id: id.to_owned(),
            resource_id: log.resource_id().map(Ref::from),
            flow_log_status: log.flow_log_status.clone(),
            traffic_type: log.traffic_type.as_ref().map(|t| t.as_str().to_owned()),
            deliver_logs_status: log.deliver_logs_status.clone(),
            log_destination_type: log.log_destination_type.as_ref().map(|t| t.as_str().to_owned()),
            log_destination: log.log_destination.clone(),
            log_group_name: log.log_group_name.clone(),
            creation_time: timestamp(log.creation_time.as_ref()),
        };
        let arn = context.arn("ec2", &format!("vpc-flow-log/{id}"));
        context.add(Header { arn, id, name: name(log.tags()) }, Ok(fields));
    }
}
