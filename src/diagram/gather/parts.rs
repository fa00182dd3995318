//! Adding parts: those that are there, with what is said of them, and those that are missing.

use super::Gather;
use super::verdicts::Verdicts;
use crate::diagram::{Kind, Node, State};
use crate::graph::NodeId;
use crate::model::Shape;

/// A part before it is known what is said of it.
pub(super) struct Part<'p> {
    pub kind: Kind,
    pub account: &'p str,
    /// What makes it unique within its kind and account.
    pub key: String,
    pub parent: Option<&'p str>,
    pub label: String,
    pub short: Option<String>,
    pub sub: Option<String>,
    pub rank: u32,
}

impl<'p> Part<'p> {
    pub fn new(kind: Kind, account: &'p str, key: impl Into<String>, label: impl Into<String>) -> Part<'p> {
        let (key, label) = (key.into(), label.into());
        Part { kind, account, key, parent: None, label, short: None, sub: None, rank: 0 }
    }
    pub fn inside(self, parent: &'p str) -> Part<'p> {
        Part { parent: Some(parent), ..self }
    }
    pub fn short(self, short: impl Into<String>) -> Part<'p> {
        Part { short: Some(short.into()), ..self }
    }
    pub fn sub(self, sub: impl Into<String>) -> Part<'p> {
        let sub = sub.into();
        Part { sub: Some(sub).filter(|s| !s.is_empty()), ..self }
    }
    pub fn rank(self, rank: usize) -> Part<'p> {
        Part { rank: u32::try_from(rank).unwrap_or(u32::MAX), ..self }
    }
}

/// A part, and the numbers of the findings behind its state.
pub(super) struct Drafted {
    pub node: Node,
    pub findings: Vec<usize>,
}

impl Drafted {
    /// The node with its state: what findings say, but for a part that is not there.
    pub fn settled(self, verdicts: &Verdicts<'_>) -> Node {
        let (worst, findings) = verdicts.worst(&self.findings);
        let state = match self.node.state {
            // That it is missing is what the finding says, unless somebody accepts it or nobody could judge it.
            State::Missing if findings.is_empty() || worst == State::Fail => State::Missing,
            State::Missing => worst,
            base => base.max(worst),
        };
        Node { state, findings, ..self.node }
    }
}

impl Gather<'_> {
    /// Adds a part that stands for some resources, and returns its id.
    pub(super) fn add(&mut self, part: Part<'_>, covers: &[NodeId]) -> String {
        let findings = self.verdicts.about(&self.reader, covers);
        let graph = self.reader.graph;
        let names = covers.iter().flat_map(|node| [graph.name(*node), graph.id(*node)]).map(str::to_owned).collect();
        let id = self.add_as(part, State::Pass, findings);
        if let Some(added) = self.drafted.last_mut() {
            added.node.names = names;
        }
        id
    }

    /// Adds a part whose state is known otherwise.
    pub(super) fn add_as(&mut self, part: Part<'_>, state: State, findings: Vec<usize>) -> String {
        let kind = serde_json::to_value(part.kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
        let id = format!("{}/{kind}/{}", part.account, part.key);
        let node = Node {
            id: id.clone(),
            kind: part.kind,
            account: part.account.to_owned(),
            parent: part.parent.map(str::to_owned),
            label: part.label,
            short: part.short,
            sub: part.sub,
            state,
            findings: Vec::new(),
            rank: part.rank,
            names: Vec::new(),
        };
        self.drafted.push(Drafted { node, findings });
        id
    }

    /// Adds a part that the document expects and that was not found: a gap in the drawing where everything of its type was
    /// listed, unknown where it was not.
    pub(super) fn add_missing(&mut self, part: Part<'_>, shape: &'static Shape, region: &str) -> String {
        let account = part.account;
        if self.reader.is_complete(shape, account, region) {
            return self.add_as(part, State::Missing, Vec::new());
        }
        let findings = self.verdicts.about_listing(account, region, shape);
        self.verdicts.place(&findings);
        self.add_as(part.sub("could not be read"), State::Unknown, findings)
    }

    /// The number of a drafted part of the account.
    pub(super) fn drafted(&self, id: &str) -> Option<usize> {
        self.drafted[self.start..].iter().position(|d| d.node.id == id).map(|i| self.start + i)
    }

    /// Adds resources to what a part stands for.
    pub(super) fn cover(&mut self, id: &str, covers: &[NodeId]) {
        let findings = self.verdicts.about(&self.reader, covers);
        if let Some(place) = self.drafted(id).filter(|_| !findings.is_empty()) {
            self.drafted[place].findings.extend(findings);
        }
    }
}
