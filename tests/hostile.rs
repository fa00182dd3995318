//! What AWS may hold that nobody expects: names that attack, lists without end, resources that go while they are read.
#![allow(clippy::disallowed_macros)] // figures are printed
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use support::emulator::Organization;
use support::{Run, live, scan, trueline};
use trueline::snapshot::{LedgerLine, Snapshot};

/// A rule by which all that is hostile comes into the reports: few of the built-in ones tell tags.
const RULE: &str = r#"id: ID
title: Nothing has tags
clauses: [NET-08]
severity: low
resource: TYPE
check: size(resource.tags) == 0
message: has {resource.tags.transformList(key, value, key + value).join(", ")}
why: Tags are others' words.
fix: {prose: Take them away.}
references: [https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html]
tests:
  - {name: none, expect: pass, resources: [{type: TYPE, id: x-1, fields: {tags: {}}}]}
  - {name: one, expect: fail, resources: [{type: TYPE, id: x-1, fields: {tags: {a: b}}}]}
"#;
/// What AWS tells of the first in XML, of the second in JSON: only the latter can hold all control characters.
const TOLD: [(&str, &str); 2] =
    [("vpcs-have-no-tags", "AWS::EC2::VPC"), ("clusters-have-no-tags", "AWS::EKS::Cluster")];

/// Control characters and those that turn the text after them, but for ends of lines and tabs.
fn controls(text: &str) -> BTreeSet<char> {
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| c.is_control() && !['\n', '\t'].contains(c) || turns(*c)).collect()
}

#[test]
fn names_are_shown_and_never_obeyed() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("rules")).unwrap();
    for (id, r#type) in TOLD {
        let rule = RULE.replace("ID", id).replace("TYPE", r#type);
        std::fs::write(directory.path().join(format!("rules/{id}.yaml")), rule).unwrap();
    }
    let organization = Organization::of(&json!({"hostile": true}));
    let run = |arguments: &[&str]| Run::of(live(directory.path(), &organization.url).args(arguments));
    let scan = run(&["scan", "--out", "snapshot", "-vv"]);
    assert_ne!(scan.code, 2, "{}", scan.stderr);
    let report = run(&["check", "snapshot", "--rules", "rules", "--fail-on", "low", "--format", "json"]);
    assert_eq!(report.code, 1, "{}", report.stderr);
    let report = report.json();
    let told =
        report["findings"].as_array().unwrap().iter().map(|f| f["message"].as_str().unwrap()).collect::<String>();
    let long = "A".repeat(10_000);
    for hostile in ["\u{1b}[31m", "\u{9b}31m", "\u{0}", "\r\n", "\u{202e}", "<script>", "[link](http://x)", &long] {
        assert!(told.contains(hostile), "{hostile:.20?} does not come into the report");
    }

    let tables = [
        scan,
        run(&["check", "snapshot", "--rules", "rules"]),
        run(&["trace", "snapshot"]),
        run(&["trace", "snapshot", "--rules", "rules"]),
    ];
    for Run { stdout, stderr, .. } in &tables {
        assert_eq!((controls(stdout), controls(stderr)), (BTreeSet::new(), BTreeSet::new()));
        let wide = stdout.lines().filter(|l| l.chars().count() > 80).collect::<Vec<_>>();
        assert_eq!(wide, Vec::<&str>::new());
    }
    let trace = |format| run(&["trace", "snapshot", "--rules", "rules", "--format", format]);
    let [markdown, html, json] = ["markdown", "html", "json"].map(trace);
    for page in [&markdown, &html] {
        assert_eq!((page.code, controls(&page.stdout)), (0, BTreeSet::new()), "{}", page.stderr);
        assert!(page.stdout.contains("script&gt;alert(1)"), "what is hostile is not shown at all");
    }
    assert!(!markdown.stdout.contains('<') && !markdown.stdout.contains("[link]"), "{}", markdown.stdout);
    only_our_markup(&html.stdout);
    assert_eq!((json.code, json.json().is_null()), (0, false));
}

fn only_our_markup(page: &str) {
    const OURS: &str = "!doctype html head meta title style body h1 h2 h3 p section article span ul li code";
    let names = page.split('<').skip(1).map(|rest| {
        rest.trim_start_matches('/').split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default()
    });
    let foreign = names.filter(|name| !OURS.split(' ').any(|ours| ours == *name)).collect::<Vec<_>>();
    assert_eq!(foreign, Vec::<&str>::new());
}

