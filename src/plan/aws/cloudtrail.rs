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
    let list = |name: &str| trail.texts(&format!("{base}.{name}")).unwrap_or_else(|| json!([]));
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

#[cfg(test)]
mod tests {
    use super::super::super::testing::{after, changed, create, refers, update};
    use serde_json::{Value, json};

    #[test]
    fn a_new_trail_records_management_events() {
        let bucket = create("aws_s3_bucket.trail", json!({}), json!({"id": true, "bucket": true}), json!({}));
        let trail = create(
            "aws_cloudtrail.this",
            json!({
                "name": "organization", "is_organization_trail": true, "enable_log_file_validation": null,
                "enable_logging": true, "event_selector": [], "advanced_event_selector": [],
            }),
            json!({"arn": true, "id": true, "home_region": true, "s3_bucket_name": true}),
            json!({"s3_bucket_name": refers("aws_s3_bucket.trail.id")}),
        );
        let trail = after(&[bucket, trail], "aws_cloudtrail.this");
        assert_eq!(trail.id, "arn:aws:cloudtrail:eu-west-1:111111111111:trail/organization");
        assert_eq!(trail.fields["s3_bucket_name"], "{aws_s3_bucket.trail}");
        assert_eq!(trail.fields["log_file_validation_enabled"], false);
        assert_eq!(trail.fields["event_selectors"][0]["read_write_type"], "All");
        assert_eq!(trail.fields["advanced_event_selectors"], json!([]));
        assert_eq!((&trail.fields["is_logging"], trail.fields.get("latest_delivery_time")), (&json!(true), None));
    }

    #[test]
    fn selectors_keep_their_form() {
        let arn = "arn:aws:cloudtrail:eu-west-1:111111111111:trail/t";
        let trail = |selectors: Value| json!({"arn": arn, "name": "t", "event_selector": [], "advanced_event_selector": selectors});
        let field = |values: Value| json!([{"field_selector": [{"field": "eventCategory", "equals": values, "starts_with": []}]}]);
        let all = [update(
            "aws_cloudtrail.t",
            trail(field(json!(["Data"]))),
            trail(field(json!(["Management"]))),
            json!({}),
            json!({}),
        )];
        let draft = after(&all, "aws_cloudtrail.t");
        assert_eq!(draft.fields["event_selectors"], json!([]));
        assert_eq!(
            draft.fields["advanced_event_selectors"],
            json!([{"field_selectors": [{"field": "eventCategory", "equals": ["Management"], "not_equals": [], "has_patterns": false}]}])
        );
        assert_eq!(changed(&all, "aws_cloudtrail.t"), ["advanced_event_selectors"]);
    }
}
