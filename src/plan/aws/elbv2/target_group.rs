//! Target groups.

use super::super::super::joined::Joined;
use super::super::super::mapping::{Constant, From, Mapping, Part};
use super::super::super::resource::{Resource, Told};
use super::listener::{self, RULES};
use crate::model::{INCOMPLETE, Instance, Listener, LoadBalancer, Record, TargetGroup, UNKNOWN};
use crate::snapshot::NOT_TOLD;
use serde_json::{Value, json};

const TARGETS: [&str; 2] = ["aws_lb_target_group_attachment", "aws_alb_target_group_attachment"];

pub const TARGET_GROUP: Mapping = Mapping {
    parts: &[
        Part { terraform: TARGETS[0], of: "target_group_arn" },
        Part { terraform: TARGETS[1], of: "target_group_arn" },
    ],
    fields: &[
        ("target_group_arn", From::Attribute("arn")),
        ("target_type", From::Or("target_type", Constant::Text("instance"))),
        ("load_balancer_arns", From::With(balancers)),
        ("targets", From::With(targets)),
    ],
    ..Mapping::new(TargetGroup::shape, &["aws_lb_target_group", "aws_alb_target_group"], "arn")
};

/// AWS knows it of the listeners and rules that forward to the group.
fn balancers(group: &Resource) -> Option<Value> {
    let told = group.told("load_balancer_arns");
    let mut all = match told {
        Told::Known(_) => Joined::of(group.value("load_balancer_arns")),
        _ if group.is_new() => Joined::default(),
        _ => Joined::of(None),
    };
    let Some(id) = group.identity() else { return Some(all.value()) };
    let forwarding = group.all_of(&[LISTENERS, &RULES[..]].concat());
    for resource in forwarding {
        let to = listener::all_forwards(&resource);
        if to.items.iter().any(|item| item == id) {
            let listener = match RULES.contains(&resource.terraform()) {
                true => resource.follow("listener_arn", Listener::shape()),
                false => Some(resource),
            };
            let balancer = listener.and_then(|l| l.link("load_balancer_arn", LoadBalancer::shape()));
            all.add(balancer.unwrap_or_else(|| json!({UNKNOWN: NOT_TOLD})));
        } else if let Some(reason) = to.lacks.filter(|_| !matches!(told, Told::Known(_))) {
            all.lacks.get_or_insert(reason);
        }
    }
    Some(all.value())
}

const LISTENERS: &[&str] = &["aws_lb_listener", "aws_alb_listener"];

/// What a plan registers; controllers and scaling groups register others, and only AWS says how they are.
fn targets(group: &Resource) -> Option<Value> {
    let parts = TARGETS.iter().flat_map(|terraform| group.parts(terraform));
    let all = parts.map(|part| {
        let id = part.link("target_id", Instance::shape()).unwrap_or_default();
        let port = match part.value("port").filter(|port| !port.is_null()) {
            Some(port) if !part.is_left_to_aws("port") => port,
            _ => group.value("port").unwrap_or_default(),
        };
        let health = json!({UNKNOWN: NOT_TOLD});
        json!({"target_id": id, "port": port, "state": health, "reason": health})
    });
    Some(json!({INCOMPLETE: NOT_TOLD, "items": all.collect::<Vec<_>>()}))
}
