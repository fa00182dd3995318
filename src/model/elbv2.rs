//! Elastic Load Balancing: application, network and gateway load balancers, with what they listen to and where it goes.

use super::{Fetched, Ref, SecurityGroup, Subnet, Tags, Timestamp, Vpc};
use serde::Serialize;
use trueline_derive::{Record, Resource};

/// A load balancer.
#[derive(Serialize, Resource)]
#[resource("AWS::ElasticLoadBalancingV2::LoadBalancer", plural = load_balancers, id = load_balancer_arn, source = "elasticloadbalancing:DescribeLoadBalancers")]
pub struct LoadBalancer {
    /// `LoadBalancerArn`
    pub load_balancer_arn: String,
    /// `DNSName`
    pub dns_name: Option<String>,
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
    /// Null where the kind of load balancer has no access logs. `Attributes[].Value` of access_logs.s3.enabled
    #[source("elasticloadbalancing:DescribeLoadBalancerAttributes")]
    pub access_logs_enabled: Fetched<Option<bool>>,
    /// Where they go. `Attributes[].Value` of access_logs.s3.bucket
    #[source("elasticloadbalancing:DescribeLoadBalancerAttributes")]
    pub access_logs_bucket: Fetched<Option<String>>,
    /// `Attributes[].Value` of deletion_protection.enabled
    #[source("elasticloadbalancing:DescribeLoadBalancerAttributes")]
    pub deletion_protection: Fetched<Option<bool>>,
    /// Null for other than application load balancers. `Attributes[].Value` of routing.http.drop_invalid_header_fields.enabled
    #[source("elasticloadbalancing:DescribeLoadBalancerAttributes")]
    pub drop_invalid_header_fields: Fetched<Option<bool>>,
    /// `TagDescriptions[].Tags`
    #[source("elasticloadbalancing:DescribeTags")]
    pub tags: Fetched<Tags>,
}

/// A port that a load balancer listens to.
#[derive(Serialize, Resource)]
#[resource("AWS::ElasticLoadBalancingV2::Listener", plural = listeners, id = listener_arn, source = "elasticloadbalancing:DescribeListeners")]
pub struct Listener {
    /// `ListenerArn`
    pub listener_arn: String,
    /// `LoadBalancerArn`
    #[relation(load_balancer, inverse = listeners)]
    pub load_balancer_arn: Ref<LoadBalancer>,
    /// `Port`
    pub port: Option<i64>,
    /// HTTP, HTTPS, TCP, TLS, UDP, ... `Protocol`
    pub protocol: Option<String>,
    /// Null without TLS. `SslPolicy`
    pub ssl_policy: Option<String>,
    /// The protocols that the TLS policy accepts; empty without one, null when AWS does not list it. `SslPolicies[].SslProtocols`
    #[source("elasticloadbalancing:DescribeSSLPolicies")]
    pub ssl_protocols: Fetched<Option<Vec<String>>>,
    /// `Certificates[].CertificateArn`
    pub certificate_arns: Vec<String>,
    /// What becomes of a request that no rule matches. `DefaultActions`
    pub default_actions: Vec<ListenerAction>,
    /// The rules that come before the default one; empty for other than application load balancers. `Rules`
    #[source("elasticloadbalancing:DescribeRules")]
    pub rules: Fetched<Vec<ListenerRule>>,
}

/// What a listener does with a request. Secrets of identity providers are left out.
#[derive(Serialize, Record)]
pub struct ListenerAction {
    /// forward, redirect, fixed-response, authenticate-oidc, ... `Type`
    pub action_type: String,
    /// HTTP, HTTPS or #{protocol}, which is the viewer's. `RedirectConfig.Protocol`
    pub redirect_protocol: Option<String>,
    /// The status of a fixed response or a redirect: 403, HTTP_301, ... `FixedResponseConfig.StatusCode`, `RedirectConfig.StatusCode`
    pub status_code: Option<String>,
    /// `TargetGroupArn`, `ForwardConfig.TargetGroups[].TargetGroupArn`
    #[relation(target_groups)]
    pub target_group_arns: Vec<Ref<TargetGroup>>,
}

/// A rule of a listener.
#[derive(Serialize, Record)]
pub struct ListenerRule {
    /// `Priority`
    pub priority: String,
    /// All of them must hold. `Conditions`
    pub conditions: Vec<ListenerCondition>,
    /// `Actions`
    pub actions: Vec<ListenerAction>,
}

/// What a rule asks of a request, never the values: that of a header may be a shared secret.
#[derive(Serialize, Record)]
pub struct ListenerCondition {
    /// http-header, host-header, path-pattern, source-ip, ... `Field`
    pub condition_field: String,
    /// In lower case: headers do not distinguish it. `HttpHeaderConfig.HttpHeaderName`
    pub header_name: Option<String>,
}

/// A group of targets.
#[derive(Serialize, Resource)]
#[resource("AWS::ElasticLoadBalancingV2::TargetGroup", plural = target_groups, id = target_group_arn, source = "elasticloadbalancing:DescribeTargetGroups")]
pub struct TargetGroup {
    /// `TargetGroupArn`
    pub target_group_arn: String,
    /// `Protocol`
    pub protocol: Option<String>,
    /// `Port`
    pub port: Option<i64>,
    /// instance, ip, lambda or alb. `TargetType`
    pub target_type: Option<String>,
    /// `VpcId`
    #[relation(vpc, inverse = target_groups)]
    pub vpc_id: Option<Ref<Vpc>>,
    /// The load balancers that forward to it; empty means that none does. `LoadBalancerArns`
    #[relation(load_balancers, inverse = target_groups)]
    pub load_balancer_arns: Vec<Ref<LoadBalancer>>,
    /// `TargetHealthDescriptions`
    #[source("elasticloadbalancing:DescribeTargetHealth")]
    pub targets: Fetched<Vec<Target>>,
}

/// A target of a group, as the load balancer sees it.
#[derive(Serialize, Record)]
pub struct Target {
    /// An instance, an address, a function or a load balancer. `Target.Id`
    pub target_id: String,
    /// `Target.Port`
    pub port: Option<i64>,
    /// healthy, unhealthy, initial, draining, unused, unavailable, ... `TargetHealth.State`
    pub state: Option<String>,
    /// `TargetHealth.Reason`
    pub reason: Option<String>,
}
