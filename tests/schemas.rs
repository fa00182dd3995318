//! The published schemas: what the program writes is what they say, and what it reads too; what it refuses, an editor shows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use support::{Run, snapshot, trueline, venv};

const NAMES: [&str; 7] = ["report", "manifest", "ledger", "rule", "waivers", "settings", "resource"];

/// The schemas as the program prints them, in a folder.
fn schemas(folder: &Path) {
    for name in NAMES {
        let run = Run::of(trueline(folder).args(["schema", name]));
        assert_eq!((run.code, &*run.stderr), (0, ""), "{name}");
        std::fs::write(folder.join(format!("{name}.schema.json")), run.stdout).unwrap();
    }
}

/// What the files of a folder lack of what their schemas say: nothing, or a line for each mistake.
fn mistakes(folder: &Path, files: &[(&str, PathBuf)]) -> String {
    // Tests run side by side: one of them installs.
    static PYTHON: LazyLock<PathBuf> = LazyLock::new(|| venv::python("exports"));
    let mut command = Command::new(&*PYTHON);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports/validate.py"));
    for (name, path) in files {
        let path = folder.join(path);
        command.arg(format!("{}={}", folder.join(format!("{name}.schema.json")).display(), path.display()));
    }
    let output = command.output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() != (told.len() > 1), "{told}{}", String::from_utf8_lossy(&output.stderr));
    told
}

fn is_valid(folder: &Path, files: &[(&str, PathBuf)]) {
    let told = mistakes(folder, files);
    assert!(told.is_empty(), "{told}");
}

/// Writes a file and says where it is.
fn put(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found = entries
        .flat_map(|path| if path.is_dir() { below(&path, ending) } else { vec![path] })
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect::<Vec<_>>();
    found.sort();
    found
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

const WAIVERS: &str = r#"
- rule: aurora-backup-retention
  resource: "arn:aws:rds:*:222222222222:cluster:innovate-*"
  reason: goes in spring
  owner: platform team
  expires: 2026-12-31
- rule: vpc-has-one-nat-gateway
  selector: {environment: dev, region: eu-west-1, tag: {Team: "legacy-*"}}
  reason: tried out
  owner: network team
  expires: 2027-01-15
  accepts_unknown: the role may not list gateways there yet
"#;

const SETTINGS: &str = r#"
accounts: {management: "111111111111", dev: "222222222222"}
regions: [eu-west-1]
dr_region: eu-central-1
role_chain: ["arn:aws:iam::111111111111:role/Hub"]
session_tags: {team: security}
api_share: 0.5
deadlines: {request: 20s, run: 1h30m}
fail_on: never
planes: [org, aws]
providers: {alias: dev}
waiver_max_days: 30
architecture: {network: {zones: 2}, delivery: {github_repository_ids: ["1"]}}
"#;

#[test]
fn each_report_is_what_the_schema_says() {
    let directory = snapshot();
    let folder = directory.path();
    schemas(folder);
    put(folder, "waivers.yaml", WAIVERS);
    put(folder, "plans.yaml", &std::fs::read_to_string(root("fixtures/plans/trueline.yaml")).unwrap());
    put(folder, "other.yaml", SETTINGS);
    let plan = root("fixtures/plans/documented.json").display().to_string();
    let mut files = Vec::new();
    let mut run = |name: &'static str, arguments: &[&str]| {
        let run = Run::of(trueline(folder).args(arguments).args(["--format", "json"]));
        assert!([0, 1, 3].contains(&run.code), "{name}: {}", run.stderr);
        files.push(("report", put(folder, name, &run.stdout)));
        run.json()
    };
    let mut base = run("sample.json", &["scan", "--sample"]);
    run("overridden.json", &["scan", "--sample", "--config", "other.yaml", "--account", "dev", "--select", "high"]);
    run("plan.json", &["check", "--plan", &plan, "--config", "plans.yaml"]);
    let over = run("over.json", &["check", "snapshot", "--plan", &plan, "--config", "plans.yaml"]);
    assert!(over["findings"].as_array().unwrap().iter().any(|f| !f["change"].is_null()));
    // One that is new, and one that is resolved.
    let findings = base["findings"].as_array_mut().unwrap();
    findings.retain(|f| f["rule_id"] != "security-groups-admit-no-internet");
    findings.iter_mut().find(|f| f["status"] == "pass").unwrap()["status"] = json!("fail");
    put(folder, "base.json", &base.to_string());
    let arguments = ["check", "snapshot", "--waivers", "waivers.yaml", "--baseline", "base.json"];
    let compared = run("compared.json", &arguments);
    assert_eq!(compared["resolved"].as_array().unwrap().len(), 1);
    let has = |member: &str| compared["findings"].as_array().unwrap().iter().any(|f| !f[member].is_null());
    assert!(has("waiver") && has("baseline"));
    is_valid(folder, &files);

    // And whatever is missing or of another kind is not.
    for (pointer, value) in [
        ("/findings/0/status", json!("passed")),
        ("/findings/0/severity", json!("urgent")),
        ("/summary/fail", json!("3")),
        ("/schema_version", json!("2")),
    ] {
        let mut broken = compared.clone();
        *broken.pointer_mut(pointer).unwrap() = value;
        let path = put(folder, "broken.json", &broken.to_string());
        assert!(!mistakes(folder, &[("report", path)]).is_empty(), "{pointer}");
    }
}

