//! Whether a cluster's parameter group makes connections be encrypted.

use super::super::super::resource::{Resource, Told};
use super::cluster::version;
use crate::model::UNKNOWN;
use serde_json::{Value, json};

const GROUP: &str = "aws_rds_cluster_parameter_group";
const ENGINE: &str = "aurora-postgresql";
const PARAMETER: &str = "rds.force_ssl";
/// The first major version that encrypts unless told otherwise. A plan cannot ask AWS for a family's defaults.
const ON_SINCE: u32 = 17;

pub fn force_ssl(cluster: &Resource) -> Option<Value> {
    // Of other engines it is not read either.
    if cluster.text("engine") != Some(ENGINE) {
        return None;
    }
    let path = "db_cluster_parameter_group_name";
    if let [group] = cluster.named(path, GROUP).as_slice() {
        return Some(of_group(group));
    }
    match cluster.text(path) {
        Some(name) => Some(match name.strip_prefix("default.") {
            Some(family) => of_family(family),
            None => json!({UNKNOWN: format!("the parameter group {name} is not in the plan")}),
        }),
        None if cluster.is_left_to_aws(path) => {
            let version = version(cluster)?;
            // The major version decides, and that is known of a beginning too.
            let asked = version.as_str().or(cluster.text("engine_version"));
            let major = asked.and_then(|v| v.split('.').next());
            Some(major.map_or(version.clone(), |major| of_family(&format!("{ENGINE}{major}"))))
        }
        None => cluster.value(path).map(|value| if value.is_null() { cluster.after_apply(path) } else { value }),
    }
}

fn of_group(group: &Resource) -> Value {
    let node = group.node("parameter");
    if node.told() == Told::AfterApply {
        return group.after_apply("parameter");
    }
    for i in 0..node.elements().unwrap_or(0) {
        match group.told(&format!("parameter[{i}].name")) {
            Told::Known(name) if name == PARAMETER => {
                return group.value(&format!("parameter[{i}].value")).unwrap_or_else(|| group.after_apply("parameter"));
            }
            Told::Known(_) => {}
            _ => return group.after_apply("parameter"),
        }
    }
    match group.text("family") {
        Some(family) => of_family(family),
        None => group.after_apply("family"),
    }
}

fn of_family(family: &str) -> Value {
    let major = family.strip_prefix(ENGINE).and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) => json!(if major >= ON_SINCE { "1" } else { "0" }),
        None => json!({UNKNOWN: format!("the default of {PARAMETER} in the family {family} is not known")}),
    }
}
