//! From a snapshot's files to a graph.

use super::{Graph, Part, UnreadListing};
use crate::model::TYPES;
use crate::snapshot::{self, CoverageEntry, Error, Gap, Manifest, Snapshot};
use rayon::prelude::*;

impl Graph {
    /// Reads every file of a snapshot, in parallel, and links what was read; with the coverage that the ledger proves.
    ///
    /// # Errors
    /// When a file is broken: with its name and line.
    pub fn open(snapshot: &Snapshot) -> Result<(Graph, Vec<CoverageEntry>), Error> {
        let parts = snapshot.units.par_iter().map_init(Vec::new, |buffer, unit| {
            let text = snapshot.resources(unit, buffer)?;
            let mut part = Part::default();
            for (i, line) in text.lines().enumerate() {
                part.read_line(line).map_err(|why| Error::Malformed {
                    path: snapshot.resources_name(unit),
                    message: format!("line {}: {why}", i + 1),
                })?;
            }
            Ok(part)
        });
        let parts = parts.collect::<Result<Vec<_>, Error>>()?;
        let coverage = snapshot::coverage(&snapshot.manifest, &snapshot.ledger()?);
        let graph = Graph::new(parts, &unread_listings(&snapshot.manifest, &coverage));
        Ok((graph, coverage))
    }
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
