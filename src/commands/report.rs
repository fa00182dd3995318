//! An earlier report in other formats, or with all that it was made from.
//!
//! Nothing is judged for a format: the report has all that a reader needs. For a bundle everything is judged again: what does not
//! give the report is no evidence for it.

use super::check::{is_drawn, outputs, redacted, redaction, write};
use super::drawing;
use super::plan::{Plans, named};
use super::replay::{self, Replay};
use super::sources;
use crate::cli;
use crate::evidence::{BASELINE, Bundler, Held, Judging, Materials, PLANS, PlanFile, REPORT, RULES, SETTINGS, WAIVERS};
use crate::findings::Report;
use crate::graph::Graph;
use crate::report::Format;
use crate::settings::Settings;
use crate::snapshot::Snapshot;
use anyhow::{Context, Result, anyhow, bail};
use std::io::Write;
use std::path::Path;

const NOT_REDACTED: &str = "a bundle proves that what was read gives the report, and what was read has all names in it";

/// `trueline report`
pub fn report(settings: &Settings, args: &cli::Report) -> Result<u8> {
    let format = Format::named(&args.format).map_err(|why| anyhow!("--format: {why}"))?;
    let outputs = outputs(&args.report, Some(&args.file), "the report itself")?;
    if args.bundle.is_some() && !settings.redact.is_empty() {
        bail!("--bundle: {NOT_REDACTED}; leave `redact` out of the settings for it");
    }
    let bundler = args.bundle.as_ref().map(|path| Bundler::create(path, args.key.as_deref())).transpose()?;
    let (report, bytes) = Report::read(&args.file)?;
    let snapshot = args.snapshot.as_ref().map(|path| of_the_report(path, &report)).transpose()?;
    if let Some(bundler) = bundler {
        bundle(settings, args, bundler, &report, bytes, snapshot.as_ref())?;
    }
    // What plans do is not in the snapshot.
    let drawn = snapshot.as_ref().filter(|_| is_drawn(format, &outputs) && report.inputs.plans.is_empty());
    let redaction = redaction(&report, &settings.redact)?;
    let graph = drawn.map(Graph::open).transpose()?;
    let drawings = graph.and_then(|(graph, _)| drawing::of(&graph, &report, redaction.as_ref()));
    write(&redacted(report, redaction), drawings.as_ref(), format, outputs)?;
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

fn bundle(
    settings: &Settings,
    args: &cli::Report,
    bundler: Bundler,
    report: &Report,
    bytes: Vec<u8>,
    snapshot: Option<&Snapshot>,
) -> Result<()> {
    if !report.inputs.redacted.is_empty() {
        bail!("{}: {NOT_REDACTED}; bundle the report that was not redacted", args.file.display());
    }
    let held = match (snapshot.is_some(), args.digest_only) {
        (true, false) => Held::Whole,
        (true, true) => Held::Digest,
        (false, false) => Held::Plans,
        (false, true) => Held::PlansDigest,
    };
    if held.is_without_snapshot() && args.plan.is_empty() {
        bail!("--bundle: say by --snapshot where the snapshot is that the report is about");
    }
    let (mut files, plans) = materials(settings, args, report, held)?;
    files.insert(REPORT.to_owned(), bytes);
    if let Replay::Other(why) = replay::replay(&files, snapshot, &plans)? {
        bail!("{} is not what these inputs give, and is not bundled: {why}", args.file.display());
    }
    let in_it = if held.is_whole() { snapshot } else { None };
    let signed = bundler.write(report, held, &files, in_it)?;
    let mut said = match signed {
        Some(id) => format!("signed by {id}"),
        None => "not signed: --key signs a bundle".to_owned(),
    };
    if !plans.is_empty() && held.is_whole() {
        said.push_str("; the plans are in it as they are, with every value that Terraform keeps in them");
    }
    // stderr may be closed; the bundle is there all the same.
    let _ = writeln!(std::io::stderr(), "bundle {said}");
    Ok(())
}

/// Everything that the report was made from but for the snapshot, and where the plans are.
fn materials<'a>(
    settings: &Settings,
    args: &'a cli::Report,
    report: &Report,
    held: Held,
) -> Result<(Materials, Vec<&'a str>)> {
    let mut files = Materials::new();
    let rules = sources(args.rules.as_deref())?;
    files.extend(rules.texts().map(|(name, text)| (format!("{RULES}{name}"), text.as_bytes().to_vec())));
    // Waivers of the settings are none of a report that was made without.
    let of_settings = settings.waivers.as_ref().filter(|_| report.inputs.waivers.is_some());
    if let Some(path) = args.waivers.as_ref().or(of_settings) {
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.with_context(|| format!("{}: its name is no text", path.display()))?;
        files.insert(format!("{WAIVERS}{name}"), read(path)?);
    }
    if let Some(path) = &args.baseline {
        files.insert(BASELINE.to_owned(), read(path)?);
    }
    let blocks = Plans::open(settings, &args.plan, args.source.as_deref())?.blocks();
    let (mut plans, mut paths) = (Vec::new(), Vec::new());
    for (i, (argument, blocks)) in args.plan.iter().zip(blocks).enumerate() {
        let (name, path) = named(argument);
        let bytes = read(Path::new(path))?;
        let digest = crate::digest(&bytes);
        plans.push(PlanFile { path: path.to_owned(), name: name.map(str::to_owned), digest, blocks });
        paths.push(path);
        if held.is_whole() {
            files.insert(format!("{PLANS}{}.json", i + 1), bytes);
        }
    }
    let judging = Judging {
        held,
        rules: rules.root(),
        architecture: settings.architecture.clone(),
        waiver_max_days: settings.waiver_max_days,
        accounts: settings.accounts.clone(),
        regions: settings.regions.clone(),
        providers: settings.providers.clone(),
        plans,
    };
    files.insert(SETTINGS.to_owned(), serde_json::to_vec_pretty(&judging)?);
    Ok((files, paths))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| path.display().to_string())
}
