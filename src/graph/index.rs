//! From ids and ARNs to nodes, per type.

use super::{Cell, Graph, NodeId, Sym, Tag};
use crate::model::{ACCOUNT_ID_SLOT, ARN_SLOT, ID_SLOT, KmsKey, REGION_SLOT, Record, Scope, Shape, TYPES};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use rayon::prelude::*;
use std::hash::BuildHasher;

/// The nodes of one type by id (within its scope) and by ARN.
pub(super) struct TypeIndex {
    scope: Scope,
    ids: HashTable<Entry>,
    arns: HashTable<Entry>,
}

/// A node by the symbol of its id or ARN.
struct Entry {
    text: u32,
    node: NodeId,
}

/// Where a reference stands: names are unique in their account or region only.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub account: Cell,
    pub region: Cell,
}

impl Place {
    pub fn of(graph: &Graph, row: u32) -> Place {
        Place { account: graph.cell(row, ACCOUNT_ID_SLOT as u32), region: graph.cell(row, REGION_SLOT as u32) }
    }
}

/// Per type, in the order of `TYPES`.
pub(super) fn build(graph: &Graph) -> Vec<TypeIndex> {
    TYPES.par_iter().enumerate().map(|(i, shape)| TypeIndex::new(graph, shape(), i)).collect()
}

fn hash(id: u32, place: Option<(Cell, Option<Cell>)>) -> u64 {
    let state = FixedState::with_seed(7);
    match place {
        None => state.hash_one(id),
        Some((account, None)) => state.hash_one((id, account.low())),
        Some((account, Some(region))) => state.hash_one((id, account.low(), region.low())),
    }
}

fn scoped(scope: Scope, place: Place) -> Option<(Cell, Option<Cell>)> {
    match scope {
        Scope::Unique => None,
        Scope::Account => Some((place.account, None)),
        Scope::Region => Some((place.account, Some(place.region))),
    }
}

/// Keys are also referred to by the ARNs of their aliases.
fn aliases(graph: &Graph, shape: &'static Shape, row: u32) -> Vec<Cell> {
    let slot = if std::ptr::eq(shape, KmsKey::shape()) { shape.slot("aliases") } else { None };
    let cell = slot.map(|slot| graph.cell(row, slot as u32)).filter(|c| c.tag() == Tag::List);
    let span = cell.map_or(0..0, |c| c.as_span().start as usize..(c.as_span().start + c.as_span().len) as usize);
    graph.cells[span].iter().copied().filter(|c| c.tag() == Tag::Text).collect()
}

impl TypeIndex {
    fn new(graph: &Graph, shape: &'static Shape, ty: usize) -> TypeIndex {
        let range = graph.ranges[ty].clone();
        let scope = shape.identity.as_ref().map_or(Scope::Unique, |i| i.scope);
        let table = || HashTable::with_capacity(range.len());
        let mut index = TypeIndex { scope, ids: table(), arns: table() };
        for node in range.map(NodeId) {
            let row = graph.row(node);
            let (arn, id) = (graph.cell(row, ARN_SLOT as u32), graph.cell(row, ID_SLOT as u32));
            let key_of = |n: NodeId| scoped(scope, Place::of(graph, graph.row(n)));
            if id.tag() == Tag::Text {
                let key = key_of(node);
                let same = |e: &Entry| e.text == id.low() && (scope == Scope::Unique || key_of(e.node) == key);
                // The same resource read twice (two parts side by side): the first stays.
                let entry = Entry { text: id.low(), node };
                index.ids.entry(hash(id.low(), key), same, |e| hash(e.text, key_of(e.node))).or_insert(entry);
            }
            let arn = Some(arn).filter(|a| a.tag() == Tag::Text && *a != id);
            for text in arn.into_iter().chain(aliases(graph, shape, row)).map(Cell::low) {
                index
                    .arns
                    .entry(hash(text, None), |e| e.text == text, |e| hash(e.text, None))
                    .or_insert(Entry { text, node });
            }
        }
        index
    }

    /// The node that a text refers to, seen from a place.
    pub fn find(&self, graph: &Graph, text: Sym, place: Place) -> Option<NodeId> {
        let key = scoped(self.scope, place);
        let same = |e: &Entry| {
            e.text == text.0
                && (self.scope == Scope::Unique || scoped(self.scope, Place::of(graph, graph.row(e.node))) == key)
        };
        let by_id = self.ids.find(hash(text.0, key), same);
        let by_arn = || self.arns.find(hash(text.0, None), |e| e.text == text.0);
        by_id.or_else(by_arn).map(|e| e.node)
    }
}
