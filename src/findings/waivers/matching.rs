//! Whether a waiver is about a finding. Where that hangs on what could not be read, it is undecided, and covers nothing.

use super::pattern::Pattern;
use crate::findings::report::Finding;
use crate::graph::policy::wildcard;
use crate::graph::{Cell, Graph, NodeId, Sym, Tag};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a waiver is about.
#[derive(Clone, Debug)]
pub(super) enum Scope {
    /// Resources by ARN or id.
    Resource(Pattern),
    /// Resources by what they have in common.
    Selector(Selector),
}

/// What resources have in common: every member that is given.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Selector {
    /// The account's id or name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) account: Option<String>,
    /// The account's environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) environment: Option<String>,
    /// The region, or `global`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<String>,
    /// Tags by key; values may have wildcards.
    #[serde(rename = "tag", skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) tags: BTreeMap<String, String>,
}

/// A finding with what the graph says of its subject.
pub(super) struct Subject<'s> {
    pub(super) finding: &'s Finding,
    pub(super) environment: Option<&'s str>,
    pub(super) graph: &'s Graph,
    pub(super) node: NodeId,
}

/// Whether a waiver is about a subject, from no to yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It is not.
    No,
    /// It may be.
    Undecided,
    /// It is.
    Yes,
}

impl From<bool> for Fit {
    fn from(fits: bool) -> Fit {
        if fits { Fit::Yes } else { Fit::No }
    }
}

impl Scope {
    /// Whether it is about a subject.
    pub(super) fn fit(&self, subject: &Subject) -> Fit {
        let finding = subject.finding;
        match self {
            Scope::Resource(pattern) if pattern.matches(&finding.resource.arn, &finding.resource.id) => Fit::Yes,
            // Of a listing that was not read, the finding is the account's; what it would have shown may be meant.
            Scope::Resource(pattern) if subject.is_unlisted() => {
                if pattern.reaches(&finding.account_id, &finding.region) { Fit::Undecided } else { Fit::No }
            }
            Scope::Resource(_) => Fit::No,
            Scope::Selector(selector) => selector.fit(subject),
        }
    }

    /// Why it says too little about which resources are meant, if it does.
    pub(super) fn too_broad(&self) -> Option<&'static str> {
        match self {
            Scope::Resource(pattern) => pattern.too_broad(),
            Scope::Selector(selector) => {
                let places = [&selector.account, &selector.environment, &selector.region].into_iter().flatten();
                let narrows = |value: &String| !value.chars().all(|c| "*?".contains(c));
                (!places.chain(selector.tags.values()).any(narrows))
                    .then_some("has no member that says which are meant")
            }
        }
    }

    /// As it is told in a sentence.
    pub(super) fn text(&self) -> String {
        match self {
            Scope::Resource(pattern) => pattern.0.clone(),
            Scope::Selector(selector) => {
                let places = [
                    ("account", &selector.account),
                    ("environment", &selector.environment),
                    ("region", &selector.region),
                ];
                let places = places.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", value.as_ref()?)));
                let tags = selector.tags.iter().map(|(key, value)| format!("tag {key}={value}"));
                let all = places.chain(tags).collect::<Vec<_>>();
                if all.is_empty() { "an empty selector".to_owned() } else { all.join(", ") }
            }
        }
    }
}

impl Selector {
    fn fit(&self, subject: &Subject) -> Fit {
        let finding = subject.finding;
        let account = |own: &String| *own == finding.account_id || *own == finding.account_name;
        let place = self.account.as_ref().is_none_or(account)
            && self.environment.as_deref().is_none_or(|own| Some(own) == subject.environment)
            && self.region.as_ref().is_none_or(|own| *own == finding.region);
        let tags = self.tags.iter().map(|(key, value)| subject.tag(key, value));
        tags.chain([Fit::from(place)]).min().unwrap_or(Fit::Yes)
    }
}

impl Subject<'_> {
    /// Whether it stands for what a listing would have shown.
    fn is_unlisted(&self) -> bool {
        self.graph.ghosts.iter().any(|ghost| ghost.node == self.node)
    }

    /// Whether it has a tag whose value fits a pattern. A type without tags has none.
    fn tag(&self, key: &str, pattern: &str) -> Fit {
        let Some(slot) = self.graph.shape(self.node).slot("tags") else { return Fit::No };
        let cell = self.graph.cell(self.graph.row(self.node), slot as u32);
        match cell.tag() {
            Tag::Unknown => Fit::Undecided,
            Tag::Map => {
                let span = cell.as_span();
                let part = |index: u32| self.graph.cell(span.start, index);
                let text = |cell: Cell| (cell.tag() == Tag::Text).then(|| self.graph.strings.get(Sym(cell.low())));
                let own = (0..span.len).find(|pair| text(part(2 * pair)) == Some(key));
                own.map_or(Fit::No, |pair| match part(2 * pair + 1) {
                    value if value.is_unknown() => Fit::Undecided,
                    value => text(value).is_some_and(|value| wildcard(value, pattern)).into(),
                })
            }
            _ => Fit::No,
        }
    }
}
