//! Checking a snapshot: everything right of `collect`.

use super::plan::{self, Plans};
use super::{listed, printed, rules_of, style};
use crate::cli::{self, Check, Checking};
use crate::findings::{self, Baseline, Gate, Options, Report, ReportAccount, Waivers};
use crate::graph::Graph;
use crate::report::{Format, Output};
use crate::rules::RuleSet;
use crate::settings::{self, Settings};
use crate::snapshot::{Snapshot, Source};
use anyhow::{Result, anyhow};
use include_dir::{Dir, include_dir};
use std::io::{BufWriter, Write};
use std::path::Path;

/// Recorded by `trueline collect` from the emulated organization of the tests.
static SAMPLE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/sample");

/// What to check by and where the reports go; made before anything is read, so that mistakes come first.
pub struct Prepared {
    pub(super) rules: RuleSet,
    pub(super) options: Options,
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
    let outputs = checking.report.iter().map(|r| match &checking.baseline {
        Some(baseline) if is_written_to(baseline, r) => {
            Err(anyhow!("--report {r}: is the baseline, which would be overwritten; give another name"))
        }
        _ => Output::create(r).map_err(|why| anyhow!("--report {r}: {why}")),
    });
    let outputs = outputs.collect::<Result<Vec<_>>>()?;
    options.is_summary = !outputs.iter().map(Output::format).chain([format]).any(Format::tells_passes);
    Ok(Prepared { rules, options, format, outputs })
}

/// Whether a report would take a file's place.
fn is_written_to(file: &Path, report: &str) -> bool {
    let target = report.split_once('=').and_then(|(_, path)| Path::new(path).canonicalize().ok());
    target.is_some() && target == file.canonicalize().ok()
}

/// `trueline check`
pub fn check(settings: &Settings, check: &Check) -> Result<u8> {
    let mut prepared = prepare(settings, &check.checking)?;
    prepared.options.gate = match check.gate {
        cli::Gate::Introduced => Gate::Introduced,
        cli::Gate::All => Gate::All,
    };
    let snapshot = check.snapshot.as_ref().map(|path| Snapshot::open(path)).transpose()?;
    if let (Some(snapshot), true) = (&snapshot, check.plan.is_empty()) {
        return report(snapshot, prepared);
    }
    let plans = Plans::open(settings, &check.plan, check.source.as_deref())?;
    let report = match &snapshot {
        Some(snapshot) => plan::over(snapshot, &plans, &prepared)?,
        None => plan::alone(settings, &plans, &prepared)?,
    };
    written(report, prepared)
}

/// `trueline scan --sample`
pub fn sample(settings: &Settings, checking: &Checking) -> Result<u8> {
    let prepared = prepare(settings, checking)?;
    report(&sample_snapshot()?, prepared)
}

/// The sample organization.
pub fn sample_snapshot() -> Result<Snapshot> {
    Ok(Snapshot::read(Source::Embedded(&SAMPLE))?)
}

/// Judges a snapshot.
pub fn judge(snapshot: &Snapshot, rules: &RuleSet, options: &Options) -> Result<Report> {
    let (graph, coverage) = Graph::open(snapshot)?;
    let report = findings::build(&snapshot.manifest, &snapshot.id, &graph, coverage, rules, options, None);
    // The process ends soon: giving every string back takes longer than leaving it.
    std::mem::forget(graph);
    Ok(report)
}

/// Judges a snapshot and writes every report.
pub fn report(snapshot: &Snapshot, prepared: Prepared) -> Result<u8> {
    let report = judge(snapshot, &prepared.rules, &prepared.options)?;
    written(report, prepared)
}

fn written(report: Report, prepared: Prepared) -> Result<u8> {
    for account in &prepared.options.accounts {
        let known =
            |a: &ReportAccount| a.id == *account || a.name == *account || a.environment.as_ref() == Some(account);
        if !report.snapshot.accounts.iter().any(known) {
            return Err(anyhow!("--account {account}: the snapshot has no such account"));
        }
    }
    for output in prepared.outputs {
        output.write(&report, None)?;
    }
    let mut stdout = BufWriter::new(std::io::stdout().lock());
    printed(prepared.format.write(&report, None, &style(), &mut stdout).and_then(|()| stdout.flush()))?;
    Ok(report.summary.exit_code)
}
