//! A region that environments live in: its VPCs, and beside them what serves them, each at the height of what it serves.

use super::network::Tracks;
use super::sketch::Sketch;
use crate::diagram::order::fold;
use crate::diagram::scene::{Rect, Shape};
use crate::diagram::{Kind, Node};

/// What stands beside which track of the VPC, and how many of it there is room for.
const SIDE: [(&[Kind], usize); 4] = [
    (&[Kind::DeployRole], 2),
    (&[Kind::Repository], 2),
    (&[Kind::Secrets, Kind::Keys, Kind::Logs], 4),
    (&[Kind::Snapshots, Kind::SecurityGroups], 3),
];

/// VPCs of a region that are drawn; the others are counted.
const VPCS: usize = 3;

impl<'d> Sketch<'d> {
    /// Returns where it ends, and the track of the database, which copies stand beside.
    pub(super) fn region(&mut self, region: &'d Node, y: i32, frame: usize) -> (i32, Option<i32>) {
        let sizes = self.sizes;
        let place = Rect { x: sizes.lane, y, w: sizes.main(), h: 0 };
        let frame = self.put(Shape::Region, region, place, Some(frame));
        let vpcs = fold(&self.inside(region, &[Kind::Vpc]), VPCS);
        let start = y + sizes.head + sizes.pick(2, 16);
        let (mut y, mut tracks) = (start, None::<Tracks>);
        for vpc in &vpcs.shown {
            if tracks.is_some() {
                // The gateway stands on the upper border.
                y += sizes.pick(14, 14);
            }
            let (bottom, own) = self.vpc(vpc, y, frame);
            tracks.get_or_insert(own);
            y = bottom + sizes.gap;
        }
        if !vpcs.hidden.is_empty() {
            let rect = Rect { x: sizes.vpc_x(), y, w: sizes.vpc(), h: sizes.band };
            self.more(Shape::Band, &vpcs.hidden, "more VPCs", rect, frame);
            y = rect.bottom() + sizes.gap;
        }
        let (bottom, data) = match &tracks {
            Some(tracks) if sizes.is_wide() => {
                (self.beside(region, tracks, start, frame).max(y - sizes.gap), Some(tracks.rows[3]))
            }
            _ => (self.under(region, y, tracks.is_some(), frame), None),
        };
        self.scene.close(frame, bottom + sizes.pad);
        (bottom + sizes.pad, data)
    }

    /// The first kind comes first, whatever the order of the drawing says.
    fn ordered(&self, region: &'d Node, kinds: &[Kind]) -> Vec<&'d Node> {
        kinds.iter().flat_map(|kind| self.inside(region, &[*kind])).collect()
    }

    /// What serves the region, in a column of its own.
    fn beside(&mut self, region: &'d Node, tracks: &Tracks, top: i32, frame: usize) -> i32 {
        let sizes = self.sizes;
        let x = sizes.side_x();
        let mut bottom = top;
        if SIDE.iter().any(|(kinds, _)| !self.inside(region, kinds).is_empty()) {
            let rect = Rect { x, y: top, w: 60, h: 20 };
            self.heading(Shape::Note, "Regional", None, rect, Some(frame));
            bottom = rect.bottom() + sizes.chip_gap;
        }
        for ((kinds, room), track) in SIDE.iter().zip(tracks.rows) {
            let nodes = self.ordered(region, kinds);
            if !nodes.is_empty() {
                let centred = track + (sizes.band - sizes.chip) / 2;
                let start = bottom.max(centred);
                bottom = self.stack(&nodes, *room, (x, start, sizes.side), frame) + sizes.chip_gap;
            }
        }
        bottom - sizes.chip_gap
    }

    /// The same below the VPCs.
    fn under(&mut self, region: &'d Node, y: i32, has_vpc: bool, frame: usize) -> i32 {
        let sizes = self.sizes;
        let nodes = SIDE.iter().flat_map(|(kinds, _)| self.ordered(region, kinds)).collect::<Vec<_>>();
        if nodes.is_empty() {
            return y - sizes.gap;
        }
        let mut y = y;
        if has_vpc {
            let rect = Rect { x: sizes.vpc_x(), y: y - sizes.gap + sizes.pad, w: sizes.vpc(), h: 20 };
            self.heading(Shape::Note, "Regional services", None, rect, Some(frame));
            y = rect.bottom() + 2;
        } else {
            y -= sizes.pick(0, 14);
        }
        let width = sizes.main() - 2 * sizes.pad;
        self.grid(&nodes, sizes.pick(4, 2), 12, (sizes.vpc_x(), y, width), frame)
    }
}
