//! A flowchart of Mermaid's: frames are subgraphs, deviations have a class. Ids are numbers, names are texts in quotes.

use super::{Diagram, Flow, Kind, Node, State};
use crate::escape::is_hidden;
use std::collections::{HashMap, HashSet};

/// As Mermaid reads a text in quotes: what could end it, or be markup in it, by its number.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || " .:/-_,()".contains(c) => out.push(c),
            c if is_hidden(c) => out.push(' '),
            c => out.push_str(&format!("#{};", u32::from(c))),
        }
    }
    out + "\""
}

fn class(state: State) -> Option<&'static str> {
    Some(match state {
        State::Pass => return None,
        State::Waived => "waived",
        State::Unknown => "unknown",
        State::Missing => "missing",
        State::Fail => "fail",
    })
}

/// What a node says: what could not be shown by colour alone, too.
fn said(node: &Node) -> String {
    let state = node.state.word().map(|word| match node.findings.len() {
        0 | 1 => word.to_owned(),
        n => format!("{word}: {n} findings"),
    });
    let parts = [Some(node.label.clone()), node.sub.clone(), state];
    parts.into_iter().flatten().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" - ")
}

struct Writer<'d> {
    numbers: HashMap<&'d str, usize>,
    children: HashMap<&'d str, Vec<&'d Node>>,
    written: HashSet<&'d str>,
    out: String,
}

/// The flowchart.
pub(super) fn write(diagram: &Diagram) -> String {
    let numbers = diagram.nodes.iter().enumerate().map(|(i, n)| (n.id.as_str(), i)).collect::<HashMap<_, _>>();
    let mut children = HashMap::<&str, Vec<&Node>>::new();
    let mut roots = Vec::new();
    for node in &diagram.nodes {
        match node.parent.as_deref().filter(|parent| numbers.contains_key(parent)) {
            Some(parent) => children.entry(parent).or_default().push(node),
            None => roots.push(node),
        }
    }
    let mut writer = Writer { numbers, children, written: HashSet::new(), out: "flowchart TB\n".to_owned() };
    for root in roots {
        writer.node(root, 1);
    }
    for edge in &diagram.edges {
        let ends = [&edge.from, &edge.to].map(|id| writer.numbers.get(id.as_str()).copied());
        if let [Some(from), Some(to)] = ends {
            let arrow = match edge.kind {
                Flow::Traffic => "-->",
                Flow::Copy => "-.->",
                Flow::Delivery => "-.->",
                Flow::Exposure => "==>",
            };
            let label = edge.label.as_ref().map_or_else(String::new, |label| format!("|{}|", quoted(label)));
            writer.out += &format!("  n{from} {arrow}{label} n{to}\n");
        }
    }
    for (name, style) in [
        ("fail", "fill:#fcebe9,stroke:#b3261e,stroke-width:2px,color:#15191f"),
        ("missing", "fill:#ffffff,stroke:#b3261e,stroke-width:2px,stroke-dasharray:6 4,color:#b3261e"),
        ("unknown", "fill:#efedfb,stroke:#5443b8,stroke-dasharray:2 2,color:#15191f"),
        ("waived", "fill:#e6e9ed,stroke:#3f4954,color:#15191f"),
    ] {
        writer.out += &format!("  classDef {name} {style}\n");
    }
    for node in &diagram.nodes {
        if let (Some(class), Some(number)) = (class(node.state), writer.numbers.get(node.id.as_str())) {
            writer.out += &format!("  class n{number} {class}\n");
        }
    }
    writer.out
}

impl<'d> Writer<'d> {
    fn node(&mut self, node: &'d Node, depth: usize) {
        // Ids are unique, unless somebody has made two resources look like one.
        if !self.written.insert(&node.id) {
            return;
        }
        let (number, indent) = (self.numbers[node.id.as_str()], "  ".repeat(depth));
        let text = quoted(&said(node));
        let children = self.children.get(node.id.as_str()).cloned().unwrap_or_default();
        if children.is_empty() {
            let (open, close) = match node.kind {
                Kind::Users | Kind::Pipelines => ("([", "])"),
                Kind::Database | Kind::Bucket | Kind::Snapshots | Kind::Copies => ("[(", ")]"),
                _ => ("[", "]"),
            };
            self.out += &format!("{indent}n{number}{open}{text}{close}\n");
            return;
        }
        self.out += &format!("{indent}subgraph n{number}[{text}]\n");
        for child in children {
            self.node(child, depth + 1);
        }
        self.out += &format!("{indent}end\n");
    }
}
