//! Add-ons and capabilities.

use super::super::super::mapping::{Constant, From, Mapping};
use crate::model::{Addon, Capability, Record};

/// Its configuration values are nobody's business.
pub const ADDON: Mapping = Mapping {
    name: "addon_name",
    prefix: "arn:aws:eks:",
    fields: &[("addon_arn", From::Attribute("arn")), ("status", From::Made(Constant::Text("ACTIVE")))],
    ..Mapping::new(Addon::shape, &["aws_eks_addon"], "arn")
};

pub const CAPABILITY: Mapping = Mapping {
    name: "capability_name",
    prefix: "arn:aws:eks:",
    fields: &[
        ("capability_arn", From::Attribute("arn")),
        ("capability_type", From::Attribute("type")),
        ("status", From::Made(Constant::Text("ACTIVE"))),
        ("health_issues", From::Made(Constant::Empty)),
        ("argo_cd_namespace", From::Attribute("configuration[0].argo_cd[0].namespace")),
    ],
    ..Mapping::new(Capability::shape, &["aws_eks_capability"], "arn")
};
