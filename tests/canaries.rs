//! Secrets where nobody should have put them: in tags, descriptions and policies of what was collected, and in plans. They come into
//! no report, in whichever format, unless a verdict rests on the very value.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

#[path = "evidence/packed.rs"]
mod packed;
mod support;

use packed::{files, unpacked};
use serde_json::{Value, json};
use std::path::Path;
use support::altered::resources;
use support::{Run, snapshot, trueline};
use trueline::report::Format;

const CANARY: &str = "CANARY";

/// What a run and all that can be made of its report say: each format, the clauses, a bundle's files by name.
fn outputs(directory: &Path, judged: &[&str], again: &[&str]) -> Vec<(String, String)> {
    let formats = Format::ALL.iter().flat_map(|(name, _)| ["--report".to_owned(), format!("{name}=out.{name}")]);
    let run = Run::of(trueline(directory).arg("check").args(judged).args(formats));
    assert_ne!(run.code, 2, "{}", run.stderr);
    let mut all = vec![("stdout".to_owned(), run.stdout), ("stderr".to_owned(), run.stderr)];
    for (name, _) in Format::ALL {
        let text = std::fs::read_to_string(directory.join(format!("out.{name}"))).unwrap();
        all.push((name.to_owned(), if name == "html" { support::page::in_clear(&text) } else { text }));
    }
    if judged[0] == "snapshot" {
        for format in ["table", "json", "markdown", "html"] {
            let run = Run::of(trueline(directory).args(["trace", "snapshot", "--format", format]));
            all.push((format!("trace as {format}"), run.stdout));
        }
    }
    let bundle = ["report", "out.json", "--bundle", "out.tar.zst"];
    let run = Run::of(trueline(directory).args(bundle).args(again));
    assert_eq!(run.code, 0, "{}", run.stderr);
    all.push(("report".to_owned(), run.stdout + &run.stderr));
    let entries = unpacked(&directory.join("out.tar.zst"));
    let files =
        files(&entries).into_iter().map(|(name, bytes)| (name.to_owned(), String::from_utf8_lossy(bytes).into()));
    all.extend(files);
    let run = Run::of(trueline(directory).args(["verify", "out.tar.zst"]));
    assert_eq!(run.code, 0, "{}", run.stdout);
    all.push(("verify".to_owned(), run.stdout + &run.stderr));
    all
}

fn told(all: &[(String, String)]) -> Vec<&str> {
    all.iter().filter(|(_, text)| text.contains(CANARY)).map(|(name, _)| name.as_str()).collect()
}

/// Puts a secret into every text of a policy that says nothing: the ids of its statements.
fn plant(value: &mut Value) -> usize {
    match value {
        Value::Object(members) => {
            let own = members.get_mut("sid").filter(|sid| sid.is_string() || sid.is_null());
            let planted = own.map(|sid| *sid = json!("CANARY-policy")).is_some();
            usize::from(planted) + members.values_mut().map(plant).sum::<usize>()
        }
        Value::Array(all) => all.iter_mut().map(plant).sum(),
        _ => 0,
    }
}

#[test]
fn secrets_in_tags_and_descriptions_are_in_no_report() {
    let directory = snapshot();
    let path = directory.path();
    let planted = std::cell::Cell::new([0; 3]);
    for account in ["111111111111", "222222222222", "333333333333", "444444444444"] {
        for region in ["global", "eu-west-1", "eu-central-1", "us-east-1"] {
            if !path.join(format!("snapshot/parts/aws/{account}/{region}/resources.jsonl.zst")).exists() {
                continue;
            }
            resources(path, &format!("{account}/{region}"), |line| {
                let [mut tags, mut policies, mut descriptions] = planted.get();
                let is_judged = line["type"] == "AWS::EC2::NetworkInterface";
                let fields = &mut line["fields"];
                if let Some(own) = fields["tags"].as_object_mut() {
                    own.insert("password".to_owned(), json!("CANARY-tag"));
                    own.insert("CANARY-key".to_owned(), json!(""));
                    tags += 1;
                }
                policies += plant(fields);
                // What an interface is for is told by its description alone.
                if !is_judged && fields["description"].is_string() {
                    fields["description"] = json!("CANARY-description");
                    descriptions += 1;
                }
                planted.set([tags, policies, descriptions]);
                true
            });
        }
    }
    let planted = planted.get();
    assert!(planted.iter().all(|count| *count > 20), "{planted:?}");
    let all = outputs(path, &["snapshot"], &["--snapshot", "snapshot"]);
    assert_eq!(told(&all), Vec::<&str>::new());
}

/// What a plan flags as sensitive is in no output but the plan itself, which a bundle holds unless it is told not to.
#[test]
fn secrets_of_a_plan_are_in_no_report() {
    let directory = snapshot();
    let path = directory.path();
    let secret = "CANARY-password-of-the-plan";
    let cluster = json!({"cluster_identifier": "innovate-canary", "engine": "aurora-postgresql", "backup_retention_period": 1,
        "master_password": secret, "tags": {"of": format!("see {secret}")}, "tags_all": {"of": format!("see {secret}")}});
    let change = json!({"address": "aws_rds_cluster.canary", "mode": "managed", "type": "aws_rds_cluster", "name": "canary",
        "provider_name": "aws", "change": {"actions": ["create"], "before": null, "after": cluster, "after_unknown": {},
            "before_sensitive": false, "after_sensitive": {"master_password": true}}});
    let provider = json!({"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"},
        "allowed_account_ids": {"constant_value": ["222222222222"]}}});
    let plan = json!({"format_version": "1.2", "terraform_version": "1.11.4", "timestamp": "2026-11-25T12:00:00Z",
        "resource_changes": [change], "configuration": {"provider_config": {"aws": provider}, "root_module": {"resources": [
            {"address": "aws_rds_cluster.canary", "mode": "managed", "type": "aws_rds_cluster", "name": "canary",
                "provider_config_key": "aws", "expressions": {}}]}}});
    std::fs::write(path.join("plan.json"), plan.to_string()).unwrap();
    for (judged, again) in [
        (&["snapshot", "--plan", "plan.json"][..], &["--snapshot", "snapshot", "--plan", "plan.json"][..]),
        (&["--plan", "plan.json"], &["--plan", "plan.json"]),
    ] {
        let all = outputs(path, judged, again);
        assert!(all.iter().any(|(name, text)| name == "json" && text.contains("innovate-canary")));
        assert_eq!(told(&all), ["plans/1.json"]);
        std::fs::remove_file(path.join("out.tar.zst")).unwrap();
        let run = Run::of(
            trueline(path).args(["report", "out.json", "--bundle", "out.tar.zst", "--digest-only"]).args(again),
        );
        assert_eq!(run.code, 0, "{}", run.stderr);
        let entries = unpacked(&path.join("out.tar.zst"));
        assert!(files(&entries).values().all(|bytes| !String::from_utf8_lossy(bytes).contains(CANARY)));
        std::fs::remove_file(path.join("out.tar.zst")).unwrap();
    }
}
