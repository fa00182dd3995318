//! One side of a plan: the resources as they are before it, or as they will be after it, what they are called, and what is a part
//! of what.

use super::arn::{arn, filled, id};
use super::file::ResourceChange;
use super::follow::{Link, is_of};
use super::mapping::{self, Goes, Mapping};
use super::parts::Lost;
use super::provider::{GLOBAL, NOWHERE, Place};
use super::resource::{Resource, Told};
use super::shared::Shared;
use super::zones::Zones;
use crate::model::{Scope as Uniqueness, Shape, TYPES, UNKNOWN, index_of};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::sync::Arc;

/// One side of a plan, as one thread reads it: what is known of it, and where the reading is.
pub struct Side<'p> {
    known: Arc<Known<'p>>,
    /// Which resource had a part of which type before.
    pub(super) had: Option<Box<Side<'p>>>,
    inferred: Cell<bool>,
    pub(super) following: RefCell<Vec<(usize, String)>>,
}

/// What is known of a side.
#[derive(Clone)]
pub struct Known<'p> {
    pub changes: &'p [ResourceChange],
    pub(super) shared: &'p Shared<'p>,
    pub before: bool,
    /// The id of each resource that is there.
    identities: Vec<Option<String>>,
    /// By number of the type of the model, and id, ARN or name.
    pub(super) named: HashMap<(usize, String), Vec<usize>>,
    /// Parts of each resource.
    parts: HashMap<usize, Vec<usize>>,
    /// Parts of resources that are not in the plan: by mapping, id and place.
    pub orphans: BTreeMap<(usize, String, Place), Vec<usize>>,
    /// By Terraform's type and account, whose parts some may be.
    pub(super) lost: HashMap<(&'p str, &'p str), Lost>,
    /// What comes with each resource, by the type that adopts it.
    pub(super) brought: HashMap<(usize, &'static str), usize>,
}

impl<'p> Deref for Side<'p> {
    type Target = Known<'p>;

    fn deref(&self) -> &Known<'p> {
        &self.known
    }
}

impl<'p> Side<'p> {
    pub fn new(shared: &'p Shared<'p>, before: bool, had: Option<Side<'p>>) -> Side<'p> {
        let count = shared.changes.len();
        let known = Known {
            changes: shared.changes,
            shared,
            before,
            identities: vec![None; count],
            named: HashMap::new(),
            parts: HashMap::new(),
            orphans: BTreeMap::new(),
            lost: HashMap::new(),
            brought: HashMap::new(),
        };
        let mut side = Side::of(Arc::new(known), had);
        let wholes = (0..count).filter_map(|number| match shared.goes[number] {
            Goes::Whole(of) if side.is_there(number) => Some((number, of)),
            _ => None,
        });
        let adopts = |number: usize| super::brought::is_adopting(&shared.changes[number].r#type);
        let brought = |number: usize| adopts(number) || shared.changes[number].brought_by.is_some();
        let (own, others): (Vec<_>, Vec<_>) = wholes.partition(|(number, _)| !brought(*number));
        own.into_iter().for_each(|(number, of)| side.name(number, of, None));
        // What adopts something comes before what nobody has adopted.
        others.into_iter().for_each(|(number, of)| side.name_brought(number, of));
        let joins =
            mapping::all().enumerate().flat_map(|(of, m)| m.parts.iter().map(move |p| (p.terraform, (of, m, p))));
        let mut by_type = HashMap::<&str, Vec<_>>::new();
        joins.for_each(|(terraform, join)| by_type.entry(terraform).or_default().push(join));
        for number in 0..count {
            if !side.is_there(number) {
                continue;
            }
            for (of, mapping, part) in by_type.get(&*shared.changes[number].r#type).into_iter().flatten() {
                side.join(number, *of, mapping, part.of);
            }
        }
        side
    }

    /// A side that is known, and the one before it, to read on another thread.
    pub fn of(known: Arc<Known<'p>>, had: Option<Side<'p>>) -> Side<'p> {
        Side { known, had: had.map(Box::new), inferred: Cell::new(false), following: RefCell::default() }
    }

    /// What is known of it.
    pub fn known(&self) -> Arc<Known<'p>> {
        self.known.clone()
    }

