//! What other programs read: OCSF, Security Hub's format and CSV, and the published schemas of what is read and written.
#![allow(clippy::disallowed_macros)] // figures are printed
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

#[path = "formats/reports.rs"]
mod reports;
mod support;

use reports::{finding, of_every_kind, planned, report, written};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use std::time::Instant;
use support::{Run, trueline, venv};
use trueline::findings::{Change, EvidenceLine, Finding, Report, WaiverInfo};
use trueline::rules::{Severity, Status};

const FORMATS: [&str; 3] = ["ocsf", "asff", "csv"];

fn validated(arguments: &[String]) -> Output {
    // Tests run side by side: one of them installs.
    static PYTHON: LazyLock<PathBuf> = LazyLock::new(|| venv::python("exports"));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports/validate.py");
    Command::new(&*PYTHON).arg(script).args(arguments).output().unwrap()
}

/// Kinds or schemas, with the files that have to be what they say.
fn valid(files: &[(String, PathBuf)]) {
    let arguments = files.iter().map(|(kind, path)| format!("{kind}={}", path.display())).collect::<Vec<_>>();
    let output = validated(&arguments);
    let (told, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{told}{errors}");
}

/// The report in each format.
fn valid_exports(folder: &Path, report: &Report) {
    let files = FORMATS.map(|format| {
        let path = folder.join(format!("report.{format}"));
        std::fs::write(&path, written(report, format)).unwrap();
        (format.to_owned(), path)
    });
    valid(&files);
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// OCSF's events and Security Hub's findings by the finding's id.
fn by_id(report: &Report) -> [BTreeMap<String, Value>; 2] {
    let id = |value: &Value| value.as_str().unwrap().trim_start_matches("trueline/").to_owned();
    let events = lines(&written(report, "ocsf")).into_iter().map(|e| (id(&e["finding_info"]["uid"]), e));
    let batches = lines(&written(report, "asff"));
    let findings = batches.iter().flat_map(|batch| batch.as_array().unwrap()).map(|f| (id(&f["Id"]), f.clone()));
    [events.collect(), findings.collect()]
}

/// Rows of CSV, each by the name of its column. Cells hold no line break.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let cells = |line: &str| {
        let inner = line.strip_prefix('"').unwrap().strip_suffix('"').unwrap();
        inner.split("\",\"").map(|cell| cell.replace("\"\"", "\"")).collect::<Vec<_>>()
    };
    let mut lines = text.split_terminator("\r\n").map(cells);
    let columns = lines.next().unwrap();
    lines.map(|row| columns.iter().cloned().zip(row).collect()).collect()
}

#[test]
fn the_sample_is_what_each_format_asks_for() {
    let directory = tempfile::tempdir().unwrap();
    let run = |format: &str, threads: &str| support::sample_as(directory.path(), format, threads);
    let report: Value = serde_json::from_str(&run("json", "1")).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let mut files = Vec::new();
    for format in FORMATS {
        let text = run(format, "1");
        assert_eq!(text, run(format, "4"), "{format} is not the same again");
        let told = match format {
            "ocsf" => text.lines().count(),
            "asff" => lines(&text).iter().map(|batch| batch.as_array().unwrap().len()).sum(),
            _ => text.matches("\r\n").count() - 1,
        };
        assert_eq!(told, findings.len(), "{format} tells of passes too");
        let path = directory.path().join(format);
        std::fs::write(&path, text).unwrap();
        files.push((format.to_owned(), path));
    }
    valid(&files);
    let batches = lines(&std::fs::read_to_string(directory.path().join("asff")).unwrap());
    let global = batches.iter().flat_map(|b| b.as_array().unwrap()).find(|f| f["Resources"][0]["Region"].is_null());
    assert_eq!(global.unwrap()["Region"], report["snapshot"]["regions"][0], "what is global is filed at home");
}

