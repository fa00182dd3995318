//! Flow logs.

use super::super::super::mapping::{Constant, From, Mapping};
use super::super::super::resource::Resource;
use crate::model::{FlowLog, LogGroup, Record, Vpc};
use serde_json::{Value, json};

pub const FLOW_LOG: Mapping = Mapping {
    prefix: "fl-",
    fields: &[
        ("flow_log_id", From::Attribute("id")),
        ("resource_id", From::With(recorded)),
        ("flow_log_status", From::Made(Constant::Text("ACTIVE"))),
        // Nothing has been delivered yet.
        ("deliver_logs_status", From::Made(Constant::Null)),
        ("log_destination_type", From::Or("log_destination_type", Constant::Text("cloud-watch-logs"))),
        ("log_group_name", From::With(log_group)),
    ],
    ..Mapping::new(FlowLog::shape, &["aws_flow_log"], "id")
};

fn recorded(log: &Resource) -> Option<Value> {
    const OTHERS: [&str; 5] =
        ["subnet_id", "eni_id", "transit_gateway_id", "transit_gateway_attachment_id", "regional_nat_gateway_id"];
    let vpc = log.link("vpc_id", Vpc::shape()).filter(|id| !id.is_null());
    vpc.or_else(|| OTHERS.iter().filter_map(|name| log.value(name)).find(|id| !id.is_null() && id != ""))
}

/// Terraform 6 has only the ARN of it.
fn log_group(log: &Resource) -> Option<Value> {
    if log.text("log_destination_type").is_some_and(|kind| kind != "cloud-watch-logs") {
        return Some(Value::Null);
    }
    if let Some(name) = log.text("log_group_name") {
        return Some(json!(name));
    }
    match log.text("log_destination") {
        Some(arn) => Some(json!(arn.split(":log-group:").nth(1).map(|name| name.trim_end_matches(":*")))),
        None => log.link("log_destination", LogGroup::shape()),
    }
}
