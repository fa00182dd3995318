//! Which policies are attached to a role or a user.

use super::super::super::resource::{Resource, Told, known};
use crate::model::{ManagedPolicy, Record};
use serde_json::Value;

/// What Terraform calls attachments.
pub struct Attachments {
    /// One.
    single: &'static str,
    /// All, and no other.
    exclusive: &'static str,
}

pub const TO_ROLE: Attachments =
    Attachments { single: "aws_iam_role_policy_attachment", exclusive: "aws_iam_role_policy_attachments_exclusive" };
pub const TO_USER: Attachments =
    Attachments { single: "aws_iam_user_policy_attachment", exclusive: "aws_iam_user_policy_attachments_exclusive" };

/// Of one policy to several roles, users and groups.
const SHARED: &str = "aws_iam_policy_attachment";
/// A role's own list: those that the configuration sets, or else all that Terraform saw.
const OWN: &str = "managed_policy_arns";

pub fn policies(of: &Resource, names: &Attachments) -> Option<Value> {
    if let Some(all) = of.parts(names.exclusive).first() {
        return all.links("policy_arns", ManagedPolicy::shape());
    }
    let attached = singles(of, names);
    match of.told(OWN) {
        // What Terraform saw is all, but for what the plan itself does.
        Told::Known(Value::Array(seen)) => {
            let gone = of.before().map(|before| singles(&before, names)).unwrap_or_default();
            let is_kept = |arn: &&Value| !gone.contains(arn) && !attached.contains(arn);
            Some(known(seen.iter().filter(is_kept).cloned().chain(attached.iter().cloned()).collect()))
        }
        Told::AfterApply if !of.is_left_to_aws(OWN) => of.links(OWN, ManagedPolicy::shape()),
        _ => Some(of.list(attached, &[names.single, SHARED])),
    }
}

fn singles(of: &Resource, names: &Attachments) -> Vec<Value> {
    let parts = [names.single, SHARED].into_iter().flat_map(|terraform| of.parts(terraform));
    parts.filter_map(|part| part.link("policy_arn", ManagedPolicy::shape())).collect()
}
