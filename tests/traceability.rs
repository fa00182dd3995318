//! From the document to rules, from frameworks to rules, from rules to their examples and pages: nothing leads nowhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::Value;
use std::path::Path;
use support::{Run, trueline};

fn run(directory: &Path, arguments: &[&str]) -> Run {
    Run::of(trueline(directory).args(arguments))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

const RULE: &str = r#"id: flow-logs
title: VPCs have flow logs
clauses: [NET-08]
severity: low
resource: AWS::EC2::VPC
let:
  all: resource.flow_logs.filter(f, f.traffic_type == "ALL")
check: size(all) > 0 && resource.vpc_id != "vpc-9"
message: has no <b>flow log</b>
why: Nobody sees what happened.
fix: {prose: Switch them on.}
references: [https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html]
tests:
  - {name: one, expect: pass, resources: [{type: AWS::EC2::VPC, id: vpc-1}, {type: AWS::EC2::FlowLog, id: fl-1, fields: {resource_id: vpc-1, traffic_type: ALL}}]}
  - {name: none, expect: fail, resources: [{type: AWS::EC2::VPC, id: vpc-1}]}
  - {name: denied, expect: unknown, resources: [{type: AWS::EC2::VPC, id: vpc-1}], unread: [{operation: ec2:DescribeFlowLogs}]}
"#;
/// What the examples of that rule lack.
const MORE: &str = r#"  - {name: accepted, expect: fail, resources: [{type: AWS::EC2::VPC, id: vpc-1}, {type: AWS::EC2::FlowLog, id: fl-1, fields: {resource_id: vpc-1, traffic_type: ACCEPT}}]}
  - {name: other, expect: fail, resources: [{type: AWS::EC2::VPC, id: vpc-9}, {type: AWS::EC2::FlowLog, id: fl-1, fields: {resource_id: vpc-9, traffic_type: ALL}}]}
"#;
const DOCUMENT: &str =
    "# The document\n\n## network\n\n- **NET-08** (should; aws): Flow logs record <everything> & more.\n";
const FRAMEWORK: &str = "name: own-1\ntitle: Our own\ncontrols:\n  - id: \"1\"\n    title: Traffic is logged\n    rules: [flow-logs]\n    partial: true\n    not_covered: default VPCs\n";

/// A directory with a document of one clause, its rule, and a framework.
fn directory(change: impl Fn(&str, &str) -> String) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(directory.path().join("rules/frameworks")).unwrap();
    let files = [
        ("network/flow-logs.yaml", RULE),
        ("architecture.md", DOCUMENT),
        ("pending.yaml", "pending: {}\n"),
        ("frameworks/own-1.yaml", FRAMEWORK),
    ];
    for (name, text) in files {
        let path = directory.path().join("rules").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, change(name, text)).unwrap();
    }
    directory
}

fn unchanged(_: &str, text: &str) -> String {
    text.to_owned()
}

/// In the file of that name, other words.
fn replaced<'a>(file: &'a str, from: &'a str, to: &'a str) -> impl Fn(&str, &str) -> String + 'a {
    move |name, text| {
        assert!(name != file || text.contains(from), "{from} in {file}");
        if name == file { text.replace(from, to) } else { text.to_owned() }
    }
}

#[test]
fn every_part_of_every_condition_is_noticed_by_an_example() {
    let directory = tempfile::tempdir().unwrap();
    let tested = run(directory.path(), &["rules", "test", "--mutate"]);
    assert_eq!(tested.code, 0, "{}", tested.stdout);
    assert!(tested.stdout.ends_with(" mutants, 0 survived\n"), "{}", tested.stdout);
}

