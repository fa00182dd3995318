//! Proof by mutation: the emulated organization broken in one place at a time, found by the rule that is meant and by no other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Mutex;
use support::emulator::{Organization, python};
use support::remediation::mend;
use support::{Run, findings, live, trueline};

/// A deviation, the rules that fail because of it (first the one that is meant), and what that one's finding names, where it is
/// not what was broken.
struct Case {
    deviation: &'static str,
    rules: &'static [&'static str],
    names: Option<&'static str>,
}

const fn case(deviation: &'static str, rules: &'static [&'static str]) -> Case {
    Case { deviation, rules, names: None }
}

const fn naming(deviation: &'static str, rules: &'static [&'static str], names: &'static str) -> Case {
    Case { deviation, rules, names: Some(names) }
}

include!("support/cases.rs");
include!("support/mended_in_examples.rs");

/// The account cannot be read any more: what would be judged in it is unknown, which no other case may bring about.
const SUSPENDED: Case = case("account-suspended", &["organization-accounts-are-active"]);

#[test]
fn each_deviation_is_found_by_the_rule_that_is_meant_for_it_and_by_no_other() {
    let waiting = Mutex::new(CASES.iter());
    let wrong = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(2, usize::from).max(2);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let Some(case) = waiting.lock().unwrap().next() else { return };
                    if let Err(why) = judge(case) {
                        wrong.lock().unwrap().push(format!("{}: {why}", case.deviation));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} of {} deviations:\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}

fn judge(case: &Case) -> Result<(), String> {
    let directory = tempfile::tempdir().unwrap();
    let organization = Organization::broken(&[case.deviation], &json!([]))?;
    let run = scan(&directory, &organization);
    let report: Value = serde_json::from_str(&run.stdout).map_err(|why| format!("{why}: {}", run.stderr))?;
    let failed = findings(&report, "fail");
    let rules = failed.iter().map(|(rule, ..)| rule.as_str()).collect::<BTreeSet<_>>();
    if rules != case.rules.iter().copied().collect() {
        return Err(format!("expected {:?}, failed: {failed:#?}", case.rules));
    }
    let unknown = findings(&report, "unknown");
    if !unknown.is_empty() {
        return Err(format!("unknown: {unknown:#?}"));
    }
    let broken = organization.broken[case.deviation].as_str().unwrap_or_default();
    let broken = case.names.unwrap_or(broken.rsplit(['/', ':']).next().unwrap_or_default());
    let meant = report["findings"].as_array().into_iter().flatten().filter(|f| f["status"] == "fail");
    let meant = meant.filter(|f| f["rule_id"] == case.rules[0]).map(Value::to_string).collect::<Vec<_>>();
    if !meant.iter().any(|f| f.contains(broken)) {
        return Err(format!("`{broken}` is not named by {meant:#?}"));
    }
    let low =
        report["summary"]["fail_by_severity"].as_object().is_some_and(|s| s.keys().all(|k| k == "low" || k == "info"));
    if run.code != i32::from(!low) {
        return Err(format!("exit code {}", run.code));
    }
    if proves_the_remediation(case) { mended(case, &directory, &organization, &report) } else { Ok(()) }
}

/// A rule's remediation is applied to the first deviation that is meant for it, if it is commands.
fn proves_the_remediation(case: &Case) -> bool {
    let first = CASES.iter().find(|c| c.rules[0] == case.rules[0]);
    first.is_some_and(|c| c.deviation == case.deviation)
        && !MENDED_IN_EXAMPLES.iter().any(|(rule, _)| *rule == case.rules[0])
}

/// The rule's own commands close its findings, and break nothing else.
fn mended(
    case: &Case,
    directory: &tempfile::TempDir,
    organization: &Organization,
    before: &Value,
) -> Result<(), String> {
    let rule = case.rules[0];
    let items = before["rules"]["items"].as_array().into_iter().flatten();
    let commands = items.filter(|r| r["id"] == rule).find_map(|r| r["fix"]["aws-cli"].as_str());
    let Some(commands) = commands else { return Ok(()) };
    let of_rule = |f: &&Value| f["rule_id"] == rule && f["status"] != "pass";
    for finding in before["findings"].as_array().into_iter().flatten().filter(of_rule) {
        mend(&organization.url, commands, finding)?;
    }
    let run = scan(directory, organization);
    let after: Value = serde_json::from_str(&run.stdout).map_err(|why| format!("{why}: {}", run.stderr))?;
    let open = after["findings"].as_array().into_iter().flatten().filter(of_rule).collect::<Vec<_>>();
    if !open.is_empty() {
        return Err(format!("{commands}does not close the finding: {open:#?}"));
    }
    let known = findings(before, "fail").into_iter().map(|(rule, ..)| rule).collect::<BTreeSet<_>>();
    let more = [findings(&after, "fail"), findings(&after, "unknown")].concat();
    let more = more.into_iter().filter(|(rule, ..)| !known.contains(rule)).collect::<Vec<_>>();
    if more.is_empty() { Ok(()) } else { Err(format!("{commands}breaks something else: {more:#?}")) }
}

/// Where the commands cannot be carried out here, the rule's own examples show the failing fixture before and after.
#[test]
fn every_remediation_is_proven_to_close_its_finding() {
    let rules = support::rules().rules;
    for (rule, why) in MENDED_IN_EXAMPLES {
        let rule = rules.iter().find(|r| r.id() == *rule).unwrap_or_else(|| panic!("no rule is called {rule}"));
        assert!(rule.file.fix.aws_cli.is_some() || rule.file.fix.terraform.is_some(), "{}: {why}", rule.id());
    }
    let run_here = |id: &str| CASES.iter().any(|c| c.rules[0] == id && proves_the_remediation(c));
    let unproven = rules.iter().filter(|r| {
        let (snippets, examples) = (&r.file.fix, r.file.tests.iter().any(|t| t.mends.is_some()));
        let commands = snippets.aws_cli.is_some() && run_here(r.id());
        (snippets.aws_cli.is_some() || snippets.terraform.is_some()) && !commands && !examples
    });
    assert_eq!(
        unproven.map(|r| r.id()).collect::<Vec<_>>(),
        Vec::<&str>::new(),
        "rules whose remediation nothing applies"
    );
}

fn scan(directory: &tempfile::TempDir, organization: &Organization) -> Run {
    Run::of(live(directory.path(), &organization.url).args(["scan", "--format", "json"]))
}

#[test]
fn a_suspended_account_is_found_and_not_taken_for_an_empty_one() {
    let directory = tempfile::tempdir().unwrap();
    let organization = Organization::with(&[SUSPENDED.deviation], &json!([]));
    let run = scan(&directory, &organization);
    let report = run.json();
    let failed = findings(&report, "fail");
    assert_eq!(failed.iter().map(|(rule, ..)| rule.as_str()).collect::<Vec<_>>(), SUSPENDED.rules);
    assert_eq!(run.code, 1);
    let passed = findings(&report, "pass");
    assert!(!passed.iter().any(|(.., m)| m.starts_with("dev/eu-west-1")), "something unread has passed");
}

/// A rule that nothing trips may be one that cannot fail.
#[test]
fn every_rule_is_tripped_by_a_deviation_that_is_meant_for_it() {
    let directory = tempfile::tempdir().unwrap();
    let rules = Run::of(trueline(directory.path()).args(["rules", "list", "--format", "json"])).json();
    let rules = rules.as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()).collect::<BTreeSet<_>>();
    let cases = CASES.iter().chain([&SUSPENDED]).collect::<Vec<_>>();
    let meant = cases.iter().map(|c| c.rules[0]).collect::<BTreeSet<_>>();
    assert_eq!(
        rules.difference(&meant).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "rules that no deviation is meant for"
    );
    assert_eq!(meant.difference(&rules).collect::<Vec<_>>(), Vec::<&&str>::new(), "cases of rules that there are not");
    assert!(cases.len() >= 90, "{} deviations", cases.len());
}

/// What the emulator can break is judged: a deviation without a case proves nothing.
#[test]
fn every_deviation_is_a_case() {
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/emulator/serve.py");
    let listed = Run::of(Command::new(python()).arg(script).arg("--deviations")).stdout;
    let listed = listed.lines().filter_map(|l| l.split_whitespace().next()).filter(|name| *name != "sample");
    let listed = listed.collect::<BTreeSet<_>>();
    let judged = CASES.iter().chain([&SUSPENDED]).map(|c| c.deviation).collect::<Vec<_>>();
    let named = judged.iter().copied().collect::<BTreeSet<_>>();
    assert_eq!(named.len(), judged.len(), "something is named twice");
    assert_eq!(named, listed);
}
