//! What attributes of a resource lead to, as mappings ask for it: ids, and resources of the plan.

use super::follow::Link;
use super::resource::{Resource, Told, sensitive};
use crate::model::{INCOMPLETE, Shape, UNKNOWN};
use serde_json::{Value, json};

impl<'s> Resource<'s> {
    /// The id of the resource that an attribute leads to.
    pub fn link(&self, path: &str, target: &'static Shape) -> Option<Value> {
        match self.told(path) {
            // Terraform's schema has empty texts for none.
            Told::Known(Value::String(text)) if text.is_empty() => Some(Value::Null),
            Told::Known(value) => Some(self.side.shown(value)),
            Told::Null => Some(Value::Null),
            Told::Sensitive => Some(sensitive(self.address(), path)),
            Told::Untold => None,
            Told::AfterApply => Some(match self.side.link(self.number?, path, target) {
                Link::One { id, inferred } => {
                    if inferred {
                        self.infer();
                    }
                    json!(id)
                }
                Link::Several { ids, .. } if !ids.is_empty() => {
                    json!({UNKNOWN: format!("known after apply: {}.{path}, one of {}", self.address(), ids.join(", "))})
                }
                Link::Several { .. } => self.after_apply(path),
            }),
        }
    }

    /// The ids of the resources that a list leads to.
    pub fn links(&self, path: &str, target: &'static Shape) -> Option<Value> {
        let node = self.node(path);
        match node.told() {
            Told::Null => Some(json!([])),
            Told::Sensitive => Some(sensitive(self.address(), path)),
            Told::Untold => None,
            Told::Known(_) | Told::AfterApply => {
                let elements = match node.told() {
                    Told::AfterApply => None,
                    _ => node.elements(),
                };
                let known = (0..elements.unwrap_or(0)).filter_map(|i| match node.element(i).told() {
                    Told::Known(value) => Some(self.side.shown(value)),
                    _ => None,
                });
                let mut items = known.collect::<Vec<_>>();
                if elements == Some(items.len()) {
                    return Some(Value::Array(items));
                }
                let lacking = elements.map(|n| n - items.len());
                let (found, whole, inferred) = self.side.links(self.number?, path, target, lacking);
                let new = found.into_iter().map(Value::from).filter(|id| !items.contains(id)).collect::<Vec<_>>();
                items.extend(new);
                if inferred {
                    self.infer();
                }
                Some(match whole {
                    true => Value::Array(items),
                    false => {
                        let reason = format!("known after apply: {}.{path}", self.address());
                        json!({INCOMPLETE: reason, "items": items})
                    }
                })
            }
        }
    }

    /// What an attribute of the resource leads to that an attribute of this one leads to: the VPC of its subnet.
    pub fn through(&self, path: &str, by: &'static Shape, then: &str, target: &'static Shape) -> Option<Value> {
        let first = self.link(path, by)?;
        match self.at(&first, by) {
            Some(resource) => resource.link(then, target),
            None => first.is_object().then_some(first),
        }
    }

    /// The same of the first resource that a list leads to: the VPC of a group's subnets.
    pub fn of_first(&self, path: &str, by: &'static Shape, then: &str, target: &'static Shape) -> Option<Value> {
        let all = self.links(path, by)?;
        let items = all.get("items").unwrap_or(&all);
        self.at(items.get(0)?, by)?.link(then, target)
    }

    /// What the attribute `then` leads to of any of the resources that a list names.
    pub fn through_any(&self, ids: &Value, by: &'static Shape, then: &str, target: &'static Shape) -> Option<Value> {
        let ids = ids.as_array().or_else(|| ids.get("items")?.as_array())?;
        let all = ids.iter().filter_map(|id| self.at(id, by)?.link(then, target));
        all.into_iter().find(Value::is_string)
    }

    /// The resource of the plan that a link leads to.
    pub fn at(&self, link: &Value, target: &'static Shape) -> Option<Resource<'s>> {
        self.find(target, link.as_str()?)
    }

    /// The resource of the plan that an attribute leads to.
    pub fn follow(&self, path: &str, target: &'static Shape) -> Option<Resource<'s>> {
        self.at(&self.link(path, target)?, target)
    }

    /// The resource of the plan that has this id.
    pub fn find(&self, target: &'static Shape, id: &str) -> Option<Resource<'s>> {
        self.side.by_id(target, id, self.place()?)
    }

    /// The resource of one of Terraform's types that an attribute leads to, where the model has no such type.
    pub fn other(&self, path: &str, terraform: &str) -> Option<Resource<'s>> {
        let known = match self.told(path) {
            Told::Known(value) => value.as_str(),
            Told::AfterApply => None,
            _ => return None,
        };
        self.side.other(self.number?, path, known, terraform)
    }

    /// The one resource that an attribute refers to, with the attribute of it that is meant.
    pub fn leads_to(&self, path: &str) -> Option<(Resource<'s>, String)> {
        self.side.leads_to(self.number?, path)
    }
}
