//! Parts of a resource that are resources of Terraform's, and those of which nobody knows whose they are.

use super::resource::{Resource, known};
use super::state::Side;
use crate::model::{INCOMPLETE, UNKNOWN};
use crate::snapshot::{Gap, NOT_TOLD};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Whose parts may be some of a type.
#[derive(Clone, Default)]
pub(super) struct Lost {
    ids: BTreeSet<String>,
    /// Of anything's.
    pub(super) anywhere: bool,
    /// What is not known: to whom the first of them belongs.
    why: String,
}

impl Lost {
    /// One more that may be of these, or of anything.
    pub(super) fn add(&mut self, ids: Vec<String>, anywhere: bool, address: &str, path: &str) {
        self.anywhere |= anywhere;
        self.ids.extend(ids);
        if self.why.is_empty() {
            self.why = Gap::after_apply(address, path).text;
        }
    }
}

impl Side<'_> {
    /// Why a part of that type may be one of this resource, and nobody knows.
    pub fn may_lack<'s>(&'s self, number: usize, terraform: &str) -> Option<&'s str> {
        let account = &*self.place(number).account;
        let (_, lost) = self.lost.iter().find(|(of, _)| **of == (terraform, account))?;
        let is_own = lost.anywhere || self.identity(number).is_some_and(|id| lost.ids.contains(id));
        is_own.then_some(&*lost.why)
    }
}

impl<'s> Resource<'s> {
    /// The parts of a type of Terraform's.
    pub fn parts(&self, terraform: &str) -> Vec<Resource<'s>> {
        let own = self.parts.iter().filter(|number| self.side.changes[**number].r#type == terraform);
        own.map(|number| Resource { side: self.side, number: Some(*number), parts: &[], had: &[] }).collect()
    }

    /// Whether all parts of a type are known: those of what the plan makes, unless it cannot be said to whom one belongs.
    pub fn has_all_parts(&self, terraform: &str) -> bool {
        self.lacks_parts(terraform).is_none()
    }

    /// Why some parts of a type may not be known.
    pub fn lacks_parts(&self, terraform: &str) -> Option<&'s str> {
        match self.number.filter(|_| self.is_new()) {
            Some(number) => self.side.may_lack(number, terraform),
            None => Some(NOT_TOLD),
        }
    }

    /// The only part of a type. `Ok(None)` when there is none; `Err` with the reason when that is not known.
    pub fn part(&self, terraform: &str) -> Result<Option<Resource<'s>>, Value> {
        match self.parts(terraform).first() {
            Some(part) => Ok(Some(*part)),
            None if self.loses(terraform) => Ok(None),
            None => self.lacks_parts(terraform).map_or(Ok(None), |why| Err(json!({UNKNOWN: why}))),
        }
    }

    /// Whether the plan takes away the part that there was.
    pub fn loses(&self, terraform: &str) -> bool {
        let of = |part: &usize| self.side.changes[*part].r#type == terraform;
        let had = match self.number {
            Some(_) => self.before().is_some_and(|before| !before.parts(terraform).is_empty()),
            None => self.had.iter().any(of),
        };
        had && self.parts(terraform).is_empty()
    }

    /// A list of what the plan tells: whole, or with the reason why there may be more.
    pub fn list(&self, items: Vec<Value>, parts: &[&str]) -> Value {
        match (known(items), parts.iter().find_map(|terraform| self.lacks_parts(terraform))) {
            (Value::Array(items), Some(why)) => json!({INCOMPLETE: why, "items": items}),
            (list, _) => list,
        }
    }
}
