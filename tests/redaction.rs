//! Redaction: what is to be hidden is in no format, and who is the same stays the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

#[path = "evidence/runs.rs"]
mod runs;
mod support;

use runs::{CASES, Case, directory, judged};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use support::altered::resources;
use support::{Run, trueline};
use tempfile::TempDir;
use trueline::findings::{Redact, Redaction, Report};
use trueline::report::Format;

const ALL: &str = "account_ids,account_names,resource_names";
/// Accounts whose names are in each other's, and in those of resources.
const NAMES: [(&str, &str); 4] = [
    ("111111111111", "Zeta"),
    ("222222222222", "vate-dev"),
    ("333333333333", "Vate-DEV-zeta"),
    ("444444444444", "x zeta (vate-dev)"),
];
/// Of no account of the scan, but named in it.
const FOREIGN: &str = "987654321098";

/// The directory of `runs`, with these names for accounts.
fn hostile() -> TempDir {
    let directory = directory();
    let path = directory.path();
    let name = |id: &Value| NAMES.iter().find(|(own, _)| id == own).map(|(_, name)| json!(name));
    let manifest = path.join("snapshot/manifest.json");
    resources(path, "111111111111/global", |line| {
        if line["type"] == "AWS::Organizations::Account"
            && let Some(name) = name(&line["id"])
        {
            assert!(line["name"].is_string());
            line["name"] = name.clone();
            line["fields"]["name"] = name;
        }
        true
    });
    resources(path, "444444444444/eu-west-1", |line| {
        if line["arn"] == "arn:aws:rds:eu-west-1:444444444444:cluster:innovate-prod" {
            line["fields"]["tags"] = json!({"zeta": FOREIGN, "Owner": "VATE-DEV", "of": "innovate-prod, zeta"});
        }
        true
    });
    let mut value = serde_json::from_slice::<Value>(&std::fs::read(&manifest).unwrap()).unwrap();
    for account in value["accounts"].as_array_mut().unwrap() {
        account["name"] = name(&account["id"]).unwrap();
    }
    std::fs::write(&manifest, value.to_string()).unwrap();
    // A rule that tells all of it.
    let rule = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile.rs")).unwrap();
    let rule = rule.split("r#\"").nth(1).unwrap().split("\"#").next().unwrap();
    let rule = rule.replace("ID", "clusters-have-no-tags").replace("TYPE", "AWS::RDS::DBCluster");
    std::fs::create_dir(path.join("more")).unwrap();
    std::fs::write(path.join("more/clusters-have-no-tags.yaml"), rule).unwrap();
    directory
}

/// Every format of a case, with this redacted, and what `trueline trace` prints.
fn in_every_format(directory: &Path, case: &Case, more: &[&str], redact: &str) -> Vec<(String, String)> {
    let names = Format::ALL.map(|(name, _)| name);
    let files = names.iter().flat_map(|name| ["--report".to_owned(), format!("{name}=out.{name}")]);
    let mut command = trueline(directory);
    if !redact.is_empty() {
        command.env("TRUELINE_REDACT", redact);
    }
    let run = Run::of(command.arg("check").args(case.check).args(more).args(files));
    assert_ne!(run.code, 2, "{}: {}", case.name, run.stderr);
    let read = |name: &&str| {
        let text = std::fs::read_to_string(directory.join(format!("out.{name}"))).unwrap();
        if *name == "html" { support::page::in_clear(&text) } else { text }
    };
    let mut all = names.iter().map(|name| ((*name).to_owned(), read(name))).collect::<Vec<_>>();
    all.push(("stdout".to_owned(), run.stdout + &run.stderr));
    // It knows nothing but the snapshot.
    let traces = ["table", "json", "markdown", "html"].into_iter().filter(|_| case.name == "sample" && more.is_empty());
    for format in traces {
        let mut command = trueline(directory);
        command.env("TRUELINE_REDACT", redact).args(["trace", "snapshot", "--format", format]);
        all.push((format!("trace as {format}"), Run::of(&mut command).stdout));
    }
    all
}

fn report(all: &[(String, String)]) -> Value {
    serde_json::from_str(&all.iter().find(|(format, _)| format == "json").unwrap().1).unwrap()
}

/// Names and ids that somebody has chosen, as far as they can be told from words of ours: rules have examples.
fn chosen(report: &Value) -> BTreeSet<String> {
    let all = report["findings"].as_array().unwrap().iter().chain(report["resolved"].as_array().into_iter().flatten());
    let own = all.filter(|f| {
        !f["resource"]["type"].as_str().unwrap().starts_with("Trueline")
            && f["resource"]["type"] != "AWS::Organizations::Account"
    });
    let names = own.flat_map(|f| ["/name", "/id", "/planned/address"].map(|p| f["resource"].pointer(p).cloned()));
    let names = names.flatten().filter_map(|n| Some(n.as_str()?.to_owned()));
    let given = regex::Regex::new("^([a-z]+-([0-9a-f]{8}|[0-9a-f]{17})|[0-9a-f]{8}-.*|[0-9*]*|[a-z]{2}-[a-z]+-[0-9]|com[.]amazonaws[.].*|.*[.]amazonaws[.]com)$")
        .unwrap();
    let ours = report["rules"].to_string();
    names.filter(|n| !ours.contains(n) && n.len() >= 8 && n.contains(['-', '/', '.']) && !given.is_match(n)).collect()
}

