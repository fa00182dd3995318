//! The command line without AWS: the sample, and every kind of bad input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use std::path::Path;
use support::{Run, findings, snapshot, trueline};

fn run(directory: &Path, arguments: &[&str]) -> Run {
    Run::of(trueline(directory).args(arguments))
}

/// One clear error, exit 2, nothing on stdout.
fn refused(directory: &Path, arguments: &[&str], expected: &[&str]) {
    let run = run(directory, arguments);
    assert_eq!(run.code, 2, "{arguments:?}: {}{}", run.stdout, run.stderr);
    assert_eq!(run.stdout, "", "{arguments:?}");
    for text in expected {
        assert!(run.stderr.contains(text), "{arguments:?}: expected `{text}` in: {}", run.stderr);
    }
}

#[test]
fn the_sample_is_a_report_with_about_a_dozen_deviations() {
    let directory = tempfile::tempdir().unwrap();
    let json = run(directory.path(), &["scan", "--sample", "--format", "json"]);
    let report = json.json();
    assert_eq!(json.code, 1);
    let failed = findings(&report, "fail");
    assert!((10..=25).contains(&failed.len()), "{failed:#?}");
    assert!(report["summary"]["pass"].as_i64().unwrap() > 100);
    let table = run(directory.path(), &["scan", "--sample"]);
    assert_eq!(table.code, 1);
    assert!(table.stdout.lines().all(|l| l.chars().count() <= 80), "{}", table.stdout);
    assert!(!table.stdout.contains('\u{1b}'), "colours where there is no terminal");
    for (rule, ..) in failed {
        assert!(table.stdout.contains(&rule), "{rule} is not in the table");
    }
    let never = run(directory.path(), &["scan", "--sample", "--fail-on", "never"]);
    assert_eq!(never.code, 0);
}

#[test]
fn reports_go_to_files_beside_stdout() {
    let directory = tempfile::tempdir().unwrap();
    let both =
        run(directory.path(), &["scan", "--sample", "--report", "json=report.json", "--report", "table=report.txt"]);
    assert_eq!(both.code, 1, "{}", both.stderr);
    let json = run(directory.path(), &["scan", "--sample", "--format", "json"]);
    assert_eq!(std::fs::read_to_string(directory.path().join("report.json")).unwrap(), json.stdout);
    assert!(directory.path().join("report.txt").exists());
}

/// Passes are written out only for formats that tell each of them.
#[test]
fn a_report_says_the_same_whether_passes_are_told_or_counted() {
    let directory = tempfile::tempdir().unwrap();
    for format in ["table", "markdown", "sarif", "github", "gitlab", "pull-request"] {
        let counted = run(directory.path(), &["scan", "--sample", "--format", format]);
        let told = run(directory.path(), &["scan", "--sample", "--format", format, "--report", "json=report.json"]);
        assert_eq!((counted.stdout, counted.code), (told.stdout, told.code), "{format}");
    }
}

#[test]
fn mistakes_in_settings_are_shown_with_their_place() {
    let directory = tempfile::tempdir().unwrap();
    let with = |text: &str, expected: &[&str]| {
        std::fs::write(directory.path().join("trueline.yaml"), text).unwrap();
        refused(directory.path(), &["scan", "--sample"], expected);
    };
    with(
        "regions: [eu-west-1]\nrole_nam: x\n",
        &["trueline.yaml:2:1", "unknown field `role_nam`", "did you mean `role_name`?"],
    );
    with("regions: eu-west-1\n", &["trueline.yaml:1"]);
    with("accounts: {dev: \"12\"}\n", &["`12` is no account id"]);
    with("architecture: {database: {backup_retention_dayz: 7}}\n", &["did you mean `backup_retention_days`?"]);
    with("architecture: {database: {backup_retention_days: seven}}\n", &["is a number, not a string"]);
    with(
        "architecture: {organization: {parity_exceptions: [{aspect: scaling_confg, why: less load}]}}\n",
        &["trueline.yaml", "`scaling_confg`, which is no aspect of a parity rule", "did you mean `scaling_config`?"],
    );
    with("architecture: {organization: {parity_exceptions: [{aspect: scaling_config}]}}\n", &["missing field `why`"]);
    with(
        "architecture: {organization: {mirrors: {staging: production}}}\n",
        &["names `production`, which is no environment"],
    );
    std::fs::remove_file(directory.path().join("trueline.yaml")).unwrap();
    refused(directory.path(), &["--config", "nowhere.yaml", "scan", "--sample"], &["nowhere.yaml"]);
    refused(directory.path(), &["scan", "--sample", "--select", "no-such-rule"], &["no-such-rule"]);
    refused(
        directory.path(),
        &["scan", "--sample", "--fail-on", "often"],
        &["critical, high, medium, low, info or never"],
    );
    refused(directory.path(), &["scan", "--sample", "--format", "xml"], &["no format is called `xml`"]);
    refused(directory.path(), &["scan", "--sample", "--account", "qa"], &["no such account"]);
    refused(directory.path(), &["scna"], &["scan"]);
}

