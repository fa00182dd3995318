//! The document's clauses, or a framework's controls, with their rules and verdicts.

use super::check::{judge, redacted, redaction, sample_snapshot};
use super::{print, rules_of, style};
use crate::cli::Trace;
use crate::findings::{Options, trace};
use crate::problem::suggestion;
use crate::rules::{Framework, RuleSet};
use crate::settings::Settings;
use crate::snapshot::Snapshot;
use anyhow::{Result, anyhow};

/// `trueline trace`
pub fn trace(settings: &Settings, args: &Trace) -> Result<u8> {
    let rules = rules_of(settings, args.rules.as_deref())?;
    let framework = args.framework.as_ref().map(|name| framework(&rules, name)).transpose()?;
    let options = Options { planes: settings.planes.clone(), ..Options::default() };
    let snapshot = match &args.snapshot {
        Some(path) => Some(Snapshot::open(path)?),
        None if args.sample => Some(sample_snapshot()?),
        None => None,
    };
    let judged = |snapshot| -> Result<_> {
        let report = judge(&snapshot, &rules, &options)?;
        let redaction = redaction(&report, &settings.redact)?;
        Ok(redacted(report, redaction))
    };
    let report = snapshot.map(judged).transpose()?;
    let trace = match framework {
        Some(framework) => trace::framework(&rules, framework, report.as_ref()),
        None => trace::document(&rules, report.as_ref()),
    };
    print(&args.format.write(&trace, &style())).map(|()| 0)
}

fn framework<'r>(rules: &'r RuleSet, name: &str) -> Result<&'r Framework> {
    rules.frameworks.iter().find(|f| f.name == name).ok_or_else(|| {
        let known = || rules.frameworks.iter().map(|f| f.name.as_str());
        let help = suggestion(name, known()).unwrap_or_else(|| match rules.frameworks.is_empty() {
            true => "these rules come without frameworks".to_owned(),
            false => format!("there are: {}", known().collect::<Vec<_>>().join(", ")),
        });
        anyhow!("--framework {name}: no framework is called so; {help}")
    })
}
