//! Reading a snapshot: manifest, parts, and the files of each account and region.

use super::bounded::Bounded;
use super::manifest::Part;
use super::{Error, LedgerLine, Manifest, SCHEMA_VERSION, Source, UnitFile};
use crate::digest;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::Path;

/// A snapshot whose manifest has been read and whose files are known.
pub struct Snapshot {
    /// Its root.
    pub manifest: Manifest,
    /// The manifest's digest; through it, that of every file.
    pub id: String,
    /// One per account and region of each part, in a fixed order.
    pub units: Vec<Unit>,
    source: Source,
}

/// What was read in one account and region.
pub struct Unit {
    /// The account.
    pub account_id: String,
    /// The region, or `global`.
    pub region: String,
    resources: Option<(String, UnitFile)>,
    ledger: Option<(String, UnitFile)>,
}

impl Snapshot {
    /// Opens a directory or a `.tar.zst`.
    ///
    /// # Errors
    /// When the manifest or a part is missing, broken, or of a newer version.
    pub fn open(path: &Path) -> Result<Snapshot, Error> {
        if path.is_dir() && !path.join("manifest.json").exists() {
            return Err(Error::malformed(
                path,
                "not a snapshot: it has no manifest.json (collecting was interrupted, or this is another directory)",
            ));
        }
        Snapshot::read(Source::open(path)?)
    }

    /// Reads manifest and parts.
    ///
    /// # Errors
    /// As [`Snapshot::open`].
    pub fn read(source: Source) -> Result<Snapshot, Error> {
        let bytes = source.read("manifest.json")?;
        let name = source.name_of("manifest.json");
        let broken = |why: serde_json::Error| Error::malformed(&name, format!("not a snapshot's manifest: {why}"));
        // The version comes first: a newer manifest need not be readable otherwise.
        let version = serde_json::from_slice::<serde_json::Value>(&bytes).map_err(broken)?;
        let version = version.get("schema_version").and_then(serde_json::Value::as_u64);
        if version.is_some_and(|v| v > u64::from(SCHEMA_VERSION)) {
            let message = format!(
                "written by a newer trueline (snapshot version {}, this one reads up to {SCHEMA_VERSION}); update trueline",
                version.unwrap_or_default()
            );
            return Err(Error::malformed(&name, message));
        }
        let manifest = serde_json::from_slice::<Manifest>(&bytes).map_err(broken)?;
        let id = digest(&bytes);
        let (mut units, mut places) = (Vec::new(), HashMap::new());
        for part in &manifest.parts {
            let path = format!("parts/{}/part.json", part.name);
            let bytes = checked(&source, &path, &part.digest)?;
            let files = serde_json::from_slice::<Part>(&bytes)
                .map_err(|why| Error::malformed(source.name_of(&path), format!("not a part of a snapshot: {why}")))?;
            add_units(&part.name, files, &mut units, &mut places);
        }
        drop(bytes);
        Ok(Snapshot { manifest, id, units, source })
    }

