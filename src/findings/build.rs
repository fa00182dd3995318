//! From verdicts to the report.

use super::architecture;
use super::baseline::{Baseline, Today};
use super::change::{self, Before, Projection};
use super::exit::exit_code;
use super::passes::Passes;
use super::report::{
    Change, EvidenceLine, Finding, Inputs, Report, ReportAccount, ReportRule, ReportRules, ReportSnapshot,
    ResourceInfo, Summary, UnknownInfo,
};
use super::waivers::{Judged, Waivers};
use crate::graph::{Graph, NodeId, Reason};
use crate::model::{Account, Record, Shape};
use crate::rules::cel::{Machine, Recorder};
use crate::rules::{Evaluation, Rule, RuleSet, Severity, Status, Verdict, frameworks};
use crate::snapshot::{self, CoverageEntry, Manifest, Outcome, Tool};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What to look at, and what counts.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Rule ids, sections or severities; empty: all.
    pub select: Vec<String>,
    /// Account ids, names or environments; empty: all.
    pub accounts: Vec<String>,
    /// Regions; empty: all.
    pub regions: Vec<String>,
    /// The least severity that fails the run; none: nothing does.
    pub fail_on: Option<Severity>,
    /// Planes that were asked for.
    pub planes: Vec<String>,
    /// With plans, which failures break the gate.
    pub gate: Gate,
    /// Whether passes are counted and not written out, because nobody reads them one by one.
    pub is_summary: bool,
    /// What is accepted.
    pub waivers: Option<Waivers>,
    /// What is compared with.
    pub baseline: Option<Baseline>,
}

/// Which failures count when plans are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gate {
    /// Those that a plan introduces.
    #[default]
    Introduced,
    /// All.
    All,
}

impl Gate {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Gate::Introduced => "introduced",
            Gate::All => "all",
        }
    }
}

impl Options {
    /// The rules that were selected.
    pub fn rules<'a>(&self, rules: &'a RuleSet) -> Vec<&'a Rule> {
        let chosen = |rule: &&Rule| {
            let matches = |s: &String| *s == rule.id() || *s == rule.section() || *s == rule.file.severity.word();
            self.select.is_empty() || self.select.iter().any(|s| matches(s) || rule.clauses().any(|c| c == s))
        };
        rules.rules.iter().filter(chosen).collect()
    }

    /// Whether nothing is left out.
    fn is_whole(&self) -> bool {
        [&self.select, &self.accounts, &self.regions].into_iter().all(Vec::is_empty)
    }
}

