//! IAM Identity Center: the accounts that it lets into. Its instances are in no plan.

use super::super::mapping::{From, Mapping};
use super::super::resource::Resource;
use crate::model::{IdentityCenterAssignment, Record};
use serde_json::{Value, json};

const ASSIGNMENT: Mapping = Mapping {
    arn: "arn:aws:sso:{region}:{account}:assignment/{id}",
    fields: &[("assignment_id", From::With(id))],
    ..Mapping::new(
        IdentityCenterAssignment::shape,
        &["aws_ssoadmin_account_assignment"],
        "{target_id}/{permission_set_arn}/{principal_id}",
    )
};

fn id(assignment: &Resource) -> Option<Value> {
    assignment.identity().map(|id| json!(id))
}

pub static MAPPINGS: &[Mapping] = &[ASSIGNMENT];
