//! Roles, and the account's own policies.

use super::super::super::mapping::{Constant, From, Mapping, Part};
use super::{attached, inline};
use crate::model::{ManagedPolicy, Record, Role};

pub const ROLE: Mapping = Mapping {
    arn: "arn:aws:iam::{account}:role{path}{id}",
    is_global: true,
    parts: &[
        Part { terraform: "aws_iam_role_policy", of: "role" },
        Part { terraform: "aws_iam_role_policies_exclusive", of: "role_name" },
        Part { terraform: "aws_iam_role_policy_attachment", of: "role" },
        Part { terraform: "aws_iam_role_policy_attachments_exclusive", of: "role_name" },
        Part { terraform: "aws_iam_policy_attachment", of: "roles" },
    ],
    fields: &[
        ("role_name", From::Attribute("name")),
        ("path", From::Or("path", Constant::Text("/"))),
        ("assume_role_policy_document", From::With(|role| role.policy("assume_role_policy"))),
        ("inline_policies", From::With(|role| inline::policies(role, &inline::OF_ROLE))),
        ("attached_policy_arns", From::With(|role| attached::policies(role, &attached::TO_ROLE))),
        ("permissions_boundary_arn", From::Attribute("permissions_boundary")),
        ("last_used", From::Made(Constant::Null)),
    ],
    ..Mapping::new(Role::shape, &["aws_iam_role"], "name")
};

pub const MANAGED_POLICY: Mapping = Mapping {
    arn: "arn:aws:iam::{account}:policy{path}{id}",
    is_global: true,
    fields: &[
        ("policy_name", From::Attribute("name")),
        ("path", From::Or("path", Constant::Text("/"))),
        ("document", From::With(|policy| policy.policy("policy"))),
    ],
    ..Mapping::new(ManagedPolicy::shape, &["aws_iam_policy"], "name")
};
