//! The document, clause by clause: verdict, rules, and the environments where they differ.

use super::table::Style;
use crate::findings::{ClauseStatus, Report};
use comfy_table::{Cell, Color, ColumnConstraint, ContentArrangement, Table, Width, presets};
use std::fmt::Write;

/// Clauses with their verdicts, as text.
pub fn write(report: &Report, style: &Style) -> String {
    let mut out = String::new();
    let mut section = "";
    let mut table = Table::new();
    for clause in &report.architecture {
        if clause.section != section {
            flush(&mut out, section, &mut table);
            section = &clause.section;
            table = new_table(style);
        }
        let worst = clause.environments.iter().filter(|(_, v)| **v == clause.verdict).map(|(e, _)| e.as_str());
        let partly = clause.environments.values().any(|v| *v != clause.verdict && *v != ClauseStatus::NotApplicable);
        let places = if partly { format!(" in {}", worst.collect::<Vec<_>>().join(", ")) } else { String::new() };
        let verdict = Cell::new(format!("{}{places}", clause.verdict.words()));
        let verdict = match clause.verdict {
            _ if !style.color => verdict,
            ClauseStatus::Fail => verdict.fg(Color::Red),
            ClauseStatus::Unknown => verdict.fg(Color::Yellow),
            ClauseStatus::Pass => verdict.fg(Color::Green),
            _ => verdict,
        };
        let mut rules = clause.rules.join(", ");
        if let Some(pending) = &clause.pending {
            let separator = if rules.is_empty() { "" } else { "; " };
            rules.push_str(&format!("{separator}not yet decided: {pending}"));
        }
        table.add_row([Cell::new(&clause.clause), verdict, Cell::new(format!("{}\n{rules}", clause.text))]);
    }
    flush(&mut out, section, &mut table);
    out
}

fn new_table(style: &Style) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(style.width);
    table
}

fn flush(out: &mut String, section: &str, table: &mut Table) {
    if section.is_empty() {
        return;
    }
    for (column, width) in [10, 16].into_iter().enumerate() {
        if let Some(column) = table.column_mut(column) {
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        }
    }
    let _ = writeln!(out, "{section}\n{}\n", table.trim_fmt());
}
