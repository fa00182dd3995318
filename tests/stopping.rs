//! Runs that end before everything is read, and runs that read the rest.
#![cfg(unix)] // signals
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use support::emulator::Organization;
use support::{Run, findings, live};

/// An organization that is silent once, about production's keys.
fn slow() -> Organization {
    let silence = json!([{"account": "prod", "service": "kms", "operation": "ListKeys", "region": "eu-west-1",
        "kind": "timeout", "seconds": 60, "times": 1}]);
    Organization::with(&[], &silence)
}

fn manifest(snapshot: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(snapshot.join("manifest.json")).unwrap()).unwrap()
}

fn requests(organization: &Organization) -> Vec<Value> {
    serde_json::from_str(&organization.told("requests")).unwrap()
}

/// Waits for what only time brings about.
fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(60), "{what}: not within a minute");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Interrupts a run once nothing is left to read but what is silent.
fn interrupted(directory: &Path, organization: &Organization, arguments: &[&str], signal: &str) -> Run {
    let mut command = live(directory, &organization.url);
    let child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut seen = 0;
    wait_until("the run waits for production's keys", || {
        std::thread::sleep(Duration::from_millis(900));
        let before = std::mem::replace(&mut seen, requests(organization).len());
        seen > 500 && before == seen
    });
    let sent = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn what_was_read_before_a_signal_is_kept_and_the_rest_is_read_later() {
    let directory = tempfile::tempdir().unwrap();
    let (organization, snapshot) = (slow(), directory.path().join("snapshot"));
    let run = interrupted(directory.path(), &organization, &["collect", "--out", "snapshot"], "-TERM");
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(run.stderr.contains("`trueline collect --resume snapshot` reads the rest"), "{}", run.stderr);
    assert_eq!(manifest(&snapshot)["interrupted"], "interrupted");

    let judge =
        || Run::of(live(directory.path(), "http://127.0.0.1:1").args(["check", "snapshot", "--format", "json"]));
    let lacking = judge();
    let report = lacking.json();
    assert_eq!((lacking.code, findings(&report, "fail")), (3, vec![]));
    let unread = report["coverage"].as_array().unwrap().iter().filter(|c| c["outcome"] != "ok").collect::<Vec<_>>();
    assert!(unread.iter().any(|c| c["operation"] == "kms:ListKeys" && c["outcome"] == "cancelled"), "{unread:#?}");
    assert!(unread.iter().all(|c| c["account_id"] == "444444444444"), "{unread:#?}");

    let before = requests(&organization).len();
    let run = Run::of(live(directory.path(), &organization.url).args(["collect", "--resume", "snapshot"]));
    assert_eq!(run.code, 0, "{}", run.stderr);
    let again = requests(&organization).split_off(before);
    // Whoever is entered is asked for regions; the rest is the tree of accounts, and the collector that broke off.
    let known = ["sts", "organizations", "kms"];
    let others = again.iter().filter(|r| !known.contains(&r["service"].as_str().unwrap()));
    assert_eq!(others.map(|r| r["operation"].as_str().unwrap()).collect::<Vec<_>>(), ["DescribeRegions"]);
    assert!(again.iter().all(|r| r["service"] != "kms" || r["region"] == "eu-west-1"), "{again:#?}");
    assert_eq!(manifest(&snapshot)["interrupted"], Value::Null);
    let whole = judge();
    assert_eq!(whole.code, 0, "{}", whole.stdout);
    assert_eq!(findings(&whole.json(), "unknown"), []);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 2, "settings and snapshot, and nothing else");
}

#[test]
fn a_scan_that_is_interrupted_keeps_what_it_was_told_to_keep() {
    let directory = tempfile::tempdir().unwrap();
    let run = interrupted(directory.path(), &slow(), &["scan", "--out", "kept"], "-INT");
    assert_eq!((run.code, &run.stdout[..]), (3, ""), "{}", run.stderr);
    assert_eq!(manifest(&directory.path().join("kept"))["interrupted"], "interrupted");
}

