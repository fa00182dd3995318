//! Both sides of a plan beside each other.

use super::address::steps;
use super::arn::{arn, id};
use super::convert;
use super::file::PlanFile;
use super::mapping::{self, Goes, Mapping};
use super::provider::{Accounts, Providers};
use super::shared::Shared;
use super::state::Side;
use super::{Error, text};
use crate::model::{Account, Record};
use crate::snapshot::{Change, Draft};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// A plan that has been read.
pub struct Plan {
    /// Its file, as it was named.
    pub path: PathBuf,
    /// What the command line calls it: `dev` in `dev=plan.json`.
    pub name: Option<String>,
    /// Its digest.
    pub digest: String,
    file: PlanFile,
}

/// What a plan does, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Resources that are created, updated, replaced, deleted and left as they are.
    pub changes: BTreeMap<String, usize>,
    /// Resources of types that the model does not have, by type.
    pub not_modelled: BTreeMap<String, usize>,
}

impl Plan {
    /// Reads a plan from its file.
    ///
    /// # Errors
    /// When there is none, or it is none.
    pub fn open(path: &Path, name: Option<String>) -> Result<Plan, Error> {
        let bytes = std::fs::read(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        Plan::read(path, name, &bytes)
    }

    /// Reads a plan from its bytes.
    ///
    /// # Errors
    /// When they are none.
    pub fn read(path: &Path, name: Option<String>, bytes: &[u8]) -> Result<Plan, Error> {
        let malformed = |message: String| Error::Malformed { path: path.to_owned(), message };
        let read = || {
            let mut file = PlanFile::read(&text::decode(bytes)?)?;
            super::brought::add(&mut file);
            Ok(file)
        };
        let (digest, file) = rayon::join(|| crate::digest(bytes), read);
        Ok(Plan { path: path.to_owned(), name, digest, file: file.map_err(malformed)? })
    }

    /// When it was made, where it says so: Terraform does since 1.5.
    pub fn made_at(&self) -> Option<jiff::Timestamp> {
        self.file.timestamp.as_ref()?.parse().ok()
    }

    /// Looks for the blocks of changes in the configuration's files; `root` is the root module's folder.
    pub fn locate(&self, root: &Path, changes: &mut [Change]) {
        super::source::locate(&self.file, root, changes);
    }

    /// What it does, in numbers.
    pub fn counts(&self) -> Counts {
        let (mut counts, mut nowhere) = (Counts::default(), HashMap::<&str, bool>::new());
        for change in
            self.file.resource_changes.iter().flatten().filter(|c| c.mode == "managed" && c.brought_by.is_none())
        {
            let word = match (change.does("create"), change.does("delete"), change.does("update")) {
                (true, true, _) => "replaced",
                (true, ..) => "created",
                (_, true, _) => "deleted",
                (.., true) => "updated",
                _ => "unchanged",
            };
            *counts.changes.entry(word.to_owned()).or_default() += 1;
            // Few types, of many resources.
            if *nowhere.entry(&change.r#type).or_insert_with(|| mapping::of_type(&change.r#type) == Goes::Nowhere) {
                *counts.not_modelled.entry(change.r#type.clone()).or_default() += 1;
            }
        }
        counts
    }

    /// Every resource of the model that the plan is about, in the plan's order. `label` tells several plans apart.
    pub fn changes(&self, accounts: &Accounts, label: &str) -> Vec<Change> {
        let providers = Providers::new(&self.file, self.name.as_deref(), accounts);
        let shared = Shared::new(&self.file, &providers, label);
        let before = Side::new(&shared, true, None);
        let after = Side::new(&shared, false, Some(Side::of(before.known(), None)));
        let plan = self.path.display().to_string();
        let both = before.wholes().chain(after.wholes()).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>();
        let (was, will) = (before.known(), after.known());
        let sides = || {
            let before = || Side::of(was.clone(), None);
            (before(), Side::of(will.clone(), Some(before())))
        };
        let all = both.par_iter().map_init(sides, |(before, after), (number, of)| {
            mapping::all().nth(*of).map_or_else(Vec::new, |mapping| changes_of(before, after, *number, mapping, &plan))
        });
        let mut all = all.flatten_iter().collect::<Vec<_>>();
        all.extend(orphans(&before, &after, &plan));
        all
    }
}

/// What happens to a resource: two changes, where another takes its place.
fn changes_of(before: &Side, after: &Side, number: usize, mapping: &'static Mapping, plan: &str) -> Vec<Change> {
    let change = &before.changes[number];
    let draft = |side: &Side| side.identity(number).map(|id| draft(side, number, id, mapping));
    let (was, will) = (draft(before), draft(after));
    let new = Change {
        address: change.address.clone(),
        plan: plan.to_owned(),
        before: None,
        after: None,
        is_new: true,
        is_whole: true,
        replaces: None,
        file: None,
        line: None,
    };
    match (was, will) {
        (Some(was), Some(will)) if change.does("create") => {
            let replaces = Some(Box::new(was.clone()));
            // What Terraform only forgets stays beside what takes its place.
            let stays = change.does("forget").then(|| was.clone());
            let old = Change { before: Some(was), after: stays, is_new: false, ..new.clone() };
            vec![old, Change { after: Some(will), replaces, ..new }]
        }
        (None, will) => vec![Change { after: will, ..new }],
        (was, will) => vec![Change { before: was, after: will, is_new: false, ..new }],
    }
}

fn draft(side: &Side, number: usize, id: &str, mapping: &'static Mapping) -> Draft {
    let resource = side.resource(number);
    let place = side.place(number);
    let name = match mapping.name {
        "" => resource.text("tags_all.Name").or(resource.text("tags.Name")).or(resource.text("name")),
        attribute => resource.text(attribute),
    };
    let own = || steps(resource.address()).last().map(|s| s.name.clone()).unwrap_or_default();
    let known = self::id(&resource, mapping);
    let name = name.map(str::to_owned).or(known).unwrap_or_else(own);
    let (fields, inferred) = convert::fields(&resource, mapping, id);
    let shape = (mapping.shape)();
    // An account is in itself, whoever makes it.
    let is_account = std::ptr::eq(shape, Account::shape());
    Draft {
        shape,
        id: id.to_owned(),
        arn: arn(&resource, mapping).filter(|arn| !(resource.is_new() && side.hides(arn))),
        name: if side.hides(&name) { own() } else { name },
        account_id: if is_account { id.to_owned() } else { place.account.clone() },
        region: place.region.clone(),
        fields,
        inferred,
    }
}

/// What the plan adds to, or takes from, resources that it does not have.
fn orphans(before: &Side, after: &Side, plan: &str) -> Vec<Change> {
    let keys = before.orphans.keys().chain(after.orphans.keys()).collect::<BTreeSet<_>>();
    let changes = keys.into_iter().filter_map(|key| {
        let (of, id, place) = key;
        let mapping = mapping::all().nth(*of)?;
        let draft = |side: &Side| {
            let resource = side.orphan(key);
            let (fields, inferred) = convert::fields(&resource, mapping, id);
            let (id, name, account_id) = (id.clone(), id.clone(), place.account.clone());
            let region = place.region.clone();
            Draft { shape: (mapping.shape)(), arn: None, id, name, account_id, region, fields, inferred }
        };
        let first = [before, after].into_iter().find_map(|side| {
            let number = *side.orphans.get(key)?.first()?;
            Some(side.changes[number].address.clone())
        });
        Some(Change {
            address: first?,
            plan: plan.to_owned(),
            before: Some(draft(before)),
            after: Some(draft(after)),
            is_new: false,
            is_whole: false,
            replaces: None,
            file: None,
            line: None,
        })
    });
    changes.collect()
}
