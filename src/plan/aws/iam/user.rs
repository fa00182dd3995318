//! Users.

use super::super::super::mapping::{Constant, From, Mapping, Part};
use super::super::super::resource::Resource;
use super::{attached, inline};
use crate::model::{Record, User};
use serde_json::{Value, json};

const ACCESS_KEY: &str = "aws_iam_access_key";
const LOGIN_PROFILE: &str = "aws_iam_user_login_profile";

pub const USER: Mapping = Mapping {
    arn: "arn:aws:iam::{account}:user{path}{id}",
    is_global: true,
    parts: &[
        Part { terraform: "aws_iam_user_policy", of: "user" },
        Part { terraform: "aws_iam_user_policies_exclusive", of: "user_name" },
        Part { terraform: "aws_iam_user_policy_attachment", of: "user" },
        Part { terraform: "aws_iam_user_policy_attachments_exclusive", of: "user_name" },
        Part { terraform: "aws_iam_policy_attachment", of: "users" },
        Part { terraform: ACCESS_KEY, of: "user" },
        Part { terraform: LOGIN_PROFILE, of: "user" },
    ],
    fields: &[
        ("user_name", From::Attribute("name")),
        ("path", From::Or("path", Constant::Text("/"))),
        ("inline_policies", From::With(|user| inline::policies(user, &inline::OF_USER))),
        ("attached_policy_arns", From::With(|user| attached::policies(user, &attached::TO_USER))),
        ("has_console_password", From::With(has_console_password)),
        ("access_keys", From::With(access_keys)),
    ],
    ..Mapping::new(User::shape, &["aws_iam_user"], "name")
};

fn has_console_password(user: &Resource) -> Option<Value> {
    Some(user.part(LOGIN_PROFILE).map_or_else(|why| why, |profile| json!(profile.is_some())))
}

fn access_keys(user: &Resource) -> Option<Value> {
    let parts = user.parts(ACCESS_KEY);
    let keys = parts.iter().map(|key| {
        json!({
            "access_key_id": key.value("id"),
            "status": key.value_or("status", json!("Active")),
            "create_date": key.value("create_date"),
        })
    });
    Some(user.list(keys.collect(), &[ACCESS_KEY]))
}