#[test]
fn a_path_that_cannot_be_written_is_found_out_before_anything_is_read() {
    let directory = tempfile::tempdir().unwrap();
    refused(
        directory.path(),
        &["scan", "--sample", "--report", "json=no/such/folder/r.json"],
        &["no/such/folder/r.json cannot be written"],
    );
    refused(directory.path(), &["scan", "--sample", "--report", "r.json"], &["expected FORMAT=PATH"]);
    std::fs::create_dir(directory.path().join("taken")).unwrap();
    std::fs::write(directory.path().join("trueline.yaml"), "regions: [eu-west-1]\n").unwrap();
    refused(directory.path(), &["collect", "--out", "taken"], &["taken: already exists"]);
    std::fs::write(directory.path().join("file"), "").unwrap();
    refused(directory.path(), &["collect", "--out", "file/snapshot"], &["file"]);
    let left = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(left, 3, "something was left behind");
}

const RULE: &str = r#"id: flow-logs
title: VPCs have flow logs
clauses: [NET-08]
severity: low
resource: AWS::EC2::VPC
check: size(resource.flow_logs) > 0
message: has no flow log
why: Nobody sees what happened.
fix: {prose: Switch them on.}
references: [https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html]
tests:
  - {name: one, expect: pass, resources: [{type: AWS::EC2::VPC, id: vpc-1}, {type: AWS::EC2::FlowLog, id: fl-1, fields: {resource_id: vpc-1}}]}
  - {name: none, expect: fail, resources: [{type: AWS::EC2::VPC, id: vpc-1}]}
  - {name: denied, expect: unknown, resources: [{type: AWS::EC2::VPC, id: vpc-1}], unread: [{operation: ec2:DescribeFlowLogs}]}
"#;

fn with_rule(change: impl Fn(&str) -> String) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("rules")).unwrap();
    std::fs::write(directory.path().join("rules/flow-logs.yaml"), change(RULE)).unwrap();
    directory
}

#[test]
fn a_rule_of_ones_own_is_tested_and_used() {
    let directory = with_rule(str::to_owned);
    let tested = run(directory.path(), &["rules", "test", "rules"]);
    assert_eq!((tested.code, &tested.stdout[..]), (0, "3 passed, 0 failed\n"), "{}", tested.stderr);
    let shown = run(directory.path(), &["rules", "show", "flow-logs", "--rules", "rules"]);
    assert!(shown.stdout.contains("Nobody sees what happened."), "{}", shown.stdout);
    let used = run(directory.path(), &["scan", "--sample", "--rules", "rules", "--format", "json"]);
    assert_eq!(used.json()["rules"]["count"], 1);
    let failing = with_rule(|rule| {
        rule.replace("expect: fail", "expect: pass")
            .replace("name: none, ", "name: none, expect: pass, ")
            .replace("expect: pass, expect: pass", "expect: pass")
    });
    let tested = run(failing.path(), &["rules", "test", "rules"]);
    assert_eq!(tested.code, 1, "{}", tested.stdout);
    assert!(tested.stdout.contains("example `none`: expected pass, was fail"), "{}", tested.stdout);
    assert!(tested.stdout.contains("rules/flow-logs.yaml:13"), "{}", tested.stdout);
}

#[test]
fn a_parity_rule_shows_what_it_compares_and_what_it_does_not() {
    let directory = tempfile::tempdir().unwrap();
    let shown = run(directory.path(), &["rules", "show", "staging-database-mirrors-production"]).stdout;
    for text in [
        "compared (organization.mirrors)\n  staging with prod",
        "\naspect aurora_engine_version\n  clusters.map(",
        "\naspect serverless_v2_scaling (may differ: staging carries a part of production's load)\n",
    ] {
        assert!(shown.contains(text), "{text} is not in: {shown}");
    }
}

