//! Reports: one file per format, each a function from the report to text.

mod asff;
mod asff_fields;
mod asff_finding;
mod csv;
pub mod documentation;
mod github;
mod gitlab;
#[cfg(feature = "pages")]
mod html;
mod json;
mod junit;
mod markdown;
mod ocsf;
mod page;
mod pull_request;
mod record;
mod sarif;
mod sarif_rules;
mod shared;
pub mod table;
pub mod trace;

#[cfg(feature = "pages")]
pub use html::{AccountDrawing, Drawings};

/// Drawings; without the feature `pages` there are none.
#[cfg(not(feature = "pages"))]
pub enum Drawings {}

use crate::findings::Report;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

const NO_PAGES: &str = "this program was built without the feature `pages`; it writes no HTML report";

/// A format of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Table,
    /// For programs: schema version 1.
    Json,
    /// For code scanning.
    Sarif,
    /// For CI that shows tests.
    Junit,
    /// For the log of a step of GitHub Actions.
    Github,
    /// For the summary of a run.
    Markdown,
    /// For a comment on a pull request.
    PullRequest,
    /// For GitLab's code quality.
    Gitlab,
    /// For security lakes.
    Ocsf,
    /// For AWS Security Hub.
    Asff,
    /// For spreadsheets.
    Csv,
    /// For a browser: one page that loads nothing.
    Html,
}

impl Format {
    /// Every format with its name.
    pub const ALL: [(&'static str, Format); 12] = [
        ("table", Format::Table),
        ("json", Format::Json),
        ("sarif", Format::Sarif),
        ("junit", Format::Junit),
        ("github", Format::Github),
        ("markdown", Format::Markdown),
        ("pull-request", Format::PullRequest),
        ("gitlab", Format::Gitlab),
        ("ocsf", Format::Ocsf),
        ("asff", Format::Asff),
        ("csv", Format::Csv),
        ("html", Format::Html),
    ];

    /// Whether it tells of each pass, and not only how many there are.
    pub fn tells_passes(self) -> bool {
        matches!(self, Format::Json | Format::Junit | Format::Ocsf | Format::Asff | Format::Csv | Format::Html)
    }

    /// The format of that name.
    ///
    /// # Errors
    /// When there is none.
    pub fn named(name: &str) -> Result<Format, String> {
        if cfg!(not(feature = "pages")) && name == "html" {
            return Err(NO_PAGES.to_owned());
        }
        let known = Format::ALL.iter().find(|(n, _)| *n == name);
        let names = || Format::ALL.map(|(n, _)| n).join(", ");
        known.map(|(_, f)| *f).ok_or_else(|| format!("no format is called `{name}`; there are: {}", names()))
    }

    /// Whether it shows drawings, so that they are worth making.
    pub fn shows_drawings(self) -> bool {
        self == Format::Html
    }

    /// Writes the report in this format, with the drawings of its snapshot where they are at hand.
    ///
    /// # Errors
    /// When it cannot be written there.
    pub fn write(
        self,
        report: &Report,
        drawings: Option<&Drawings>,
        style: &table::Style,
        to: &mut dyn Write,
    ) -> std::io::Result<()> {
        match self {
            Format::Table => to.write_all(table::write(report, style).as_bytes()),
            Format::Json => json::write(report, to),
            Format::Sarif => sarif::write(report, to),
            Format::Junit => junit::write(report, to),
            Format::Github => to.write_all(github::write(report).as_bytes()),
            Format::Markdown => to.write_all(markdown::write(report).as_bytes()),
            Format::PullRequest => to.write_all(pull_request::write(report).as_bytes()),
            Format::Gitlab => gitlab::write(report, to),
            Format::Ocsf => ocsf::write(report, to),
            Format::Asff => asff::write(report, to),
            Format::Csv => csv::write(report, to),
            #[cfg(feature = "pages")]
            Format::Html => html::write(report, drawings, to),
            #[cfg(not(feature = "pages"))]
            Format::Html => {
                let _ = drawings;
                Err(std::io::Error::other(NO_PAGES))
            }
        }
    }
}

/// A file that a report goes to. It is made before anything is read, so that a path that cannot be written is found out first,
/// and gets its name when the report is whole.
pub struct Output {
    format: Format,
    path: PathBuf,
    file: tempfile::NamedTempFile,
}

impl Output {
    /// Its format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Reads `FORMAT=PATH` and makes the file.
    ///
    /// # Errors
    /// What is wrong with the words or the path.
    pub fn create(text: &str) -> Result<Output, String> {
        let (format, path) = text.split_once('=').ok_or("expected FORMAT=PATH, for example json=report.json")?;
        let (format, path) = (Format::named(format)?, PathBuf::from(path));
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if path.is_dir() {
            return Err(format!("{} is a directory", path.display()));
        }
        let file = tempfile::Builder::new().prefix(".trueline-").tempfile_in(parent);
        let file = file.map_err(|why| format!("{} cannot be written: {why}", path.display()))?;
        Ok(Output { format, path, file })
    }

    /// Writes the report.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(self, report: &Report, drawings: Option<&Drawings>) -> std::io::Result<()> {
        let mut file = BufWriter::new(self.file.as_file());
        self.format.write(report, drawings, &table::Style { width: 120, color: false }, &mut file)?;
        file.flush()?;
        drop(file);
        // Temporary files are for their owner alone; a report is like any other file.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(self.file.path(), std::fs::Permissions::from_mode(0o644))?;
        }
        self.file.persist(&self.path).map(drop).map_err(|why| why.error)
    }
}
