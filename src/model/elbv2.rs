//! Elastic Load Balancing: application, network and gateway load balancers.

use super::{Ref, SecurityGroup, Subnet, Timestamp, Vpc};
use serde::Serialize;
use trueline_derive::Resource;

/// A load balancer.
#[derive(Serialize, Resource)]
#[resource("AWS::ElasticLoadBalancingV2::LoadBalancer", plural = load_balancers, id = load_balancer_arn, source = "elasticloadbalancing:DescribeLoadBalancers")]
pub struct LoadBalancer {
    /// `LoadBalancerArn`
    pub load_balancer_arn: String,
    /// internet-facing or internal. `Scheme`
    pub scheme: Option<String>,
    /// application, network or gateway. `Type`
    pub load_balancer_type: Option<String>,
    /// active, provisioning, active_impaired or failed. `State.Code`
    pub state: Option<String>,
    /// `VpcId`
    #[relation(vpc, inverse = load_balancers)]
    pub vpc_id: Option<Ref<Vpc>>,
    /// `AvailabilityZones[].SubnetId`
    #[relation(subnets, inverse = load_balancers)]
    pub subnet_ids: Vec<Ref<Subnet>>,
    /// `SecurityGroups`
    #[relation(security_groups, inverse = load_balancers)]
    pub security_group_ids: Vec<Ref<SecurityGroup>>,
    /// `CreatedTime`
    pub created_time: Option<Timestamp>,
}
