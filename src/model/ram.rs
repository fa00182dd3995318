//! AWS Resource Access Manager: what an account shares, and what is shared with it.

use super::{Fetched, Timestamp};
use serde::Serialize;
use trueline_derive::{Record, Resource};

/// A share of resources with other accounts. The owner sees it, and each account that it is shared with.
#[derive(Serialize, Resource)]
#[resource("AWS::RAM::ResourceShare", plural = resource_shares, id = resource_share_arn, source = "ram:GetResourceShares")]
pub struct ResourceShare {
    /// `resourceShareArn`
    pub resource_share_arn: String,
    /// The account that shares. `owningAccountId`
    pub owning_account_id: Option<String>,
    /// Whether it can be shared outside the organization. `allowExternalPrincipals`
    pub allow_external_principals: Option<bool>,
    /// PENDING, ACTIVE, FAILED, DELETING or DELETED. `status`
    pub status: Option<String>,
    /// `creationTime`
    pub creation_time: Option<Timestamp>,
    /// With whom; empty where another account shares, which alone is told.
    #[source("ram:ListPrincipals")]
    pub principals: Fetched<Vec<SharePrincipal>>,
    /// ARNs of what is shared. `resources[].arn`
    #[source("ram:ListResources")]
    pub resources: Fetched<Vec<String>>,
}

/// Somebody with whom resources are shared.
#[derive(Serialize, Record)]
pub struct SharePrincipal {
    /// An account's id, the ARN of an organization, a unit, a role or a user, or a service's name. `id`
    pub principal_id: String,
    /// Whether it is outside the organization. `external`
    pub external: Option<bool>,
}
