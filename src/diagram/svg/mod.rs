//! SVG: classes alone, no style, no script, and no id that comes from data. What others have named is escaped as text.

mod boxes;
mod icons;
mod lines;

use super::overview;
use super::scene::{Scene, Shape};
use super::{Diagram, Profile, STYLE, layout};
use crate::escape::html as escaped;

/// What boxes with findings lead to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Links {
    /// To the finding on the same page.
    Findings,
    /// Nowhere: their ids are told instead.
    None,
}

/// One account as an `<svg>` for a page that holds [`definitions`] and [`STYLE`] once; its ids begin with `prefix`. A part that
/// deviates leads to `#f-` and its first finding.
pub fn account(diagram: &Diagram, account: usize, profile: Profile, prefix: &str) -> String {
    inline(&layout::account(diagram, account, profile), prefix)
}

/// The organization with its accounts, in the same way.
pub fn overview(diagram: &Diagram, profile: Profile, prefix: &str) -> String {
    inline(&overview::scene(diagram, profile), prefix)
}

/// What all drawings share: hatching and arrow heads. A page puts them once into an SVG that is not `display: none`, in which
/// they would not be painted.
pub fn definitions() -> String {
    let marker = |id: &str| {
        format!(
            "<marker id=\"arrow-{id}\" class=\"arrow-{id}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" \
             markerHeight=\"7\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M.5.5 7.5 4 .5 7.5z\"/></marker>"
        )
    };
    let hatching = "<pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
                    patternTransform=\"rotate(45)\"><path class=\"hatching\" d=\"M0 0v6\"/></pattern>";
    let markers = ["traffic", "copy", "delivery", "exposure"].map(marker).concat();
    format!("{hatching}{markers}")
}

/// A file of its own that loads nothing: one account, or the organization with those that deviate below it.
pub fn standalone(diagram: &Diagram, account: Option<usize>) -> String {
    let mut scenes = Vec::new();
    let mut note = None;
    match account {
        Some(account) => scenes.push(layout::account(diagram, account, Profile::Wide)),
        None => {
            scenes.push(overview::scene(diagram, Profile::Wide));
            let choice = overview::choice(diagram);
            scenes.extend(choice.drawn.into_iter().map(|i| layout::account(diagram, i, Profile::Wide)));
            note = choice.note;
        }
    }
    let (mut y, mut body) = (0, String::new());
    for (i, scene) in scenes.iter().enumerate() {
        let title = escaped(&scene.title);
        body += &format!("<g transform=\"translate(0 {y})\" role=\"group\" aria-labelledby=\"t{i}\">\n");
        body += &format!("<title id=\"t{i}\">{title}</title>\n{}</g>\n", content(scene, Links::None));
        y += scene.height + 32;
        if let (0, Some(note)) = (i, &note) {
            body += &format!("<text class=\"s\" x=\"4\" y=\"{}\">{}</text>\n", y - 10, escaped(note));
            y += 12;
        }
    }
    let (width, height) = (scenes.iter().map(|s| s.width).max().unwrap_or(0) + 24, (y - 32).max(0) + 24);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"arch wide\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"-12 -12 {width} {height}\" role=\"group\">\n<style>{STYLE}</style>\n<defs>{}</defs>\n\
         <rect class=\"ground\" x=\"-12\" y=\"-12\" width=\"{width}\" height=\"{height}\"/>\n{body}</svg>\n",
        definitions()
    )
}

fn inline(scene: &Scene, prefix: &str) -> String {
    let class = match scene.profile {
        Profile::Wide => "wide",
        Profile::Narrow => "narrow",
    };
    let (prefix, title) = (escaped(prefix), escaped(&scene.title));
    format!(
        "<svg class=\"arch {class}\" viewBox=\"-2 -10 {} {}\" role=\"group\" aria-labelledby=\"{prefix}-title\">\
         <title id=\"{prefix}-title\">{title}</title>\n{}</svg>",
        scene.width + 12,
        scene.height + 12,
        content(scene, Links::Findings)
    )
}

/// Frames, then lines, then the rest from outside in, which is also the order of the tabulator key.
fn content(scene: &Scene, links: Links) -> String {
    let draw = |is_frame: bool| {
        let boxes = scene.boxes.iter().filter(move |b| b.shape.is_frame() == is_frame);
        boxes.map(|b| boxes::draw(b, scene, links) + "\n").collect::<String>()
    };
    let lines = scene.lines.iter().map(|line| lines::draw(line, scene) + "\n").collect::<String>();
    draw(true) + &lines + &draw(false)
}

impl Shape {
    fn class(self) -> &'static str {
        match self {
            Shape::Organization => "organization",
            Shape::Unit => "unit",
            Shape::Card => "card",
            Shape::Account => "account",
            Shape::Region => "region",
            Shape::Group => "group",
            Shape::Vpc => "vpc",
            Shape::Zone => "zone",
            Shape::Subnet => "subnet",
            Shape::Band => "band",
            Shape::Chip => "chip",
            Shape::Small => "small",
            Shape::Mini => "mini",
            Shape::Gate => "gate",
            Shape::Pill => "pill",
            Shape::Note => "note",
        }
    }
}
