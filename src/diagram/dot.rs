//! A directed graph in Graphviz's language: frames are clusters, deviations have colours. Ids are numbers, names are texts in quotes.

use super::{Diagram, Flow, Node, State};
use crate::escape::is_hidden;
use std::collections::{HashMap, HashSet};

/// A text between quotes, in which a backslash would begin an escape of Graphviz's own.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            // As HTML, which labels may hold entities of.
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if is_hidden(c) => out.push(' '),
            c => out.push(c),
        }
    }
    out + "\""
}

fn look(state: State) -> &'static str {
    match state {
        State::Pass => "",
        State::Waived => ", color=\"#3f4954\", fillcolor=\"#e6e9ed\"",
        State::Unknown => ", color=\"#5443b8\", fillcolor=\"#efedfb\", style=\"filled,dotted\"",
        State::Missing => ", color=\"#b3261e\", fontcolor=\"#b3261e\", style=\"dashed\"",
        State::Fail => ", color=\"#b3261e\", fillcolor=\"#fcebe9\", penwidth=2",
    }
}

fn said(node: &Node) -> String {
    let parts = [Some(node.label.as_str()), node.sub.as_deref(), node.state.word()];
    parts.into_iter().flatten().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ")
}

struct Writer<'d> {
    numbers: HashMap<&'d str, usize>,
    children: HashMap<&'d str, Vec<&'d Node>>,
    written: HashSet<&'d str>,
    out: String,
}

/// The graph.
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
    let head = "digraph architecture {\n  compound=true;\n  rankdir=TB;\n  graph [fontname=\"sans-serif\", style=rounded];\n  \
                node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", fontname=\"sans-serif\"];\n  \
                edge [fontname=\"sans-serif\"];\n";
    let mut writer = Writer { numbers, children, written: HashSet::new(), out: head.to_owned() };
    for root in roots {
        writer.node(root, 1);
    }
    for edge in &diagram.edges {
        let ends = [&edge.from, &edge.to].map(|id| writer.numbers.get(id.as_str()).copied());
        if let [Some(from), Some(to)] = ends {
            let look = match edge.kind {
                Flow::Traffic => "",
                Flow::Copy => ", style=dashed",
                Flow::Delivery => ", style=dotted, color=\"#1f4fa3\"",
                Flow::Exposure => ", penwidth=2, color=\"#b3261e\"",
            };
            let label = edge.label.as_deref().unwrap_or_default();
            writer.out += &format!("  n{from} -> n{to} [label={}{look}];\n", quoted(label));
        }
    }
    writer.out + "}\n"
}

impl<'d> Writer<'d> {
    fn node(&mut self, node: &'d Node, depth: usize) {
        // Ids are unique, unless somebody has made two resources look like one.
        if !self.written.insert(&node.id) {
            return;
        }
        let (number, indent) = (self.numbers[node.id.as_str()], "  ".repeat(depth));
        let (text, look) = (quoted(&said(node)), look(node.state));
        let children = self.children.get(node.id.as_str()).cloned().unwrap_or_default();
        if children.is_empty() {
            self.out += &format!("{indent}n{number} [label={text}{look}];\n");
            return;
        }
        self.out += &format!("{indent}subgraph cluster_n{number} {{\n{indent}  graph [label={text}{look}];\n");
        // Lines lead to nodes: a frame has one that nobody sees.
        self.out += &format!("{indent}  n{number} [shape=point, style=invis];\n");
        for child in children {
            self.node(child, depth + 1);
        }
        self.out += &format!("{indent}}}\n");
    }
}
