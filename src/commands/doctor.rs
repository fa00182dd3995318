//! What a scan would be refused, before it.

use super::collect::{runtime, wanted};
use super::print;
use crate::collect::{self, Checkup, Examined, Failure};
use crate::permissions;
use crate::settings::Settings;
use crate::snapshot::{AccountInfo, LedgerLine, Outcome};
use anyhow::Result;
use std::collections::BTreeMap;
use std::fmt::Write;

/// `trueline doctor`
pub fn doctor(settings: &Settings) -> Result<u8> {
    let wanted = wanted(settings)?;
    let runtime = runtime()?;
    let checkup = runtime.block_on(collect::doctor(&wanted))?;
    let mut text = String::new();
    describe(&checkup, &mut text)?;
    let lines = text.lines().map(|line| crate::escape::terminal(line) + "\n").collect::<String>();
    print(&lines)?;
    Ok(if is_well(&checkup) { 0 } else { 3 })
}

fn is_well(checkup: &Checkup) -> bool {
    let examined = |(_, result): &(AccountInfo, Result<Examined, Failure>)| {
        result.as_ref().is_ok_and(|examined| examined.failed.is_empty())
    };
    checkup.discovery.is_empty() && checkup.accounts.iter().all(examined)
}

fn describe(checkup: &Checkup, text: &mut String) -> Result<()> {
    let organization = checkup.organization.as_deref().unwrap_or("not readable; accounts are the settings'");
    writeln!(text, "organization  {organization}")?;
    failures(&checkup.discovery, text)?;
    for (account, result) in &checkup.accounts {
        let environment = account.environment.as_deref().unwrap_or("no environment");
        write!(text, "{} {} ({environment})  ", account.id, account.name)?;
        match result {
            Err(why) => {
                writeln!(
                    text,
                    "cannot be entered: {} {}: {}{}",
                    why.outcome,
                    why.code,
                    why.message,
                    by(why.denied_by)
                )?;
            }
            Ok(examined) => {
                let failed = examined.failed.iter().map(|l| &l.operation).collect::<std::collections::BTreeSet<_>>();
                match failed.len() {
                    0 => writeln!(text, "ok, {} operations tried", examined.tried)?,
                    _ => writeln!(text, "{} of {} operations do not work", failed.len(), examined.tried)?,
                }
                failures(&examined.failed, text)?;
                if !examined.untried.is_empty() {
                    let untried = examined.untried.join(", ");
                    writeln!(text, "  not tried, for there is nothing to ask for: {untried}")?;
                }
            }
        }
    }
    let entered = checkup.accounts.iter().filter(|(_, r)| r.is_ok()).count();
    let all = checkup.accounts.len();
    match (is_well(checkup), entered == all) {
        (true, _) => writeln!(text, "every account can be entered, and everything that was tried can be read")?,
        (_, false) => {
            writeln!(text, "{} of {all} accounts cannot be entered: their findings will be unknown", all - entered)?;
        }
        _ => writeln!(
            text,
            "what does not work will be unknown in a scan; `trueline permissions` prints the policy that the role needs"
        )?,
    }
    Ok(())
}

/// One line per operation: the action that is missing, or what else went wrong.
fn failures(lines: &[LedgerLine], text: &mut String) -> Result<()> {
    let by_operation = lines.iter().map(|line| (line.operation.as_str(), line)).collect::<BTreeMap<_, _>>();
    for (operation, line) in by_operation {
        let code = line.error_code.as_deref().unwrap_or_default();
        let place = if line.region == "global" { String::new() } else { format!(" in {}", line.region) };
        match line.outcome {
            Outcome::Denied => {
                let action = permissions::iam_action(operation);
                writeln!(text, "  missing {action}{place}{} ({code})", by(line.denied_by))?;
            }
            outcome => {
                let message = line.message.as_deref().unwrap_or_default();
                writeln!(text, "  {operation}{place} {outcome} ({code}): {message}")?;
            }
        }
    }
    Ok(())
}

fn by(kind: Option<crate::snapshot::DeniedBy>) -> String {
    kind.map(|kind| format!(", by {}", kind.words())).unwrap_or_default()
}
