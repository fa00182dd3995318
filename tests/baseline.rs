//! A report compared with an earlier one: what is new, what is known, what is resolved, and what counts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Value, json};
use std::path::Path;
use support::altered::{BACKUP, CLUSTER, DEV, KEYS, NAT, TAKEN_AT, altered, denied, resources, retention, taken_at};
use support::{Run, trueline};

const UNREAD: &str = "rds:DescribeDBClusters denied";

/// `trueline check`; what it says on stdout is JSON.
fn check(directory: &Path, arguments: &[&str]) -> Run {
    let usual = ["check", "snapshot", "--rules", "rules", "--format", "json"];
    Run::of(trueline(directory).args(usual).args(arguments))
}

/// Keeps a report as `base.json`.
fn keep(directory: &Path, arguments: &[&str]) {
    let run = check(directory, arguments);
    assert_ne!(run.code, 2, "{}", run.stderr);
    std::fs::write(directory.join("base.json"), run.stdout).unwrap();
}

/// Compares with the report that was kept.
fn compared(directory: &Path, arguments: &[&str]) -> (i32, Value) {
    let run = check(directory, &[&["--baseline", "base.json"], arguments].concat());
    assert_ne!(run.code, 2, "{}", run.stderr);
    (run.code, run.json())
}

/// Rule and mark of what does not pass.
fn marks(report: &Value) -> Vec<(&str, Option<&str>)> {
    let all = report["findings"].as_array().unwrap().iter();
    assert!(all.clone().filter(|f| f["status"] == "pass").all(|f| f["baseline"].is_null()));
    all.filter(|f| f["status"] != "pass").map(|f| (f["rule_id"].as_str().unwrap(), f["baseline"].as_str())).collect()
}

/// Rule and today's status of what is resolved.
fn resolved(report: &Value) -> Vec<(&str, Option<&str>)> {
    let all = report.get("resolved").and_then(Value::as_array).into_iter().flatten();
    all.map(|r| {
        assert_eq!(r["since"], "baseline");
        (r["rule_id"].as_str().unwrap(), r["status"].as_str())
    })
    .collect()
}

fn waive(directory: &Path, rule: &str, expires: &str) {
    let text = format!(
        "- {{rule: {rule}, resource: \"{CLUSTER}\", reason: known, owner: platform team, expires: {expires}}}\n"
    );
    std::fs::write(directory.join("waivers.yaml"), text).unwrap();
}

#[test]
fn what_failed_already_does_not_fail_the_run() {
    let directory = altered(&[BACKUP, NAT, KEYS]);
    keep(directory.path(), &[]);
    let before = std::fs::read(directory.path().join("base.json")).unwrap();
    let (code, report) = compared(directory.path(), &[]);
    let existing = Some("existing");
    assert_eq!((code, marks(&report)), (0, vec![(BACKUP, existing), (KEYS, existing), (NAT, existing)]));
    assert_eq!((resolved(&report), &report["summary"]["fail"]), (vec![], &json!(3)));
    let input = &report["inputs"]["baseline"];
    let base = serde_json::from_slice::<Value>(&before).unwrap();
    assert_eq!(input["digest"], trueline::digest(&before));
    assert_eq!((&input["snapshot"], &input["taken_at"]), (&base["snapshot"]["id"], &json!(TAKEN_AT)));
    assert_eq!(std::fs::read(directory.path().join("base.json")).unwrap(), before);
    // A report with a baseline is a baseline as well.
    let rolling = check(directory.path(), &["--baseline", "base.json"]);
    std::fs::write(directory.path().join("base.json"), rolling.stdout).unwrap();
    assert_eq!(compared(directory.path(), &[]).0, 0);
}

#[test]
fn what_is_new_fails_the_run() {
    let directory = altered(&[BACKUP, NAT]);
    retention(directory.path(), &json!(7));
    keep(directory.path(), &[]);
    retention(directory.path(), &json!(1));
    let (code, report) = compared(directory.path(), &[]);
    assert_eq!((code, marks(&report)), (1, vec![(BACKUP, Some("new")), (NAT, Some("existing"))]));
    assert_eq!(compared(directory.path(), &["--fail-on", "critical"]).0, 0);
}

