//! The ledger: one line per operation, account and region (and resource, where the operation asks for one).

use serde::{Deserialize, Serialize};
use std::fmt;

/// How an operation ended, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Read to the end.
    Ok,
    /// What it needs had not been read.
    NotRequested,
    /// The scan was stopped before.
    Cancelled,
    /// The service or the region is not there for this account.
    UnsupportedRegion,
    /// AWS kept asking to slow down.
    Throttled,
    /// Anything else: a server's error, a time-out, an answer that cannot be read.
    Failed,
    /// A policy forbids it.
    Denied,
}

impl Outcome {
    const ALL: [Outcome; 7] = [
        Outcome::Ok,
        Outcome::NotRequested,
        Outcome::Cancelled,
        Outcome::UnsupportedRegion,
        Outcome::Throttled,
        Outcome::Failed,
        Outcome::Denied,
    ];

    /// The word that the ledger uses.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Ok => "ok",
            Outcome::NotRequested => "not_requested",
            Outcome::Cancelled => "cancelled",
            Outcome::UnsupportedRegion => "unsupported_region",
            Outcome::Throttled => "throttled",
            Outcome::Failed => "failed",
            Outcome::Denied => "denied",
        }
    }

    /// The outcome that a word means.
    pub fn parse(word: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|o| o.word() == word)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The kind of policy that denies a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeniedBy {
    /// The role's own: it lacks the action, or denies it.
    IdentityPolicy,
    /// The boundary of what the role's own policies can allow.
    PermissionsBoundary,
    /// The session's.
    SessionPolicy,
    /// A service control policy of the organization.
    ServiceControlPolicy,
    /// A resource control policy of the organization.
    ResourceControlPolicy,
    /// The policy of what was asked for, as a bucket's or a key's.
    ResourcePolicy,
    /// The policy of the VPC endpoint that the call went through.
    VpcEndpointPolicy,
}

impl DeniedBy {
    /// The kind, and how AWS's messages call it.
    const WORDS: [(DeniedBy, &'static str); 7] = [
        (DeniedBy::IdentityPolicy, "identity-based policy"),
        (DeniedBy::PermissionsBoundary, "permissions boundary"),
        (DeniedBy::SessionPolicy, "session policy"),
        (DeniedBy::ServiceControlPolicy, "service control policy"),
        (DeniedBy::ResourceControlPolicy, "resource control policy"),
        (DeniedBy::ResourcePolicy, "resource-based policy"),
        (DeniedBy::VpcEndpointPolicy, "VPC endpoint policy"),
    ];

    /// What AWS's message says: `… because no identity-based policy allows …`, `… with an explicit deny in a service control
    /// policy`. Many messages say nothing of it.
    pub fn told_by(message: &str) -> Option<DeniedBy> {
        let reason = ["because no ", "with an explicit deny in a"].iter().find_map(|lead| message.split_once(lead))?.1;
        let named = Self::WORDS.iter().filter_map(|(kind, words)| Some((reason.find(words)?, *kind)));
        named.min_by_key(|(at, _)| *at).map(|(_, kind)| kind)
    }

    /// As AWS calls it.
    pub fn words(self) -> &'static str {
        Self::WORDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, words)| words)
    }
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LedgerLine {
    /// The IAM action of the operation, for example `ec2:DescribeVpcs`.
    pub operation: String,
    /// The account that was asked.
    pub account_id: String,
    /// The region that was asked, or `global`.
    pub region: String,
    /// The resource that was asked for, where the operation asks for one and failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The service's error code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// The service's message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Which kind of policy denied it, where AWS says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denied_by: Option<DeniedBy>,
    /// Requests that were sent, attempts included.
    pub calls: u64,
    /// How many of them AWS answered by asking to slow down.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub throttled: u64,
    /// Items that were answered.
    pub items: u64,
    /// Resources that were listed and gone when they were asked for: neither a gap nor a failure.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub gone: u64,
    /// Time spent waiting for answers.
    pub milliseconds: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl LedgerLine {
    /// A line before anything was asked.
    pub fn blank(operation: &str, account_id: &str, region: &str) -> LedgerLine {
        LedgerLine {
            operation: operation.to_owned(),
            account_id: account_id.to_owned(),
            region: region.to_owned(),
            resource: None,
            outcome: Outcome::Ok,
            error_code: None,
            message: None,
            denied_by: None,
            calls: 0,
            throttled: 0,
            items: 0,
            gone: 0,
            milliseconds: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_tell_which_policy_denies() {
        let user =
            "User: arn:aws:sts::1:assumed-role/R/s is not authorized to perform: eks:ListClusters on resource: x";
        let told = |rest: &str| DeniedBy::told_by(&format!("{user} {rest}"));
        assert_eq!(
            told("because no identity-based policy allows the eks:ListClusters action"),
            Some(DeniedBy::IdentityPolicy)
        );
        assert_eq!(told("with an explicit deny in a service control policy"), Some(DeniedBy::ServiceControlPolicy));
        assert_eq!(told("with an explicit deny in an identity-based policy"), Some(DeniedBy::IdentityPolicy));
        assert_eq!(told("because no VPC endpoint policy allows the x action"), Some(DeniedBy::VpcEndpointPolicy));
        assert_eq!(told("with an explicit deny in a resource-based policy"), Some(DeniedBy::ResourcePolicy));
        assert_eq!(told("because no permissions boundary allows the x action"), Some(DeniedBy::PermissionsBoundary));
        assert_eq!(told(""), None);
        assert_eq!(DeniedBy::told_by("You are not authorized to use the service control policy"), None);
    }
}