#[test]
fn what_is_redacted_is_in_no_format() {
    let directory = hostile();
    let path = directory.path();
    let cases = CASES.iter().map(|case| (case, &[][..]));
    for (case, more) in cases.chain([(&CASES[0], &["--rules", "more", "--fail-on", "low"][..])]) {
        let plain = report(&in_every_format(path, case, more, ""));
        let chosen = chosen(&plain);
        assert!(chosen.len() > 1 || !more.is_empty(), "{chosen:?}");
        let ids = NAMES.iter().map(|(id, _)| *id).chain([FOREIGN]).collect::<Vec<_>>();
        let names = NAMES.iter().map(|(_, name)| name.to_lowercase()).collect::<Vec<_>>();
        // Without a snapshot accounts have the names of the settings, which are environments.
        let names = names.iter().map(String::as_str).filter(|_| case.name != "alone").collect::<Vec<_>>();
        let chosen = chosen.iter().map(String::as_str).collect::<Vec<_>>();
        for redact in ["account_ids", "account_names", "resource_names", ALL] {
            let all = in_every_format(path, case, more, redact);
            let hidden = [("account_ids", &ids), ("account_names", &names), ("resource_names", &chosen)];
            for (kind, values) in hidden.into_iter().filter(|(kind, _)| redact.contains(kind)) {
                for (format, text) in &all {
                    let text = if kind == "account_names" { text.to_lowercase() } else { text.clone() };
                    for value in values {
                        let at =
                            text.find(value).map(|at| text[..at].lines().last().unwrap_or_default().to_owned() + value);
                        assert_eq!(at, None, "{value} is in {format} of {} with {redact}", case.name);
                    }
                }
            }
            let report = report(&all);
            assert_eq!(report["inputs"]["redacted"], json!(redact.split(',').collect::<Vec<_>>()));
            // The outcome is the same, and so are the ids that a baseline knows.
            for member in ["summary", "architecture"] {
                assert_eq!(report[member], plain[member]);
            }
            let of = |report: &Value| {
                report["findings"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|f| (f["id"].clone(), f["status"].clone()))
                    .collect::<Vec<_>>()
            };
            assert_eq!(of(&report), of(&plain));
        }
    }
}

/// What is the same before is the same after, and what is not is not, wherever it stands.
#[test]
fn a_pseudonym_is_one_and_the_same() {
    let directory = hostile();
    let path = directory.path();
    let mut seen = BTreeMap::<String, String>::new();
    for case in &CASES[..3] {
        let (plain, hidden) =
            (report(&in_every_format(path, case, &[], "")), report(&in_every_format(path, case, &[], ALL)));
        let mut pairs = BTreeMap::<String, BTreeSet<String>>::new();
        let mut pair = |kind: &str, was: &Value, is: &Value| {
            if let (Some(was), Some(is)) = (was.as_str().filter(|w| !w.is_empty()), is.as_str()) {
                pairs.entry(format!("{kind} {was}")).or_default().insert(is.to_owned());
            }
        };
        let both = plain["findings"].as_array().unwrap().iter().zip(hidden["findings"].as_array().unwrap());
        for (was, is) in both {
            pair("id", &was["account_id"], &is["account_id"]);
            pair("name", &was["account_name"], &is["account_name"]);
            pair("resource", &was["resource"]["id"], &is["resource"]["id"]);
            pair("id", &was["unknown"]["account_id"], &is["unknown"]["account_id"]);
        }
        let coverage = plain["coverage"].as_array().unwrap().iter().zip(hidden["coverage"].as_array().unwrap());
        coverage.for_each(|(was, is)| pair("id", &was["account_id"], &is["account_id"]));
        assert!(pairs.len() > 20);
        let mut taken = BTreeMap::<String, String>::new();
        for (was, is) in pairs {
            assert_eq!(is.len(), 1, "{was}: {is:?}");
            let is = is.into_iter().next().unwrap();
            if was.starts_with("id ") || was.starts_with("name ") {
                // From run to run as well: the accounts are the same.
                assert_eq!(*seen.entry(was.clone()).or_insert(is.clone()), is, "{was}");
            }
            let kind = was.split(' ').next().unwrap();
            if let Some(other) = taken.insert(format!("{kind} {is}"), was.clone()) {
                panic!("{is} is {was} and {other}");
            }
        }
        let id = |n: usize| format!("{n:012}");
        let accounts = hidden["snapshot"]["accounts"].as_array().unwrap().iter().enumerate();
        for (at, account) in accounts {
            assert_eq!((&account["id"], &account["name"]), (&json!(id(at + 1)), &json!(format!("account-{}", at + 1))));
        }
        // An ARN holds the pseudonyms that stand beside it.
        let arns =
            hidden["findings"].as_array().unwrap().iter().filter(|f| f["resource"]["type"] == "AWS::RDS::DBCluster");
        for finding in arns {
            let arn = finding["resource"]["arn"].as_str().unwrap();
            let [account, name] = [&finding["account_id"], &finding["resource"]["id"]].map(|v| v.as_str().unwrap());
            assert!(
                arn.is_empty() || arn.starts_with("arn:aws:rds:") && arn.contains(account) && arn.ends_with(name),
                "{arn}: {name}"
            );
        }
    }
}

