use super::super::{Derived, Fetched, Ref, Tags, Timestamp};
use super::RouteTable;
use serde::Serialize;
use trueline_derive::{Record, Resource};

/// A virtual private cloud.
#[derive(Serialize, Resource)]
#[resource("AWS::EC2::VPC", plural = vpcs, id = vpc_id, source = "ec2:DescribeVpcs")]
pub struct Vpc {
    /// `VpcId`
    pub vpc_id: String,
    /// The account that owns it; another one's where it is shared. `OwnerId`
    pub owner_id: Option<String>,
    /// The primary IPv4 range. `CidrBlock`
    pub cidr_block: String,
    /// All IPv4 ranges. `CidrBlockAssociationSet`
    pub cidr_block_associations: Vec<CidrAssociation>,
    /// `Ipv6CidrBlockAssociationSet`
    pub ipv6_cidr_block_associations: Vec<CidrAssociation>,
    /// Whether AWS made it with the account. `IsDefault`
    pub is_default: bool,
    /// pending or available. `State`
    pub state: Option<String>,
    /// default, dedicated or host. `InstanceTenancy`
    pub instance_tenancy: Option<String>,
    /// Read for the VPCs that are not default. `EnableDnsSupport`
    #[source("ec2:DescribeVpcAttribute")]
    pub enable_dns_support: Fetched<bool>,
    /// Read for the VPCs that are not default. `EnableDnsHostnames`
    #[source("ec2:DescribeVpcAttribute")]
    pub enable_dns_hostnames: Fetched<bool>,
    /// `Tags`
    pub tags: Tags,
}

/// A range of a VPC.
#[derive(Serialize, Record)]
pub struct CidrAssociation {
    /// `CidrBlock` or `Ipv6CidrBlock`
    pub cidr_block: String,
    /// associating, associated, disassociating, ... `CidrBlockState.State`
    pub state: Option<String>,
}

/// A subnet.
#[derive(Serialize, Resource)]
#[resource("AWS::EC2::Subnet", plural = subnets, id = subnet_id, source = "ec2:DescribeSubnets")]
pub struct Subnet {
    /// `SubnetId`
    pub subnet_id: String,
    /// The VPC that it is in. `VpcId`
    #[relation(vpc, inverse = subnets)]
    pub vpc_id: Ref<Vpc>,
    /// The route table in effect: the associated one, else the VPC's main one.
    #[serde(skip)]
    #[source("ec2:DescribeRouteTables")]
    #[relation(route_table, inverse = subnets)]
    pub route_table_id: Derived<Option<Ref<RouteTable>>>,
    /// Whether its route table has an active route of public addresses to an internet gateway.
    #[serde(skip)]
    #[source("ec2:DescribeRouteTables")]
    pub is_public: Derived<bool>,
    /// Whether its route table has an active default route, to whatever.
    #[serde(skip)]
    #[source("ec2:DescribeRouteTables")]
    pub has_default_route: Derived<bool>,
    /// `OwnerId`
    pub owner_id: Option<String>,
    /// The zone's name, which may differ between accounts. `AvailabilityZone`
    pub availability_zone: Option<String>,
    /// The zone's id, the same in every account. `AvailabilityZoneId`
    pub availability_zone_id: Option<String>,
    /// Free IPv4 addresses. `AvailableIpAddressCount`
    pub available_ip_address_count: Option<i64>,
    /// `CidrBlock`; null in a subnet of IPv6 alone
    pub cidr_block: Option<String>,
    /// `DefaultForAz`
    pub default_for_az: bool,
    /// Whether instances get a public address. `MapPublicIpOnLaunch`
    pub map_public_ip_on_launch: bool,
    /// pending, available or unavailable. `State`
    pub state: Option<String>,
    /// `Tags`
    pub tags: Tags,
}

/// A peering of two VPCs.
#[derive(Serialize, Resource)]
#[resource("AWS::EC2::VPCPeeringConnection", plural = vpc_peering_connections, id = vpc_peering_connection_id, source = "ec2:DescribeVpcPeeringConnections")]
pub struct VpcPeeringConnection {
    /// `VpcPeeringConnectionId`
    pub vpc_peering_connection_id: String,
    /// pending-acceptance, active, deleted, expired, failed, rejected, ... `Status.Code`
    pub status: Option<String>,
    /// `RequesterVpcInfo.VpcId`
    #[relation(requester_vpc, inverse = requested_peerings, reach = organization)]
    pub requester_vpc_id: Option<Ref<Vpc>>,
    /// `RequesterVpcInfo.OwnerId`
    pub requester_owner_id: Option<String>,
    /// `AccepterVpcInfo.VpcId`
    #[relation(accepter_vpc, inverse = accepted_peerings, reach = organization)]
    pub accepter_vpc_id: Option<Ref<Vpc>>,
    /// `AccepterVpcInfo.OwnerId`
    pub accepter_owner_id: Option<String>,
    /// `Tags`
    pub tags: Tags,
}

/// A flow log of a VPC, a subnet or a network interface.
#[derive(Serialize, Resource)]
#[resource("AWS::EC2::FlowLog", plural = flow_logs, id = flow_log_id, source = "ec2:DescribeFlowLogs")]
pub struct FlowLog {
    /// `FlowLogId`
    pub flow_log_id: String,
    /// What it records. `ResourceId`
    #[relation(vpc, inverse = flow_logs, prefix = "vpc-")]
    pub resource_id: Option<Ref<Vpc>>,
    /// ACTIVE when it records. `FlowLogStatus`
    pub flow_log_status: Option<String>,
    /// ACCEPT, REJECT or ALL. `TrafficType`
    pub traffic_type: Option<String>,
    /// SUCCESS or FAILED; null until the first delivery. `DeliverLogsStatus`
    pub deliver_logs_status: Option<String>,
    /// cloud-watch-logs, s3 or kinesis-data-firehose. `LogDestinationType`
    pub log_destination_type: Option<String>,
    /// The destination's ARN. `LogDestination`
    pub log_destination: Option<String>,
    /// `LogGroupName`
    pub log_group_name: Option<String>,
    /// `CreationTime`
    pub creation_time: Option<Timestamp>,
}
