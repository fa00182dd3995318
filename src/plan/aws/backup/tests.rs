//! Plans, vaults and tests of restoring in small plans.

use crate::model::{INCOMPLETE, UNKNOWN};
use crate::plan::testing::{after, changed, changes, create, delete, refers, update};
use serde_json::{Value, json};

const PLAN: &str = "aws_backup_plan.this";
const VAULT: &str = "aws_backup_vault.this";

fn vault(address: &str, name: &str, region: &str) -> Value {
    create(
        address,
        json!({"name": name, "region": region}),
        json!({"arn": true, "kms_key_arn": true}),
        json!({"kms_key_arn": refers("aws_kms_key.this.arn")}),
    )
}

fn plan() -> Value {
    create(
        PLAN,
        json!({"name": "daily", "tags_all": {"Name": "other"}, "rule": [{"rule_name": "daily", "schedule": "cron(0 3 * * ? *)",
            "target_vault_name": "own", "copy_action": [{}]}]}),
        json!({"id": true, "arn": true, "rule": [{"copy_action": [{"destination_vault_arn": true}]}]}),
        json!({"rule": [{"copy_action": [{"destination_vault_arn": refers("aws_backup_vault.copies.arn")}]}]}),
    )
}

fn selection() -> Value {
    create(
        "aws_backup_selection.this",
        json!({"name": "aurora", "resources": [], "selection_tag": [{"type": "STRINGEQUALS", "key": "backup", "value": "yes"}],
            "condition": [{"string_equals": [], "string_like": [{"key": "aws:ResourceTag/tier", "value": "d*"}],
                "string_not_equals": [{"key": "aws:ResourceTag/tier", "value": "x"}], "string_not_like": []}]}),
        json!({"id": true, "plan_id": true, "resources": true, "not_resources": true}),
        json!({"plan_id": refers("aws_backup_plan.this.id"), "resources": refers("aws_rds_cluster.this.arn")}),
    )
}

fn cluster() -> Value {
    create("aws_rds_cluster.this", json!({"cluster_identifier": "prod"}), json!({"arn": true, "id": true}), json!({}))
}

#[test]
fn copies_and_what_is_covered_are_known_before_they_are_there() {
    // Both vaults have one name: in which region the copies' is decides.
    let all = [
        vault(VAULT, "own", "eu-west-1"),
        vault("aws_backup_vault.copies", "own", "eu-central-1"),
        plan(),
        selection(),
        cluster(),
    ];
    let draft = after(&all, PLAN);
    assert_eq!((draft.id.as_str(), draft.name.as_str()), ("{aws_backup_plan.this}", "daily"));
    assert_eq!(
        draft.fields["rules"],
        json!([{"rule_name": "daily", "target_backup_vault_name": "own",
        "schedule_expression": "cron(0 3 * * ? *)",
        "copy_destination_vault_arns": ["arn:aws:backup:eu-central-1:111111111111:backup-vault:own"]}])
    );
    let condition = |operator: &str, key: &str, value: &str| json!({"operator": operator, "key": key, "value": value});
    assert_eq!(
        draft.fields["selections"],
        json!([{"selection_name": "aurora",
        "resources": ["arn:aws:rds:eu-west-1:111111111111:cluster:prod"], "not_resources": [],
        "list_of_tags": [condition("StringEquals", "backup", "yes")],
        "conditions": [condition("StringNotEquals", "tier", "x"), condition("StringLike", "tier", "d*")]}])
    );
}