/// A plan has resources without an ARN, and a waiver that covers nothing is of no account.
#[test]
fn plans_and_waivers_are_what_each_format_asks_for() {
    let directory = support::snapshot();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/plans");
    let [plan, settings] = ["documented.json", "trueline.yaml"].map(|name| fixtures.join(name).display().to_string());
    let expired = "- {rule: aurora-backup-retention, resource: x, reason: a, owner: b, expires: 2020-12-31}\n";
    std::fs::write(directory.path().join("waivers.yaml"), expired).unwrap();
    let alone = ["check", "--plan", &plan, "--config", &settings];
    let over = ["check", "snapshot", "--plan", &plan, "--config", &settings, "--waivers", "waivers.yaml"];
    let mut files = Vec::new();
    for (name, arguments) in [("alone", &alone[..]), ("over", &over[..])] {
        for format in FORMATS {
            let run = Run::of(trueline(directory.path()).args(arguments).args(["--format", format]));
            assert!([0, 1, 3].contains(&run.code), "{name} {format}: {}", run.stderr);
            let path = directory.path().join(format!("{name}.{format}"));
            std::fs::write(&path, run.stdout).unwrap();
            files.push((format.to_owned(), path));
        }
    }
    valid(&files);
    let read = |name: &str| std::fs::read_to_string(directory.path().join(name)).unwrap();
    let batches = lines(&read("over.asff"));
    let waiver =
        batches.iter().flat_map(|b| b.as_array().unwrap()).find(|f| f["GeneratorId"] == "trueline/waiver-expired");
    assert_eq!(
        waiver.unwrap()["AwsAccountId"],
        "111111111111",
        "what is of no account is filed in the management account"
    );
    let planned = rows(&read("alone.csv"));
    assert!(planned.iter().any(|row| row["resource_arn"].is_empty() && !row["terraform_address"].is_empty()));
    assert!(lines(&read("over.ocsf")).iter().any(|event| event["unmapped"]["change"] == "introduced"));
}

#[test]
fn each_kind_of_finding_is_what_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let report = of_every_kind();
    valid_exports(directory.path(), &report);
    let [events, findings] = by_id(&report);
    let csv = rows(&written(&report, "csv"));
    assert_eq!([events.len(), findings.len(), csv.len()], [16; 3]);
    let kinds = [
        // number, OCSF's compliance and status, Security Hub's compliance, workflow and record, CSV's status and whether it counts
        (1, ["Fail", "New", "FAILED", "NEW", "ACTIVE", "fail", "true"]),
        (2, ["Warning", "New", "WARNING", "NEW", "ACTIVE", "unknown", "true"]),
        (3, ["Fail", "New", "FAILED", "NEW", "ACTIVE", "fail", "false"]),
        (5, ["Fail", "Suppressed", "FAILED", "SUPPRESSED", "ACTIVE", "fail", "false"]),
        (6, ["Warning", "Suppressed", "WARNING", "SUPPRESSED", "ACTIVE", "unknown", "false"]),
        (7, ["Fail", "New", "FAILED", "NEW", "ACTIVE", "fail", "false"]),
        (8, ["Pass", "New", "PASSED", "RESOLVED", "ACTIVE", "pass", "false"]),
        (13, ["Warning", "New", "WARNING", "NEW", "ACTIVE", "unknown", "false"]),
        (21, ["Unknown", "Resolved", "NOT_AVAILABLE", "RESOLVED", "ARCHIVED", "resolved", "false"]),
    ];
    for (number, [compliance, status, checked, workflow, record, word, gates]) in kinds {
        let id = reports::id(number);
        let (event, finding) = (&events[&id], &findings[&id]);
        assert_eq!(
            (&event["compliance"]["status"], &event["status"]),
            (&compliance.into(), &status.into()),
            "{number}"
        );
        let own = [&finding["Compliance"]["Status"], &finding["Workflow"]["Status"], &finding["RecordState"]];
        assert_eq!(own, [checked, workflow, record], "{number}");
        let row = csv.iter().find(|row| row["id"] == id).unwrap();
        assert_eq!([&row["status"], &row["gates"]], [word, gates], "{number}");
    }
    let (existing, waived) = (&events[&reports::id(7)], &events[&reports::id(5)]);
    assert_eq!((&existing["activity_name"], &existing["unmapped"]["baseline"]), (&"Update".into(), &"existing".into()));
    assert_eq!(events[&reports::id(21)]["activity_name"], "Close");
    assert_eq!(waived["comment"], "waived until 2027-03-31 by team-data: goes in spring");
    assert_eq!(waived["compliance"]["requirements"][0], "architecture DB-06");
    let finding = &findings[&reports::id(1)];
    assert_eq!(finding["Severity"]["Label"], "CRITICAL");
    assert_eq!(finding["Resources"][0]["Type"], "AwsRdsDbCluster");
    assert_eq!(finding["Title"], "cluster-1 keeps backups for 1 day; the architecture requires 7");
    assert_eq!(findings[&reports::id(9)]["Resources"][0]["Id"], "arn:aws:rds:eu-west-1:222222222222:cluster:cluster-9");
    let row = csv.iter().find(|row| row["id"] == reports::id(9)).unwrap();
    assert_eq!(row["terraform_place"], "modules/data base/main.tf:12");
}

