//! What both sides of a plan share: blocks, where each resource is, and what is nobody's business.

use super::address::steps;
use super::file::{ConfigResource, PlanFile, ResourceChange};
use super::hidden::Hidden;
use super::mapping::{self, Goes};
use super::provider::{NOWHERE, Place, Providers};
use super::secrets::Secrets;
use super::trace::Tracer;
use super::zones::Zones;
use std::collections::{BTreeSet, HashMap};

/// What both sides of a plan share.
pub struct Shared<'p> {
    pub changes: &'p [ResourceChange],
    pub tracer: Tracer<'p>,
    pub secrets: Secrets,
    pub(super) zones: Zones,
    pub(super) hidden: Hidden,
    /// The block of each resource.
    pub(super) blocks: Vec<Option<&'p ConfigResource>>,
    pub(super) goes: Vec<Goes>,
    pub(super) places: Vec<Place>,
    /// The numbers of each of Terraform's types.
    of_type: HashMap<&'p str, Vec<usize>>,
    /// The numbers of those that are resources of the model, by module.
    wholes_in: HashMap<&'p str, Vec<usize>>,
    /// What stands before addresses, where several plans are read.
    pub(super) label: String,
}

impl<'p> Shared<'p> {
    pub fn new(file: &'p PlanFile, providers: &Providers, label: &str) -> Shared<'p> {
        let (secrets, shared) = rayon::join(|| Secrets::of(file), || Shared::without_secrets(file, providers, label));
        Shared { secrets, ..shared }
    }

    fn without_secrets(file: &'p PlanFile, providers: &Providers, label: &str) -> Shared<'p> {
        let changes = file.resource_changes.as_deref().unwrap_or_default();
        let (tracer, zones) = (Tracer::new(file), Zones::of(file));
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
        let hidden = Hidden::of(file, changes, &tracer);
        let (mut of_type, mut wholes_in) = (HashMap::<_, Vec<usize>>::new(), HashMap::<_, Vec<usize>>::new());
        for (number, (change, goes)) in changes.iter().zip(&goes).enumerate() {
            of_type.entry(&*change.r#type).or_default().push(number);
            if matches!(goes, Goes::Whole(_)) {
                wholes_in.entry(&*change.module_address).or_default().push(number);
            }
        }
        let (label, secrets) = (label.to_owned(), Secrets::default());
        Shared { changes, tracer, secrets, zones, hidden, blocks: all, goes, places, of_type, wholes_in, label }
    }

    /// The numbers of one of Terraform's types, in the plan's order.
    pub(super) fn of_type(&self, terraform: &str) -> &[usize] {
        self.of_type.get(terraform).map_or(&[], Vec::as_slice)
    }

    /// The numbers of a module's own resources that are such of the model, in the plan's order.
    pub(super) fn wholes_in(&self, module: &str) -> &[usize] {
        self.wholes_in.get(module).map_or(&[], Vec::as_slice)
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
