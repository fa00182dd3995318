//! Roles, users and providers of small plans.

use super::super::super::testing::{after, changed, changes, create, delete, refers, update};
use crate::model::INCOMPLETE;
use serde_json::{Value, json};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
const READ: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#;

fn role() -> Value {
    let known = json!({"name": "app", "path": "/", "assume_role_policy": TRUST, "permissions_boundary": null});
    let computed =
        json!({"arn": true, "id": true, "inline_policy": true, "managed_policy_arns": true, "create_date": true});
    create("aws_iam_role.app", known, computed, json!({"name": {}, "assume_role_policy": {}}))
}

fn old_role(attached: Value, inline: Value) -> Value {
    json!({
        "name": "app", "id": "app", "arn": "arn:aws:iam::111111111111:role/app", "path": "/", "assume_role_policy": TRUST,
        "managed_policy_arns": attached, "inline_policy": inline,
    })
}

#[test]
fn a_new_role_has_what_the_plan_writes_and_attaches() {
    let policy = create("aws_iam_policy.own", json!({"name": "own", "policy": READ}), json!({"arn": true}), json!({}));
    let own = create(
        "aws_iam_role_policy_attachment.own",
        json!({}),
        json!({"role": true, "policy_arn": true}),
        json!({"role": refers("aws_iam_role.app.name"), "policy_arn": refers("aws_iam_policy.own.arn")}),
    );
    let aws = create(
        "aws_iam_role_policy_attachment.aws",
        json!({"role": "app", "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
        json!({}),
        json!({}),
    );
    let inline = create(
        "aws_iam_role_policy.read",
        json!({"name": "read", "role": "app", "policy": READ}),
        json!({}),
        json!({}),
    );
    let role = after(&[policy, role(), own, aws, inline], "aws_iam_role.app");
    assert_eq!((role.id.as_str(), role.region.as_str()), ("app", "global"));
    assert_eq!(role.arn.as_deref(), Some("arn:aws:iam::111111111111:role/app"));
    assert_eq!(role.fields["attached_policy_arns"], json!(["own", "arn:aws:iam::aws:policy/ReadOnlyAccess"]));
    assert_eq!(role.fields["inline_policies"][0]["policy_name"], "read");
    assert_eq!(role.fields["inline_policies"][0]["document"]["statements"][0]["actions"], json!(["s3:GetObject"]));
    assert_eq!(
        role.fields["assume_role_policy_document"]["statements"][0]["principals"][0]["value"],
        "ec2.amazonaws.com"
    );
    assert_eq!(role.fields["last_used"], Value::Null);
}

#[test]
fn what_is_attached_to_a_role_elsewhere_is_not_known() {
    let part = json!({"role": "other", "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"});
    let all = changes(&[create("aws_iam_role_policy_attachment.aws", part, json!({}), json!({}))]);
    let fields = &all[0].after.as_ref().unwrap().fields;
    assert!(!all[0].is_whole);
    assert_eq!(fields["attached_policy_arns"]["items"], json!(["arn:aws:iam::aws:policy/ReadOnlyAccess"]));
    assert!(fields["attached_policy_arns"].get(INCOMPLETE).is_some());
    assert_eq!(all[0].changed(), ["attached_policy_arns"]);
}

#[test]
fn an_attachment_that_goes_leaves_what_terraform_saw() {
    let seen = old_role(json!(["arn:a", "arn:b"]), json!([{"name": "read", "policy": READ}]));
    let all = [
        update("aws_iam_role.app", seen.clone(), seen, json!({}), json!({})),
        delete("aws_iam_role_policy_attachment.b", json!({"role": "app", "policy_arn": "arn:b"})),
    ];
    assert_eq!(after(&all, "aws_iam_role.app").fields["attached_policy_arns"], json!(["arn:a"]));
    assert_eq!(changed(&all, "aws_iam_role.app"), ["attached_policy_arns"]);
}

#[test]
fn exclusive_lists_are_whole() {
    let seen = old_role(json!([]), json!([]));
    let names = json!({"role_name": "app", "policy_names": ["read", "elsewhere"]});
    let arns = json!({"role_name": "app", "policy_arns": ["arn:a"]});
    let all = [
        update("aws_iam_role.app", seen.clone(), seen, json!({}), json!({})),
        create("aws_iam_role_policies_exclusive.app", names, json!({}), json!({})),
        create("aws_iam_role_policy_attachments_exclusive.app", arns, json!({}), json!({})),
        create(
            "aws_iam_role_policy.read",
            json!({"name": "read", "role": "app", "policy": READ}),
            json!({}),
            json!({}),
        ),
        create(
            "aws_iam_role_policy.gone",
            json!({"name": "gone", "role": "app", "policy": READ}),
            json!({}),
            json!({}),
        ),
    ];
    let fields = after(&all, "aws_iam_role.app").fields;
    assert_eq!(fields["attached_policy_arns"], json!(["arn:a"]));
    let names = fields["inline_policies"].as_array().unwrap().iter().map(|p| p["policy_name"].as_str().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), ["read", "elsewhere"]);
}

#[test]
fn one_attachment_is_to_several() {
    let user = |name: &str| {
        create(&format!("aws_iam_user.{name}"), json!({"name": name, "path": "/"}), json!({"arn": true}), json!({}))
    };
    let policy = json!({"name": "all", "users": ["a", "b"], "roles": [], "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"});
    let all = [user("a"), user("b"), user("c"), create("aws_iam_policy_attachment.all", policy, json!({}), json!({}))];
    let attached = |name: &str| after(&all, &format!("aws_iam_user.{name}")).fields["attached_policy_arns"].clone();
    assert_eq!(attached("a"), json!(["arn:aws:iam::aws:policy/ReadOnlyAccess"]));
    assert_eq!(attached("b"), attached("a"));
    assert_eq!(attached("c"), json!([]));
}

#[test]
fn a_user_has_keys_and_a_password() {
    let user = create("aws_iam_user.ci", json!({"name": "ci", "path": "/"}), json!({"arn": true}), json!({}));
    let key = create(
        "aws_iam_access_key.ci",
        json!({"user": "ci", "status": "Active"}),
        json!({"id": true, "secret": true}),
        json!({}),
    );
    let profile = create("aws_iam_user_login_profile.ci", json!({"user": "ci"}), json!({"password": true}), json!({}));
    let alone = after(std::slice::from_ref(&user), "aws_iam_user.ci").fields;
    assert_eq!((&alone["access_keys"], &alone["has_console_password"]), (&json!([]), &json!(false)));
    let both = after(&[user, key, profile], "aws_iam_user.ci").fields;
    assert_eq!((&both["access_keys"][0]["status"], &both["has_console_password"]), (&json!("Active"), &json!(true)));
    let known = json!({"id": "ci", "name": "ci", "path": "/", "arn": "arn:aws:iam::111111111111:user/ci"});
    let known = update("aws_iam_user.ci", known.clone(), known, json!({}), json!({}));
    assert!(after(&[known], "aws_iam_user.ci").fields["has_console_password"].is_object());
}

#[test]
fn a_providers_arn_is_made_of_its_url() {
    let known = json!({"url": "https://token.actions.githubusercontent.com", "client_id_list": ["sts.amazonaws.com"]});
    let all = [create("aws_iam_openid_connect_provider.github", known, json!({"arn": true, "id": true}), json!({}))];
    let provider = after(&all, "aws_iam_openid_connect_provider.github");
    assert_eq!(provider.id, "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com");
    assert_eq!(provider.fields["url"], "token.actions.githubusercontent.com");
    assert_eq!(provider.fields["client_ids"], json!(["sts.amazonaws.com"]));
    let saml = [create(
        "aws_iam_saml_provider.okta",
        json!({"name": "okta"}),
        json!({"arn": true, "valid_until": true}),
        json!({}),
    )];
    let saml = after(&saml, "aws_iam_saml_provider.okta");
    assert_eq!(saml.fields["provider_arn"], "arn:aws:iam::111111111111:saml-provider/okta");
}
