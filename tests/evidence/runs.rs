//! A directory with all that a report can be made from, and runs that use it.
#![allow(dead_code)]

use crate::support::altered::{BACKUP, CLUSTER, NAT, TAKEN_AT, denied, taken_at};
use crate::support::{Run, snapshot, trueline};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

/// A run: its name, the arguments that say what is judged, and those that `trueline report` needs to judge it again.
pub struct Case {
    pub name: &'static str,
    pub check: &'static [&'static str],
    pub again: &'static [&'static str],
}

/// The sample as it is; with waivers and a baseline; below plans; plans alone.
pub const CASES: [Case; 4] = [
    Case { name: "sample", check: &["snapshot"], again: &["--snapshot", "snapshot"] },
    Case {
        name: "waived",
        check: &["snapshot", "--waivers", "waivers.yaml", "--baseline", "base.json", "--fail-on", "low"],
        again: &["--snapshot", "snapshot", "--waivers", "waivers.yaml", "--baseline", "base.json"],
    },
    Case {
        name: "planned",
        check: &[
            "snapshot",
            "--plan",
            "one.json",
            "--plan",
            "two=sub/two.json",
            "--source",
            "infra",
            "--waivers",
            "waivers.yaml",
            "--gate",
            "all",
            "--account",
            "prod,dev",
        ],
        again: &[
            "--snapshot",
            "snapshot",
            "--plan",
            "one.json",
            "--plan",
            "two=sub/two.json",
            "--source",
            "infra",
            "--waivers",
            "waivers.yaml",
        ],
    },
    Case {
        name: "alone",
        check: &["--plan", "one.json", "--waivers", "waivers.yaml"],
        again: &["--plan", "one.json", "--waivers", "waivers.yaml"],
    },
];

/// `snapshot`, in which something was not read, `waivers.yaml`, `base.json`, `one.json` and `sub/two.json`, `infra` and settings.
pub fn directory() -> TempDir {
    let directory = snapshot();
    let path = directory.path();
    taken_at(path, TAKEN_AT);
    denied(path, "333333333333/eu-west-1", "rds:DescribeDBClusters", "AWS::RDS::DBCluster");
    let waiver = |rule: &str, scope: &str, expires: &str| {
        format!("- rule: {rule}\n  {scope}\n  reason: known\n  owner: platform team\n  expires: {expires}\n")
    };
    let waivers = [
        waiver(BACKUP, &format!("resource: {CLUSTER}"), "2026-12-31"),
        waiver(NAT, "selector: {environment: dev}", "2026-12-31"),
        waiver(NAT, "selector: {environment: prod}", "2026-11-01"),
    ];
    std::fs::write(path.join("waivers.yaml"), waivers.concat()).unwrap();
    std::fs::write(path.join("trueline.yaml"), SETTINGS).unwrap();
    // Of before: something is new since, and what failed then is none any more.
    let base = Run::of(trueline(path).args(["check", "snapshot", "--format", "json", "--select", "network"]));
    let mut base = base.json();
    let passed = base["findings"].as_array_mut().unwrap().iter_mut().find(|f| f["status"] == "pass").unwrap();
    passed["status"] = json!("fail");
    std::fs::write(path.join("base.json"), base.to_string()).unwrap();
    let one = [
        change("aws_rds_cluster.prod", "444444444444", &cluster("innovate-prod", "444444444444", 7), 3),
        change("aws_rds_cluster.late", "444444444444", &Value::Null, 1),
    ];
    std::fs::write(path.join("one.json"), plan(&one).to_string()).unwrap();
    std::fs::create_dir(path.join("sub")).unwrap();
    let two = [change("aws_rds_cluster.dev", "222222222222", &cluster("innovate-dev", "222222222222", 1), 7)];
    std::fs::write(path.join("sub/two.json"), plan(&two).to_string()).unwrap();
    std::fs::create_dir(path.join("infra")).unwrap();
    let source = "\n\nresource \"aws_rds_cluster\" \"prod\" {}\nresource \"aws_rds_cluster\" \"late\" {}\n";
    std::fs::write(path.join("infra/main.tf"), source).unwrap();
    directory
}

const SETTINGS: &str = "accounts: {prod: \"444444444444\", dev: \"222222222222\"}\nregions: [eu-west-1]\n\
waiver_max_days: 90\narchitecture: {database: {backup_retention_days: 14}}\n";

/// Judges a case, and writes `report.json` with any other reports.
pub fn judged(directory: &Path, case: &Case, more: &[&str]) -> Run {
    let run =
        Run::of(trueline(directory).arg("check").args(case.check).args(["--report", "json=report.json"]).args(more));
    assert_ne!(run.code, 2, "{}: {}", case.name, run.stderr);
    run
}

fn cluster(name: &str, account: &str, days: u64) -> Value {
    json!({"id": name, "cluster_identifier": name, "engine": "aurora-postgresql", "backup_retention_period": days,
        "arn": format!("arn:aws:rds:eu-west-1:{account}:cluster:{name}")})
}

fn change(address: &str, account: &str, before: &Value, days: u64) -> Value {
    let (r#type, name) = address.split_once('.').unwrap();
    let made = cluster(name, account, days);
    let after = if before.is_null() { made } else { with(before, "backup_retention_period", json!(days)) };
    let action = if before.is_null() { "create" } else { "update" };
    json!({"address": address, "mode": "managed", "type": r#type, "name": name, "provider_name": "aws", "account": account,
        "change": {"actions": [action], "before": before, "after": after, "after_unknown": {}}})
}

fn with(value: &Value, name: &str, to: Value) -> Value {
    let mut value = value.clone();
    value[name] = to;
    value
}

fn plan(changes: &[Value]) -> Value {
    let resources = changes.iter().map(|c| {
        json!({"address": c["address"], "mode": "managed", "type": c["type"], "name": c["name"],
            "provider_config_key": "aws", "expressions": {}})
    });
    let provider = json!({"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"},
        "allowed_account_ids": {"constant_value": [changes[0]["account"]]}}});
    json!({"format_version": "1.2", "terraform_version": "1.11.4", "timestamp": "2026-11-25T12:00:00Z",
        "resource_changes": changes, "configuration": {"provider_config": {"aws": provider},
            "root_module": {"resources": resources.collect::<Vec<_>>()}}})
}
