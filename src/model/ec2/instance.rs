use super::super::{Ref, Tags, Timestamp};
use super::{SecurityGroup, Subnet, Vpc};
use serde::Serialize;
use trueline_derive::Resource;

/// An instance. Terminated ones stay listed for about an hour.
#[derive(Serialize, Resource)]
#[resource("AWS::EC2::Instance", plural = instances, id = instance_id, source = "ec2:DescribeInstances")]
pub struct Instance {
    /// `InstanceId`
    pub instance_id: String,
    /// `VpcId`
    #[relation(vpc, inverse = instances)]
    pub vpc_id: Option<Ref<Vpc>>,
    /// `SubnetId`
    #[relation(subnet, inverse = instances)]
    pub subnet_id: Option<Ref<Subnet>>,
    /// pending, running, shutting-down, terminated, stopping or stopped. `State.Name`
    pub state: Option<String>,
    /// `InstanceType`
    pub instance_type: Option<String>,
    /// How many cores it has. `CpuOptions.CoreCount`
    pub core_count: Option<i64>,
    /// How many vCPUs a core is. `CpuOptions.ThreadsPerCore`
    pub threads_per_core: Option<i64>,
    /// spot, scheduled or capacity-block; null means on demand. `InstanceLifecycle`
    pub instance_lifecycle: Option<String>,
    /// `PublicIpAddress`
    pub public_ip_address: Option<String>,
    /// `SecurityGroups[].GroupId`
    #[relation(security_groups, inverse = instances)]
    pub security_group_ids: Vec<Ref<SecurityGroup>>,
    /// optional or required. `MetadataOptions.HttpTokens`
    pub metadata_http_tokens: Option<String>,
    /// `LaunchTime`
    pub launch_time: Option<Timestamp>,
    /// `Tags`
    pub tags: Tags,
}

/// A network interface: whatever has an address in a VPC has one.
#[derive(Serialize, Resource)]
#[resource("AWS::EC2::NetworkInterface", plural = network_interfaces, id = network_interface_id, source = "ec2:DescribeNetworkInterfaces")]
pub struct NetworkInterface {
    /// `NetworkInterfaceId`
    pub network_interface_id: String,
    /// `VpcId`
    #[relation(vpc, inverse = network_interfaces)]
    pub vpc_id: Option<Ref<Vpc>>,
    /// `SubnetId`
    #[relation(subnet, inverse = network_interfaces)]
    pub subnet_id: Option<Ref<Subnet>>,
    /// interface, natGateway, network_load_balancer, lambda, branch, trunk, ... `InterfaceType`
    pub interface_type: Option<String>,
    /// What made it says what it is for. `Description`
    pub description: Option<String>,
    /// The service that made it, for example amazon-elb. `RequesterId`
    pub requester_id: Option<String>,
    /// `RequesterManaged`
    pub requester_managed: bool,
    /// available or in-use. `Status`
    pub status: Option<String>,
    /// `Association.PublicIp`, and those of its further addresses
    pub public_ips: Vec<String>,
    /// `Groups[].GroupId`
    #[relation(security_groups, inverse = network_interfaces)]
    pub security_group_ids: Vec<Ref<SecurityGroup>>,
    /// `Attachment.InstanceId`
    pub instance_id: Option<String>,
    /// `TagSet`
    pub tags: Tags,
}