#[test]
fn what_does_not_fail_any_more_is_resolved() {
    let directory = altered(&[BACKUP, NAT]);
    keep(directory.path(), &[]);
    retention(directory.path(), &json!(7));
    let (code, report) = compared(directory.path(), &[]);
    assert_eq!((code, marks(&report)), (0, vec![(NAT, Some("existing"))]));
    assert_eq!(resolved(&report), [(BACKUP, Some("pass"))]);
    let told = &report["resolved"][0];
    assert_eq!((&told["resource"]["arn"], &told["severity"]), (&json!(CLUSTER), &json!("high")));
    assert!(told["message"].as_str().unwrap().starts_with("keeps backups for 1 day"), "{told}");
    // The cluster is gone, and its listing says so.
    resources(directory.path(), DEV, |line| line["arn"] != CLUSTER);
    let (code, report) = compared(directory.path(), &[]);
    assert_eq!((code, resolved(&report)), (0, vec![(BACKUP, None)]));
    // Nobody asks any more.
    std::fs::remove_file(directory.path().join("rules/database/aurora-backup-retention.yaml")).unwrap();
    let (code, report) = compared(directory.path(), &[]);
    assert_eq!((code, resolved(&report)), (0, vec![(BACKUP, None)]));
}

#[test]
fn what_could_not_be_read_is_neither_excused_nor_resolved() {
    let unread = |directory: &Path| retention(directory, &json!({"$unknown": UNREAD}));
    let directory = altered(&[BACKUP, NAT]);
    keep(directory.path(), &[]);
    unread(directory.path());
    let (code, report) = compared(directory.path(), &[]);
    assert_eq!((code, marks(&report)), (3, vec![(BACKUP, None), (NAT, Some("existing"))]));
    assert_eq!(resolved(&report), []);
    // It was unknown before as well.
    keep(directory.path(), &[]);
    let (code, report) = compared(directory.path(), &[]);
    assert_eq!((code, marks(&report)[0]), (3, (BACKUP, None)));
    // What was unknown and fails now is new.
    retention(directory.path(), &json!(1));
    assert_eq!(compared(directory.path(), &[]).0, 1);

    // Where nothing was listed, what failed there may still be there.
    keep(directory.path(), &[]);
    denied(directory.path(), DEV, "rds:DescribeDBClusters", "AWS::RDS::DBCluster");
    for filter in [&[][..], &["--account", "dev"], &["--region", "eu-west-1"], &["--select", BACKUP]] {
        let (code, report) = compared(directory.path(), filter);
        assert_eq!((code, resolved(&report)), (3, vec![]), "{filter:?}");
    }
    // Elsewhere it says nothing of dev.
    let elsewhere = altered(&[BACKUP]);
    keep(elsewhere.path(), &[]);
    denied(elsewhere.path(), "444444444444/eu-west-1", "rds:DescribeDBClusters", "AWS::RDS::DBCluster");
    resources(elsewhere.path(), DEV, |line| line["arn"] != CLUSTER);
    let (code, report) = compared(elsewhere.path(), &[]);
    assert_eq!((code, resolved(&report)), (3, vec![(BACKUP, None)]));
}

#[test]
fn filters_leave_of_the_baseline_what_they_leave_of_today() {
    let directory = altered(&[BACKUP, NAT, KEYS]);
    keep(directory.path(), &[]);
    resources(directory.path(), DEV, |line| line["arn"] != CLUSTER);
    for (filter, expected) in [
        (["--select", BACKUP], vec![(BACKUP, None)]),
        (["--select", NAT], vec![]),
        (["--account", "dev"], vec![(BACKUP, None)]),
        (["--account", "222222222222"], vec![(BACKUP, None)]),
        (["--account", "prod"], vec![]),
        (["--region", "eu-west-1"], vec![(BACKUP, None)]),
        (["--region", "global"], vec![]),
    ] {
        let (code, report) = compared(directory.path(), &filter);
        assert_eq!((code, resolved(&report)), (0, expected), "{filter:?}");
    }
}

