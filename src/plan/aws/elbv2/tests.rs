//! Plans of load balancers.

use super::super::super::testing::{after, changed, create, refers, update};
use crate::model::{INCOMPLETE, UNKNOWN};
use serde_json::{Value, json};

fn balancer(kind: &str, unknown: Value) -> Value {
    let mut all =
        json!({"id": true, "arn": true, "subnets": true, "internal": true, "vpc_id": true, "security_groups": true});
    all.as_object_mut().unwrap().extend(unknown.as_object().unwrap().clone());
    create(
        "aws_lb.this",
        json!({"name": "web", "load_balancer_type": kind, "access_logs": [], "subnet_mapping": []}),
        all,
        json!({"load_balancer_type": {"constant_value": kind}, "subnets": refers("aws_subnet.this.id"), "security_groups": refers("aws_security_group.this.id")}),
    )
}

fn network() -> [Value; 3] {
    let vpc = create("aws_vpc.this", json!({}), json!({"id": true}), json!({}));
    let inside = |address: &str| {
        create(address, json!({}), json!({"id": true, "vpc_id": true}), json!({"vpc_id": refers("aws_vpc.this.id")}))
    };
    [vpc, inside("aws_subnet.this"), inside("aws_security_group.this")]
}

fn with(more: &[Value]) -> Vec<Value> {
    network().into_iter().chain(more.iter().cloned()).collect()
}

fn group(name: &str) -> Value {
    create(
        &format!("aws_lb_target_group.{name}"),
        json!({"port": 80, "protocol": "HTTP", "target_type": "ip"}),
        json!({"id": true, "arn": true, "load_balancer_arns": true, "vpc_id": true}),
        json!({"vpc_id": refers("aws_vpc.this.id")}),
    )
}

fn listener(known: Value, actions: Value, unknown: Value) -> Value {
    let mut all = json!({"id": true, "arn": true, "load_balancer_arn": true, "ssl_policy": true});
    all.as_object_mut().unwrap().extend(unknown.as_object().unwrap().clone());
    create(
        "aws_lb_listener.this",
        known,
        all,
        json!({"load_balancer_arn": refers("aws_lb.this.arn"), "default_action": actions}),
    )
}

#[test]
fn a_load_balancer_is_what_aws_makes_it() {
    let all = with(&[balancer(
        "application",
        json!({"drop_invalid_header_fields": true, "enable_deletion_protection": true}),
    )]);
    let draft = after(&all, "aws_lb.this").fields;
    assert_eq!((&draft["scheme"], &draft["state"]), (&json!("internet-facing"), &json!("active")));
    assert_eq!(
        (&draft["vpc_id"], &draft["subnet_ids"]),
        (&json!("vpc-{aws_vpc.this}"), &json!(["subnet-{aws_subnet.this}"]))
    );
    assert_eq!(draft["security_group_ids"], json!(["sg-{aws_security_group.this}"]));
    for off in ["access_logs_enabled", "deletion_protection", "drop_invalid_header_fields"] {
        assert_eq!(draft[off], json!(false), "{off}");
    }
    assert_eq!(draft["access_logs_bucket"], Value::Null);
    let all = with(&[balancer("gateway", json!({}))]);
    let draft = after(&all, "aws_lb.this").fields;
    assert_eq!((&draft["scheme"], &draft["access_logs_enabled"]), (&Value::Null, &Value::Null));
    assert_eq!(draft["drop_invalid_header_fields"], Value::Null);
}

#[test]
fn an_update_of_a_load_balancer_touches_one_field() {
    let balancer = |protected: bool| {
        json!({
            "arn": "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/web/1", "name": "web", "internal": true,
            "load_balancer_type": "application", "subnets": ["subnet-1"], "security_groups": ["sg-1"], "vpc_id": "vpc-1",
            "enable_deletion_protection": protected, "access_logs": [{"enabled": true, "bucket": "logs", "prefix": ""}],
        })
    };
    let all = [update("aws_alb.this", balancer(true), balancer(false), json!({}), json!({}))];
    assert_eq!(changed(&all, "aws_alb.this"), ["deletion_protection"]);
    let draft = after(&all, "aws_alb.this").fields;
    assert_eq!((&draft["scheme"], &draft["access_logs_bucket"]), (&json!("internal"), &json!("logs")));
}

