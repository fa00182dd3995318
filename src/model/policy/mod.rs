//! IAM's policy language as records: one shape for identity, resource, trust, endpoint and service control policies.

mod parse;

pub use parse::policy_document;

use serde::Serialize;
use trueline_derive::Record;

/// A policy document. One statement or many, one string or many: always lists here.
#[derive(Serialize, Record)]
pub struct PolicyDocument {
    /// `Version`
    pub version: Option<String>,
    /// `Statement`
    pub statements: Vec<PolicyStatement>,
}

/// A statement of a policy.
#[derive(Serialize, Record)]
pub struct PolicyStatement {
    /// `Sid`
    pub sid: Option<String>,
    /// Allow or Deny. `Effect`
    pub effect: String,
    /// Who; empty in an identity policy. `Principal`
    pub principals: Vec<PolicyPrincipal>,
    /// Everyone but these. `NotPrincipal`
    pub not_principals: Vec<PolicyPrincipal>,
    /// `Action`
    pub actions: Vec<String>,
    /// `NotAction`
    pub not_actions: Vec<String>,
    /// `Resource`
    pub resources: Vec<String>,
    /// `NotResource`
    pub not_resources: Vec<String>,
    /// `Condition`
    pub conditions: Vec<PolicyCondition>,
}

/// One principal of a statement.
#[derive(Serialize, Record)]
pub struct PolicyPrincipal {
    /// AWS, Service, Federated or CanonicalUser; AWS for a bare `*`.
    pub kind: String,
    /// An ARN, an account id, a service's name or `*`.
    pub value: String,
}

/// One key of one operator of a statement's conditions.
#[derive(Serialize, Record)]
pub struct PolicyCondition {
    /// As written, for example StringEquals or ForAnyValue:StringLike.
    pub operator: String,
    /// In lower case: condition keys do not distinguish it.
    pub key: String,
    /// Any of them fulfils a positive operator.
    pub values: Vec<String>,
}

/// Somebody whom an Allow statement of a resource's policy lets in, after what its conditions say of who it is.
#[derive(Serialize, Record)]
pub struct Grant {
    /// The statement's `Sid`, else its number from 0.
    pub statement: String,
    /// public, network, account, organization, service, federated, canonical_user, or deleted where only the id of a former identity is
    /// left; unknown, with the condition key, where a condition decides that is not understood.
    pub kind: String,
    /// The principal as it is written, or the account, organization or network that a condition keeps everyone to; `*` for everyone.
    pub principal: String,
    /// The account that they belong to; null where that is not one account.
    pub account_id: Option<String>,
    /// What they may do; `*` where the statement allows all but some actions.
    pub actions: Vec<String>,
    /// Condition keys of the statement.
    pub condition_keys: Vec<String>,
}
