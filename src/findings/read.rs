//! Reading back a report that was written as JSON.

use super::report::Report;
use crate::problem::Problem;
use crate::rules::Fix;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::path::Path;

/// The version that is written, and the only one that there is.
pub(super) const VERSION: &str = "1";

const HELP: &str = "a report is what `trueline check` or `scan` writes by --report json=FILE";

#[derive(Deserialize)]
struct Version {
    #[serde(default)]
    schema_version: Value,
}

/// Says what is wrong with the version of a report's bytes, before anything else of them is looked at.
pub(super) fn version(bytes: &[u8]) -> Result<(), String> {
    let version = serde_json::from_slice::<Version>(bytes).map_err(|why| malformed(&why))?.schema_version;
    if version == VERSION {
        return Ok(());
    }
    let number = version.as_str().and_then(|v| v.parse::<u64>().ok());
    let newer = if number.is_some_and(|v| v > 1) { "; a newer trueline wrote it: update trueline" } else { "" };
    Err(format!("is no report with the schema version \"{VERSION}\": `schema_version` is {version}{newer}"))
}

pub(super) fn malformed(why: &serde_json::Error) -> String {
    format!("is no report of trueline: {why}")
}

impl Report {
    /// Reads a report from its file.
    ///
    /// # Errors
    /// When there is none, it is none, or it is of a newer version.
    pub fn read(path: &Path) -> Result<(Report, Vec<u8>), Problem> {
        let bytes = std::fs::read(path);
        let bytes = bytes.map_err(|why| Problem::of(path, format!("the report cannot be read: {why}")))?;
        Ok((Report::parse(path, &bytes)?, bytes))
    }

    /// Reads a report from its bytes. Members that it does not know, of a later program, are left out.
    ///
    /// # Errors
    /// As [`Report::read`].
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Report, Problem> {
        let read = || {
            version(bytes)?;
            serde_json::from_slice::<Report>(bytes).map_err(|why| malformed(&why))
        };
        read().map_err(|why: String| Problem::of(path, why).help(Some(HELP.to_owned())))
    }
}

/// A rule's file may have no member that nobody knows; a later report may.
pub(super) fn fix<'de, D: Deserializer<'de>>(from: D) -> Result<Fix, D::Error> {
    #[derive(Deserialize)]
    struct Told {
        prose: String,
        terraform: Option<String>,
        #[serde(rename = "aws-cli")]
        aws_cli: Option<String>,
    }
    let Told { prose, terraform, aws_cli } = Told::deserialize(from)?;
    Ok(Fix { prose, terraform, aws_cli })
}
