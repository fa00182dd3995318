//! Plans on the command line: alone, or laid over a snapshot.

use super::check::Prepared;
use crate::findings::{self, PlanInput, Projection, Report};
use crate::graph::{Graph, Side};
use crate::plan::{Accounts, Plan};
use crate::settings::Settings;
use crate::snapshot::{AccountInfo, Change, CoverageEntry, Manifest, ScannedRegions, Scope, Snapshot, Tool};
use anyhow::{Result, anyhow};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Plans, read.
pub struct Plans {
    plans: Vec<Plan>,
    source: Option<PathBuf>,
    providers: BTreeMap<String, String>,
    region: Option<String>,
}

impl Plans {
    /// Reads the plans that `[NAME=]FILE` names.
    ///
    /// # Errors
    /// When one is missing or none.
    pub fn open(settings: &Settings, arguments: &[String], source: Option<&Path>) -> Result<Plans> {
        let plans = arguments.iter().map(|argument| {
            let (name, path) = named(argument);
            Ok(Plan::open(Path::new(path), name.map(str::to_owned))?)
        });
        if let Some(folder) = source.filter(|folder| !folder.is_dir()) {
            return Err(anyhow!("--source {}: no such directory", folder.display()));
        }
        let region = match settings.regions.as_slice() {
            [region] => Some(region.clone()),
            _ => None,
        };
        let plans = plans.collect::<Result<_>>()?;
        Ok(Plans { plans, source: source.map(Path::to_owned), providers: settings.providers.clone(), region })
    }

    fn changes(&self, known: Vec<AccountInfo>) -> Vec<Change> {
        let accounts = Accounts { known, providers: self.providers.clone(), region: self.region.clone() };
        let several = self.plans.len() > 1;
        let all = self.plans.iter().enumerate().flat_map(|(i, plan)| {
            let label = plan.name.clone().unwrap_or_else(|| (i + 1).to_string());
            let label = if several { format!("{label}:") } else { String::new() };
            let mut changes = plan.changes(&accounts, &label);
            if let Some(folder) = &self.source {
                plan.locate(folder, &mut changes);
            }
            changes
        });
        all.collect()
    }

    fn inputs(&self) -> Vec<PlanInput> {
        let inputs = self.plans.iter().map(|plan| {
            let counts = plan.counts();
            let (path, digest) = (plan.path.display().to_string(), plan.digest.clone());
            PlanInput { path, digest, changes: counts.changes, not_modelled: counts.not_modelled }
        });
        inputs.collect()
    }
}

/// `NAME=FILE`; a file may have such a name itself.
fn named(argument: &str) -> (Option<&str>, &str) {
    match argument.split_once('=') {
        Some((name, path)) if !Path::new(argument).exists() && !name.contains(['/', '\\', '.']) => (Some(name), path),
        _ => (None, argument),
    }
}

/// What plans and a snapshot come to, as far as it takes no rules.
pub enum Read {
    /// Plans laid over a snapshot.
    Over {
        /// The plans.
        plans: Plans,
        /// What they are laid over.
        snapshot: Box<Snapshot>,
        /// What they do.
        changes: Vec<Change>,
        /// The snapshot without them.
        base: Graph,
        /// With them, and the coverage that the ledger proves.
        projected: (Graph, Vec<CoverageEntry>),
    },
    /// Plans alone.
    Alone {
        /// The plans.
        plans: Plans,
        /// What they do.
        changes: Vec<Change>,
    },
}

impl Read {
    /// Works out what plans do, and the graph with them and without.
    ///
    /// # Errors
    /// When a file of the snapshot is broken.
    pub fn new(settings: &Settings, snapshot: Option<Snapshot>, plans: Plans) -> Result<Read> {
        let Some(snapshot) = snapshot else {
            let changes = plans.changes(settings.accounts.iter().map(info).collect());
            return Ok(Read::Alone { plans, changes });
        };
        let changes = plans.changes(snapshot.manifest.accounts.clone());
        let (base, projected) = rayon::join(|| Graph::open(&snapshot), || Graph::projected(&snapshot, &changes));
        let (base, projected) = (base?.0, projected?);
        Ok(Read::Over { plans, snapshot: Box::new(snapshot), changes, base, projected })
    }

