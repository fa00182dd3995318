//! Boxes with their texts, pictograms and marks.

use super::{Links, icons};
use crate::diagram::scene::{Placed, Rect, Scene, Shape};
use crate::diagram::text::{advance, fit};
use crate::diagram::{Kind, Node, Profile, State};
use crate::escape::html as escaped;

/// A text in a box.
struct Text<'t> {
    class: &'static str,
    at: (i32, i32),
    text: &'t str,
    width: i32,
    /// In tenths of a pixel.
    size: i32,
    is_bold: bool,
    anchor: &'static str,
}

impl Text<'_> {
    fn draw(&self) -> String {
        if self.text.is_empty() {
            return String::new();
        }
        let (x, y) = self.at;
        let anchor = if self.anchor.is_empty() { String::new() } else { format!(" text-anchor=\"{}\"", self.anchor) };
        let text = escaped(&fit(self.text, self.width, self.size, self.is_bold));
        format!("<text class=\"{}\" x=\"{x}\" y=\"{y}\"{anchor}>{text}</text>", self.class)
    }
}

fn text<'t>(class: &'static str, at: (i32, i32), text: &'t str, width: i32, size: i32) -> Text<'t> {
    let is_bold = class != "s";
    Text { class, at, text, width, size, is_bold, anchor: "" }
}

fn class(state: State) -> &'static str {
    match state {
        State::Pass => "pass",
        State::Waived => "waived",
        State::Unknown => "unknown",
        State::Missing => "missing",
        State::Fail => "fail",
    }
}

