//! AWS IAM: roles, users, policies, identity providers and the root user.

use super::{Derived, Fetched, Grant, PolicyDocument, Ref, Tags, Timestamp};
use serde::Serialize;
use trueline_derive::{Record, Resource};

/// A role.
#[derive(Serialize, Resource)]
#[resource("AWS::IAM::Role", plural = roles, id = role_name, scope = account, source = "iam:GetAccountAuthorizationDetails")]
pub struct Role {
    /// `RoleName`
    pub role_name: String,
    /// `Path`
    pub path: String,
    /// `CreateDate`
    pub create_date: Option<Timestamp>,
    /// Who may assume it; unknown when it cannot be understood. `AssumeRolePolicyDocument`
    #[source("iam:GetAccountAuthorizationDetails")]
    pub assume_role_policy_document: Fetched<PolicyDocument>,
    /// Whom that lets assume it.
    #[source("iam:GetAccountAuthorizationDetails")]
    #[serde(skip)]
    pub grants: Derived<Vec<Grant>>,
    /// Policies written into the role. `RolePolicyList`
    pub inline_policies: Vec<InlinePolicy>,
    /// `AttachedManagedPolicies[].PolicyArn`
    #[relation(attached_policies, inverse = attached_roles)]
    pub attached_policy_arns: Vec<Ref<ManagedPolicy>>,
    /// `PermissionsBoundary.PermissionsBoundaryArn`
    pub permissions_boundary_arn: Option<String>,
    /// When it was last used, as far as IAM tracks it. `RoleLastUsed.LastUsedDate`
    pub last_used: Option<Timestamp>,
    /// `Tags`
    pub tags: Tags,
}

/// A policy written into a role or a user.
#[derive(Serialize, Record)]
pub struct InlinePolicy {
    /// `PolicyName`
    pub policy_name: String,
    /// Unknown when it cannot be understood. `PolicyDocument`
    #[source("iam:GetAccountAuthorizationDetails")]
    pub document: Fetched<PolicyDocument>,
}

/// A user.
#[derive(Serialize, Resource)]
#[resource("AWS::IAM::User", plural = users, id = user_name, scope = account, source = "iam:GetAccountAuthorizationDetails")]
pub struct User {
    /// `UserName`
    pub user_name: String,
    /// `Path`
    pub path: String,
    /// `CreateDate`
    pub create_date: Option<Timestamp>,
    /// Policies written into the user. `UserPolicyList`
    pub inline_policies: Vec<InlinePolicy>,
    /// `AttachedManagedPolicies[].PolicyArn`
    #[relation(attached_policies, inverse = attached_users)]
    pub attached_policy_arns: Vec<Ref<ManagedPolicy>>,
    /// Whether it has a console password: NoSuchEntity says that it has none.
    #[source("iam:GetLoginProfile")]
    pub has_console_password: Fetched<bool>,
    /// Its access keys, never their secrets.
    #[source("iam:ListAccessKeys")]
    pub access_keys: Fetched<Vec<AccessKey>>,
    /// `Tags`
    pub tags: Tags,
}

/// An access key of a user.
#[derive(Serialize, Record)]
pub struct AccessKey {
    /// `AccessKeyId`
    pub access_key_id: String,
    /// Active, Inactive or Expired. `Status`
    pub status: Option<String>,
    /// `CreateDate`
    pub create_date: Option<Timestamp>,
}

/// A policy of the account. AWS's own are not read.
#[derive(Serialize, Resource)]
#[resource("AWS::IAM::ManagedPolicy", plural = managed_policies, id = policy_name, scope = account, source = "iam:GetAccountAuthorizationDetails")]
pub struct ManagedPolicy {
    /// `PolicyName`
    pub policy_name: String,
    /// `Path`
    pub path: String,
    /// Roles, users and groups that it is attached to. `AttachmentCount`
    pub attachment_count: Option<i64>,
    /// The default version; unknown when it cannot be understood. `PolicyVersionList[].Document` whose `IsDefaultVersion` is true
    #[source("iam:GetAccountAuthorizationDetails")]
    pub document: Fetched<Option<PolicyDocument>>,
}

/// An OpenID Connect identity provider.
#[derive(Serialize, Resource)]
#[resource("AWS::IAM::OIDCProvider", plural = oidc_providers, id = provider_arn, source = "iam:GetOpenIDConnectProvider", listing = "iam:ListOpenIDConnectProviders")]
pub struct OidcProvider {
    /// `OpenIDConnectProviderList[].Arn`
    pub provider_arn: String,
    /// The issuer without its scheme. `Url`
    pub url: Option<String>,
    /// Audiences. `ClientIDList`
    pub client_ids: Vec<String>,
    /// `CreateDate`
    pub create_date: Option<Timestamp>,
}

/// A SAML identity provider.
#[derive(Serialize, Resource)]
#[resource("AWS::IAM::SAMLProvider", plural = saml_providers, id = provider_arn, source = "iam:ListSAMLProviders")]
pub struct SamlProvider {
    /// `SAMLProviderList[].Arn`
    pub provider_arn: String,
    /// `ValidUntil`
    pub valid_until: Option<Timestamp>,
}

/// What IAM counts in an account, among it the root user's credentials.
#[derive(Serialize, Resource)]
#[resource("AWS::IAM::AccountSummary", plural = account_summaries, id = summary_id, scope = account, source = "iam:GetAccountSummary")]
pub struct AccountSummary {
    /// Always `summary`: an account has one.
    pub summary_id: String,
    /// Access keys of the root user, 0 or 1. `AccountAccessKeysPresent`
    pub account_access_keys_present: Option<i64>,
    /// Whether the root user has a second factor, 0 or 1. `AccountMFAEnabled`
    pub account_mfa_enabled: Option<i64>,
    /// Whether the root user has a password, 0 or 1. `AccountPasswordPresent`
    pub account_password_present: Option<i64>,
    /// `Users`
    pub users: Option<i64>,
}
