//! What is in a bundle, and under which names.

use super::envelope::{self, PublicKey, SigningKey};
use super::statement::Statement;
use super::{Error, archive};
use crate::digest;
use crate::findings::Report;
use crate::snapshot::{Snapshot, Source};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The report.
pub const REPORT: &str = "report.json";
/// What else than files it was judged by.
pub const SETTINGS: &str = "settings.json";
/// The folder of the rules.
pub const RULES: &str = "rules/";
/// The folder of the waivers' file, which keeps its name: findings tell it.
pub const WAIVERS: &str = "waivers/";
/// The report that this one was compared with.
pub const BASELINE: &str = "baseline.json";
/// The folder of the plans, which are called by their numbers.
pub const PLANS: &str = "plans/";
/// The folder of the snapshot.
pub const SNAPSHOT: &str = "snapshot/";
/// The statement where nobody has signed it.
const STATEMENT: &str = "statement.json";
/// The statement where somebody has.
const ENVELOPE: &str = "statement.dsse.json";

/// Where what was collected is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Snapshot and plans are in the bundle.
    Whole,
    /// Their digests are; they themselves are elsewhere.
    Digest,
    /// There was no snapshot: plans were judged alone, and are in the bundle.
    Plans,
    /// The same, and they are elsewhere.
    PlansDigest,
}

impl Held {
    /// Whether plans were judged alone.
    pub fn is_without_snapshot(self) -> bool {
        matches!(self, Held::Plans | Held::PlansDigest)
    }

    /// Whether what was judged is in the bundle.
    pub fn is_whole(self) -> bool {
        matches!(self, Held::Whole | Held::Plans)
    }
}

/// What a report was judged by that is no file, and that the report itself does not tell: filters and thresholds are its inputs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Judging {
    /// Where what was collected is.
    pub held: Held,
    /// The name of the rules' directory.
    pub rules: String,
    /// Overrides of the architecture's parameters.
    pub architecture: Value,
    /// How many days after the snapshot a waiver may hold.
    pub waiver_max_days: u16,
    /// Account ids by environment.
    pub accounts: BTreeMap<String, String>,
    /// Where the environments live.
    pub regions: Vec<String>,
    /// Accounts by providers that do not say theirs.
    pub providers: BTreeMap<String, String>,
    /// The plans.
    pub plans: Vec<PlanFile>,
}

/// A plan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlanFile {
    /// Its path, as the command line named it.
    pub path: String,
    /// The account that it was said to be for.
    pub name: Option<String>,
    /// Its digest.
    pub digest: String,
    /// Where the configuration has the blocks of its resources, by address.
    pub blocks: Blocks,
}

/// Where blocks stand, by the address of their resource.
pub type Blocks = BTreeMap<String, Block>;

/// Where a block stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: Option<usize>,
}

/// Files of a bundle by their names; without the snapshot's, while it is made.
pub type Materials = BTreeMap<String, Vec<u8>>;

/// Who vouches for a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signature {
    /// Nobody.
    None,
    /// The owners of keys with these ids, as the envelope says: no key was given to check it by.
    Unchecked(Vec<String>),
    /// The owner of the key with this id.
    Of(String),
}

/// A bundle that is being made. Its file gets its name when it is whole.
pub struct Bundler {
    path: PathBuf,
    file: tempfile::NamedTempFile,
    key: Option<SigningKey>,
}

impl Bundler {
    /// Makes the file, which must not exist: evidence takes no other's place.
    ///
    /// # Errors
    /// When it exists or cannot be made, or the key cannot be read.
    pub fn create(path: &Path, key: Option<&Path>) -> Result<Bundler, Error> {
        if path.exists() {
            return Err(Error::malformed(path, "exists already; evidence is not overwritten: give another name"));
        }
        let key = key.map(SigningKey::read).transpose()?;
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::Builder::new().prefix(".trueline-").tempfile_in(parent).map_err(Error::io(path))?;
        Ok(Bundler { path: path.to_owned(), file, key })
    }

