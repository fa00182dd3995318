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

#[cfg(test)]
mod tests {
    use super::super::super::testing::{after, create};
    use serde_json::json;

    #[test]
    fn an_assignments_id_is_made_of_its_parts() {
        let set = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";
        let known = json!({"target_id": "222222222222", "permission_set_arn": set, "principal_id": "g-1", "principal_type": "GROUP"});
        let all = [create("aws_ssoadmin_account_assignment.dev", known, json!({"id": true}), json!({}))];
        let assignment = after(&all, "aws_ssoadmin_account_assignment.dev");
        let id = format!("222222222222/{set}/g-1");
        assert_eq!(assignment.id, id);
        assert_eq!(assignment.arn, Some(format!("arn:aws:sso:eu-west-1:111111111111:assignment/{id}")));
        assert_eq!(
            (&assignment.fields["target_id"], &assignment.fields["principal_type"]),
            (&json!("222222222222"), &json!("GROUP"))
        );
    }
}
