//! Nodes in one another, under numbers instead of ids: what the text formats are written from.

use super::{Diagram, Edge, Node};
use std::collections::{HashMap, HashSet};

/// A step on the way through all nodes.
pub(super) enum Step<'d> {
    /// A node that holds nothing.
    Leaf(&'d Node, usize),
    /// A node that holds others, which follow.
    Open(&'d Node, usize),
    /// They are all told.
    Close,
}

/// The nodes of a diagram.
pub(super) struct Nesting<'d> {
    diagram: &'d Diagram,
    numbers: HashMap<&'d str, usize>,
    children: HashMap<&'d str, Vec<&'d Node>>,
    roots: Vec<&'d Node>,
}

impl<'d> Nesting<'d> {
    pub fn new(diagram: &'d Diagram) -> Nesting<'d> {
        let numbers = diagram.nodes.iter().enumerate().map(|(i, n)| (n.id.as_str(), i)).collect::<HashMap<_, _>>();
        let (mut children, mut roots) = (HashMap::<&str, Vec<&Node>>::new(), Vec::new());
        for node in &diagram.nodes {
            match node.parent.as_deref().filter(|parent| numbers.contains_key(parent)) {
                Some(parent) => children.entry(parent).or_default().push(node),
                None => roots.push(node),
            }
        }
        Nesting { diagram, numbers, children, roots }
    }

    pub fn number(&self, node: &Node) -> Option<usize> {
        self.numbers.get(node.id.as_str()).copied()
    }

    /// The edges whose ends are both there, with the numbers of these.
    pub fn edges(&self) -> impl Iterator<Item = (&'d Edge, usize, usize)> {
        let number = |id: &str| self.numbers.get(id).copied();
        self.diagram.edges.iter().filter_map(move |edge| Some((edge, number(&edge.from)?, number(&edge.to)?)))
    }

    /// Every node once, each with its depth from 1.
    pub fn walk(&self, mut each: impl FnMut(Step<'d>, usize)) {
        let mut told = HashSet::new();
        self.roots.iter().for_each(|root| self.step(root, 1, &mut told, &mut each));
    }

    fn step(&self, node: &'d Node, depth: usize, told: &mut HashSet<&'d str>, each: &mut impl FnMut(Step<'d>, usize)) {
        // Ids are unique, unless somebody has made two resources look like one.
        let Some(number) = self.number(node).filter(|_| told.insert(&node.id)) else { return };
        match self.children.get(node.id.as_str()) {
            None => each(Step::Leaf(node, number), depth),
            Some(children) => {
                each(Step::Open(node, number), depth);
                children.iter().for_each(|child| self.step(child, depth + 1, told, each));
                each(Step::Close, depth);
            }
        }
    }
}