/// All that a box says, whether there is room for it or not.
fn said(node: &Node, shape: Shape, links: Links) -> String {
    let short = node.short.as_deref().filter(|_| shape == Shape::Card);
    let ids = node.findings.join(" ");
    let ids = (links == Links::None && !ids.is_empty()).then_some(ids.as_str());
    let parts = [Some(node.label.as_str()), node.sub.as_deref(), short, node.state.word(), ids];
    parts.into_iter().flatten().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A box.
pub(super) fn draw(placed: &Placed, scene: &Scene, links: Links) -> String {
    let (node, shape) = (&placed.node, placed.shape);
    let classes = format!("n {} {}", shape.class(), class(node.state));
    let said = escaped(&said(node, shape, links));
    let inner = body(placed, scene.profile == Profile::Wide) + &mark(placed);
    match node.findings.first() {
        Some(first) if links == Links::Findings => format!(
            "<a class=\"{classes}\" href=\"#f-{}\" data-ids=\"{}\" aria-label=\"{said}\"><title>{said}</title>{inner}</a>",
            escaped(first),
            escaped(&node.findings.join(" "))
        ),
        _ if shape == Shape::Note || (shape == Shape::Group) => format!("<g class=\"{classes}\">{inner}</g>"),
        _ => format!("<g class=\"{classes}\"><title>{said}</title>{inner}</g>"),
    }
}

fn corner(shape: Shape) -> i32 {
    match shape {
        Shape::Organization | Shape::Account => 12,
        Shape::Pill => 18,
        Shape::Gate => 14,
        Shape::Unit | Shape::Region | Shape::Group | Shape::Vpc => 10,
        Shape::Zone | Shape::Band | Shape::Card => 8,
        _ => 6,
    }
}

fn outline(rect: Rect, shape: Shape, node: &Node) -> String {
    let Rect { x, y, w, h } = rect;
    let rx = corner(shape);
    let kind = match node.kind {
        Kind::PublicSubnet => " public",
        Kind::PrivateSubnet => " private",
        _ => "",
    };
    let place = format!("x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{rx}\"");
    let hatch = if node.state == State::Unknown {
        format!("<rect class=\"hatch\" {place} fill=\"url(#hatch)\"/>")
    } else {
        String::new()
    };
    format!("<rect class=\"b{kind}\" {place}/>{hatch}")
}

fn icon(kind: Kind, x: i32, y: i32) -> String {
    icons::path(kind)
        .map_or_else(String::new, |d| format!("<path class=\"i\" transform=\"translate({x} {y})\" d=\"{d}\"/>"))
}

fn body(placed: &Placed, is_wide: bool) -> String {
    let (node, rect, shape) = (&placed.node, placed.rect, placed.shape);
    let Rect { x, y, w, h } = rect;
    let short = if is_wide { None } else { node.short.as_deref() };
    let label = short.unwrap_or(&node.label);
    let is_gone = node.state == State::Missing;
    let sub = if is_gone { "not found" } else { node.sub.as_deref().unwrap_or_default() };
    // The mark in the corner covers the end of a line.
    let room = if node.state == State::Pass { 0 } else { 10 };
    // Without a pictogram the text begins further left.
    let has_icon = icons::path(node.kind).is_some();
    let start = |with: i32| if has_icon { with } else { 12 };
    let frame = |start: i32, size: i32, sub_width: i32| {
        let title =
            text(if size > 120 { "h1" } else { "h2" }, (x + start, y + 19), label, w - start - sub_width - 20, size);
        let end = (x + w - 12 - room, y + 19);
        let sub = Text { anchor: "end", ..text("s", end, sub, sub_width, 110) };
        outline(rect, shape, node) + &title.draw() + &sub.draw()
    };
    match shape {
        Shape::Organization => frame(14, 140, if is_wide { 300 } else { 110 }),
        Shape::Unit => frame(12, 120, if is_wide { 240 } else { 110 }),
        Shape::Account => {
            let title = format!("{} account", node.label);
            let start = if is_wide { 36 } else { 12 };
            let title = text("h1", (x + start, y + 23), &title, w - start - 150, 140);
            let id = Text { anchor: "end", ..text("s", (x + w - 14 - room, y + 23), sub, 110, 110) };
            outline(rect, shape, node) + &title.draw() + &id.draw()
        }
        Shape::Card => {
            let lines = [
                text("l", (x + 12, y + 20), &node.label, w - 24 - room, 120),
                text("s", (x + 12, y + 35), node.sub.as_deref().unwrap_or_default(), w - 24, 110),
                text("s", (x + 12, y + 49), node.short.as_deref().unwrap_or_default(), w - 24, 110),
            ];
            outline(rect, shape, node) + &lines.map(|l| l.draw()).concat()
        }
        Shape::Region | Shape::Group => {
            let title = text("h2", (x + 12, y + 18), label, w - 24, 120);
            let used = 12 + advance(label, 120, true) + 8;
            let sub = text("s", (x + used, y + 18), sub, (w - used - 12).max(0), 110);
            outline(rect, shape, node) + &title.draw() + &if w - used > 90 { sub.draw() } else { String::new() }
        }
        Shape::Vpc => {
            let line = y + if is_wide { 19 } else { 32 };
            // The gateway stands in the middle of the upper border.
            let title = text("h2", (x + 12, line), label, if is_wide { 236 } else { 180 }, 120);
            let end = (x + w - 12 - room, line);
            let sub = Text { anchor: "end", ..text("s", end, sub, if is_wide { 200 } else { 100 }, 110) };
            outline(rect, shape, node) + &title.draw() + &sub.draw()
        }
        Shape::Zone => {
            let title = text("zt", (x + 8, y + 16), label, w - 16 - room, 110);
            let gone = Text { anchor: "middle", ..text("gm", (x + w / 2, y + h / 2), sub, w - 12, 110) };
            outline(rect, shape, node) + &title.draw() + &if is_gone { gone.draw() } else { String::new() }
        }
        Shape::Subnet => {
            let title = text("st", (x + 8, y + 16), label, w - 16 - room, 110);
            let used = advance(label, 110, true) + 24 + room;
            let end = (x + w - 8 - room, y + 16);
            let cidr = Text { anchor: "end", ..text("s", end, sub, w - used, 105) };
            let gone = Text { anchor: "middle", ..text("gm", (x + w / 2, y + h / 2 + 10), sub, w - 12, 110) };
            let second = match (is_gone, is_wide) {
                (true, _) if h >= 60 => gone.draw(),
                (_, true) if w - used > 50 => cidr.draw(),
                _ => String::new(),
            };
            outline(rect, shape, node) + &title.draw() + &second
        }
        Shape::Note => text("st", (x, y + 18), label, w.max(advance(label, 110, true)), 110).draw(),
        Shape::Mini => {
            let size = if is_wide { 115 } else { 105 };
            let middle = Text { anchor: "middle", ..text("l", (x + w / 2, y + 18), label, w - 10 - 2 * room, size) };
            outline(rect, shape, node) + &middle.draw()
        }
        Shape::Gate | Shape::Pill => {
            let middle = y + h / 2;
            let title = text("l", (x + start(36), middle + 4), label, w - start(36) - 10 - room, 120);
            outline(rect, shape, node) + &icon(node.kind, x + 14, middle - 8) + &title.draw()
        }
        Shape::Band => {
            let width = placed.text_width.unwrap_or(w - 50) - room;
            let lines = [
                text("l", (x + start(38), y + 20), label, width, 120),
                text("s", (x + start(38), y + 36), sub, width, 110),
            ];
            outline(rect, shape, node) + &icon(node.kind, x + 12, y + 15) + &lines.map(|l| l.draw()).concat()
        }
        Shape::Small => {
            let title = text("l", (x + 6, y + 17), label, w - 8 - room, 105);
            outline(rect, shape, node) + &title.draw()
        }
        Shape::Chip => {
            let (start, inner) = if w < 130 || !has_icon { (8, w - 14) } else { (32, w - 38) };
            let icon = if start == 32 { icon(node.kind, x + 9, y + 12) } else { String::new() };
            let lines = [
                text("l", (x + start, y + 17), label, inner - room, 120),
                text("s", (x + start, y + 32), sub, inner, 110),
            ];
            outline(rect, shape, node) + &icon + &lines.map(|l| l.draw()).concat()
        }
    }
}

/// The mark on the upper right corner: a shape of its own for each state, and the number of findings where there are several.
fn mark(placed: &Placed) -> String {
    let node = &placed.node;
    let count = node.findings.len();
    let number = || format!("<text y=\"4\" text-anchor=\"middle\">{count}</text>");
    let (frame, sign) = match node.state {
        State::Pass => return String::new(),
        State::Waived => {
            ("<rect x=\"-8\" y=\"-8\" width=\"16\" height=\"16\" rx=\"3\"/>", "<path d=\"M-2.5-3v6M2.5-3v6\"/>")
        }
        State::Unknown => (
            "<path class=\"bg\" d=\"M0-9.5 9.5 0 0 9.5-9.5 0z\"/>",
            "<path d=\"M-2.3-1.6a2.3 2.3 0 1 1 3.3 2.1c-.7.4-1 .8-1 1.5M0 4.2v.1\"/>",
        ),
        State::Missing | State::Fail => ("<circle r=\"8.5\"/>", "<path d=\"m-2.8-2.8 5.6 5.6M2.8-2.8l-5.6 5.6\"/>"),
    };
    let is_counted = count > 1 && matches!(node.state, State::Missing | State::Fail);
    let sign = if is_counted { number() } else { sign.to_owned() };
    let (x, y) = (placed.rect.right() - 6, placed.rect.y + 1);
    format!("<g class=\"mark\" transform=\"translate({x} {y})\">{frame}{sign}</g>")
}
