//! Lists that an attribute and resources of their own make up together. Terraform reads into the attribute what AWS answers, that
//! of the other resources too: what a plan takes away there still stands in the attribute.

use super::resource::{Resource, Told};
use crate::model::{INCOMPLETE, Shape, UNKNOWN};
use crate::snapshot::NOT_TOLD;
use serde_json::{Value, json};

/// A list as far as it is known.
#[derive(Default)]
pub struct Joined {
    /// What is known to be in it.
    pub items: Vec<Value>,
    /// Why there may be more.
    pub lacks: Option<String>,
}

impl Joined {
    /// Of a list, whole or not, or a single value.
    pub fn of(value: Option<Value>) -> Joined {
        let mut all = Joined::default();
        match value {
            Some(value) => all.add(value),
            None => all.lacks = Some(NOT_TOLD.to_owned()),
        }
        all
    }

    /// Adds a list, or a single value.
    pub fn add(&mut self, value: Value) {
        match value {
            Value::Null => {}
            Value::Array(all) => all.into_iter().for_each(|item| self.add(item)),
            Value::Object(mut marked) if marked.contains_key(INCOMPLETE) => {
                self.lack(marked.get(INCOMPLETE));
                self.add(marked.remove("items").unwrap_or_default());
            }
            Value::Object(marked) if marked.contains_key(UNKNOWN) => self.lack(marked.get(UNKNOWN)),
            item if !self.items.contains(&item) => self.items.push(item),
            _ => {}
        }
    }

    fn lack(&mut self, reason: Option<&Value>) {
        let reason = reason.and_then(Value::as_str).unwrap_or(NOT_TOLD);
        self.lacks.get_or_insert_with(|| reason.to_owned());
    }

    /// Of what the plan makes, parts may belong to who knows.
    pub fn lack_parts(&mut self, resource: &Resource, part: &str) {
        if let Some(why) = resource.lacks_parts(part).filter(|_| resource.is_new()) {
            self.lacks.get_or_insert_with(|| why.to_owned());
        }
    }

    /// As the snapshot has it.
    pub fn value(self) -> Value {
        match self.lacks {
            None => Value::Array(self.items),
            Some(reason) => json!({INCOMPLETE: reason, "items": self.items}),
        }
    }
}

impl Resource<'_> {
    /// What an attribute leads to, and the attribute `by` of each part of a type.
    pub fn joined(&self, path: &str, part: &str, by: &str, target: &'static Shape) -> Joined {
        let mut all = self.own(path, || self.links(path, target));
        for part in self.taken(path, part) {
            let gone = part.link(by, target);
            all.items.retain(|item| gone.as_ref() != Some(item));
        }
        for part in self.parts(part) {
            all.add(part.link(by, target).unwrap_or_default());
        }
        all.lack_parts(self, part);
        all
    }

    /// What an attribute says itself.
    pub fn own(&self, path: &str, read: impl Fn() -> Option<Value>) -> Joined {
        match self.is_left_to_aws(path) {
            true => Joined::default(),
            false => Joined::of(read()),
        }
    }

    /// Parts as they were before, which an attribute still shows: unless the configuration has it, and thereby says what it shows.
    pub fn taken(&self, path: &str, part: &str) -> Vec<Self> {
        let shows = matches!(self.told(path), Told::Known(_)) && !self.is_written(path);
        self.before().filter(|_| shows).map(|before| before.parts(part)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_as_whole_as_what_it_is_made_of() {
        let mut all = Joined::of(Some(json!(["a", "b"])));
        all.add(json!("a"));
        all.add(Value::Null);
        assert_eq!(Joined { items: all.items.clone(), lacks: None }.value(), json!(["a", "b"]));
        all.add(json!({INCOMPLETE: "later", "items": ["c"]}));
        all.add(json!({UNKNOWN: "never"}));
        assert_eq!(all.value(), json!({INCOMPLETE: "later", "items": ["a", "b", "c"]}));
        assert_eq!(Joined::of(None).value(), json!({INCOMPLETE: NOT_TOLD, "items": []}));
    }
}
