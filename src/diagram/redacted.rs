//! A diagram under pseudonyms: those of the report that it is drawn with.

use super::{Diagram, Node};
use crate::findings::Redaction;
use std::cmp::Reverse;
use std::collections::BTreeMap;

impl Diagram {
    /// Accounts and resources under the pseudonyms of a report. What the report does not name is called a resource.
    pub fn redacted(mut self, redaction: &Redaction) -> Diagram {
        if redaction.is_empty() {
            return self;
        }
        for account in &mut self.accounts {
            account.name = redaction.text(&account.name);
            account.id = redaction.text(&account.id);
        }
        // Ids are made of names.
        let ids = self.nodes.iter().zip(1..).map(|(node, n)| (node.id.clone(), format!("part-{n}")));
        let ids = ids.collect::<BTreeMap<String, String>>();
        let id = |old: &String| ids.get(old).cloned().unwrap_or_default();
        for node in &mut self.nodes {
            let hidden = |text: &str| hidden(text, node, redaction);
            let (label, short, sub) =
                (hidden(&node.label), node.short.as_deref().map(hidden), node.sub.as_deref().map(hidden));
            (node.label, node.short, node.sub) = (label, short, sub);
            node.account = redaction.text(&node.account);
            (node.id, node.parent) = (id(&node.id), node.parent.as_ref().map(id));
        }
        for edge in &mut self.edges {
            edge.account = redaction.text(&edge.account);
            edge.label = edge.label.as_deref().map(|label| redaction.text(label));
            (edge.from, edge.to) = (id(&edge.from), id(&edge.to));
        }
        self
    }
}

/// A text about a part, without the names of what the part stands for.
fn hidden(text: &str, node: &Node, redaction: &Redaction) -> String {
    let mut names = node.names.iter().filter(|name| !name.is_empty()).collect::<Vec<_>>();
    names.sort_by_key(|name| Reverse(name.len()));
    for name in names {
        if let Some((before, after)) = text.split_once(name.as_str()) {
            let (before, after) = (hidden(before, node, redaction), hidden(after, node, redaction));
            return format!("{before}{}{after}", redaction.label(name));
        }
    }
    redaction.text(text)
}