#[test]
fn a_plan_that_is_there_may_cover_more() {
    let live = |schedule: &str| {
        json!({"id": "p-1", "name": "daily", "rule": [{"rule_name": "daily", "schedule": schedule,
        "target_vault_name": "own", "copy_action": []}]})
    };
    let later = update(PLAN, live("cron(0 3 * * ? *)"), live("cron(0 5 * * ? *)"), json!({}), json!({}));
    assert_eq!(changed(std::slice::from_ref(&later), PLAN), ["rules"]);
    assert_eq!(after(&[later], PLAN).fields["selections"][INCOMPLETE], "a plan does not tell it");
    // A selection of a plan that is not in this one.
    let own = json!({"name": "a", "plan_id": "p-2", "resources": ["*"], "not_resources": []});
    let all = changes(&[delete("aws_backup_selection.this", own)]);
    assert_eq!((all[0].is_whole, all[0].changed()), (false, vec!["selections"]));
}

#[test]
fn a_vault_has_its_parts_where_its_region_is() {
    let lock = |region: &str| {
        create(
            &format!("aws_backup_vault_lock_configuration.{}", &region[..4].replace('-', "")),
            json!({"backup_vault_name": "own", "region": region, "min_retention_days": 7}),
            json!({"id": true}),
            json!({}),
        )
    };
    let all = [
        vault(VAULT, "own", "eu-west-1"),
        vault("aws_backup_vault.copies", "own", "eu-central-1"),
        lock("eu-central-1"),
    ];
    let of = |address: &str| after(&all, address);
    assert_eq!(of(VAULT).fields["locked"], false);
    assert_eq!(of("aws_backup_vault.copies").fields["locked"], true);
    assert_eq!(of(VAULT).fields["policy"], Value::Null);
    let live =
        json!({"name": "own", "arn": "arn:aws:backup:eu-west-1:111111111111:backup-vault:own", "kms_key_arn": "arn:k"});
    let kept = update(VAULT, live.clone(), live, json!({}), json!({}));
    let policy = create(
        "aws_backup_vault_policy.this",
        json!({"backup_vault_name": "own", "policy":
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"backup:*\",\"Resource\":\"*\"}]}"}),
        json!({}),
        json!({}),
    );
    assert_eq!(changed(&[kept.clone(), policy], VAULT), ["policy"]);
    assert!(after(&[kept], VAULT).fields["locked"].get(UNKNOWN).is_some());
}

#[test]
fn settings_are_the_regions_and_not_the_plans() {
    let of =
        |aurora: bool| json!({"id": "eu-west-1", "resource_type_opt_in_preference": {"Aurora": aurora, "EBS": true}});
    let address = "aws_backup_region_settings.this";
    let new = create(address, of(true), json!({}), json!({}));
    let made = &changes(&[new])[0];
    let draft = made.after.as_ref().unwrap();
    assert_eq!((draft.id.as_str(), draft.region.as_str(), made.is_whole), ("settings", "eu-west-1", false));
    assert_eq!(draft.fields["resource_type_opt_in"], json!({"Aurora": true, "EBS": true}));
    assert_eq!(
        changed(&[update(address, of(true), of(false), json!({}), json!({}))], address),
        ["resource_type_opt_in"]
    );
}

#[test]
fn tests_of_restoring_have_their_selections() {
    let address = "aws_backup_restore_testing_plan.this";
    let testing = create(
        address,
        json!({"name": "weekly", "schedule_expression": "cron(0 5 ? * 1 *)"}),
        json!({"arn": true}),
        json!({}),
    );
    let selection = create(
        "aws_backup_restore_testing_selection.this",
        json!({"name": "aurora", "restore_testing_plan_name": "weekly", "protected_resource_type": "Aurora",
            "protected_resource_conditions": [{"string_equals": [{"key": "aws:ResourceTag/env", "value": "prod"}], "string_not_equals": []}]}),
        json!({"protected_resource_arns": true, "validation_window_hours": true}),
        json!({}),
    );
    let draft = after(&[testing, selection], address);
    assert_eq!(
        draft.fields["selections"],
        json!([{"selection_name": "aurora", "protected_resource_type": "Aurora",
        "protected_resource_arns": [], "conditions": [{"operator": "StringEquals", "key": "env", "value": "prod"}],
        "validation_window_hours": 0}])
    );
    assert!(!draft.fields.contains_key("last_execution_time"));
}
