//! A drawing before it is written: boxes and lines at whole numbers.

use super::{Edge, Flow, Kind, Node, Profile, State};

/// How a box is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// The organization.
    Organization,
    /// An organizational unit.
    Unit,
    /// An account among others.
    Card,
    /// An account with what is in it.
    Account,
    /// A region.
    Region,
    /// What belongs together.
    Group,
    /// A VPC.
    Vpc,
    /// A column.
    Zone,
    /// A subnet.
    Subnet,
    /// What spans zones.
    Band,
    /// A resource, in two lines.
    Chip,
    /// The same in one.
    Small,
    /// Something that belongs to a band or to the VPC's edge.
    Mini,
    /// A gateway on the border of a VPC.
    Gate,
    /// The outside world.
    Pill,
    /// A heading.
    Note,
}

impl Shape {
    /// Whether it holds other boxes: drawn before the lines.
    pub fn is_frame(self) -> bool {
        use Shape::{Account, Group, Organization, Region, Unit, Vpc, Zone};
        matches!(self, Organization | Unit | Account | Region | Group | Vpc | Zone)
    }
}

/// Where a box lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rect {
    pub x: i32,
    pub y: i32,
    pub w: i32,
    pub h: i32,
}

impl Rect {
    pub fn right(self) -> i32 {
        self.x + self.w
    }
    pub fn bottom(self) -> i32 {
        self.y + self.h
    }
    pub fn middle(self) -> (i32, i32) {
        (self.x + self.w / 2, self.y + self.h / 2)
    }
}

/// A box.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub shape: Shape,
    pub rect: Rect,
    /// What it says; of a heading, or of a count of parts, no node of the diagram.
    pub node: Node,
    /// The box that it lies in.
    pub inside: Option<usize>,
    /// What there is for its text, where that is less than its width.
    pub text_width: Option<i32>,
    /// The nodes that it stands for: itself, or those that there is no room for.
    pub stands_for: Vec<String>,
}

/// A line.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub kind: Flow,
    pub label: Option<String>,
    /// Missing when one of its ends is.
    pub state: State,
    pub points: Vec<(i32, i32)>,
    /// The boxes at its ends.
    #[cfg(test)]
    pub ends: (usize, usize),
}

/// A drawing.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub profile: Profile,
    pub title: String,
    pub width: i32,
    pub height: i32,
    pub boxes: Vec<Placed>,
    pub lines: Vec<Line>,
}

/// A node that is no part of the diagram.
pub(super) fn label(kind: Kind, label: impl Into<String>, sub: Option<&str>) -> Node {
    Node {
        id: String::new(),
        kind,
        account: String::new(),
        parent: None,
        label: label.into(),
        short: None,
        sub: sub.map(str::to_owned),
        state: State::Pass,
        findings: Vec::new(),
        rank: 0,
        names: Vec::new(),
    }
}

impl Scene {
    pub fn new(profile: Profile, title: String, width: i32) -> Scene {
        Scene { profile, title, width, height: 0, boxes: Vec::new(), lines: Vec::new() }
    }

    /// Adds a box for a node, and returns its number.
    pub fn put(&mut self, shape: Shape, node: &Node, rect: Rect, inside: Option<usize>) -> usize {
        let stands_for = if node.id.is_empty() { Vec::new() } else { vec![node.id.clone()] };
        self.boxes.push(Placed { shape, rect, node: node.clone(), inside, text_width: None, stands_for });
        self.boxes.len() - 1
    }

    /// Gives a frame the height that reaches to `bottom`.
    pub fn close(&mut self, frame: usize, bottom: i32) {
        let rect = &mut self.boxes[frame].rect;
        rect.h = bottom - rect.y;
    }

    /// Whether a box lies in another, however deep.
    pub fn lies_in(&self, inner: usize, outer: usize) -> bool {
        let mut at = Some(inner);
        while let Some(i) = at {
            if i == outer {
                return true;
            }
            at = self.boxes[i].inside;
        }
        false
    }

    /// Adds a line when a way is found that leads through no box.
    pub fn connect(&mut self, edge: &Edge, ends: (usize, usize), ways: impl IntoIterator<Item = Vec<(i32, i32)>>) {
        let Some(points) = ways.into_iter().find(|points| self.is_free(points, ends)) else { return };
        let is_missing = [ends.0, ends.1].iter().any(|i| self.boxes[*i].node.state == State::Missing);
        let state = if is_missing { State::Missing } else { State::Pass };
        self.lines.push(Line {
            kind: edge.kind,
            label: edge.label.clone(),
            state,
            points,
            #[cfg(test)]
            ends,
        });
    }

    /// Whether a line crosses the inside of no box, but for its ends, what they lie in, and columns, which bands lie over.
    pub fn is_free(&self, points: &[(i32, i32)], ends: (usize, usize)) -> bool {
        let open = |i: usize| self.lies_in(ends.0, i) || self.lies_in(ends.1, i) || self.boxes[i].shape == Shape::Zone;
        let closed = (0..self.boxes.len()).filter(|i| !open(*i)).map(|i| self.boxes[i].rect).collect::<Vec<_>>();
        let crosses = |(a, b): ((i32, i32), (i32, i32)), r: &Rect| {
            a.0.max(b.0) > r.x && a.0.min(b.0) < r.right() && a.1.max(b.1) > r.y && a.1.min(b.1) < r.bottom()
        };
        points.windows(2).all(|pair| !closed.iter().any(|rect| crosses((pair[0], pair[1]), rect)))
    }
}
