use super::super::{Derived, Ref, Tags};
use super::Vpc;
use serde::Serialize;
use trueline_derive::{Record, Resource};

/// A security group.
#[derive(Serialize, Resource)]
#[resource("AWS::EC2::SecurityGroup", plural = security_groups, id = group_id, source = "ec2:DescribeSecurityGroups")]
pub struct SecurityGroup {
    /// `GroupId`
    pub group_id: String,
    /// `GroupName`
    pub group_name: String,
    /// `Description`
    pub description: Option<String>,
    /// `VpcId`
    #[relation(vpc, inverse = security_groups)]
    pub vpc_id: Option<Ref<Vpc>>,
    /// What may come in. `IpPermissions`
    pub ingress: Vec<SecurityGroupPermission>,
    /// What may go out. `IpPermissionsEgress`
    pub egress: Vec<SecurityGroupPermission>,
    /// `Tags`
    pub tags: Tags,
    /// The groups that its permissions name, each once.
    #[relation(named_groups, inverse = naming_groups)]
    #[serde(skip)]
    pub named_group_ids: Derived<Vec<Ref<SecurityGroup>>>,
}

/// A permission: protocol and ports, with everything that it admits.
#[derive(Serialize, Record)]
pub struct SecurityGroupPermission {
    /// tcp, udp, icmp, icmpv6, a number, or -1 for all. `IpProtocol`
    pub ip_protocol: String,
    /// Null means all ports where the protocol is -1. `FromPort`
    pub from_port: Option<i64>,
    /// `ToPort`
    pub to_port: Option<i64>,
    /// `IpRanges[].CidrIp`
    pub cidr_ips: Vec<String>,
    /// `Ipv6Ranges[].CidrIpv6`
    pub cidr_ipv6s: Vec<String>,
    /// `PrefixListIds[].PrefixListId`
    #[relation(prefix_lists)]
    pub prefix_list_ids: Vec<Ref<PrefixList>>,
    /// `UserIdGroupPairs[].GroupId`
    #[relation(source_groups)]
    pub source_group_ids: Vec<Ref<SecurityGroup>>,
    /// Whether its ranges together cover all public IPv4 or all IPv6 addresses.
    #[serde(skip)]
    pub admits_internet: Derived<bool>,
}

/// A list of ranges under one id: the company's own, or one that AWS keeps.
#[derive(Serialize, Resource)]
#[resource("AWS::EC2::PrefixList", plural = prefix_lists, id = prefix_list_id, source = "ec2:DescribeManagedPrefixLists")]
pub struct PrefixList {
    /// `PrefixListId`
    pub prefix_list_id: String,
    /// `PrefixListName`
    pub prefix_list_name: Option<String>,
    /// The account that keeps it, or AWS. `OwnerId`
    pub owner_id: Option<String>,
    /// IPv4 or IPv6. `AddressFamily`
    pub address_family: Option<String>,
}
