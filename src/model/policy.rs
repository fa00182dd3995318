//! IAM's policy language as records: one shape for identity, resource, trust, endpoint and service control policies.

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
