//! What a listing that was not read costs: lists that may lack elements, references that lead to who knows, and a stand-in
//! for the resources that it would have shown.

use super::{Cell, Graph, NodeId, Reason, Tag};
use crate::model::{
    ACCOUNT_ID_SLOT, ACCOUNT_SLOT, ARN_SLOT, DbClusterSnapshot, EcrImage, Invalidation, NetworkInterface, REGION_SLOT,
    Reach, Record, RecoveryPoint, RestoreJob, Shape, index_of,
};
use crate::snapshot::{Gap, NOT_TOLD};

/// What comes with other resources, or with time: that a plan has none does not mean that there will be none.
const BY_THEMSELVES: [fn() -> &'static Shape; 6] = [
    NetworkInterface::shape,
    DbClusterSnapshot::shape,
    RecoveryPoint::shape,
    RestoreJob::shape,
    EcrImage::shape,
    Invalidation::shape,
];

/// A listing of a type that is not complete in an account and region.
#[derive(Clone, Debug)]
pub struct UnreadListing {
    /// What would have been listed.
    pub shape: &'static Shape,
    /// The account, region and reason.
    pub gap: Gap,
}

/// A stand-in: its account and region are known, everything else is unknown for the listing's reason.
#[derive(Clone, Copy, Debug)]
pub struct Ghost {
    /// What would have been listed.
    pub shape: &'static Shape,
    /// The stand-in's node; it belongs to no range and to no inverse.
    pub node: NodeId,
    /// Why the listing is not complete.
    pub reason: Reason,
}

impl Graph {
    pub(super) fn gap_reason(&mut self, gap: &Gap) -> Reason {
        // A plan has thousands; what is asked for again is one of the last.
        let known = self.gaps.iter().rposition(|g| g == gap);
        let index = known.unwrap_or_else(|| {
            self.gaps.push(gap.clone());
            self.gaps.len() - 1
        });
        Reason(Reason::BUILT_IN + index as u32)
    }

    /// Adds a stand-in per unread listing.
    pub(super) fn add_ghosts(&mut self, unread: &[UnreadListing]) {
        for listing in unread {
            let reason = self.gap_reason(&listing.gap);
            let row = self.cells.len() as u32;
            let (account, region) = (&listing.gap.account_id, &listing.gap.region);
            let arn = format!("arn:aws:organizations::{account}:account");
            self.cells.resize(row as usize + listing.shape.width(), Cell::unknown(reason));
            // Not its id and name: whether a rule is about what was not listed may hang on them.
            for (slot, text) in [(ARN_SLOT, &arn), (ACCOUNT_ID_SLOT, account), (REGION_SLOT, region)] {
                self.cells[row as usize + slot] = Cell::text(self.strings.intern(text));
            }
            let node = NodeId(self.rows.len() as u32);
            self.rows.push(row);
            self.ghosts.push(Ghost { shape: listing.shape, node, reason });
        }
    }

    /// Leads each stand-in to its account.
    pub(super) fn link_ghosts(&mut self) {
        for i in 0..self.ghosts.len() {
            let row = self.row(self.ghosts[i].node);
            let account = self.account_node(self.cell(row, ACCOUNT_ID_SLOT as u32));
            self.cells[row as usize + ACCOUNT_SLOT] = account.map_or(Cell::unknown(self.ghosts[i].reason), Cell::node);
        }
    }

    /// The account of that id.
    pub(super) fn account_node(&self, id: Cell) -> Option<NodeId> {
        self.ranges[0].clone().map(NodeId).find(|n| self.cell(self.row(*n), ACCOUNT_ID_SLOT as u32) == id)
    }

    /// Marks every inverse list that an unread listing could have added to.
    pub(super) fn mark_incomplete(&mut self, unread: &[UnreadListing]) {
        for listing in unread {
            let reason = self.gap_reason(&listing.gap);
            let account = self.strings.find(&listing.gap.account_id).map(Cell::text);
            let region = self.strings.find(&listing.gap.region).map(Cell::text);
            for i in 0..self.inverses.len() {
                if std::ptr::eq(self.inverses[i].shape.source, listing.shape) {
                    self.mark_reached(i, account, region, reason, false);
                }
            }
        }
    }

    /// Marks the lists of what a plan makes that others than plans add to.
    pub(super) fn mark_made(&mut self) {
        let made = self.marks.iter().filter(|(_, mark)| mark.is_new).map(|(node, _)| *node).collect::<Vec<_>>();
        if made.is_empty() {
            return;
        }
        let reason = self.gap_reason(&Gap::parse(NOT_TOLD));
        for list in &mut self.inverses {
            let range = self.ranges[index_of(list.shape.target)].clone();
            if BY_THEMSELVES.iter().any(|shape| std::ptr::eq(shape(), list.shape.source)) {
                made.iter().filter(|node| range.contains(&node.0)).for_each(|node| list.mark_incomplete(*node, reason));
            }
        }
    }

    /// Marks an inverse list as lacking some, of every target that a relation reaches from an account and region; of what a plan
    /// makes, whom nobody else can refer to yet, only when that is `in_plan`.
    pub(super) fn mark_reached(
        &mut self,
        inverse: usize,
        account: Option<Cell>,
        region: Option<Cell>,
        reason: Reason,
        in_plan: bool,
    ) {
        let shape = self.inverses[inverse].shape;
        let reach = shape.relation.map_or(Reach::Account, |r| r.reach);
        let global = self.strings.find("global").map(Cell::text);
        for node in self.ranges[index_of(shape.target)].clone().map(NodeId) {
            let place = super::index::Place::of(self, self.row(node));
            let near = Some(place.region) == region || Some(place.region) == global || region == global;
            let reached = match reach {
                Reach::Organization => true,
                Reach::Account => Some(place.account) == account,
                Reach::Region => Some(place.account) == account && near,
            };
            if reached && (in_plan || !self.marks.get(&node).is_some_and(|m| m.is_new)) {
                self.inverses[inverse].mark_incomplete(node, reason)
            }
        }
    }

    /// Why a reference from a place found nothing: the target's listing was not read there, or it leads outside.
    pub(super) fn missing(&self, target: &'static Shape, reach: Reach, account: Cell, region: Cell) -> Reason {
        let fits = |ghost: &&Ghost| {
            let row = self.row(ghost.node);
            let place = super::index::Place::of(self, row);
            std::ptr::eq(ghost.shape, target)
                && match reach {
                    Reach::Organization => true,
                    Reach::Account => place.account == account,
                    Reach::Region => {
                        place.account == account
                            && (place.region == region || self.is_global(place.region) || self.is_global(region))
                    }
                }
        };
        self.ghosts.iter().find(fits).map_or(Reason::EXTERNAL, |g| g.reason)
    }

    fn is_global(&self, region: Cell) -> bool {
        region.tag() == Tag::Text && self.strings.get(super::Sym(region.low())) == "global"
    }
}
