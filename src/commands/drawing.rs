//! Drawings for the formats that show them.

use crate::findings::{Redaction, Report};
use crate::graph::Graph;
use crate::report::Drawings;

/// What a report is about, drawn, under the report's pseudonyms.
#[cfg(feature = "pages")]
pub fn of(graph: &Graph, report: &Report, redaction: Option<&Redaction>) -> Option<Drawings> {
    let diagram = crate::diagram::Diagram::new(graph, report);
    Some(Drawings::of(&match redaction {
        Some(redaction) => diagram.redacted(redaction),
        None => diagram,
    }))
}

/// No format shows any without the feature `pages`.
#[cfg(not(feature = "pages"))]
pub fn of(_: &Graph, _: &Report, _: Option<&Redaction>) -> Option<Drawings> {
    None
}