#[test]
fn a_baseline_does_not_swallow_a_waiver_that_expires() {
    let directory = altered(&[BACKUP]);
    let waivers = ["--waivers", "waivers.yaml"];
    waive(directory.path(), BACKUP, "2026-11-30");
    keep(directory.path(), &waivers);
    let (code, report) = compared(directory.path(), &waivers);
    assert_eq!((code, marks(&report)), (0, vec![(BACKUP, Some("new"))]), "waived, and not in the baseline");
    taken_at(directory.path(), "2026-12-01T00:00:00Z");
    let (code, report) = compared(directory.path(), &waivers);
    assert_eq!((code, marks(&report)), (1, vec![(BACKUP, Some("new")), ("waiver-expired", Some("new"))]));
    assert_eq!(compared(directory.path(), &[]).0, 1, "without the waiver it is a failure that nobody excused");
    // Who takes it into the baseline has decided so.
    keep(directory.path(), &waivers);
    let (code, report) = compared(directory.path(), &waivers);
    let existing = Some("existing");
    assert_eq!((code, marks(&report)), (0, vec![(BACKUP, existing), ("waiver-expired", existing)]));
    waive(directory.path(), BACKUP, "2026-12-31");
    let (code, report) = compared(directory.path(), &waivers);
    assert_eq!((code, marks(&report)), (0, vec![(BACKUP, existing)]));
    assert_eq!(resolved(&report), [("waiver-expired", None)]);
}

#[test]
fn an_unmatched_waiver_is_resolved_when_it_is_known_to_match() {
    let directory = altered(&[BACKUP]);
    let waivers = ["--waivers", "waivers.yaml"];
    waive(directory.path(), BACKUP, "2026-11-30");
    retention(directory.path(), &json!(7));
    keep(directory.path(), &waivers);
    assert_eq!(marks(&compared(directory.path(), &waivers).1), [("waiver-unmatched", Some("existing"))]);
    // Filters ask for no such thing.
    let (code, report) = compared(directory.path(), &["--waivers", "waivers.yaml", "--account", "dev"]);
    assert_eq!((code, resolved(&report)), (0, vec![]));
    // Nobody knows whether it matches.
    retention(directory.path(), &json!({"$unknown": UNREAD}));
    let (code, report) = compared(directory.path(), &waivers);
    assert_eq!((code, resolved(&report)), (3, vec![]));
    retention(directory.path(), &json!(1));
    let (code, report) = compared(directory.path(), &waivers);
    assert_eq!((code, resolved(&report)), (0, vec![("waiver-unmatched", None)]));
}

#[test]
fn the_exit_code_of_what_is_new_known_and_unknown() {
    // The NAT gateways fail in any case and are known in any case; the cluster is as the case says.
    let unread = json!({"$unknown": UNREAD});
    let (good, bad) = (json!(7), json!(1));
    for (before, now, keys_known, code) in [
        (&good, &good, true, 0),
        (&good, &bad, true, 1),
        (&good, &unread, true, 3),
        (&bad, &good, true, 0),
        (&bad, &bad, true, 0),
        (&bad, &unread, true, 3),
        (&unread, &good, true, 0),
        (&unread, &bad, true, 1),
        (&unread, &unread, true, 3),
        (&bad, &bad, false, 1),
        (&bad, &unread, false, 1), // a new failure stands above what is unknown
    ] {
        let directory = altered(&[BACKUP, NAT, KEYS]);
        retention(directory.path(), before);
        let known =
            if keys_known { vec![] } else { vec!["--select", "aurora-backup-retention,vpc-has-one-nat-gateway"] };
        keep(directory.path(), &known);
        retention(directory.path(), now);
        let (found, report) = compared(directory.path(), &[]);
        assert_eq!((found, &report["summary"]["exit_code"]), (code, &json!(code)), "{before} {now} {keys_known}");
        let never = compared(directory.path(), &["--fail-on", "never"]).0;
        assert_eq!(never, 0);
    }
}

