//! Lines between boxes: vertical and horizontal, in lanes that are kept free. One that would lead through a box is not drawn.

use super::sketch::Sketch;
use crate::diagram::scene::{Rect, Shape};
use crate::diagram::{Diagram, Edge, Flow};

impl Sketch<'_> {
    pub(super) fn lines(&mut self, diagram: &Diagram, account: &str) {
        let mut exposed = Vec::<String>::new();
        for edge in diagram.edges.iter().filter(|e| e.account == account) {
            let (Some(from), Some(to)) = (self.at.get(edge.from.as_str()), self.at.get(edge.to.as_str())) else {
                continue;
            };
            let ends = (*from, *to);
            let [a, b] = [ends.0, ends.1].map(|i| self.scene.boxes[i].rect);
            let ways = match edge.kind {
                Flow::Exposure => self.past(a, b),
                _ => self.ways(edge, a, b),
            };
            // All ways past the documented one begin alike: what is written on them stands there once.
            let mut edge = edge.clone();
            if edge.kind == Flow::Exposure {
                exposed.extend(edge.label.take().filter(|l| !exposed.contains(l)));
            }
            self.scene.connect(&edge, ends, ways);
        }
        let first = self.scene.lines.iter_mut().find(|line| line.kind == Flow::Exposure);
        if let Some(line) = first.filter(|_| !exposed.is_empty()) {
            line.label = Some(exposed.join(" · "));
        }
    }

    /// From the users down the left lane.
    fn past(&self, a: Rect, b: Rect) -> Vec<Vec<(i32, i32)>> {
        if !self.sizes.is_wide() {
            return Vec::new();
        }
        let lane = self.sizes.lane / 2;
        let (start, end) = (a.middle().1, b.y + b.h.min(self.sizes.band) / 2);
        vec![vec![(a.x, start), (lane, start), (lane, end), (b.x, end)]]
    }

    /// Straight where that goes, else round one corner.
    fn ways(&self, edge: &Edge, a: Rect, b: Rect) -> Vec<Vec<(i32, i32)>> {
        let mut ways = Vec::new();
        let ((ax, ay), (bx, by)) = (a.middle(), b.middle());
        let upright =
            |x: i32| if b.y > a.y { vec![(x, a.bottom()), (x, b.y)] } else { vec![(x, a.y), (x, b.bottom())] };
        let level = |y: i32| if bx > ax { vec![(a.right(), y), (b.x, y)] } else { vec![(a.x, y), (b.right(), y)] };
        if let Some(gutter) = edge.via.filter(|_| self.sizes.is_wide()) {
            ways.extend(self.gutters(b).get(gutter as usize - 1).map(|x| upright(*x)));
            ways.extend(self.gutters(b).first().map(|x| upright(*x)));
            return ways;
        }
        let within = |at: i32, start: i32, end: i32| at > start && at < end;
        let apart = a.bottom() <= b.y || b.bottom() <= a.y;
        for x in [bx, ax] {
            if apart && within(x, a.x, a.right()) && within(x, b.x, b.right()) {
                ways.push(upright(x));
            }
        }
        for y in [by, ay] {
            // A shorter one is all head.
            let is_long = a.right() + 12 <= b.x || b.right() + 12 <= a.x;
            if !apart && is_long && within(y, a.y, a.bottom()) && within(y, b.y, b.bottom()) {
                ways.push(level(y));
            }
        }
        if self.sizes.is_wide() && apart {
            let side = if bx < ax { a.x } else { a.right() };
            let end = if by > ay { b.y } else { b.bottom() };
            ways.push(vec![(side, ay), (bx, ay), (bx, end)]);
        }
        ways
    }

    /// The middles of the gaps between the zones behind a band.
    fn gutters(&self, band: Rect) -> Vec<i32> {
        let zones = self.scene.boxes.iter().filter(|b| b.shape == Shape::Zone);
        let zones = zones.map(|b| b.rect).filter(|z| z.y <= band.y && z.bottom() >= band.y).collect::<Vec<_>>();
        let half = self.sizes.zone_gap / 2;
        zones.iter().filter(|z| z.right() + half < band.right()).map(|z| z.right() + half).collect()
    }
}
