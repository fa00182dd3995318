//! Drawings of what a report is about, under the report's pseudonyms.

#[cfg(feature = "pages")]
use crate::diagram::Diagram;
use crate::findings::{Redaction, Report};
use crate::graph::Graph;
use crate::report::Drawings;

/// What is drawn.
#[cfg(feature = "pages")]
pub fn diagram(graph: &Graph, report: &Report, redaction: Option<&Redaction>) -> Diagram {
    let diagram = Diagram::new(graph, report);
    match redaction {
        Some(redaction) => diagram.redacted(redaction),
        None => diagram,
    }
}

/// The drawings for the formats that show them.
#[cfg(feature = "pages")]
pub fn of(graph: &Graph, report: &Report, redaction: Option<&Redaction>) -> Option<Drawings> {
    Some(Drawings::of(&diagram(graph, report, redaction)))
}

/// No format shows any without the feature `pages`.
#[cfg(not(feature = "pages"))]
pub fn of(_: &Graph, _: &Report, _: Option<&Redaction>) -> Option<Drawings> {
    None
}
