//! From graph and report to nodes and edges: one file per part of the architecture.

mod account;
mod compute;
mod controls;
mod database;
mod edge;
mod links;
mod network;
mod organization;
mod parts;
mod read;
mod recovery;
mod regional;
mod verdicts;
mod words;

use super::order::order;
use super::{AccountDrawing, Diagram, Edge, Node, State};
use crate::findings::Report;
use crate::graph::Graph;
use parts::Drafted;
use read::Reader;
use serde_json::Value;
use std::collections::BTreeMap;
use verdicts::Verdicts;

/// What is drawn up so far.
pub(super) struct Gather<'g> {
    reader: Reader<'g>,
    verdicts: Verdicts<'g>,
    report: &'g Report,
    drafted: Vec<Drafted>,
    /// Where those of the account begin that is being drawn up.
    start: usize,
    edges: Vec<Edge>,
}

/// The diagram of a graph and its report.
pub(super) fn diagram(graph: &Graph, report: &Report) -> Diagram {
    let (reader, verdicts) = (Reader::new(graph), Verdicts::new(report));
    let mut gather = Gather { reader, verdicts, report, drafted: Vec::new(), start: 0, edges: Vec::new() };
    gather.organization();
    for account in &report.snapshot.accounts {
        gather.account(account);
    }
    gather.finish()
}

impl Gather<'_> {
    fn finish(mut self) -> Diagram {
        let drafted = std::mem::take(&mut self.drafted);
        let mut nodes = drafted.into_iter().map(|d| d.settled(&self.verdicts)).collect::<Vec<_>>();
        nodes.sort_by(|a, b| a.account.cmp(&b.account).then_with(|| order(a, b)));
        self.edges.sort();
        self.edges.dedup();
        let accounts = self.report.snapshot.accounts.iter().map(|account| self.drawing(account, &nodes)).collect();
        Diagram { accounts, nodes, edges: self.edges }
    }

    fn drawing(&self, account: &crate::findings::ReportAccount, nodes: &[Node]) -> AccountDrawing {
        let start = nodes.partition_point(|n| n.account < account.id);
        let own = nodes[start..].iter().take_while(|n| n.account == account.id);
        let mut counts = BTreeMap::<_, usize>::new();
        let (mut state, mut is_small) = (State::Pass, true);
        for node in own {
            // What no finding is about is unknown in the drawing and nowhere else: an account is as the report says.
            if node.state == State::Missing || !node.findings.is_empty() {
                state = state.max(node.state);
            }
            is_small &= node.kind != super::Kind::Vpc;
            *counts.entry((node.kind, node.state)).or_default() += 1;
        }
        let counted = |wanted: State| {
            let findings = self.verdicts.deviating(&account.id).iter();
            findings.filter(|i| verdicts::state(&self.verdicts.findings[**i]) == wanted).count()
        };
        AccountDrawing {
            id: account.id.clone(),
            name: account.name.clone(),
            environment: account.environment.clone(),
            state,
            is_small,
            fail: counted(State::Fail),
            unknown: counted(State::Unknown),
            waived: counted(State::Waived),
            shape: format!("{counts:?}"),
        }
    }

    /// A parameter of the documented architecture, as `section.key`.
    fn parameter(&self, path: &str) -> &Value {
        let pointer = format!("/{}", path.replace('.', "/"));
        self.report.inputs.architecture.pointer(&pointer).unwrap_or(&Value::Null)
    }

    /// A number of it; 0 where there is none.
    fn number(&self, path: &str) -> usize {
        self.parameter(path).as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0)
    }

    /// A list of names of it.
    fn names(&self, path: &str) -> Vec<String> {
        let items = self.parameter(path).as_array().into_iter().flatten();
        items.filter_map(|v| v.as_str().map(str::to_owned)).collect()
    }
}
