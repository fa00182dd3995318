//! From the document to rules, from frameworks to rules, from rules to their examples and pages: nothing leads nowhere.

mod support;

use std::path::Path;
use support::{Run, trueline};

fn run(directory: &Path, arguments: &[&str]) -> Run {
    Run::of(trueline(directory).args(arguments))
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
