//! What several parts of the page have.

use super::text::number;
use maud::{Markup, html};

/// A table's head.
pub(super) fn head(columns: &[&str]) -> Markup {
    html! { thead { tr { @for column in columns { th scope="col" { (column) } } } } }
}

/// A sentence on what a list has no room for; nothing where it has all.
pub(super) fn rest(all: usize, shown: usize, words: &str) -> Markup {
    html! { @if all > shown { p.sub { (number(all - shown)) " more" (words) } } }
}
