//! The document's clauses with their rules and verdicts.

use super::check::{judge, sample_snapshot};
use super::{print, rules_of, style};
use crate::cli::{ListFormat, Trace};
use crate::findings::Options;
use crate::report::trace;
use crate::settings::Settings;
use crate::snapshot::Snapshot;
use anyhow::Result;
use serde_json::json;

/// `trueline trace`
pub fn trace(settings: &Settings, args: &Trace) -> Result<u8> {
    let rules = rules_of(settings, args.rules.as_deref())?;
    let options = Options { planes: settings.planes.clone(), ..Options::default() };
    let snapshot = match &args.snapshot {
        Some(path) => Some(Snapshot::open(path)?),
        None if args.sample => Some(sample_snapshot()?),
        None => None,
    };
    let Some(snapshot) = snapshot else {
        let clauses = rules.clauses.iter().map(|clause| {
            let own =
                rules.rules.iter().filter(|r| r.clauses().any(|c| c == clause.id)).map(|r| r.id()).collect::<Vec<_>>();
            (clause, own)
        });
        let text = match args.format {
            ListFormat::Json => {
                let all =
                    clauses.map(|(c, own)| json!({"clause": c.id, "section": c.section, "text": c.text, "rules": own}));
                serde_json::to_string_pretty(&all.collect::<Vec<_>>())? + "\n"
            }
            ListFormat::Table => {
                let line = |(c, own): (&crate::rules::Clause, Vec<&str>)| {
                    let own = if own.is_empty() { "no rule yet".to_owned() } else { own.join(", ") };
                    format!("{:<9} {own}\n", c.id)
                };
                clauses.map(line).collect()
            }
        };
        return print(&text).map(|()| 0);
    };
    let report = judge(&snapshot, &rules, &options)?;
    let text = match args.format {
        ListFormat::Json => serde_json::to_string_pretty(&report.architecture)? + "\n",
        ListFormat::Table => trace::write(&report, &style()),
    };
    print(&text).map(|()| 0)
}