/// What a baseline had and what passes now is one record, which ends it.
#[test]
fn what_passes_after_it_failed_is_resolved_once() {
    let mut report =
        report(vec![finding(1, Status::Pass, Severity::High), finding(2, Status::Unknown, Severity::High)]);
    report.resolved =
        [1, 2].map(|n| reports::resolved(n, trueline::findings::Since::Baseline, Some(Status::Pass))).to_vec();
    let [events, findings] = by_id(&report);
    assert_eq!((events.len(), findings.len()), (2, 2));
    let (passes, unknown) = (reports::id(1), reports::id(2));
    assert_eq!(events[&passes]["status"], "Resolved");
    assert_eq!(findings[&passes]["RecordState"], "ARCHIVED");
    // Whatever else is said of it.
    assert_eq!((&events[&unknown]["status"], &events[&unknown]["compliance"]["status_id"]), (&"New".into(), &2.into()));
    assert_eq!(findings[&unknown]["RecordState"], "ACTIVE");
}

/// In each partition findings are filed in that partition's own Security Hub.
#[test]
fn partitions_are_those_of_arn_and_region() {
    let mut report = report((0..4).map(|n| finding(n, Status::Fail, Severity::High)).collect());
    report.snapshot.regions = vec!["cn-north-1".to_owned()];
    let places =
        [("arn:aws-cn:iam::222222222222:role/x", "global"), ("", "us-gov-west-1"), ("", "global"), ("", "eu-west-1")];
    for (number, (arn, region)) in places.into_iter().enumerate() {
        let finding = report.findings.iter_mut().find(|f| f.id == reports::id(number)).unwrap();
        (finding.resource.arn, finding.region) = (arn.to_owned(), region.to_owned());
    }
    let directory = tempfile::tempdir().unwrap();
    valid_exports(directory.path(), &report);
    let [_, findings] = by_id(&report);
    for (number, place) in [
        "aws-cn:securityhub:cn-north-1",
        "aws-us-gov:securityhub:us-gov-west-1",
        "aws-cn:securityhub:cn-north-1",
        "aws:securityhub:eu-west-1",
    ]
    .into_iter()
    .enumerate()
    {
        let arn = findings[&reports::id(number)]["ProductArn"].as_str().unwrap();
        assert_eq!(arn, format!("arn:{place}:222222222222:product/222222222222/default"));
    }
}

#[test]
fn what_could_not_be_judged_is_a_pass_in_no_format() {
    let report = report((0..6).map(|n| finding(n, Status::Unknown, Severity::ALL[n % 5])).collect());
    let [events, findings] = by_id(&report);
    for event in events.values() {
        assert_eq!((&event["compliance"]["status_id"], &event["status_code"]), (&2.into(), &"unknown".into()));
        assert_eq!(event["compliance"]["status_details"][0], "denied");
        assert_eq!(event["unmapped"]["unread_operation"], "rds:DescribeDBClusters");
    }
    for finding in findings.values() {
        assert_eq!(
            (&finding["Compliance"]["Status"], &finding["Workflow"]["Status"]),
            (&"WARNING".into(), &"NEW".into())
        );
        assert_eq!(finding["Compliance"]["StatusReasons"][0]["Description"], "denied");
        let label = finding["Severity"]["Label"].as_str().unwrap();
        let own = finding["Severity"]["Original"].as_str().unwrap().to_uppercase();
        assert!(label == own || (label, &*own) == ("INFORMATIONAL", "INFO"), "{finding}");
    }
    for row in rows(&written(&report, "csv")) {
        assert_eq!([&row["status"], &row["unknown_reason"]], ["unknown", "denied"]);
    }
    for format in FORMATS {
        let text = written(&report, format);
        assert!(!["\"PASSED\"", "\"Pass\"", "\"pass\""].iter().any(|word| text.contains(word)), "{format}");
    }
}

