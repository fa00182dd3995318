//! Writing a snapshot: into a temporary directory beside its name, which is renamed when everything is there.

use super::manifest::Part;
use super::{Error, LedgerLine, Manifest, PartInfo, UnitFile};
use crate::digest;
use crate::model::{Resource, Timestamp, unknown};
use serde::{Serialize, Serializer};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

const PART: &str = "aws";
/// Small files, read more often than written.
const LEVEL: i32 = 9;

/// A resource as a line of the snapshot.
#[derive(Serialize)]
#[serde(bound = "T: Serialize")]
pub struct ResourceLine<'a, T> {
    /// CloudFormation's name of the type.
    pub r#type: &'static str,
    /// The ARN.
    pub arn: &'a str,
    /// What other resources refer to it by.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The account.
    pub account_id: &'a str,
    /// The region, or `global`.
    pub region: &'a str,
    /// When it was read.
    pub read_at: Timestamp,
    /// Its fields, or why they could not be read.
    #[serde(serialize_with = "fields")]
    pub fields: Result<&'a T, &'a str>,
}

fn fields<T: Serialize, S: Serializer>(fields: &Result<&T, &str>, s: S) -> Result<S::Ok, S::Error> {
    match fields {
        Ok(fields) => fields.serialize(s),
        Err(reason) => unknown(reason, s),
    }
}

/// A resource's line as text.
pub fn line<T: Resource + Serialize>(line: &ResourceLine<'_, T>) -> String {
    // The model's types serialize into JSON: their maps have strings for keys.
    serde_json::to_string(line).unwrap_or_default()
}

/// A snapshot in the making. Dropped unfinished, it leaves nothing behind.
pub struct Writer {
    target: PathBuf,
    /// Whether a snapshot of that name is there, which this one replaces.
    replaces: bool,
    directory: tempfile::TempDir,
    part: Mutex<Part>,
}

impl Writer {
    /// Makes the temporary directory: a target that cannot be written is found out before anything is collected.
    ///
    /// # Errors
    /// When the target exists, or its parent cannot be written.
    pub fn create(target: &Path) -> Result<Writer, Error> {
        if target.exists() {
            return Err(Error::malformed(target, "already exists; give another name, or remove it first"));
        }
        Writer::beside(target, false)
    }

    /// The same for a snapshot that takes the place of one that is there, when it is finished and not before.
    ///
    /// # Errors
    /// When the target's parent cannot be written.
    pub fn replacing(target: &Path) -> Result<Writer, Error> {
        Writer::beside(target, true)
    }

    fn beside(target: &Path, replaces: bool) -> Result<Writer, Error> {
        let parent = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(parent).map_err(Error::io(parent))?;
        let directory = tempfile::Builder::new().prefix(".trueline-").tempdir_in(parent).map_err(Error::io(parent))?;
        Ok(Writer { target: target.to_owned(), replaces, directory, part: Mutex::default() })
    }

    /// Writes what was read in one account and region.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn unit(&self, account: &str, region: &str, resources: &[String], ledger: &[LedgerLine]) -> Result<(), Error> {
        let ledger = ledger.iter().map(|line| serde_json::to_string(line).unwrap_or_default()).collect::<Vec<_>>();
        for (name, lines) in [("resources.jsonl.zst", resources), ("ledger.jsonl.zst", &ledger)] {
            let path = format!("{account}/{region}/{name}");
            let bytes = packed(lines).map_err(Error::io(&path))?;
            let file = UnitFile { digest: digest(&bytes), lines: lines.len() as u64 };
            self.write(&format!("parts/{PART}/{path}"), &bytes)?;
            self.part.lock().unwrap_or_else(PoisonError::into_inner).files.insert(path, file);
        }
        Ok(())
    }

    /// Writes the manifest and gives the snapshot its name.
    ///
    /// # Errors
    /// When a file cannot be written or the directory cannot be renamed.
    pub fn finish(self, mut manifest: Manifest) -> Result<(), Error> {
        let part = json(&*self.part.lock().unwrap_or_else(PoisonError::into_inner));
        self.write(&format!("parts/{PART}/part.json"), &part)?;
        manifest.parts = vec![PartInfo { name: PART.to_owned(), digest: digest(&part) }];
        self.write("manifest.json", &json(&manifest))?;
        let old = if self.replaces { Some(self.set_aside()?) } else { None };
        if let Err(why) = std::fs::rename(self.directory.path(), &self.target) {
            if let Some((_, old)) = &old {
                // Where it was: better the old one than none. That this fails too is not what went wrong first.
                let _ = std::fs::rename(old, &self.target);
            }
            return Err(Error::io(&self.target)(why));
        }
        // It is not where it was: nothing is left to be removed.
        let _ = self.directory.keep();
        Ok(())
    }

    /// Moves the snapshot that is replaced into a directory which is removed when dropped.
    fn set_aside(&self) -> Result<(tempfile::TempDir, PathBuf), Error> {
        let parent = self.directory.path().parent().unwrap_or(Path::new("."));
        let directory = tempfile::Builder::new().prefix(".trueline-").tempdir_in(parent).map_err(Error::io(parent))?;
        let path = directory.path().join("replaced");
        std::fs::rename(&self.target, &path).map_err(Error::io(&self.target))?;
        Ok((directory, path))
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.directory.path().join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(Error::io(parent))?;
        }
        std::fs::write(&path, bytes).map_err(Error::io(path))
    }
}

/// Lines, compressed one after the other: together they can be large.
fn packed(lines: &[String]) -> std::io::Result<Vec<u8>> {
    let mut encoder = zstd::Encoder::new(Vec::new(), LEVEL)?;
    // Most units are small: without their size, the encoder's tables have megabytes.
    encoder.set_pledged_src_size(Some(lines.iter().map(|line| line.len() as u64 + 1).sum()))?;
    for line in lines {
        encoder.write_all(line.as_bytes())?;
        encoder.write_all(b"\n")?;
    }
    encoder.finish()
}

fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
