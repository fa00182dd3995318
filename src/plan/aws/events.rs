//! Amazon EventBridge: rules of the default bus.

use super::super::mapping::{From, Mapping, Part};
use super::super::resource::{Resource, Told};
use crate::model::{EventRule, Record, UNKNOWN, event_pattern};
use serde_json::{Value, json};

pub static MAPPINGS: &[Mapping] = &[RULE];

const TARGET: &str = "aws_cloudwatch_event_target";

const RULE: Mapping = Mapping {
    name: "name",
    arn: "arn:aws:events:{region}:{account}:rule/{id}",
    is_one: |rule| rule.text("event_bus_name").is_none_or(|bus| bus == "default"),
    parts: &[Part { terraform: TARGET, of: "rule" }],
    fields: &[
        ("rule_name", From::Attribute("name")),
        ("state", From::With(state)),
        ("event_pattern", From::With(pattern)),
        ("targets", From::With(targets)),
    ],
    ..Mapping::new(EventRule::shape, &["aws_cloudwatch_event_rule"], "name")
};

/// `is_enabled` is the older way to say it.
fn state(rule: &Resource) -> Option<Value> {
    match rule.told("state") {
        Told::Null | Told::Untold => Some(match rule.told("is_enabled") {
            Told::Known(Value::Bool(false)) => json!("DISABLED"),
            Told::AfterApply => rule.after_apply("is_enabled"),
            _ => json!("ENABLED"),
        }),
        _ if rule.is_left_to_aws("state") => Some(json!("ENABLED")),
        _ => rule.value("state"),
    }
}

fn pattern(rule: &Resource) -> Option<Value> {
    let text = rule.value("event_pattern")?;
    Some(match text.as_str().filter(|text| !text.is_empty()).map(event_pattern) {
        Some(Ok(pattern)) => serde_json::to_value(pattern).unwrap_or_default(),
        Some(Err(why)) => json!({UNKNOWN: why}),
        None if text == "" => Value::Null,
        None => text,
    })
}

fn targets(rule: &Resource) -> Option<Value> {
    let parts = rule.parts(TARGET);
    let all =
        parts.iter().map(|target| json!({"target_id": target.value("target_id"), "target_arn": target.arn("arn")}));
    Some(rule.list(all.collect(), &[TARGET]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::testing::{after, changed, changes, create, refers, update};

    const ADDRESS: &str = "aws_cloudwatch_event_rule.this";

    fn rule(after: Value) -> Value {
        let mut all = json!({"name": "spot", "event_bus_name": "default",
            "event_pattern": "{\"source\": [\"aws.ec2\"], \"detail\": {}}"});
        all.as_object_mut().unwrap().extend(after.as_object().unwrap().clone());
        create(ADDRESS, all, json!({"arn": true, "id": true}), json!({}))
    }

    #[test]
    fn a_rule_has_its_targets_before_they_are_there() {
        let target = create(
            "aws_cloudwatch_event_target.this",
            json!({"rule": "spot", "event_bus_name": "default", "target_id": "queue"}),
            json!({"arn": true, "id": true}),
            json!({"arn": refers("aws_sqs_queue.this.arn")}),
        );
        let queue = create(
            "aws_sqs_queue.this",
            json!({"name": "interruptions"}),
            json!({"arn": true, "url": true}),
            json!({}),
        );
        let draft = after(&[rule(json!({})), target, queue], ADDRESS);
        assert_eq!(
            draft.fields["targets"],
            json!([{"target_id": "queue", "target_arn": "arn:aws:sqs:eu-west-1:111111111111:interruptions"}])
        );
        assert_eq!(
            draft.fields["event_pattern"],
            json!({"sources": ["aws.ec2"], "detail_types": null, "other_keys": ["detail"]})
        );
        assert_eq!(draft.fields["state"], "ENABLED");
    }

    #[test]
    fn a_rule_may_be_off_and_is_of_the_default_bus() {
        let of = |more: Value| after(&[rule(more)], ADDRESS).fields;
        assert_eq!(of(json!({"is_enabled": false}))["state"], "DISABLED");
        assert_eq!(of(json!({"state": "DISABLED", "is_enabled": true}))["state"], "DISABLED");
        assert_eq!(of(json!({"event_pattern": null}))["event_pattern"], Value::Null);
        assert!(of(json!({"event_pattern": "[]"}))["event_pattern"].get(UNKNOWN).is_some());
        assert!(changes(&[rule(json!({"event_bus_name": "own"}))]).is_empty());
        let live = |state: &str| json!({"name": "spot", "state": state, "event_pattern": "{}"});
        let off = update(ADDRESS, live("ENABLED"), live("DISABLED"), json!({}), json!({}));
        assert_eq!(changed(&[off], ADDRESS), ["state"]);
    }

    #[test]
    fn a_target_of_a_rule_that_is_not_in_the_plan_is_one_more() {
        let target = create(
            "aws_cloudwatch_event_target.this",
            json!({"rule": "spot", "target_id": "a", "arn": "arn:a"}),
            json!({}),
            json!({}),
        );
        let all = changes(std::slice::from_ref(&target));
        assert_eq!((all[0].is_whole, all[0].changed()), (false, vec!["targets"]));
        let mut other = target;
        other["change"]["after"]["event_bus_name"] = json!("own");
        assert!(changes(&[other]).is_empty());
    }
}
