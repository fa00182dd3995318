//! Checking a snapshot: everything right of `collect`.

use super::drawing;
use super::plan::{self, Plans};
use super::{listed, printed, rules_of, style};
use crate::cli::{self, Check, Checking};
use crate::findings::{self, Baseline, Gate, Options, Redact, Redaction, Report, ReportAccount, Waivers};
use crate::graph::Graph;
use crate::report::{Drawings, Format, Output};
use crate::rules::RuleSet;
use crate::settings::{self, Settings};
use crate::snapshot::{CoverageEntry, Snapshot, Source};
use anyhow::{Result, anyhow};
use include_dir::{Dir, include_dir};
use std::io::{BufWriter, Write};
use std::path::Path;

/// Recorded by `trueline collect` from the emulated organization of the tests.
static SAMPLE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/sample");

/// What to check by and where the reports go; made before anything is read, so that mistakes come first.
pub struct Prepared {
    rules: RuleSet,
    options: Options,
    redact: Vec<Redact>,
    format: Format,
    outputs: Vec<Output>,
}

/// Reads rules and flags, and makes the reports' files.
pub fn prepare(settings: &Settings, checking: &Checking) -> Result<Prepared> {
    let fail_on = match &checking.fail_on {
        Some(text) => settings::fail_on(text).map_err(|why| anyhow!("--fail-on {text}: {why}"))?,
        None => settings.fail_on,
    };
    let format = Format::named(&checking.format).map_err(|why| anyhow!("--format: {why}"))?;
    let rules = rules_of(settings, checking.rules.as_deref())?;
    let waivers = checking.waivers.as_ref().or(settings.waivers.as_ref());
    let waivers = waivers.map(|path| Waivers::read(path, settings.waiver_max_days)).transpose().map_err(listed)?;
    let baseline = checking.baseline.as_ref().map(|path| Baseline::read(path)).transpose()?;
    let mut options = Options {
        select: checking.select.clone(),
        accounts: checking.account.clone(),
        regions: checking.region.clone(),
        fail_on,
        planes: settings.planes.clone(),
        gate: Gate::default(),
        is_summary: false,
        waivers,
        baseline,
    };
    for selected in &options.select {
        let alone = Options { select: vec![selected.clone()], ..Options::default() };
        if alone.rules(&rules).is_empty() {
            return Err(anyhow!(
                "--select {selected}: no rule, clause, section or severity in use is called so; see `trueline rules list`"
            ));
        }
    }
    let outputs = outputs(&checking.report, checking.baseline.as_deref(), "the baseline")?;
    // Pseudonyms are those of all that there is, in whichever format.
    let tells_passes = outputs.iter().map(Output::format).chain([format]).any(Format::tells_passes);
    options.is_summary = !tells_passes && settings.redact.is_empty();
    Ok(Prepared { rules, options, redact: settings.redact.clone(), format, outputs })
}

/// Makes the reports' files. One file must stay as it is.
pub(super) fn outputs(reports: &[String], kept: Option<&Path>, what: &str) -> Result<Vec<Output>> {
    let outputs = reports.iter().map(|r| match kept {
        Some(kept) if is_written_to(kept, r) => {
            Err(anyhow!("--report {r}: is {what}, which would be overwritten; give another name"))
        }
        _ => Output::create(r).map_err(|why| anyhow!("--report {r}: {why}")),
    });
    outputs.collect()
}

/// Whether a report would take a file's place.
fn is_written_to(file: &Path, report: &str) -> bool {
    let target = report.split_once('=').and_then(|(_, path)| Path::new(path).canonicalize().ok());
    target.is_some() && target == file.canonicalize().ok()
}

/// `trueline check`
pub fn check(settings: &Settings, check: &Check) -> Result<u8> {
    let snapshot = check.snapshot.as_ref().map(|path| Snapshot::open(path)).transpose()?;
    // What is judged is read beside the rules; what is wrong with those is told first.
    let prepare = || prepare(settings, &check.checking);
    if let (Some(snapshot), true) = (&snapshot, check.plan.is_empty()) {
        let (prepared, opened) = rayon::join(prepare, || Graph::open(snapshot));
        let prepared = prepared?;
        return written(build(snapshot, opened?, &prepared.rules, &prepared.options), prepared);
    }
    let read = || {
        let plans = Plans::open(settings, &check.plan, check.source.as_deref())?;
        plan::Read::new(&settings.accounts, snapshot.as_ref(), plans)
    };
    let (prepared, read) = rayon::join(prepare, read);
    let mut prepared = prepared?;
    prepared.options.gate = match check.gate {
        cli::Gate::Introduced => Gate::Introduced,
        cli::Gate::All => Gate::All,
    };
    let judged = read?.judge(&settings.accounts, &prepared.rules, &prepared.options)?;
    written(judged, prepared)
}

