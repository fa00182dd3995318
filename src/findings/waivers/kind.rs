//! What can be wrong with a waiver, as a rule's words.

use crate::findings::report::ReportRule;
use crate::rules::{Fix, Severity};
use std::collections::BTreeMap;

/// Deviations that somebody wanted to accept count as failures again: as bad as any that is not minor.
pub(super) const SEVERITY: Severity = Severity::Medium;

/// What is wrong with a waiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::findings) enum Kind {
    /// Its last day is over.
    Expired,
    /// It would hold for longer than the settings allow.
    ExpiresTooLate,
    /// It does not say which resources it is about.
    TooBroad,
    /// Its rule does not exist.
    UnknownRule,
    /// It is about nothing that fails.
    Unmatched,
}

impl Kind {
    /// The id, as a rule's.
    pub(in crate::findings) fn id(self) -> &'static str {
        match self {
            Kind::Expired => "waiver-expired",
            Kind::ExpiresTooLate => "waiver-expires-too-late",
            Kind::TooBroad => "waiver-too-broad",
            Kind::UnknownRule => "waiver-unknown-rule",
            Kind::Unmatched => "waiver-unmatched",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Kind::Expired => "Waivers have not expired",
            Kind::ExpiresTooLate => "Waivers expire within the time that the settings allow",
            Kind::TooBroad => "Waivers say which resources they are about",
            Kind::UnknownRule => "Waivers name a rule in use",
            Kind::Unmatched => "Waivers cover something",
        }
    }

    fn why(self) -> &'static str {
        match self {
            Kind::Expired => {
                "What an expired waiver accepted counts as a failure again, and nobody has decided on it since."
            }
            Kind::ExpiresTooLate => {
                "What is accepted for years is forgotten, and nobody asks again whether it has to be."
            }
            Kind::TooBroad => {
                "A waiver for everything switches a rule off, also for what is built tomorrow and nobody has thought of."
            }
            Kind::UnknownRule => {
                "A waiver whose rule was renamed or misspelt covers nothing, while its author believes that it does."
            }
            Kind::Unmatched => {
                "A waiver for what does not fail any more, or for a misspelt resource, covers the next deviation that nobody has \
                 accepted."
            }
        }
    }

    /// How to mend it.
    pub(super) fn fix(self) -> &'static str {
        match self {
            Kind::Expired => {
                "Mend what it covered and remove the waiver, or let its owner decide again and give it another `expires`."
            }
            Kind::ExpiresTooLate => {
                "Give it an earlier `expires`, or allow more by `waiver_max_days` in trueline.yaml."
            }
            Kind::TooBroad => {
                "Name an account or a resource in all six parts of the ARN, or an account, an environment, a region or a tag's \
                 value in the selector; several waivers are better than one that fits too much."
            }
            Kind::UnknownRule => "Write the rule's id as `trueline rules list` shows it, or remove the waiver.",
            Kind::Unmatched => {
                "Remove the waiver if what it covered is mended, or write the resource as the report of the failure shows it."
            }
        }
    }

    /// As a rule of the report, so that every format can show it.
    pub(in crate::findings) fn item(self) -> ReportRule {
        ReportRule {
            id: self.id().to_owned(),
            title: self.title().to_owned(),
            severity: SEVERITY,
            clauses: Vec::new(),
            why: self.why().to_owned(),
            fix: Fix { prose: self.fix().to_owned(), terraform: None, aws_cli: None },
            references: Vec::new(),
            frameworks: BTreeMap::new(),
        }
    }
}