/// Names, messages and reasons that a format, or a program that reads it, would take for something of its own.
const HOSTILE: &[&str] = &[
    "=HYPERLINK(\"https://example.com\",\"x\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "  \t =1+1",
    "\r\n=1+1",
    "\"=1+1",
    "'=1+1",
    "x;=1+1;+2; -3",
    "＝1＋1",
    "\u{a0}=1",
    "a,\"b\"\"c\n\r\nd",
    "\0\u{1}\u{1b}[31m\u{7f}\u{85}\u{9b}\u{fffe}\u{2028}\u{2029}",
    "\u{202e}turned\u{2066} \u{200b}\u{feff}",
    "{\"Findings\": []}]\n[{\"Id\": \"x\"}]",
    "<script>alert(1)</script>",
    "é名🙂",
    " ",
    "",
];

fn hostile(text: &str, number: usize) -> Vec<Finding> {
    let each = [Status::Fail, Status::Unknown, Status::Pass].into_iter().enumerate();
    each.map(|(offset, status)| {
        let mut finding = planned(number * 3 + offset, status, Change::Introduced);
        finding.account_name = text.to_owned();
        finding.resource.name = text.to_owned();
        finding.resource.id = text.to_owned();
        finding.resource.arn = text.to_owned();
        finding.message = text.to_owned();
        finding.remediation = text.to_owned();
        if let Some(unknown) = &mut finding.unknown {
            unknown.reason = text.to_owned();
            unknown.error_code = Some(text.to_owned());
        }
        let line = EvidenceLine {
            path: format!("resource.tags[\"{text}\"]"),
            value: Value::String(text.to_owned()),
            source: Some("rds:DescribeDBClusters".to_owned()),
            read_at: None,
        };
        finding.evidence = vec![line; 70];
        finding.evidence.iter_mut().enumerate().for_each(|(n, line)| line.path.push_str(&n.to_string()));
        if offset == 0 {
            let [reason, owner, expires] = [text, text, text].map(str::to_owned);
            finding.waiver = Some(WaiverInfo { number: 1, reason, owner, expires });
        }
        let plan = finding.resource.planned.as_mut().unwrap();
        (plan.address, plan.plan) = (text.to_owned(), text.to_owned());
        plan.file = (offset == 1).then(|| text.to_owned());
        finding
    })
    .collect()
}

fn hostile_report() -> Report {
    let long = HOSTILE.concat().repeat(100_000 / HOSTILE.concat().len() + 1);
    let texts = HOSTILE.iter().copied().chain([long.as_str()]);
    let mut report = report(texts.enumerate().flat_map(|(number, text)| hostile(text, number)).collect());
    report.inputs.overridden = vec![trueline::rules::parameters::Override {
        parameter: "database.x".to_owned(),
        documented: Value::String(long.clone()),
        effective: Value::String(HOSTILE[0].to_owned()),
    }];
    report
}

#[test]
fn no_name_is_more_than_a_name_and_what_is_cut_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let report = hostile_report();
    valid_exports(directory.path(), &report);
    let (schema, json) = ("reports/schemas/report.json", directory.path().join("report.json"));
    std::fs::write(&json, written(&report, "json")).unwrap();
    valid(&[(Path::new(env!("CARGO_MANIFEST_DIR")).join(schema).display().to_string(), json)]);
    for format in FORMATS {
        let text = written(&report, format);
        let hidden =
            text.chars().find(|c| (c.is_control() && !"\r\n".contains(*c)) || ('\u{202a}'..='\u{202e}').contains(c));
        assert_eq!(hidden, None, "{format}");
    }
    let [events, findings] = by_id(&report);
    assert_eq!((events.len(), findings.len()), (report.findings.len(), report.findings.len()));
    let long = &findings[&reports::id(HOSTILE.len() * 3)];
    for (name, text) in [("title", &long["Title"]), ("id", &long["Resources"][0]["Id"])] {
        assert!(text.as_str().unwrap().ends_with('…'), "{name}: {text}");
    }
    // Of paths that begin alike for longer than a key may be.
    assert_eq!(long["Resources"][0]["Details"]["Other"]["…"], "69 more; the JSON report has all");
    let first = &findings[&reports::id(0)]["Resources"][0]["Details"]["Other"];
    assert_eq!((first.as_object().unwrap().len(), &first["…"]), (23, &"50 more; the JSON report has all".into()));
    let csv = written(&report, "csv");
    assert!(csv.contains("and 40 more, which the JSON report has"));
    assert!(csv.contains("'=HYPERLINK(\"\"https://example.com\"\",\"\"x\"\")"), "it stays readable");
}

