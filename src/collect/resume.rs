//! What an earlier run has read, for a run that reads only what is missing.

use super::context::{Context, UnitRead};
use super::{COLLECTORS, Collector, account, discovery};
use crate::model::TYPES;
use crate::snapshot::{AccountScope, Error, LedgerLine, Manifest, Snapshot, Tool, Unit};
use std::collections::BTreeMap;

/// The snapshot that is completed.
pub struct Before {
    snapshot: Snapshot,
    /// The units of each account and region, as their place among the snapshot's.
    units: BTreeMap<(String, String), usize>,
}

impl Before {
    /// Looks at a snapshot that lacks something.
    ///
    /// # Errors
    /// When another version wrote it: what it holds is not what this one reads.
    pub fn new(snapshot: Snapshot) -> Result<Before, String> {
        let written_by = &snapshot.manifest.tool.version;
        if *written_by != Tool::this().version {
            return Err(format!(
                "it was written by trueline {written_by}, and this is {}: collect anew instead",
                Tool::this().version
            ));
        }
        let key = |unit: &Unit| (unit.account_id.clone(), unit.region.clone());
        let units = snapshot.units.iter().enumerate().map(|(i, unit)| (key(unit), i)).collect();
        Ok(Before { snapshot, units })
    }

    /// Its manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.snapshot.manifest
    }

    /// What was planned in an account.
    pub(super) fn scope(&self, account_id: &str) -> Option<&AccountScope> {
        self.snapshot.manifest.scope.accounts.get(account_id)
    }

    /// All units of an account, when nothing of it is missing; without what discovery reads, which is read anew.
    pub(super) fn whole_account(&self, account_id: &str) -> Result<Option<Vec<UnitRead>>, Error> {
        let Some(scope) = self.scope(account_id) else { return Ok(None) };
        let mut units = Vec::new();
        for (place, unit) in self.snapshot.units.iter().enumerate().filter(|(_, u)| u.account_id == account_id) {
            let ledger = without_discovery(self.snapshot.ledger_of(unit)?);
            let planned = COLLECTORS.iter().flat_map(|c| c.operations);
            let mut planned = planned.filter(|o| scope.regions_of(o.scope).contains(&unit.region.as_str()));
            if !account::is_whole(&ledger) || !planned.all(|o| ledger.iter().any(|l| l.operation == o.action)) {
                return Ok(None);
            }
            let resources = self.resources(place, |collector| collector.is_some())?;
            units.push(UnitRead { region: unit.region.clone(), resources, ledger });
        }
        let planned = [super::GLOBAL].into_iter().chain(scope.every_region.iter().map(String::as_str));
        let is_there = |region: &str| units.iter().any(|u| u.region == region);
        Ok(planned.into_iter().chain(scope.regions.iter().map(String::as_str)).all(is_there).then_some(units))
    }

    /// What of a unit need not be read again: what collectors read to the end.
    pub(super) fn unit(&self, account_id: &str, region: &str, context: &Context) -> Result<Kept, Error> {
        let Some(place) = self.units.get(&(account_id.to_owned(), region.to_owned())).copied() else {
            return Ok(Kept::default());
        };
        let ledger = self.snapshot.ledger_of(&self.snapshot.units[place])?;
        let whole = COLLECTORS.iter().enumerate().filter(|(_, collector)| {
            let own = ledger.iter().filter(|l| collector.operations.iter().any(|o| o.action == l.operation));
            let mut asked = collector.operations.iter().filter(|o| context.asks(o));
            own.clone().all(|l| l.outcome == crate::snapshot::Outcome::Ok)
                && asked.all(|o| own.clone().any(|l| l.operation == o.action))
        });
        let collectors = whole.map(|(number, _)| number).collect::<Vec<_>>();
        let resources = self.resources(place, |collector| collector.is_some_and(|c| collectors.contains(&c)))?;
        let of_whole = |l: &LedgerLine| collector_of(&l.operation).is_some_and(|c| collectors.contains(&c));
        let ledger = ledger.into_iter().filter(of_whole).collect();
        Ok(Kept { collectors, resources, ledger })
    }

    /// The lines of the resources whose collector is wanted.
    fn resources(&self, place: usize, wanted: impl Fn(Option<usize>) -> bool) -> Result<Vec<String>, Error> {
        let mut text = Vec::new();
        let lines = self.snapshot.resources(&self.snapshot.units[place], &mut text)?.lines();
        Ok(lines.filter(|line| wanted(type_of(line).and_then(collector_of_type))).map(str::to_owned).collect())
    }
}

/// What of a unit stays as it was read.
#[derive(Default)]
pub(super) struct Kept {
    collectors: Vec<usize>,
    pub resources: Vec<String>,
    pub ledger: Vec<LedgerLine>,
}

impl Kept {
    /// Whether a collector need not ask again.
    pub fn covers(&self, collector: &Collector) -> bool {
        self.collectors.iter().any(|c| std::ptr::eq(&raw const COLLECTORS[*c], collector))
    }
}

fn without_discovery(ledger: Vec<LedgerLine>) -> Vec<LedgerLine> {
    let of_tree = |l: &LedgerLine| discovery::OPERATIONS[1..].iter().any(|o| o.action == l.operation);
    ledger.into_iter().filter(|l| !of_tree(l)).collect()
}

fn collector_of(operation: &str) -> Option<usize> {
    COLLECTORS.iter().position(|c| c.operations.iter().any(|o| o.action == operation))
}

/// The collector that lists resources of a type.
fn collector_of_type(name: &str) -> Option<usize> {
    let shape = TYPES.iter().map(|t| t()).find(|shape| shape.type_name() == name)?;
    collector_of(shape.identity.as_ref()?.listing)
}

/// The type is the first member of a line.
fn type_of(line: &str) -> Option<&str> {
    line.strip_prefix("{\"type\":\"")?.split('"').next()
}