#[test]
fn each_line_of_a_snapshot_is_what_the_schema_says() {
    let directory = snapshot();
    let folder = directory.path();
    schemas(folder);
    let mut files = vec![("manifest", folder.join("snapshot/manifest.json"))];
    for (kind, name) in [("resource", "resources.jsonl.zst"), ("ledger", "ledger.jsonl.zst")] {
        let mut all = Vec::new();
        for path in below(&folder.join("snapshot"), name) {
            all.extend(zstd::decode_all(std::fs::File::open(path).unwrap()).unwrap());
        }
        assert!(all.iter().filter(|byte| **byte == b'\n').count() > 500, "{kind}");
        files.push((kind, put(folder, &format!("{kind}.jsonl"), std::str::from_utf8(&all).unwrap())));
    }
    is_valid(folder, &files);

    let subnet = json!({"type": "AWS::EC2::Subnet", "arn": "a", "id": "b", "name": "c", "account_id": "1", "region": "r",
        "read_at": "2026-11-01T00:00:00Z", "fields": {}});
    let with = |pointer: &str, value: Value| {
        let mut line = subnet.clone();
        *line.pointer_mut(pointer).unwrap() = value;
        line
    };
    let unread = with("/fields", json!({"$unknown": "ec2:DescribeSubnets denied"}));
    is_valid(folder, &[("resource", put(folder, "good.jsonl", &format!("{subnet}\n{unread}\n")))]);
    for line in
        [with("/type", json!("AWS::EC2::Subnets")), with("/fields", json!({"vpc": "vpc-1"})), with("/id", json!(1))]
    {
        let path = put(folder, "bad.jsonl", &format!("{line}\n"));
        assert!(!mistakes(folder, &[("resource", path)]).is_empty(), "{line}");
    }
}

#[test]
fn each_file_that_the_program_reads_is_what_the_schema_says() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path();
    schemas(folder);
    let rules = below(&root("rules"), ".yaml");
    let rules = rules
        .into_iter()
        .filter(|p| !p.parent().unwrap().ends_with("rules") && !p.to_string_lossy().contains("/frameworks/"));
    let mut files = rules.map(|path| ("rule", path)).collect::<Vec<_>>();
    assert!(files.len() > 100, "{}", files.len());
    assert_eq!(Run::of(trueline(folder).arg("init")).code, 0);
    files.push(("settings", folder.join("trueline.yaml")));
    files.push(("settings", root("fixtures/plans/trueline.yaml")));
    files.push(("settings", put(folder, "emulated.yaml", support::SETTINGS)));
    files.push(("settings", put(folder, "more.yaml", SETTINGS)));
    files.push(("settings", put(folder, "none.yaml", "# regions: []\n")));
    files.push(("waivers", put(folder, "waivers.yaml", WAIVERS)));
    files.push(("waivers", put(folder, "no-waivers.yaml", "# none\n")));
    is_valid(folder, &files);
}

