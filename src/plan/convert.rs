//! Attributes into fields, driven by the type's shape as the snapshot's reader is.

use super::arn;
use super::mapping::{From, Mapping};
use super::resource::{Node, Resource, Told, known, sensitive};
use super::sound::sound;
use super::state::Side;
use crate::model::{Field, Presence, Shape, Type, UNKNOWN};
use crate::snapshot::{NOT_TOLD, after_apply};
use serde_json::{Map, Value, json};

/// The fields that a plan tells of a resource, and the names of those that were inferred.
pub fn fields(resource: &Resource, mapping: &Mapping, id: &str) -> (Map<String, Value>, Vec<String>) {
    let shape = (mapping.shape)();
    let is_id = |name: &str| shape.identity.as_ref().is_some_and(|i| i.id == name);
    let (mut all, mut inferred) = (Map::new(), Vec::new());
    for field in shape.fields.iter().filter(|f| f.presence != Presence::Derived) {
        let value = match is_id(field.name) {
            // A stand-in for an id that AWS chooses is as good as the id; one for an ARN would be taken for one.
            true if resource.number.is_none()
                || !mapping.prefix.is_empty()
                || arn::id(resource, mapping).is_some_and(|own| own == id) =>
            {
                Some(json!(id))
            }
            true => Some(resource.after_apply(mapping.id)),
            false => told(resource, "", field, source(mapping.fields, field.name)),
        };
        if let Some(value) = value {
            all.insert(field.name.to_owned(), sound(value, field.ty));
        }
        if resource.side.was_inferred() {
            inferred.push(field.name.to_owned());
        }
    }
    (all, inferred)
}

/// A structure inside a field; what is not told of it is unknown.
pub fn record(resource: &Resource, base: &str, shape: &'static Shape, sources: &[(&'static str, From)]) -> Value {
    let mut all = Map::new();
    for field in shape.fields.iter().filter(|f| f.presence != Presence::Derived) {
        let value = told(resource, base, field, source(sources, field.name));
        all.insert(field.name.to_owned(), value.unwrap_or_else(|| json!({UNKNOWN: NOT_TOLD})));
    }
    Value::Object(all)
}

