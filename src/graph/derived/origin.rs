//! The bucket that an origin's domain name names.

use super::{Cell, Graph, Inputs, Outcome, text};
use crate::model::{self, Record};

pub(super) fn bucket_name(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    let shape = model::Origin::shape();
    inputs.read(graph, shape, record, shape.slot("domain_name").unwrap_or_default(), String::new);
    match text(graph, shape, record, "domain_name") {
        Err(reason) => reason.into(),
        Ok(domain) => {
            let bucket = domain.as_deref().and_then(model::bucket_of);
            bucket.map_or(Outcome::Cell(Cell::NULL), |(name, _)| Outcome::Text(name.to_owned()))
        }
    }
}
