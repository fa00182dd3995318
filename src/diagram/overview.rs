//! The whole organization: units with their accounts, and which accounts are worth a drawing of their own.

use super::order::summed;
use super::scene::{self, Rect, Scene, Shape};
use super::{AccountDrawing, Diagram, Kind, Node, Profile, State};
use std::collections::BTreeMap;

/// As many accounts have a card each, however much alike they are.
const FEW: usize = 8;
/// Accounts that are drawn below the organization.
const DRAWN: usize = 12;
const HEAD: i32 = 30;
const PAD: i32 = 12;
const CARD: i32 = 58;

/// What is drawn of the accounts, and what is only told of the others.
pub(super) struct Choice {
    /// Accounts with a drawing, in the report's order.
    pub drawn: Vec<usize>,
    /// What a reader has to know of the rest.
    pub note: Option<String>,
}

/// Those that deviate, and of those that do not one of each shape.
pub(super) fn choice(diagram: &Diagram) -> Choice {
    let mut shapes = Vec::<&str>::new();
    let mut wanted = Vec::new();
    for (i, account) in diagram.accounts.iter().enumerate() {
        let is_new = !shapes.contains(&account.shape.as_str());
        shapes.push(&account.shape);
        if account.state != State::Pass || is_new {
            wanted.push(i);
        }
    }
    let alike = diagram.accounts.len() - wanted.len();
    wanted.sort_by_key(|i| (std::cmp::Reverse(diagram.accounts[*i].state), *i));
    let left = wanted.split_off(wanted.len().min(DRAWN));
    wanted.sort_unstable();
    let deviating = left.iter().filter(|i| diagram.accounts[**i].state != State::Pass).count();
    let of = |n: usize, what: &str| (n > 0).then(|| format!("{n} {what}"));
    let notes = [
        of(alike, "accounts have the same shape as one that is drawn, without a deviation"),
        of(deviating, "accounts deviate and are not drawn here"),
        of(left.len() - deviating, "accounts of other shapes are not drawn here"),
    ];
    let notes = notes.into_iter().flatten().collect::<Vec<_>>();
    let note = (!notes.is_empty()).then(|| notes.join("; ") + ". --account NAME draws one.");
    Choice { drawn: wanted, note }
}

/// The organization with a card for each account; of many that are alike and do not deviate, one with their number.
pub(super) fn scene(diagram: &Diagram, profile: Profile) -> Scene {
    let (width, columns) = match profile {
        Profile::Wide => (1208, 5),
        Profile::Narrow => (344, 2),
    };
    let title = "The organization, drawn from the snapshot".to_owned();
    let mut overview =
        Overview { diagram, columns, scene: Scene::new(profile, title, width), children: BTreeMap::new() };
    for node in &diagram.nodes {
        if let (Some(parent), Kind::Unit | Kind::Account) = (&node.parent, node.kind) {
            overview.children.entry(parent).or_default().push(node);
        }
    }
    let root = diagram.nodes.iter().find(|n| n.kind == Kind::Organization);
    let bottom =
        root.map_or(0, |root| overview.frame(Shape::Organization, root, Rect { x: 0, y: 0, w: width, h: 0 }, None));
    overview.scene.height = bottom;
    overview.scene
}

struct Overview<'d> {
    diagram: &'d Diagram,
    columns: i32,
    scene: Scene,
    children: BTreeMap<&'d str, Vec<&'d Node>>,
}

impl<'d> Overview<'d> {
    /// The organization or a unit, with what lies in it; returns where it ends.
    fn frame(&mut self, shape: Shape, node: &'d Node, rect: Rect, inside: Option<usize>) -> i32 {
        let place = self.scene.put(shape, node, rect, inside);
        let children = self.children.get(node.id.as_str()).cloned().unwrap_or_default();
        let (units, accounts): (Vec<_>, Vec<_>) = children.into_iter().partition(|n| n.kind == Kind::Unit);
        let mut y =
            self.cards(&accounts, Rect { y: rect.y + HEAD, x: rect.x + PAD, w: rect.w - 2 * PAD, h: CARD }, place);
        for unit in units {
            let below = Rect { x: rect.x + PAD, y, w: rect.w - 2 * PAD, h: 0 };
            y = self.frame(Shape::Unit, unit, below, Some(place)) + PAD;
        }
        let bottom = y.max(rect.y + HEAD + 6);
        self.scene.close(place, bottom);
        bottom
    }

    /// Cards in rows; returns where what comes below them begins.
    fn cards(&mut self, accounts: &[&'d Node], area: Rect, inside: usize) -> i32 {
        let position = |node: &Node| self.diagram.accounts.iter().position(|a| a.id == node.account);
        let mut known = accounts.iter().filter_map(|n| Some((position(n)?, *n))).collect::<Vec<_>>();
        known.sort_by_key(|(i, _)| *i);
        let mut cards = Vec::<(Node, Vec<String>)>::new();
        let mut alike = BTreeMap::<&str, Vec<&Node>>::new();
        for (i, node) in known {
            let account = &self.diagram.accounts[i];
            let group = alike.entry(account.shape.as_str()).or_default();
            let is_one_more = self.diagram.accounts.len() > FEW && account.state == State::Pass && !group.is_empty();
            if account.state == State::Pass {
                group.push(node);
            }
            if !is_one_more {
                cards.push((self.card(account, node), vec![node.id.clone()]));
            }
        }
        for (_, group) in alike.into_iter().filter(|(_, group)| group.len() > 1 && self.diagram.accounts.len() > FEW) {
            let (first, others) = (group[0], &group[1..]);
            let names = others.iter().map(|n| n.label.as_str()).collect::<Vec<_>>().join(", ");
            let text = format!("+{} of the same shape", others.len());
            let mut node = scene::label(Kind::Account, text, Some(&format!("as {}: {names}", first.label)));
            (node.state, node.findings) = summed(others.iter().copied());
            cards.push((node, others.iter().map(|n| n.id.clone()).collect()));
        }
        let width = (area.w - (self.columns - 1) * 8) / self.columns;
        let count = cards.len() as i32;
        for (i, (node, stands_for)) in (0..).zip(cards) {
            let (row, column) = (i / self.columns, i % self.columns);
            let rect = Rect { x: area.x + column * (width + 8), y: area.y + row * (CARD + 8), w: width, h: CARD };
            let place = self.scene.put(Shape::Card, &node, rect, Some(inside));
            self.scene.boxes[place].stands_for = stands_for;
        }
        let rows = (count + self.columns - 1) / self.columns;
        area.y + rows * (CARD + 8) + if rows > 0 { PAD - 8 } else { 0 }
    }

    /// An account's card: its number, and how many findings of each kind it has.
    fn card(&self, account: &AccountDrawing, node: &Node) -> Node {
        let counts = [(account.fail, "fail"), (account.unknown, "unknown"), (account.waived, "waived")];
        let counts = counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
        let counts = counts.collect::<Vec<_>>().join(" · ");
        let short = if counts.is_empty() { "no deviation".to_owned() } else { counts };
        // A card stands for all that is in the account.
        let state = if account.state == State::Missing { State::Fail } else { account.state };
        Node { state, short: Some(short), ..node.clone() }
    }
}
