//! The architecture of a snapshot, drawn.

use super::check::{redaction, sample_snapshot};
use super::{drawing, print, rules_of};
use crate::cli::{Drawing, GraphFormat};
use crate::diagram::{self, Diagram};
use crate::findings::{self, Options};
use crate::graph::Graph;
use crate::settings::Settings;
use crate::snapshot::Snapshot;
use anyhow::{Result, anyhow};

/// `trueline graph`
pub fn graph(settings: &Settings, args: &Drawing) -> Result<u8> {
    let rules = rules_of(settings, args.rules.as_deref())?;
    let snapshot = match &args.snapshot {
        Some(path) => Snapshot::open(path)?,
        None => sample_snapshot()?,
    };
    let waivers = settings.waivers.as_ref().map(|path| findings::Waivers::read(path, settings.waiver_max_days));
    let waivers = waivers.transpose().map_err(super::listed)?;
    // What holds needs no telling: it is drawn all the same.
    let options = Options { planes: settings.planes.clone(), is_summary: true, waivers, ..Options::default() };
    let (graph, coverage) = Graph::open(&snapshot)?;
    let report = findings::build(&snapshot.manifest, &snapshot.id, &graph, coverage, &rules, &options, None);
    let diagram = drawing::diagram(&graph, &report, redaction(&report, &settings.redact)?.as_ref());
    let account = args.account.as_ref().map(|name| account(&diagram, name)).transpose()?;
    let text = match args.format {
        GraphFormat::Svg => diagram::standalone(&diagram, account),
        GraphFormat::Mermaid => diagram.mermaid(account),
        GraphFormat::Dot => diagram.dot(account),
        GraphFormat::Json => diagram.json(account)?,
    };
    print(&text).map(|()| 0)
}

/// By id, name or environment.
fn account(diagram: &Diagram, name: &str) -> Result<usize> {
    let named = |a: &diagram::AccountDrawing| a.id == name || a.name == name || a.environment.as_deref() == Some(name);
    diagram.accounts.iter().position(named).ok_or_else(|| {
        let known = diagram.accounts.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(", ");
        anyhow!("--account {name}: the snapshot has no such account; there are: {known}")
    })
}
