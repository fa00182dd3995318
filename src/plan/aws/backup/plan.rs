//! Backup plans, and what a region has opted in to.

use super::super::super::mapping::{From, Mapping, Part};
use super::super::super::resource::{Resource, Told};
use super::{condition, conditions};
use crate::model::{BackupPlan, BackupRegionSettings, Record};
use serde_json::{Value, json};

const SELECTION: &str = "aws_backup_selection";
const SETTINGS: &str = "aws_backup_region_settings";

pub const PLAN: Mapping = Mapping {
    name: "name",
    parts: &[Part { terraform: SELECTION, of: "plan_id" }],
    fields: &[
        ("backup_plan_id", From::Attribute("id")),
        ("rules", From::With(rules)),
        ("selections", From::With(selections)),
    ],
    ..Mapping::new(BackupPlan::shape, &["aws_backup_plan"], "id")
};

fn rules(plan: &Resource) -> Option<Value> {
    let Some(count) = plan.blocks("rule") else { return plan.value("rule") };
    let all = (0..count).map(|i| {
        let path = |name: &str| format!("rule[{i}].{name}");
        let value = |name: &str| plan.value(&path(name)).unwrap_or_default();
        json!({
            "rule_name": value("rule_name"),
            "target_backup_vault_name": value("target_vault_name"),
            "schedule_expression": value("schedule"),
            "copy_destination_vault_arns": copies(plan, &path("copy_action")),
        })
    });
    Some(Value::Array(all.collect()))
}

fn copies(plan: &Resource, block: &str) -> Value {
    match plan.blocks(block) {
        Some(count) => (0..count).filter_map(|i| plan.arn(&format!("{block}[{i}].destination_vault_arn"))).collect(),
        None => plan.after_apply(block),
    }
}

fn selections(plan: &Resource) -> Option<Value> {
    let all = plan.parts(SELECTION).iter().map(selection).collect();
    Some(plan.list(all, &[SELECTION]))
}

fn selection(selection: &Resource) -> Value {
    // In the collector's order.
    const OPERATORS: [(&str, &str); 4] = [
        ("string_equals", "StringEquals"),
        ("string_not_equals", "StringNotEquals"),
        ("string_like", "StringLike"),
        ("string_not_like", "StringNotLike"),
    ];
    let arns = |path: &str| selection.arns(path).unwrap_or_else(|| json!([]));
    let tags = match selection.blocks("selection_tag") {
        Some(count) => {
            (0..count).map(|i| condition(selection, &format!("selection_tag[{i}]"), "StringEquals")).collect()
        }
        None => selection.after_apply("selection_tag"),
    };
    json!({
        "selection_name": selection.value("name"),
        "resources": arns("resources"),
        "not_resources": match selection.told("not_resources") {
            // Nobody names what is left out: nothing is.
            Told::AfterApply if selection.is_left_to_aws("not_resources") => json!([]),
            _ => arns("not_resources"),
        },
        "list_of_tags": tags,
        "conditions": match selection.is_left_to_aws("condition") {
            true => json!([]),
            false => conditions(selection, "condition", &OPERATORS),
        },
    })
}

pub const REGION_SETTINGS: Mapping = Mapping {
    parts: &[Part { terraform: SETTINGS, of: "" }],
    fields: &[("settings_id", From::With(|_| Some(json!("settings")))), ("resource_type_opt_in", From::With(opt_in))],
    ..Mapping::new(BackupRegionSettings::shape, &[], "=settings")
};

fn opt_in(settings: &Resource) -> Option<Value> {
    settings.parts(SETTINGS).first()?.value("resource_type_opt_in_preference")
}