#[test]
fn what_no_example_notices_is_shown_with_its_place() {
    let lacking = directory(unchanged);
    let tested = run(lacking.path(), &["rules", "test", "rules", "--mutate"]);
    assert_eq!(tested.code, 1, "{}{}", tested.stdout, tested.stderr);
    for expected in [
        "rules/network/flow-logs.yaml:8:25: survived: no example notices when this is left out",
        "= check: size(all) > 0\n",
        "rules/network/flow-logs.yaml:7:37: survived",
        "= all: resource.flow_logs\n",
        "2 survived\n",
    ] {
        assert!(tested.stdout.contains(expected), "expected `{expected}` in: {}", tested.stdout);
    }
    let whole = directory(
        |name, text| if name.ends_with("flow-logs.yaml") { format!("{text}{MORE}") } else { text.to_owned() },
    );
    let tested = run(whole.path(), &["rules", "test", "rules", "--mutate"]);
    assert_eq!(tested.code, 0, "{}", tested.stdout);
}

#[test]
fn an_example_that_leaves_a_field_out_notices_nothing() {
    let head = RULE.split("let:").next().unwrap();
    let tail = RULE.split("check:").nth(1).unwrap().split_once('\n').unwrap().1;
    let rule = format!("{head}check: size(resource.flow_logs) > 0 && !resource.is_default\n{tail}");
    let rule = rule.replacen("id: vpc-1}", "id: vpc-1, fields: {is_default: false}}", 1);
    let rule = rule.replace("id: vpc-1}], unread", "id: vpc-1, fields: {is_default: {$unknown: denied}}}], unread");
    let survivors = |rule: &str| {
        let own =
            directory(|name, text| if name.ends_with("flow-logs.yaml") { rule.to_owned() } else { text.to_owned() });
        let tested = run(own.path(), &["rules", "test", "rules", "--mutate"]);
        assert!(tested.stdout.starts_with("3 passed, 0 failed\n"), "{}{}", tested.stdout, tested.stderr);
        tested.stdout.matches("= check: !resource.is_default\n").count()
    };
    // Without its logs the VPC fails, whether it is a default one or not; without that part of the check nobody knows.
    assert_eq!(survivors(&rule), 1);
    let given = rule.replace(
        "expect: fail, resources: [{type: AWS::EC2::VPC, id: vpc-1}",
        "expect: fail, resources: [{type: AWS::EC2::VPC, id: vpc-1, fields: {is_default: false}}",
    );
    assert_eq!(survivors(&given), 0);
}

#[test]
fn a_trace_that_leads_nowhere_is_a_mistake() {
    assert_eq!(run(directory(unchanged).path(), &["rules", "lint", "rules"]).code, 0);
    let refused = |change: &dyn Fn(&str, &str) -> String, expected: &[&str]| {
        let linted = run(directory(change).path(), &["rules", "lint", "rules"]);
        assert_eq!(linted.code, 2, "{}", linted.stdout);
        for text in expected {
            assert!(linted.stderr.contains(text), "expected `{text}` in: {}", linted.stderr);
        }
    };
    let in_rule = |from, to| replaced("network/flow-logs.yaml", from, to);
    let in_framework = |from, to| replaced("frameworks/own-1.yaml", from, to);
    let clause = "- **NET-09** (must; aws): Something else.\n- **NET-08**";
    refused(&replaced("architecture.md", "- **NET-08**", clause), &["no rule decides NET-09"]);
    refused(&replaced("pending.yaml", "{}", "{NET-99: later}"), &["pending.yaml names NET-99, which is no clause"]);
    refused(&in_rule("clauses: [NET-08]", "clauses: []"), &["a rule decides at least one clause"]);
    refused(&in_rule("clauses: [NET-08]", "clauses: [NET-07]"), &["flow-logs.yaml:3:11", "no clause `NET-07`"]);
    refused(
        &in_framework("[flow-logs]", "[flow-log]"),
        &["own-1.yaml:6:13", "control `1` names the rule `flow-log`", "did you mean `flow-logs`?"],
    );
    refused(&in_framework("[flow-logs]", "[]"), &["own-1.yaml:4:10", "no rule covers control `1`"]);
    refused(
        &in_framework("[flow-logs]", "[flow-logs, flow-logs]"),
        &["own-1.yaml:6:24", "stands twice under control `1`"],
    );
    refused(
        &in_framework("partial", "partially"),
        &["own-1.yaml:7:5", "unknown field `partially`", "did you mean `partial`?"],
    );
    refused(&in_framework("    partial: true\n", ""), &["own-1.yaml:4:10", "then it is `partial: true`"]);
    refused(
        &in_framework("    not_covered: default VPCs\n", ""),
        &["own-1.yaml:4:10", "`not_covered` says what is not"],
    );
    refused(&in_framework("name: own-1", "name: own-2"), &["own-1.yaml:1:7", "the name must be the file's, `own-1`"]);
    let twice = "    rules: [flow-logs]\n  - id: \"1\"\n    title: Again\n    rules: [flow-logs]\n";
    refused(&in_framework("    rules: [flow-logs]\n", twice), &["own-1.yaml:7:10", "control `1` stands twice"]);
}

