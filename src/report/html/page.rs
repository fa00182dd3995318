//! The frame of the page: what a browser may do with it, what stands above and below.

use super::drawing::Drawings;
use super::embed::{self, digest};
use super::model::Model;
use super::text::{moment, shown};
use super::{changes, clauses, columns, compared, drawing, evidence, frameworks, gaps, list, matrix, verdict, waivers};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::io::Result;

const STYLE: &str = include_str!("../../../reports/report.css");
const SCRIPT: &str = include_str!("../../../reports/report.js");

/// The whole page.
pub(super) fn page(model: &Model, drawings: Option<&Drawings>) -> Result<Markup> {
    let report = model.report;
    let style = format!("{STYLE}{}", drawings.map(drawing::style).unwrap_or_default());
    let listed = columns::listed(model);
    let data = embed::block(&columns::of(model, listed), html_id("data"))?;
    let proofs = evidence::blocks(model, listed)?;
    Ok(html! {
        (DOCTYPE)
        html.nojs lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy(&style));
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                title { "Architecture audit, " (report.snapshot.taken_at.strftime("%Y-%m-%d").to_string()) }
                style { (PreEscaped(&style)) }
            }
            body {
                (symbols(drawings))
                a.skip href="#main" { "Skip to the verdict" }
                (header(changes::is_told(model)))
                main.page #main tabindex="-1" {
                    (verdict::section(model))
                    (matrix::section(model))
                    (drawing::section(model, drawings))
                    (list::section(model, listed))
                    (changes::section(model))
                    (gaps::section(model))
                    (waivers::section(model))
                    (clauses::section(model))
                    (frameworks::section(model))
                    (compared::section(model))
                    footer {
                        "Made by " (shown(&report.tool.name)) " " (shown(&report.tool.version)) " of a snapshot of "
                        (moment(report.snapshot.taken_at)) ". The same report gives this page byte for byte. It loads nothing, "
                        "and keeps nothing in the browser."
                    }
                }
                (data)
                (proofs)
                script { (PreEscaped(SCRIPT)) }
            }
        }
    })
}

fn html_id(id: &'static str) -> embed::Name {
    embed::Name::Id(id)
}

/// One style and one script, known by their digests; nothing is loaded, and no text becomes markup.
fn policy(style: &str) -> String {
    format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        digest(SCRIPT),
        digest(style)
    )
}

fn header(changes: bool) -> Markup {
    html! {
        header.top {
            div.page {
                a.brand href="#main" aria-label="trueline: to the verdict" {
                    svg viewBox="0 0 20 20" aria-hidden="true" {
                        path d="M2 10h16M10 2v5M10 13v5" stroke="currentColor" stroke-width="2" stroke-linecap="round" {}
                        circle cx="10" cy="10" r="3" fill="none" stroke="currentColor" stroke-width="2" {}
                    }
                    span { "trueline" }
                }
                nav aria-label="Sections" {
                    a href="#matrix" { "Matrix" }
                    a href="#architecture" { "Drawing" }
                    a href="#findings" { "Findings" }
                    @if changes { a href="#changes" { "Changes" } }
                    a href="#gaps" { "Gaps" }
                    a href="#waivers" { "Waivers" }
                    a href="#clauses" { "Clauses" }
                    a href="#frameworks" { "Frameworks" }
                    a href="#compared" { "Basis" }
                }
                button.btn #theme type="button" title="Switch between light and dark" { "Theme" }
            }
        }
    }
}

/// The signs of the statuses, and what the drawings refer to. What is not displayed would not paint.
fn symbols(drawings: Option<&Drawings>) -> Markup {
    html! {
        svg.vh width="0" height="0" aria-hidden="true" {
            defs {
                symbol #g-fail viewBox="0 0 18 18" {
                    circle cx="9" cy="9" r="8" fill="currentColor" {}
                    path d="m6 6 6 6M12 6l-6 6" stroke="var(--on)" stroke-width="2" stroke-linecap="round" {}
                }
                symbol #g-unknown viewBox="0 0 18 18" {
                    path d="M9 .5 17.5 9 9 17.5.5 9z" fill="currentColor" {}
                    path d="M6.9 7.4A2.2 2.2 0 1 1 10 9.3c-.7.4-1 .7-1 1.3M9 12.9v.1" fill="none" stroke="var(--on)"
                        stroke-width="1.6" stroke-linecap="round" {}
                }
                symbol #g-waived viewBox="0 0 18 18" {
                    rect x="1.5" y="1.5" width="15" height="15" rx="3" fill="currentColor" {}
                    path d="M7 6v6M11 6v6" stroke="var(--on)" stroke-width="2" stroke-linecap="round" {}
                }
                symbol #g-pass viewBox="0 0 18 18" {
                    path d="m3.5 9.5 3.7 3.7L14.5 5.5" fill="none" stroke="currentColor" stroke-width="2"
                        stroke-linecap="round" stroke-linejoin="round" {}
                }
                symbol #g-none viewBox="0 0 18 18" {
                    path d="M5 9h8" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" {}
                }
                symbol #g-open viewBox="0 0 18 18" {
                    circle cx="9" cy="9" r="6.5" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.4 2" {}
                }
                @if let Some(drawings) = drawings { (PreEscaped(&drawings.definitions)) }
            }
        }
    }
}
