//! The colours of the page: contrast by WCAG 2.2, and whether people who see colours otherwise can tell the statuses apart, by
//! the model of Machado and others (2009) at full severity.

use std::collections::BTreeMap;

type Rgb = [f64; 3];

const STYLE: &str = include_str!("../../reports/report.css");

/// Text, or a mark, on its background, with the least contrast.
const PAIRS: [(&str, &str, f64); 27] = [
    ("ink", "bg", 4.5),
    ("ink", "panel", 4.5),
    ("soft", "bg", 4.5),
    ("soft", "panel", 4.5),
    ("soft", "public", 4.5),
    ("soft", "private", 4.5),
    ("soft", "chip", 4.5),
    ("soft", "waived-bg", 4.5),
    ("soft", "fail-bg", 4.5),
    ("link", "bg", 4.5),
    ("link", "panel", 4.5),
    ("fail", "bg", 4.5),
    ("fail", "panel", 4.5),
    ("fail", "fail-bg", 4.5),
    ("bg", "fail", 4.5),
    ("ink", "fail-bg", 4.5),
    ("unknown", "bg", 4.5),
    ("unknown", "unknown-bg", 4.5),
    ("unknown", "chip", 4.5),
    ("waived", "bg", 4.5),
    ("waived", "waived-bg", 4.5),
    ("bg", "ink", 4.5),
    ("pass", "bg", 3.0),
    ("edge", "bg", 3.0),
    ("edge", "panel", 3.0),
    ("edge", "chip", 3.0),
    ("deliver", "panel", 3.0),
];

/// What the eye without one kind of cones makes of a colour, in linear RGB.
const EYES: [(&str, [Rgb; 3]); 3] = [
    ("protan", [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    ("deutan", [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]),
    ("tritan", [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]),
];

fn colour(hex: &str) -> Rgb {
    let hex = hex.strip_prefix('#').unwrap();
    let hex = if hex.len() == 3 { hex.chars().flat_map(|c| [c, c]).collect() } else { hex.to_owned() };
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0)
}

/// The tokens, light and dark.
fn themes() -> [(&'static str, BTreeMap<&'static str, Rgb>); 2] {
    let root = STYLE.strip_prefix(":root{").unwrap().split_once('}').unwrap().0;
    let both = root.split(';').filter_map(|d| d.trim().strip_prefix("--")?.split_once(":light-dark("));
    let both = both.map(|(name, pair)| (name, pair.strip_suffix(')').unwrap().split_once(',').unwrap()));
    let both = both.collect::<Vec<_>>();
    [
        ("light", both.iter().map(|(name, (light, _))| (*name, colour(light))).collect()),
        ("dark", both.iter().map(|(name, (_, dark))| (*name, colour(dark))).collect()),
    ]
}

fn linear(colour: Rgb) -> Rgb {
    colour.map(|v| if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) })
}

fn contrast(a: Rgb, b: Rgb) -> f64 {
    let luminance = |c| {
        let [r, g, b] = linear(c);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn lab([r, g, b]: Rgb) -> Rgb {
    let f = |t: f64| if t > 0.008856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
    let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
    let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[test]
fn text_can_be_read_on_its_background() {
    for (theme, tokens) in themes() {
        for (text, background, least) in PAIRS {
            let ratio = contrast(tokens[text], tokens[background]);
            assert!(ratio >= least, "{theme}: {text} on {background} has {ratio:.2}, needs {least}");
        }
    }
}

#[test]
fn statuses_differ_for_every_eye() {
    for (theme, tokens) in themes() {
        for (eye, matrix) in EYES {
            let seen = |name: &str| {
                let colour = linear(tokens[name]);
                lab(matrix.map(|row| row.iter().zip(colour).map(|(m, v)| m * v).sum::<f64>().clamp(0.0, 1.0)))
            };
            for (one, other) in [("fail", "unknown"), ("fail", "waived"), ("unknown", "waived")] {
                let apart = seen(one).iter().zip(seen(other)).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
                // Unknown is hatched beside: where blue is not seen, the pattern tells it from waived.
                let least = if eye == "tritan" { 12.0 } else { 20.0 };
                assert!(apart >= least, "{theme}, {eye}: {one} and {other} are {apart:.0} apart");
            }
        }
    }
}