    /// The resources of a unit, as JSON lines, unpacked into a buffer whose memory the next unit can have again.
    ///
    /// # Errors
    /// When the file is missing, truncated or altered.
    pub fn resources<'a>(&self, unit: &Unit, buffer: &'a mut Vec<u8>) -> Result<&'a str, Error> {
        self.lines(unit.resources.as_ref(), buffer)
    }

    /// What to call a unit's resources in a message.
    pub fn resources_name(&self, unit: &Unit) -> std::path::PathBuf {
        self.source.name_of(unit.resources.as_ref().map_or("", |(path, _)| path))
    }

    /// The whole ledger, in the order of the units.
    ///
    /// # Errors
    /// When a file is missing, truncated or altered, or a line cannot be read.
    pub fn ledger(&self) -> Result<Vec<LedgerLine>, Error> {
        let units = self.units.par_iter().map(|unit| self.ledger_of(unit));
        Ok(units.collect::<Result<Vec<_>, Error>>()?.concat())
    }

    /// The ledger of one unit.
    ///
    /// # Errors
    /// As [`Snapshot::ledger`].
    pub fn ledger_of(&self, unit: &Unit) -> Result<Vec<LedgerLine>, Error> {
        let mut buffer = Vec::new();
        let text = self.lines(unit.ledger.as_ref(), &mut buffer)?;
        let name = || self.source.name_of(unit.ledger.as_ref().map_or("", |(path, _)| path));
        let lines = text.lines().enumerate().map(|(i, line)| {
            serde_json::from_str(line).map_err(|why| Error::malformed(name(), format!("line {}: {why}", i + 1)))
        });
        lines.collect()
    }

    /// Every file of it, by its path: those that the manifest names, directly or through a part.
    ///
    /// # Errors
    /// When one is missing, truncated or altered.
    pub fn files(&self) -> Result<Files<'_>, Error> {
        let mut digests = BTreeMap::from([("manifest.json".to_owned(), self.id.clone())]);
        for part in &self.manifest.parts {
            let path = format!("parts/{}/part.json", part.name);
            let bytes = checked(&self.source, &path, &part.digest)?;
            let files = serde_json::from_slice::<Part>(&bytes).map_err(|why| {
                Error::malformed(self.source.name_of(&path), format!("not a part of a snapshot: {why}"))
            })?;
            let files = files.files.into_iter();
            digests.extend(files.map(|(name, file)| (format!("parts/{}/{name}", part.name), file.digest)));
            digests.insert(path, part.digest.clone());
        }
        Ok(Files { source: &self.source, digests: digests.into_iter() })
    }

    fn lines<'a>(&self, file: Option<&(String, UnitFile)>, buffer: &'a mut Vec<u8>) -> Result<&'a str, Error> {
        buffer.clear();
        let Some((path, file)) = file else { return Ok("") };
        let bytes = checked(&self.source, path, &file.digest)?;
        let broken = |why: String| Error::malformed(self.source.name_of(path), format!("cannot be unpacked: {why}"));
        let unpacked = zstd::Decoder::with_buffer(&bytes[..]);
        let unpacked = unpacked.and_then(|text| Bounded::new(text, bytes.len() as u64).read_to_end(buffer));
        unpacked.map_err(|why| broken(why.to_string()))?;
        std::str::from_utf8(buffer).map_err(|why| broken(why.to_string()))
    }
}

/// The files of a snapshot with their paths, one after the other.
pub struct Files<'s> {
    source: &'s Source,
    digests: std::collections::btree_map::IntoIter<String, String>,
}

impl<'s> Iterator for Files<'s> {
    type Item = Result<(String, Cow<'s, [u8]>), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let (path, digest) = self.digests.next()?;
        Some(checked(self.source, &path, &digest).map(|bytes| (path, bytes)))
    }
}

fn checked<'a>(source: &'a Source, path: &str, expected: &str) -> Result<Cow<'a, [u8]>, Error> {
    let bytes = source.read(path)?;
    if digest(&bytes) != expected {
        let message =
            "has been truncated or altered since it was written (its digest differs); collect again or restore it";
        return Err(Error::malformed(source.name_of(path), message));
    }
    Ok(bytes)
}

fn add_units(part: &str, files: Part, units: &mut Vec<Unit>, places: &mut HashMap<(String, String), usize>) {
    for (path, file) in files.files {
        let mut steps = path.split('/');
        let (Some(account), Some(region), Some(name)) = (steps.next(), steps.next(), steps.next()) else { continue };
        let (account_id, region) = (account.to_owned(), region.to_owned());
        let place = *places.entry((account_id.clone(), region.clone())).or_insert(units.len());
        if place == units.len() {
            units.push(Unit { account_id, region, resources: None, ledger: None });
        }
        let unit = &mut units[place];
        let entry = Some((format!("parts/{part}/{path}"), file));
        match name {
            "resources.jsonl.zst" => unit.resources = entry,
            "ledger.jsonl.zst" => unit.ledger = entry,
            _ => {} // a newer version wrote it
        }
    }
}
