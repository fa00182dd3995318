//! Relations turned round: for each node of the target type, the nodes that lead to it, as compressed rows.

use super::{NodeId, Reason};
use crate::model::InverseShape;
use std::collections::HashMap;
use std::ops::Range;

/// The list that one relation gives its target.
pub struct Inverse {
    /// Its name and the types at both ends.
    pub shape: InverseShape,
    /// Per target, where its sources start; the top bit says that the list may lack some.
    offsets: Vec<u32>,
    sources: Vec<NodeId>,
    first: u32,
    incomplete: HashMap<u32, Reason>,
}
const INCOMPLETE: u32 = 1 << 31;

impl Inverse {
    /// From the edges of target and source, in chunks.
    pub(super) fn new(shape: InverseShape, nodes: Range<u32>, edges: &[Vec<(NodeId, NodeId)>]) -> Inverse {
        let count = edges.iter().map(Vec::len).sum::<usize>();
        assert!(count < INCOMPLETE as usize, "2^31 edges of one relation");
        let mut offsets = vec![0u32; nodes.len() + 1];
        for (to, _) in edges.iter().flatten() {
            offsets[(to.0 - nodes.start) as usize + 1] += 1
        }
        for i in 1..offsets.len() {
            offsets[i] += offsets[i - 1]
        }
        let (mut place, mut sources) = (offsets.clone(), vec![NodeId(0); count]);
        for (to, from) in edges.iter().flatten() {
            let place = &mut place[(to.0 - nodes.start) as usize];
            sources[*place as usize] = *from;
            *place += 1;
        }
        Inverse { shape, offsets, sources, first: nodes.start, incomplete: HashMap::new() }
    }

    /// The sources, and why some may be missing. A node that is a stand-in has none.
    #[inline]
    pub fn of(&self, node: NodeId) -> (&[NodeId], Option<Reason>) {
        let i = node.0.wrapping_sub(self.first) as usize;
        let [start, end] = match self.offsets.get(i..i.saturating_add(2)) {
            Some(&[start, end]) => [start, end & !INCOMPLETE],
            _ => return (&[], Some(Reason::NOT_IN_SNAPSHOT)),
        };
        let reason = if start & INCOMPLETE != 0 { self.incomplete.get(&node.0).copied() } else { None };
        (&self.sources[(start & !INCOMPLETE) as usize..end as usize], reason)
    }

    /// A listing was not read from which `node` could have been led to. The first reason stays.
    pub(super) fn mark_incomplete(&mut self, node: NodeId, reason: Reason) {
        self.offsets[(node.0 - self.first) as usize] |= INCOMPLETE;
        self.incomplete.entry(node.0).or_insert(reason);
    }

    pub(super) fn bytes(&self) -> usize {
        (self.offsets.capacity() + self.sources.capacity()) * 4
    }
}
