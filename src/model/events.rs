//! Amazon EventBridge: the rules of the default bus, to which AWS services send their events.

use super::Fetched;
use serde::Serialize;
use serde_json::{Map, Value};
use trueline_derive::{Record, Resource};

/// A rule.
#[derive(Serialize, Resource)]
#[resource("AWS::Events::Rule", plural = event_rules, id = rule_name, scope = region, source = "events:ListRules")]
pub struct EventRule {
    /// `Name`
    pub rule_name: String,
    /// ENABLED, DISABLED or ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS. `State`
    pub state: Option<String>,
    /// Null for a rule that follows a clock; unknown when it cannot be understood. `EventPattern`
    #[source("events:ListRules")]
    pub event_pattern: Fetched<Option<EventPattern>>,
    /// Never what they are sent: that may hold secrets. `Targets`
    #[source("events:ListTargetsByRule")]
    pub targets: Fetched<Vec<EventTarget>>,
}

/// Which events a rule takes.
#[derive(Serialize, Record)]
pub struct EventPattern {
    /// Null means events of every source. A matcher that is no plain text is left out. `source`
    pub sources: Option<Vec<String>>,
    /// Null means events of every kind. A matcher that is no plain text is left out. `detail-type`
    pub detail_types: Option<Vec<String>>,
    /// Whatever else an event must have: the pattern's other keys.
    pub other_keys: Vec<String>,
}

/// An event pattern from its text.
///
/// # Errors
/// That it is none, as the text of an unknown value.
pub fn event_pattern(text: &str) -> Result<EventPattern, String> {
    let pattern = serde_json::from_str::<Map<String, Value>>(text);
    let pattern = pattern.map_err(|why| format!("an event pattern that cannot be read: {why}"))?;
    let texts = |key: &str| {
        let matchers = pattern.get(key)?.as_array()?.iter();
        Some(matchers.filter_map(Value::as_str).map(str::to_owned).collect())
    };
    let others = pattern.keys().filter(|key| !["source", "detail-type"].contains(&key.as_str()));
    Ok(EventPattern {
        sources: texts("source"),
        detail_types: texts("detail-type"),
        other_keys: others.cloned().collect(),
    })
}

/// Where a rule sends events.
#[derive(Serialize, Record)]
pub struct EventTarget {
    /// `Id`
    pub target_id: String,
    /// `Arn`
    pub target_arn: String,
}
