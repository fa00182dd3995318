//! Snapshots: what was read of an organization, and the ledger of what was and was not.
//!
//! A directory (or a `.tar.zst` of it) of compressed JSON lines, one file per account and region, under a manifest that is
//! written last. Unread is never empty: a planned operation without an `ok` line in the ledger is a gap.

mod bounded;
mod change;
mod coverage;
mod gap;
mod ledger;
mod manifest;
mod reader;
mod source;
mod writer;

pub(crate) use bounded::Bounded;
pub use change::{Change, Draft, after_apply};
pub use coverage::{CoverageEntry, coverage, unread};
pub use gap::{Gap, NOT_TOLD};
pub use ledger::{DeniedBy, LedgerLine, Outcome};
pub use manifest::{
    AccountInfo, AccountScope, Manifest, OperationScope, PartInfo, ScannedRegions, Scope, Tool, UnitFile,
};
pub use reader::{Files, Snapshot, Unit};
pub use source::Source;
pub use writer::{ResourceLine, Writer, line};

use std::path::PathBuf;

/// The version of the format. Additions do not change it; a reader refuses a higher one.
pub const SCHEMA_VERSION: u32 = 1;

/// What can be wrong with a snapshot.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("{}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is not what it should be.
    #[error("{}: {message}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong, where, and what to do.
        message: String,
    },
}

impl Error {
    fn malformed(path: impl Into<PathBuf>, message: impl Into<String>) -> Error {
        Error::Malformed { path: path.into(), message: message.into() }
    }

    fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.into();
        move |source| Error::Io { path, source }
    }
}
