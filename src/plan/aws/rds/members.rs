//! The instances of a cluster, as it lists them.

use super::super::super::resource::{Resource, Told};
use crate::model::UNKNOWN;
use crate::snapshot::NOT_TOLD;
use serde_json::{Value, json};

/// DocumentDB's and Neptune's are RDS's to AWS.
pub const INSTANCES: [&str; 3] =
    ["aws_rds_cluster_instance", "aws_docdb_cluster_instance", "aws_neptune_cluster_instance"];

pub fn members(cluster: &Resource) -> Option<Value> {
    let parts = INSTANCES.iter().flat_map(|terraform| cluster.parts(terraform)).collect::<Vec<_>>();
    let first = first(cluster, &parts);
    let all = parts.iter().enumerate().map(|(i, instance)| {
        let status = if instance.is_new() { json!("in-sync") } else { untold() };
        json!({
            "db_instance_identifier": instance.identity(),
            "is_cluster_writer": is_writer(instance, &parts, first, i),
            "promotion_tier": instance.value_or("promotion_tier", json!(0)).unwrap_or_else(untold),
            "parameter_group_status": status,
        })
    });
    let all = all.collect::<Vec<_>>();
    let known = is_whole(cluster, &parts);
    Some(if known { Value::Array(all) } else { cluster.list(all, &INSTANCES) })
}

/// Whether a cluster that there is names all of its instances, and the plan has each of them. One of several zones makes its own.
fn is_whole(cluster: &Resource, parts: &[Resource]) -> bool {
    let Told::Known(Value::Array(names)) = cluster.told("cluster_members") else { return false };
    let in_plan = |name: &Value| parts.iter().any(|p| name.as_str().is_some_and(|n| p.identity() == Some(n)));
    !names.is_empty() && names.iter().all(in_plan)
}

/// Which of the instances of a new cluster writes: the first that comes to be, and that is for chance to say. The one that AWS
/// would choose after a failover stands for it, so that what is left is judged by its worst.
fn first(cluster: &Resource, parts: &[Resource]) -> Option<usize> {
    if !INSTANCES.iter().all(|terraform| cluster.has_all_parts(terraform)) {
        return None;
    }
    if parts.len() == 1 {
        return Some(0);
    }
    let tier = |part: &Resource| match part.told("promotion_tier") {
        Told::Known(value) => value.as_i64(),
        Told::Null => Some(0),
        _ => None,
    };
    let tiers = parts.iter().map(tier).collect::<Option<Vec<_>>>()?;
    let first = tiers.iter().enumerate().min_by_key(|(i, tier)| (**tier, *i)).map(|(i, _)| i)?;
    cluster.infer();
    Some(first)
}

fn is_writer(instance: &Resource, parts: &[Resource], first: Option<usize>, number: usize) -> Value {
    match (instance.told("writer"), first) {
        // One more for a cluster that has one that writes.
        (Told::AfterApply, _) if parts.iter().any(|other| other.is_true("writer")) => json!(false),
        (Told::AfterApply, Some(first)) => json!(first == number),
        (Told::AfterApply, None) => instance.after_apply("writer"),
        _ => instance.value("writer").unwrap_or_else(untold),
    }
}

fn untold() -> Value {
    json!({UNKNOWN: NOT_TOLD})
}
