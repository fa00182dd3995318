//! What the page calls a finding, and how many there are of each.

use super::text::number;
use crate::findings::Finding;
use crate::report::shared::passes;
use crate::rules::Status;
use maud::{Markup, html};

/// What a finding is on the page: a waived one is neither a failure nor unknown to its reader. In the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// It does not hold.
    Fail,
    /// It could not be decided.
    Unknown,
    /// Somebody accepts it.
    Waived,
    /// It holds.
    Pass,
}

impl Kind {
    /// All of them, in the order of the page.
    pub const ALL: [Kind; 4] = [Kind::Fail, Kind::Unknown, Kind::Waived, Kind::Pass];

    /// What a finding is.
    pub fn of(finding: &Finding) -> Kind {
        match finding {
            _ if passes(finding) => Kind::Pass,
            Finding { waiver: Some(_), .. } => Kind::Waived,
            Finding { status: Status::Fail, .. } => Kind::Fail,
            _ => Kind::Unknown,
        }
    }

    /// The word for it, which is its class too.
    pub fn word(self) -> &'static str {
        ["fail", "unknown", "waived", "pass"][self as usize]
    }
}

/// How many findings there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally([usize; 4]);

impl Tally {
    /// Counts.
    pub fn add(&mut self, kind: Kind, count: usize) {
        self.0[kind as usize] += count;
    }

    /// How many there are of a kind.
    pub fn of(&self, kind: Kind) -> usize {
        self.0[kind as usize]
    }

    /// How many there are.
    pub fn total(&self) -> usize {
        self.0.iter().sum()
    }

    /// The kinds that there are.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(|kind| self.of(*kind) > 0)
    }

    /// The worst kind that there is.
    pub fn worst(&self) -> Option<Kind> {
        self.kinds().next()
    }

    /// In words.
    pub fn words(&self) -> String {
        let all = self.kinds().map(|kind| format!("{} {}", number(self.of(kind)), kind.word()));
        all.collect::<Vec<_>>().join(", ")
    }
}

/// The sign of a status beside its word.
pub(super) fn glyph(class: &str) -> Markup {
    html! { svg class={ "g " (class) } aria-hidden="true" { use href={ "#g-" (class) } {} } }
}

/// The sign of a status that stands alone.
pub(super) fn named_glyph(class: &str, label: &str) -> Markup {
    html! { svg class={ "g " (class) } role="img" aria-label=(label) { use href={ "#g-" (class) } {} } }
}
