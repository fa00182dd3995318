//! trueline: does the AWS organization still match its documented architecture?
//!
//! `settings → collect | plan → snapshot → graph → rules → findings → report → exit code`. Everything right of the snapshot is pure:
//! the same snapshot and the same rules give the same report, byte for byte.

pub mod cli;
#[cfg(feature = "aws")]
pub mod collect;
pub mod commands;
#[cfg(feature = "pages")]
pub mod diagram;
pub mod escape;
pub mod evidence;
pub mod findings;
pub mod graph;
pub mod model;
#[cfg(feature = "aws")]
pub mod permissions;
pub mod plan;
pub mod problem;
pub mod report;
pub mod rules;
pub mod settings;
pub mod snapshot;
pub mod yaml;

/// `sha256:` and the digest of some bytes in 64 hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    digest_of([bytes])
}

/// The same of parts, one after the other.
pub fn digest_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    use sha2::Digest;
    let mut all = sha2::Sha256::new();
    parts.into_iter().for_each(|part| all.update(part));
    let hex = all.finalize().iter().map(|b| format!("{b:02x}")).collect::<String>();
    format!("sha256:{hex}")
}