    /// Packs the files, the snapshot's if it is to be in it, and what is said of them all.
    ///
    /// # Errors
    /// When something cannot be read, written or signed.
    pub fn write(
        self,
        report: &Report,
        held: Held,
        files: &Materials,
        snapshot: Option<&Snapshot>,
    ) -> Result<Option<String>, Error> {
        let io = |why| Error::io(&self.path)(why);
        let mut packer = archive::Packer::new(self.file.as_file()).map_err(io)?;
        let mut digests = BTreeMap::new();
        for (name, bytes) in files {
            packer.add(name, bytes).map_err(io)?;
            digests.insert(name.clone(), digest(bytes));
        }
        for file in snapshot.map(Snapshot::files).transpose()?.into_iter().flatten() {
            let (name, bytes) = file?;
            let name = format!("{SNAPSHOT}{name}");
            packer.add(&name, &bytes).map_err(io)?;
            digests.insert(name, digest(&bytes));
        }
        let statement = Statement::of(report, held, &digests).bytes();
        match &self.key {
            None => packer.add(STATEMENT, &statement).map_err(io)?,
            Some(key) => packer.add(ENVELOPE, &envelope::seal(&statement, key)?).map_err(io)?,
        }
        packer.finish().and_then(|mut file| file.flush()).map_err(io)?;
        // Temporary files are for their owner alone; whoever is given a bundle has to read it.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(self.file.path(), std::fs::Permissions::from_mode(0o644)).map_err(io)?;
        }
        self.file.persist_noclobber(&self.path).map_err(|why| io(why.error))?;
        Ok(self.key.map(|key| key.public().id()))
    }
}

/// A bundle that was unpacked.
pub struct Bundle {
    path: PathBuf,
    files: Materials,
    statement: (&'static str, Vec<u8>),
}

impl Bundle {
    /// Unpacks a bundle.
    ///
    /// # Errors
    /// When there is none, or it is none.
    pub fn open(path: &Path) -> Result<Bundle, Error> {
        let mut files = archive::unpack(path)?;
        let statement = match (files.remove(ENVELOPE), files.remove(STATEMENT)) {
            (Some(bytes), None) => (ENVELOPE, bytes),
            (None, Some(bytes)) => (STATEMENT, bytes),
            (None, None) => {
                return Err(Error::malformed(path, format!("is no bundle: it has neither {ENVELOPE} nor {STATEMENT}")));
            }
            (Some(_), Some(_)) => {
                return Err(Error::malformed(path, format!("has {ENVELOPE} and {STATEMENT}; one of them is a lie")));
            }
        };
        Ok(Bundle { path: path.to_owned(), files, statement })
    }

    /// What is said of it, and by whom; with a key, only if that key's owner has signed it.
    ///
    /// # Errors
    /// What is wrong with the envelope, the signature or the statement.
    pub fn statement(&self, key: Option<&PublicKey>) -> (Result<Signature, String>, Result<Statement, String>) {
        let (name, bytes) = &self.statement;
        if *name == STATEMENT {
            let unsigned = match key {
                Some(_) => Err("the bundle is not signed".to_owned()),
                None => Ok(Signature::None),
            };
            return (unsigned, Statement::parse(bytes));
        }
        match envelope::open(bytes, key) {
            Ok((payload, signature)) => (Ok(signature), Statement::parse(&payload)),
            Err(why) => (Err(why.clone()), Err(why)),
        }
    }

    /// The digests of its files by their names.
    pub fn digests(&self) -> BTreeMap<String, String> {
        self.files.iter().map(|(name, bytes)| (name.clone(), digest(bytes))).collect()
    }

    /// The files.
    pub fn files(&self) -> &Materials {
        &self.files
    }

    /// The snapshot in it, which is taken out.
    ///
    /// # Errors
    /// When it is none.
    pub fn snapshot(&mut self) -> Result<Snapshot, crate::snapshot::Error> {
        let own = self.files.extract_if(SNAPSHOT.to_owned()..after(SNAPSHOT), |_, _| true);
        let own = own.filter_map(|(name, bytes)| Some((PathBuf::from(name.strip_prefix(SNAPSHOT)?), bytes)));
        let own = own.collect();
        Snapshot::read(Source::Archive(self.path.join(SNAPSHOT), own))
    }
}

/// The first name that is not below a folder.
fn after(folder: &str) -> String {
    format!("{}0", folder.trim_end_matches('/'))
}
