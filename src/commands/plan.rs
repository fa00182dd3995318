//! Plans on the command line: alone, or laid over a snapshot.

use super::check::Judged;
use crate::evidence::{Block, Blocks, Judging};
use crate::findings::{self, Options, PlanInput, Projection};
use crate::graph::{Graph, Side};
use crate::plan::{Accounts, Plan};
use crate::rules::RuleSet;
use crate::settings::Settings;
use crate::snapshot::{AccountInfo, Change, CoverageEntry, Manifest, ScannedRegions, Scope, Snapshot, Tool};
use anyhow::{Result, anyhow};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Where the blocks of plans are known from.
enum Source {
    Nowhere,
    /// The root module's directory.
    Directory(PathBuf),
    /// By plan.
    Known(Vec<Blocks>),
}

/// Plans, read.
pub struct Plans {
    plans: Vec<Plan>,
    source: Source,
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
        let source = source.map_or(Source::Nowhere, |folder| Source::Directory(folder.to_owned()));
        Ok(Plans {
            plans: plans.collect::<Result<_>>()?,
            source,
            providers: settings.providers.clone(),
            region: only(&settings.regions),
        })
    }

    /// The plans that a bundle tells of.
    pub fn of(judging: &Judging, plans: Vec<Plan>) -> Plans {
        let blocks = judging.plans.iter().map(|plan| plan.blocks.clone()).collect();
        let (providers, region) = (judging.providers.clone(), only(&judging.regions));
        Plans { plans, source: Source::Known(blocks), providers, region }
    }

    /// Where the blocks of each plan's resources stand.
    pub fn blocks(&self) -> Vec<Blocks> {
        let nobody = Accounts { known: Vec::new(), providers: self.providers.clone(), region: self.region.clone() };
        let all = (0..self.plans.len()).map(|number| {
            let changes = self.changes_of(number, &nobody);
            let blocks = changes.into_iter().filter_map(|c| Some((c.address, Block { file: c.file?, line: c.line })));
            blocks.collect()
        });
        all.collect()
    }

    fn changes(&self, known: Vec<AccountInfo>) -> Vec<Change> {
        let accounts = Accounts { known, providers: self.providers.clone(), region: self.region.clone() };
        (0..self.plans.len()).flat_map(|number| self.changes_of(number, &accounts)).collect()
    }

    fn changes_of(&self, number: usize, accounts: &Accounts) -> Vec<Change> {
        let Some(plan) = self.plans.get(number) else { return Vec::new() };
        let label = plan.name.clone().unwrap_or_else(|| (number + 1).to_string());
        let label = if self.plans.len() > 1 { format!("{label}:") } else { String::new() };
        let mut changes = plan.changes(accounts, &label);
        match &self.source {
            Source::Nowhere => {}
            Source::Directory(folder) => plan.locate(folder, &mut changes),
            Source::Known(blocks) => {
                for change in &mut changes {
                    let block = blocks.get(number).and_then(|blocks| blocks.get(&change.address));
                    (change.file, change.line) = (block.map(|b| b.file.clone()), block.and_then(|b| b.line));
                }
            }
        }
        changes
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

/// The only one.
fn only(regions: &[String]) -> Option<String> {
    match regions {
        [region] => Some(region.clone()),
        _ => None,
    }
}

/// `NAME=FILE`; a file may have such a name itself.
pub(super) fn named(argument: &str) -> (Option<&str>, &str) {
    match argument.split_once('=') {
        Some((name, path)) if !Path::new(argument).exists() && !name.contains(['/', '\\', '.']) => (Some(name), path),
        _ => (None, argument),
    }
}

/// What plans and a snapshot come to, as far as it takes no rules.
pub enum Read<'s> {
    /// Plans laid over a snapshot.
    Over {
        /// What they are laid over.
        snapshot: &'s Snapshot,
        /// The plans.
        plans: Plans,
        /// What they do.
        changes: Vec<Change>,
        /// The snapshot without them.
        base: Box<Graph>,
        /// With them, and the coverage that the ledger proves.
        projected: Box<(Graph, Vec<CoverageEntry>)>,
    },
    /// Plans alone.
    Alone {
        /// The plans.
        plans: Plans,
        /// What they do.
        changes: Vec<Change>,
    },
}