#[test]
fn an_earlier_report_is_redacted_as_the_run_would_have_been() {
    let directory = hostile();
    let path = directory.path();
    for case in &CASES {
        let expected = in_every_format(path, case, &[], ALL);
        judged(path, case, &[]);
        let again = |redact: &str, from: &str, to: &str| {
            let to = format!("json={to}");
            let arguments = ["report", from, "--format", "sarif", "--report", &to];
            let run = Run::of(trueline(path).env("TRUELINE_REDACT", redact).args(arguments));
            assert_eq!(run.code, 0, "{}", run.stderr);
            run.stdout
        };
        let sarif = again(ALL, "report.json", "once.json");
        let read = |name: &str| std::fs::read_to_string(path.join(name)).unwrap();
        let of = |format: &str| &expected.iter().find(|(own, _)| own == format).unwrap().1;
        assert!(read("once.json") == *of("json") && sarif == *of("sarif"), "{} is another", case.name);
        // What is hidden already is not hidden again.
        again(ALL, "once.json", "twice.json");
        assert!(read("once.json") == read("twice.json"));
    }
    // Passes that nobody sees one by one have names all the same: the table alone has the same pseudonyms.
    let table = |more: &[&str]| {
        let mut command = trueline(path);
        Run::of(command.env("TRUELINE_REDACT", ALL).args(["check", "snapshot"]).args(more)).stdout
    };
    assert_eq!(table(&[]), table(&["--report", "json=all.json"]));
}

#[test]
fn a_baseline_knows_what_was_redacted() {
    let directory = hostile();
    let path = directory.path();
    let run = |more: &[&str]| {
        let mut command = trueline(path);
        Run::of(command.env("TRUELINE_REDACT", ALL).args(["check", "snapshot"]).args(more))
    };
    assert_eq!(run(&["--report", "json=old.json"]).code, 1);
    let now = run(&["--baseline", "old.json", "--format", "json"]);
    assert_eq!((now.code, now.json()["resolved"].clone()), (3, Value::Null), "{}", now.stderr);
}

#[test]
fn a_bundle_is_not_redacted() {
    let directory = directory();
    let path = directory.path();
    judged(path, &CASES[0], &[]);
    let bundle = |redact: &str, report: &str| {
        let mut command = trueline(path);
        command.env("TRUELINE_REDACT", redact).args([
            "report",
            report,
            "--snapshot",
            "snapshot",
            "--bundle",
            "out.tar.zst",
        ]);
        let run = Run::of(&mut command);
        assert!(run.code == 2 && !path.join("out.tar.zst").exists(), "{}", run.stdout);
        assert!(run.stderr.contains("what was read has all names in it"), "{}", run.stderr);
    };
    bundle("account_ids", "report.json");
    Run::of(trueline(path).env("TRUELINE_REDACT", ALL).args(["report", "report.json", "--report", "json=hidden.json"]));
    bundle("", "hidden.json");
}

#[test]
fn what_cannot_be_redacted_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("trueline.yaml"), "redact: [names]\n").unwrap();
    let run = Run::of(trueline(directory.path()).args(["scan", "--sample"]));
    assert_eq!(run.code, 2);
    let words = "redact: `names` cannot be redacted; expected account_ids, account_names, resource_names";
    assert!(run.stderr.contains(words), "{}", run.stderr);
    std::fs::write(directory.path().join("trueline.yaml"), "redact: [account_ids]\n").unwrap();
    let run = Run::of(trueline(directory.path()).args(["scan", "--sample", "--format", "json"]));
    assert!(!run.stdout.contains("222222222222") && run.stdout.contains("000000000002"));
}

#[test]
fn a_label_of_a_drawing_has_the_pseudonyms_of_the_report() {
    let directory = hostile();
    judged(directory.path(), &CASES[0], &[]);
    let (report, _) = Report::read(&directory.path().join("report.json")).unwrap();
    let all = Redact::ALL.map(|(_, kind)| kind);
    let redaction = Redaction::of(&report, &all).unwrap();
    let hidden = redaction.apply(report.clone());
    for (was, is) in
        report.findings.iter().zip(&hidden.findings).filter(|(f, _)| f.resource.r#type == "AWS::RDS::DBCluster")
    {
        assert_eq!(redaction.label(&was.resource.id), is.resource.id);
    }
    assert_eq!(
        redaction.text("in 222222222222 (vate-dev), not in 123456789012"),
        "in 000000000002 (account-2), not in 000000000000"
    );
    assert_eq!(
        (redaction.label("nobody-knows-this"), redaction.label("vpc-0123456789abcdef0")),
        ("resource".into(), "vpc-0123456789abcdef0".into())
    );
    assert!(Redaction::of(&report, &[]).unwrap().is_empty());
}
