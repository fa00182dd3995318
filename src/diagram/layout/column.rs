//! What holds the account, and the region where the copies are: beside the rest in a wide drawing, below it in a narrow one.

use super::CONTROLS;
use super::sketch::Sketch;
use crate::diagram::scene::{Rect, Shape};
use crate::diagram::{Kind, Node};

const COPIES: [Kind; 2] = [Kind::Copies, Kind::RecoveryKeys];
const ROOM: usize = 10;

impl<'d> Sketch<'d> {
    /// The recovery region's copies stand at the height of the database; returns where the column ends.
    pub(super) fn far(&mut self, top: i32, data: Option<i32>, frame: usize) -> i32 {
        let sizes = self.sizes;
        let (x, w) = (sizes.far_x(), sizes.far);
        let mut y = top;
        let controls = self.of(&CONTROLS);
        if !controls.is_empty() {
            let rect = Rect { x, y, w, h: 0 };
            let group = self.heading(Shape::Group, "Account controls", None, rect, Some(frame));
            let place = (x + sizes.pad, y + sizes.head, w - 2 * sizes.pad);
            y = self.stack(&controls, ROOM, place, group) + sizes.pad;
            self.scene.close(group, y);
            y += sizes.gap;
        }
        for region in self.of(&[Kind::RecoveryRegion]) {
            let start = y.max(data.unwrap_or(y) - sizes.head - 3);
            let nodes = self.inside(region, &COPIES);
            let group = self.put(Shape::Region, region, Rect { x, y: start, w, h: 0 }, Some(frame));
            let first = start + sizes.head + 6;
            let bottom = self.stack(&nodes, ROOM, (x + sizes.pad, first, w - 2 * sizes.pad), group);
            self.scene.close(group, bottom + sizes.pad);
            y = bottom + sizes.pad + sizes.gap;
        }
        y - sizes.gap
    }

    /// The same below what is there; returns where it ends.
    pub(super) fn below(&mut self, y: i32, has_main: bool, frame: usize) -> i32 {
        let sizes = self.sizes;
        let mut y = if has_main { y + sizes.gap } else { y };
        let (x, w, columns) = (sizes.lane, sizes.width - 2 * sizes.lane, sizes.pick(5, 2));
        let controls = self.of(&CONTROLS);
        if !controls.is_empty() {
            let group = self.heading(Shape::Group, "Account controls", None, Rect { x, y, w, h: 0 }, Some(frame));
            y = self.group(&controls, (x, y, w), columns, group) + sizes.gap;
        }
        for region in self.of(&[Kind::RecoveryRegion]) {
            let nodes: Vec<&'d Node> = self.inside(region, &COPIES);
            let group = self.put(Shape::Region, region, Rect { x, y, w, h: 0 }, Some(frame));
            y = self.group(&nodes, (x, y, w), columns, group) + sizes.gap;
        }
        y - sizes.gap
    }

    fn group(&mut self, nodes: &[&'d Node], (x, y, w): (i32, i32, i32), columns: i32, group: usize) -> i32 {
        let sizes = self.sizes;
        let place = (x + sizes.pad, y + sizes.head, w - 2 * sizes.pad);
        let bottom = self.grid(nodes, columns, ROOM, place, group) + sizes.pad;
        self.scene.close(group, bottom);
        bottom
    }
}
