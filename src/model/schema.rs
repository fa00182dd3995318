//! Shapes as JSON Schema.

use super::{HEADER, Presence, Shape, Type};
use serde_json::{Map, Value, json};

/// The JSON Schema of a snapshot line of this type.
pub fn schema(shape: &'static Shape) -> Value {
    let mut definitions = Map::new();
    let fields = record(shape, &mut definitions);
    let mut properties = Map::from_iter([("type".to_owned(), json!({"const": shape.type_name()}))]);
    for field in HEADER {
        properties.insert(field.name.to_owned(), json!({"type": "string", "description": field.doc}));
    }
    properties.insert("fields".to_owned(), fields);
    json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "title": shape.type_name(), "description": shape.doc,
        "type": "object", "properties": properties, "$defs": definitions})
}

fn record(shape: &'static Shape, definitions: &mut Map<String, Value>) -> Value {
    let mut properties = Map::new();
    for field in shape.fields.iter().filter(|f| f.presence != Presence::Derived) {
        let mut schema = of(field.ty, definitions);
        let null = field.nullable.then(|| json!({"type": "null"}));
        let unread = (field.presence == Presence::Fetched).then(unknown);
        if null.is_some() || unread.is_some() {
            schema = json!({"anyOf": std::iter::once(schema).chain(null).chain(unread).collect::<Vec<_>>()});
        }
        schema["description"] = field.doc.into();
        if let Some(relation) = &field.relation {
            schema["x-relation"] =
                json!({"name": relation.name, "target": (relation.target)().type_name(), "inverse": relation.inverse});
        }
        properties.insert(field.name.to_owned(), schema);
    }
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn of(ty: &Type, definitions: &mut Map<String, Value>) -> Value {
    match ty {
        Type::Bool => json!({"type": "boolean"}),
        Type::Int => json!({"type": "integer"}),
        Type::Double => json!({"type": "number"}),
        Type::Text => json!({"type": "string"}),
        Type::Time => json!({"type": "string", "format": "date-time"}),
        Type::List(item) => json!({"type": "array", "items": of(item, definitions)}),
        Type::Map(value) => json!({"type": "object", "additionalProperties": of(value, definitions)}),
        Type::Record(shape) => {
            let shape = shape();
            if !definitions.contains_key(shape.name) {
                definitions.insert(shape.name.to_owned(), Value::Null);
                let schema = record(shape, definitions);
                definitions.insert(shape.name.to_owned(), schema);
            }
            json!({"$ref": format!("#/$defs/{}", shape.name)})
        }
    }
}

fn unknown() -> Value {
    json!({"type": "object", "properties": {"$unknown": {"type": "string"}}, "required": ["$unknown"]})
}