/// Evaluates rules over a graph and writes out every finding.
pub fn build(
    manifest: &Manifest,
    snapshot_id: &str,
    graph: &Graph,
    coverage: Vec<CoverageEntry>,
    set: &RuleSet,
    options: &Options,
    projection: Option<&Projection>,
) -> Report {
    let rules = options.rules(set);
    let now = manifest.taken_at.as_microsecond();
    let before = projection.map(|projection| Before::new(projection, &rules, now));
    let changes = projection.map(|p| p.changes);
    let evaluation = Evaluation::new(graph, &rules, now);
    let verdicts = evaluation.verdicts();
    let names = account_names(manifest, graph);
    let wanted = |id: &str, name: &str, region: &str| {
        let account = || {
            let environment = manifest.accounts.iter().find(|a| a.id == id).and_then(|a| a.environment.as_ref());
            options.accounts.iter().any(|a| *a == id || *a == name || Some(a) == environment)
        };
        (options.accounts.is_empty() || account())
            && (options.regions.is_empty() || options.regions.iter().any(|r| r == region))
    };
    let waivers = options.waivers.as_ref().map(|waivers| Judged::new(waivers, set, manifest));
    // A baseline asks what has become of each failure, and so does a plan.
    let is_summary = options.is_summary && options.baseline.is_none();
    let mended = |v: &Verdict| before.as_ref().is_some_and(|b| b.failed(evaluation.rule(v).id(), graph, v.node));
    let is_counted = |v: &Verdict| is_summary && v.status == Status::Pass && !mended(v);
    let passes = Passes::count(graph, &verdicts, |v| {
        let (account, region) = (graph.account_id(v.node), graph.region(v.node));
        is_counted(v) && wanted(account, names.get(account).map_or(account, String::as_str), region)
    });
    let findings = verdicts.par_iter().filter(|v| !is_counted(v)).map_init(
        || evaluation.recorder(),
        |recorder, v| {
            let mut finding = finding(graph, &evaluation, recorder, &v, &names, changes);
            finding.change = before.as_ref().and_then(|before| before.change(&finding, graph, v.node));
            finding.waiver = waivers.as_ref().and_then(|waivers| waivers.cover(graph, v.node, &finding));
            finding
        },
    );
    let mut findings = findings.filter(|f| wanted(&f.account_id, &f.account_name, &f.region)).collect::<Vec<_>>();
    let missing = accounts_are_missing(&coverage);
    let complaints = waivers.map(|waivers| waivers.complaints(&rules, options.is_whole() && !missing));
    let mut complaints = complaints.unwrap_or_default();
    // No plan has brought them.
    let there = projection.map(|_| Change::PreExisting);
    complaints.findings.iter_mut().for_each(|complaint| complaint.change = there);
    findings.append(&mut complaints.findings);
    findings.par_sort_by(|a, b| order(a).cmp(&order(b)));
    let resolved = options.baseline.as_ref().map(|baseline| {
        baseline.mark(&mut findings);
        let undecided = &complaints.undecided;
        let today = Today { graph, manifest, accounts_are_missing: missing, undecided };
        baseline.resolved(&findings, &today, |rule, account, region| {
            let selected = options.select.is_empty() || rules.iter().any(|r| r.id() == rule);
            // What is wrong with waivers belongs to no account and to no rule: filters leave some of it only.
            let whole = !account.is_empty() || options.is_whole();
            let name = names.get(account).map_or(account, String::as_str);
            selected && whole && wanted(account, name, region)
        })
    });
    let not_applicable = match missing {
        // Among them there may be subjects.
        true => Vec::new(),
        false => verdicts.not_applicable.iter().map(|i| rules[*i as usize].id().to_owned()).collect(),
    };
    let mut resolved = resolved.unwrap_or_default();
    resolved.extend(before.map(|before| before.resolved(&findings, &names, &wanted)).unwrap_or_default());
    resolved.sort_by(|a, b| change::order(a).cmp(&change::order(b)));
    let exit_code = exit_code(&findings, options.fail_on, options.gate);
    let mut items = rules.iter().map(|r| item(r, set)).chain(complaints.rules).collect::<Vec<_>>();
    items.sort_by(|a, b| a.id.cmp(&b.id));
    Report {
        schema_version: super::read::VERSION.to_owned(),
        tool: Tool::this(),
        snapshot: ReportSnapshot {
            id: snapshot_id.to_owned(),
            taken_at: manifest.taken_at,
            accounts: manifest
                .accounts
                .iter()
                .map(|a| ReportAccount { id: a.id.clone(), name: a.name.clone(), environment: a.environment.clone() })
                .collect(),
            regions: manifest.regions.home.iter().chain(&manifest.regions.dr).cloned().collect(),
        },
        inputs: Inputs {
            rules: set.digest.clone(),
            select: options.select.clone(),
            accounts: options.accounts.clone(),
            regions: options.regions.clone(),
            fail_on: options.fail_on.map_or("never", Severity::word).to_owned(),
            planes: options.planes.clone(),
            plans: Vec::new(),
            gate: projection.map(|_| options.gate.word().to_owned()),
            baseline: options.baseline.as_ref().map(|baseline| baseline.input.clone()),
            waivers: options.waivers.as_ref().map(|waivers| waivers.digest.clone()),
            redacted: Vec::new(),
            architecture: set.parameters.clone(),
            overridden: set.overrides.clone(),
        },
        rules: ReportRules { digest: set.digest.clone(), count: rules.len(), items },
        summary: summary(&findings, &passes, not_applicable.len(), exit_code),
        architecture: architecture::verdicts(set, &rules, &findings, &passes, graph, &options.planes),
        findings,
        resolved,
        rules_not_applicable: not_applicable,
        coverage,
    }
}

