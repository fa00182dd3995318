//! Roles, users and the account's own policies: one list holds them all with their documents.

use super::super::Operation;
use super::super::context::{Context, Header, fetched};
use super::super::convert::{self, sent, timestamp};
use super::NO_SUCH_ENTITY;
use crate::model::{AccessKey, Fetched, InlinePolicy, ManagedPolicy, PolicyDocument, Ref, Role, Tags, User};
use crate::snapshot::Gap;
use aws_sdk_iam::Client;
use aws_sdk_iam::operation::get_account_authorization_details::GetAccountAuthorizationDetailsOutput;
use aws_sdk_iam::types::{self, EntityType};
use futures_util::future::{join, join_all};

pub(super) const GET_ACCOUNT_AUTHORIZATION_DETAILS: Operation =
    Operation::account("iam:GetAccountAuthorizationDetails");
/// Asked for users, not for the roles and policies of the same list.
pub(super) const GET_LOGIN_PROFILE: Operation =
    Operation::account("iam:GetLoginProfile").after(&["iam:GetAccountAuthorizationDetails"]).conditional();
/// Asked for users, not for the roles and policies of the same list.
pub(super) const LIST_ACCESS_KEYS: Operation =
    Operation::account("iam:ListAccessKeys").after(&["iam:GetAccountAuthorizationDetails"]).conditional();

enum Detail {
    Role(Box<types::RoleDetail>),
    User(Box<types::UserDetail>),
    Policy(Box<types::ManagedPolicyDetail>),
}

pub(super) async fn details(context: &Context, client: &Client) {
    let pages = client
        .get_account_authorization_details()
        .set_filter(Some(vec![EntityType::Role, EntityType::User, EntityType::LocalManagedPolicy]))
        .max_items(1000)
        .into_paginator()
        .send();
    let details = context.pages(&GET_ACCOUNT_AUTHORIZATION_DETAILS, pages, details_of).await;
    join_all(details.iter().flatten().map(|detail| async move {
        match detail {
            Detail::Role(role) => add_role(context, role),
            Detail::User(user) => read_user(context, client, user).await,
            Detail::Policy(policy) => add_policy(context, policy),
        }
    }))
    .await;
}

fn details_of(page: GetAccountAuthorizationDetailsOutput) -> Vec<Detail> {
    let roles = page.role_detail_list.unwrap_or_default().into_iter().map(|r| Detail::Role(Box::new(r)));
    let users = page.user_detail_list.unwrap_or_default().into_iter().map(|u| Detail::User(Box::new(u)));
    let policies = page.policies.unwrap_or_default().into_iter().map(|p| Detail::Policy(Box::new(p)));
    roles.chain(users).chain(policies).collect()
}

fn add_role(context: &Context, role: &types::RoleDetail) {
    let Some(name) = role.role_name() else { return };
    let fields = Role {
        role_name: name.to_owned(),
        path: sent(role.path()),
        create_date: timestamp(role.create_date()),
        assume_role_policy_document: document(role.assume_role_policy_document()),
        grants: Default::default(),
        inline_policies: role.role_policy_list().iter().map(inline_policy).collect(),
        attached_policy_arns: attached(role.attached_managed_policies()),
        permissions_boundary_arn: role.permissions_boundary().and_then(|b| b.permissions_boundary_arn.clone()),
        last_used: role.role_last_used().and_then(|u| timestamp(u.last_used_date())),
        tags: tags(role.tags()),
    };
    let arn = role.arn.clone().unwrap_or_else(|| context.arn("iam", &format!("role/{name}")));
    context.add(Header { arn, id: name, name: Some(name) }, Ok(fields));
}

