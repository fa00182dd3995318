//! Places for the parts of one account, from outside in and from the top down. The wide drawing has three columns: what is in front
//! and the VPC, what serves the region, and what holds the account; the narrow one has them below each other.

mod column;
mod lines;
mod network;
mod region;
mod sizes;
mod sketch;

use super::scene::{Rect, Scene, Shape};
use super::{Diagram, Kind, Node, Profile};
use sizes::Sizes;
use sketch::Sketch;

/// Kinds that hold the account as a whole.
const CONTROLS: [Kind; 9] = [
    Kind::Membership,
    Kind::Guardrails,
    Kind::Identity,
    Kind::RootUser,
    Kind::Trail,
    Kind::IamUsers,
    Kind::Roles,
    Kind::Buckets,
    Kind::Other,
];

/// Draws one account.
pub(super) fn account(diagram: &Diagram, account: usize, profile: Profile) -> Scene {
    let Some(drawing) = diagram.accounts.get(account) else { return Scene::new(profile, String::new(), 0) };
    let start = diagram.nodes.partition_point(|n| n.account < drawing.id);
    let nodes = diagram.nodes[start..].iter().take_while(|n| n.account == drawing.id).collect::<Vec<_>>();
    let title = format!("Account {}, drawn from the snapshot", drawing.name);
    let mut sketch = Sketch::new(Sizes::of(profile), Scene::new(profile, title, Sizes::of(profile).width), nodes);
    let height = sketch.account();
    sketch.lines(diagram, &drawing.id);
    let mut scene = sketch.scene;
    scene.height = height;
    scene
}

impl<'d> Sketch<'d> {
    /// Everything but the lines; returns how high it is.
    fn account(&mut self) -> i32 {
        let sizes = self.sizes;
        let Some(account) = self.of(&[Kind::Account]).first().copied() else { return 0 };
        let regions = self.of(&[Kind::Region]);
        let has_main = !regions.is_empty() || !self.of(&[Kind::WebAcl, Kind::Distribution, Kind::Bucket]).is_empty();
        let outside = self.of(&[Kind::Users, Kind::Pipelines]);
        let mut y = if outside.is_empty() { 0 } else { sizes.pill.1 + sizes.pick(28, 20) };
        let frame = self.put(Shape::Account, account, Rect { x: 0, y, w: sizes.width, h: 0 }, None);
        self.outside(&outside);
        y += sizes.pick(36, 30);
        let top = y;
        y = self.edge(y, frame);
        let mut data = None;
        for region in regions {
            let (bottom, track) = self.region(region, y, frame);
            data = data.or(track);
            y = bottom + sizes.gap;
        }
        if has_main {
            y -= sizes.gap;
        }
        let bottom = match (has_main, sizes.is_wide()) {
            (true, true) => y.max(self.far(top, data, frame)),
            _ => self.below(y, has_main, frame),
        };
        let bottom = bottom + sizes.pick(16, 8);
        self.scene.close(frame, bottom);
        bottom
    }

    /// Who comes from the internet above the VPC's middle, the pipelines above what serves the region.
    fn outside(&mut self, nodes: &[&'d Node]) {
        let sizes = self.sizes;
        let (w, h) = sizes.pill;
        for (i, node) in nodes.iter().enumerate() {
            let x = match (sizes.is_wide(), node.kind) {
                (true, Kind::Users) => sizes.centre() - w / 2,
                (true, _) => sizes.side_x() + (sizes.side - w) / 2,
                (false, _) => i as i32 * (sizes.width - w),
            };
            self.put(Shape::Pill, node, Rect { x, y: 0, w, h }, None);
        }
    }

    /// What stands in front of the VPC: web ACLs, distributions and buckets, each kind in a column of its own.
    fn edge(&mut self, y: i32, frame: usize) -> i32 {
        let sizes = self.sizes;
        let kinds = [Kind::WebAcl, Kind::Distribution, Kind::Bucket].map(|kind| self.of(&[kind]));
        if kinds.iter().all(Vec::is_empty) {
            return y;
        }
        let w = sizes.pick(2 * sizes.pad + sizes.vpc(), sizes.main());
        let rect = Rect { x: sizes.lane, y, w, h: 0 };
        let group = self.heading(Shape::Group, "Edge · global", None, rect, Some(frame));
        let start = y + sizes.head;
        let bottom = if sizes.is_wide() {
            let w = 196;
            let columns = [sizes.vpc_x(), sizes.centre() - w / 2, sizes.vpc_x() + sizes.vpc() - w];
            let bottoms = kinds.iter().zip(columns).map(|(nodes, x)| self.stack(nodes, 3, (x, start, w), group));
            bottoms.max().unwrap_or(start)
        } else {
            let nodes = kinds.concat();
            self.grid(&nodes, 2, 6, (sizes.lane + sizes.pad, start, sizes.main() - 2 * sizes.pad), group)
        };
        self.scene.close(group, bottom + sizes.pad);
        bottom + sizes.pad + sizes.pick(24, sizes.gap)
    }
}
