//! From a snapshot's files to a graph.

use super::{Graph, Part, UnreadListing};
use crate::model::TYPES;
use crate::snapshot::{self, CoverageEntry, Error, Gap, Manifest, Snapshot, Unit};
use rayon::prelude::*;
use std::sync::{Mutex, PoisonError};

impl Graph {
    /// Reads every file of a snapshot, in parallel, and links what was read; with the coverage that the ledger proves.
    ///
    /// # Errors
    /// When a file is broken: with its name and line.
    pub fn open(snapshot: &Snapshot) -> Result<(Graph, Vec<CoverageEntry>), Error> {
        let parts = parts(snapshot, |line, part| part.read_line(line))?;
        let coverage = snapshot::coverage(&snapshot.manifest, &snapshot.ledger()?);
        let graph = Graph::new(parts, &unread_listings(&snapshot.manifest, &coverage));
        Ok((graph, coverage))
    }
}

/// Every file of a snapshot, line by line, by whichever thread is free.
pub(super) fn parts(
    snapshot: &Snapshot,
    read: impl Fn(&str, &mut Part) -> Result<(), serde_json::Error> + Sync,
) -> Result<Vec<Part>, Error> {
    // The next file is unpacked to where the one before was: to be given fresh memory for each takes as long as unpacking half of it.
    let free = Mutex::new(Vec::new());
    let parts = snapshot.units.par_iter().map(|unit| {
        let free = || free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut buffer = free().pop().unwrap_or_default();
        let part = part(snapshot, unit, &mut buffer, &read);
        free().push(buffer);
        part
    });
    parts.collect()
}

fn part(
    snapshot: &Snapshot,
    unit: &Unit,
    buffer: &mut Vec<u8>,
    read: impl Fn(&str, &mut Part) -> Result<(), serde_json::Error>,
) -> Result<Part, Error> {
    let text = snapshot.resources(unit, buffer)?;
    let (mut part, mut start) = (Part::default(), 0);
    let last = (!text.is_empty() && !text.ends_with('\n')).then_some(text.len());
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain(last);
    for (i, end) in ends.enumerate() {
        read(&text[start..end], &mut part).map_err(|why| Error::Malformed {
            path: snapshot.resources_name(unit),
            message: format!("line {}: {why}", i + 1),
        })?;
        start = end + 1;
    }
    Ok(part)
}

/// The listings of resource types that the ledger does not prove complete.
pub(super) fn unread_listings(manifest: &Manifest, coverage: &[CoverageEntry]) -> Vec<UnreadListing> {
    let mut all = Vec::new();
    for shape in TYPES.iter().map(|t| t()) {
        let Some(identity) = &shape.identity else { continue };
        let gaps = snapshot::unread(manifest, coverage, identity.listing);
        all.extend(gaps.into_iter().map(|gap: Gap| UnreadListing { shape, gap }));
    }
    all
}
