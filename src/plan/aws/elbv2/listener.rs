//! Listeners with their rules.

use super::super::super::joined::Joined;
use super::super::super::mapping::{From, Mapping, Part};
use super::super::super::resource::{Resource, Told};
use super::{balancer, tls};
use crate::model::{Listener, LoadBalancer, Record, TargetGroup, UNKNOWN};
use crate::snapshot::NOT_TOLD;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Terraform's types of rules.
pub const RULES: [&str; 2] = ["aws_lb_listener_rule", "aws_alb_listener_rule"];

pub const LISTENER: Mapping = Mapping {
    parts: &[Part { terraform: RULES[0], of: "listener_arn" }, Part { terraform: RULES[1], of: "listener_arn" }],
    fields: &[
        ("listener_arn", From::Attribute("arn")),
        ("protocol", From::With(protocol)),
        ("ssl_policy", From::With(policy)),
        ("ssl_protocols", From::With(protocols)),
        // Further certificates, of resources of their own, AWS answers elsewhere.
        ("certificate_arns", From::With(certificates)),
        ("default_actions", From::With(default_actions)),
        ("rules", From::With(rules)),
    ],
    ..Mapping::new(Listener::shape, &["aws_lb_listener", "aws_alb_listener"], "arn")
};

fn kind<'s>(listener: &Resource<'s>) -> Option<&'s str> {
    let of_balancer = listener.follow("load_balancer_arn", LoadBalancer::shape()).and_then(|b| balancer::kind(&b));
    // The ARN has it too: `…:listener/app/…`.
    of_balancer.or_else(|| match listener.text("arn").or(listener.text("load_balancer_arn"))?.split('/').nth(1)? {
        "app" => Some("application"),
        "net" => Some("network"),
        "gwy" => Some("gateway"),
        _ => None,
    })
}

/// Application load balancers listen by HTTP unless told otherwise; those of gateways have none.
fn protocol(listener: &Resource) -> Option<Value> {
    match (kind(listener), listener.is_left_to_aws("protocol")) {
        (Some("gateway"), _) => Some(Value::Null),
        (Some("application"), true) => Some(json!("HTTP")),
        _ => listener.value("protocol").map(|p| if p == "" { Value::Null } else { p }),
    }
}

fn policy(listener: &Resource) -> Option<Value> {
    if !listener.is_left_to_aws("ssl_policy") {
        return listener.value("ssl_policy").map(|p| if p == "" { Value::Null } else { p });
    }
    Some(match protocol(listener)? {
        Value::String(protocol) if protocol == "HTTPS" || protocol == "TLS" => json!(tls::DEFAULT),
        Value::Object(unknown) => Value::Object(unknown),
        _ => Value::Null,
    })
}

fn protocols(listener: &Resource) -> Option<Value> {
    match policy(listener)? {
        Value::Null => Some(json!([])),
        Value::String(policy) => tls::protocols(&policy).map(|all| json!(all)),
        unknown => Some(unknown),
    }
}

fn certificates(listener: &Resource) -> Option<Value> {
    Some(
        listener
            .own("certificate_arn", || {
                listener.value("certificate_arn").map(|arn| if arn == "" { Value::Null } else { arn })
            })
            .value(),
    )
}

fn default_actions(listener: &Resource) -> Option<Value> {
    match listener.blocks("default_action") {
        Some(count) => Some((0..count).map(|i| action(listener, &format!("default_action[{i}]"))).collect()),
        None => listener.value("default_action"),
    }
}

/// Rules in the order of their priority, which is how AWS answers them; none but application load balancers have any.
fn rules(listener: &Resource) -> Option<Value> {
    if kind(listener).is_some_and(|kind| kind != "application") {
        return Some(json!([]));
    }
    let mut all = RULES.iter().flat_map(|terraform| listener.parts(terraform)).collect::<Vec<_>>();
    let priority =
        |rule: &Resource| rule.value("priority").and_then(|p| p.as_i64().or_else(|| p.as_str()?.parse().ok()));
    all.sort_by_key(|rule| priority(rule).unwrap_or(i64::MAX));
    Some(listener.list(all.iter().map(rule).collect(), &RULES))
}