/// Whether the list of the organization's accounts broke off after some of them: the others are not known at all.
fn accounts_are_missing(coverage: &[CoverageEntry]) -> bool {
    let listing = Account::shape().identity.as_ref().map(|i| i.listing);
    coverage.iter().any(|e| Some(e.operation.as_str()) == listing && e.outcome != Outcome::Ok && e.items > 0)
}

fn order(f: &Finding) -> (std::cmp::Reverse<Severity>, &str, &str, &str, &str, &str) {
    (std::cmp::Reverse(f.severity), &f.rule_id, &f.account_id, &f.region, &f.resource.arn, &f.id)
}

/// Names of accounts by id: the organization's where it tells them.
fn account_names(manifest: &Manifest, graph: &Graph) -> BTreeMap<String, String> {
    let listed = graph.nodes(Account::shape()).map(|n| (graph.id(n).to_owned(), graph.name(n).to_owned()));
    manifest.accounts.iter().map(|a| (a.id.clone(), a.name.clone())).chain(listed).collect()
}

fn item(rule: &Rule, set: &RuleSet) -> ReportRule {
    ReportRule {
        id: rule.id().to_owned(),
        title: rule.file.title.clone(),
        severity: rule.file.severity,
        clauses: rule.clauses().map(str::to_owned).collect(),
        why: rule.file.why.trim().to_owned(),
        fix: rule.file.fix.clone(),
        references: rule.file.references.clone(),
        frameworks: frameworks::of_rule(&set.frameworks, rule.id()),
    }
}

fn summary(findings: &[Finding], passes: &Passes, not_applicable: usize, exit_code: u8) -> Summary {
    let mut summary = Summary { not_applicable, exit_code, pass: passes.total(), ..Summary::default() };
    for finding in findings {
        summary.waived += usize::from(finding.waiver.is_some());
        match finding.status {
            Status::Pass => summary.pass += 1,
            Status::Unknown => summary.unknown += 1,
            Status::Fail => {
                summary.fail += 1;
                *summary.fail_by_severity.entry(finding.severity).or_default() += 1;
            }
            Status::NotApplicable => {}
        }
    }
    summary
}

fn finding<'e>(
    graph: &Graph,
    evaluation: &'e Evaluation,
    recorder: &mut Machine<'e, Recorder>,
    verdict: &Verdict,
    names: &BTreeMap<String, String>,
    changes: Option<&[snapshot::Change]>,
) -> Finding {
    let (node, rule) = (verdict.node, evaluation.rule(verdict));
    let ghost = graph.ghosts.iter().find(|g| g.node == node);
    let (account_id, region) = (graph.account_id(node).to_owned(), graph.region(node).to_owned());
    let account_name = names.get(&account_id).unwrap_or(&account_id).clone();
    let evidence = evaluation.evidence(recorder, verdict);
    let unknown = (verdict.status == Status::Unknown).then(|| {
        let line = evidence.iter().find(|e| e.unknown.is_some());
        let reason = ghost.map(|ghost| ghost.reason).or(line.and_then(|e| e.unknown));
        // The gap is where the thing is of which something is unknown: it need not be the subject.
        let owner = line.and_then(|e| e.owner).filter(|_| ghost.is_none()).unwrap_or(node);
        unknown_info(graph, reason.unwrap_or(Reason::NOT_IN_SNAPSHOT), graph.account_id(owner), graph.region(owner))
    });
    let resource = match ghost {
        // Nobody knows which resources there would have been: the finding is the account's.
        Some(_) => ResourceInfo {
            r#type: Account::shape().type_name().to_owned(),
            arn: graph.arn(node).to_owned(),
            id: account_id.clone(),
            name: account_name.clone(),
            planned: None,
        },
        None => resource_info(rule.subject, graph, node, changes),
    };
    let message = match (&unknown, ghost) {
        (Some(unknown), Some(_)) => {
            format!("was not read for {} in {region}: {}", rule.subject.type_name(), unknown.reason)
        }
        (Some(unknown), None) => format!("cannot be judged: {}", unknown.reason),
        // A message says what is wrong; where nothing is, the title says what holds.
        (None, _) if verdict.status == Status::Pass => rule.file.title.clone(),
        (None, _) => evaluation.message(verdict),
    };
    let evidence = if ghost.is_some() { Vec::new() } else { evidence };
    Finding {
        id: finding_id(rule.id(), graph, node, None),
        rule_id: rule.id().to_owned(),
        status: verdict.status,
        severity: rule.file.severity,
        clauses: rule.clauses().map(str::to_owned).collect(),
        account_id,
        account_name,
        region,
        resource,
        message,
        evidence: evidence
            .into_iter()
            .map(|e| {
                let told = changes.zip(e.owner).and_then(|(c, owner)| change::told_by_plan(graph, owner, c, &e.path));
                let (source, read_at) = match told {
                    Some(true) => (Some(PLAN_INFERRED), None),
                    Some(false) => (Some(PLAN), None),
                    None => (e.source, e.read_at),
                };
                EvidenceLine { path: e.path, value: e.value, source: source.map(str::to_owned), read_at }
            })
            .collect(),
        unknown,
        waiver: None,
        baseline: None,
        change: None,
        remediation: rule.file.fix.prose.trim().to_owned(),
    }
}

