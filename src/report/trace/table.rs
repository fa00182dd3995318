//! A trace as text: verdict, rules, and the environments where they differ.

use super::super::table::Style;
use super::{counts, left_open, sections, sentence, verdict};
use crate::escape::terminal as escaped;
use crate::findings::trace::{Row, Trace, TraceVerdict};
use comfy_table::{Cell, Color, ColumnConstraint, ContentArrangement, Table, Width, presets};
use std::fmt::Write;

/// Subjects of a rule that a terminal shows; the other formats have all of them.
const SHOWN: usize = 10;

/// The trace for a terminal.
pub(super) fn write(trace: &Trace, style: &Style) -> String {
    let mut out = String::new();
    for (section, rows) in sections(trace) {
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(style.width);
        for row in &rows {
            match row.verdict {
                Some(_) => table.add_row([Cell::new(row.id.text()), cell(row, style), Cell::new(body(row))]),
                None => table.add_row([Cell::new(row.id.text()), Cell::new(body(row))]),
            };
        }
        let widths: &[u16] = if trace.snapshot.is_some() { &[12, 16] } else { &[12] };
        for (column, width) in widths.iter().enumerate() {
            if let Some(column) = table.column_mut(column) {
                column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(*width)));
            }
        }
        let heading = if section.is_empty() { &trace.title } else { section };
        let _ = writeln!(out, "{heading}\n{}\n", table.trim_fmt());
    }
    out
}

fn cell(row: &Row, style: &Style) -> Cell {
    let cell = Cell::new(verdict(row));
    match row.verdict {
        _ if !style.color => cell,
        Some(TraceVerdict::Fail) => cell.fg(Color::Red),
        Some(TraceVerdict::Unknown) => cell.fg(Color::Yellow),
        Some(TraceVerdict::Pass | TraceVerdict::PartialPass) => cell.fg(Color::Green),
        _ => cell,
    }
}

/// The statement, its rules, and of those that do not hold the subjects.
fn body(row: &Row) -> String {
    let mut lines = vec![row.text.clone()];
    match &row.subjects {
        None if row.rules.is_empty() => lines.push("no rule yet".to_owned()),
        None => lines.push(row.rules.join(", ")),
        Some(all) => {
            for subjects in all {
                lines.push(format!("{}: {}", subjects.rule, counts(subjects)));
                let open = subjects.fail.iter().chain(&subjects.unknown).collect::<Vec<_>>();
                lines.extend(open.iter().take(SHOWN).map(|s| format!("- {}", escaped(&sentence(s)))));
                if open.len() > SHOWN {
                    lines.push(format!("- and {} more", open.len() - SHOWN));
                }
            }
        }
    }
    lines.extend(left_open(row));
    lines.join("\n")
}
