//! Waivers: who accepts which deviation, why, and until when.
//!
//! `file` reads them, `pattern` and `matching` say whether one is about a finding, `judged` says which are in force at the time of
//! the snapshot and what is wrong with the others. That is told by findings of their own, of which `kind` has the words: a waiver
//! that covers nothing is never silently so.

mod file;
mod judged;
mod kind;
mod matching;
mod pattern;

#[cfg(test)]
pub(crate) use file::Entry as WaiverEntry;

pub(super) use judged::Judged;

use jiff::civil::Date;
use matching::Scope;

/// The waivers of a file.
#[derive(Clone, Debug)]
pub struct Waivers {
    /// The file's name, without its directory.
    name: String,
    /// Its digest.
    pub(super) digest: String,
    /// How many days after the snapshot a waiver may still hold.
    max_days: u16,
    /// In the file's order.
    list: Vec<Waiver>,
}

/// A waiver.
#[derive(Clone, Debug)]
struct Waiver {
    /// Its place in the file, from 1.
    number: usize,
    /// How many before it name the same rule and resources.
    repeats: usize,
    rule: String,
    scope: Scope,
    reason: String,
    owner: String,
    /// The last day on which it holds.
    expires: Date,
    /// Why what could not be read is accepted, if it is.
    accepts_unknown: Option<String>,
}
