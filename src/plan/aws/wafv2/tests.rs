//! Plans of web ACLs.

use super::super::super::testing::{after, changed, changes, create, refers, update};
use serde_json::{Value, json};

const ACTIONS: [&str; 5] = ["allow", "block", "count", "captcha", "challenge"];

fn one_of(names: &[&str], chosen: &str) -> Value {
    names.iter().map(|name| ((*name).to_owned(), if *name == chosen { json!([{}]) } else { json!([]) })).collect()
}

fn managed(name: &str, priority: i64, overriding: &str, counted: Value) -> Value {
    let group =
        json!({"name": name, "vendor_name": "AWS", "rule_action_override": counted, "scope_down_statement": []});
    json!({
        "name": name, "priority": priority, "action": [], "override_action": [one_of(&["count", "none"], overriding)],
        "statement": [{"managed_rule_group_statement": [group], "rate_based_statement": []}],
    })
}

fn acl(rules: Value) -> Value {
    json!({"name": "web", "scope": "CLOUDFRONT", "default_action": [one_of(&["allow", "block"], "allow")], "rule": rules, "rule_json": null})
}

fn logging() -> Value {
    create(
        "aws_wafv2_web_acl_logging_configuration.this",
        json!({}),
        json!({"id": true, "resource_arn": true, "log_destination_configs": true}),
        json!({"resource_arn": refers("aws_wafv2_web_acl.this.arn")}),
    )
}

fn this(known: Value) -> Value {
    create("aws_wafv2_web_acl.this", known, json!({"id": true, "arn": true}), json!({}))
}

#[test]
fn rules_are_read_in_their_order() {
    let plain = json!({"name": "rate", "priority": 0, "action": [one_of(&ACTIONS, "block")], "override_action": [],
        "statement": [{"managed_rule_group_statement": [], "rate_based_statement": [{"limit": 2000}]}]});
    let counted = json!([
        {"name": "SizeRestrictions_BODY", "action_to_use": [one_of(&ACTIONS, "count")]},
        {"name": "NoUserAgent_HEADER", "action_to_use": [one_of(&ACTIONS, "block")]},
    ]);
    let rules = json!([managed("AWSManagedRulesCommonRuleSet", 1, "none", counted), plain]);
    let all = [this(acl(rules)), logging()];
    let draft = after(&all, "aws_wafv2_web_acl.this");
    assert_eq!((draft.region.as_str(), &draft.fields["default_action"]), ("global", &json!("Allow")));
    let expected = json!([
        {"rule_name": "rate", "priority": 0, "action": "Block", "override_action": null, "managed_rule_group": null},
        {"rule_name": "AWSManagedRulesCommonRuleSet", "priority": 1, "action": null, "override_action": "None", "managed_rule_group": {
            "vendor_name": "AWS", "group_name": "AWSManagedRulesCommonRuleSet", "counted_rules": ["SizeRestrictions_BODY"],
            "scoped_down": false,
        }},
    ]);
    assert_eq!(draft.fields["rules"], expected);
    // Where requests are logged is known only later; that they are is known.
    assert_eq!(draft.fields["log_destinations"].as_array().map(Vec::len), Some(1));
    assert_eq!(after(&all[..1], "aws_wafv2_web_acl.this").fields["log_destinations"], Value::Null);
}

#[test]
fn rules_in_the_form_of_the_api_are_the_same() {
    let rules = json!([{
        "Name": "common", "Priority": 3, "OverrideAction": {"Count": {}},
        "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet",
            "ExcludedRules": [{"Name": "EC2MetaDataSSRF_BODY"}], "ScopeDownStatement": {"ByteMatchStatement": {}}}},
    }]);
    let mut known = acl(json!([]));
    known["rule_json"] = json!(rules.to_string());
    let group = create(
        "aws_wafv2_web_acl_rule_group_association.this",
        json!({"rule_name": "bots", "priority": 1, "override_action": "none",
            "managed_rule_group": [{"name": "AWSManagedRulesBotControlRuleSet", "vendor_name": "AWS", "rule_action_override": []}]}),
        json!({"id": true, "web_acl_arn": true}),
        json!({"web_acl_arn": refers("aws_wafv2_web_acl.this.arn")}),
    );
    let rules = &after(&[this(known), group], "aws_wafv2_web_acl.this").fields["rules"];
    assert_eq!((&rules[0]["rule_name"], &rules[0]["override_action"]), (&json!("bots"), &json!("None")));
    assert_eq!(
        (&rules[1]["override_action"], &rules[1]["managed_rule_group"]["scoped_down"]),
        (&json!("Count"), &json!(true))
    );
    assert_eq!(rules[1]["managed_rule_group"]["counted_rules"], json!(["EC2MetaDataSSRF_BODY"]));
}

#[test]
fn web_acls_of_load_balancers_are_another_thing() {
    let mut known = acl(json!([]));
    known["scope"] = json!("REGIONAL");
    assert!(changes(&[this(known)]).is_empty());
}

#[test]
fn an_update_touches_one_field() {
    let there = |overriding: &str| {
        let mut all = acl(json!([managed("common", 0, overriding, json!([]))]));
        all["id"] = json!("1");
        all["arn"] = json!("arn:aws:wafv2:us-east-1:111111111111:global/webacl/web/1");
        all
    };
    let all = [update("aws_wafv2_web_acl.this", there("none"), there("count"), json!({}), json!({}))];
    assert_eq!(changed(&all, "aws_wafv2_web_acl.this"), ["rules"]);
    assert!(!after(&all, "aws_wafv2_web_acl.this").fields.contains_key("log_destinations"));
}
