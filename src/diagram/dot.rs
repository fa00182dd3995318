//! A directed graph in Graphviz's language: frames are clusters, deviations have colours. Ids are numbers, names are texts in quotes.

use super::nesting::{Nesting, Step};
use super::{Diagram, Flow, Node, State};
use crate::escape::is_hidden;

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

/// The graph.
pub(super) fn write(diagram: &Diagram) -> String {
    let head = "digraph architecture {\n  compound=true;\n  rankdir=TB;\n  graph [fontname=\"sans-serif\", style=rounded];\n  \
                node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", fontname=\"sans-serif\"];\n  \
                edge [fontname=\"sans-serif\"];\n";
    let (nesting, mut out) = (Nesting::new(diagram), head.to_owned());
    nesting.walk(|step, depth| {
        let indent = "  ".repeat(depth);
        let how = |node: &Node| format!("label={}{}", quoted(&said(node)), look(node.state));
        out += &match step {
            Step::Leaf(node, number) => format!("{indent}n{number} [{}];\n", how(node)),
            // Lines lead to nodes: a frame has one that nobody sees.
            Step::Open(node, number) => format!(
                "{indent}subgraph cluster_n{number} {{\n{indent}  graph [{}];\n{indent}  n{number} [shape=point, style=invis];\n",
                how(node)
            ),
            Step::Close => format!("{indent}}}\n"),
        };
    });
    for (edge, from, to) in nesting.edges() {
        let look = match edge.kind {
            Flow::Traffic => "",
            Flow::Copy => ", style=dashed",
            Flow::Delivery => ", style=dotted, color=\"#1f4fa3\"",
            Flow::Exposure => ", penwidth=2, color=\"#b3261e\"",
        };
        let label = edge.label.as_deref().unwrap_or_default();
        out += &format!("  n{from} -> n{to} [label={}{look}];\n", quoted(label));
    }
    out + "}\n"
}
