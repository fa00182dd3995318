//! Judging again what a bundle holds, and saying where the report that comes of it is another.

use super::check::{Judged, judge};
use super::listed;
use super::plan::{self, Plans};
use crate::evidence::{BASELINE, Judging, Materials, PLANS, REPORT, RULES, SETTINGS, WAIVERS};
use crate::findings::{Baseline, Gate, Options, Report, Waivers};
use crate::plan::Plan;
use crate::report::Format;
use crate::report::table::Style;
use crate::rules::{RuleSet, Sources};
use crate::settings;
use crate::snapshot::{Snapshot, Tool};
use anyhow::{Context, Result, anyhow, bail};
use std::path::Path;

/// What came of judging again.
pub enum Replay {
    /// The report, byte for byte.
    Same,
    /// The same but for the version of the program, which is this one's.
    OtherTool(String),
    /// Another report; why.
    Other(String),
}

/// Judges what is in a bundle, and compares. Plans that it does not hold are read from these files.
pub fn replay(files: &Materials, snapshot: Option<&Snapshot>, plans: &[impl AsRef<Path>]) -> Result<Replay> {
    let bytes = file(files, REPORT)?;
    let report = Report::parse(Path::new(REPORT), bytes)?;
    let judging = judging(files)?;
    let mut again = judged(files, &report, &judging, snapshot, plans)?;
    if written(&again)? == bytes {
        return Ok(Replay::Same);
    }
    let version = Tool::this().version;
    if report.tool.version != version {
        again.tool = report.tool.clone();
        if written(&again)? == bytes {
            return Ok(Replay::OtherTool(format!("made by {}, judged again by {version}", report.tool.version)));
        }
    }
    Ok(Replay::Other(difference(bytes, &report, &again)?))
}

/// What else than files a bundle's report was judged by.
pub fn judging(files: &Materials) -> Result<Judging> {
    serde_json::from_slice(file(files, SETTINGS)?).with_context(|| format!("{SETTINGS}: is not what a bundle has"))
}

fn judged(
    files: &Materials,
    report: &Report,
    judging: &Judging,
    snapshot: Option<&Snapshot>,
    plans: &[impl AsRef<Path>],
) -> Result<Report> {
    let below =
        |folder: &'static str| files.iter().filter_map(move |(n, bytes)| Some((n.strip_prefix(folder)?, bytes)));
    let texts = below(RULES).map(|(name, bytes)| Ok((name.to_owned(), text(name, bytes)?.to_owned())));
    let sources = Sources::of(&judging.rules, texts.collect::<Result<Vec<_>>>()?).without_examples();
    let rules = RuleSet::load(&sources, &judging.architecture, Path::new(SETTINGS)).map_err(listed)?;
    let options = options(files, report, judging, below(WAIVERS).next())?;
    if judging.plans.is_empty() {
        let snapshot = snapshot.ok_or_else(|| anyhow!("there is neither a snapshot nor a plan to judge"))?;
        return judge(snapshot, &rules, &options);
    }
    let read = judging.plans.iter().enumerate().map(|(i, plan)| {
        let elsewhere;
        let bytes = match (files.get(&format!("{PLANS}{}.json", i + 1)), plans.get(i)) {
            (Some(bytes), _) => bytes,
            (None, Some(path)) => {
                let path = path.as_ref();
                elsewhere = std::fs::read(path).with_context(|| path.display().to_string())?;
                &elsewhere
            }
            (None, None) => bail!("plan {} is not in the bundle: give each by --plan", i + 1),
        };
        if crate::digest(bytes) != plan.digest {
            bail!("plan {} ({}) is not the one that was judged: its digest differs", i + 1, plan.path);
        }
        Ok(Plan::read(Path::new(&plan.path), plan.name.clone(), bytes)?)
    });
    let plans = Plans::of(judging, read.collect::<Result<_>>()?);
    plan::Read::new(&judging.accounts, snapshot, plans)?.judge(&judging.accounts, &rules, &options).map(Judged::alone)
}

/// Filters and thresholds are those that the report tells.
fn options(
    files: &Materials,
    report: &Report,
    judging: &Judging,
    waivers: Option<(&str, &Vec<u8>)>,
) -> Result<Options> {
    let inputs = &report.inputs;
    let waivers = waivers.map(|(name, bytes)| {
        Waivers::parse(Path::new(name), text(name, bytes)?, judging.waiver_max_days).map_err(listed)
    });
    let baseline = files.get(BASELINE).map(|bytes| Baseline::parse(Path::new(BASELINE), bytes)).transpose()?;
    let gate = match inputs.gate.as_deref() {
        Some("all") => Gate::All,
        _ => Gate::Introduced,
    };
    Ok(Options {
        select: inputs.select.clone(),
        accounts: inputs.accounts.clone(),
        regions: inputs.regions.clone(),
        fail_on: settings::fail_on(&inputs.fail_on).map_err(|why| anyhow!("{REPORT}: inputs.fail_on: {why}"))?,
        planes: inputs.planes.clone(),
        gate,
        is_summary: false,
        waivers: waivers.transpose()?,
        baseline,
    })
}

fn file<'f>(files: &'f Materials, name: &str) -> Result<&'f [u8]> {
    files.get(name).map(Vec::as_slice).with_context(|| format!("the bundle has no {name}"))
}

fn text<'t>(name: &str, bytes: &'t [u8]) -> Result<&'t str> {
    std::str::from_utf8(bytes).with_context(|| format!("{name}: is no text"))
}

fn written(report: &Report) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Format::Json.write(report, None, &Style { width: 80, color: false }, &mut bytes)?;
    Ok(bytes)
}

/// Why two reports are not the same: what they were made from where that differs, else the first line that does.
fn difference(bytes: &[u8], report: &Report, again: &Report) -> Result<String> {
    let (was, is) = (&report.inputs, &again.inputs);
    let digests = |report: &Report| report.inputs.plans.iter().map(|p| p.digest.clone()).collect::<Vec<_>>();
    let baseline = |report: &Report| report.inputs.baseline.as_ref().map(|b| b.digest.clone());
    let mut all = Vec::new();
    let mut tell = |differs: bool, what: String| all.extend(differs.then_some(what));
    let (old, new) = (&report.tool.version, &again.tool.version);
    tell(old != new, format!("trueline {old} made the report, and this is {new}"));
    tell(report.snapshot.id != again.snapshot.id, "the report is about another snapshot".to_owned());
    tell(was.rules != is.rules, "the report was made by other rules".to_owned());
    tell(
        was.architecture != is.architecture,
        "the report was made with other parameters of the architecture".to_owned(),
    );
    tell(was.waivers != is.waivers, "the report was made with other waivers, or without".to_owned());
    tell(baseline(report) != baseline(again), "the report was compared with another baseline, or with none".to_owned());
    tell(digests(report) != digests(again), "the report was made with other plans, or without".to_owned());
    if !all.is_empty() {
        return Ok(all.join("; "));
    }
    let again = written(again)?;
    let (was, is) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&again));
    let first = was.lines().zip(is.lines()).zip(1..).find(|((was, is), _)| was != is);
    let shown = |line: &str| crate::escape::terminal(line.trim()).chars().take(200).collect::<String>();
    Ok(match first {
        Some(((was, is), line)) => format!("line {line} is `{}`, and has to be `{}`", shown(was), shown(is)),
        None => format!("it has {} bytes, and has to have {}", bytes.len(), again.len()),
    })
}
