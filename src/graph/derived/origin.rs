//! The bucket that an origin's domain name names.

use super::{Cell, Graph, Inputs, Outcome, slot, text};
use crate::model::{self, Record};

pub(super) fn bucket_name(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    let shape = model::Origin::shape();
    let slot = slot(shape, "domain_name");
    inputs.read(graph, shape, record, slot, String::new);
    match text(graph, record, slot) {
        Err(reason) => reason.into(),
        Ok(domain) => {
            let bucket = domain.and_then(model::bucket_of);
            bucket.map_or(Outcome::Cell(Cell::NULL), |(name, _)| Outcome::Text(name.to_owned()))
        }
    }
}
