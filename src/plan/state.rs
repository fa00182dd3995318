//! One side of a plan: the resources as they are before it, or as they will be after it, what they refer to, and what is a part
//! of what.

use super::arn::{arn, filled, id};
use super::file::{ConfigResource, PlanFile, ResourceChange};
use super::mapping::{self, Goes, Mapping};
use super::provider::{GLOBAL, NOWHERE, Place, Providers};
use super::resource::{Resource, Told};
use super::secrets::Secrets;
use super::trace::{Scope, Tracer};
use crate::model::{Scope as Uniqueness, Shape, UNKNOWN};
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
    /// To one of these; to anything at all where there are none.
    Several(Vec<String>),
}

/// What both sides of a plan share.
pub struct Shared<'p> {
    pub changes: &'p [ResourceChange],
    pub tracer: Tracer<'p>,
    pub secrets: Secrets,
    /// The block of each resource.
    blocks: Vec<Option<&'p ConfigResource>>,
    goes: Vec<Goes>,
    places: Vec<Place>,
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
        for change in changes {
            let module = super::address::steps(&change.module_address);
            let names = module.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(".");
            let of = blocks.entry(names).or_insert_with(|| {
                let module = tracer.module(&change.module_address);
                let resources = module.into_iter().flat_map(|m| &m.resources);
                resources.map(|r| ((&*r.mode, &*r.r#type, &*r.name), r)).collect::<HashMap<_, _>>()
            });
            let block = of.get(&(&*change.mode, &*change.r#type, &*change.name)).copied();
            let key = block.map_or("aws", |b| &b.provider_config_key);
            let go = match change.mode == "managed" && change.deposed.is_none() {
                true => *types.entry(&change.r#type).or_insert_with(|| mapping::of_type(&change.r#type)),
                false => Goes::Nowhere,
            };
            all.push(block);
            goes.push(go);
            places.push(place(change, go, providers.place(key, &change.module_address)));
        }
        let secrets = Secrets::of(file);
        Shared { changes, tracer, secrets, blocks: all, goes, places, label: label.to_owned() }
    }
}

/// Where a resource is: what it says itself comes before its provider.
fn place(change: &ResourceChange, goes: Goes, provider: &Place) -> Place {
    let value = |name: &str| [&change.change.after, &change.change.before].into_iter().find_map(|v| v.get(name)?.as_str());
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
        && let Some(zone) = value("availability_zone").filter(|z| z.len() > 1)
    {
        place.region = zone[..zone.len() - 1].to_owned();
    }
    let global = |n: usize| mapping::all().nth(n).is_some_and(|m| m.is_global);
    if matches!(goes, Goes::Whole(n) if global(n)) {
        place.region = GLOBAL.to_owned();
    }
    place
}

/// One side of a plan.
pub struct Side<'p> {
    pub changes: &'p [ResourceChange],
    shared: &'p Shared<'p>,
    pub before: bool,
    /// The id of each resource that is there.
    identities: Vec<Option<String>>,
    /// By type of the model and id, ARN or name.
    named: HashMap<(usize, String), Vec<usize>>,
    /// Parts of each resource.
    parts: HashMap<usize, Vec<usize>>,
    /// Parts of resources that are not in the plan: by mapping, id and place.
    pub orphans: BTreeMap<(usize, String, Place), Vec<usize>>,
    /// Terraform's types of which some belong to who knows.
    lost: BTreeSet<&'p str>,
    /// Which resource had a part of which type before.
    had: Option<&'p Side<'p>>,
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
            lost: BTreeSet::new(),
            had,
            inferred: Cell::new(false),
            following: RefCell::default(),
        };
        for number in 0..count {
            if let (Goes::Whole(of), true) = (shared.goes[number], side.is_there(number)) {
                side.name(number, of);
            }
        }
        let joins = mapping::all().enumerate().flat_map(|(of, m)| m.parts.iter().map(move |p| (p.terraform, (of, m, p))));
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

    fn name(&mut self, number: usize, of: usize) {
        let Some(mapping) = mapping::all().nth(of) else { return };
        let resource = self.resource(number);
        if !(mapping.is_one)(&resource) {
            return;
        }
        let change = &self.changes[number];
        let id = id(&resource, mapping);
        let id = id.unwrap_or_else(|| format!("{}{{{}{}}}", mapping.prefix, self.shared.label, change.address));
        let mut names = vec![id.clone()];
        names.extend(["arn", "id", "name"].iter().filter_map(|a| resource.text(a)).map(str::to_owned));
        names.extend(arn(&resource, mapping, &id));
        for name in names {
            self.named.entry((of, name)).or_default().push(number);
        }
        self.identities[number] = Some(id);
    }

    fn join(&mut self, number: usize, of: usize, mapping: &Mapping, path: &str) {
        let resource = self.resource(number);
        if !(mapping.is_one)(&resource) {
            return;
        }
        let link = match resource.told(path) {
            _ if path.is_empty() => match mapping.id.strip_prefix('=').and_then(|id| filled(&resource, id, "")) {
                Some(id) => Link::One { id, inferred: false },
                None => return,
            },
            Told::Known(Value::String(text)) => Link::One { id: text.clone(), inferred: false },
            Told::Null | Told::Untold => return,
            _ => self.link(number, path, (mapping.shape)()),
        };
        match link {
            Link::One { id, .. } => match self.whole(of, &id, self.place(number)) {
                Some(whole) => self.parts.entry(whole).or_default().push(number),
                None => {
                    let mut place = self.place(number).clone();
                    if mapping.is_global {
                        place.region = GLOBAL.to_owned();
                    }
                    let id = (mapping.id_in)(&id).to_owned();
                    self.orphans.entry((of, id, place)).or_default().push(number);
                }
            },
            Link::Several(_) => drop(self.lost.insert(&self.shared.changes[number].r#type)),
        }
    }

    /// Whether there is such a resource on this side.
    pub fn is_there(&self, number: usize) -> bool {
        let change = &self.shared.changes[number];
        let value = if self.before { &change.change.before } else { self.after(change) };
        change.mode == "managed" && change.deposed.is_none() && value.is_object()
    }

    /// A resource that Terraform forgets stays as it is.
    fn after<'c>(&self, change: &'c ResourceChange) -> &'c Value {
        &change.change.after
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
        let mut all = mapping::all().enumerate().filter(|(_, m)| std::ptr::eq((m.shape)(), shape));
        let number = all.find_map(|(of, _)| self.whole(of, id, from))?;
        Some(self.resource(number))
    }

    /// The resource that has a name, seen from a place: the same name may mean another one elsewhere.
    fn whole(&self, of: usize, name: &str, from: &Place) -> Option<usize> {
        let mapping = mapping::all().nth(of)?;
        let named = self.named.get(&(of, name.to_owned()))?;
        let scope = (mapping.shape)().identity.as_ref().map_or(Uniqueness::Unique, |i| i.scope);
        let is_own = |place: &Place| {
            let account = place.account == from.account;
            let anywhere = mapping.is_global || [GLOBAL, NOWHERE].contains(&from.region.as_str());
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

    pub fn is_lost(&self, terraform: &str) -> bool {
        self.lost.contains(terraform)
    }

    pub fn had_part(&self, number: usize, terraform: &str) -> bool {
        let Some(before) = self.had else { return false };
        before.parts.get(&number).is_some_and(|parts| parts.iter().any(|p| self.changes[*p].r#type == terraform))
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
    pub fn infer(&self, _: &str) {
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
            _ => Link::Several(found),
        }
    }

    /// Where a list leads of which `lacking` elements are known only after apply, or who knows how many: the ids, whether these
    /// are all, and whether that is inferred.
    pub fn links(&self, number: usize, path: &str, target: &'static Shape, lacking: Option<usize>) -> (Vec<String>, bool, bool) {
        let traced = self.traced(number, path);
        let (found, whole, inferred) = self.found(number, path, target);
        let whole = whole && !found.is_empty();
        match lacking {
            Some(count) if whole && count == found.len() => (found, true, inferred),
            Some(_) => (Vec::new(), false, false),
            // Several resources and something that chooses among them: any of them may be meant.
            None if whole && (traced.groups.len() == 1 || !(traced.others || traced.local)) => {
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
        traced.groups.is_empty() && !traced.local && !traced.data
    }

    pub(super) fn traced(&self, number: usize, path: &str) -> super::trace::Traced {
        let change = &self.shared.changes[number];
        let Some(block) = self.shared.blocks[number] else { return super::trace::Traced::default() };
        let key = change.key();
        let siblings = self.shared.tracer.instances(&change.module_address, &change.r#type, &change.name).len();
        let scope =
            Scope { module: &change.module_address, for_each: &block.for_each_expression, key: key.as_ref(), siblings };
        self.shared.tracer.expression(scope, &block.expressions, path)
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
        let traced = self.traced(number, path);
        let (mut found, mut whole, mut inferred) = (Vec::<String>::new(), true, false);
        for group in &traced.groups {
            inferred |= group.inferred;
            for (instance, _) in &group.instances {
                match self.leads(*instance, &group.attribute, target) {
                    Some((ids, sure)) => {
                        inferred |= !sure;
                        ids.into_iter().for_each(|id| if !found.contains(&id) { found.push(id) });
                    }
                    None => whole = false,
                }
            }
        }
        if traced.groups.is_empty() {
            // A local stands for it. Where the module has just one such resource, that is what it must be.
            let module = &self.shared.changes[number].module_address;
            let of = |i: &usize| &self.shared.changes[*i].module_address == module;
            let alike = self.wholes().filter(|(i, m)| of(i) && is_of(*m, target)).map(|(i, _)| i).collect::<Vec<_>>();
            return match alike.as_slice() {
                [one] if traced.local => (self.identity(*one).map(str::to_owned).into_iter().collect(), true, true),
                _ => (Vec::new(), false, false),
            };
        }
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

fn is_of(of: usize, target: &'static Shape) -> bool {
    mapping::all().nth(of).is_some_and(|m| std::ptr::eq((m.shape)(), target))
}