#[test]
fn a_clause_leads_to_its_rules_and_their_subjects() {
    let directory = tempfile::tempdir().unwrap();
    let all = run(directory.path(), &["trace", "--sample", "--format", "json"]).json();
    let report = run(directory.path(), &["scan", "--sample", "--format", "json"]).json();
    let findings = report["findings"].as_array().unwrap();
    let counted =
        |rule: &Value, status: &str| findings.iter().filter(|f| f["rule_id"] == *rule && f["status"] == status).count();
    for clause in all.as_array().unwrap() {
        let subjects = clause["subjects"].as_array().unwrap();
        let rules = subjects.iter().map(|s| s["rule"].clone()).collect::<Vec<_>>();
        assert_eq!(clause["rules"].as_array().unwrap(), &rules, "{clause:#}");
        for subject in subjects {
            let rule = &subject["rule"];
            assert_eq!(subject["pass"], counted(rule, "pass"), "{rule}");
            assert_eq!(subject["fail"].as_array().unwrap().len(), counted(rule, "fail"), "{rule}");
            assert_eq!(subject["unknown"].as_array().unwrap().len(), counted(rule, "unknown"), "{rule}");
        }
    }
    let without = run(directory.path(), &["trace", "--format", "json"]).json();
    assert!(without.as_array().unwrap().iter().all(|c| c.get("verdict").is_none() && c.get("subjects").is_none()));
}

#[test]
fn a_control_that_is_covered_in_part_is_never_passed() {
    let directory = tempfile::tempdir().unwrap();
    let report = run(directory.path(), &["scan", "--sample", "--format", "json"]).json();
    let mut seen = std::collections::BTreeSet::new();
    for framework in ["cis-aws-foundations-3.0", "nist-800-53-r5", "soc-2", "pci-dss-4.0", "aws-fsbp"] {
        let arguments = ["trace", "--sample", "--framework", framework, "--format", "json"];
        let controls = run(directory.path(), &arguments).json();
        for control in controls.as_array().unwrap() {
            let id = control["control"].as_str().unwrap();
            let verdict = control["verdict"].as_str().unwrap().to_owned();
            assert_eq!(control["partial"] == true, control["not_covered"].is_string(), "{framework} {id}");
            assert!(control["partial"] == false || verdict != "pass", "{framework} {id}");
            assert!(control["partial"] == true || verdict != "partial_pass", "{framework} {id}");
            let some = |key: &str| {
                control["subjects"].as_array().unwrap().iter().any(|s| !s[key].as_array().unwrap().is_empty())
            };
            assert_eq!(verdict == "fail", some("fail"), "{framework} {id}");
            assert_eq!(verdict == "unknown", !some("fail") && some("unknown"), "{framework} {id}");
            seen.insert(verdict);
            // The report says the same from the rule's side.
            for rule in control["rules"].as_array().unwrap() {
                let item = report["rules"]["items"].as_array().unwrap().iter().find(|i| i["id"] == *rule).unwrap();
                let own = item["frameworks"][framework].as_array().unwrap();
                assert!(own.iter().any(|c| c == id), "{framework} {id} {rule}");
            }
        }
    }
    assert!(["fail", "pass", "partial_pass"].iter().all(|v| seen.contains(*v)), "{seen:?}");
    let unknown = run(directory.path(), &["trace", "--framework", "soc-3"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("no framework is called so; did you mean `soc-2`?"), "{}", unknown.stderr);
}

#[test]
fn a_control_whose_evidence_was_not_asked_for_is_not_passed() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("trueline.yaml"), "regions: [eu-west-1]\nplanes: [org]\n").unwrap();
    let arguments = ["trace", "--sample", "--framework", "aws-fsbp", "--format", "json"];
    let controls = run(directory.path(), &arguments).json();
    let verdict =
        |id: &str| controls.as_array().unwrap().iter().find(|c| c["control"] == id).unwrap()["verdict"].clone();
    assert_eq!(verdict("RDS.27"), "not_read");
    assert_eq!(verdict("IAM.4"), "pass");
}

