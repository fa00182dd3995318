//! Who may do what: service accounts in AWS, principals of AWS in the cluster.

use super::super::super::mapping::{Constant, From, Mapping};
use crate::model::{AccessEntry, PodIdentityAssociation, Record};

pub const POD_IDENTITY_ASSOCIATION: Mapping = Mapping {
    name: "association_id",
    prefix: "a-",
    arn: "{association_arn}",
    ..Mapping::new(PodIdentityAssociation::shape, &["aws_eks_pod_identity_association"], "association_id")
};

pub const ACCESS_ENTRY: Mapping = Mapping {
    name: "principal_arn",
    prefix: "arn:aws:eks:",
    arn: "{access_entry_arn}",
    fields: &[
        ("principal_arn", From::With(|entry| entry.arn("principal_arn"))),
        ("entry_type", From::Or("type", Constant::Text("STANDARD"))),
        ("kubernetes_groups", From::Or("kubernetes_groups", Constant::Empty)),
    ],
    ..Mapping::new(AccessEntry::shape, &["aws_eks_access_entry"], "access_entry_arn")
};
