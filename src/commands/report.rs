//! An earlier report in other formats. Nothing is judged again: the report has all that a reader needs.

use super::check::{outputs, write};
use crate::cli;
use crate::findings::Report;
use crate::report::Format;
use crate::snapshot::Snapshot;
use anyhow::{Result, anyhow, bail};
use std::path::Path;

/// `trueline report`
pub fn report(args: &cli::Report) -> Result<u8> {
    let format = Format::named(&args.format).map_err(|why| anyhow!("--format: {why}"))?;
    let outputs = outputs(&args.report, Some(&args.file), "the report itself")?;
    let (report, _) = Report::read(&args.file)?;
    args.snapshot.as_ref().map(|path| of_the_report(path, &report)).transpose()?;
    write(&report, format, outputs)?;
    // Writing a report is no judging: what it says was the exit code of the run that it is of.
    Ok(0)
}

/// Opens the snapshot that a report is about.
fn of_the_report(path: &Path, report: &Report) -> Result<Snapshot> {
    let snapshot = Snapshot::open(path)?;
    if snapshot.id != report.snapshot.id {
        let (path, own, wanted) = (path.display(), &snapshot.id, &report.snapshot.id);
        bail!("--snapshot {path}: is not the snapshot that the report is about: that is {wanted}, this one {own}");
    }
    Ok(snapshot)
}
