//! The document's parameters as a schema of what overrides them: `rules/architecture.yaml` with its comments.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;

const TEXT: &str = include_str!("../../../rules/architecture.yaml");
const NAME: &str = "Architecture";

/// Makes the member at a pointer one of the parameters.
pub fn add(schema: &mut Value, pointer: &str) {
    let place = schema.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"));
    let description = place["description"].take();
    *place = json!({"$ref": format!("#/$defs/{NAME}"), "description": description});
    let documented = crate::yaml::read::<Value>(Path::new("architecture.yaml"), TEXT).unwrap();
    let mut parameters = of(&documented, &comments(TEXT), "");
    // A key without a value overrides nothing.
    parameters["type"] = json!(["object", "null"]);
    parameters["description"] = json!("Parameters of the built-in rules' document.");
    if schema.get("$defs").is_none() {
        schema["$defs"] = json!({});
    }
    schema["$defs"][NAME] = parameters;
}

/// A parameter is overridden by a value of its own type.
fn of(documented: &Value, comments: &BTreeMap<String, String>, name: &str) -> Value {
    let mut schema = match documented {
        Value::Null => json!({}),
        Value::Bool(_) => json!({"type": "boolean"}),
        Value::Number(number) if number.is_f64() => json!({"type": "number"}),
        Value::Number(_) => json!({"type": "integer"}),
        Value::String(_) => json!({"type": "string"}),
        Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_string) => {
            json!({"type": "array", "items": {"type": "string"}})
        }
        Value::Array(_) => json!({"type": "array"}),
        Value::Object(members) if members.is_empty() => json!({"type": "object"}),
        Value::Object(members) => {
            let own = |key: &String| if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
            let members = members.iter().map(|(key, value)| (key.clone(), of(value, comments, &own(key))));
            json!({"type": "object", "properties": members.collect::<Map<_, _>>(), "additionalProperties": false})
        }
    };
    if let Some(comment) = comments.get(name) {
        schema["description"] = json!(comment);
    }
    if !matches!(documented, Value::Object(members) if !members.is_empty()) {
        schema["default"] = documented.clone();
    }
    schema
}

/// The comment over each key, by the key's full name.
fn comments(text: &str) -> BTreeMap<String, String> {
    let (mut found, mut open, mut above) = (BTreeMap::new(), Vec::<(usize, String)>::new(), Vec::new());
    for line in text.lines() {
        let (words, indent) = (line.trim(), line.len() - line.trim_start().len());
        if let Some(comment) = words.strip_prefix('#') {
            above.push(comment.trim());
            continue;
        }
        let key = words.split_once(':').map(|(key, _)| key).filter(|_| !words.starts_with('-'));
        let Some(key) = key else {
            above.clear();
            continue;
        };
        open.retain(|(outer, _)| *outer < indent);
        open.push((indent, key.to_owned()));
        if !above.is_empty() {
            let name = open.iter().map(|(_, key)| key.as_str()).collect::<Vec<_>>().join(".");
            found.insert(name, above.join(" "));
        }
        above.clear();
    }
    found
}

#[test]
fn each_parameter_has_its_comment() {
    let comments = comments(TEXT);
    assert_eq!(
        comments["network.zones"],
        "Availability Zones that the subnets of a VPC span, for the public and for the private ones."
    );
    let documented = crate::yaml::read::<Value>(Path::new("architecture.yaml"), TEXT).unwrap();
    for (section, parameters) in documented.as_object().unwrap() {
        for parameter in parameters.as_object().unwrap().iter().filter(|(_, value)| !value.is_object()) {
            let name = format!("{section}.{}", parameter.0);
            assert!(comments.contains_key(&name), "{name}");
        }
    }
}
