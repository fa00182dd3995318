//! Placing boxes: one by one, under one another, and side by side.

use super::sizes::Sizes;
use crate::diagram::order::{Fold, fold, summed};
use crate::diagram::scene::{self, Rect, Scene, Shape};
use crate::diagram::{Kind, Node};
use std::collections::HashMap;

/// A scene that is being laid out.
pub(super) struct Sketch<'d> {
    pub sizes: Sizes,
    pub scene: Scene,
    nodes: Vec<&'d Node>,
    children: HashMap<&'d str, Vec<&'d Node>>,
    /// The boxes of nodes.
    pub at: HashMap<&'d str, usize>,
}

impl<'d> Sketch<'d> {
    /// Of nodes in their order.
    pub fn new(sizes: Sizes, scene: Scene, nodes: Vec<&'d Node>) -> Sketch<'d> {
        let mut children = HashMap::<&str, Vec<&Node>>::new();
        for node in &nodes {
            if let Some(parent) = &node.parent {
                children.entry(parent).or_default().push(node);
            }
        }
        Sketch { sizes, scene, nodes, children, at: HashMap::new() }
    }

    /// The account's nodes of some kinds.
    pub fn of(&self, kinds: &[Kind]) -> Vec<&'d Node> {
        self.nodes.iter().copied().filter(|n| kinds.contains(&n.kind)).collect()
    }

    /// What lies in a node.
    pub fn children(&self, of: &Node) -> Vec<&'d Node> {
        self.children.get(of.id.as_str()).cloned().unwrap_or_default()
    }

    /// What lies in a node, of some kinds.
    pub fn inside(&self, of: &Node, kinds: &[Kind]) -> Vec<&'d Node> {
        self.children(of).into_iter().filter(|n| kinds.contains(&n.kind)).collect()
    }

    /// Places a node.
    pub fn put(&mut self, shape: Shape, node: &'d Node, rect: Rect, inside: Option<usize>) -> usize {
        let place = self.scene.put(shape, node, rect, inside);
        self.at.insert(&node.id, place);
        place
    }

    /// Places a frame or a text that stands for no node.
    pub fn heading(&mut self, shape: Shape, text: &str, sub: Option<&str>, rect: Rect, inside: Option<usize>) -> usize {
        self.scene.put(shape, &scene::label(Kind::Other, text, sub), rect, inside)
    }

    /// A node with all that lies in it.
    fn whole(&self, node: &'d Node, into: &mut Vec<&'d Node>) {
        if into.iter().any(|n| n.id == node.id) {
            return;
        }
        into.push(node);
        for child in self.children(node) {
            self.whole(child, into);
        }
    }

    /// Places a count of what there is no room for, with the worst that is in it.
    pub fn more(&mut self, shape: Shape, hidden: &[&'d Node], what: &str, rect: Rect, inside: usize) {
        let mut all = Vec::new();
        hidden.iter().for_each(|node| self.whole(node, &mut all));
        let (state, findings) = summed(all.iter().copied());
        let text = format!("+{} {what}", hidden.len());
        let names = hidden.iter().map(|n| n.label.as_str()).collect::<Vec<_>>().join(", ");
        let node = Node { state, findings, ..scene::label(Kind::Other, text, Some(&names)) };
        let place = self.scene.put(shape, &node, rect, Some(inside));
        self.scene.boxes[place].stands_for = all.iter().map(|n| n.id.clone()).collect();
    }

    /// Chips under one another; returns where the last one ends.
    pub fn stack(&mut self, nodes: &[&'d Node], room: usize, (x, y, w): (i32, i32, i32), inside: usize) -> i32 {
        self.grid(nodes, 1, room, (x, y, w), inside)
    }

    /// Chips in rows; returns where the last row ends.
    pub fn grid(
        &mut self,
        nodes: &[&'d Node],
        columns: i32,
        room: usize,
        (x, y, w): (i32, i32, i32),
        inside: usize,
    ) -> i32 {
        let (h, gap) = (self.sizes.chip, self.sizes.chip_gap);
        let Fold { shown, hidden } = fold(nodes, room);
        let width = (w - (columns - 1) * gap) / columns;
        let place = |i: usize| {
            let (row, column) = (i as i32 / columns, i as i32 % columns);
            Rect { x: x + column * (width + gap), y: y + row * (h + gap), w: width, h }
        };
        for (i, node) in shown.iter().enumerate() {
            self.put(Shape::Chip, node, place(i), Some(inside));
        }
        if !hidden.is_empty() {
            self.more(Shape::Chip, &hidden, "more", place(shown.len()), inside);
        }
        let count = shown.len() + usize::from(!hidden.is_empty());
        if count == 0 { y } else { place(count - 1).bottom() }
    }
}
