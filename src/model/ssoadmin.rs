//! IAM Identity Center: where people sign in, and which accounts they are let into.

use super::{Account, Ref, Timestamp};
use serde::Serialize;
use trueline_derive::Resource;

/// An instance of Identity Center. The organization's is seen from every account; an account may have one of its own.
#[derive(Serialize, Resource)]
#[resource("AWS::SSO::Instance", plural = identity_center_instances, id = instance_arn, source = "sso:ListInstances")]
pub struct IdentityCenterInstance {
    /// `InstanceArn`
    pub instance_arn: String,
    /// The account that it belongs to: the management account owns the organization's. `OwnerAccountId`
    #[relation(owner, inverse = owned_identity_center_instances, reach = organization)]
    pub owner_account_id: Option<Ref<Account>>,
    /// CREATE_IN_PROGRESS, CREATE_FAILED, ACTIVE or DELETE_IN_PROGRESS. `Status`
    pub status: Option<String>,
    /// `IdentityStoreId`
    pub identity_store_id: Option<String>,
    /// `CreatedDate`
    pub created_date: Option<Timestamp>,
}

/// What lets a person or a group into an account.
#[derive(Serialize, Resource)]
#[resource("AWS::SSO::Assignment", plural = identity_center_assignments, id = assignment_id, source = "sso:ListAccountAssignments")]
pub struct IdentityCenterAssignment {
    /// Account, permission set and principal: AWS gives an assignment no id.
    pub assignment_id: String,
    /// The account that it lets into. `AccountId`
    #[relation(target, inverse = admitted_assignments, reach = organization)]
    pub target_id: Ref<Account>,
    /// What it lets do there. `PermissionSetArn`
    pub permission_set_arn: String,
    /// GROUP or USER. `PrincipalType`
    pub principal_type: Option<String>,
    /// `PrincipalId`
    pub principal_id: Option<String>,
}
