//! A resource of a plan, on one side of it, as mappings read it: attributes in their states, references, and its parts.

use super::address::steps;
use super::file::ResourceChange;
use super::mapping::From;
use super::provider::Place;
use super::state::Side;
use crate::model::policy_document;
use crate::model::{INCOMPLETE, Shape, UNKNOWN};
use crate::snapshot::after_apply;
use serde_json::{Value, json};

/// What a plan says of an attribute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Told<'v> {
    /// A value; parts of it may be known only after apply.
    Known(&'v Value),
    /// None.
    Null,
    /// It is known only after apply.
    AfterApply,
    /// It is there and nobody's business.
    Sensitive,
    /// The plan does not say.
    Untold,
}

/// A value with what is unknown and what is sensitive in it.
#[derive(Clone, Copy)]
pub struct Node<'v> {
    pub value: Option<&'v Value>,
    pub unknown: Option<&'v Value>,
    pub sensitive: Option<&'v Value>,
}

impl<'v> Node<'v> {
    pub fn told(self) -> Told<'v> {
        match (self.value, self.unknown, self.sensitive) {
            (_, _, Some(Value::Bool(true))) => Told::Sensitive,
            (_, Some(Value::Bool(true)), _) => Told::AfterApply,
            (None, ..) => Told::Untold,
            (Some(Value::Null), ..) => Told::Null,
            (Some(value), ..) => Told::Known(value),
        }
    }

    pub fn member(self, name: &str) -> Node<'v> {
        let of = |tree: Option<&'v Value>| match tree {
            Some(Value::Bool(true)) => tree,
            _ => tree.and_then(|t| t.get(name)),
        };
        Node { value: self.value.and_then(|v| v.get(name)), unknown: of(self.unknown), sensitive: of(self.sensitive) }
    }

    pub fn element(self, index: usize) -> Node<'v> {
        let of = |tree: Option<&'v Value>| match tree {
            Some(Value::Bool(true)) => tree,
            _ => tree.and_then(|t| t.get(index)),
        };
        Node { value: self.value.and_then(|v| v.get(index)), unknown: of(self.unknown), sensitive: of(self.sensitive) }
    }

    /// How many elements there are; none where it is no list.
    pub fn elements(self) -> Option<usize> {
        let of = |tree: Option<&Value>| tree.and_then(Value::as_array).map(Vec::len);
        of(self.value).max(of(self.unknown))
    }
}

/// A resource of a plan, on one side; one that is not in the plan itself has nothing but parts.
#[derive(Clone, Copy)]
pub struct Resource<'s> {
    pub(super) side: &'s Side<'s>,
    pub(super) number: Option<usize>,
    pub(super) parts: &'s [usize],
    /// The parts that one that is not in the plan itself had before.
    pub(super) had: &'s [usize],
}