#[test]
fn deadlines_of_account_and_run_leave_gaps_and_nothing_waits() {
    for (deadline, code, words) in
        [("account=6s", "AccountDeadline", Value::Null), ("run=6s", "RunDeadline", json!("deadline"))]
    {
        let directory = tempfile::tempdir().unwrap();
        let (organization, start) = (slow(), Instant::now());
        let mut command = live(directory.path(), &organization.url);
        let run =
            Run::of(command.env("TRUELINE_DEADLINES", deadline).args(["scan", "--format", "json", "--out", "kept"]));
        assert!(start.elapsed() < Duration::from_secs(25), "{deadline}: {:?}", start.elapsed());
        let report = run.json();
        assert_eq!((run.code, findings(&report, "fail")), (3, vec![]), "{deadline}");
        let unread = report["coverage"].as_array().unwrap().iter().filter(|c| c["outcome"] != "ok");
        let unread = unread.filter(|c| c["outcome"] == "cancelled").collect::<Vec<_>>();
        assert!(unread.iter().any(|c| c["operation"] == "kms:ListKeys" && c["error_code"] == code), "{unread:#?}");
        assert_eq!(manifest(&directory.path().join("kept"))["interrupted"], words);
    }
}

#[test]
fn only_a_snapshot_of_this_version_is_completed() {
    let directory = tempfile::tempdir().unwrap();
    let organization = Organization::clean();
    let collect =
        |arguments: &[&str]| Run::of(live(directory.path(), &organization.url).arg("collect").args(arguments));
    assert_eq!(collect(&["--out", "snapshot"]).code, 0);
    let path = directory.path().join("snapshot/manifest.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace(env!("CARGO_PKG_VERSION"), "0.0.1")).unwrap();
    let run = collect(&["--resume", "snapshot"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("written by trueline 0.0.1") && run.stderr.contains("collect anew"), "{}", run.stderr);
    let run = collect(&["--resume", "nothing"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
}

#[test]
fn a_run_tells_programs_of_each_account_and_people_of_the_slowest_calls() {
    let directory = tempfile::tempdir().unwrap();
    let organization = Organization::clean();
    let mut command = live(directory.path(), &organization.url);
    let run = Run::of(command.args(["collect", "--out", "snapshot", "--log-format", "json", "-v"]));
    assert_eq!(run.code, 0, "{}", run.stderr);
    let lines = run.stderr.lines().map(|l| serde_json::from_str::<Value>(l).unwrap_or_else(|why| panic!("{why}: {l}")));
    let lines = lines.collect::<Vec<_>>();
    let accounts = lines.iter().filter(|l| l["message"] == "account read").collect::<Vec<_>>();
    assert_eq!(accounts.len(), 4, "{}", run.stderr);
    assert!(accounts.iter().all(|l| l["gaps"] == 0 && l["requests"].as_u64() > Some(0) && l["throttled"] == 0));
    let slowest = lines.iter().filter(|l| l["message"] == "slowest calls").collect::<Vec<_>>();
    assert_eq!(slowest.len(), 10);
    let times = slowest.iter().map(|l| l["milliseconds"].as_u64().unwrap()).collect::<Vec<_>>();
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");
}

/// Nothing in the region ever answers, whatever the service.
#[test]
fn a_dead_region_costs_seconds() {
    let directory = tempfile::tempdir().unwrap();
    let dead = json!([{"account": "*", "service": "*", "operation": "*", "region": "eu-central-1", "kind": "timeout", "seconds": 60}]);
    let (organization, start) = (Organization::with(&[], &dead), Instant::now());
    let mut command = live(directory.path(), &organization.url);
    command.env_remove("AWS_MAX_ATTEMPTS").env("TRUELINE_DEADLINES", "request=2s");
    let run = Run::of(command.args(["scan", "--format", "json"]));
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    let report = run.json();
    assert_eq!((run.code, findings(&report, "fail")), (3, vec![]));
    let unread = report["coverage"].as_array().unwrap().iter().filter(|c| c["outcome"] != "ok");
    assert!(unread.clone().count() > 50 && unread.clone().all(|c| c["region"] == "eu-central-1"));
}
