//! A made-up organization: the same one on every machine, as large as one likes, and as a snapshot on disk if wanted.

use super::resources;
use anyhow::Result;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use trueline::model::TYPES;
use trueline::snapshot::{
    AccountInfo, AccountScope, LedgerLine, Manifest, OperationScope, ScannedRegions, Scope, Tool, Writer,
};

/// Resources of an account, itself not counted.
pub const SIZE: usize = 5_000;
/// When the snapshot was taken.
pub const TAKEN_AT: &str = "2026-11-23T12:00:00Z";

const REGIONS: [&str; 3] = ["eu-central-1", "eu-west-1", "us-east-1"];
const ENVIRONMENTS: [&str; 3] = ["dev", "staging", "prod"];

/// An account by its number.
pub struct Place {
    /// Its number.
    pub number: u64,
    /// Twelve digits.
    pub id: String,
    /// Its one region.
    pub region: &'static str,
    /// Its environment.
    pub environment: &'static str,
}

impl Place {
    /// The account of that number.
    pub fn new(number: u64) -> Place {
        let nth = |words: [&'static str; 3]| words[number as usize % 3];
        Place {
            number,
            id: format!("{:012}", 100_000_000_000 + number * 7_919_333),
            region: nth(REGIONS),
            environment: nth(ENVIRONMENTS),
        }
    }
}

/// Every listing that a resource type has: all of them were read.
fn listings() -> BTreeSet<&'static str> {
    TYPES.iter().filter_map(|t| t().identity.as_ref()).map(|i| i.listing).collect()
}

/// Writes a snapshot of so many accounts.
pub fn write(target: &Path, accounts: u64) -> Result<()> {
    let writer = Writer::create(target)?;
    // A few accounts at a time: their text together would be the machine's memory.
    for start in (0..accounts).step_by(8) {
        let some = (start..accounts.min(start + 8)).into_par_iter().map(Place::new);
        let some = some.map(|place| (ledger(&place), resources::of(&place, SIZE), place)).collect::<Vec<_>>();
        for (ledger, lines, place) in some {
            writer.unit(&place.id, place.region, &lines, &ledger)?;
        }
    }
    Ok(writer.finish(manifest(accounts)?)?)
}

fn ledger(place: &Place) -> Vec<LedgerLine> {
    let blank = |operation| LedgerLine::blank(operation, &place.id, place.region);
    let read = |operation| LedgerLine { calls: 1, items: 1, milliseconds: 40, ..blank(operation) };
    listings().into_iter().map(read).collect()
}

fn manifest(accounts: u64) -> Result<Manifest> {
    let places = (0..accounts).map(Place::new).collect::<Vec<_>>();
    let scope = |p: &Place| AccountScope {
        management: p.number == 0,
        regions: vec![p.region.to_owned()],
        every_region: vec![p.region.to_owned()],
    };
    let info = |p: &Place| AccountInfo {
        id: p.id.clone(),
        name: format!("account-{}", p.number),
        environment: Some(p.environment.to_owned()),
    };
    let taken_at = TAKEN_AT.parse()?;
    Ok(Manifest {
        schema_version: trueline::snapshot::SCHEMA_VERSION,
        taken_at,
        finished_at: taken_at,
        interrupted: None,
        tool: Tool::this(),
        organization: None,
        accounts: places.iter().map(info).collect(),
        regions: ScannedRegions { home: REGIONS.map(str::to_owned).to_vec(), dr: None },
        scope: Scope {
            operations: listings().into_iter().map(|o| (o.to_owned(), OperationScope::Region)).collect(),
            accounts: places.iter().map(|p| (p.id.clone(), scope(p))).collect::<BTreeMap<_, _>>(),
        },
        parts: Vec::new(),
    })
}
