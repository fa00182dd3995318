//! Clusters. How long their versions are supported is AWS's to say, and in no plan.

use super::super::super::mapping::{Constant, From, Mapping};
use super::super::super::resource::{Resource, Told};
use crate::model::{EksCluster, Record, Subnet, UNKNOWN, Vpc};
use serde_json::{Value, json};

const BALANCING: &str = "kubernetes_network_config[0].elastic_load_balancing[0].enabled";

pub const CLUSTER: Mapping = Mapping {
    name: "name",
    arn: "arn:aws:eks:{region}:{account}:cluster/{id}",
    fields: &[
        ("cluster_name", From::Attribute("name")),
        ("status", From::Made(Constant::Text("ACTIVE"))),
        ("version_status", From::With(support)),
        ("end_of_standard_support", From::With(support)),
        ("support_type", From::Or("upgrade_policy[0].support_type", Constant::Text("EXTENDED"))),
        ("vpc_id", From::With(vpc)),
        ("subnet_ids", From::Attribute("vpc_config[0].subnet_ids")),
        ("cluster_security_group_id", From::Attribute("vpc_config[0].cluster_security_group_id")),
        ("security_group_ids", From::Attribute("vpc_config[0].security_group_ids")),
        ("endpoint_public_access", From::Or("vpc_config[0].endpoint_public_access", Constant::Bool(true))),
        ("endpoint_private_access", From::Or("vpc_config[0].endpoint_private_access", Constant::Bool(false))),
        ("public_access_cidrs", From::With(public_access_cidrs)),
        ("encryption_config", From::Block("encryption_config", &[("key_arn", From::Attribute("provider[0].key_arn"))])),
        ("oidc_issuer", From::With(issuer)),
        ("authentication_mode", From::Or("access_config[0].authentication_mode", Constant::Text("CONFIG_MAP"))),
        ("enabled_log_types", From::Attribute("enabled_cluster_log_types")),
        ("auto_mode_compute", From::Or("compute_config[0].enabled", Constant::Null)),
        ("auto_mode_load_balancing", From::Or(BALANCING, Constant::Null)),
    ],
    ..Mapping::new(EksCluster::shape, &["aws_eks_cluster"], "name")
};

/// The reason names the version: what is known of one says nothing of the next.
fn support(cluster: &Resource) -> Option<Value> {
    Some(match cluster.text("version") {
        Some(version) => json!({UNKNOWN: format!("a plan does not tell how long AWS supports version {version}")}),
        None => cluster.after_apply("version"),
    })
}

/// Every cluster has one of its own; identity providers that are made of it lead to the same.
fn issuer(cluster: &Resource) -> Option<Value> {
    let path = "identity[0].oidc[0].issuer";
    match cluster.told(path) {
        Told::AfterApply => cluster.stand_in(path).as_str().map(|own| json!(format!("https://{own}"))),
        _ => cluster.value(path),
    }
}

/// That of its subnets.
fn vpc(cluster: &Resource) -> Option<Value> {
    match cluster.text("vpc_config[0].vpc_id") {
        Some(vpc) => Some(json!(vpc)),
        None => cluster.of_first("vpc_config[0].subnet_ids", Subnet::shape(), "vpc_id", Vpc::shape()),
    }
}

fn public_access_cidrs(cluster: &Resource) -> Option<Value> {
    let path = "vpc_config[0].public_access_cidrs";
    // Clusters of IPv6 are open to its addresses too; either way to everybody.
    if cluster.is_left_to_aws(path) || cluster.is_new() && cluster.told(path) == Told::Null {
        return Some(json!(["0.0.0.0/0"]));
    }
    cluster.value_or(path, json!([]))
}
