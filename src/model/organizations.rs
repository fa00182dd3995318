//! AWS Organizations: the organization, its accounts, units and policies.

use super::{Derived, Fetched, PolicyDocument, Ref, Timestamp};
use serde::Serialize;
use trueline_derive::{Record, Resource};

/// An account of the organization. Its own `account_id` is its id.
#[derive(Serialize, Resource)]
#[resource("AWS::Organizations::Account", plural = accounts, id = account_number, source = "organizations:ListAccounts")]
pub struct Account {
    /// The account's twelve digits. `Id`
    pub account_number: String,
    /// The environment that the settings give it, by id or by name: management, dev, staging or prod; null for any other account.
    #[source("settings")]
    pub environment: Option<String>,
    /// Whether it is the organization's management account. `Organization.MasterAccountId`
    #[source("organizations:DescribeOrganization")]
    pub is_management: Fetched<bool>,
    /// PENDING_ACTIVATION, ACTIVE, SUSPENDED, PENDING_CLOSURE or CLOSED. `State`, or the retired `Status` where only that is answered
    pub state: Fetched<String>,
    /// The address of its root user. `Email`
    pub email: Option<String>,
    /// INVITED or CREATED. `JoinedMethod`
    pub joined_method: Option<String>,
    /// When it joined the organization. `JoinedTimestamp`
    pub joined_timestamp: Option<Timestamp>,
    /// The organization that it is in. `Organization.Id`
    #[source("organizations:DescribeOrganization")]
    #[relation(organization, inverse = accounts, reach = organization)]
    pub organization_id: Fetched<Option<Ref<Organization>>>,
    /// The unit that it is in; null directly under the root.
    #[source("organizations:ListAccountsForParent")]
    #[relation(organizational_unit, inverse = accounts, prefix = "ou-")]
    pub parent_id: Fetched<Option<Ref<OrganizationalUnit>>>,
    /// The service control policies that count for it: those of the root, of every unit on the way and its own. None count for the
    /// management account, or where the organization has not switched them on.
    #[source("organizations:ListTargetsForPolicy")]
    #[relation(service_control_policies, inverse = effective_accounts)]
    #[serde(skip)]
    pub service_control_policy_ids: Derived<Vec<Ref<OrganizationPolicy>>>,
}

/// The organization itself.
#[derive(Serialize, Resource)]
#[resource("AWS::Organizations::Organization", plural = organizations, id = organization_id, source = "organizations:DescribeOrganization")]
pub struct Organization {
    /// `Id`
    pub organization_id: String,
    /// ALL or CONSOLIDATED_BILLING. `FeatureSet`
    pub feature_set: Option<String>,
    /// `MasterAccountId`
    #[relation(management_account, inverse = managed_organizations, reach = organization)]
    pub master_account_id: Option<Ref<Account>>,
    /// Policy types of the root that are enabled. `Roots[].PolicyTypes[]` whose `Status` is ENABLED
    #[source("organizations:ListRoots")]
    pub enabled_policy_types: Fetched<Vec<String>>,
    /// The root's id. `Roots[].Id`
    #[source("organizations:ListRoots")]
    pub root_id: Fetched<Option<String>>,
}

/// An organizational unit.
#[derive(Serialize, Resource)]
#[resource("AWS::Organizations::OrganizationalUnit", plural = organizational_units, id = unit_id, source = "organizations:ListOrganizationalUnitsForParent")]
pub struct OrganizationalUnit {
    /// `Id`
    pub unit_id: String,
    /// The unit above; null under the root.
    #[relation(parent, inverse = children, prefix = "ou-")]
    pub parent_id: Option<Ref<OrganizationalUnit>>,
}

/// A policy of the organization: service control, resource control and others.
#[derive(Serialize, Resource)]
#[resource("AWS::Organizations::Policy", plural = organization_policies, id = policy_id, source = "organizations:ListPolicies")]
pub struct OrganizationPolicy {
    /// `Id`
    pub policy_id: String,
    /// SERVICE_CONTROL_POLICY, RESOURCE_CONTROL_POLICY, ... `Type`
    pub policy_type: String,
    /// Whether AWS wrote it, as FullAWSAccess. `AwsManaged`
    pub aws_managed: bool,
    /// What it says. `Content`
    #[source("organizations:DescribePolicy")]
    pub content: Fetched<PolicyDocument>,
    /// Where it is attached.
    #[source("organizations:ListTargetsForPolicy")]
    pub targets: Fetched<Vec<PolicyTarget>>,
}

/// Something that a policy is attached to.
#[derive(Serialize, Record)]
pub struct PolicyTarget {
    /// The id of a root, a unit or an account. `TargetId`
    pub target_id: String,
    /// ROOT, ORGANIZATIONAL_UNIT or ACCOUNT. `Type`
    pub target_type: String,
}

/// The identity with which an account was read.
#[derive(Serialize, Resource)]
#[resource("AWS::STS::CallerIdentity", plural = caller_identities, id = user_id, scope = account, source = "sts:GetCallerIdentity")]
pub struct CallerIdentity {
    /// `UserId`
    pub user_id: String,
    /// The account that answered. `Account`
    pub account_number: String,
}
