//! Plans of restoring backups, to see whether that can be done.

use super::super::super::mapping::{From, Mapping, Part};
use super::super::super::resource::Resource;
use super::conditions;
use crate::model::{Record, RestoreTestingPlan};
use serde_json::{Value, json};

const SELECTION: &str = "aws_backup_restore_testing_selection";

pub const TESTING_PLAN: Mapping = Mapping {
    name: "name",
    prefix: "arn:aws:backup:",
    parts: &[Part { terraform: SELECTION, of: "restore_testing_plan_name" }],
    fields: &[("restore_testing_plan_arn", From::Attribute("arn")), ("selections", From::With(selections))],
    ..Mapping::new(RestoreTestingPlan::shape, &["aws_backup_restore_testing_plan"], "arn")
};

fn selections(plan: &Resource) -> Option<Value> {
    let all = plan.parts(SELECTION).iter().map(selection).collect();
    Some(plan.list(all, &[SELECTION]))
}

fn selection(selection: &Resource) -> Value {
    const OPERATORS: [(&str, &str); 2] = [("string_equals", "StringEquals"), ("string_not_equals", "StringNotEquals")];
    let block = "protected_resource_conditions";
    json!({
        "selection_name": selection.value("name"),
        "protected_resource_type": selection.value("protected_resource_type"),
        "protected_resource_arns": match selection.is_left_to_aws("protected_resource_arns") {
            true => Some(json!([])),
            false => selection.arns("protected_resource_arns"),
        },
        "conditions": conditions(selection, block, &OPERATORS),
        "validation_window_hours": match selection.is_left_to_aws("validation_window_hours") {
            true => Some(json!(0)),
            false => selection.value_or("validation_window_hours", json!(0)),
        },
    })
}
