//! Checking a bundle: that nothing in it was changed, who has signed it, and that what is in it gives the report.

use super::print;
use super::replay::{self, Replay};
use crate::cli;
use crate::evidence::{Bundle, Error, Held, PublicKey, REPORT, Signature};
use crate::findings::Report;
use crate::snapshot::Snapshot;
use anyhow::{Result, anyhow};
use std::path::Path;

/// The exit code of what is not verified.
const NOT_VERIFIED: u8 = 1;
/// Files that are told by name; there may be thousands.
const NAMED: usize = 10;

/// What was checked and what came of it.
type Checked = (&'static str, Result<String, String>);

/// `trueline verify`
pub fn verify(args: &cli::Verify) -> Result<u8> {
    let key = args.key.as_ref().map(|path| PublicKey::read(path)).transpose()?;
    let checked = match Bundle::open(&args.bundle) {
        Ok(bundle) => checked(args, bundle, key.as_ref())?,
        Err(Error::Malformed { message, .. }) => vec![("archive", Err(message))],
        Err(other) => return Err(other.into()),
    };
    let is_verified = checked.iter().all(|(_, result)| result.is_ok());
    let mut text = String::new();
    for (what, result) in &checked {
        let (word, said) = match result {
            Ok(said) => ("ok", said),
            Err(why) => ("NO", why),
        };
        // What is wrong with a rule is shown with its line.
        let said = said.lines().map(crate::escape::terminal).collect::<Vec<_>>().join("\n               ");
        text.push_str(&format!("{what:<10} {word}  {said}\n"));
    }
    text.push_str(if is_verified { "verified\n" } else { "NOT VERIFIED\n" });
    print(&text)?;
    Ok(if is_verified { 0 } else { NOT_VERIFIED })
}

fn checked(args: &cli::Verify, mut bundle: Bundle, key: Option<&PublicKey>) -> Result<Vec<Checked>> {
    let (signature, statement) = bundle.statement(key);
    let signature = signature.map(|signature| match signature {
        Signature::Of(id) => format!("signed by {id}"),
        Signature::Unchecked(ids) => {
            format!("not checked: --key was not given; it says to be signed by {}", ids.join(", "))
        }
        Signature::None => "not signed: nobody vouches for what is in it".to_owned(),
    });
    let mut all = vec![("signature", signature)];
    let Ok(statement) = statement else {
        // A bundle that is not signed may still say nonsense of itself.
        all.extend(
            statement.err().filter(|why| all[0].1.as_ref().err() != Some(why)).map(|why| ("statement", Err(why))),
        );
        return Ok(all);
    };
    let digests = bundle.digests();
    let wrong = statement.against(&digests);
    if !wrong.is_empty() {
        let more = wrong.len().saturating_sub(NAMED);
        let mut said = wrong[..wrong.len().min(NAMED)].join(", ");
        if more > 0 {
            said.push_str(&format!(", and {more} more"));
        }
        all.push(("files", Err(said)));
        return Ok(all);
    }
    all.push(("files", Ok(format!("{} files are as the statement says", digests.len()))));
    let judging = match replay::judging(bundle.files()) {
        Ok(judging) => judging,
        Err(why) => return Ok(told(all, "settings", Err(format!("{why:#}")))),
    };
    let report = bundle.files().get(REPORT).ok_or_else(|| anyhow!("the bundle has no {REPORT}"));
    let report = report.and_then(|bytes| Ok(Report::parse(Path::new(REPORT), bytes)?));
    let report = match report {
        Ok(report) => report,
        Err(why) => return Ok(told(all, "report", Err(format!("{why:#}")))),
    };
    let lies = statement.contradicts(&report, judging.held);
    if !lies.is_empty() {
        let why = format!("{} of the predicate is not what the report says", lies.join(", "));
        return Ok(told(all, "statement", Err(why)));
    }
    plans_are_given(args, judging.held, judging.plans.len())?;
    let snapshot = match snapshot(args, &mut bundle, &report, judging.held)? {
        Ok(snapshot) => snapshot,
        Err(why) => return Ok(told(all, "snapshot", Err(why))),
    };
    let result = match replay::replay(bundle.files(), snapshot.as_ref(), &args.plan) {
        Ok(Replay::Same) => Ok("judged again, it gives the report byte for byte".to_owned()),
        Ok(Replay::OtherTool(versions)) => {
            Ok(format!("judged again, it gives the report but for the version: {versions}"))
        }
        Ok(Replay::Other(why)) => Err(format!("judged again, it gives another report: {why}")),
        Err(why) => Err(format!("cannot be judged again: {why:#}")),
    };
    Ok(told(all, "replay", result))
}

fn told(mut all: Vec<Checked>, what: &'static str, result: Result<String, String>) -> Vec<Checked> {
    all.push((what, result));
    all
}

fn plans_are_given(args: &cli::Verify, held: Held, judged: usize) -> Result<()> {
    match (held.is_whole(), args.plan.len()) {
        (true, 0) => Ok(()),
        (true, _) => Err(anyhow!("--plan: the bundle needs none beside what it holds")),
        (false, given) if given == judged => Ok(()),
        (false, given) => {
            Err(anyhow!("the bundle holds the digests of {judged} plans only: give each by --plan; {given} were given"))
        }
    }
}

/// The snapshot to judge: the bundle's, or the one that the bundle holds the digest of.
fn snapshot(
    args: &cli::Verify,
    bundle: &mut Bundle,
    report: &Report,
    held: Held,
) -> Result<Result<Option<Snapshot>, String>> {
    let own = match (held, &args.snapshot) {
        (Held::Plans | Held::PlansDigest, None) => return Ok(Ok(None)),
        (Held::Digest, Some(path)) => Ok(Snapshot::open(path)?),
        (Held::Digest, None) => {
            return Err(anyhow!(
                "the bundle holds the digest of its snapshot only: say by --snapshot where {} is",
                report.snapshot.id
            ));
        }
        (Held::Whole, None) => bundle.snapshot().map_err(|why| why.to_string()),
        (_, Some(path)) => {
            return Err(anyhow!("--snapshot {}: the bundle needs none beside what it holds", path.display()));
        }
    };
    Ok(own.and_then(|snapshot| match snapshot.id == report.snapshot.id {
        true => Ok(Some(snapshot)),
        false => Err(format!("is not the one that the report is about: that is {}", report.snapshot.id)),
    }))
}