#[test]
fn a_listener_forwards_by_its_rules() {
    let action = json!([{"type": "redirect", "redirect": [{"protocol": "HTTPS", "status_code": "HTTP_301"}], "forward": [], "fixed_response": []}]);
    let known = json!({"port": 443, "protocol": "HTTPS", "certificate_arn": "arn:aws:acm:1", "default_action": action});
    let rule = |name: &str, priority: i64, header: &str| {
        create(
            &format!("aws_lb_listener_rule.{name}"),
            json!({
                "priority": priority,
                "action": [{"type": "forward", "forward": [], "redirect": [], "fixed_response": []}],
                "condition": [{"http_header": [{"http_header_name": header, "values": ["secret"]}], "host_header": [], "path_pattern": []}],
            }),
            json!({"id": true, "arn": true, "listener_arn": true, "action": [{"target_group_arn": true}]}),
            json!({"listener_arn": refers("aws_lb_listener.this.arn"), "action": [{"target_group_arn": refers("aws_lb_target_group.a.arn")}]}),
        )
    };
    let all = with(&[
        balancer("application", json!({})),
        listener(known, json!([{}]), json!({})),
        group("a"),
        group("b"),
        rule("late", 20, "X-Late"),
        rule("early", 10, "X-Origin-Verify"),
    ]);
    let draft = after(&all, "aws_lb_listener.this").fields;
    assert_eq!(draft["load_balancer_arn"], "{aws_lb.this}");
    assert_eq!(
        (&draft["ssl_policy"], &draft["ssl_protocols"][0]),
        (&json!("ELBSecurityPolicy-2016-08"), &json!("TLSv1"))
    );
    assert_eq!(draft["certificate_arns"], json!(["arn:aws:acm:1"]));
    assert_eq!(draft["default_actions"][0]["redirect_protocol"], "HTTPS");
    assert_eq!((&draft["rules"][0]["priority"], &draft["rules"][1]["priority"]), (&json!("10"), &json!("20")));
    let condition = json!([{"condition_field": "http-header", "header_name": "x-origin-verify"}]);
    assert_eq!(draft["rules"][0]["conditions"], condition);
    assert_eq!(draft["rules"][0]["actions"][0]["target_group_arns"], json!(["{aws_lb_target_group.a}"]));
    assert_eq!(after(&all, "aws_lb_target_group.a").fields["load_balancer_arns"], json!(["{aws_lb.this}"]));
    assert_eq!(after(&all, "aws_lb_target_group.b").fields["load_balancer_arns"], json!([]));
    assert!(!json!(draft).to_string().contains("secret"));
}

#[test]
fn listeners_of_other_balancers_have_no_rules() {
    let forward =
        json!([{"type": "forward", "forward": [{"target_group": [{}, {}]}], "redirect": [], "fixed_response": []}]);
    let known = json!({"port": 443, "protocol": "TCP", "default_action": forward});
    let unknown = json!({"default_action": [{"target_group_arn": true, "forward": [{"target_group": [{"arn": true}, {"arn": true}]}]}]});
    let target = |name: &str| json!({"arn": refers(&format!("aws_lb_target_group.{name}.arn"))});
    let expressions = json!([{"forward": [{"target_group": [target("b"), target("a")]}]}]);
    let all = with(&[balancer("network", json!({})), listener(known, expressions, unknown), group("a"), group("b")]);
    let draft = after(&all, "aws_lb_listener.this").fields;
    assert_eq!(
        (&draft["rules"], &draft["ssl_policy"], &draft["ssl_protocols"]),
        (&json!([]), &Value::Null, &json!([]))
    );
    let groups = json!(["{aws_lb_target_group.a}", "{aws_lb_target_group.b}"]);
    assert_eq!(draft["default_actions"][0]["target_group_arns"], groups);
    assert_eq!(after(&all, "aws_lb_target_group.b").fields["load_balancer_arns"], json!(["{aws_lb.this}"]));
}

#[test]
fn how_targets_are_only_aws_says() {
    let target = create(
        "aws_lb_target_group_attachment.this",
        json!({"target_id": "10.0.0.4", "port": null}),
        json!({"id": true, "target_group_arn": true}),
        json!({"target_group_arn": refers("aws_lb_target_group.a.arn")}),
    );
    let targets = &after(&with(&[group("a"), target]), "aws_lb_target_group.a").fields["targets"];
    assert!(targets.get(INCOMPLETE).is_some());
    let one = &targets["items"][0];
    assert_eq!((&one["target_id"], &one["port"]), (&json!("10.0.0.4"), &json!(80)));
    assert!(one["state"].get(UNKNOWN).is_some());
}
