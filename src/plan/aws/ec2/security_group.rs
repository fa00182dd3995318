//! Security groups, and the prefix lists that they may name.

use super::super::super::mapping::{Constant, From, Mapping, Part};
use super::super::super::resource::Resource;
use super::permission::{EGRESS, INGRESS, permissions};
use crate::model::{PrefixList, Record, SecurityGroup, Vpc};
use serde_json::{Value, json};

/// Terraform takes away what AWS lets out of a new group: what the plan names is all there is.
pub const SECURITY_GROUP: Mapping = Mapping {
    prefix: "sg-",
    parts: &[
        Part { terraform: "aws_security_group_rule", of: "security_group_id" },
        Part { terraform: INGRESS.rule, of: "security_group_id" },
        Part { terraform: EGRESS.rule, of: "security_group_id" },
    ],
    fields: &[
        ("group_id", From::Attribute("id")),
        ("group_name", From::With(name)),
        ("vpc_id", From::With(vpc)),
        ("ingress", From::With(|group| permissions(group, INGRESS))),
        ("egress", From::With(|group| permissions(group, EGRESS))),
    ],
    ..Mapping::new(SecurityGroup::shape, &["aws_security_group"], "id")
};

/// The group that a VPC comes with: Terraform takes it over, and all of its permissions away.
pub const DEFAULT_SECURITY_GROUP: Mapping = Mapping {
    prefix: "sg-",
    fields: &[
        ("group_id", From::Attribute("id")),
        ("group_name", From::Is(Constant::Text("default"))),
        ("description", From::Or("description", Constant::Text("default VPC security group"))),
        ("ingress", From::With(|group| permissions(group, INGRESS))),
        ("egress", From::With(|group| permissions(group, EGRESS))),
    ],
    ..Mapping::new(SecurityGroup::shape, &["aws_default_security_group"], "id")
};

/// The group that a cluster of EKS comes with, which its nodes and pods have. AWS names it after the cluster.
pub fn of_cluster() -> Value {
    let mut group = default();
    group["name"] = json!("eks-cluster-sg");
    group
}

/// What the group of a new VPC is: it admits itself, and lets everything out.
pub fn default() -> Value {
    let all = json!({"protocol": "-1", "from_port": 0, "to_port": 0});
    let (mut ingress, mut egress) = (all.clone(), all);
    ingress["self"] = json!(true);
    egress["cidr_blocks"] = json!(["0.0.0.0/0"]);
    json!({"ingress": [ingress], "egress": [egress], "name": "default", "tags": {}, "tags_all": {}})
}

/// Terraform makes up a name that is not given, or that is only begun.
fn name(group: &Resource) -> Option<Value> {
    if !group.is_left_to_aws("name") {
        return group.value("name");
    }
    let begun = group.text("name_prefix").unwrap_or("terraform-");
    Some(json!(format!("{begun}{{{}}}", group.address())))
}

/// Without a VPC it is made in the default one.
fn vpc(group: &Resource) -> Option<Value> {
    match group.is_left_to_aws("vpc_id") {
        true => None,
        false => group.link("vpc_id", Vpc::shape()),
    }
}

pub const PREFIX_LIST: Mapping = Mapping {
    prefix: "pl-",
    fields: &[
        ("prefix_list_id", From::Attribute("id")),
        ("prefix_list_name", From::Attribute("name")),
        ("owner_id", From::With(|list| list.owner("owner_id"))),
    ],
    ..Mapping::new(PrefixList::shape, &["aws_ec2_managed_prefix_list"], "id")
};
