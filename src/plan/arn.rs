//! ARNs and ids, as the plan has them or put together from what they are made of: names are known before AWS answers.

use super::mapping::{Goes, Mapping};
use super::provider::{GLOBAL, NOWHERE, Place};
use super::resource::{Resource, Told};
use super::state::Side;
use super::trace::Traced;
use crate::model::INCOMPLETE;
use serde_json::{Value, json};

/// What leads through more resources than this goes in a circle.
const DEPTH: usize = 8;

/// The id: as the plan has it, else as it is made of what somebody chose.
pub fn id(resource: &Resource, mapping: &Mapping) -> Option<String> {
    match mapping.id {
        "arn" => resource.text("arn").map(str::to_owned).or_else(|| made(resource, mapping, "")),
        id if id.starts_with('=') => filled(resource, &id[1..], ""),
        id if id.contains('{') => filled(resource, id, ""),
        id => resource.text(id).map(str::to_owned),
    }
}

/// The ARN: as the plan has it, else as AWS makes it of what somebody chose.
pub fn arn(resource: &Resource, mapping: &Mapping) -> Option<String> {
    let own = || match mapping.id {
        "arn" => Some(String::new()),
        _ => id(resource, mapping),
    };
    resource.text("arn").map(str::to_owned).or_else(|| made(resource, mapping, &own()?))
}

fn made(resource: &Resource, mapping: &Mapping, own: &str) -> Option<String> {
    (!mapping.arn.is_empty()).then(|| filled(resource, mapping.arn, own)).flatten()
}

/// A pattern with what stands in its braces: `account`, `region`, `id`, or an attribute.
pub fn filled(resource: &Resource, pattern: &str, id: &str) -> Option<String> {
    let place = resource.place()?;
    let (mut text, mut rest) = (String::new(), pattern);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}')?;
        text.push_str(before);
        text.push_str(match name {
            "account" => Some(&*place.account).filter(|a| a.bytes().all(|b| b.is_ascii_digit()))?,
            "region" => Some(&*place.region).filter(|region| *region != NOWHERE)?,
            "id" => id,
            // A URL stands in an ARN without its scheme.
            attribute => resource.text(attribute).map(|text| text.strip_prefix("https://").unwrap_or(text))?,
        });
        rest = behind;
    }
    Some(text + rest)
}

impl<'s> Resource<'s> {
    /// The ARN that an attribute holds, or will hold.
    pub fn arn(&self, path: &str) -> Option<Value> {
        match (self.told(path), self.number) {
            (Told::AfterApply, Some(number)) => match self.side.arns(number, path, DEPTH).as_deref() {
                Some([one]) => Some(self.side.shown(&json!(one))),
                _ => Some(self.after_apply(path)),
            },
            _ => self.value(path),
        }
    }

    /// The ARNs that a list holds, or will hold.
    pub fn arns(&self, path: &str) -> Option<Value> {
        let (node, number) = (self.node(path), self.number?);
        let elements = match node.told() {
            Told::Null => return Some(json!([])),
            Told::Known(_) => node.elements().unwrap_or(0),
            Told::AfterApply => 0,
            _ => return self.value(path),
        };
        let known = (0..elements).filter_map(|i| match node.element(i).told() {
            Told::Known(value) => Some(self.side.shown(value)),
            _ => None,
        });
        let mut items = known.collect::<Vec<_>>();
        let lacking = (node.told() != Told::AfterApply).then(|| elements - items.len());
        if lacking == Some(0) {
            return Some(Value::Array(items));
        }
        let found = self.side.arns(number, path, DEPTH).unwrap_or_default();
        let found = found
            .into_iter()
            .map(|arn| self.side.shown(&json!(arn)))
            .filter(|arn| !items.contains(arn))
            .collect::<Vec<_>>();
        let whole = !found.is_empty() && lacking.map_or_else(|| self.side.is_all(number, path), |n| n == found.len());
        items.extend(found);
        let reason = format!("known after apply: {}.{path}", self.address());
        Some(if whole { Value::Array(items) } else { json!({INCOMPLETE: reason, "items": items}) })
    }

    /// The resources of a type of Terraform's that an attribute names or leads to.
    pub fn named(&self, path: &str, terraform: &str) -> Vec<Resource<'s>> {
        let Some(number) = self.number else { return Vec::new() };
        let all = match self.told(path) {
            Told::Known(value) => self
                .beside(terraform)
                .into_iter()
                .filter_map(|r| {
                    let is_it = value
                        .as_str()
                        .is_some_and(|text| ["name", "arn", "id"].iter().any(|a| r.text(a) == Some(text)));
                    r.number.filter(|_| is_it)
                })
                .collect(),
            Told::AfterApply => self.side.traced(number, path).instances(),
            _ => Vec::new(),
        };
        let own = all.into_iter().filter(|n| self.side.is_there(*n) && self.side.changes[*n].r#type == terraform);
        own.map(|number| self.side.resource(number)).collect()
    }

    /// The resources of a type of Terraform's in the same account and region.
    pub fn beside(&self, terraform: &str) -> Vec<Resource<'s>> {
        let all = self.side.shared.of_type(terraform).iter().copied().filter(|n| self.side.is_there(*n));
        let is_here = |place: &Place| {
            let own = self.place().filter(|own| own.account == place.account);
            own.is_some_and(|own| own.region == place.region || own.region == GLOBAL)
        };
        let here = all.filter(|n| is_here(self.side.place(*n)));
        here.map(|number| self.side.resource(number)).collect()
    }
}

impl Traced {
    fn instances(&self) -> Vec<usize> {
        self.groups.iter().flat_map(|g| &g.instances).map(|(number, _)| *number).collect()
    }
}

impl Side<'_> {
    /// The ARNs that an attribute will be made of; nothing where one of them cannot be known.
    fn arns(&self, number: usize, path: &str, depth: usize) -> Option<Vec<String>> {
        let depth = depth.checked_sub(1)?;
        let blocks = super::address::steps(path).into_iter().map(|s| s.name).collect::<Vec<_>>().join(".");
        let traced = self.traced(number, &blocks);
        if traced.groups.is_empty() || traced.local || traced.later || traced.some {
            return None;
        }
        let mut all = Vec::new();
        for group in &traced.groups {
            if group.inferred {
                self.infer();
            }
            for (instance, _) in &group.instances {
                let found = match group.attribute.as_str() {
                    "" | "arn" => vec![self.own_arn(*instance)?],
                    attribute => match self.resource(*instance).text(attribute) {
                        Some(text) => vec![text.to_owned()],
                        None => self.arns(*instance, attribute, depth)?,
                    },
                };
                found.into_iter().for_each(|arn| {
                    if !all.contains(&arn) {
                        all.push(arn)
                    }
                });
            }
        }
        Some(all)
    }

    /// Whether all that an attribute is made of is meant: nothing chooses among it.
    fn is_all(&self, number: usize, path: &str) -> bool {
        let traced = self.traced(number, path);
        traced.groups.len() == 1 || !traced.others
    }

    fn own_arn(&self, number: usize) -> Option<String> {
        let Goes::Whole(of) = super::mapping::of_type(&self.changes[number].r#type) else { return None };
        let mapping = super::mapping::all().nth(of)?;
        arn(&self.resource(number), mapping)
    }
}