    /// Judges it.
    ///
    /// # Errors
    /// When a plan has told something that does not fit the model, or waivers need a time that no plan tells.
    pub fn judge(self, settings: &Settings, prepared: &Prepared) -> Result<Report> {
        match self {
            Read::Alone { plans, changes } => {
                let report = alone(settings, &plans, &changes, prepared);
                std::mem::forget((plans, changes));
                report
            }
            Read::Over { plans, snapshot, changes, base, projected: (graph, coverage) } => {
                let projection = Projection { base: &base, changes: &changes };
                let (rules, options) = (&prepared.rules, &prepared.options);
                let (manifest, id) = (&snapshot.manifest, &snapshot.id);
                let mut report = findings::build(manifest, id, &graph, coverage, rules, options, Some(&projection));
                report.inputs.plans = plans.inputs();
                // The process ends soon: giving every string back takes longer than leaving it.
                std::mem::forget((base, graph, plans, changes));
                Ok(report)
            }
        }
    }
}

fn info((name, id): (&String, &String)) -> AccountInfo {
    AccountInfo { id: id.clone(), name: name.clone(), environment: Some(name.clone()) }
}

/// Judges what plans alone can tell.
fn alone(settings: &Settings, plans: &Plans, changes: &[Change], prepared: &Prepared) -> Result<Report> {
    let environments = prepared.rules.parameters.pointer("/organization/accounts").and_then(Value::as_array);
    let environments = environments.into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>();
    let drafts = changes.iter().flat_map(|c| c.before.iter().chain(&c.after));
    let is_account = |word: &str| word.starts_with('(') || word.bytes().all(|b| b.is_ascii_digit());
    let ids = drafts.clone().map(|d| &d.account_id).filter(|id| is_account(id)).collect::<BTreeSet<_>>();
    let accounts = ids.into_iter().map(|id| {
        let known = settings.accounts.iter().find(|(_, own)| *own == id).map(info);
        let word = id.trim_matches(['(', ')']);
        let environment = environments.contains(&word).then(|| word.to_owned());
        known.unwrap_or_else(|| AccountInfo { id: id.clone(), name: word.to_owned(), environment })
    });
    let accounts = accounts.collect::<Vec<_>>();
    let regions = drafts.map(|d| d.region.clone()).filter(|r| r != "global").collect::<BTreeSet<_>>();
    let made_at = plans.plans.iter().filter_map(Plan::made_at).max();
    if made_at.is_none() && prepared.options.waivers.is_some() {
        return Err(anyhow!(
            "no plan says when it was made (Terraform does since 1.5), so that nobody knows which waivers still hold; \
             lay it over a snapshot, or leave the waivers out"
        ));
    }
    let made_at = made_at.unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let manifest = Manifest {
        schema_version: crate::snapshot::SCHEMA_VERSION,
        taken_at: made_at,
        finished_at: made_at,
        interrupted: None,
        tool: Tool::this(),
        organization: None,
        accounts: accounts.clone(),
        regions: ScannedRegions { home: regions.into_iter().collect(), dr: None },
        scope: Scope::default(),
        parts: Vec::new(),
    };
    let id = crate::digest_of(plans.plans.iter().map(|p| p.digest.as_bytes()));
    let side = |side| Graph::planned(&accounts, changes, side);
    let (base, graph) = rayon::join(|| side(Side::Before), || side(Side::After));
    let (base, graph) = (base?, graph?);
    let projection = Projection { base: &base, changes };
    let (rules, options) = (&prepared.rules, &prepared.options);
    let mut report = findings::build(&manifest, &id, &graph, Vec::new(), rules, options, Some(&projection));
    report.inputs.plans = plans.inputs();
    std::mem::forget((base, graph));
    Ok(report)
}