/// What stands for the operation where a plan says a value.
const PLAN: &str = "terraform:plan";
/// The same where it was inferred.
const PLAN_INFERRED: &str = "terraform:plan (inferred)";

/// A finding's subject.
pub(super) fn resource_info(
    subject: &'static Shape,
    graph: &Graph,
    node: NodeId,
    changes: Option<&[snapshot::Change]>,
) -> ResourceInfo {
    ResourceInfo {
        r#type: subject.type_name().to_owned(),
        arn: graph.arn(node).to_owned(),
        id: graph.id(node).to_owned(),
        name: graph.name(node).to_owned(),
        planned: changes.and_then(|changes| change::planned(graph, node, changes)),
    }
}

/// The same in the next scan: of rule, account, region and the resource's ARN; of one that another takes the place of, that one's.
pub(super) fn finding_id(rule: &str, graph: &Graph, node: NodeId, instead: Option<&snapshot::Draft>) -> String {
    let of_graph = || (graph.account_id(node), graph.region(node), graph.arn(node), graph.id(node));
    let of_draft = |d: &'_ snapshot::Draft| (d.account_id.clone(), d.region.clone(), d.arn.clone(), d.id.clone());
    let (account, region, arn, id) = match instead.map(of_draft) {
        Some((account, region, arn, id)) => (account, region, arn.unwrap_or_default(), id),
        None => {
            let (account, region, arn, id) = of_graph();
            (account.to_owned(), region.to_owned(), arn.to_owned(), id.to_owned())
        }
    };
    let key = if arn.is_empty() { id } else { arn };
    let digest = crate::digest(format!("{rule}\0{account}\0{region}\0{key}").as_bytes());
    digest["sha256:".len()..].chars().take(32).collect()
}

fn unknown_info(graph: &Graph, reason: Reason, account_id: &str, region: &str) -> UnknownInfo {
    let gap = graph.gap(reason);
    let place =
        |own: Option<&String>, here: &str| own.filter(|p| !p.is_empty()).map_or(here, String::as_str).to_owned();
    UnknownInfo {
        reason: graph.reason(reason).to_owned(),
        operation: gap.map(|g| g.operation.clone()).filter(|o| !o.is_empty()),
        account_id: place(gap.map(|g| &g.account_id), account_id),
        region: place(gap.map(|g| &g.region), region),
        outcome: gap.and_then(|g| g.outcome),
        error_code: gap.and_then(|g| g.error_code.clone()),
    }
}