#[test]
fn mistakes_in_rules_are_shown_with_their_place() {
    let mistake = |from: &str, to: &str, expected: &[&str]| {
        assert!(RULE.contains(from));
        let directory = with_rule(|rule| rule.replace(from, to));
        refused(directory.path(), &["rules", "lint", "rules"], expected);
    };
    mistake("severity: low", "severty: low", &["flow-logs.yaml:4:1", "did you mean `severity`?"]);
    mistake("resource.flow_logs", "resource.flow_log", &["flow-logs.yaml:6:", "^^^^^^^^", "did you mean `flow_logs`?"]);
    mistake("size(", "sizes(", &["flow-logs.yaml:6:", "did you mean `size`?"]);
    mistake("> 0", "> 'many'", &["flow-logs.yaml:6:", "string"]);
    mistake(
        "check: size(resource.flow_logs) > 0",
        "check: resource.state.startsWith('a')",
        &["flow-logs.yaml:6:", "null"],
    );
    mistake("check: size(resource.flow_logs) > 0", "check: size(resource.flow_logs)", &["flow-logs.yaml:6:", "bool"]);
    mistake("AWS::EC2::VPC\ncheck", "AWS::EC2::VPG\ncheck", &["flow-logs.yaml:5:", "did you mean `AWS::EC2::VPC`?"]);
    mistake("[NET-08]", "[NET-88]", &["flow-logs.yaml:3:", "no clause `NET-88`"]);
    mistake("severity: low", "severity: high", &["NET-08 is a `should`"]);
    mistake("id: flow-logs", "id: flow-log", &["flow-logs.yaml:1:5", "the id must be the file's name"]);
    mistake("has no flow log", "has {resource.flow_log}", &["flow-logs.yaml:7:", "did you mean"]);
    mistake("expect: unknown", "expect: fail", &["no example expects unknown"]);
    let without_tests = with_rule(|rule| rule.split("tests:").next().unwrap().to_owned());
    refused(without_tests.path(), &["rules", "lint", "rules"], &["a rule without tests"]);
    let twice = with_rule(str::to_owned);
    std::fs::create_dir(twice.path().join("rules/more")).unwrap();
    std::fs::write(twice.path().join("rules/more/flow-logs.yaml"), RULE).unwrap();
    refused(twice.path(), &["rules", "lint", "rules"], &["rule `flow-logs` stands in"]);
    let loose = with_rule(|rule| rule.replace("check:", "when: resource.cidr_block == '10.0.0.0/16'\ncheck:"));
    refused(loose.path(), &["rules", "lint", "rules"], &["`when` asks for `cidr_block`"]);
}

#[test]
fn a_snapshot_is_checked_as_a_directory_and_as_an_archive() {
    let directory = snapshot();
    let sample = run(directory.path(), &["scan", "--sample", "--format", "json"]);
    let checked = run(directory.path(), &["check", "snapshot", "--format", "json"]);
    assert_eq!(checked.stdout, sample.stdout, "{}", checked.stderr);
    let mut archive = tar::Builder::new(zstd::Encoder::new(Vec::new(), 3).unwrap());
    archive.append_dir_all("snapshot", directory.path().join("snapshot")).unwrap();
    let bytes = archive.into_inner().unwrap().finish().unwrap();
    std::fs::write(directory.path().join("snapshot.tar.zst"), bytes).unwrap();
    let archived = run(directory.path(), &["check", "snapshot.tar.zst", "--format", "json"]);
    assert_eq!(archived.stdout, sample.stdout, "{}", archived.stderr);
}

