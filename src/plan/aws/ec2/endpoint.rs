//! VPC endpoints.

use super::super::super::mapping::{Constant, From, Mapping, Part};
use super::super::super::resource::Resource;
use crate::model::{Record, RouteTable, SecurityGroup, Subnet, Vpc, VpcEndpoint, policy_document};
use serde_json::{Value, json};

const ROUTE_TABLE: &str = "aws_vpc_endpoint_route_table_association";
const SUBNET: &str = "aws_vpc_endpoint_subnet_association";
const SECURITY_GROUP: &str = "aws_vpc_endpoint_security_group_association";
const POLICY: &str = "aws_vpc_endpoint_policy";
const PRIVATE_DNS: &str = "aws_vpc_endpoint_private_dns";

pub const VPC_ENDPOINT: Mapping = Mapping {
    prefix: "vpce-",
    parts: &[
        Part { terraform: ROUTE_TABLE, of: "vpc_endpoint_id" },
        Part { terraform: SUBNET, of: "vpc_endpoint_id" },
        Part { terraform: SECURITY_GROUP, of: "vpc_endpoint_id" },
        Part { terraform: POLICY, of: "vpc_endpoint_id" },
        Part { terraform: PRIVATE_DNS, of: "vpc_endpoint_id" },
    ],
    fields: &[
        ("vpc_endpoint_id", From::Attribute("id")),
        ("vpc_endpoint_type", From::Or("vpc_endpoint_type", Constant::Text("Gateway"))),
        ("state", From::With(state)),
        ("private_dns_enabled", From::With(private_dns)),
        ("policy_document", From::With(policy)),
        ("route_table_ids", From::With(route_tables)),
        ("subnet_ids", From::With(subnets)),
        ("security_group_ids", From::With(security_groups)),
    ],
    ..Mapping::new(VpcEndpoint::shape, &["aws_vpc_endpoint"], "id")
};

/// Whether it is one that has interfaces; what is not in the plan may be.
fn has_interfaces(endpoint: &Resource) -> bool {
    endpoint.text("vpc_endpoint_type").is_none_or(|kind| kind.contains("Interface") || kind == "GatewayLoadBalancer")
        && !(endpoint.is_new() && endpoint.value("vpc_endpoint_type").is_some_and(|kind| kind.is_null()))
}

/// Terraform waits for the services of AWS; others may have to accept.
fn state(endpoint: &Resource) -> Option<Value> {
    let asks = endpoint.text("service_name").is_none_or(|name| name.contains(".vpce."));
    match endpoint.text("state") {
        Some(state) => Some(json!(state.to_lowercase())),
        None => (endpoint.is_new() && !asks).then(|| json!("available")),
    }
}

fn private_dns(endpoint: &Resource) -> Option<Value> {
    if let Some(part) = endpoint.parts(PRIVATE_DNS).first() {
        return part.value("private_dns_enabled");
    }
    match endpoint.is_left_to_aws("private_dns_enabled") || endpoint.is_new() && !has_interfaces(endpoint) {
        true => Some(json!(false)),
        false => endpoint.value_or("private_dns_enabled", json!(false)),
    }
}

fn policy(endpoint: &Resource) -> Option<Value> {
    if let Some(part) = endpoint.parts(POLICY).first() {
        return part.policy("policy");
    }
    if endpoint.is_left_to_aws("policy") && endpoint.has_all_parts(POLICY) {
        // What AWS gives to an endpoint without one.
        const EVERYTHING: &str = r#"{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}"#;
        return policy_document(EVERYTHING).ok().and_then(|document| serde_json::to_value(document).ok());
    }
    endpoint.policy("policy")
}

fn route_tables(endpoint: &Resource) -> Option<Value> {
    Some(endpoint.joined("route_table_ids", ROUTE_TABLE, "route_table_id", RouteTable::shape()).value())
}

fn subnets(endpoint: &Resource) -> Option<Value> {
    let mut all = endpoint.joined("subnet_ids", SUBNET, "subnet_id", Subnet::shape());
    if endpoint.is_left_to_aws("subnet_ids") {
        for i in 0..endpoint.blocks("subnet_configuration").unwrap_or(0) {
            all.add(
                endpoint.link(&format!("subnet_configuration[{i}].subnet_id"), Subnet::shape()).unwrap_or_default(),
            );
        }
    }
    if endpoint.is_new() && !has_interfaces(endpoint) && all.items.is_empty() {
        return Some(json!([]));
    }
    Some(all.value())
}

/// Without any, the interfaces get the default group of the VPC.
fn security_groups(endpoint: &Resource) -> Option<Value> {
    let mut all = endpoint.joined("security_group_ids", SECURITY_GROUP, "security_group_id", SecurityGroup::shape());
    if !endpoint.is_new() {
        return Some(all.value());
    }
    if !has_interfaces(endpoint) {
        return Some(json!([]));
    }
    let parts = endpoint.parts(SECURITY_GROUP);
    let replaced = parts.iter().any(|part| part.is_true("replace_default_association"));
    if endpoint.is_left_to_aws("security_group_ids") && !replaced {
        let vpc = endpoint.follow("vpc_id", Vpc::shape());
        let default = vpc.as_ref().and_then(|vpc| vpc.brought("aws_default_security_group"));
        all.add(default.map_or_else(|| endpoint.after_apply("security_group_ids"), |id| json!(id)));
    }
    Some(all.value())
}