impl<'s> Resource<'s> {
    fn change(&self) -> Option<&'s ResourceChange> {
        self.number.map(|number| &self.side.changes[number])
    }

    /// Terraform's type; empty for what is not in the plan.
    pub fn terraform(&self) -> &'s str {
        self.change().map_or("", |c| &c.r#type)
    }

    /// Terraform's address.
    pub fn address(&self) -> &'s str {
        self.change().map_or("", |c| &c.address)
    }

    /// Whether the plan makes it: all of its parts are in the plan.
    pub fn is_new(&self) -> bool {
        self.change().is_some_and(|c| c.does("create")) && !self.side.before
    }

    /// Where it is; what is not in the plan is where its parts are.
    pub fn place(&self) -> Option<&'s Place> {
        self.number.or(self.parts.first().copied()).map(|number| self.side.place(number))
    }

    /// Notes that a value is inferred, and not told in as many words.
    pub fn infer(&self) {
        self.side.infer();
    }

    /// An attribute with its states.
    pub fn node(&self, path: &str) -> Node<'s> {
        let Some(change) = self.change().map(|c| &c.change) else {
            return Node { value: None, unknown: None, sensitive: None };
        };
        let mut node = match self.side.before {
            true => Node { value: Some(&change.before), unknown: None, sensitive: Some(&change.before_sensitive) },
            false => Node {
                value: Some(&change.after),
                unknown: Some(&change.after_unknown),
                sensitive: Some(&change.after_sensitive),
            },
        };
        for step in steps(path) {
            if node.told() == Told::Null {
                return node;
            }
            node = node.member(&step.name);
            if node.told() == Told::Null {
                return node;
            }
            if let Some(super::address::Key::Index(i)) = step.key {
                // A block that is not there has nothing in it: not untold, none.
                let none = node.told() != Told::Untold && node.elements() == Some(0);
                node = node.element(usize::try_from(i).unwrap_or(usize::MAX));
                if none {
                    return Node { value: Some(&Value::Null), ..node };
                }
            } else if let Some(super::address::Key::Name(name)) = &step.key {
                node = node.member(name);
            }
        }
        node
    }

    /// What the plan says of an attribute.
    pub fn told(&self, path: &str) -> Told<'s> {
        self.node(path).told()
    }

    /// The text of an attribute, where it is known.
    pub fn text(&self, path: &str) -> Option<&'s str> {
        match self.told(path) {
            Told::Known(value) => value.as_str().filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// Whether an attribute is known to be true.
    pub fn is_true(&self, path: &str) -> bool {
        matches!(self.told(path), Told::Known(value) if value.as_bool().unwrap_or(value == "true"))
    }

    /// Whether the configuration says something of an attribute.
    pub fn is_written(&self, path: &str) -> bool {
        self.number.is_some_and(|number| self.side.is_written(number, path))
    }

    /// What comes with the resource, by the type that adopts it: its id.
    pub fn brought(&self, terraform: &str) -> Option<&'s str> {
        self.side.brought(self.number?, terraform)
    }

    /// How many blocks there are at a path; none where that is not known.
    pub fn blocks(&self, path: &str) -> Option<usize> {
        let node = self.node(path);
        match node.told() {
            Told::Known(_) => node.elements(),
            Told::Null => Some(0),
            _ => None,
        }
    }

    /// An attribute as the snapshot has it: its value, null, or why it is unknown. Nothing where the plan does not tell it.
    pub fn value(&self, path: &str) -> Option<Value> {
        match self.told(path) {
            Told::Known(value) => Some(self.side.shown(value)),
            Told::Null => Some(Value::Null),
            Told::AfterApply => Some(self.after_apply(path)),
            Told::Sensitive => Some(sensitive(self.address(), path)),
            Told::Untold => None,
        }
    }

    /// The same, with what stands for null: AWS's default.
    pub fn value_or(&self, path: &str, default: Value) -> Option<Value> {
        match self.is_left_to_aws(path) {
            true => Some(default),
            false => self.value(path).map(|value| if value.is_null() { default } else { value }),
        }
    }

    /// The resource as it is before the plan.
    pub fn before(&self) -> Option<Resource<'s>> {
        self.side.had(self.number?)
    }

    /// The id of the only resource of a type that there is in the plan.
    pub fn only(&self, target: &'static Shape) -> Option<&'s str> {
        self.side.only(target)
    }

    /// The id: a stand-in, where it is not known yet.
    pub fn identity(&self) -> Option<&'s str> {
        self.side.identity(self.number?)
    }

    /// What is known only after apply.
    pub fn after_apply(&self, path: &str) -> Value {
        after_apply(self.address(), path)
    }

    /// Whether an attribute of a resource that the plan makes is known only after apply because nobody sets it: AWS does.
    pub fn is_left_to_aws(&self, path: &str) -> bool {
        let Some(number) = self.number.filter(|_| self.is_new() && self.told(path) == Told::AfterApply) else {
            return false;
        };
        let is_left = self.side.is_left_to_aws(number, path);
        if is_left {
            self.infer();
        }
        is_left
    }

    /// Every resource of one of these types that the plan has.
    pub fn all_of(&self, terraform: &[&str]) -> Vec<Resource<'s>> {
        let mut all = terraform.iter().flat_map(|of| self.side.shared.of_type(of)).copied().collect::<Vec<_>>();
        all.retain(|number| self.side.changes[*number].brought_by.is_none() && self.side.is_there(*number));
        all.sort_unstable();
        all.into_iter().map(|number| self.side.resource(number)).collect()
    }

    /// What stands for a value that AWS chooses and that there certainly is: where it will stand.
    pub fn stand_in(&self, path: &str) -> Value {
        json!(format!("{{{}.{path}}}", self.address()))
    }

    /// The ids of Availability Zones.
    pub fn zones(&self) -> &'s super::zones::Zones {
        self.side.zones()
    }

    /// Who owns what the plan makes: the account that it is made in.
    pub fn owner(&self, path: &str) -> Option<Value> {
        match self.is_new() && self.text(path).is_none() && !self.is_written(path) {
            true => self.place().map(|place| json!(place.account)),
            false => self.value(path),
        }
    }

    /// A policy document from its text.
    pub fn policy(&self, path: &str) -> Option<Value> {
        match self.told(path) {
            Told::Known(Value::String(text)) if text.trim().is_empty() => Some(Value::Null),
            Told::Known(Value::String(text)) if self.side.hides(text) => Some(sensitive(self.address(), path)),
            Told::Known(Value::String(text)) => Some(match policy_document(text) {
                Ok(document) => serde_json::to_value(document).unwrap_or_default(),
                Err(why) => json!({UNKNOWN: why}),
            }),
            Told::AfterApply => self.document(path).or_else(|| self.value(path)),
            _ => self.value(path),
        }
    }

    /// As far as the plan tells it, where Terraform itself puts it together.
    fn document(&self, path: &str) -> Option<Value> {
        super::document::document(&self.side.document(self.number?, path)?)
    }

    /// A list of texts.
    pub fn texts(&self, path: &str) -> Option<Value> {
        let node = self.node(path);
        match (node.told(), node.elements()) {
            (Told::Known(_), Some(count)) => {
                Some(known((0..count).filter_map(|i| self.value(&format!("{path}[{i}]"))).collect()))
            }
            (Told::Null, _) => Some(json!([])),
            _ => self.value(path),
        }
    }

    /// The fields of a structure out of the attributes of this one, each that is told.
    pub fn record(&self, base: &str, shape: &'static Shape, fields: &[(&'static str, From)]) -> Value {
        super::convert::record(self, base, shape, fields)
    }
}

/// A list without the elements that are none or unknown, and with the reason of the first that is unknown: an element has a value.
pub fn known(mut items: Vec<Value>) -> Value {
    items.retain(|item| !item.is_null());
    let Some(why) = items.iter().find_map(|item| item.get(UNKNOWN)).cloned() else { return Value::Array(items) };
    let items = items.into_iter().filter(|item| item.get(UNKNOWN).is_none()).collect::<Vec<_>>();
    json!({INCOMPLETE: why, "items": items})
}

/// `{"$unknown": …}` of what is nobody's business.
pub fn sensitive(address: &str, path: &str) -> Value {
    json!({UNKNOWN: format!("sensitive: {address}.{path}")})
}
