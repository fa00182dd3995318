//! What plans do about findings: the verdicts without them, beside those with them.

use super::build::{finding_id, resource_info};
use super::report::{Change, Finding, Planned, Resolved, Since};
use crate::graph::{Graph, NodeId};
use crate::rules::{Evaluation, Rule, Status, Verdict};
use crate::snapshot;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Plans, and what they are laid over.
pub struct Projection<'a> {
    /// As everything is without them.
    pub base: &'a Graph,
    /// What they do.
    pub changes: &'a [snapshot::Change],
}

/// What does not hold, or cannot be decided, without the plans.
pub struct Before<'a> {
    projection: &'a Projection<'a>,
    evaluation: Evaluation<'a>,
    verdicts: HashMap<String, Verdict>,
    /// Ids of resources that fail, by rule.
    failed: HashMap<&'a str, HashSet<&'a str>>,
}

impl<'a> Before<'a> {
    /// Judges what the plans are laid over.
    pub fn new(projection: &'a Projection<'a>, rules: &'a [&'a Rule], now: i64) -> Before<'a> {
        let evaluation = Evaluation::new(projection.base, rules, now);
        let verdicts = evaluation.verdicts();
        let open = verdicts.par_iter().filter(|v| matches!(v.status, Status::Fail | Status::Unknown));
        let open = open.map(|v| (finding_id(evaluation.rule(&v).id(), projection.base, v.node, None), v));
        let verdicts = open.collect::<HashMap<_, _>>();
        let mut failed = HashMap::<_, HashSet<_>>::new();
        for verdict in verdicts.values().filter(|v| v.status == Status::Fail) {
            failed.entry(evaluation.rule(verdict).id()).or_default().insert(projection.base.id(verdict.node));
        }
        Before { projection, evaluation, verdicts, failed }
    }

    /// Whether a resource may have failed a rule; certainly not where this says no.
    pub fn failed(&self, rule: &str, graph: &Graph, node: NodeId) -> bool {
        let is_marked = graph.marks.contains_key(&node);
        self.failed.get(rule).is_some_and(|ids| is_marked || ids.contains(graph.id(node)))
    }

    /// What the plans do about a finding; nothing where it held before and holds still.
    pub fn change(&self, finding: &Finding, graph: &Graph, node: NodeId) -> Option<Change> {
        let known = self.verdicts.get(&finding.id).or_else(|| self.replaced(&finding.rule_id, graph, node));
        match (known.map(|v| v.status), finding.status) {
            (Some(Status::Fail), Status::Pass) => Some(Change::Fixed),
            (_, Status::Pass | Status::NotApplicable) => None,
            (Some(Status::Fail), _) | (Some(Status::Unknown), Status::Unknown) => Some(Change::PreExisting),
            (_, Status::Fail | Status::Unknown) => Some(Change::Introduced),
        }
    }

    /// Of what takes the place of another: the verdict on that.
    fn replaced(&self, rule: &str, graph: &Graph, node: NodeId) -> Option<&Verdict> {
        let mark = graph.marks.get(&node)?;
        let old = self.projection.changes.get(mark.change as usize)?.replaces.as_ref()?;
        self.verdicts.get(&finding_id(rule, self.projection.base, node, Some(old)))
    }

    /// Failures without the plans that are none with them.
    ///
    /// `wanted` says which accounts (by id and name) and regions the report is about.
    pub fn resolved(
        &self,
        findings: &[Finding],
        names: &BTreeMap<String, String>,
        wanted: &dyn Fn(&str, &str, &str) -> bool,
    ) -> Vec<Resolved> {
        let now = findings.iter().map(|f| (f.id.as_str(), f.status)).collect::<HashMap<_, _>>();
        let gone = self.verdicts.iter().filter(|(_, v)| v.status == Status::Fail);
        let gone = gone.filter(|(id, _)| !matches!(now.get(id.as_str()), Some(Status::Fail | Status::Unknown)));
        let all = gone.map(|(id, verdict)| {
            let (rule, base) = (self.evaluation.rule(verdict), self.projection.base);
            let account_id = base.account_id(verdict.node).to_owned();
            Resolved {
                id: id.clone(),
                rule_id: rule.id().to_owned(),
                severity: rule.file.severity,
                account_name: names.get(&account_id).unwrap_or(&account_id).clone(),
                account_id,
                region: base.region(verdict.node).to_owned(),
                resource: resource_info(rule.subject, base, verdict.node, Some(self.projection.changes)),
                message: self.evaluation.message(verdict),
                since: Since::Plan,
                status: now.get(id.as_str()).copied(),
            }
        });
        all.filter(|r| wanted(&r.account_id, &r.account_name, &r.region)).collect()
    }
}

/// The order of what is resolved, as that of findings.
pub fn order(r: &Resolved) -> (std::cmp::Reverse<crate::rules::Severity>, &str, &str, &str, &str, Since) {
    (std::cmp::Reverse(r.severity), &r.rule_id, &r.account_id, &r.region, &r.id, r.since)
}

/// Where a plan has a resource.
pub fn planned(graph: &Graph, node: NodeId, changes: &[snapshot::Change]) -> Option<Planned> {
    let change = changes.get(graph.marks.get(&node)?.change as usize)?;
    Some(Planned {
        address: change.address.clone(),
        plan: change.plan.clone(),
        file: change.file.clone(),
        line: change.line,
    })
}

/// Whether a plan says what stands at a path of a resource, and whether that is inferred: none where AWS has said it.
pub fn told_by_plan(graph: &Graph, node: NodeId, changes: &[snapshot::Change], path: &str) -> Option<bool> {
    let change = changes.get(graph.marks.get(&node)?.change as usize)?;
    let steps = path.split(['.', '[']).collect::<Vec<_>>();
    let inferred =
        change.after.iter().chain(&change.before).flat_map(|d| &d.inferred).any(|f| steps.contains(&f.as_str()));
    let own = change.before.is_none() || change.changed().iter().any(|field| steps.contains(field));
    own.then_some(inferred)
}
