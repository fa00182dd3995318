//! The manifest: what a snapshot is of, what was planned to be read, and which files it consists of.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The root of a snapshot, `manifest.json`. It is written last.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Manifest {
    /// See [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// When collecting began.
    #[cfg_attr(test, schemars(with = "String", extend("format" = "date-time")))]
    pub taken_at: Timestamp,
    /// When it ended.
    #[cfg_attr(test, schemars(with = "String", extend("format" = "date-time")))]
    pub finished_at: Timestamp,
    /// Why collecting ended before everything was read, if it did: `interrupted` or `deadline`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interrupted: Option<String>,
    /// What wrote the snapshot.
    pub tool: Tool,
    /// The organization's id, where it could be read.
    pub organization: Option<String>,
    /// The accounts that were to be read.
    pub accounts: Vec<AccountInfo>,
    /// The regions of the settings.
    pub regions: ScannedRegions,
    /// What was planned to be read.
    pub scope: Scope,
    /// Directories under `parts/`, each written by one worker.
    pub parts: Vec<PartInfo>,
}

/// A program and its version.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tool {
    /// Always `trueline`.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Tool {
    /// This program.
    pub fn this() -> Tool {
        Tool { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// An account of the scan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AccountInfo {
    /// Twelve digits.
    pub id: String,
    /// Its name in the organization, else its environment, else its id.
    pub name: String,
    /// management, dev, staging or prod; null for any other account.
    pub environment: Option<String>,
}

/// The regions of the settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScannedRegions {
    /// Where the environments live.
    pub home: Vec<String>,
    /// Where the copies are.
    pub dr: Option<String>,
}

/// What was planned to be read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Scope {
    /// Where each operation is sent.
    pub operations: BTreeMap<String, OperationScope>,
    /// By account id.
    pub accounts: BTreeMap<String, AccountScope>,
}

/// Where an operation is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OperationScope {
    /// Once, in the management account.
    Organization,
    /// In the management account, in each region that is enabled there.
    OrganizationEveryRegion,
    /// Once in each account.
    Account,
    /// In each account's configured regions and the disaster recovery region.
    Region,
    /// In each region that is enabled in the account.
    EveryRegion,
}

/// The regions of one account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AccountScope {
    /// Whether it is the management account.
    pub management: bool,
    /// Configured regions and the disaster recovery region, as far as they are enabled.
    pub regions: Vec<String>,
    /// All enabled regions.
    pub every_region: Vec<String>,
}

impl AccountScope {
    /// Where an operation of that scope is sent in this account.
    pub fn regions_of(&self, scope: OperationScope) -> Vec<&str> {
        match scope {
            OperationScope::Organization | OperationScope::OrganizationEveryRegion if !self.management => vec![],
            OperationScope::Organization | OperationScope::Account => vec!["global"],
            OperationScope::Region => self.regions.iter().map(String::as_str).collect(),
            OperationScope::EveryRegion | OperationScope::OrganizationEveryRegion => {
                self.every_region.iter().map(String::as_str).collect()
            }
        }
    }
}

/// A part and the digest of its `part.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PartInfo {
    /// Its directory under `parts/`.
    pub name: String,
    /// `sha256:` and 64 hexadecimal digits.
    pub digest: String,
}

/// `part.json`: the files of a part.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Part {
    pub files: BTreeMap<String, UnitFile>,
}

/// A file of a part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UnitFile {
    /// `sha256:` and 64 hexadecimal digits, of the file as it is stored.
    pub digest: String,
    /// Lines in it.
    pub lines: u64,
}
