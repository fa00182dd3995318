//! Values in the forms that the snapshot's reader takes: a plan may say anything, and what it says wrongly must not end the run.

use crate::model::{INCOMPLETE, Shape, Type, UNKNOWN};
use crate::snapshot::NOT_TOLD;
use serde_json::{Value, json};

/// A value as its type has it; unknown where it has another form. A list of scalars has no holes: it is incomplete instead.
pub fn sound(value: Value, ty: &'static Type) -> Value {
    let is_unknown = value.get(UNKNOWN).is_some_and(Value::is_string);
    match (ty, value) {
        (_, value) if value.is_null() || is_unknown => value,
        (Type::List(item), Value::Array(all)) => list(all, None, item),
        (Type::List(item), Value::Object(mut marked)) if marked.contains_key(INCOMPLETE) => {
            let reason = marked.get(INCOMPLETE).and_then(Value::as_str).unwrap_or(NOT_TOLD).to_owned();
            let items = marked.remove("items").and_then(|items| serde_json::from_value(items).ok());
            list(items.unwrap_or_default(), Some(reason), item)
        }
        (Type::Map(item), Value::Object(all)) => {
            all.into_iter().map(|(key, value)| (key, sound(value, item))).collect()
        }
        (Type::Record(shape), Value::Object(all)) => record(all, shape()),
        (ty, value) => match (ty, &value) {
            (Type::Bool, Value::Bool(_)) | (Type::Text, Value::String(_)) => value,
            (Type::Int, Value::Number(n)) if n.as_i64().is_some() => value,
            (Type::Double, Value::Number(_)) => value,
            (Type::Time, Value::String(text)) if text.parse::<jiff::Timestamp>().is_ok() => value,
            _ => json!({UNKNOWN: "the plan has another form than is known here"}),
        },
    }
}

fn record(all: serde_json::Map<String, Value>, shape: &'static Shape) -> Value {
    let own = all.into_iter().map(|(name, value)| {
        let field = shape.fields.iter().find(|f| f.name == name);
        let value = field.map_or(Value::Null, |field| sound(value, field.ty));
        (name, value)
    });
    own.collect()
}

fn list(all: Vec<Value>, mut reason: Option<String>, item: &'static Type) -> Value {
    let mut items = Vec::new();
    for value in all.into_iter().map(|value| sound(value, item)) {
        let why = value.get(UNKNOWN).and_then(Value::as_str);
        // What could be in a list may be anywhere in it, and what is null is a value that is not there yet.
        match (item, why) {
            (Type::Record(_), _) if !value.is_null() => items.push(value),
            (_, Some(why)) => drop(reason.get_or_insert_with(|| why.to_owned())),
            _ if value.is_null() => drop(reason.get_or_insert_with(|| NOT_TOLD.to_owned())),
            _ => items.push(value),
        }
    }
    match reason {
        Some(reason) => json!({INCOMPLETE: reason, "items": items}),
        None => Value::Array(items),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DbCluster, Record};

    fn of(field: &str, value: Value) -> Value {
        let field = DbCluster::shape().fields.iter().find(|f| f.name == field).unwrap();
        sound(value, field.ty)
    }

    #[test]
    fn what_has_another_form_is_unknown() {
        for (field, value) in
            [("port", json!("5432")), ("storage_encrypted", json!([])), ("engine", json!(1)), ("members", json!("a"))]
        {
            assert!(of(field, value.clone()).get(UNKNOWN).is_some(), "{field} {value}");
        }
        for (field, value) in [
            ("port", json!(5432)),
            ("engine", Value::Null),
            ("tags", json!({"a": ""})),
            ("port", json!({UNKNOWN: "x"})),
        ] {
            assert_eq!(of(field, value.clone()), value);
        }
        assert_eq!(of("serverless_v2_scaling", json!({"min_capacity": 1, "max_capacity": "x"}))["min_capacity"], 1);
        assert!(of("serverless_v2_scaling", json!({"max_capacity": "x"}))["max_capacity"].get(UNKNOWN).is_some());
    }

    #[test]
    fn a_list_with_holes_is_incomplete() {
        let zones = |value: Value| of("availability_zones", value);
        assert_eq!(zones(json!(["a", {UNKNOWN: "later"}])), json!({INCOMPLETE: "later", "items": ["a"]}));
        assert_eq!(zones(json!([null, "a"])), json!({INCOMPLETE: NOT_TOLD, "items": ["a"]}));
        assert_eq!(
            zones(json!({INCOMPLETE: "later", "items": ["a", 5]})),
            json!({INCOMPLETE: "later", "items": ["a"]})
        );
        let member = json!([{"db_instance_identifier": "a", "is_cluster_writer": {UNKNOWN: "later"}}]);
        assert_eq!(of("members", member.clone()), member);
    }
}