async fn read_user(context: &Context, client: &Client, user: &types::UserDetail) {
    let Some(name) = user.user_name() else { return };
    let profile = client.get_login_profile().user_name(name).send();
    let profile = context.call_unless(&GET_LOGIN_PROFILE, Some(name), &[NO_SUCH_ENTITY], profile);
    let (profile, keys) = join(profile, access_keys(context, client, name)).await;
    let access_keys = match keys {
        Ok(Some(keys)) => Fetched::Value(keys),
        Ok(None) => return, // deleted since it was listed
        Err(gap) => Fetched::Unknown(gap.text),
    };
    let fields = User {
        user_name: name.to_owned(),
        path: sent(user.path()),
        create_date: timestamp(user.create_date()),
        inline_policies: user.user_policy_list().iter().map(inline_policy).collect(),
        attached_policy_arns: attached(user.attached_managed_policies()),
        has_console_password: fetched(profile, |profile| profile.is_some()),
        access_keys,
        tags: tags(user.tags()),
    };
    let arn = user.arn.clone().unwrap_or_else(|| context.arn("iam", &format!("user/{name}")));
    context.add(Header { arn, id: name, name: Some(name) }, Ok(fields));
}

/// Page by page instead of through a paginator: a user who does not exist any more is an answer. `None` for such a one.
async fn access_keys(context: &Context, client: &Client, user: &str) -> Result<Option<Vec<AccessKey>>, Gap> {
    let (mut keys, mut marker) = (Vec::new(), None);
    loop {
        let page = client.list_access_keys().user_name(user).set_marker(marker.clone()).send();
        let page = context.call_listed(&LIST_ACCESS_KEYS, user, &[NO_SUCH_ENTITY], page).await?;
        let Some(page) = page else { return Ok(None) };
        keys.extend(page.access_key_metadata.iter().filter_map(access_key));
        let next = page.marker.filter(|next| page.is_truncated && marker.as_ref() != Some(next));
        if next.is_none() {
            return Ok(Some(keys));
        }
        marker = next;
    }
}

fn access_key(key: &types::AccessKeyMetadata) -> Option<AccessKey> {
    Some(AccessKey {
        access_key_id: key.access_key_id.clone()?,
        status: key.status.as_ref().map(|s| s.as_str().to_owned()),
        create_date: timestamp(key.create_date()),
    })
}

fn add_policy(context: &Context, policy: &types::ManagedPolicyDetail) {
    let Some(name) = policy.policy_name() else { return };
    let default = policy.policy_version_list().iter().find(|v| v.is_default_version);
    let fields = ManagedPolicy {
        policy_name: name.to_owned(),
        path: sent(policy.path()),
        attachment_count: policy.attachment_count.map(i64::from),
        document: match default.map(|version| document(version.document())) {
            None => Fetched::Value(None),
            Some(Fetched::Value(document)) => Fetched::Value(Some(document)),
            Some(Fetched::Unknown(why)) => Fetched::Unknown(why),
        },
    };
    let arn = policy.arn.clone().unwrap_or_else(|| context.arn("iam", &format!("policy/{name}")));
    context.add(Header { arn, id: name, name: Some(name) }, Ok(fields));
}

fn inline_policy(policy: &types::PolicyDetail) -> InlinePolicy {
    InlinePolicy { policy_name: sent(policy.policy_name()), document: document(policy.policy_document()) }
}

/// A document that is not understood is unknown: as an empty one it would permit nothing.
fn document(text: Option<&str>) -> Fetched<PolicyDocument> {
    match crate::model::policy_document(text.unwrap_or_default()) {
        Ok(document) => Fetched::Value(document),
        Err(why) => Fetched::Unknown(why),
    }
}

fn attached(policies: &[types::AttachedPolicy]) -> Vec<Ref<ManagedPolicy>> {
    policies.iter().filter_map(|p| p.policy_arn()).map(Ref::from).collect()
}

fn tags(tags: &[types::Tag]) -> Tags {
    convert::tags(tags.iter().map(|t| (Some(t.key()), Some(t.value()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_cannot_be_read_is_unknown() {
        assert!(matches!(document(None), Fetched::Unknown(_)));
        assert!(matches!(document(Some("%7B")), Fetched::Unknown(_)));
        let encoded = document(Some("%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D"));
        assert!(matches!(encoded, Fetched::Value(document) if document.version.as_deref() == Some("2012-10-17")));
    }
}
