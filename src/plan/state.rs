//! One side of a plan: the resources as they are before it, or as they will be after it, what they refer to, and what is a part
//! of what.

use super::address::{Step, steps};
use super::arn::{arn, filled, id};
use super::document;
use super::file::{ConfigResource, PlanFile, ResourceChange};
use super::hidden::Hidden;
use super::mapping::{self, Goes, Mapping};
use super::provider::{GLOBAL, NOWHERE, Place, Providers};
use super::resource::{Resource, Told};
use super::secrets::Secrets;
use super::trace::{Scope, Tracer};
use super::zones::Zones;
use crate::model::{Scope as Uniqueness, Shape, TYPES, UNKNOWN, index_of};
use crate::snapshot::Gap;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// References that lead through more resources than this go in a circle.
const DEPTH: usize = 16;

/// Where a reference leads.
#[derive(Debug, PartialEq)]
pub enum Link {
    /// To one resource, by its id; inferred where the plan does not say it in as many words.
    One { id: String, inferred: bool },
    /// To one of these, or to anything else where they are not `all`.
    Several { ids: Vec<String>, all: bool },
}

/// Whose parts may be some of a type.
#[derive(Default)]
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

/// What both sides of a plan share.
pub struct Shared<'p> {
    pub changes: &'p [ResourceChange],
    pub tracer: Tracer<'p>,
    pub secrets: Secrets,
    zones: Zones,
    hidden: Hidden,
    /// The block of each resource.
    blocks: Vec<Option<&'p ConfigResource>>,
    pub(super) goes: Vec<Goes>,
    pub(super) places: Vec<Place>,
    /// What stands before addresses, where several plans are read.
    label: String,
}