#[test]
fn a_broken_snapshot_is_refused_with_the_file_that_is_broken() {
    let change = |name: &str, change: &dyn Fn(Vec<u8>) -> Vec<u8>, expected: &[&str]| {
        let directory = snapshot();
        let path = directory.path().join("snapshot").join(name);
        let bytes = change(std::fs::read(&path).unwrap());
        std::fs::write(path, bytes).unwrap();
        refused(directory.path(), &["check", "snapshot"], expected);
    };
    let resources = "parts/aws/444444444444/eu-west-1/resources.jsonl.zst";
    change(resources, &|bytes| bytes[..bytes.len() / 2].to_vec(), &[resources, "truncated or altered"]);
    change(
        resources,
        &|mut bytes| {
            bytes[40] ^= 1;
            bytes
        },
        &[resources, "truncated or altered"],
    );
    change("parts/aws/part.json", &|_| b"{}".to_vec(), &["part.json", "truncated or altered"]);
    change("manifest.json", &|_| b"{".to_vec(), &["manifest.json", "not a snapshot's manifest"]);
    let newer = |bytes: Vec<u8>| {
        String::from_utf8(bytes).unwrap().replace("\"schema_version\": 1", "\"schema_version\": 2").into_bytes()
    };
    change("manifest.json", &newer, &["manifest.json", "newer trueline"]);
    let directory = snapshot();
    std::fs::remove_file(directory.path().join("snapshot/manifest.json")).unwrap();
    refused(directory.path(), &["check", "snapshot"], &["no manifest.json"]);
    let directory = snapshot();
    std::fs::remove_file(directory.path().join("snapshot").join(resources)).unwrap();
    refused(directory.path(), &["check", "snapshot"], &[resources, "No such file"]);
    // Said once.
    let nowhere = run(directory.path(), &["check", "nowhere"]);
    assert_eq!(nowhere.stderr.lines().next(), Some("error: nowhere: No such file or directory (os error 2)"));
    assert_eq!(nowhere.code, 2);
    std::fs::write(directory.path().join("text"), "not zstd").unwrap();
    refused(directory.path(), &["check", "text"], &["neither a directory nor a readable .tar.zst"]);
}

#[test]
fn without_credentials_region_or_endpoint_nothing_is_collected() {
    let directory = tempfile::tempdir().unwrap();
    refused(directory.path(), &["scan"], &["no region is configured"]);
    std::fs::write(directory.path().join("trueline.yaml"), "regions: [eu-west-1]\n").unwrap();
    let offline = |environment: &[(&str, &str)], expected: &[&str]| {
        let mut command = trueline(directory.path());
        command.env("AWS_EC2_METADATA_DISABLED", "true").env("AWS_MAX_ATTEMPTS", "1");
        command.env("AWS_CONFIG_FILE", "none").env("AWS_SHARED_CREDENTIALS_FILE", "none").env("HOME", directory.path());
        for (name, value) in environment {
            command.env(name, value);
        }
        let run = Run::of(command.args(["collect", "--out", "snapshot"]));
        assert_eq!(run.code, 2, "{}", run.stderr);
        for text in expected {
            assert!(run.stderr.contains(text), "expected `{text}` in: {}", run.stderr);
        }
        assert!(!directory.path().join("snapshot").exists());
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "something was left behind");
    };
    let endpoint = ("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    offline(&[endpoint], &["credentials", "AWS_PROFILE"]);
    let keys = [("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")];
    offline(&[keys[0], keys[1], endpoint], &["AWS_ENDPOINT_URL"]);
}

#[test]
fn init_writes_settings_once() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(run(directory.path(), &["init"]).code, 0);
    assert_eq!(run(directory.path(), &["scan", "--sample"]).code, 1);
    refused(directory.path(), &["init"], &["trueline.yaml"]);
}

#[test]
fn every_rule_of_the_program_is_tested_and_well_formed() {
    let directory = tempfile::tempdir().unwrap();
    let tested = run(directory.path(), &["rules", "test"]);
    assert_eq!(tested.code, 0, "{}", tested.stdout);
    let linted = run(directory.path(), &["rules", "lint"]);
    assert_eq!(linted.code, 0, "{}", linted.stderr);
    let listed = run(directory.path(), &["rules", "list", "--format", "json"]).json();
    assert!(listed.as_array().unwrap().len() >= 30);
}

#[test]
fn trace_shows_every_clause() {
    let directory = tempfile::tempdir().unwrap();
    let all = run(directory.path(), &["trace", "--sample", "--format", "json"]).json();
    assert_eq!(all.as_array().unwrap().len(), 45);
    let (pending, decided) = all.as_array().unwrap().iter().partition::<Vec<_>, _>(|c| c["pending"].is_string());
    assert!(pending.iter().all(|c| c["verdict"] != "pass"), "{pending:#?}");
    assert!(decided.iter().all(|c| c["verdict"] == "pass" || c["verdict"] == "fail"), "{decided:#?}");
    let table = run(directory.path(), &["trace", "--sample"]);
    assert!(table.stdout.lines().all(|l| l.chars().count() <= 80), "{}", table.stdout);
    assert!(table.stdout.contains("not yet read"));
}
