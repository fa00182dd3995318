//! A flowchart of Mermaid's: frames are subgraphs, deviations have a class. Ids are numbers, names are texts in quotes.

use super::nesting::{Nesting, Step};
use super::{Diagram, Flow, Kind, Node, State};
use crate::escape::is_hidden;

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

/// The flowchart.
pub(super) fn write(diagram: &Diagram) -> String {
    let (nesting, mut out) = (Nesting::new(diagram), "flowchart TB\n".to_owned());
    nesting.walk(|step, depth| {
        let indent = "  ".repeat(depth);
        out += &match step {
            Step::Leaf(node, number) => {
                let (open, close) = match node.kind {
                    Kind::Users | Kind::Pipelines => ("([", "])"),
                    Kind::Database | Kind::Bucket | Kind::Snapshots | Kind::Copies => ("[(", ")]"),
                    _ => ("[", "]"),
                };
                format!("{indent}n{number}{open}{}{close}\n", quoted(&said(node)))
            }
            Step::Open(node, number) => format!("{indent}subgraph n{number}[{}]\n", quoted(&said(node))),
            Step::Close => format!("{indent}end\n"),
        };
    });
    for (edge, from, to) in nesting.edges() {
        let arrow = match edge.kind {
            Flow::Traffic => "-->",
            Flow::Copy | Flow::Delivery => "-.->",
            Flow::Exposure => "==>",
        };
        let label = edge.label.as_ref().map_or_else(String::new, |label| format!("|{}|", quoted(label)));
        out += &format!("  n{from} {arrow}{label} n{to}\n");
    }
    for (name, style) in [
        ("fail", "fill:#fcebe9,stroke:#b3261e,stroke-width:2px,color:#15191f"),
        ("missing", "fill:#ffffff,stroke:#b3261e,stroke-width:2px,stroke-dasharray:6 4,color:#b3261e"),
        ("unknown", "fill:#efedfb,stroke:#5443b8,stroke-dasharray:2 2,color:#15191f"),
        ("waived", "fill:#e6e9ed,stroke:#3f4954,color:#15191f"),
    ] {
        out += &format!("  classDef {name} {style}\n");
    }
    for node in &diagram.nodes {
        if let (Some(class), Some(number)) = (class(node.state), nesting.number(node)) {
            out += &format!("  class n{number} {class}\n");
        }
    }
    out
}
