//! The snapshot in memory: nodes in one row of cells each, to-one relations as cells, inverses as compressed rows.
//!
//! `load` reads lines straight into cells, `link` lays the parts side by side and follows references, `gaps` says which lists
//! may lack elements because their listing was not read, `derived` computes what follows from several resources, `policy` says what
//! policies come to, and `planned` lays plans over it.

mod cell;
pub mod derived;
mod gaps;
mod index;
mod intern;
mod inverse;
mod link;
mod load;
mod open;
mod planned;
pub mod policy;

pub use cell::{Cell, Span, Tag};
pub use derived::Explained;
pub use gaps::{Ghost, UnreadListing};
pub use intern::{Interner, Sym};
pub use inverse::Inverse;
pub use load::{Part, width};
pub use planned::Side;

use crate::model::{ACCOUNT_ID_SLOT, ARN_SLOT, ID_SLOT, NAME_SLOT, READ_AT_SLOT, REGION_SLOT, Shape, TYPES, index_of};
use crate::snapshot::Gap;
use std::collections::BTreeMap;
use std::ops::Range;

/// A resource's number: resources of one type are neighbours.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct NodeId(pub u32);

/// Why something is unknown: a built-in reason, or a gap.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reason(pub u32);
impl Reason {
    /// An older version wrote the snapshot, or another type of file holds it.
    pub const NOT_IN_SNAPSHOT: Reason = Reason(0);
    /// A reference leads to something that was not read.
    pub const EXTERNAL: Reason = Reason(1);
    /// A list has no such element.
    pub const OUT_OF_RANGE: Reason = Reason(2);
    /// A number that does not fit, or a division by zero.
    pub const ARITHMETIC: Reason = Reason(3);
    /// Null where a value is needed.
    pub const NULL_OPERAND: Reason = Reason(4);
    /// A text that is not what a function takes.
    pub const MALFORMED: Reason = Reason(5);
    /// The environment that another mirrors has no account.
    pub const NO_COUNTERPART: Reason = Reason(6);
    /// It has more than one.
    pub const SEVERAL_COUNTERPARTS: Reason = Reason(7);
    /// How many reasons are built in; gaps come after.
    pub const BUILT_IN: u32 = 8;
}

/// Resources with their relations.
pub struct Graph {
    /// All rows, lists, maps and records.
    pub cells: Vec<Cell>,
    /// Where each node's row starts.
    pub rows: Vec<u32>,
    /// The nodes of each type, in the order of `TYPES`.
    pub ranges: Vec<Range<u32>>,
    /// In the order of [`crate::model::inverses`].
    pub inverses: Vec<Inverse>,
    /// All strings.
    pub strings: Interner,
    /// Numbers that do not fit into a cell.
    pub wide: Vec<u64>,
    /// What could not be read, by reason.
    pub gaps: Vec<Gap>,
    /// Stand-ins for the resources that a listing would have shown.
    pub ghosts: Vec<Ghost>,
    /// What plans have a say in.
    pub marks: BTreeMap<NodeId, Mark>,
}

/// That a plan has made or changed a resource.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// The change's number.
    pub change: u32,
    /// Whether nobody but the plan can refer to it.
    pub is_new: bool,
}

impl Graph {
    /// Where a node's row starts.
    #[inline]
    pub fn row(&self, node: NodeId) -> u32 {
        self.rows[node.0 as usize]
    }

    /// The cell in a slot of a row or record.
    #[inline]
    pub fn cell(&self, start: u32, slot: u32) -> Cell {
        self.cells[(start + slot) as usize]
    }

    /// The type of a node.
    pub fn shape(&self, node: NodeId) -> &'static Shape {
        // Stand-ins come after all that was listed.
        match TYPES.get(self.ranges.partition_point(|r| r.end <= node.0)) {
            Some(shape) => shape(),
            None => self.ghosts.iter().find(|g| g.node == node).map_or(TYPES[TYPES.len() - 1](), |g| g.shape),
        }
    }

    /// The nodes of a type.
    pub fn nodes(&self, shape: &'static Shape) -> impl ExactSizeIterator<Item = NodeId> + use<> {
        self.ranges[index_of(shape)].clone().map(NodeId)
    }

    /// Why something is unknown, in words.
    pub fn reason(&self, reason: Reason) -> &str {
        match reason {
            Reason::NOT_IN_SNAPSHOT => "not in the snapshot",
            Reason::EXTERNAL => "outside the snapshot",
            Reason::OUT_OF_RANGE => "index out of range",
            Reason::ARITHMETIC => "overflow or division by zero",
            Reason::NULL_OPERAND => "null where a value is needed",
            Reason::NO_COUNTERPART => "the environment that it mirrors has no account",
            Reason::SEVERAL_COUNTERPARTS => "the environment that it mirrors has several accounts",
            Reason::MALFORMED => "a text that cannot be read as what it should be",
            Reason(n) => self.gaps.get((n - Reason::BUILT_IN) as usize).map_or("unknown", |g| &g.text),
        }
    }

    /// The gap behind a reason that is not built in.
    pub fn gap(&self, reason: Reason) -> Option<&Gap> {
        self.gaps.get(reason.0.checked_sub(Reason::BUILT_IN)? as usize)
    }

    /// The text in a slot of a node's row; empty where there is none.
    pub fn text(&self, node: NodeId, slot: usize) -> &str {
        let cell = self.cell(self.row(node), slot as u32);
        if cell.tag() == Tag::Text { self.strings.get(Sym(cell.low())) } else { "" }
    }

    /// The node's ARN.
    pub fn arn(&self, node: NodeId) -> &str {
        self.text(node, ARN_SLOT)
    }

    /// What other resources refer to the node by.
    pub fn id(&self, node: NodeId) -> &str {
        self.text(node, ID_SLOT)
    }

    /// The node's name.
    pub fn name(&self, node: NodeId) -> &str {
        self.text(node, NAME_SLOT)
    }

    /// The account that the node was read in.
    pub fn account_id(&self, node: NodeId) -> &str {
        self.text(node, ACCOUNT_ID_SLOT)
    }

    /// The node's region, or `global`.
    pub fn region(&self, node: NodeId) -> &str {
        self.text(node, REGION_SLOT)
    }

    /// When the node was read.
    pub fn read_at(&self, node: NodeId) -> Option<jiff::Timestamp> {
        let cell = self.cell(self.row(node), READ_AT_SLOT as u32);
        (cell.tag() == Tag::Time).then(|| jiff::Timestamp::from_microsecond(cell.as_signed()).ok()).flatten()
    }

    /// Heap in bytes.
    pub fn bytes(&self) -> usize {
        self.cells.capacity() * size_of::<Cell>()
            + self.rows.capacity() * 4
            + self.wide.capacity() * 8
            + self.strings.bytes()
            + self.inverses.iter().map(|i| i.bytes()).sum::<usize>()
    }
}

#[cfg(test)]
mod tests;
