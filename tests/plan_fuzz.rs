//! Plans that were damaged in every way: read or refused in words, and never a crash.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use std::path::Path;
use trueline::graph::{Graph, Side};
use trueline::plan::{Accounts, Plan};

/// A part of the documented architecture's plan: whole resources, with the configuration that they need.
fn whole() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/plans/documented.json");
    let mut plan: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let changes = plan["resource_changes"].as_array_mut().unwrap();
    changes.retain(|c| c["module_address"].as_str().is_some_and(|m| m.starts_with("module.prod")));
    plan.as_object_mut()
        .unwrap()
        .retain(|k, _| ["format_version", "resource_changes", "configuration", "variables"].contains(&k.as_str()));
    plan
}

/// Reads as the command line does, up to the graph of both sides.
fn read(bytes: &[u8]) -> Result<(), String> {
    let plan = Plan::read(Path::new("plan.json"), None, bytes).map_err(|why| why.to_string())?;
    plan.counts();
    let changes = plan.changes(&Accounts::default(), "");
    for side in [Side::Before, Side::After] {
        Graph::planned(&[], &changes, side).map_err(|why| why.to_string())?;
    }
    Ok(())
}

/// Walks down by chance and changes what is there.
fn damage(value: &mut Value, way: &[Index], with: &Value) {
    let rest = way.split_first();
    match (value, rest) {
        (Value::Array(all), Some((step, rest))) if !all.is_empty() => {
            let at = step.index(all.len());
            damage(&mut all[at], rest, with)
        }
        (Value::Object(all), Some((step, rest))) if !all.is_empty() => {
            let key = all.keys().nth(step.index(all.len())).unwrap().clone();
            if rest.is_empty() && with.is_null() {
                all.remove(&key);
            } else {
                damage(all.get_mut(&key).unwrap(), rest, with)
            }
        }
        (value, _) => *value = with.clone(),
    }
}

fn anything() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|n| json!(n)),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("aws_vpc.this")),
        Just(json!({"references": ["module.prod.vpc_id", "var.x", "each.value", "aws_vpc.this[0].id", "local.a"]})),
        Just(json!({"$unknown": 1})),
        Just(json!({"$incomplete": "x", "items": {}})),
    ];
    plain.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z_$]{1,8}", inner, 0..4).prop_map(|m| json!(m)),
        ]
    })
}

#[test]
fn damaged_plans_are_read_or_refused() {
    let plan = whole();
    read(plan.to_string().as_bytes()).unwrap();
    let wounds = prop::collection::vec((prop::collection::vec(any::<Index>(), 1..12), anything()), 1..6);
    proptest!(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() }, |(wounds in wounds)| {
        let mut plan = plan.clone();
        for (way, with) in &wounds {
            damage(&mut plan, way, with);
        }
        // Refusals have words; anything else would have been a panic.
        if let Err(why) = read(plan.to_string().as_bytes()) {
            prop_assert!(!why.is_empty());
        }
    });
}

#[test]
fn what_is_no_plan_is_refused() {
    let text = whole().to_string();
    let refused = |bytes: &[u8], words: &str| {
        let why = read(bytes).unwrap_err();
        assert!(why.contains(words), "expected `{words}` in: {why}");
    };
    refused(b"", "not the JSON of a plan");
    refused(&text.as_bytes()[..text.len() / 2], "not the JSON of a plan");
    refused(b"PK\x03\x04\xff\xfe\x00", "terraform show -json");
    refused(br#"{"format_version": "2.0"}"#, "update trueline");
    refused(br#"{"format_version": "1.0", "values": {}}"#, "state, not a plan");
    refused(br#"{"resource_changes": []}"#, "format_version");
    refused(br#"{"format_version": "1.2", "errored": true}"#, "plan again");
    refused(
        br#"{"format_version": "1.2", "resource_changes": [{"change": {"actions": ["create"]}}]}"#,
        "has no address",
    );
    let odd = br#"{"format_version": "1.2", "resource_changes": [{"address": "a.b", "mode": "managed", "type": "a", "name": "b", "change": {"actions": ["sing"]}}]}"#;
    refused(odd, "a.b: the action `sing`");
    refused("[".repeat(100_000).as_bytes(), "not the JSON of a plan");
    let utf16 = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>();
    read(&utf16).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_are_no_plan(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&bytes).is_err());
    }
}
