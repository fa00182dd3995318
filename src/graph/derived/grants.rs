//! Whom the policies of resources let in.

use super::{Graph, Inputs, Outcome};
use crate::graph::Sym;
use crate::graph::policy::{self, Grant};
use crate::model::{
    ACCOUNT_ID_SLOT, BackupVault, Bucket, EcrRegistry, EcrRepository, KmsKey, PolicyPrincipal, PolicyStatement, Record,
    Role, Secret, Shape, Vpc, VpcEndpoint,
};

pub(super) fn of_role(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    of(graph, Role::shape(), record, "assume_role_policy_document", inputs)
}
pub(super) fn of_bucket(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    of(graph, Bucket::shape(), record, "policy", inputs)
}
pub(super) fn of_key(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    of(graph, KmsKey::shape(), record, "policy", inputs)
}
pub(super) fn of_secret(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    of(graph, Secret::shape(), record, "policy", inputs)
}
pub(super) fn of_vault(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    of(graph, BackupVault::shape(), record, "policy", inputs)
}
pub(super) fn of_repository(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    of(graph, EcrRepository::shape(), record, "policy", inputs)
}
pub(super) fn of_registry(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    of(graph, EcrRegistry::shape(), record, "policy", inputs)
}

fn of(graph: &Graph, shape: &'static Shape, record: u32, field: &str, inputs: &mut Inputs) -> Outcome {
    let document = graph.cell(record, shape.slot(field).unwrap_or_default() as u32);
    let owner = graph.strings.get(Sym(graph.cell(record, ACCOUNT_ID_SLOT as u32).low()));
    match policy::grants(graph, document, owner) {
        Err(reason) => reason.into(),
        Ok(grants) => {
            grants.iter().for_each(|grant| principal(graph, document.low(), field, grant, inputs));
            Outcome::Records(grants.into_iter().map(|grant| fields(graph, grant)).collect())
        }
    }
}

/// In the order of the record's fields.
fn fields(graph: &Graph, grant: Grant) -> Vec<Outcome> {
    let who = grant.who;
    let account = who.account_id.or_else(|| network(graph, &who.principal));
    vec![
        Outcome::Text(grant.statement),
        who.kind.map_or_else(Outcome::Unknown, |kind| Outcome::Text(kind.to_owned())),
        Outcome::Text(who.principal),
        account.map_or(Outcome::Cell(super::Cell::NULL), Outcome::Text),
        Outcome::texts(grant.actions),
        Outcome::texts(grant.condition_keys),
    ]
}

/// The account of a VPC or an endpoint that was read.
fn network(graph: &Graph, id: &str) -> Option<String> {
    let shape = match () {
        () if id.starts_with("vpce-") => VpcEndpoint::shape(),
        () if id.starts_with("vpc-") => Vpc::shape(),
        () => return None,
    };
    graph.nodes(shape).find(|n| graph.id(*n) == id).map(|n| graph.account_id(n).to_owned())
}

fn principal(graph: &Graph, document: u32, field: &str, grant: &Grant, inputs: &mut Inputs) {
    let place = grant.place;
    let path = |inner: String| move || format!(".{field}.statements[{}]{inner}", place.statement);
    match place.principal {
        Some((i, record)) => {
            let shape = PolicyPrincipal::shape();
            inputs.read(
                graph,
                shape,
                record,
                shape.slot("value").unwrap_or_default(),
                path(format!(".principals[{i}]")),
            );
        }
        None => {
            let statements = graph
                .cell(document, crate::model::PolicyDocument::shape().slot("statements").unwrap_or_default() as u32);
            let shape = PolicyStatement::shape();
            let record = statements.as_span().start + place.statement * shape.width() as u32;
            inputs.read(graph, shape, record, shape.slot("not_principals").unwrap_or_default(), path(String::new()));
        }
    }
}