impl<'s> Read<'s> {
    /// Works out what plans do, and the graph with them and without; `known` are the accounts of the settings.
    ///
    /// # Errors
    /// When a file of the snapshot is broken.
    pub fn new(known: &BTreeMap<String, String>, snapshot: Option<&'s Snapshot>, plans: Plans) -> Result<Read<'s>> {
        let Some(snapshot) = snapshot else {
            let changes = plans.changes(known.iter().map(info).collect());
            return Ok(Read::Alone { plans, changes });
        };
        let changes = plans.changes(snapshot.manifest.accounts.clone());
        let (base, projected) = rayon::join(|| Graph::open(snapshot), || Graph::projected(snapshot, &changes));
        let (base, projected) = (base?.0, projected?);
        Ok(Read::Over { snapshot, plans, changes, base: Box::new(base), projected: Box::new(projected) })
    }

    /// Judges it; `known` are the accounts of the settings.
    ///
    /// # Errors
    /// When a plan has told something that does not fit the model, or waivers need a time that no plan tells.
    pub fn judge(self, known: &BTreeMap<String, String>, rules: &RuleSet, options: &Options) -> Result<Judged> {
        match self {
            Read::Alone { plans, changes } => {
                let judged = alone(known, &plans, &changes, rules, options);
                std::mem::forget((plans, changes));
                judged
            }
            Read::Over { snapshot, plans, changes, base, projected } => {
                let (graph, coverage) = *projected;
                let projection = Projection { base: &base, changes: &changes };
                let (manifest, id) = (&snapshot.manifest, &snapshot.id);
                let build = || findings::build(manifest, id, &graph, coverage, rules, options, Some(&projection));
                let (mut report, inputs) = rayon::join(build, || plans.inputs());
                report.inputs.plans = inputs;
                // The process ends soon: giving every string back takes longer than leaving it.
                std::mem::forget((base, plans, changes));
                Ok(Judged { report, graph })
            }
        }
    }
}

fn info((name, id): (&String, &String)) -> AccountInfo {
    AccountInfo { id: id.clone(), name: name.clone(), environment: Some(name.clone()) }
}

/// Judges what plans alone can tell.
fn alone(
    settled: &BTreeMap<String, String>,
    plans: &Plans,
    changes: &[Change],
    rules: &RuleSet,
    options: &Options,
) -> Result<Judged> {
    let environments = rules.parameters.pointer("/organization/accounts").and_then(Value::as_array);
    let environments = environments.into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>();
    let drafts = changes.iter().flat_map(|c| c.before.iter().chain(&c.after));
    let is_account = |word: &str| word.starts_with('(') || word.bytes().all(|b| b.is_ascii_digit());
    let ids = drafts.clone().map(|d| &d.account_id).filter(|id| is_account(id)).collect::<BTreeSet<_>>();
    let accounts = ids.into_iter().map(|id| {
        let own = settled.iter().find(|(_, own)| *own == id).map(info);
        let word = id.trim_matches(['(', ')']);
        let environment = environments.contains(&word).then(|| word.to_owned());
        own.unwrap_or_else(|| AccountInfo { id: id.clone(), name: word.to_owned(), environment })
    });
    let accounts = accounts.collect::<Vec<_>>();
    let regions = drafts.map(|d| d.region.clone()).filter(|r| r != "global").collect::<BTreeSet<_>>();
    let made_at = plans.plans.iter().filter_map(Plan::made_at).max();
    if made_at.is_none() && options.waivers.is_some() {
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
    let build = || findings::build(&manifest, &id, &graph, Vec::new(), rules, options, Some(&projection));
    let (mut report, inputs) = rayon::join(build, || plans.inputs());
    report.inputs.plans = inputs;
    std::mem::forget(base);
    Ok(Judged { report, graph })
}
