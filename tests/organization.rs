//! The whole program against the emulated organization: clean, refused, and recorded. `deviations.rs` breaks it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use support::emulator::Organization;
use support::{Run, findings, live, scan};

#[test]
fn the_documented_organization_is_compliant() {
    let directory = tempfile::tempdir().unwrap();
    let organization = Organization::clean();
    let run = scan(directory.path(), &organization, &["--out", "snapshot"]);
    let report = run.json();
    assert_eq!(findings(&report, "fail"), [], "{}", run.stderr);
    assert_eq!(findings(&report, "unknown"), []);
    assert_eq!((run.code, report["summary"]["exit_code"].as_i64()), (0, Some(0)));
    let unread = report["coverage"].as_array().unwrap().iter().filter(|c| c["outcome"] != "ok").collect::<Vec<_>>();
    assert_eq!(unread, Vec::<&Value>::new());
    // Every rule found something to judge, but those about users: there are none.
    let users = [
        "environment-users-have-no-access-keys",
        "environment-users-have-no-password",
        "images-are-pushed-by-no-user",
        "spa-is-written-by-no-user",
    ];
    assert_eq!(report["rules_not_applicable"], json!(users));
    for clause in report["architecture"].as_array().unwrap() {
        let decided = clause["pending"].is_null();
        assert_eq!(clause["verdict"], if decided { "pass" } else { "not_read" }, "{clause}");
    }
    // The snapshot that was kept says the same again, byte for byte, with any number of threads.
    for threads in ["1", "3"] {
        let mut again = live(directory.path(), "http://127.0.0.1:1");
        let again = Run::of(again.args(["check", "snapshot", "--format", "json", "--threads", threads]));
        assert_eq!(again.stdout, run.stdout);
    }
}

#[test]
fn an_account_that_cannot_be_entered_is_unknown_and_leaves_the_others_scanned() {
    let directory = tempfile::tempdir().unwrap();
    let refused = json!([{"account": "333333333333", "service": "sts", "operation": "AssumeRole", "region": "*",
        "code": "AccessDenied", "status": 403, "message": "User is not authorized to perform: sts:AssumeRole"}]);
    let organization = Organization::with(&[], &refused);
    let run = scan(directory.path(), &organization, &[]);
    let report = run.json();
    assert_eq!((run.code, findings(&report, "fail")), (3, vec![]));
    let unknown =
        report["findings"].as_array().unwrap().iter().filter(|f| f["status"] == "unknown").collect::<Vec<_>>();
    // Also what compares other accounts with this one: its part of the comparison is missing.
    assert!(unknown.iter().all(|f| f["unknown"]["account_id"] == "333333333333"), "{unknown:#?}");
    assert!(unknown.len() > 20, "{unknown:#?}");
    let passed = findings(&report, "pass");
    for account in ["dev/", "prod/"] {
        assert!(passed.iter().filter(|(.., m)| m.starts_with(account)).count() > 30, "{account} was not judged");
    }
    assert!(!passed.iter().any(|(.., m)| m.starts_with("staging/eu-west-1")), "something unread has passed");
}

#[test]
fn a_refused_listing_is_never_an_empty_one() {
    for (service, operation, code) in [
        ("ec2", "DescribeSubnets", "UnauthorizedOperation"),
        ("rds", "DescribeDBClusters", "AccessDenied"),
        ("eks", "ListClusters", "AccessDeniedException"),
        ("rds", "DescribeDBClusterSnapshots", "AccessDenied"),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let refused = json!([{"account": "222222222222", "service": service, "operation": operation, "region": "*",
            "code": code, "status": 403, "message": "no identity-based policy allows it"}]);
        let run = scan(directory.path(), &Organization::with(&[], &refused), &[]);
        let report = run.json();
        assert_eq!((run.code, findings(&report, "fail")), (3, vec![]), "{operation}");
        let unknown =
            report["findings"].as_array().unwrap().iter().filter(|f| f["status"] == "unknown").collect::<Vec<_>>();
        assert!(!unknown.is_empty(), "{operation}");
        for finding in unknown {
            assert_eq!(finding["account_id"], "222222222222", "{finding:#}");
            let asked = finding["unknown"]["operation"].as_str().unwrap_or_default();
            // What is asked for each answer of the refused list was not asked.
            assert!(asked.ends_with(operation) || finding["unknown"]["outcome"] == "not_requested", "{finding:#}");
        }
    }
}

