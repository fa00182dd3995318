//! The architecture as it is: drawings that were made elsewhere, one account shown at a time.

use super::kind::{Kind, Tally};
use super::model::Model;
use super::text::{count, number, shown};
use crate::diagram::{self, Diagram, Profile};
use maud::{Markup, PreEscaped, html};

/// The drawings of a snapshot.
pub struct Drawings {
    /// What the drawings refer to, inside of `<defs>`.
    pub definitions: String,
    /// How they look.
    pub style: String,
    /// One for each account.
    pub accounts: Vec<AccountDrawing>,
}

/// The drawing of an account.
pub struct AccountDrawing {
    /// The account's name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// What is to be said of it as a whole, beside what the findings say.
    pub state: String,
    /// The drawing as SVG for a wide window; whoever makes it has escaped what stands in it.
    pub wide: String,
    /// The same for a narrow one.
    pub narrow: String,
    /// Whether it takes no page of its own on paper.
    pub is_small: bool,
}

impl Drawings {
    /// The drawings of a diagram.
    pub fn of(diagram: &Diagram) -> Drawings {
        let account = |(at, account): (usize, &diagram::AccountDrawing)| AccountDrawing {
            name: account.name.clone(),
            id: account.id.clone(),
            state: account.state.word().unwrap_or("holds").to_owned(),
            wide: diagram::svg(diagram, at, Profile::Wide, &format!("w{at}-")),
            narrow: diagram::svg(diagram, at, Profile::Narrow, &format!("n{at}-")),
            is_small: account.is_small,
        };
        Drawings {
            definitions: diagram::definitions(),
            style: diagram::STYLE.to_owned(),
            accounts: diagram.accounts.iter().enumerate().map(account).collect(),
        }
    }
}

/// More accounts than this are a list of names and not a tree of cards.
const MAX_CARDS: usize = 8;

/// The section.
pub(super) fn section(model: &Model, drawings: Option<&Drawings>) -> Markup {
    html! {
        section #architecture {
            h2 { "The architecture as it is" }
            @match drawings {
                Some(drawings) => {
                    p.sub {
                        "Drawn from the snapshot. Red deviates, hatched could not be read, dashed is documented but was not "
                        "found. "
                        "Marked boxes lead to their findings, which tell the same in words: choose the account there."
                    }
                    (legend())
                    (tree(model, drawings))
                }
                None => p.sub {
                    @if model.report.inputs.plans.is_empty() {
                        "The drawing is made from the snapshot, and this report was written without one. To have it: "
                        code { "trueline report REPORT.json --snapshot SNAPSHOT --report html=FILE" }
                    } @else {
                        "With plans, the drawing is made when they are judged: "
                        code { "trueline check --plan PLAN.json --report html=FILE" }
                    }
                }
            }
        }
    }
}

/// Which account's drawing is seen goes by the choice alone, so that it works without a script.
pub(super) fn style(drawings: &Drawings) -> String {
    let shown = (0..drawings.accounts.len()).map(|at| format!(".org:has(#a{at}:checked) .p{at}"));
    format!("{}\n{}{{display:block}}\n", drawings.style, shown.collect::<Vec<_>>().join(","))
}

fn tree(model: &Model, drawings: &Drawings) -> Markup {
    let tallies = drawings.accounts.iter().map(|a| tally(model, &a.id)).collect::<Vec<_>>();
    // First the one with the most to see.
    let worst = |at: &usize| (tallies[*at].of(Kind::Fail), tallies[*at].of(Kind::Unknown), usize::MAX - at);
    let chosen = (0..tallies.len()).max_by_key(worst);
    let many = drawings.accounts.len() > MAX_CARDS;
    html! {
        fieldset.org {
            legend.vh { "Account shown in the drawing" }
            div class=(if many { "tree many" } else { "tree" }) {
                span.root { "Organization " small { (count(drawings.accounts.len(), "account")) } }
                @for (at, (account, tally)) in drawings.accounts.iter().zip(&tallies).enumerate() {
                    label.card {
                        input type="radio" name="account-drawn" id={ "a" (at) } checked[Some(at) == chosen];
                        b { (shown(&account.name)) }
                        span.n { (shown(&account.id)) }
                        span.k {
                            @for kind in tally.kinds().filter(|k| *k != Kind::Pass) {
                                span class=(kind.word()) { (number(tally.of(kind))) " " (kind.word()) }
                            }
                            @if tally.worst().is_none_or(|k| k == Kind::Pass) { span.pass { (shown(&account.state)) } }
                        }
                    }
                }
            }
            @for (at, account) in drawings.accounts.iter().enumerate() {
                div class={ "pane p" (at) @if account.is_small { " small" } } {
                    (PreEscaped(&account.wide))
                    (PreEscaped(&account.narrow))
                }
            }
        }
    }
}

fn tally(model: &Model, account: &str) -> Tally {
    let mut tally = Tally::default();
    model.deviations().filter(|(_, f)| f.account_id == account).for_each(|(kind, _)| tally.add(kind, 1));
    tally
}

fn legend() -> Markup {
    let boxed = |class: &str, words: &str| {
        html! {
            li {
                svg.arch.key viewBox="0 0 34 20" aria-hidden="true" {
                    g class={ "n chip " (class) } {
                        rect.b x="2" y="2" width="30" height="16" rx="4" {}
                        @if class == "unknown" { rect x="2" y="2" width="30" height="16" rx="4" fill="url(#hatch)" {} }
                    }
                }
                (words)
            }
        }
    };
    let line = |class: &str, words: &str| {
        html! {
            li {
                svg.arch.key viewBox="0 0 34 20" aria-hidden="true" {
                    g class={ "e " (class) } { path d="M2 10H31" marker-end={ "url(#arrow-" (class) ")" } {} }
                }
                (words)
            }
        }
    };
    html! {
        ul.legend aria-label="Legend" {
            (boxed("pass", "as documented")) (boxed("fail", "deviates")) (boxed("missing", "documented, not found"))
            (boxed("unknown", "could not be read")) (boxed("waived", "waived"))
            (line("traffic", "traffic, copies")) (line("delivery", "delivery")) (line("exposure", "a way in that is not documented"))
        }
    }
}