#[test]
fn what_a_refusal_says_is_shown_and_never_obeyed() {
    const WORDS: &str = "no\u{9b}31m\u{9d}0;title\u{9c} \u{202e}txt\u{2066} <script>";
    let mut wrong = Vec::new();
    for operation in ["GetCallerIdentity", "AssumeRole", "DescribeVpcs"] {
        let directory = tempfile::tempdir().unwrap();
        let refused = json!([{"operation": operation, "code": "AccessDenied", "status": 403, "message": WORDS}]);
        let organization = Organization::with(&[], &refused);
        for arguments in [&["scan", "-vv"][..], &["doctor"]] {
            let run = Run::of(live(directory.path(), &organization.url).args(arguments));
            assert_ne!(run.code, 0, "{}", run.stdout);
            for (name, text) in [("stdout", run.stdout), ("stderr", run.stderr)] {
                if !controls(&text).is_empty() {
                    wrong.push(format!("{arguments:?}, refused {operation}: {name} holds {:?}", controls(&text)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_hostile_environment_is_read_whole_and_changes_no_other() {
    let directory = tempfile::tempdir().unwrap();
    let hostile = scan(directory.path(), &Organization::of(&json!({"hostile": true})), &["--out", "hostile"]);
    let clean = scan(directory.path(), &Organization::clean(), &["--out", "clean"]);
    assert_ne!(hostile.code, 2, "{}", hostile.stderr);
    // Without names: those of snapshots hold the minute of the fork.
    let elsewhere = |run: &Run| {
        let (report, mut counts) = (run.json(), BTreeMap::new());
        for finding in report["findings"].as_array().unwrap().iter().filter(|f| f["account_name"] != "dev") {
            let [rule, account, region, status] = ["rule_id", "account_id", "region", "status"].map(|k| &finding[k]);
            *counts.entry(format!("{rule} {account} {region} {status}")).or_insert(0) += 1;
        }
        counts
    };
    assert_eq!(elsewhere(&hostile), elsewhere(&clean));
    assert!(hostile.json()["coverage"].as_array().unwrap().iter().all(|c| c["outcome"] == "ok"));

    let resources = resources(&directory.path().join("hostile"));
    let group = resources.iter().find(|r| r["name"] == "hostile-many-rules").expect("the group is not in the snapshot");
    let rules = group["fields"]["ingress"].as_array().unwrap().iter();
    let sources = rules.flat_map(|rule| rule["cidr_ips"].as_array().unwrap()).collect::<HashSet<_>>();
    assert_eq!(sources.len(), 1000);
    let bucket =
        resources.iter().find(|r| r["id"] == "innovate-far-222222222222").expect("the bucket is not in the snapshot");
    assert_eq!(bucket["region"], "ap-southeast-2");
    let report = hostile.json();
    let judged = report["findings"].as_array().unwrap().iter().filter(|f| f["resource"]["arn"] == bucket["arn"]);
    let judged =
        judged.map(|f| (f["region"].as_str().unwrap(), f["status"].as_str().unwrap())).collect::<BTreeSet<_>>();
    assert_eq!(judged, BTreeSet::from([("ap-southeast-2", "pass")]));
}

fn resources(snapshot: &Path) -> Vec<Value> {
    let snapshot = Snapshot::open(snapshot).unwrap();
    let mut all = Vec::new();
    for unit in &snapshot.units {
        let mut text = Vec::new();
        let lines = snapshot.resources(unit, &mut text).unwrap().lines();
        all.extend(lines.map(|line| serde_json::from_str::<Value>(line).unwrap()));
    }
    all
}

#[test]
fn a_hundred_thousand_interfaces_are_read() {
    const COUNT: usize = 100_000;
    let directory = tempfile::tempdir().unwrap();
    let listing = json!({"account": "dev", "operation": "DescribeNetworkInterfaces", "count": COUNT});
    let organization = Organization::of(&json!({"listing": listing}));
    let started = Instant::now();
    let mut command = live(directory.path(), &organization.url);
    let mut child = command.args(["collect", "--out", "snapshot"]).stdout(Stdio::null()).spawn().unwrap();
    let mut peak = "unknown".to_owned();
    let status = loop {
        // Linux says it of a process that runs; elsewhere it stays unknown.
        let told = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        if let Some(line) = told.lines().find_map(|l| l.strip_prefix("VmHWM:")) {
            peak = line.trim().to_owned();
        }
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    println!("{COUNT} interfaces in {:.1?}, at most {peak} of memory", started.elapsed());
    assert_eq!(status.code(), Some(0));
    let resources = resources(&directory.path().join("snapshot"));
    let interfaces =
        resources.iter().filter(|r| r["type"] == "AWS::EC2::NetworkInterface" && r["account_id"] == "222222222222");
    assert_eq!(interfaces.map(|r| r["id"].as_str().unwrap()).collect::<BTreeSet<_>>().len(), COUNT);
    let check = Run::of(trueline(directory.path()).args(["check", "snapshot", "--format", "json"]));
    assert_ne!(check.code, 2, "{}", check.stderr);
}

/// Something is listed, and deleted before it is asked for.
#[test]
fn what_goes_while_it_is_read_is_neither_judged_nor_missed() {
    let directory = tempfile::tempdir().unwrap();
    let run = scan(directory.path(), &Organization::clean(), &["--out", "clean"]);
    let clean = resources(&directory.path().join("clean"));
    assert_eq!((run.code, not_in(&clean, &run.json())), (0, vec![]));
    let mut wrong = Vec::new();
    for (service, operation, r#type) in [
        ("kms", "DescribeKey", "AWS::KMS::Key"),
        ("eks", "DescribeCluster", "AWS::EKS::Cluster"),
        ("eks", "DescribeNodegroup", "AWS::EKS::Nodegroup"),
        ("sqs", "GetQueueAttributes", "AWS::SQS::Queue"),
        ("secretsmanager", "GetResourcePolicy", "AWS::SecretsManager::Secret"),
        ("rds", "DescribeDBClusterSnapshotAttributes", "AWS::RDS::DBClusterSnapshot"),
        ("elasticloadbalancing", "DescribeLoadBalancerAttributes", "AWS::ElasticLoadBalancingV2::LoadBalancer"),
        ("elasticloadbalancing", "DescribeTargetHealth", "AWS::ElasticLoadBalancingV2::TargetGroup"),
        ("iam", "GetOpenIDConnectProvider", "AWS::IAM::OIDCProvider"),
        ("cloudfront", "GetDistributionConfig", "AWS::CloudFront::Distribution"),
        ("backup", "GetBackupPlan", "AWS::Backup::BackupPlan"),
        ("wafv2", "GetWebACL", "AWS::WAFv2::WebACL"),
        ("s3", "GetBucketTagging", "AWS::S3::Bucket"),
    ] {
        let case = format!("{service}:{operation}");
        let gone = json!([{"account": "prod", "service": service, "operation": operation, "kind": "gone", "times": 1}]);
        let organization = Organization::with(&[], &gone);
        let run = scan(directory.path(), &organization, &["--out", &case]);
        if run.code == 2 {
            wrong.push(format!("{case}: {}", run.stderr));
            continue;
        }
        let (report, snapshot) = (run.json(), directory.path().join(&case));
        let unread = report["coverage"].as_array().unwrap().iter().filter(|c| c["outcome"] != "ok").collect::<Vec<_>>();
        if !unread.is_empty() {
            wrong.push(format!("{case} leaves gaps: {unread:?}"));
        }
        let left = resources(&snapshot);
        let [before, after] = [&clean, &left]
            .map(|all| all.iter().filter(|r| r["type"] == r#type && r["account_id"] == "444444444444").count());
        if after + 1 != before {
            wrong.push(format!("{case}: of {before} {type} {after} are left"));
        }
        let ledger = Snapshot::open(&snapshot).unwrap().ledger().unwrap();
        let noted = ledger.iter().filter(|l| l.gone > 0).map(noted).collect::<Vec<_>>();
        // Whichever question finds a bucket gone, it is noted at one of them.
        let at = if service == "s3" { "s3:GetBucketPolicy" } else { &case };
        if noted != [format!("444444444444 {at} 1")] {
            wrong.push(format!("{case}: the ledger notes {noted:?}"));
        }
        wrong.extend(not_in(&left, &report).into_iter().map(|judged| format!("{case}: judged is {judged}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Findings of what is not in the snapshot.
fn not_in(resources: &[Value], report: &Value) -> Vec<String> {
    let known = resources.iter().map(|r| &r["arn"]).collect::<HashSet<_>>();
    let judged = report["findings"].as_array().unwrap().iter().filter(|f| !known.contains(&f["resource"]["arn"]));
    judged.map(|f| format!("{} {} {}", f["status"], f["rule_id"], f["resource"]["arn"])).collect()
}

/// Account, operation, and how often something was gone.
fn noted(line: &LedgerLine) -> String {
    format!("{} {} {}", line.account_id, line.operation, line.gone)
}
