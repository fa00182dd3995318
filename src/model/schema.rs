//! Shapes as JSON Schema.

use super::{HEADER, INCOMPLETE, Presence, Shape, TYPES, Type, UNKNOWN};
use serde_json::{Map, Value, json};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The JSON Schema of a snapshot line of this type.
pub fn schema(shape: &'static Shape) -> Value {
    let mut definitions = Map::new();
    let mut schema = line_of(shape, &mut definitions);
    schema["$schema"] = DIALECT.into();
    schema["$defs"] = definitions.into();
    schema
}

/// The JSON Schema of a snapshot line of any type: which one it is decides what else it has.
pub fn line() -> Value {
    let mut definitions = Map::new();
    let mut cases = Vec::new();
    for shape in TYPES.iter().map(|t| t()) {
        let name = shape.type_name();
        let schema = line_of(shape, &mut definitions);
        definitions.insert(name.to_owned(), schema);
        cases.push(
            json!({"if": {"properties": {"type": {"const": name}}}, "then": {"$ref": format!("#/$defs/{name}")}}),
        );
    }
    let names = TYPES.iter().map(|t| t().type_name()).collect::<Vec<_>>();
    json!({"$schema": DIALECT, "title": "A resource in a snapshot of trueline's", "type": "object", "required": ["type"],
        "properties": {"type": {"enum": names}}, "allOf": cases, "$defs": definitions})
}

fn line_of(shape: &'static Shape, definitions: &mut Map<String, Value>) -> Value {
    let fields = record(shape, definitions);
    let mut properties = Map::from_iter([("type".to_owned(), json!({"const": shape.type_name()}))]);
    for field in HEADER {
        let mut schema = of(field.ty, definitions);
        schema["description"] = field.doc.into();
        properties.insert(field.name.to_owned(), schema);
    }
    // What could not be described is there all the same.
    properties.insert("fields".to_owned(), json!({"anyOf": [fields, unknown()]}));
    let required = properties.keys().cloned().collect::<Vec<_>>();
    json!({"title": shape.type_name(), "description": shape.doc, "type": "object", "properties": properties,
        "required": required, "additionalProperties": false})
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
        Type::List(item) => {
            let list = json!({"type": "array", "items": of(item, definitions)});
            let known = json!({"type": "object", "properties": {INCOMPLETE: {"type": "string"}, "items": list},
                "required": [INCOMPLETE, "items"], "additionalProperties": false});
            json!({"anyOf": [list, known]})
        }
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
    json!({"type": "object", "properties": {UNKNOWN: {"type": "string"}}, "required": [UNKNOWN], "additionalProperties": false})
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn records(shape: &'static Shape, known: &mut BTreeMap<&'static str, &'static Shape>) {
        for field in shape.fields {
            let mut ty = field.ty;
            while let Type::List(inner) | Type::Map(inner) = ty {
                ty = inner;
            }
            if let Type::Record(inner) = ty {
                let inner = inner();
                let other = known.insert(inner.name, inner);
                assert!(other.is_none_or(|other| std::ptr::eq(other, inner)), "two records are called {}", inner.name);
                if other.is_none() {
                    records(inner, known);
                }
            }
        }
    }

    /// In the schema of all types each record stands once, under its name.
    #[test]
    fn no_two_records_have_one_name() {
        let mut known = BTreeMap::new();
        TYPES.iter().for_each(|t| records(t(), &mut known));
        assert!(known.len() > 20, "{}", known.len());
    }
}
