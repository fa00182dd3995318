//! JSON, schema version 1.

use crate::findings::Report;
use std::io::{Result, Write};

/// The report as JSON with a line break at its end.
///
/// # Errors
/// When it cannot be written there.
pub fn write(report: &Report, to: &mut dyn Write) -> Result<()> {
    serde_json::to_writer_pretty(&mut *to, report)?;
    to.write_all(b"\n")
}
