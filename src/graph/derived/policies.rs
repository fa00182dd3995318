//! The service control policies that count for an account.

use super::{Cell, Graph, Inputs, NodeId, Outcome, slot};
use crate::graph::policy;
use crate::model::{Account, OrganizationPolicy, Record};

pub(super) fn service_control_policy_ids(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    let Some(account) = graph.nodes(Account::shape()).find(|n| graph.row(*n) == record) else {
        return Outcome::Cell(Cell::NULL);
    };
    match policy::effective_policies(graph, account) {
        Err(reason) => reason.into(),
        Ok(policies) => {
            policies.iter().for_each(|policy| targets(graph, *policy, inputs));
            Outcome::texts(policies.iter().map(|policy| graph.id(*policy).to_owned()))
        }
    }
}

fn targets(graph: &Graph, policy: NodeId, inputs: &mut Inputs) {
    let shape = OrganizationPolicy::shape();
    let path = || format!(".service_control_policies[{:?}]", graph.id(policy));
    inputs.read(graph, shape, graph.row(policy), slot(shape, "targets"), path);
}