/// A hundred findings with all that one has room for are more than a call takes.
#[test]
fn large_findings_make_smaller_batches() {
    let directory = tempfile::tempdir().unwrap();
    let long = "\"\\".repeat(2_000);
    let mut report = report((0..60).flat_map(|number| hostile(&long, number)).collect());
    // Evidence whose paths differ from the first letter on.
    for line in report.findings.iter_mut().flat_map(|f| f.evidence.iter_mut().enumerate()) {
        line.1.path.insert_str(0, &line.0.to_string());
    }
    let path = directory.path().join("asff");
    std::fs::write(&path, written(&report, "asff")).unwrap();
    valid(&[("asff".to_owned(), path)]);
    let sizes = written(&report, "asff").lines().map(str::len).collect::<Vec<_>>();
    let batches = lines(&written(&report, "asff"));
    assert_eq!(batches.iter().map(|batch| batch.as_array().unwrap().len()).sum::<usize>(), 180);
    assert!(sizes.len() > 2 && sizes[0] > 5_800_000, "{sizes:?}");
}

#[test]
fn a_large_report_is_told_to_its_end() {
    const COUNT: usize = 30_000;
    let directory = tempfile::tempdir().unwrap();
    let mut found = Vec::new();
    for number in 0..COUNT {
        let status = [Status::Fail, Status::Unknown, Status::Pass][number % 3];
        let mut finding = finding(number, status, Severity::ALL[number % 5]);
        finding.message = format!("{} {number}", "is not what the document says".repeat(20));
        finding.region = ["eu-west-1", "eu-central-1", "global"][number % 7 % 3].to_owned();
        found.push(finding);
    }
    let report = report(found);
    for (format, most) in [("ocsf", 150_000_000), ("asff", 150_000_000), ("csv", 50_000_000)] {
        let started = Instant::now();
        let text = written(&report, format);
        println!("{format}: {} bytes of {COUNT} findings in {:.1?}", text.len(), started.elapsed());
        assert!(text.len() <= most, "{format}: {}", text.len());
    }
    // Every tenth event: they are of one shape, and reading them takes a validator longer than all the rest.
    let events = written(&report, "ocsf");
    let some = events.lines().step_by(10).map(|line| format!("{line}\n")).collect::<String>();
    let files = [("ocsf", some), ("asff", written(&report, "asff")), ("csv", written(&report, "csv"))];
    let put = |(format, text): (&str, String)| {
        let path = directory.path().join(format);
        std::fs::write(&path, text).unwrap();
        (format.to_owned(), path)
    };
    valid(&files.map(put));
    let batches = lines(&written(&report, "asff"));
    let sizes = batches.iter().map(|batch| batch.as_array().unwrap().len()).collect::<Vec<_>>();
    assert_eq!((sizes.iter().sum::<usize>(), sizes.iter().filter(|n| **n < 100).count()), (COUNT, 2));
    assert_eq!((events.lines().count(), rows(&written(&report, "csv")).len()), (COUNT, COUNT));
}

/// A batch is sent to an account: what is of none is filed in the management account, and in none where none is known.
#[test]
fn security_hub_gets_no_finding_without_an_account() {
    let mut report = report(vec![finding(1, Status::Fail, Severity::High)]);
    report.findings[0].account_id = "(unknown)".to_owned();
    report.findings[0].region = "unknown".to_owned();
    let [_, findings] = by_id(&report);
    let filed = &findings[&reports::id(1)];
    assert_eq!((&filed["AwsAccountId"], &filed["Region"]), (&"111111111111".into(), &"eu-west-1".into()));
    assert_eq!(filed["ProductFields"]["trueline/account"], "(unknown)");
    report.snapshot.accounts.clear();
    let mut out = Vec::new();
    let asff = trueline::report::Format::named("asff").unwrap();
    let style = trueline::report::table::Style { width: 80, color: false };
    let refused = asff.write(&report, None, &style, &mut out).unwrap_err().to_string();
    assert!(out.is_empty() && refused.contains("`(unknown)` is none") && refused.contains("--plan dev="), "{refused}");
}
