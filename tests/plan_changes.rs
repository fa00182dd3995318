//! The documented organization as a plan of Terraform, and changes of one line that each break what they are meant to break.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use support::{Run, trueline};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");
const SETTINGS: &str =
    "accounts: {management: \"111111111111\", dev: \"222222222222\", staging: \"333333333333\", prod: \"444444444444\"}
regions: [eu-west-1]
dr_region: eu-central-1
";

/// One of `changes.json`; fixtures/plans/README.md says what its members mean.
#[derive(Deserialize)]
struct Change {
    name: String,
    file: String,
    below: Option<String>,
    from: Option<String>,
    to: Option<String>,
    rules: BTreeSet<String>,
    r#where: BTreeSet<String>,
    patch: json_patch::Patch,
}

fn fixture(name: &str) -> String {
    let path = Path::new(FIXTURES).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

fn documented() -> Value {
    serde_json::from_str(&fixture("plans/documented.json")).unwrap()
}

fn changes() -> Vec<Change> {
    serde_json::from_str(&fixture("plans/changes.json")).unwrap()
}

fn judged(plan: &Value) -> Value {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("trueline.yaml"), SETTINGS).unwrap();
    std::fs::write(directory.path().join("plan.json"), plan.to_string()).unwrap();
    let run = Run::of(trueline(directory.path()).args(["check", "--plan", "plan.json", "--format", "json"]));
    assert_ne!(run.code, 2, "{}", run.stderr);
    run.json()
}

/// The findings with a status.
fn with<'r>(report: &'r Value, status: &str) -> Vec<&'r Value> {
    report["findings"].as_array().unwrap().iter().filter(|f| f["status"] == status).collect()
}

/// Rule and account of each failure.
fn failures(report: &Value) -> BTreeSet<(String, String)> {
    let text = |f: &Value, member: &str| f[member].as_str().unwrap().to_owned();
    with(report, "fail").into_iter().map(|f| (text(f, "rule_id"), text(f, "account_name"))).collect()
}

#[test]
fn the_documented_organization_breaks_no_rule() {
    let report = judged(&documented());
    let failed =
        with(&report, "fail").into_iter().map(|f| format!("{} {} {}", f["rule_id"], f["resource"]["id"], f["message"]));
    assert_eq!(failed.collect::<Vec<_>>(), Vec::<String>::new());
    // What a plan tells is enough to judge a good part by: else nothing could fail.
    let passed = with(&report, "pass").into_iter().filter_map(|f| f["rule_id"].as_str()).collect::<BTreeSet<_>>();
    assert!(passed.len() >= 60, "{} rules pass: {passed:?}", passed.len());
}

#[test]
fn every_change_breaks_the_rules_that_it_is_meant_to_break_and_no_others() {
    let documented = documented();
    let wrong = changes().into_par_iter().filter_map(|change| {
        let mut plan = documented.clone();
        json_patch::patch(&mut plan, &change.patch).unwrap_or_else(|why| panic!("{}: {why}", change.name));
        let report = judged(&plan);
        let of_account = |account: &String| {
            let account = account.clone();
            change.rules.iter().map(move |rule| (rule.clone(), account.clone()))
        };
        let expected = change.r#where.iter().flat_map(of_account).collect::<BTreeSet<_>>();
        let failed = failures(&report);
        let old = with(&report, "fail").into_iter().filter(|f| f["change"] != "introduced").count();
        let exit = report["summary"]["exit_code"] == 1 || only_low(&report);
        (failed != expected || old > 0 || !exit).then(|| {
            let too_many = failed.difference(&expected).collect::<Vec<_>>();
            let lacking =
                expected.difference(&failed).map(|(rule, account)| (rule, account, instead(&report, rule, account)));
            format!(
                "{}: too many {too_many:?}, lacking {:?}, {old} not introduced",
                change.name,
                lacking.collect::<Vec<_>>()
            )
        })
    });
    let wrong = wrong.collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is said of a rule that should have failed.
fn instead(report: &Value, rule: &str, account: &str) -> Vec<String> {
    let own =
        report["findings"].as_array().unwrap().iter().filter(|f| f["rule_id"] == rule && f["account_name"] == account);
    own.map(|f| format!("{} {}", f["status"], f["message"])).collect()
}

/// Whether nothing failed that fails a run by itself.
fn only_low(report: &Value) -> bool {
    with(report, "fail").into_iter().all(|f| f["severity"] == "low" || f["severity"] == "info")
}

#[test]
fn the_changes_are_many_and_of_the_terraform_that_is_there() {
    let changes = changes();
    assert!(changes.len() >= 45, "{} changes", changes.len());
    let names = changes.iter().map(|c| c.name.as_str()).collect::<BTreeSet<_>>();
    assert_eq!(names.len(), changes.len(), "two changes have one name");
    let rules = support::rules();
    let known = rules.rules.iter().map(|r| r.id()).collect::<BTreeSet<_>>();
    for change in &changes {
        let text = fixture(&format!("terraform/{}", change.file));
        let count = |wanted: &String| text.lines().filter(|line| line.trim() == wanted).count();
        let (below, from) = (change.below.as_ref().map(count), change.from.as_ref().map(count));
        let found = match (below, from) {
            (Some(below), from) => below == 1 && from != Some(0),
            (None, from) => from == Some(1),
        };
        assert!(found, "{}: {} no longer has its line; see fixtures/plans/README.md", change.name, change.file);
        assert_ne!(change.from, change.to, "{}", change.name);
        assert!(!change.rules.is_empty() && !change.r#where.is_empty(), "{} breaks nothing", change.name);
        for rule in &change.rules {
            assert!(known.contains(rule.as_str()), "{}: no rule {rule}", change.name);
        }
    }
}
