//! AWS's Security Finding Format: a batch for BatchImportFindings a line, each an array of findings.
//!
//! Security Hub takes a finding from the account that it is about, in the region that it is filed in, and no more than a hundred
//! at a time: so a batch is of one account and region, and a line of the file is what `--findings file://…` wants. A global
//! resource is filed in the first region of the scan, what is of no account in the management account. A finding that Security Hub
//! has already keeps its workflow, whatever a later import says: that is its reader's own.

use super::asff_fields as fields;
use super::asff_finding::finding;
use super::record::{Record, records};
use super::shared::shown;
use crate::findings::Report;
use std::collections::BTreeMap;
use std::io::{Error, Result, Write};

/// Findings that a call takes, and their size.
const MAX_FINDINGS: usize = 100;
const MAX_BYTES: usize = 6_000_000;

/// The report as lines of batches.
///
/// # Errors
/// When it cannot be written there, or an account is not known.
pub(super) fn write(report: &Report, to: &mut dyn Write) -> Result<()> {
    let home =
        report.snapshot.regions.iter().find(|region| fields::is_region(region)).map_or("us-east-1", String::as_str);
    let home_account = home_account(report);
    let mut units = BTreeMap::<(&str, &str), Vec<Record>>::new();
    for record in records(report) {
        let own = Some(record.account_id).filter(|id| fields::is_account(id));
        let account = own.or(home_account).ok_or_else(|| no_account(&record))?;
        let region = if fields::is_region(record.region) { record.region } else { home };
        units.entry((account, region)).or_default().push(record);
    }
    for (place, unit) in units {
        let (mut batch, mut count) = (String::new(), 0);
        for record in unit {
            let finding = finding(report, &record, place).to_string();
            if count == MAX_FINDINGS || batch.len() + finding.len() + 3 > MAX_BYTES {
                writeln!(to, "[{batch}]")?;
                (batch, count) = (String::new(), 0);
            }
            if count > 0 {
                batch.push(',');
            }
            batch.push_str(&finding);
            count += 1;
        }
        writeln!(to, "[{batch}]")?;
    }
    Ok(())
}

/// The account that what is of none is filed in: the management account, or the first of the scan.
fn home_account(report: &Report) -> Option<&str> {
    let mut known = report.snapshot.accounts.iter().filter(|a| fields::is_account(&a.id)).collect::<Vec<_>>();
    known.sort_by_key(|a| a.environment.as_deref() != Some("management"));
    known.first().map(|a| a.id.as_str())
}

fn no_account(record: &Record) -> Error {
    Error::other(format!(
        "asff: Security Hub wants an account for each finding, `{}` is none, and no other is known; name the one that a plan is \
         for, as in --plan dev=plan.json",
        shown(record.account_id)
    ))
}
