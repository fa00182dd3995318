//! Load balancers.

use super::super::super::joined::Joined;
use super::super::super::mapping::{Constant, From, Mapping};
use super::super::super::resource::{Resource, Told};
use crate::model::{Bucket, LoadBalancer, Record, SecurityGroup, Subnet, Vpc};
use serde_json::{Value, json};

pub const LOAD_BALANCER: Mapping = Mapping {
    fields: &[
        ("load_balancer_arn", From::Attribute("arn")),
        ("scheme", From::With(scheme)),
        ("load_balancer_type", From::Or("load_balancer_type", Constant::Text("application"))),
        ("state", From::Made(Constant::Text("active"))),
        ("vpc_id", From::With(vpc)),
        ("subnet_ids", From::With(subnets)),
        ("security_group_ids", From::With(security_groups)),
        ("access_logs_enabled", From::With(logs)),
        ("access_logs_bucket", From::With(bucket)),
        ("deletion_protection", From::Or("enable_deletion_protection", Constant::Bool(false))),
        ("drop_invalid_header_fields", From::With(drops_headers)),
    ],
    ..Mapping::new(LoadBalancer::shape, &["aws_lb", "aws_alb"], "arn")
};

/// Which kind it is; none where that is known only after apply.
pub fn kind<'s>(balancer: &Resource<'s>) -> Option<&'s str> {
    match balancer.told("load_balancer_type") {
        Told::Known(kind) => kind.as_str(),
        Told::Null => Some("application"),
        _ => balancer.is_left_to_aws("load_balancer_type").then_some("application"),
    }
}

/// AWS has none for gateway load balancers.
fn scheme(balancer: &Resource) -> Option<Value> {
    if kind(balancer) == Some("gateway") {
        return Some(Value::Null);
    }
    if balancer.is_left_to_aws("internal") {
        return Some(json!("internet-facing"));
    }
    Some(match balancer.value("internal")? {
        Value::Bool(true) => json!("internal"),
        Value::Bool(false) | Value::Null => json!("internet-facing"),
        unknown => unknown,
    })
}

fn subnets(balancer: &Resource) -> Option<Value> {
    let mut all = balancer.own("subnets", || balancer.links("subnets", Subnet::shape()));
    match balancer.blocks("subnet_mapping") {
        Some(count) if count > 0 => {
            let mut mapped = Joined::default();
            for i in 0..count {
                mapped
                    .add(balancer.link(&format!("subnet_mapping[{i}].subnet_id"), Subnet::shape()).unwrap_or_default());
            }
            all = mapped;
        }
        None if !balancer.is_left_to_aws("subnet_mapping") => {
            all.add(balancer.value("subnet_mapping").unwrap_or_default());
        }
        _ => {}
    }
    Some(all.value())
}

fn vpc(balancer: &Resource) -> Option<Value> {
    let own = balancer.link("vpc_id", Vpc::shape());
    match &own {
        Some(Value::String(_)) => own,
        _ => subnets(balancer)
            .and_then(|ids| balancer.through_any(&ids, Subnet::shape(), "vpc_id", Vpc::shape()))
            .or(own),
    }
}

/// Without any, an application load balancer gets the default group of its VPC.
fn security_groups(balancer: &Resource) -> Option<Value> {
    if !balancer.is_left_to_aws("security_groups") {
        return balancer.links("security_groups", SecurityGroup::shape());
    }
    match kind(balancer) {
        Some("application") => {
            let vpc = vpc(balancer);
            let default = vpc.as_ref().and_then(Value::as_str).and_then(|id| balancer.find(Vpc::shape(), id));
            let id = default.as_ref().and_then(|vpc| vpc.brought("aws_default_security_group")).map(|id| json!(id));
            Some(Joined::of(Some(id.unwrap_or_else(|| balancer.after_apply("security_groups")))).value())
        }
        Some(_) => Some(json!([])),
        None => balancer.value("security_groups"),
    }
}

/// Off unless there is a block that says otherwise.
fn logs(balancer: &Resource) -> Option<Value> {
    if kind(balancer) == Some("gateway") {
        return Some(Value::Null);
    }
    match balancer.is_left_to_aws("access_logs") || balancer.is_left_to_aws("access_logs[0].enabled") {
        true => Some(json!(false)),
        false => balancer.value_or("access_logs[0].enabled", json!(false)),
    }
}

fn bucket(balancer: &Resource) -> Option<Value> {
    match logs(balancer)? {
        Value::Bool(true) => balancer.link("access_logs[0].bucket", Bucket::shape()),
        Value::Bool(false) | Value::Null => Some(Value::Null),
        unknown => Some(unknown),
    }
}

fn drops_headers(balancer: &Resource) -> Option<Value> {
    match kind(balancer) {
        Some("application") if balancer.is_left_to_aws("drop_invalid_header_fields") => Some(json!(false)),
        Some("application") | None => balancer.value_or("drop_invalid_header_fields", json!(false)),
        Some(_) => Some(Value::Null),
    }
}
