//! Database clusters.

use super::super::super::mapping::{Constant, From, Mapping, Part};
use super::super::super::resource::{Resource, Told};
use super::members::{INSTANCES, members};
use super::parameters::force_ssl;
use crate::model::{DbCluster, Record, Secret, UNKNOWN};
use serde_json::{Value, json};

const TYPES: &[&str] = &["aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster"];

pub const CLUSTER: Mapping = Mapping {
    name: "cluster_identifier",
    arn: "arn:aws:rds:{region}:{account}:cluster:{id}",
    parts: &[
        Part { terraform: INSTANCES[0], of: "cluster_identifier" },
        Part { terraform: INSTANCES[1], of: "cluster_identifier" },
        Part { terraform: INSTANCES[2], of: "cluster_identifier" },
    ],
    fields: &[
        ("db_cluster_identifier", From::Attribute("cluster_identifier")),
        ("db_cluster_resource_id", From::Attribute("cluster_resource_id")),
        ("engine_mode", From::Or("engine_mode", Constant::Text("provisioned"))),
        ("engine_version", From::With(version)),
        ("status", From::Made(Constant::Text("available"))),
        ("backup_retention_period", From::Or("backup_retention_period", Constant::Int(1))),
        ("storage_encrypted", From::With(storage_encrypted)),
        ("storage_encryption_type", From::With(storage_encryption_type)),
        ("deletion_protection", From::Or("deletion_protection", Constant::Bool(false))),
        ("iam_database_authentication_enabled", From::Or("iam_database_authentication_enabled", Constant::Bool(false))),
        ("serverless_v2_scaling", From::Block("serverlessv2_scaling_configuration", &[])),
        ("members", From::With(members)),
        ("security_group_ids", From::Attribute("vpc_security_group_ids")),
        ("port", From::With(port)),
        ("publicly_accessible", From::With(publicly_accessible)),
        ("master_user_secret_arn", From::With(secret)),
        ("master_user_secret_status", From::With(secret_status)),
        ("db_cluster_parameter_group", From::Attribute("db_cluster_parameter_group_name")),
        ("force_ssl", From::With(force_ssl)),
    ],
    ..Mapping::new(DbCluster::shape, TYPES, "cluster_identifier")
};

/// What a configuration asks for may be a beginning: 16 stands for the newest 16.x then, or for that which there is.
pub fn version(cluster: &Resource) -> Option<Value> {
    let Some(asked) = cluster.text("engine_version") else {
        return cluster.value("engine_version_actual").or_else(|| cluster.value("engine_version"));
    };
    let begins = |text: &str| text.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    match cluster.text("engine_version_actual").filter(|actual| begins(actual)) {
        Some(actual) => Some(json!(actual)),
        None if asked.contains('.') && !is_mysql_beginning(asked) => Some(json!(asked)),
        None => Some(cluster.after_apply("engine_version_actual")),
    }
}

/// MySQL's are written `8.0.mysql_aurora.3.05.2`.
fn is_mysql_beginning(version: &str) -> bool {
    version.starts_with("5.") || version.starts_with("8.") && !version.contains("mysql_aurora")
}

fn is_aurora(cluster: &Resource) -> bool {
    cluster.terraform() == TYPES[0] && cluster.text("engine").is_none_or(|engine| engine.starts_with("aurora"))
}

/// AWS encrypts new Aurora clusters in any case, and Terraform does not say so of those whose configuration does not.
pub fn storage_encrypted(cluster: &Resource) -> Option<Value> {
    if cluster.is_true("storage_encrypted") || !cluster.is_new() || !is_aurora(cluster) {
        return cluster.value_or("storage_encrypted", json!(false));
    }
    Some(json!({UNKNOWN: "not asked for: AWS encrypts new Aurora clusters by a key of its own then"}))
}

fn storage_encryption_type(cluster: &Resource) -> Option<Value> {
    let (encrypted, key) = (cluster.told("storage_encrypted"), cluster.told("kms_key_id"));
    if cluster.is_new() && cluster.is_left_to_aws("kms_key_id") {
        // Asked to encrypt and given no key, AWS takes one of its own or one of KMS's.
        let owned = is_aurora(cluster) && !cluster.is_true("storage_encrypted");
        return Some(if owned { json!("sse-rds") } else { cluster.after_apply("kms_key_id") });
    }
    Some(match (encrypted, key) {
        (Told::Untold, _) => return None,
        (Told::Known(Value::Bool(true)), Told::Null) => json!("sse-rds"),
        (Told::Known(Value::Bool(true)), _) => json!("sse-kms"),
        (Told::Known(_) | Told::Null, _) => json!("none"),
        _ => cluster.after_apply("storage_encrypted"),
    })
}

fn port(cluster: &Resource) -> Option<Value> {
    if !cluster.is_left_to_aws("port") {
        return cluster.value("port");
    }
    Some(match cluster.text("engine") {
        Some(engine) if engine.ends_with("postgresql") => json!(5432),
        Some(engine) if engine.ends_with("mysql") => json!(3306),
        _ => cluster.after_apply("port"),
    })
}

/// Aurora's instances are public or not; its clusters say nothing of it.
fn publicly_accessible(cluster: &Resource) -> Option<Value> {
    (cluster.text("engine").is_some() && is_aurora(cluster)).then_some(Value::Null)
}

fn secret(cluster: &Resource) -> Option<Value> {
    let path = "master_user_secret[0].secret_arn";
    match cluster.told("manage_master_user_password") {
        Told::Known(Value::Bool(true)) if cluster.told(path) == Told::AfterApply => {
            cluster.stand_in(path).as_str().map(|own| json!(format!("arn:aws:secretsmanager:{own}")))
        }
        Told::Known(Value::Bool(true)) => cluster.link(path, Secret::shape()),
        // Of what there is already, Terraform may not know who manages it.
        Told::Known(_) | Told::Null if cluster.is_new() => Some(Value::Null),
        Told::Known(_) | Told::Null => cluster.link(path, Secret::shape()),
        _ => cluster.value("manage_master_user_password"),
    }
}

fn secret_status(cluster: &Resource) -> Option<Value> {
    let path = "master_user_secret[0].secret_status";
    match cluster.told("manage_master_user_password") {
        Told::Known(Value::Bool(true)) if cluster.is_new() => Some(json!("active")),
        Told::Known(Value::Bool(true)) => cluster.value(path),
        Told::Known(_) | Told::Null if cluster.is_new() => Some(Value::Null),
        _ => cluster.value(path),
    }
}
