//! Evidence: a report with all that it was made from in one archive, and a signed statement of what is in it.
//!
//! `archive` packs and unpacks, always in the same way and trusting nobody. `bundle` says what the files are called, `statement`
//! what is said of them (in-toto), `envelope` and `keys` sign that (DSSE). Judging again is the commands' business.

mod archive;
mod bundle;
#[cfg(feature = "signatures")]
mod envelope;
#[cfg(not(feature = "signatures"))]
#[path = "unsigned.rs"]
mod envelope;
#[cfg(feature = "signatures")]
mod keys;
mod statement;

pub use bundle::{
    BASELINE, Block, Blocks, Bundle, Bundler, Held, Judging, Materials, PLANS, PlanFile, REPORT, RULES, SETTINGS,
    SNAPSHOT, Signature, WAIVERS,
};
pub use envelope::{PublicKey, SigningKey};
pub use statement::Statement;

use std::path::{Path, PathBuf};

/// What can be wrong with evidence.
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
        /// What is wrong and what to do.
        message: String,
    },
    /// A file of the snapshot could not be read.
    #[error(transparent)]
    Snapshot(#[from] crate::snapshot::Error),
}

impl Error {
    fn malformed(path: &Path, message: impl Into<String>) -> Error {
        Error::Malformed { path: path.to_owned(), message: message.into() }
    }

    fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
        move |source| Error::Io { path: path.to_owned(), source }
    }
}
