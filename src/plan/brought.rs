//! What AWS makes with a resource although no plan names it: a VPC has a main route table and a default security group from its
//! first moment on, a cluster has a security group. They become resources of the plan, after all others, unless something adopts
//! them.

use super::address::steps;
use super::aws::ec2::BROUGHT;
use super::file::{Change, PlanFile, ResourceChange};
use super::follow::{Link, is_of};
use super::mapping::{self, Goes, Mapping};
use super::state::Side;
use crate::model::{Shape, index_of};
use serde_json::{Map, Value, json};

/// What comes with a resource.
pub struct Brought {
    /// Terraform's type of what brings it.
    pub with: &'static str,
    /// Terraform's type that it is of: that of what adopts it, where something can.
    pub terraform: &'static str,
    /// The attributes that hold its id.
    pub ids: &'static [&'static str],
    /// The attribute of what adopts it that leads to the resource which brings it.
    pub adopted_by: Option<&'static str>,
    /// Its attributes when it is new; what it leads to is where the resource leads that brings it.
    pub attributes: fn() -> Value,
}

/// What resources of one of Terraform's types adopt: as what, by what it is brought, and which attribute leads there.
fn adopts(terraform: &str) -> Option<(&'static Brought, &'static Mapping, &'static str)> {
    let brought = BROUGHT.iter().find(|b| b.terraform == terraform && b.adopted_by.is_some())?;
    let by = mapping::all().find(|m| m.terraform.contains(&brought.with))?;
    Some((brought, by, brought.adopted_by?))
}

/// Whether resources of one of Terraform's types adopt what another has brought.
pub fn is_adopting(terraform: &str) -> bool {
    adopts(terraform).is_some()
}

/// Adds them to a plan.
pub fn add(file: &mut PlanFile) {
    let Some(changes) = file.resource_changes.as_mut() else { return };
    let mut all = Vec::new();
    for (number, change) in changes.iter().enumerate() {
        if change.mode != "managed" || change.deposed.is_some() || !(change.does("create") || change.does("delete")) {
            continue;
        }
        if matches!(mapping::of_type(&change.r#type), Goes::Nowhere) {
            continue;
        }
        for brought in BROUGHT.iter().filter(|b| b.with == change.r#type) {
            let Some(attribute) = brought.ids.first() else { continue };
            // Of the one that goes, the id says all that is needed.
            let before = at(&change.change.before, attribute).filter(|id| id.is_string() && change.does("delete"));
            let before = before.map_or(Value::Null, |id| json!({"id": id, *attribute: id}));
            let after = if change.does("create") { (brought.attributes)() } else { Value::Null };
            let unknown = ["id", "arn", attribute, "vpc_id"].map(|name| (name.to_owned(), json!(true)));
            all.push(ResourceChange {
                address: format!("{}.{attribute}", change.address),
                module_address: change.module_address.clone(),
                mode: change.mode.clone(),
                r#type: brought.terraform.to_owned(),
                // Nothing can refer to it by a name.
                name: String::new(),
                index: None,
                deposed: None,
                brought_by: Some(number),
                change: Change {
                    actions: change.change.actions.clone(),
                    before,
                    after,
                    after_unknown: Value::Object(unknown.into_iter().collect::<Map<_, _>>()),
                    before_sensitive: Value::Null,
                    after_sensitive: Value::Null,
                },
            });
        }
    }
    changes.append(&mut all);
}

fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    steps(path).iter().try_fold(value, |value, step| {
        let member = value.get(&step.name)?;
        if step.key.is_some() { member.get(0) } else { Some(member) }
    })
}

impl Side<'_> {
    /// Names what comes with another resource: what adopts it, or else itself.
    pub(super) fn name_brought(&mut self, number: usize, of: usize) {
        let change = &self.changes[number];
        if let Some(by) = change.brought_by {
            let Some(brought) = self.brings(by).find(|b| b.terraform == change.r#type) else { return };
            if !self.lost.contains_key(&(brought.terraform, &*self.place(number).account))
                && !self.brought.contains_key(&(by, brought.terraform))
            {
                self.name(number, of, None);
                self.known_mut().brought.insert((by, brought.terraform), number);
            }
            return;
        }
        let Some((brought, by, path)) = adopts(&change.r#type) else { return };
        let resource = self.resource(number);
        let link = match resource.text(path) {
            Some(id) => Link::One { id: id.to_owned(), inferred: false },
            None => self.link(number, path, (by.shape)()),
        };
        let bringer = match &link {
            Link::One { id, .. } => self.whole(index_of((by.shape)()), id, self.place(number)),
            // It may be any that it adopts.
            Link::Several { .. } => {
                let shared = self.shared;
                let lost =
                    self.known_mut().lost.entry((brought.terraform, &*shared.places[number].account)).or_default();
                lost.add(Vec::new(), true, &shared.changes[number].address, path);
                None
            }
        };
        let held = brought.ids.first().zip(bringer).and_then(|(attribute, by)| self.resource(by).text(attribute));
        let held = held.map(str::to_owned);
        self.name(number, of, held);
        if let Some(by) = bringer {
            self.known_mut().brought.insert((by, brought.terraform), number);
        }
    }

    fn brings(&self, number: usize) -> impl Iterator<Item = &'static Brought> {
        let own = &self.changes[number].r#type;
        BROUGHT.iter().filter(move |b| b.with == own)
    }

    /// The id of what comes with a resource.
    pub(super) fn brought(&self, number: usize, terraform: &str) -> Option<&str> {
        let brought = self.brings(number).find(|b| b.terraform == terraform)?;
        self.identity(*self.brought.get(&(number, brought.terraform))?)
    }

    /// Where an attribute leads that holds the id of what a resource brings; or any attribute of what is brought.
    pub(super) fn by_bringing(&self, number: usize, path: &str, target: &'static Shape) -> Option<String> {
        if let Some(by) = self.changes[number].brought_by {
            if matches!(self.shared.goes[by], Goes::Whole(of) if is_of(of, target)) {
                return self.identity(by).map(str::to_owned);
            }
            let fields = match self.shared.goes[by] {
                Goes::Whole(of) => mapping::all().nth(of)?.fields,
                _ => return None,
            };
            let read = fields.iter().find(|(field, _)| *field == path)?;
            return match &read.1 {
                mapping::From::With(read) => read(&self.resource(by))?.as_str().map(str::to_owned),
                mapping::From::Attribute(path) => self.resource(by).link(path, target)?.as_str().map(str::to_owned),
                _ => None,
            };
        }
        let brought = self.brings(number).find(|b| b.ids.contains(&path))?;
        let id = self.brought(number, brought.terraform)?;
        self.by_id(target, id, self.place(number)).map(|_| id.to_owned())
    }
}