impl<'p> Shared<'p> {
    pub fn new(file: &'p PlanFile, providers: &Providers, label: &str) -> Shared<'p> {
        let changes = file.resource_changes.as_deref().unwrap_or_default();
        let tracer = Tracer::new(file);
        let mut blocks = HashMap::new();
        let mut types = HashMap::<&str, Goes>::new();
        let (mut all, mut goes, mut places) = (Vec::new(), Vec::new(), Vec::new());
        let mut keys = Vec::new();
        for change in changes {
            let module = steps(&change.module_address);
            let names = module.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(".");
            let of = blocks.entry(names).or_insert_with(|| {
                let module = tracer.module(&change.module_address);
                let resources = module.into_iter().flat_map(|m| &m.resources);
                resources.map(|r| ((&*r.mode, &*r.r#type, &*r.name), r)).collect::<HashMap<_, _>>()
            });
            let own = change.brought_by.and_then(|by| changes.get(by)).unwrap_or(change);
            let block = of.get(&(&*own.mode, &*own.r#type, &*own.name)).copied();
            let key = block.map_or("aws", |b| &b.provider_config_key);
            let go = match change.mode == "managed" && change.deposed.is_none() {
                true => *types.entry(&change.r#type).or_insert_with(|| mapping::of_type(&change.r#type)),
                false => Goes::Nowhere,
            };
            all.push(block.filter(|_| change.brought_by.is_none()));
            goes.push(go);
            places.push(place(own, providers.place(key, &change.module_address)));
            keys.push(key);
        }
        settle(&mut places, &keys, &goes);
        let (secrets, zones) = (Secrets::of(file), Zones::of(file));
        let hidden = Hidden::of(file, changes, &tracer);
        Shared { changes, tracer, secrets, zones, hidden, blocks: all, goes, places, label: label.to_owned() }
    }
}

/// Where a resource is: what it says itself comes before its provider.
fn place(change: &ResourceChange, provider: &Place) -> Place {
    let value =
        |name: &str| [&change.change.after, &change.change.before].into_iter().find_map(|v| v.get(name)?.as_str());
    let mut place = provider.clone();
    if let Some(arn) = value("arn") {
        let parts = arn.split(':').collect::<Vec<_>>();
        if let [_, _, _, region, account, ..] = parts.as_slice() {
            if !account.is_empty() && account.bytes().all(|b| b.is_ascii_digit()) {
                place.account = (*account).to_owned();
            }
            if !region.is_empty() {
                place.region = (*region).to_owned();
            }
        }
    }
    if let Some(region) = value("region") {
        place.region = region.to_owned();
    }
    if place.region == NOWHERE
        && let Some(region) = value("availability_zone").and_then(super::zones::region)
    {
        place.region = region;
    }
    place
}

/// Where a provider does not say where it is and some of its resources do: there are the others too. What belongs to no region is
/// nowhere else.
fn settle(places: &mut [Place], keys: &[&str], goes: &[Goes]) {
    let mut told = HashMap::<&str, BTreeSet<String>>::new();
    for (place, key) in places.iter().zip(keys).filter(|(place, _)| place.region != NOWHERE) {
        told.entry(key).or_default().insert(place.region.clone());
    }
    for ((place, key), goes) in places.iter_mut().zip(keys).zip(goes) {
        if let Some((region, 1)) = told.get(key).and_then(|all| Some((all.first()?, all.len())))
            && place.region == NOWHERE
        {
            place.region.clone_from(region);
        }
        if matches!(goes, Goes::Whole(n) if mapping::all().nth(*n).is_some_and(|m| m.is_global)) {
            place.region = "global".to_owned();
        }
    }
}

/// One side of a plan.
pub struct Side<'p> {
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
    /// Which resource had a part of which type before.
    pub(super) had: Option<&'p Side<'p>>,
    /// What comes with each resource, by the type that adopts it.
    pub(super) brought: HashMap<(usize, &'static str), usize>,
    inferred: Cell<bool>,
    following: RefCell<Vec<(usize, String)>>,
}

impl<'p> Side<'p> {
    pub fn new(shared: &'p Shared<'p>, before: bool, had: Option<&'p Side<'p>>) -> Side<'p> {
        let count = shared.changes.len();
        let mut side = Side {
            changes: shared.changes,
            shared,
            before,
            identities: vec![None; count],
            named: HashMap::new(),
            parts: HashMap::new(),
            orphans: BTreeMap::new(),
            lost: HashMap::new(),
            had,
            brought: HashMap::new(),
            inferred: Cell::new(false),
            following: RefCell::default(),
        };
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
        for name in names {
            self.named.entry((ty, name)).or_default().push(number);
        }
        self.identities[number] = Some(id);
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
                    let parts = self.parts.entry(whole).or_default();
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
                    self.orphans.entry((of, id, place)).or_default().push(number);
                }
            }
        }
        if let Some((ids, whole)) = may_be {
            let shared = self.shared;
            let key = (&*shared.changes[number].r#type, &*shared.places[number].account);
            let lost = self.lost.entry(key).or_default();
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
        let of = |side: &'p Side<'p>| side.orphans.get(key).map_or(&[][..], Vec::as_slice);
        let parts = self.orphans.get(key).map_or(&[][..], Vec::as_slice);
        Resource { side: self, number: None, parts, had: self.had.map_or(&[], of) }
    }

    pub fn place(&self, number: usize) -> &Place {
        &self.shared.places[number]
    }

    pub fn identity(&self, number: usize) -> Option<&str> {
        self.identities[number].as_deref()
    }

    /// Why a part of that type may be one of this resource, and nobody knows.
    pub fn may_lack<'s>(&'s self, number: usize, terraform: &str) -> Option<&'s str> {
        let account = &*self.place(number).account;
        let (_, lost) = self.lost.iter().find(|(of, _)| **of == (terraform, account))?;
        let is_own = lost.anywhere || self.identity(number).is_some_and(|id| lost.ids.contains(id));
        is_own.then_some(&*lost.why)
    }

    /// The ids of Availability Zones.
    pub fn zones(&self) -> &Zones {
        &self.shared.zones
    }

    /// Whether the configuration says something of an attribute: nothing of it is in a block, or nothing but what is known and is
    /// null, since a value would be in the plan.
    pub fn is_written(&self, number: usize, path: &str) -> bool {
        let block = self.shared.blocks[number];
        block.is_some_and(|block| !super::trace::at(&block.expressions, path).is_empty()) && {
            let traced = self.traced(number, path);
            !traced.groups.is_empty() || traced.local || traced.data || traced.later || !traced.others
        }
    }

    /// The resource of one of Terraform's types that an attribute leads to.
    pub fn other(&self, number: usize, path: &str, known: Option<&str>, terraform: &str) -> Option<Resource<'_>> {
        let is = |number: &usize| self.changes[*number].r#type == terraform && self.is_there(*number);
        let found = match known {
            Some(id) => (0..self.changes.len())
                .find(|n| is(n) && ["id", "name"].iter().any(|a| self.resource(*n).text(a) == Some(id))),
            None => {
                let groups = self.traced(number, path).groups;
                let mut all = groups.iter().flat_map(|g| &g.instances).map(|(n, _)| *n).filter(is);
                all.next().filter(|_| all.next().is_none())
            }
        };
        found.map(|number| self.resource(number))
    }

    /// The one resource that an attribute refers to, with the attribute of it.
    pub fn leads_to(&self, number: usize, path: &str) -> Option<(Resource<'_>, String)> {
        let mut here = self.traced(number, path).groups;
        let group = here.pop().filter(|_| here.is_empty())?;
        match group.instances.as_slice() {
            [(one, _)] if self.is_there(*one) => Some((self.resource(*one), group.attribute)),
            _ => None,
        }
    }

    /// The resource as it is before the plan; none on that side itself, or where there is none yet.
    pub fn had(&self, number: usize) -> Option<Resource<'_>> {
        self.had.filter(|before| before.is_there(number)).map(|before| before.resource(number))
    }

    /// The data source whose document an attribute is.
    pub fn document(&self, number: usize, path: &str) -> Option<Resource<'_>> {
        let change = &self.changes[number];
        let references = self.shared.blocks[number]?.expressions.get(path)?.get("references")?.as_array()?;
        let all = references.iter().filter_map(Value::as_str).map(steps).collect::<Vec<_>>();
        let [data, of, name, ..] = all.first()?.as_slice() else { return None };
        if data.name != "data" || of.name != document::TYPE {
            return None;
        }
        let is_it = |s: &[Step]| matches!(s, [d, t, n, ..] if (&d.name, &t.name, &n.name) == (&data.name, &of.name, &name.name));
        // What `each.value` chooses is in no plan.
        let is_key =
            |s: &[Step]| matches!(s, [by, of] if (&*by.name, &*of.name) == ("each", "key") || by.name == "count");
        if !all.iter().all(|s| is_it(s) || is_key(s)) {
            return None;
        }
        let key = if all.iter().any(|s| is_key(s)) { change.key() } else { name.key.clone() };
        let found = self.changes.iter().position(|c| {
            let is_here = c.mode == "data" && c.module_address == change.module_address;
            is_here && c.r#type == of.name && c.name == name.name && c.key() == key
        });
        Some(Resource { side: self, number: Some(found?), parts: &[], had: &[] })
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

    /// Where an attribute leads whose value is known only after apply.
    pub fn link(&self, number: usize, path: &str, target: &'static Shape) -> Link {
        let (found, whole, inferred) = self.found(number, path, target);
        match (found.as_slice(), whole) {
            ([one], true) => Link::One { id: one.clone(), inferred },
            _ => Link::Several { ids: found, all: whole },
        }
    }

    /// Where a list leads of which `lacking` elements are known only after apply, or who knows how many: the ids, whether these
    /// are all, and whether that is inferred.
    pub fn links(
        &self,
        number: usize,
        path: &str,
        target: &'static Shape,
        lacking: Option<usize>,
    ) -> (Vec<String>, bool, bool) {
        let traced = self.traced(number, path);
        let (found, whole, inferred) = self.found(number, path, target);
        let whole = whole && !found.is_empty();
        match lacking {
            Some(count) if whole && count == found.len() => (found, true, inferred),
            Some(_) => (Vec::new(), false, false),
            // Several resources and something that chooses among them: any of them may be meant.
            None if whole && !traced.some && (traced.groups.len() == 1 || !(traced.others || traced.local)) => {
                (found, true, inferred || traced.others)
            }
            None => (Vec::new(), false, false),
        }
    }

    /// Whether nothing that is known only after apply has a say in an attribute.
    pub fn is_left_to_aws(&self, number: usize, path: &str) -> bool {
        // A block that the configuration makes by a loop is not in the plan's expressions, and what is in it cannot be followed.
        let inside = path.rsplit_once('.').filter(|(block, _)| self.resource(number).told(block) != Told::AfterApply);
        let block = self.shared.blocks[number];
        if block.is_none_or(|b| inside.is_some_and(|(outer, _)| super::trace::at(&b.expressions, outer).is_empty())) {
            return false;
        }
        let traced = self.traced(number, path);
        traced.groups.is_empty() && !(traced.local || traced.data || traced.later)
    }

    pub(super) fn traced(&self, number: usize, path: &str) -> super::trace::Traced {
        let change = &self.shared.changes[number];
        let Some(block) = self.shared.blocks[number] else { return super::trace::Traced::default() };
        let key = change.key();
        let siblings = self.shared.tracer.instances(&change.module_address, &change.r#type, &change.name).len();
        let scope =
            Scope { module: &change.module_address, for_each: &block.for_each_expression, key: key.as_ref(), siblings };
        let value = if self.before { &change.change.before } else { &change.change.after };
        let Some(own) = super::blocks::configured(&block.expressions, value, path) else {
            return super::trace::Traced::unknown();
        };
        let mut traced = self.shared.tracer.expression(scope, &block.expressions, &own.path);
        traced.groups.iter_mut().for_each(|group| group.inferred |= own.inferred);
        traced
    }

    /// Everything that an attribute may lead to, whether nothing else can be, and whether that is inferred.
    fn found(&self, number: usize, path: &str, target: &'static Shape) -> (Vec<String>, bool, bool) {
        let here = (number, path.to_owned());
        if self.following.borrow().len() >= DEPTH || self.following.borrow().contains(&here) {
            return (Vec::new(), false, false);
        }
        self.following.borrow_mut().push(here);
        let answer = self.find(number, path, target);
        self.following.borrow_mut().pop();
        answer
    }

    fn find(&self, number: usize, path: &str, target: &'static Shape) -> (Vec<String>, bool, bool) {
        if let Some(id) = self.by_bringing(number, path, target) {
            return (vec![id], true, false);
        }
        let traced = self.traced(number, path);
        let (mut found, mut whole, mut inferred) = (Vec::<String>::new(), !traced.later, traced.local);
        for group in &traced.groups {
            inferred |= group.inferred;
            for (instance, _) in group.instances.iter().filter(|(instance, _)| self.is_there(*instance)) {
                match self.leads(*instance, &group.attribute, target) {
                    Some((ids, sure)) => {
                        inferred |= !sure;
                        ids.into_iter().for_each(|id| {
                            if !found.contains(&id) {
                                found.push(id)
                            }
                        });
                    }
                    None => whole = false,
                }
            }
        }
        if traced.groups.is_empty() {
            // A local stands for it: what only locals name and leads there, where that is one.
            let module = &self.shared.changes[number].module_address;
            let hidden = self.shared.hidden.in_module(module).iter().filter(|_| traced.local);
            let mut led = hidden.filter_map(|(of, attribute)| self.leads(*of, attribute, target)).map(|(ids, _)| ids);
            if let (Some(ids), None) = (led.next(), led.next())
                && ids.len() == 1
            {
                return (ids, true, true);
            }
            // Where the module has just one such resource, that is what it must be.
            let of = |i: &usize| &self.shared.changes[*i].module_address == module;
            let alike = self.wholes().filter(|(i, m)| of(i) && is_of(*m, target)).map(|(i, _)| i).collect::<Vec<_>>();
            return match alike.as_slice() {
                [one] if traced.local => (self.identity(*one).map(str::to_owned).into_iter().collect(), true, true),
                _ => (Vec::new(), false, false),
            };
        }
        // What only locals name may be what the one in this expression stands for.
        let module = &self.shared.changes[number].module_address;
        let hidden = self.shared.hidden.in_module(module).iter().filter(|_| traced.local);
        let mut led = hidden.filter_map(|(of, attribute)| self.leads(*of, attribute, target)).flat_map(|(ids, _)| ids);
        whole &= led.all(|id| found.contains(&id));
        (found, whole, inferred)
    }

    /// The ids of type `target` that an attribute of a resource stands for, and whether that is said in as many words.
    fn leads(&self, number: usize, attribute: &str, target: &'static Shape) -> Option<(Vec<String>, bool)> {
        let change = &self.shared.changes[number];
        if let Goes::Whole(of) = self.shared.goes[number]
            && is_of(of, target)
        {
            return Some((vec![self.identity(number)?.to_owned()], true));
        }
        // A part stands for its whole: `aws_s3_bucket_versioning.this.bucket`.
        let joins = mapping::all().filter(|m| std::ptr::eq((m.shape)(), target));
        let of = joins.flat_map(|m| m.parts).find(|part| part.terraform == change.r#type).map(|part| part.of);
        let named = |path: &str| match self.resource(number).told(path) {
            Told::Known(Value::String(id)) => Some((vec![id.clone()], true)),
            Told::Known(Value::Array(ids)) => {
                let ids = ids.iter().map(|id| id.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
                ids.map(|ids| (ids, true))
            }
            Told::AfterApply => {
                let (found, whole, inferred) = self.found(number, path, target);
                (whole && !found.is_empty()).then_some((found, !inferred))
            }
            _ => None,
        };
        // Else an attribute that leads there itself: `aws_subnet.this.vpc_id`.
        let own = (!attribute.is_empty()).then(|| named(attribute)).flatten();
        own.or_else(|| named(of?))
    }
}

pub(super) fn is_of(of: usize, target: &'static Shape) -> bool {
    mapping::all().nth(of).is_some_and(|m| std::ptr::eq((m.shape)(), target))
}
