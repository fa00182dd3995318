use super::super::{Fetched, PolicyDocument, Ref, Tags};
use super::{RouteTable, SecurityGroup, Subnet, Vpc};
use serde::Serialize;
use trueline_derive::Resource;

/// A VPC endpoint.
#[derive(Serialize, Resource)]
#[resource("AWS::EC2::VPCEndpoint", plural = vpc_endpoints, id = vpc_endpoint_id, source = "ec2:DescribeVpcEndpoints")]
pub struct VpcEndpoint {
    /// `VpcEndpointId`
    pub vpc_endpoint_id: String,
    /// `VpcId`
    #[relation(vpc, inverse = vpc_endpoints)]
    pub vpc_id: Option<Ref<Vpc>>,
    /// For example com.amazonaws.eu-west-1.s3. `ServiceName`
    pub service_name: Option<String>,
    /// Interface, Gateway, GatewayLoadBalancer, Resource or ServiceNetwork. `VpcEndpointType`
    pub vpc_endpoint_type: Option<String>,
    /// In lower case, as the wire has it: available, pending, deleted, ... `State`
    pub state: Option<String>,
    /// Whether the service's own name resolves to the endpoint. `PrivateDnsEnabled`
    pub private_dns_enabled: Option<bool>,
    /// Null means full access; unknown when it is no policy document. `PolicyDocument`
    #[source("ec2:DescribeVpcEndpoints")]
    pub policy_document: Fetched<Option<PolicyDocument>>,
    /// Of a gateway endpoint. `RouteTableIds`
    #[relation(route_tables, inverse = vpc_endpoints)]
    pub route_table_ids: Vec<Ref<RouteTable>>,
    /// Of an interface endpoint. `SubnetIds`
    #[relation(subnets, inverse = vpc_endpoints)]
    pub subnet_ids: Vec<Ref<Subnet>>,
    /// Of an interface endpoint. `Groups[].GroupId`
    #[relation(security_groups, inverse = vpc_endpoints)]
    pub security_group_ids: Vec<Ref<SecurityGroup>>,
    /// `Tags`
    pub tags: Tags,
}
