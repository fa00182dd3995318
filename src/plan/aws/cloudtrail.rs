//! AWS CloudTrail.

use super::super::mapping::{Constant, From, Mapping};
use super::super::resource::{Resource, Told};
use crate::model::{Record, Trail, TrailEventSelector};
use serde_json::{Value, json};

const YES: Constant = Constant::Bool(true);
const NO: Constant = Constant::Bool(false);

const TRAIL: Mapping = Mapping {
    arn: "arn:aws:cloudtrail:{region}:{account}:trail/{name}",
    fields: &[
        ("is_organization_trail", From::Or("is_organization_trail", NO)),
        ("is_multi_region_trail", From::Or("is_multi_region_trail", NO)),
        ("include_global_service_events", From::Or("include_global_service_events", YES)),
        ("log_file_validation_enabled", From::Or("enable_log_file_validation", NO)),
        ("is_logging", From::Or("enable_logging", YES)),
        ("event_selectors", From::With(selectors)),
        ("advanced_event_selectors", From::With(advanced_selectors)),
    ],
    ..Mapping::new(Trail::shape, &["aws_cloudtrail"], "arn")
};

const SELECTOR: &[(&str, From)] = &[
    ("include_management_events", From::Or("include_management_events", YES)),
    ("read_write_type", From::Or("read_write_type", Constant::Text("All"))),
];

/// A trail that was given no selectors at all records management events.
fn selectors(trail: &Resource) -> Option<Value> {
    let Some(count) = trail.blocks("event_selector") else { return trail.value("event_selector") };
    let own = (0..count).map(|i| trail.record(&format!("event_selector[{i}]"), TrailEventSelector::shape(), SELECTOR));
    let own = own.collect::<Vec<_>>();
    match (own.is_empty(), trail.blocks("advanced_event_selector")) {
        (true, Some(0)) => Some(json!([
            {"include_management_events": true, "read_write_type": "All", "exclude_management_event_sources": []}
        ])),
        (true, None) => trail.value("advanced_event_selector"),
        _ => Some(Value::Array(own)),
    }
}

fn advanced_selectors(trail: &Resource) -> Option<Value> {
    const BLOCK: &str = "advanced_event_selector";
    let Some(count) = trail.blocks(BLOCK) else { return trail.value(BLOCK) };
    let selectors = (0..count).map(|i| {
        let inner = format!("{BLOCK}[{i}].field_selector");
        let fields = match trail.blocks(&inner) {
            Some(count) => (0..count).map(|n| field(trail, &format!("{inner}[{n}]"))).collect(),
            None => trail.after_apply(&inner),
        };
        json!({"field_selectors": fields})
    });
    Some(selectors.collect())
}

fn field(trail: &Resource, base: &str) -> Value {
    let list = |name: &str| trail.value_or(&format!("{base}.{name}"), json!([])).unwrap_or_else(|| json!([]));
    let is_asked = |name: &&str| match trail.told(&format!("{base}.{name}")) {
        Told::Known(value) => value.as_array().is_some_and(|all| !all.is_empty()),
        told => told == Told::AfterApply,
    };
    const PATTERNS: [&str; 4] = ["starts_with", "ends_with", "not_starts_with", "not_ends_with"];
    let has_patterns = PATTERNS.iter().any(is_asked);
    json!({
        "field": trail.value(&format!("{base}.field")),
        "equals": list("equals"),
        "not_equals": list("not_equals"),
        "has_patterns": has_patterns,
    })
}

pub static MAPPINGS: &[Mapping] = &[TRAIL];
