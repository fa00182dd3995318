//! Lines with their arrow heads and what is written on them.

use crate::diagram::scene::{Line, Scene};
use crate::diagram::{Flow, Profile, State};
use crate::escape::html as escaped;

/// A line.
pub(super) fn draw(line: &Line, scene: &Scene) -> String {
    let kind = match line.kind {
        Flow::Traffic => "traffic",
        Flow::Copy => "copy",
        Flow::Delivery => "delivery",
        Flow::Exposure => "exposure",
    };
    let is_missing = line.state == State::Missing;
    let head = if is_missing { "exposure" } else { kind };
    let path = line.points.iter().enumerate().map(|(i, (x, y))| format!("{}{x} {y}", if i == 0 { 'M' } else { 'L' }));
    let path = path.collect::<String>();
    let text = match (&line.label, scene.profile, line.points.as_slice()) {
        // Beside a short line there is no room.
        (Some(label), Profile::Wide, [(ax, ay), (bx, by), ..]) if (bx - ax).abs().max((by - ay).abs()) > 30 => {
            let (x, y) = ((ax + bx) / 2, (ay + by) / 2);
            let (place, anchor) = if ax == bx { ((x + 6, y + 4), "start") } else { ((x, y - 5), "middle") };
            let (x, y) = place;
            format!("<text class=\"el\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{}</text>", escaped(label))
        }
        _ => String::new(),
    };
    let missing = if is_missing { " missing" } else { "" };
    format!("<g class=\"e {kind}{missing}\"><path d=\"{path}\" marker-end=\"url(#arrow-{head})\"/>{text}</g>")
}
