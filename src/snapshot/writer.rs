//! Writing a snapshot: into a temporary directory beside its name, which is renamed when everything is there.

use super::manifest::Part;
use super::{Error, Manifest, PartInfo, UnitFile};
use crate::digest;
use crate::model::{Resource, Timestamp, unknown};
use serde::{Serialize, Serializer};
use std::path::{Path, PathBuf};

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
    directory: tempfile::TempDir,
    part: Part,
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
        let parent = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(parent).map_err(Error::io(parent))?;
        let directory = tempfile::Builder::new().prefix(".trueline-").tempdir_in(parent).map_err(Error::io(parent))?;
        Ok(Writer { target: target.to_owned(), directory, part: Part::default() })
    }

    /// Writes what was read in one account and region.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn unit(&mut self, account: &str, region: &str, resources: &[String], ledger: &[String]) -> Result<(), Error> {
        for (name, lines) in [("resources.jsonl.zst", resources), ("ledger.jsonl.zst", ledger)] {
            let mut text = lines.join("\n");
            text.extend((!lines.is_empty()).then_some('\n'));
            let path = format!("{account}/{region}/{name}");
            let bytes = zstd::encode_all(text.as_bytes(), LEVEL).map_err(Error::io(&path))?;
            let file = UnitFile { digest: digest(&bytes), lines: lines.len() as u64 };
            self.write(&format!("parts/{PART}/{path}"), &bytes)?;
            self.part.files.insert(path, file);
        }
        Ok(())
    }

    /// Writes the manifest and gives the snapshot its name.
    ///
    /// # Errors
    /// When a file cannot be written or the directory cannot be renamed.
    pub fn finish(self, mut manifest: Manifest) -> Result<(), Error> {
        let part = json(&self.part);
        self.write(&format!("parts/{PART}/part.json"), &part)?;
        manifest.parts = vec![PartInfo { name: PART.to_owned(), digest: digest(&part) }];
        self.write("manifest.json", &json(&manifest))?;
        std::fs::rename(self.directory.path(), &self.target).map_err(Error::io(&self.target))?;
        // It is not where it was: nothing is left to be removed.
        let _ = self.directory.keep();
        Ok(())
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.directory.path().join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(Error::io(parent))?;
        }
        std::fs::write(&path, bytes).map_err(Error::io(path))
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
