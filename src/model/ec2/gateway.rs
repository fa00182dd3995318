use super::super::{Ref, Tags, Timestamp};
use super::{Subnet, Vpc};
use serde::Serialize;
use trueline_derive::{Record, Resource};

/// A NAT gateway. Deleted ones stay listed for about an hour.
#[derive(Serialize, Resource)]
#[resource("AWS::EC2::NatGateway", plural = nat_gateways, id = nat_gateway_id, source = "ec2:DescribeNatGateways")]
pub struct NatGateway {
    /// `NatGatewayId`
    pub nat_gateway_id: String,
    /// `VpcId`
    #[relation(vpc, inverse = nat_gateways)]
    pub vpc_id: Option<Ref<Vpc>>,
    /// Null for a regional gateway. `SubnetId`
    #[relation(subnet, inverse = nat_gateways)]
    pub subnet_id: Option<Ref<Subnet>>,
    /// pending, failed, available, deleting or deleted. `State`
    pub state: Option<String>,
    /// public or private; null on very old ones, which are public. `ConnectivityType`
    pub connectivity_type: Option<String>,
    /// zonal or regional; null means zonal. `AvailabilityMode`
    pub availability_mode: Option<String>,
    /// `NatGatewayAddresses[].PublicIp`
    pub public_ips: Vec<String>,
    /// `CreateTime`
    pub create_time: Option<Timestamp>,
    /// `Tags`
    pub tags: Tags,
}

/// An internet gateway.
#[derive(Serialize, Resource)]
#[resource("AWS::EC2::InternetGateway", plural = internet_gateways, id = internet_gateway_id, source = "ec2:DescribeInternetGateways")]
pub struct InternetGateway {
    /// `InternetGatewayId`
    pub internet_gateway_id: String,
    /// The VPCs that it is attached to: one or none. `Attachments[].VpcId`
    #[relation(vpcs, inverse = internet_gateways)]
    pub vpc_ids: Vec<Ref<Vpc>>,
    /// Empty when it is detached. `Attachments`
    pub attachments: Vec<InternetGatewayAttachment>,
    /// `Tags`
    pub tags: Tags,
}

/// The attachment of an internet gateway to a VPC.
#[derive(Serialize, Record)]
pub struct InternetGatewayAttachment {
    /// `VpcId`
    #[relation(vpc)]
    pub vpc_id: Option<Ref<Vpc>>,
    /// available or attached when it works. `State`
    pub state: Option<String>,
}

/// What is attached to a transit gateway: a VPC, a VPN, another gateway.
#[derive(Serialize, Resource)]
#[resource("AWS::EC2::TransitGatewayAttachment", plural = transit_gateway_attachments, id = transit_gateway_attachment_id, source = "ec2:DescribeTransitGatewayAttachments")]
pub struct TransitGatewayAttachment {
    /// `TransitGatewayAttachmentId`
    pub transit_gateway_attachment_id: String,
    /// `TransitGatewayId`
    pub transit_gateway_id: Option<String>,
    /// The account that owns the gateway. `TransitGatewayOwnerId`
    pub transit_gateway_owner_id: Option<String>,
    /// vpc, vpn, direct-connect-gateway, connect, peering, ... `ResourceType`
    pub resource_type: Option<String>,
    /// The account that owns what is attached. `ResourceOwnerId`
    pub resource_owner_id: Option<String>,
    /// `ResourceId`
    pub resource_id: Option<String>,
    /// pendingAcceptance, available, deleting, deleted, failed, rejected, ... `State`
    pub state: Option<String>,
    /// `Tags`
    pub tags: Tags,
}
