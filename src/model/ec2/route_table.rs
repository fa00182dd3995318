use super::super::{Ref, Tags};
use super::{InternetGateway, NatGateway, Subnet, Vpc};
use serde::Serialize;
use trueline_derive::{Record, Resource};

/// A route table.
#[derive(Serialize, Resource)]
#[resource("AWS::EC2::RouteTable", plural = route_tables, id = route_table_id, source = "ec2:DescribeRouteTables")]
pub struct RouteTable {
    /// `RouteTableId`
    pub route_table_id: String,
    /// The VPC that it is in. `VpcId`
    #[relation(vpc, inverse = route_tables)]
    pub vpc_id: Ref<Vpc>,
    /// `Routes`
    pub routes: Vec<Route>,
    /// `Associations`
    pub associations: Vec<RouteTableAssociation>,
    /// `Tags`
    pub tags: Tags,
}

/// A route.
#[derive(Serialize, Record)]
pub struct Route {
    /// `DestinationCidrBlock`
    pub destination_cidr_block: Option<String>,
    /// `DestinationIpv6CidrBlock`
    pub destination_ipv6_cidr_block: Option<String>,
    /// `DestinationPrefixListId`
    pub destination_prefix_list_id: Option<String>,
    /// An internet gateway, a virtual private gateway, a gateway endpoint or `local`. `GatewayId`
    #[relation(internet_gateway, prefix = "igw-")]
    pub gateway_id: Option<Ref<InternetGateway>>,
    /// `NatGatewayId`
    #[relation(nat_gateway)]
    pub nat_gateway_id: Option<Ref<NatGateway>>,
    /// `NetworkInterfaceId`
    pub network_interface_id: Option<String>,
    /// `TransitGatewayId`
    pub transit_gateway_id: Option<String>,
    /// `VpcPeeringConnectionId`
    pub vpc_peering_connection_id: Option<String>,
    /// `EgressOnlyInternetGatewayId`
    pub egress_only_internet_gateway_id: Option<String>,
    /// active, or blackhole when what it leads to is gone. `State`
    pub state: Option<String>,
}

/// What a route table is used by.
#[derive(Serialize, Record)]
pub struct RouteTableAssociation {
    /// `RouteTableAssociationId`
    pub route_table_association_id: Option<String>,
    /// Null for the main table's implicit association and for a gateway's. `SubnetId`
    #[relation(subnet)]
    pub subnet_id: Option<Ref<Subnet>>,
    /// `GatewayId`
    pub gateway_id: Option<String>,
    /// Whether the table serves the subnets that have none of their own. `Main`
    pub main: bool,
    /// associated, associating, disassociated, ... `AssociationState.State`
    pub state: Option<String>,
}