/// `trueline scan --sample`
pub fn sample(settings: &Settings, checking: &Checking) -> Result<u8> {
    let snapshot = sample_snapshot()?;
    let (prepared, opened) = rayon::join(|| prepare(settings, checking), || Graph::open(&snapshot));
    let (prepared, opened) = (prepared?, opened?);
    written(build(&snapshot, opened, &prepared.rules, &prepared.options), prepared)
}

/// The sample organization.
pub fn sample_snapshot() -> Result<Snapshot> {
    Ok(Snapshot::read(Source::Embedded(&SAMPLE))?)
}

/// A report, and the graph that it is about.
pub(super) struct Judged {
    /// The report.
    pub report: Report,
    /// The graph, for whoever draws it.
    pub graph: Graph,
}

impl Judged {
    /// The report alone. The process ends soon: giving every string of the graph back takes longer than leaving it.
    pub fn alone(self) -> Report {
        std::mem::forget(self.graph);
        self.report
    }
}

/// Judges a snapshot.
pub fn judge(snapshot: &Snapshot, rules: &RuleSet, options: &Options) -> Result<Report> {
    Ok(build(snapshot, Graph::open(snapshot)?, rules, options).alone())
}

/// Judges a snapshot that is a graph already.
fn build(
    snapshot: &Snapshot,
    (graph, coverage): (Graph, Vec<CoverageEntry>),
    rules: &RuleSet,
    options: &Options,
) -> Judged {
    let report = findings::build(&snapshot.manifest, &snapshot.id, &graph, coverage, rules, options, None);
    Judged { report, graph }
}

/// Judges a snapshot and writes every report.
#[cfg(feature = "aws")]
pub fn report(snapshot: &Snapshot, prepared: Prepared) -> Result<u8> {
    written(build(snapshot, Graph::open(snapshot)?, &prepared.rules, &prepared.options), prepared)
}

fn written(judged: Judged, prepared: Prepared) -> Result<u8> {
    for account in &prepared.options.accounts {
        let known =
            |a: &ReportAccount| a.id == *account || a.name == *account || a.environment.as_ref() == Some(account);
        if !judged.report.snapshot.accounts.iter().any(known) {
            return Err(anyhow!("--account {account}: the snapshot has no such account"));
        }
    }
    let redaction = redaction(&judged.report, &prepared.redact)?;
    let is_drawn = is_drawn(prepared.format, &prepared.outputs);
    let drawings = is_drawn.then(|| drawing::of(&judged.graph, &judged.report, redaction.as_ref())).flatten();
    let report = redacted(judged.alone(), redaction);
    write(&report, drawings.as_ref(), prepared.format, prepared.outputs)?;
    let exit_code = report.summary.exit_code;
    // As of the graph.
    std::mem::forget((report, prepared.rules));
    Ok(exit_code)
}

/// Whether one of the formats has a drawing.
pub(super) fn is_drawn(format: Format, outputs: &[Output]) -> bool {
    outputs.iter().map(Output::format).chain([format]).any(Format::shows_drawings)
}

/// The pseudonyms that the settings ask for; none where they ask for none.
pub(super) fn redaction(report: &Report, kinds: &[Redact]) -> Result<Option<Redaction>> {
    let made = (!kinds.is_empty()).then(|| Redaction::of(report, kinds));
    made.transpose().map_err(|why| anyhow!("redact: {why}"))
}

/// A report under pseudonyms, where there are any.
pub(super) fn redacted(report: Report, redaction: Option<Redaction>) -> Report {
    match redaction {
        Some(redaction) => redaction.apply(report),
        None => report,
    }
}

/// Writes a report to its files and to stdout.
pub(super) fn write(report: &Report, drawings: Option<&Drawings>, format: Format, outputs: Vec<Output>) -> Result<()> {
    for output in outputs {
        output.write(report, drawings)?;
    }
    let mut stdout = BufWriter::new(std::io::stdout().lock());
    printed(format.write(report, drawings, &style(), &mut stdout).and_then(|()| stdout.flush()))
}