#[test]
fn what_is_no_report_is_refused() {
    let directory = altered(&[NAT]);
    let path = directory.path();
    keep(path, &[]);
    let base = std::fs::read_to_string(path.join("base.json")).unwrap();
    let refused = |text: &str, expected: &[&str]| {
        std::fs::write(path.join("other.json"), text).unwrap();
        let run = check(path, &["--baseline", "other.json"]);
        assert_eq!((run.code, &run.stdout[..]), (2, ""), "{}", run.stderr);
        for words in [&["other.json: ", "--report json=FILE"], expected].concat() {
            assert!(run.stderr.contains(words), "expected `{words}` in: {}", run.stderr);
        }
    };
    refused("", &["is no report of trueline"]);
    refused("Snapshot 12 of 2026", &["is no report of trueline"]);
    refused("[]", &["`schema_version` is null"]);
    refused("7", &["is no report of trueline"]);
    refused("{}", &["`schema_version` is null"]);
    refused(&base.replace(r#""schema_version": "1""#, r#""schema_version": "2""#), &["`schema_version` is \"2\""]);
    refused(&std::fs::read_to_string(path.join("snapshot/manifest.json")).unwrap(), &["`schema_version` is 1"]);
    refused(r#"{"schema_version": "1"}"#, &["missing field `snapshot`"]);
    refused(&base.replace(r#""rule_id""#, r#""rule""#), &["missing field `rule_id`"]);
    refused(&base.replace(r#""status": "fail""#, r#""status": "failed""#), &["unknown variant `failed`"]);
    refused(&base[..base.len() / 2], &["is no report of trueline"]);
    let missing = check(path, &["--baseline", "nowhere.json"]);
    assert!(missing.code == 2 && missing.stderr.contains("nowhere.json: the baseline cannot be read"));
    // Members that only a later program knows do no harm.
    std::fs::write(path.join("base.json"), base.replacen('{', r#"{"later": [1],"#, 1)).unwrap();
    assert_eq!(compared(path, &[]).0, 0);
    let over = check(path, &["--baseline", "base.json", "--report", "json=./base.json"]);
    assert!(over.code == 2 && over.stderr.contains("is the baseline"), "{}", over.stderr);
    assert_eq!(std::fs::read_dir(path).unwrap().count(), 4, "something was left behind");
}

#[test]
fn the_table_counts_what_is_new_known_and_resolved() {
    let directory = altered(&[BACKUP, NAT, KEYS]);
    keep(directory.path(), &["--select", "aurora-backup-retention,vpc-has-one-nat-gateway"]);
    retention(directory.path(), &json!(7));
    let usual = ["check", "snapshot", "--rules", "rules", "--baseline", "base.json"];
    let run = Run::of(trueline(directory.path()).args(usual));
    assert_eq!(run.code, 1, "{}", run.stderr);
    for words in [
        "Resolved since the baseline\n",
        "pass     high",
        "Since the baseline of 2026-11-25 12:00 UTC: 1 new, 1 existing, 1 resolved",
        "FAIL     high",
        "fail     medium",
        " · new",
        " · existing",
    ] {
        assert!(run.stdout.contains(words), "{words} is not in: {}", run.stdout);
    }
    assert!(run.stdout.lines().all(|l| l.chars().count() <= 80), "{}", run.stdout);
}

#[test]
fn the_same_baseline_gives_the_same_bytes_on_any_number_of_threads() {
    let directory = altered(&[]);
    let usual = ["check", "snapshot", "--format", "json"];
    let run = |arguments: &[&str]| Run::of(trueline(directory.path()).args(usual).args(arguments)).stdout;
    std::fs::write(directory.path().join("base.json"), run(&[])).unwrap();
    resources(directory.path(), DEV, |line| line["type"] != "AWS::EC2::NatGateway" && line["arn"] != CLUSTER);
    let with = |threads: &str| run(&["--baseline", "base.json", "--threads", threads]);
    let one = with("1");
    let report = serde_json::from_str::<Value>(&one).unwrap();
    assert!(resolved(&report).len() > 1 && marks(&report).len() > 2);
    assert!(one == with("4") && one == with("1"), "the reports differ");
}