/// Whatever the program refuses about a file's keys, a schema refuses too.
#[test]
fn a_misspelt_key_is_a_mistake() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path();
    schemas(folder);
    let rule = std::fs::read_to_string(root("rules/database/aurora-backup-retention.yaml")).unwrap();
    for (kind, text, right, wrong) in [
        ("rule", &*rule, "\nseverity:", "\nseverty:"),
        ("rule", &*rule, "\nseverity: high", "\nseverity: hihg"),
        ("rule", &*rule, "resource: AWS::RDS::DBCluster", "resource: AWS::RDS::DBClusters"),
        ("rule", &*rule, "expect: pass", "expects: pass"),
        ("rule", &*rule, "\ncheck:", "\nchecks:"),
        ("waivers", WAIVERS, "owner:", "owners:"),
        ("waivers", WAIVERS, "expires: 2026-12-31", "expires: soon"),
        ("waivers", WAIVERS, "environment: dev", "enviroment: dev"),
        ("waivers", WAIVERS, "resource:", "selector: {}\n  resource:"),
        ("settings", SETTINGS, "dr_region:", "dr_regions:"),
        ("settings", SETTINGS, "fail_on: never", "fail_on: often"),
        ("settings", SETTINGS, "[org, aws]", "[org, k8s]"),
        ("settings", SETTINGS, "zones: 2", "zone: 2"),
        ("settings", SETTINGS, "zones: 2", "zones: two"),
        ("settings", SETTINGS, "request:", "requests:"),
        ("settings", SETTINGS, "api_share: 0.5", "api_share: 0"),
        ("settings", SETTINGS, "\"222222222222\"", "\"222\""),
    ] {
        assert!(text.contains(right), "{right}");
        is_valid(folder, &[(kind, put(folder, "right.yaml", text))]);
        let path = put(folder, "wrong.yaml", &text.replacen(right, wrong, 1));
        assert!(!mistakes(folder, &[(kind, path.clone())]).is_empty(), "{wrong}");
        if kind == "settings" {
            let refused = Run::of(trueline(folder).args(["scan", "--sample", "--config", "wrong.yaml"]));
            assert_eq!(refused.code, 2, "{wrong}");
        }
        if kind == "waivers" {
            let refused = Run::of(trueline(folder).args(["scan", "--sample", "--waivers", "wrong.yaml"]));
            assert_eq!(refused.code, 2, "{wrong}");
        }
    }
}

#[test]
fn schemas_are_listed_printed_and_published() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path();
    let listed = Run::of(trueline(folder).arg("schema"));
    for name in NAMES {
        assert!(listed.stdout.lines().any(|line| line.split(' ').next() == Some(name)), "{name}: {}", listed.stdout);
        let printed = Run::of(trueline(folder).args(["schema", name])).json();
        assert_eq!(printed["$schema"], "https://json-schema.org/draft/2020-12/schema", "{name}");
        assert!(printed["title"].as_str().is_some_and(|title| !title.is_empty()), "{name}");
        if name != "resource" {
            let text = std::fs::read_to_string(root(&format!("reports/schemas/{name}.json"))).unwrap();
            assert_eq!(printed, serde_json::from_str::<Value>(&text).unwrap());
        }
    }
    assert!(listed.stdout.lines().any(|line| line == "AWS::EC2::Subnet"));
    let misspelt = Run::of(trueline(folder).args(["schema", "waiver"]));
    assert!(misspelt.code == 2 && misspelt.stderr.contains("did you mean `waivers`?"), "{}", misspelt.stderr);
    let pages = Run::of(trueline(folder).args(["schema", "rule", "--markdown"]));
    assert!(pages.code == 2 && pages.stderr.contains("--markdown"), "{}", pages.stderr);
}