fn source<'f>(sources: &'f [(&'static str, From)], name: &str) -> Option<&'f From> {
    sources.iter().find(|(field, _)| *field == name).map(|(_, source)| source)
}

fn told(resource: &Resource, base: &str, field: &Field, source: Option<&From>) -> Option<Value> {
    let path = |name: &str| if base.is_empty() { name.to_owned() } else { format!("{base}.{name}") };
    match source {
        None if field.name == "tags" && base.is_empty() => tags(resource, field),
        None => attribute(resource, &path(field.name), field, &[]),
        Some(From::Attribute(name)) => attribute(resource, &path(name), field, &[]),
        Some(From::Or(name, default)) => {
            let path = path(name);
            if resource.is_left_to_aws(&path) {
                return Some(default.value());
            }
            attribute(resource, &path, field, &[]).map(|v| if v.is_null() { default.value() } else { v })
        }
        Some(From::Block(name, inner)) => attribute(resource, &path(name), field, inner),
        Some(From::Is(constant)) => resource.number.map(|_| constant.value()),
        Some(From::Made(constant)) => (resource.number.is_some() && resource.is_new()).then(|| constant.value()),
        Some(From::With(read)) => read(resource),
    }
}

/// Those of the resource and those of its provider.
fn tags(resource: &Resource, field: &Field) -> Option<Value> {
    let all = resource.told("tags_all");
    attribute(resource, if all == Told::Untold { "tags" } else { "tags_all" }, field, &[])
}

fn attribute(resource: &Resource, path: &str, field: &Field, inner: &[(&'static str, From)]) -> Option<Value> {
    if let Some(relation) = &field.relation {
        let target = (relation.target)();
        return match field.ty {
            Type::List(_) => resource.links(path, target),
            _ => resource.link(&scalar(resource, path), target),
        };
    }
    let node = resource.node(path);
    if node.told() == Told::Untold {
        return None;
    }
    let place = At { resource, path };
    Some(place.value(node, field.ty, inner, path))
}

/// A list of one stands where the model has one: its element.
fn scalar(resource: &Resource, path: &str) -> String {
    match resource.node(path).elements() {
        Some(_) => format!("{path}[0]"),
        None => path.to_owned(),
    }
}

/// Where a value stands.
struct At<'r, 's> {
    resource: &'r Resource<'s>,
    path: &'r str,
}

impl At<'_, '_> {
    fn side(&self) -> &Side<'_> {
        self.resource.side
    }

    fn value(&self, node: Node, ty: &'static Type, inner: &[(&'static str, From)], path: &str) -> Value {
        let value = match node.told() {
            Told::Null if matches!(ty, Type::List(_)) => return json!([]),
            Told::Null if matches!(ty, Type::Map(_)) => return json!({}),
            Told::Null => return Value::Null,
            Told::AfterApply => return after_apply(self.resource.address(), path),
            Told::Sensitive => return sensitive(self.resource.address(), path),
            Told::Untold => return json!({UNKNOWN: NOT_TOLD}),
            Told::Known(value) => value,
        };
        match ty {
            Type::Record(shape) => match (value, node.elements()) {
                (Value::Array(_), Some(0)) => Value::Null,
                (Value::Array(_), _) => record(self.resource, &format!("{path}[0]"), shape(), inner),
                _ => record(self.resource, path, shape(), inner),
            },
            Type::List(Type::Record(shape)) => {
                let all = (0..node.elements().unwrap_or(0)).map(|i| format!("{path}[{i}]"));
                Value::Array(all.map(|path| record(self.resource, &path, shape(), inner)).collect())
            }
            Type::List(element) => match value {
                Value::Array(_) => {
                    let all = (0..node.elements().unwrap_or(0)).map(|i| (node.element(i), format!("{path}[{i}]")));
                    known(all.map(|(node, path)| self.value(node, element, &[], &path)).collect())
                }
                _ => Value::Array(vec![self.plain(value, element)]),
            },
            Type::Map(element) => match value {
                Value::Object(members) if members.keys().any(|key| self.side().hides(key)) => {
                    sensitive(self.resource.address(), path)
                }
                Value::Object(members) => {
                    let all = members.iter().map(|(key, value)| match value.as_str() {
                        // The value of a tag may well be empty.
                        Some("") => (key.clone(), value.clone()),
                        _ => (key.clone(), self.value(node.member(key), element, &[], path)),
                    });
                    Value::Object(all.collect())
                }
                _ => self.unfit(),
            },
            _ => match value {
                Value::Array(all) if all.is_empty() => Value::Null,
                Value::Array(_) => self.value(node.element(0), ty, &[], &format!("{path}[0]")),
                _ => self.plain(value, ty),
            },
        }
    }

    /// A number or a truth may stand there as text.
    fn plain(&self, value: &Value, ty: &Type) -> Value {
        let text = value.as_str();
        let fit = match ty {
            Type::Bool => value.as_bool().or_else(|| text?.parse::<bool>().ok()).map(Value::from),
            Type::Int => {
                let whole = |n: f64| (n.fract() == 0.0 && n.abs() < 9e15).then_some(n as i64);
                value
                    .as_i64()
                    .or_else(|| value.as_f64().and_then(whole))
                    .or_else(|| text?.parse().ok())
                    .map(Value::from)
            }
            Type::Double => value.as_f64().or_else(|| text?.parse().ok()).map(Value::from),
            Type::Time => text.filter(|t| t.parse::<jiff::Timestamp>().is_ok()).map(Value::from),
            Type::Text => match value {
                Value::String(text) if self.side().hides(text) => Some(sensitive(self.resource.address(), self.path)),
                Value::String(_) => Some(value.clone()),
                Value::Number(n) => Some(json!(n.to_string())),
                Value::Bool(b) => Some(json!(b.to_string())),
                _ => None,
            },
            Type::List(_) | Type::Map(_) | Type::Record(_) => None,
        };
        // AWS answers no empty texts; Terraform's schema has them for none.
        match fit {
            Some(Value::String(text)) if text.is_empty() => Value::Null,
            Some(fit) => fit,
            None => self.unfit(),
        }
    }

    fn unfit(&self) -> Value {
        json!({UNKNOWN: format!("{}.{} has another form than is known here", self.resource.address(), self.path)})
    }
}