#[test]
fn a_trace_reads_the_same_in_every_format() {
    let own = directory(unchanged);
    let trace = |format: &str| run(own.path(), &["trace", "--sample", "--rules", "rules", "--format", format]).stdout;
    let html = trace("html");
    assert!(html.starts_with("<!doctype html>") && html.ends_with("</html>\n"), "{html}");
    assert!(html.contains("Flow logs record &lt;everything&gt; &amp; more."), "{html}");
    assert!(html.contains("has no &lt;b&gt;flow log&lt;/b&gt;") && !html.contains("<b>"), "{html}");
    for outside in ["src=", "href=", "url(", "@import", "<script"] {
        assert!(!html.contains(outside), "{outside}");
    }
    let markdown = trace("markdown");
    assert!(markdown.starts_with("# The documented architecture\n"), "{markdown}");
    assert!(
        markdown.contains("## network\n\n### NET-08: fail") && markdown.contains("&lt;everything&gt;"),
        "{markdown}"
    );
    assert!(markdown.contains("- `flow-logs`: ") && markdown.contains("  - "), "{markdown}");
    let table = trace("table");
    assert!(table.lines().all(|l| l.chars().count() <= 80), "{table}");
    for text in [&html, &markdown, &table] {
        assert!(text.contains("flow-logs") && text.contains("NET-08") && text.contains("failed"), "{text}");
    }
    let refused = run(own.path(), &["trace", "--sample", "--format", "pdf"]);
    assert_eq!(refused.code, 2);
}

#[test]
fn the_documentation_of_the_rules_is_up_to_date() {
    let directory = tempfile::tempdir().unwrap();
    let made = run(directory.path(), &["rules", "docs", "--out", "docs"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let pages = |folder: &Path| {
        let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
        let read = |p: std::path::PathBuf| (p.file_name().unwrap().to_owned(), std::fs::read_to_string(&p).unwrap());
        entries.map(read).collect::<std::collections::BTreeMap<_, _>>()
    };
    let (made, kept) = (pages(&directory.path().join("docs")), pages(&root().join("docs/rules")));
    let stale =
        made.iter().filter(|(name, text)| kept.get(*name) != Some(text)).map(|(name, _)| name).collect::<Vec<_>>();
    assert!(stale.is_empty() && made.len() == kept.len(), "run `trueline rules docs --out docs/rules`: {stale:?}");
}

#[test]
fn pages_of_somebody_else_are_left_alone() {
    let own = directory(unchanged);
    let docs = || run(own.path(), &["rules", "docs", "rules", "--out", "docs"]);
    assert_eq!(docs().stdout, "2 pages in docs\n");
    std::fs::write(own.path().join("docs/notes.md"), "ours").unwrap();
    let page = own.path().join("docs/network.md");
    std::fs::rename(&page, own.path().join("docs/gone.md")).unwrap();
    assert_eq!(docs().code, 0);
    assert!(own.path().join("docs/notes.md").exists() && !own.path().join("docs/gone.md").exists());
    let text = std::fs::read_to_string(&page).unwrap();
    for expected in
        ["**NET-08** (should)", "&lt;everything&gt;", "- severity: low", "- Our own: 1 (in part)", "Switch them on."]
    {
        assert!(text.contains(expected), "expected `{expected}` in: {text}");
    }
    std::fs::write(&page, "ours").unwrap();
    assert_eq!(docs().code, 2);
}
