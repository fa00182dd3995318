//! The security groups that a group's permissions name.

use super::{Cell, Graph, Inputs, Outcome, Tag, elements, slot};
use crate::model::{self, Record};

/// Each once, in the order of the permissions.
pub(super) fn named_group_ids(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    let (shape, permission) = (model::SecurityGroup::shape(), model::SecurityGroupPermission::shape());
    let ids = slot(permission, "source_group_ids");
    let (mut named, mut lacks) = (Vec::<Cell>::new(), None);
    for field in ["ingress", "egress"] {
        let permissions = graph.cell(record, slot(shape, field) as u32);
        lacks = lacks.or(graph.lacking(permissions));
        for (i, start) in elements(permissions, permission).enumerate() {
            let list = graph.cell(start, ids as u32);
            lacks = lacks.or(graph.lacking(list));
            let span = if matches!(list.tag(), Tag::List | Tag::PartialList) { list.as_span() } else { continue };
            if span.len > 0 {
                inputs.read(graph, permission, start, ids, || format!(".{field}[{i}]"));
            }
            for cell in &graph.cells[span.start as usize..(span.start + span.len) as usize] {
                if !named.contains(cell) {
                    named.push(*cell)
                }
            }
        }
    }
    let named = named.into_iter().map(Outcome::Cell).collect();
    match lacks {
        Some(reason) => Outcome::PartialList(named, reason),
        None => Outcome::List(named),
    }
}