fn rule(rule: &Resource) -> Value {
    let priority = rule.value("priority").unwrap_or_else(|| json!({UNKNOWN: NOT_TOLD}));
    let priority = priority.as_i64().map_or(priority, |n| json!(n.to_string()));
    let blocks = |name: &str, read: &dyn Fn(&str) -> Vec<Value>| match rule.blocks(name) {
        Some(count) => (0..count).flat_map(|i| read(&format!("{name}[{i}]"))).collect(),
        None => rule.value(name).unwrap_or_else(|| json!({UNKNOWN: NOT_TOLD})),
    };
    json!({
        "priority": priority,
        "conditions": blocks("condition", &|base| conditions(rule, base)),
        "actions": blocks("action", &|base| vec![action(rule, base)]),
    })
}

/// What a rule asks; never the values.
fn conditions(rule: &Resource, base: &str) -> Vec<Value> {
    const KINDS: [&str; 6] =
        ["host_header", "http_header", "http_request_method", "path_pattern", "query_string", "source_ip"];
    let asked = KINDS.iter().filter(|kind| {
        // Where only a part of it is nobody's business, that it is there can be told.
        rule.blocks(&format!("{base}.{kind}")) != Some(0) && rule.told(&format!("{base}.{kind}")) != Told::Untold
    });
    let all = asked.map(|kind| {
        let name = match rule.told(&format!("{base}.{kind}[0].http_header_name")) {
            Told::Known(name) if *kind == "http_header" => json!(name.as_str().map(str::to_ascii_lowercase)),
            Told::AfterApply | Told::Sensitive if *kind == "http_header" => {
                rule.value(&format!("{base}.{kind}[0].http_header_name")).unwrap_or_default()
            }
            _ => Value::Null,
        };
        json!({"condition_field": kind.replace('_', "-"), "header_name": name})
    });
    all.collect()
}

/// Secrets of identity providers are not read.
fn action(resource: &Resource, base: &str) -> Value {
    let told = |name: &str| resource.value(&format!("{base}.{name}")).filter(|value| !value.is_null() && value != "");
    let groups = forwards(resource, base);
    json!({
        "action_type": told("type").unwrap_or_else(|| json!({UNKNOWN: NOT_TOLD})),
        // Its default is the viewer's.
        "redirect_protocol": told("redirect[0].protocol"),
        "status_code": told("fixed_response[0].status_code").or_else(|| told("redirect[0].status_code")),
        "target_group_arns": groups.value(),
    })
}

/// The target groups that an action forwards to, in their order.
fn forwards(resource: &Resource, base: &str) -> Joined {
    let mut all = Joined::default();
    let forward = format!("{base}.forward[0].target_group");
    let count = resource.blocks(&forward).unwrap_or(0);
    let path = format!("{base}.target_group_arn");
    // Of what forwards by a block, AWS fills the other member in.
    let forwards = resource.text(&format!("{base}.type")).is_none_or(|kind| kind == "forward");
    if forwards && !(count > 0 && resource.told(&path) == Told::AfterApply) {
        all.add(resource.link(&path, TargetGroup::shape()).unwrap_or_default());
    }
    for i in 0..count {
        all.add(resource.link(&format!("{forward}[{i}].arn"), TargetGroup::shape()).unwrap_or_default());
    }
    let sorted = all.items.iter().filter_map(Value::as_str).collect::<BTreeSet<_>>();
    all.items = sorted.into_iter().map(|arn| json!(arn)).collect();
    all
}

/// The target groups that a listener, or a rule of one, forwards to.
pub fn all_forwards(resource: &Resource) -> Joined {
    let block = if RULES.contains(&resource.terraform()) { "action" } else { "default_action" };
    let mut all = Joined::default();
    match resource.blocks(block) {
        Some(count) => (0..count).for_each(|i| all.add(forwards(resource, &format!("{block}[{i}]")).value())),
        None => all.add(resource.value(block).unwrap_or_default()),
    }
    all
}
