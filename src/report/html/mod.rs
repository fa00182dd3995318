//! The report as one HTML page that loads nothing: for an auditor who was not there, the owner of an account who has something to
//! mend, and a manager with two minutes.
//!
//! What deviates, what could not be read, waivers, clauses and frameworks are HTML and are there without a script. The script
//! brings the passes, search, filters and groups; the findings come to it as columns of numbers over a table of strings.
//! The same report gives the same bytes.

mod changes;
mod clauses;
mod columns;
mod compared;
mod drawing;
mod embed;
mod evidence;
mod finding;
mod frameworks;
mod gaps;
mod kind;
mod list;
mod matrix;
mod model;
mod page;
mod parts;
mod text;
mod verdict;
mod waivers;

pub use drawing::{AccountDrawing, Drawings};

use crate::findings::Report;
use std::io::{Result, Write};

/// The report as a page, with drawings where there are any.
pub(super) fn write(report: &Report, drawings: Option<&Drawings>, to: &mut dyn Write) -> Result<()> {
    let model = model::Model::new(report);
    to.write_all(page::page(&model, drawings)?.into_string().as_bytes())
}