    /// The same while it is put together: nobody else has it then.
    pub(super) fn known_mut(&mut self) -> &mut Known<'p> {
        Arc::make_mut(&mut self.known)
    }

    pub(super) fn name(&mut self, number: usize, of: usize, known: Option<String>) {
        let Some(mapping) = mapping::all().nth(of) else { return };
        let resource = self.resource(number);
        if !(mapping.is_one)(&resource) {
            return;
        }
        let change = &self.changes[number];
        // What is there already has the id that others know it by.
        let id = id(&resource, mapping).or(known).filter(|id| !(resource.is_new() && self.hides(id)));
        let id = id.unwrap_or_else(|| format!("{}{{{}{}}}", mapping.prefix, self.shared.label, change.address));
        let mut names = vec![id.clone()];
        names.extend(["arn", "id", "name"].iter().filter_map(|a| resource.text(a)).map(str::to_owned));
        names.extend(arn(&resource, mapping));
        let ty = index_of((mapping.shape)());
        let known = self.known_mut();
        for name in names {
            known.named.entry((ty, name)).or_default().push(number);
        }
        known.identities[number] = Some(id);
    }

    fn join(&mut self, number: usize, of: usize, mapping: &Mapping, path: &str) {
        let resource = self.resource(number);
        if !(mapping.is_one)(&resource) {
            return;
        }
        // Of these, and perhaps of those, which may be all that it can be of.
        let (of_these, may_be) = match resource.told(path) {
            _ if path.is_empty() => match mapping.id.strip_prefix('=').and_then(|id| filled(&resource, id, "")) {
                Some(id) => (vec![id], None),
                None => return,
            },
            Told::Known(Value::String(text)) => (vec![text.clone()], None),
            // One for several: the roles that a policy is attached to.
            Told::Known(Value::Array(_)) => {
                match resource.links(path, (mapping.shape)()).as_ref().and_then(Value::as_array) {
                    Some(ids) => (ids.iter().filter_map(Value::as_str).map(str::to_owned).collect(), None),
                    None => (Vec::new(), Some((Vec::new(), false))),
                }
            }
            Told::Null | Told::Untold => return,
            _ if resource.is_left_to_aws(path) => return,
            _ => match self.link(number, path, (mapping.shape)()) {
                Link::One { id, .. } => (vec![id], None),
                Link::Several { ids, all } => (Vec::new(), Some((ids, all))),
            },
        };
        for id in of_these {
            match self.whole(index_of((mapping.shape)()), &id, self.place(number)) {
                // Several mappings of a type may name the same part.
                Some(whole) => {
                    let parts = self.known_mut().parts.entry(whole).or_default();
                    if !parts.contains(&number) {
                        parts.push(number);
                    }
                }
                None => {
                    let mut place = self.place(number).clone();
                    if mapping.is_global {
                        place.region = GLOBAL.to_owned();
                    }
                    let id = (mapping.id_in)(&id).to_owned();
                    self.known_mut().orphans.entry((of, id, place)).or_default().push(number);
                }
            }
        }
        if let Some((ids, whole)) = may_be {
            let shared = self.shared;
            let key = (&*shared.changes[number].r#type, &*shared.places[number].account);
            let lost = self.known_mut().lost.entry(key).or_default();
            let anywhere = !whole || ids.is_empty();
            lost.add(ids, anywhere, &shared.changes[number].address, path);
        }
    }

    /// Whether there is such a resource on this side.
    pub fn is_there(&self, number: usize) -> bool {
        let change = &self.shared.changes[number];
        let value = if self.before { &change.change.before } else { &change.change.after };
        change.mode == "managed" && change.deposed.is_none() && value.is_object()
    }

    /// Of each resource of the plan, which mapping it has.
    pub fn wholes(&self) -> impl Iterator<Item = (usize, usize)> {
        self.shared.goes.iter().enumerate().filter_map(|(number, goes)| match goes {
            Goes::Whole(of) if self.identities[number].is_some() => Some((number, *of)),
            _ => None,
        })
    }

    pub fn resource(&self, number: usize) -> Resource<'_> {
        let parts = self.parts.get(&number).map_or(&[][..], Vec::as_slice);
        Resource { side: self, number: Some(number), parts, had: &[] }
    }

    /// The resource of the plan that has this id, seen from a place.
    pub fn by_id(&self, shape: &'static Shape, id: &str, from: &Place) -> Option<Resource<'_>> {
        Some(self.resource(self.whole(index_of(shape), id, from)?))
    }

    /// The resource that has a name, seen from a place: the same name may mean another one elsewhere.
    pub(super) fn whole(&self, ty: usize, name: &str, from: &Place) -> Option<usize> {
        let named = self.named.get(&(ty, name.to_owned()))?;
        let scope = TYPES[ty]().identity.as_ref().map_or(Uniqueness::Unique, |i| i.scope);
        let is_own = |place: &Place| {
            let account = place.account == from.account;
            let anywhere = place.region == GLOBAL || [GLOBAL, NOWHERE].contains(&from.region.as_str());
            let region = anywhere || place.region == from.region;
            match scope {
                _ if name.starts_with("arn:") => true,
                Uniqueness::Unique => true,
                Uniqueness::Account => account,
                Uniqueness::Region => account && region,
            }
        };
        named.iter().copied().find(|number| is_own(self.place(*number)))
    }

    /// A resource that is not in the plan, by its parts.
    pub fn orphan(&self, key: &(usize, String, Place)) -> Resource<'_> {
        let parts = self.orphans.get(key).map_or(&[][..], Vec::as_slice);
        let had = self.had.as_ref().and_then(|before| before.orphans.get(key)).map_or(&[][..], Vec::as_slice);
        Resource { side: self, number: None, parts, had }
    }

    pub fn place(&self, number: usize) -> &Place {
        &self.shared.places[number]
    }

    pub fn identity(&self, number: usize) -> Option<&str> {
        self.identities[number].as_deref()
    }

    /// The ids of Availability Zones.
    pub fn zones(&self) -> &Zones {
        &self.shared.zones
    }

    /// The resource as it is before the plan; none on that side itself, or where there is none yet.
    pub fn had(&self, number: usize) -> Option<Resource<'_>> {
        self.had.as_ref().filter(|before| before.is_there(number)).map(|before| before.resource(number))
    }

    /// The only resource of a type.
    pub fn only(&self, target: &'static Shape) -> Option<&str> {
        let mut all = self.wholes().filter(|(_, of)| is_of(*of, target)).map(|(number, _)| number);
        let first = all.next()?;
        if all.next().is_some() { None } else { self.identity(first) }
    }

    /// Whether a text is nobody's business.
    pub fn hides(&self, text: &str) -> bool {
        self.shared.secrets.are_in(text)
    }

    /// A value without what is nobody's business.
    pub fn shown(&self, value: &Value) -> Value {
        match value {
            Value::String(text) if self.hides(text) => json!({UNKNOWN: "sensitive"}),
            _ => value.clone(),
        }
    }

    /// Notes that a value was inferred.
    pub fn infer(&self) {
        self.inferred.set(true);
    }

    /// Whether a value was inferred since this was asked before.
    pub fn was_inferred(&self) -> bool {
        self.inferred.take()
    }
}
