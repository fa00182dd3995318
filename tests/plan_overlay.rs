//! Plans laid over the sample organization: what they introduce, mend and leave.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use support::{Run, trueline};
use tempfile::TempDir;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sample");

/// The sample's report without any plan.
fn live() -> Value {
    let directory = tempfile::tempdir().unwrap();
    Run::of(trueline(directory.path()).args(["check", SAMPLE, "--format", "json"])).json()
}

/// The id of the sample's resource of that type, account and name.
fn id(report: &Value, ty: &str, account: &str, name: &str) -> String {
    let all = report["findings"].as_array().unwrap().iter();
    let mut own =
        all.filter(|f| f["account_name"] == account && f["resource"]["type"] == ty && f["resource"]["name"] == name);
    own.next().unwrap_or_else(|| panic!("no {ty} {name} in {account}"))["resource"]["id"].as_str().unwrap().to_owned()
}

/// A resource of a plan: what is done to it, and its values before and after.
fn change(address: &str, actions: &[&str], before: Value, after: Value) -> Value {
    let (r#type, name) = address.split_once('.').unwrap();
    json!({"address": address, "mode": "managed", "type": r#type, "name": name, "provider_name": "aws",
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": {}}})
}

/// A change whose values are known only after apply where `unknown` says so, with expressions that say what they are made of.
fn made(address: &str, after: Value, unknown: Value) -> Value {
    let mut made = change(address, &["create"], Value::Null, after);
    made["change"]["after_unknown"] = unknown;
    made
}

fn plan(account: &str, changes: &[Value], expressions: &[(&str, Value)]) -> Value {
    let resources = changes.iter().map(|c| {
        let own = expressions.iter().find(|(address, _)| c["address"] == *address).map(|(_, e)| e.clone());
        json!({"address": c["address"], "mode": "managed", "type": c["type"], "name": c["name"],
            "provider_config_key": "aws", "expressions": own.unwrap_or(json!({}))})
    });
    let provider = json!({"name": "aws", "expressions": {
        "region": {"constant_value": "eu-west-1"}, "allowed_account_ids": {"constant_value": [account]}}});
    json!({"format_version": "1.2", "terraform_version": "1.11.4", "timestamp": "2026-11-25T12:00:00Z",
        "resource_changes": changes,
        "configuration": {"provider_config": {"aws": provider}, "root_module": {"resources": resources.collect::<Vec<_>>()}}})
}

/// The report of plans over the sample.
struct Laid {
    code: i32,
    report: Value,
    _directory: TempDir,
}

impl Laid {
    fn of(plans: &[Value], more: &[&str]) -> Laid {
        let directory = tempfile::tempdir().unwrap();
        let mut command = trueline(directory.path());
        command.args(["check", SAMPLE, "--format", "json"]).args(more);
        for (i, plan) in plans.iter().enumerate() {
            std::fs::write(directory.path().join(format!("{i}.json")), plan.to_string()).unwrap();
            command.args(["--plan", &format!("{i}.json")]);
        }
        let run = Run::of(&mut command);
        Laid { code: run.code, report: run.json(), _directory: directory }
    }

    /// Rules and resources of the findings of a kind of change.
    fn changed(&self, change: &str) -> BTreeSet<(String, String)> {
        let all = self.report["findings"].as_array().unwrap().iter().filter(|f| f["change"] == change);
        all.map(|f| (text(&f["rule_id"]), text(&f["resource"]["id"]))).collect()
    }

    fn finding(&self, rule: &str, id: &str) -> &Value {
        let all = self.report["findings"].as_array().unwrap();
        all.iter()
            .find(|f| f["rule_id"] == rule && f["resource"]["id"] == id)
            .unwrap_or_else(|| panic!("no {rule} of {id}"))
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn with(mut value: Value, name: &str, to: Value) -> Value {
    value[name] = to;
    value
}

const PROD: &str = "444444444444";

fn cluster(name: &str, retention: u64) -> Value {
    json!({"id": name, "cluster_identifier": name, "engine": "aurora-postgresql", "backup_retention_period": retention,
        "arn": format!("arn:aws:rds:eu-west-1:{}:cluster:{name}", if name.ends_with("dev") { "222222222222" } else { PROD })})
}

#[test]
fn a_plan_that_changes_nothing_introduces_nothing() {
    let (was, name) = (live(), "innovate-prod");
    let unchanged = change("aws_rds_cluster.this", &["no-op"], cluster(name, 7), cluster(name, 7));
    let laid = Laid::of(&[plan(PROD, std::slice::from_ref(&unchanged), &[])], &[]);
    assert_eq!((laid.changed("introduced").len(), laid.changed("fixed").len()), (0, 0));
    assert_eq!(laid.code, 0, "what was there before does not break the gate");
    for member in ["pass", "fail", "unknown"] {
        assert_eq!(laid.report["summary"][member], was["summary"][member]);
    }
    let all = Laid::of(&[plan(PROD, &[unchanged], &[])], &["--gate", "all"]);
    assert_eq!(all.code, 1);
    let plain = |report: &Value| {
        let all = report["findings"].as_array().unwrap().iter().cloned();
        let plain = all.map(|f| {
            let mut members: Map<String, Value> = f.as_object().unwrap().clone();
            members.remove("change");
            members["resource"].as_object_mut().unwrap().remove("planned");
            Value::Object(members)
        });
        plain.collect::<Vec<_>>()
    };
    assert_eq!(plain(&laid.report), plain(&was), "and evidence is what AWS has said");
}

/// What breaks when production keeps backups for less: staging is no longer like it, too.
fn broken() -> BTreeSet<(String, String)> {
    let all = [("aurora-backup-retention", "innovate-prod"), ("staging-database-mirrors-production", "333333333333")];
    all.map(|(rule, id)| (rule.to_owned(), id.to_owned())).into_iter().collect()
}

#[test]
fn what_a_plan_breaks_is_introduced() {
    let name = "innovate-prod";
    let shortened = change("aws_rds_cluster.this", &["update"], cluster(name, 7), cluster(name, 3));
    let laid = Laid::of(&[plan(PROD, &[shortened], &[])], &[]);
    assert_eq!(laid.code, 1);
    assert_eq!(laid.changed("introduced"), broken());
    let finding = laid.finding("aurora-backup-retention", name);
    assert_eq!(finding["resource"]["planned"]["address"], "aws_rds_cluster.this");
    let evidence = finding["evidence"].as_array().unwrap();
    let told = evidence.iter().find(|e| e["path"] == "resource.backup_retention_period").unwrap();
    assert_eq!((&told["value"], &told["source"]), (&json!(3), &json!("terraform:plan")));
}

#[test]
fn what_a_plan_mends_is_fixed() {
    let name = "innovate-dev";
    let mended = change("aws_rds_cluster.this", &["update"], cluster(name, 1), cluster(name, 7));
    let laid = Laid::of(&[plan("222222222222", &[mended], &[])], &[]);
    assert_eq!(laid.code, 0);
    assert_eq!(laid.changed("fixed"), BTreeSet::from([("aurora-backup-retention".to_owned(), name.to_owned())]));
    let resolved = laid.report["resolved"].as_array().unwrap();
    assert_eq!(resolved.len(), 1, "{resolved:?}");
    assert_eq!((&resolved[0]["since"], &resolved[0]["status"]), (&json!("plan"), &json!("pass")));
}

#[test]
fn a_part_is_laid_over_what_another_configuration_owns() {
    let was = live();
    let group = id(&was, "AWS::EC2::SecurityGroup", "prod", "innovate-prod-aurora");
    let rule = json!({"security_group_id": group, "ip_protocol": "tcp", "from_port": 5432, "to_port": 5432, "cidr_ipv4": "0.0.0.0/0"});
    let opened = change("aws_vpc_security_group_ingress_rule.open", &["create"], Value::Null, rule.clone());
    let laid = Laid::of(&[plan(PROD, &[opened], &[])], &[]);
    let introduced = laid.changed("introduced");
    assert!(
        introduced.iter().any(|(rule, id)| rule == "security-groups-admit-no-internet" && *id == group),
        "{introduced:?}"
    );
    assert_eq!(laid.code, 1);

    let dev = id(
        &was,
        "AWS::EC2::SecurityGroup",
        "dev",
        &text(
            &was["findings"]
                .as_array()
                .unwrap()
                .iter()
                .find(|f| f["rule_id"] == "security-groups-admit-no-internet" && f["status"] == "fail")
                .unwrap()["resource"]["name"],
        ),
    );
    let ssh = json!({"security_group_id": dev, "ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "0.0.0.0/0"});
    let shut = change("aws_vpc_security_group_ingress_rule.ssh", &["delete"], ssh, Value::Null);
    let laid = Laid::of(&[plan("222222222222", &[shut], &[])], &[]);
    let fixed = laid.changed("fixed");
    assert!(fixed.contains(&("security-groups-admit-no-internet".to_owned(), dev)), "{fixed:?}");
    assert_eq!(laid.code, 0);
}

#[test]
fn what_is_deleted_is_missed_where_it_is_needed() {
    let was = live();
    let gateway = id(&was, "AWS::EC2::NatGateway", "prod", "innovate-prod-nat");
    let gone = change("aws_nat_gateway.this", &["delete"], json!({"id": gateway}), Value::Null);
    let laid = Laid::of(&[plan(PROD, &[gone], &[])], &[]);
    let introduced = laid.changed("introduced").into_iter().map(|(rule, _)| rule).collect::<BTreeSet<_>>();
    assert!(introduced.contains("vpc-has-one-nat-gateway"), "{introduced:?}");
    assert_eq!(laid.code, 1);
    assert!(!laid.report["findings"].as_array().unwrap().iter().any(|f| f["resource"]["id"] == gateway.as_str()));
}

#[test]
fn what_is_made_belongs_to_what_is_there() {
    let was = live();
    let vpc = id(&was, "AWS::EC2::VPC", "prod", "innovate-prod");
    let subnet = made(
        "aws_subnet.extra",
        json!({"vpc_id": vpc, "availability_zone": "eu-west-1a", "cidr_block": "10.30.250.0/24", "map_public_ip_on_launch": true,
            "tags": {"Name": "extra"}, "tags_all": {"Name": "extra"}}),
        json!({"id": true, "arn": true, "availability_zone_id": true, "owner_id": true}),
    );
    let gateway = made(
        "aws_nat_gateway.extra",
        json!({"connectivity_type": "public", "tags": {"Name": "extra-nat"}, "tags_all": {"Name": "extra-nat"}}),
        json!({"id": true, "subnet_id": true, "public_ip": true}),
    );
    let leads = json!({"subnet_id": {"references": ["aws_subnet.extra.id", "aws_subnet.extra"]}});
    let laid = Laid::of(&[plan(PROD, &[subnet, gateway], &[("aws_nat_gateway.extra", leads)])], &[]);
    let second = laid.finding("vpc-has-one-nat-gateway", &vpc);
    assert_eq!((&second["status"], &second["change"]), (&json!("fail"), &json!("introduced")), "{second}");
    assert!(text(&second["message"]).contains('2'), "{second}");
    // Without a table of its own it has the VPC's main one: it leads nowhere, and gives out public addresses.
    let addresses = laid.finding("private-subnets-give-out-no-public-addresses", "subnet-{aws_subnet.extra}");
    assert_eq!(addresses["change"], "introduced");
}

#[test]
fn what_takes_the_place_of_another_has_its_history() {
    let name = "innovate-dev";
    let same = change("aws_rds_cluster.this", &["delete", "create"], cluster(name, 1), cluster(name, 1));
    let laid = Laid::of(&[plan("222222222222", &[same], &[])], &[]);
    let finding = laid.finding("aurora-backup-retention", name);
    assert_eq!((&finding["status"], &finding["change"]), (&json!("fail"), &json!("pre_existing")));
}

#[test]
fn several_plans_are_one_change() {
    let worse = change("aws_rds_cluster.this", &["update"], cluster("innovate-prod", 7), cluster("innovate-prod", 1));
    let better = change("aws_rds_cluster.this", &["update"], cluster("innovate-dev", 1), cluster("innovate-dev", 7));
    let laid = Laid::of(&[plan(PROD, &[worse], &[]), plan("222222222222", &[better], &[])], &[]);
    let better = BTreeSet::from([("aurora-backup-retention".to_owned(), "innovate-dev".to_owned())]);
    assert_eq!((laid.changed("introduced"), laid.changed("fixed")), (broken(), better));
    assert_eq!(laid.report["inputs"]["plans"].as_array().map(Vec::len), Some(2));
    assert_eq!(laid.report["inputs"]["gate"], "introduced");
}

#[test]
fn what_is_known_only_after_apply_is_unknown_and_says_where() {
    let was = cluster("innovate-prod", 7);
    let mut hidden =
        change("aws_rds_cluster.this", &["update"], was.clone(), with(was, "backup_retention_period", Value::Null));
    hidden["change"]["after_unknown"] = json!({"backup_retention_period": true});
    let laid = Laid::of(&[plan(PROD, &[hidden], &[])], &[]);
    let finding = laid.finding("aurora-backup-retention", "innovate-prod");
    assert_eq!((&finding["status"], &finding["change"]), (&json!("unknown"), &json!("introduced")));
    assert_eq!(finding["unknown"]["reason"], "known after apply: aws_rds_cluster.this.backup_retention_period");
    assert_eq!(laid.code, 3);
}

#[test]
fn the_same_plans_give_the_same_bytes_on_any_number_of_threads() {
    let directory = tempfile::tempdir().unwrap();
    let worse = change("aws_rds_cluster.this", &["update"], cluster("innovate-prod", 7), cluster("innovate-prod", 1));
    std::fs::write(directory.path().join("plan.json"), plan(PROD, &[worse], &[]).to_string()).unwrap();
    let with = |threads: &str| {
        let arguments = ["--threads", threads, "check", SAMPLE, "--plan", "plan.json", "--format", "json"];
        Run::of(trueline(directory.path()).args(arguments)).stdout
    };
    assert_eq!(with("1"), with("7"));
}

#[test]
fn a_table_says_the_same_whether_passes_are_told_or_counted() {
    let directory = tempfile::tempdir().unwrap();
    let worse = change("aws_rds_cluster.this", &["update"], cluster("innovate-prod", 7), cluster("innovate-prod", 1));
    let better = change("aws_rds_cluster.dev", &["update"], cluster("innovate-dev", 1), cluster("innovate-dev", 7));
    std::fs::write(directory.path().join("plan.json"), plan(PROD, &[worse, better], &[]).to_string()).unwrap();
    let with = |more: &[&str]| {
        Run::of(trueline(directory.path()).args(["check", SAMPLE, "--plan", "plan.json"]).args(more)).stdout
    };
    let counted = with(&[]);
    assert_eq!(counted, with(&["--report", "json=report.json"]));
    assert!(counted.contains("1 fixed") && counted.contains("2 introduced"), "{counted}");
}

#[test]
fn blocks_are_found_in_the_configuration() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = directory.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let worse = change("aws_rds_cluster.this", &["update"], cluster("innovate-prod", 7), cluster("innovate-prod", 1));
    write("plan.json", &plan(PROD, &[worse], &[]).to_string());
    write("infra/main.tf", "# the database\n\nresource \"aws_rds_cluster\" \"this\" {\n}\n");
    let arguments = ["check", SAMPLE, "--plan", "plan.json", "--source", "infra", "--format", "json"];
    let report = Run::of(trueline(directory.path()).args(arguments)).json();
    let all = report["findings"].as_array().unwrap();
    let planned = &all.iter().find(|f| f["change"] == "introduced").unwrap()["resource"]["planned"];
    assert_eq!(
        planned,
        &json!({"address": "aws_rds_cluster.this", "plan": "plan.json", "file": "infra/main.tf", "line": 3})
    );
    // The directory that it is called in, too.
    write("main.tf", "resource \"aws_rds_cluster\" \"this\" {\n}\n");
    let arguments = ["check", SAMPLE, "--plan", "plan.json", "--source", ".", "--format", "json"];
    let report = Run::of(trueline(directory.path()).args(arguments)).json();
    let all = report["findings"].as_array().unwrap();
    let planned = &all.iter().find(|f| f["change"] == "introduced").unwrap()["resource"]["planned"];
    assert_eq!((&planned["file"], &planned["line"]), (&json!("main.tf"), &json!(1)));
}

#[test]
fn the_command_line_or_the_settings_say_whose_a_plan_is() {
    let repository = |mutability: &str| json!({"id": "innovate/backend", "name": "innovate/backend", "image_tag_mutability": mutability});
    let update = change("aws_ecr_repository.this", &["update"], repository("IMMUTABLE"), repository("MUTABLE"));
    let mut silent = plan(PROD, &[update], &[]);
    silent["configuration"]["provider_config"]["aws"]["expressions"] =
        json!({"region": {"constant_value": "eu-west-1"}, "profile": {"constant_value": "deploy"}});
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("plan.json"), silent.to_string()).unwrap();
    let introduced = |argument: &str| {
        let report =
            Run::of(trueline(directory.path()).args(["check", SAMPLE, "--format", "json", "--plan", argument])).json();
        let all = report["findings"].as_array().unwrap().iter().filter(|f| f["change"] == "introduced");
        all.map(|f| (text(&f["rule_id"]), text(&f["account_name"]))).collect::<BTreeSet<_>>()
    };
    let of = |account: &str| ("repository-tags-are-immutable".to_owned(), account.to_owned());
    assert!(introduced("dev=plan.json").contains(&of("dev")));
    assert!(!introduced("dev=plan.json").contains(&of("staging")));
    std::fs::write(directory.path().join("trueline.yaml"), "providers: {deploy: staging}\n").unwrap();
    assert!(introduced("plan.json").contains(&of("staging")));
    assert!(!introduced("plan.json").contains(&of("dev")));
}

#[test]
fn mistakes_on_the_command_line_are_told() {
    let directory = tempfile::tempdir().unwrap();
    let refused = |arguments: &[&str], words: &str| {
        let run = Run::of(trueline(directory.path()).args(arguments));
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(run.stderr.contains(words), "expected `{words}` in: {}", run.stderr);
    };
    refused(&["check", SAMPLE, "--plan", "none.json"], "none.json");
    refused(&["check"], "SNAPSHOT");
    refused(&["check", SAMPLE, "--gate", "all"], "--plan");
    refused(&["check", SAMPLE, "--plan", "a", "--gate", "some"], "introduced");
    std::fs::write(directory.path().join("plan.json"), plan(PROD, &[], &[]).to_string()).unwrap();
    refused(&["check", SAMPLE, "--plan", "plan.json", "--source", "nowhere"], "--source nowhere");
}

#[test]
fn a_plan_that_does_not_say_where_it_is_changes_nobody_in_particular() {
    let repository = |mutability: &str| json!({"id": "innovate/backend", "name": "innovate/backend", "image_tag_mutability": mutability});
    let nowhere = |changed: Value| {
        let mut plan = plan(PROD, &[changed], &[]);
        plan["configuration"]["provider_config"] = json!({});
        Laid::of(&[plan], &[])
    };
    let own = |laid: &Laid| {
        let all = laid.report["findings"].as_array().unwrap().iter();
        let own = all
            .filter(|f| f["resource"]["id"] == "innovate/backend" && f["rule_id"] == "repository-tags-are-immutable");
        own.map(|f| (text(&f["account_name"]), text(&f["status"]))).collect::<BTreeSet<_>>()
    };
    let of = |status: &str| {
        ["dev", "staging", "prod"].map(|a| (a.to_owned(), status.to_owned())).into_iter().collect::<BTreeSet<_>>()
    };
    let update = change("aws_ecr_repository.this", &["update"], repository("IMMUTABLE"), repository("MUTABLE"));
    let updated = nowhere(update);
    assert_eq!((own(&updated), updated.code), (of("unknown"), 3));
    // What it makes is none of those that have its name.
    let made = own(&nowhere(made("aws_ecr_repository.this", repository("MUTABLE"), json!({"arn": true}))));
    let mut expected = of("pass");
    expected.insert(("(unknown)".to_owned(), "unknown".to_owned()));
    assert_eq!(made, expected);
}
