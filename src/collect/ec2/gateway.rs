//! NAT gateways, internet gateways, and what is attached to transit gateways.

use super::super::Operation;
use super::super::context::{Context, Header};
use super::super::convert::timestamp;
use super::{name, tags};
use crate::model::{InternetGateway, InternetGatewayAttachment, NatGateway, Ref, TransitGatewayAttachment};
use aws_sdk_ec2::Client;

pub(super) const DESCRIBE_NAT_GATEWAYS: Operation = Operation::region("ec2:DescribeNatGateways");
pub(super) const DESCRIBE_INTERNET_GATEWAYS: Operation = Operation::region("ec2:DescribeInternetGateways");
pub(super) const DESCRIBE_TRANSIT_GATEWAY_ATTACHMENTS: Operation =
    Operation::region("ec2:DescribeTransitGatewayAttachments");

pub(super) async fn nat_gateways(context: &Context, client: &Client) {
    let pages = client.describe_nat_gateways().into_paginator().send();
    let gateways = context.pages(&DESCRIBE_NAT_GATEWAYS, pages, |page| page.nat_gateways.unwrap_or_default()).await;
    for gateway in gateways.iter().flatten() {
        let Some(id) = gateway.nat_gateway_id() else { continue };
        let addresses = gateway.nat_gateway_addresses().iter();
        let fields = NatGateway {
            nat_gateway_id: id.to_owned(),
            vpc_id: gateway.vpc_id().map(Ref::from),
            subnet_id: gateway.subnet_id().map(Ref::from),
            state: gateway.state.as_ref().map(|s| s.as_str().to_owned()),
            connectivity_type: gateway.connectivity_type.as_ref().map(|t| t.as_str().to_owned()),
            availability_mode: gateway.availability_mode.as_ref().map(|m| m.as_str().to_owned()),
            public_ips: addresses.filter_map(|a| a.public_ip.clone()).collect(),
            create_time: timestamp(gateway.create_time.as_ref()),
            tags: tags(gateway.tags()),
        };
        let arn = context.arn("ec2", &format!("natgateway/{id}"));
        context.add(Header { arn, id, name: name(gateway.tags()) }, Ok(fields));
    }
}

pub(super) async fn internet_gateways(context: &Context, client: &Client) {
    let pages = client.describe_internet_gateways().into_paginator().send();
    let gateways =
        context.pages(&DESCRIBE_INTERNET_GATEWAYS, pages, |page| page.internet_gateways.unwrap_or_default()).await;
    for gateway in gateways.iter().flatten() {
        let Some(id) = gateway.internet_gateway_id() else { continue };
        let attachments = gateway.attachments().iter().map(|attachment| InternetGatewayAttachment {
            vpc_id: attachment.vpc_id().map(Ref::from),
            state: attachment.state.as_ref().map(|s| s.as_str().to_owned()),
        });
        let fields = InternetGateway {
            internet_gateway_id: id.to_owned(),
            vpc_ids: gateway.attachments().iter().filter_map(|a| a.vpc_id().map(Ref::from)).collect(),
            attachments: attachments.collect(),
            tags: tags(gateway.tags()),
        };
        let arn = context.arn("ec2", &format!("internet-gateway/{id}"));
        context.add(Header { arn, id, name: name(gateway.tags()) }, Ok(fields));
    }
}

pub(super) async fn transit_gateway_attachments(context: &Context, client: &Client) {
    let pages = client.describe_transit_gateway_attachments().into_paginator().send();
    let attachments = context
        .pages(&DESCRIBE_TRANSIT_GATEWAY_ATTACHMENTS, pages, |page| {
            page.transit_gateway_attachments.unwrap_or_default()
        })
        .await;
    for attachment in attachments.iter().flatten() {
        let Some(id) = attachment.transit_gateway_attachment_id() else { continue };
        let fields = TransitGatewayAttachment {
            transit_gateway_attachment_id: id.to_owned(),
            transit_gateway_id: attachment.transit_gateway_id.clone(),
            transit_gateway_owner_id: attachment.transit_gateway_owner_id.clone(),
            resource_type: attachment.resource_type.as_ref().map(|t| t.as_str().to_owned()),
            resource_owner_id: attachment.resource_owner_id.clone(),
            resource_id: attachment.resource_id.clone(),
            state: attachment.state.as_ref().map(|s| s.as_str().to_owned()),
            tags: tags(attachment.tags()),
        };
        let arn = context.arn("ec2", &format!("transit-gateway-attachment/{id}"));
        context.add(Header { arn, id, name: name(attachment.tags()) }, Ok(fields));
    }
}
