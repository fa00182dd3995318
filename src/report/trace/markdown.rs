//! A trace as Markdown.

use super::{counts, left_open, sections, sentence, verdict};
use crate::escape::markdown as escaped;
use crate::findings::trace::{Row, Trace};

/// The trace for a repository's pages.
pub(super) fn write(trace: &Trace) -> String {
    let mut out = format!("# {}\n", escaped(&trace.title));
    if let Some(snapshot) = &trace.snapshot {
        out.push_str(&format!("\n{}\n", escaped(snapshot)));
    }
    for (section, rows) in sections(trace) {
        if !section.is_empty() {
            out.push_str(&format!("\n## {}\n", escaped(section)));
        }
        rows.into_iter().for_each(|row| write_row(row, &mut out));
    }
    out
}

fn write_row(row: &Row, out: &mut String) {
    let verdict = verdict(row);
    let verdict = if verdict.is_empty() { verdict } else { format!(": {}", escaped(&verdict)) };
    out.push_str(&format!("\n### {}{verdict}\n\n{}\n", escaped(row.id.text()), escaped(&row.text)));
    let mut items = Vec::new();
    match &row.subjects {
        None => items.extend(row.rules.iter().map(|rule| format!("- `{rule}`"))),
        Some(all) => {
            for subjects in all {
                items.push(format!("- `{}`: {}", subjects.rule, counts(subjects)));
                let open = subjects.fail.iter().chain(&subjects.unknown);
                items.extend(open.map(|subject| format!("  - {}", escaped(&sentence(subject)))));
            }
        }
    }
    items.extend(left_open(row).map(|open| format!("- {}", escaped(&open))));
    if !items.is_empty() {
        out.push_str(&format!("\n{}\n", items.join("\n")));
    }
}
