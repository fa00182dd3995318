//! JSON, schema version 1.

use crate::findings::Report;

/// The report as JSON with a line break at its end.
pub fn write(report: &Report) -> String {
    // Maps have strings for keys: nothing in a report cannot be written.
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}