#[test]
fn staging_is_not_like_what_was_not_read_of_production() {
    let directory = tempfile::tempdir().unwrap();
    let refused = json!([{"account": "444444444444", "service": "rds", "operation": "DescribeDBClusterParameters", "region": "*",
        "code": "AccessDenied", "status": 403, "message": "no identity-based policy allows it"}]);
    let run = scan(directory.path(), &Organization::with(&[], &refused), &[]);
    let report = run.json();
    assert_eq!((run.code, findings(&report, "fail")), (3, vec![]));
    let parity = report["findings"].as_array().unwrap().iter().filter(|f| f["clauses"] == json!(["ORG-06"]));
    let parity = parity.map(|f| (f["rule_id"].as_str().unwrap(), f)).collect::<Vec<_>>();
    for (rule, finding) in &parity {
        let expected = if *rule == "staging-database-mirrors-production" { "unknown" } else { "pass" };
        assert_eq!(finding["status"], expected, "{finding:#}");
        assert_eq!(finding["account_id"], "333333333333");
    }
    let (_, unknown) = parity.iter().find(|(_, f)| f["status"] == "unknown").unwrap();
    assert_eq!(unknown["unknown"]["account_id"], "444444444444", "{unknown:#}");
    assert_eq!(unknown["unknown"]["operation"], "rds:DescribeDBClusterParameters");
    assert_eq!(parity.len(), 3);
}

/// `fixtures/sample` is recorded as CONTRIBUTING.md says; what it shows must be what a recording of today shows. Snapshots have
/// their day in their names: a rule's findings are counted by account.
#[test]
fn the_sample_is_a_recording_of_the_emulated_organization() {
    let directory = tempfile::tempdir().unwrap();
    let organization = Organization::with(&["sample"], &json!([]));
    let recorded = scan(directory.path(), &organization, &[]);
    let sample = Run::of(support::trueline(directory.path()).args(["scan", "--sample", "--format", "json"]));
    for status in ["pass", "fail", "unknown"] {
        let of = |run: &Run| {
            let report = run.json();
            let mut counts = BTreeMap::new();
            for finding in report["findings"].as_array().unwrap().iter().filter(|f| f["status"] == status) {
                *counts.entry(format!("{} {}", finding["account_name"], finding["rule_id"])).or_insert(0) += 1;
            }
            counts
        };
        let (sample, recorded) = (of(&sample), of(&recorded));
        let names = sample.keys().chain(recorded.keys()).collect::<BTreeSet<_>>().into_iter();
        let differs = names.filter(|n| sample.get(*n) != recorded.get(*n)).collect::<Vec<_>>();
        assert!(differs.is_empty(), "{status}: the sample is not of today in {differs:#?}; record it again");
    }
}

#[test]
fn doctor_says_which_account_cannot_be_entered() {
    let directory = tempfile::tempdir().unwrap();
    let refused = json!([{"account": "333333333333", "service": "sts", "operation": "AssumeRole", "region": "*",
        "code": "AccessDenied", "status": 403, "message": "not authorized"}]);
    let organization = Organization::with(&[], &refused);
    let run = Run::of(live(directory.path(), &organization.url).arg("doctor"));
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
    assert!(
        run.stdout.contains("333333333333 staging (staging)  cannot be entered: denied AccessDenied"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("444444444444 prod (prod)  ok"), "{}", run.stdout);
}

#[test]
fn doctor_says_which_actions_are_missing_and_which_policy_denies_them() {
    let directory = tempfile::tempdir().unwrap();
    let user = "User: arn:aws:sts::222222222222:assumed-role/ComplianceScanner/trueline is not authorized to perform:";
    let refused = json!([
        {"account": "dev", "service": "ec2", "operation": "DescribeSubnets", "code": "UnauthorizedOperation",
            "message": format!("{user} ec2:DescribeSubnets with an explicit deny in a service control policy")},
        {"account": "dev", "service": "s3", "operation": "ListBuckets", "code": "AccessDenied",
            "message": format!("{user} s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action")},
    ]);
    let organization = Organization::with(&[], &refused);
    let run = Run::of(live(directory.path(), &organization.url).arg("doctor"));
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
    for line in [
        "  missing ec2:DescribeSubnets in eu-west-1, by service control policy (UnauthorizedOperation)",
        "  missing s3:ListAllMyBuckets, by identity-based policy (AccessDenied)",
    ] {
        assert!(run.stdout.contains(line), "{}", run.stdout);
    }
    assert!(run.stdout.contains("444444444444 prod (prod)  ok"), "{}", run.stdout);
    // The same stands in a scan's coverage.
    let report = scan(directory.path(), &organization, &[]).json();
    let denied = report["coverage"].as_array().unwrap().iter().filter(|c| c["outcome"] == "denied");
    let kinds = denied.map(|c| (c["operation"].as_str().unwrap(), c["denied_by"].as_str().unwrap()));
    let expected = [("ec2:DescribeSubnets", "service_control_policy"), ("s3:ListBuckets", "identity_policy")];
    assert_eq!(kinds.collect::<BTreeSet<_>>(), BTreeSet::from(expected));
}

#[test]
fn credentials_that_aws_does_not_accept_are_one_clear_error() {
    for (code, expected) in [
        ("ExpiredToken", "the credentials have expired: log in again"),
        ("InvalidClientTokenId", "AWS does not know these credentials"),
        ("SignatureDoesNotMatch", "AWS does not know these credentials"),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let refused = json!([{"account": "*", "service": "sts", "operation": "GetCallerIdentity", "region": "*",
            "code": code, "status": 403, "message": "no"}]);
        let organization = Organization::with(&[], &refused);
        let run = Run::of(live(directory.path(), &organization.url).args(["collect", "--out", "snapshot"]));
        assert_eq!((run.code, &run.stdout[..]), (2, ""));
        assert!(run.stderr.contains(code) && run.stderr.contains(expected), "{}", run.stderr);
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "something was left behind");
    }
}

