//! A trace as JSON: a list of clauses or controls.

use crate::findings::trace::Trace;

/// The trace for programs.
pub(super) fn write(trace: &Trace) -> String {
    // Maps have strings for keys: nothing in a trace cannot be written.
    let mut text = serde_json::to_string_pretty(&trace.rows).unwrap_or_default();
    text.push('\n');
    text
}