#[test]
fn a_misspelt_region_is_a_mistake_and_not_an_empty_region() {
    let directory = tempfile::tempdir().unwrap();
    let organization = Organization::clean();
    let mut command = live(directory.path(), &organization.url);
    let run = Run::of(command.env("TRUELINE_REGIONS", "eu-west-1,eu-wset-1").args(["collect", "--out", "snapshot"]));
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(
        run.stderr.contains("`eu-wset-1`") && run.stderr.contains("enabled are eu-central-1, eu-west-1"),
        "{}",
        run.stderr
    );
    assert!(!directory.path().join("snapshot").exists());
}

/// The values of secrets are planted in the emulated organization, and looked for in everything that a scan leaves.
#[test]
fn no_secret_is_collected() {
    let directory = tempfile::tempdir().unwrap();
    let organization = Organization::clean();
    let formats = trueline::report::Format::ALL.map(|(name, _)| name);
    let files =
        formats.iter().flat_map(|name| ["--report".to_owned(), format!("{name}=out.{name}")]).collect::<Vec<_>>();
    let arguments = ["--out", "snapshot", "-vv"].into_iter().chain(files.iter().map(String::as_str));
    let run = scan(directory.path(), &organization, &arguments.collect::<Vec<_>>());
    assert_eq!(run.code, 0);
    let mut texts = vec![run.stdout, run.stderr];
    texts.extend(formats.iter().map(|name| {
        let text = std::fs::read_to_string(directory.path().join(format!("out.{name}"))).unwrap();
        if *name == "html" { support::page::in_clear(&text) } else { text }
    }));
    let bundle = ["report", "out.json", "--snapshot", "snapshot", "--bundle", "out.tar.zst"];
    let bundled = Run::of(live(directory.path(), &organization.url).args(bundle));
    assert_eq!(bundled.code, 0, "{}", bundled.stderr);
    texts.push(bundled.stdout + &bundled.stderr);
    let packed = zstd::decode_all(&std::fs::read(directory.path().join("out.tar.zst")).unwrap()[..]).unwrap();
    texts.push(String::from_utf8_lossy(&packed).into_owned());
    let mut waiting = vec![directory.path().join("snapshot")];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()));
        } else if path.extension().is_some_and(|e| e == "zst") {
            let bytes = zstd::decode_all(&std::fs::read(path).unwrap()[..]).unwrap();
            texts.push(String::from_utf8(bytes).unwrap());
        }
    }
    assert!(texts.iter().any(|t| t.contains("innovate/prod/app")), "the secret itself was not read");
    assert!(texts.iter().all(|t| !t.contains("CANARY")), "a secret's value was read");
}

#[test]
fn accounts_can_be_given_without_an_organization() {
    let directory = tempfile::tempdir().unwrap();
    let refused = json!([{"account": "*", "service": "organizations", "operation": "*", "region": "*",
        "code": "AccessDeniedException", "status": 400, "message": "not authorized"}]);
    let organization = Organization::with(&[], &refused);
    let without = Run::of(live(directory.path(), &organization.url).args(["scan"]));
    assert_eq!(without.code, 2);
    assert!(without.stderr.contains("list the accounts under `accounts:`"), "{}", without.stderr);
    let mut given = live(directory.path(), &organization.url);
    let given = Run::of(given.env("TRUELINE_ACCOUNTS", "dev=222222222222").args(["scan", "--format", "json"]));
    let report = given.json();
    assert_eq!(given.code, 3, "{}", given.stderr);
    assert_eq!(findings(&report, "fail"), []);
    assert!(findings(&report, "pass").iter().filter(|(.., m)| m.starts_with("dev/")).count() > 30);
}
