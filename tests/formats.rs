//! The formats for CI: what their schemas say, what they keep to, and that no name in an organization is read as more than a name.
#![allow(clippy::disallowed_macros)] // figures are printed
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

#[path = "formats/reports.rs"]
mod reports;
mod support;

use proptest::prelude::*;
use reports::{finding, of_every_kind, planned, report, sample, written};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::Instant;
use support::{Run, trueline, venv};
use trueline::findings::{Change, Report};
use trueline::rules::{Severity, Status};
use trueline::snapshot::{CoverageEntry, Outcome};

const FORMATS: [&str; 6] = ["sarif", "junit", "github", "markdown", "pull-request", "gitlab"];

/// Checks reports in every format that has a schema or is a page.
fn valid(folder: &Path, reports: &[(String, String)]) {
    // Tests run side by side: one of them installs.
    static PYTHON: LazyLock<PathBuf> = LazyLock::new(|| venv::python("formats"));
    let mut command = Command::new(&*PYTHON);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/validate.py"));
    command.arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("formats"));
    for (number, (format, text)) in reports.iter().enumerate().filter(|(_, (format, _))| format != "github") {
        let path = folder.join(format!("{number}.{format}"));
        std::fs::write(&path, text).unwrap();
        command.arg(format!("{format}={}", path.display()));
    }
    let output = command.output().unwrap();
    let (told, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{told}{errors}");
}

fn in_every_format(report: &Report) -> Vec<(String, String)> {
    FORMATS.iter().map(|format| ((*format).to_owned(), written(report, format))).collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// SARIF's results by the number of their finding.
fn results(report: &Report) -> BTreeMap<usize, Value> {
    let log = json(&written(report, "sarif"));
    let results = log["runs"][0]["results"].as_array().unwrap().clone();
    let number = |result: &Value| {
        let id = &result["partialFingerprints"]["primaryLocationLineHash"];
        (0..100).find(|n| reports::id(*n) == *id).expect("a fingerprint is a finding's id")
    };
    results.into_iter().map(|result| (number(&result), result)).collect()
}

/// Annotations of a log as GitHub's runner reads them: kind, properties, message.
fn annotations(log: &str) -> Vec<(String, BTreeMap<String, String>, String)> {
    let read = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",");
    let line = |line: &str| {
        let (command, message) = line.strip_prefix("::").expect("a line is no command").split_once("::").unwrap();
        let (kind, properties) = command.split_once(' ').unwrap();
        let properties = properties.split(',').map(|p| p.split_once('=').unwrap());
        let properties = properties.map(|(name, value)| (name.to_owned(), read(value).replace("%25", "%"))).collect();
        (kind.to_owned(), properties, message.replace("%25", "%"))
    };
    log.lines().map(line).collect()
}

#[test]
fn the_sample_in_each_format_is_what_the_schema_says() {
    let directory = tempfile::tempdir().unwrap();
    let run = |format: &str, threads: &str| support::sample_as(directory.path(), format, threads);
    let mut reports = Vec::new();
    for format in FORMATS {
        let text = run(format, "1");
        // Fingerprints with the rest.
        assert_eq!(text, run(format, "4"), "{format} is not the same again");
        let file = format!("{format}=report");
        let arguments = ["scan", "--sample", "--report", &file];
        assert_eq!(Run::of(trueline(directory.path()).args(arguments)).code, 1);
        assert_eq!(text, std::fs::read_to_string(directory.path().join("report")).unwrap(), "{format}");
        reports.push((format.to_owned(), text));
    }
    valid(directory.path(), &reports);
    let failed = Run::of(trueline(directory.path()).args(["scan", "--sample", "--format", "json"])).json();
    let failed = support::findings(&failed, "fail");
    for (format, text) in &reports {
        let shown = failed.iter().filter(|(rule, ..)| text.contains(&rule[..])).count();
        // Of a log GitHub shows no more than the first of each kind.
        let expected = if format == "github" { 10 } else { failed.len() };
        assert!(shown >= expected, "{format}: {shown} of {}", failed.len());
    }
}

#[test]
fn each_kind_of_finding_is_what_it_is_in_each_format() {
    let directory = tempfile::tempdir().unwrap();
    let report = of_every_kind();
    valid(directory.path(), &in_every_format(&report));

    let results = results(&report);
    assert_eq!(results.keys().copied().collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14]);
    let of = |path: &str| results.iter().map(|(n, r)| (*n, r.pointer(path).cloned())).collect::<BTreeMap<_, _>>();
    let (levels, states) = (of("/level"), of("/baselineState"));
    for (number, level, state) in [
        (1, "error", Some("new")),
        (2, "note", Some("new")),
        (3, "note", Some("new")),
        (7, "error", Some("unchanged")),
        (10, "note", Some("new")),
        (11, "error", Some("unchanged")),
        (12, "note", Some("unchanged")),
    ] {
        assert_eq!(levels[&number].as_ref().unwrap(), level, "{number}");
        assert_eq!(states[&number].as_ref().map(|s| s.as_str().unwrap()), state, "{number}");
    }
    let gating = results.iter().filter(|(_, r)| r["properties"]["gates"] == true).map(|(n, _)| *n);
    assert_eq!(gating.collect::<Vec<_>>(), [1, 2, 9, 10]);
    let counted = (0..100).filter(|n| report.findings.iter().any(|f| f.id == reports::id(*n) && reports::counts(f)));
    assert_eq!(counted.collect::<Vec<_>>(), [1, 2, 9, 10]);
    assert_eq!(results[&5]["suppressions"][0]["justification"], "waived until 2027-03-31 by team-data: goes in spring");
    assert_eq!(results.values().filter(|r| r.get("suppressions").is_some()).count(), 2);
    let place = &results[&9]["locations"][0];
    assert_eq!(place["physicalLocation"]["artifactLocation"]["uri"], "modules/data%20base/main.tf");
    assert_eq!(place["physicalLocation"]["region"]["startLine"], 12);
    assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], "module.dev.aws_rds_cluster.main[\"9\"]");
    let live = &results[&1]["locations"][0];
    assert_eq!(
        live["physicalLocation"]["artifactLocation"]["uri"],
        "trueline/222222222222/eu-west-1/AWS-RDS-DBCluster/cluster-1"
    );
    assert_eq!(
        live["logicalLocations"][0]["fullyQualifiedName"],
        "arn:aws:rds:eu-west-1:222222222222:cluster:cluster-1"
    );

    let junit = written(&report, "junit");
    assert!(junit.contains(r#"tests="14" failures="3" errors="3""#), "{junit}");
    let skipped = junit.matches("<skipped").count();
    assert_eq!((skipped, junit.matches("<failure").count(), junit.matches("<error").count()), (7, 3, 3));
    for reason in [
        "waived until 2027-03-31 by team-data",
        "the baseline has it",
        "it was so before the plan",
        "the plan alone does not tell it",
    ] {
        assert!(junit.contains(&format!("message=\"{reason}")), "{reason}");
    }

    let annotations = annotations(&written(&report, "github"));
    let kinds = annotations.iter().map(|(kind, ..)| kind.as_str()).collect::<Vec<_>>();
    assert_eq!(kinds, ["error", "error", "warning", "warning", "notice", "notice", "notice"]);
    let source = annotations.iter().find(|(_, p, _)| p.contains_key("file")).unwrap();
    assert_eq!((&*source.1["file"], &*source.1["line"]), ("modules/data base/main.tf", "12"));
    let last = &annotations.last().unwrap().2;
    assert!(last.contains("7 are waived, in the baseline, older than the plan or not told by it"), "{last}");
    assert!(last.contains("2 are resolved"), "{last}");

    let issues = json(&written(&report, "gitlab"));
    let severities = issues.as_array().unwrap().iter().map(|i| i["severity"].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(severities.iter().filter(|s| **s == "info").count(), 8, "{issues:#}");
    assert_eq!(severities.iter().filter(|s| **s == "blocker").count(), 1, "{issues:#}");
}

#[test]
fn a_comment_tells_what_the_plan_brings_before_what_was_there() {
    let report = of_every_kind();
    let comment = written(&report, "pull-request");
    assert_eq!(comment.lines().next(), Some("<!-- trueline: pull-request -->"));
    let order = [
        "### trueline: not compliant",
        "The plan introduces 3 failures and 3 that could not be judged, and fixes 1 failure",
        "#### Introduced (3)",
        "cluster-1<",
        "main.tf:12",
        "#### Introduced, and could not be judged (3)",
        "#### Fixed by the plan (1)",
        "#### Resolved since the baseline (1)",
        "<details><summary>There before (3)",
        "<details><summary>Not told by the plan alone (2)",
        "<details><summary>Waived (2)",
        "goes in spring",
        "exit code 1, --fail-on medium",
    ];
    let mut from = 0;
    for text in order {
        from += comment[from..].find(text).unwrap_or_else(|| panic!("`{text}` is not where it should be in {comment}"));
    }
    let summary = written(&report, "markdown");
    for text in ["#### Failures (2)", "#### Failures below the threshold (1)", "#### Waived (2)", "#### Resolved (2)"] {
        assert!(summary.contains(text), "{text}: {summary}");
    }
    let sample = sample();
    let plain = written(&sample, "pull-request");
    assert!(plain.contains(&format!("#### Failures ({})", sample.summary.fail)), "{plain}");
}

/// With `--gate all` what was there before counts as well, and is excused nowhere.
#[test]
fn what_the_gate_counts_no_format_excuses() {
    let mut report = of_every_kind();
    report.inputs.gate = Some("all".to_owned());
    let kinds = annotations(&written(&report, "github")).into_iter().map(|(kind, ..)| kind).collect::<Vec<_>>();
    assert_eq!(kinds.iter().filter(|k| *k == "error").count(), 3);
    assert_eq!(written(&report, "junit").matches("<skipped").count(), 5);
    assert!(written(&report, "markdown").contains("#### There before, and counted (2)"));
    report.inputs.fail_on = "never".to_owned();
    assert!(annotations(&written(&report, "github")).iter().all(|(kind, ..)| kind == "notice"));
}

#[test]
fn what_could_not_be_judged_is_a_pass_in_no_format() {
    let directory = tempfile::tempdir().unwrap();
    let mut report =
        report(vec![finding(1, Status::Unknown, Severity::Info), finding(2, Status::Pass, Severity::Info)]);
    let gap = |number: usize| CoverageEntry {
        account_id: "222222222222".to_owned(),
        region: "eu-west-1".to_owned(),
        operation: format!("rds:Describe{number}"),
        outcome: Outcome::Denied,
        error_code: Some("AccessDenied".to_owned()),
        denied_by: None,
        items: 0,
        resources: 0,
    };
    report.coverage = (0..150).map(gap).collect();
    report.summary.exit_code = 3;
    valid(directory.path(), &in_every_format(&report));
    let log = json(&written(&report, "sarif"));
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), 1);
    assert_eq!(run["results"][0]["properties"]["status"], "unknown");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let told = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(told.len(), 101);
    assert_eq!(told[0]["message"]["text"], "not read: rds:Describe0 in 222222222222 eu-west-1: denied (AccessDenied)");
    assert!(told[100]["message"]["text"].as_str().unwrap().starts_with("50 more were not read"));
    let junit = written(&report, "junit");
    assert!(junit.contains(r#"tests="2" failures="0" errors="1""#) && junit.contains("<error"), "{junit}");
    assert!(written(&report, "github").contains("1 unknown"));
    assert!(written(&report, "gitlab").contains("cluster-1 keeps"));
    for format in ["markdown", "pull-request"] {
        let page = written(&report, format);
        assert!(page.contains("info, unknown") && page.contains("AccessDenied"), "{page}");
        assert!(page.contains("undecided") && !page.contains("trueline: compliant"), "{page}");
    }
}

/// Names, messages and reasons that each format would take for something of its own.
const HOSTILE: &[&str] = &[
    "a\n::set-env name=PATH::/tmp\r\n::add-mask::x",
    "##[error]x ::error::y ::stop-commands::z",
    "]]> <![CDATA[ <script>alert(1)</script> &lt; & \" '",
    "\0\u{1}\u{7}\u{8}\u{b}\u{1b}[31m\u{7f}\u{85}\u{9b}\u{fffe}\u{ffff}",
    "| a | b |\n|---|---|\n| c |",
    "`x` ``y`` ```\nz\n``` ~~~",
    "@everyone @team/x a@b.c #1 owner/name#2 GH-3 !4 %5 &6 ~7 $8 $x$",
    "[x](https://example.com) ![x](https://example.com/x.png) https://example.com www.example.com <https://example.com>",
    "<!-- --> --> <!-- trueline: pull-request -->",
    "</details><details open><summary>x</summary><img src=x onerror=alert(1)>",
    "# h\n\n---\n\n* x\n1. y\n> z",
    "{0} {name} {{1}} 100% 50%25 %0A %3A",
    "../../etc/passwd ./x //x \\\\x C:\\x a:b",
    "\u{202e}turned\u{2066} \u{200b}\u{feff}\u{e0041}hidden",
    "é名🙂",
    "",
];

fn hostile(text: &str, number: usize) -> Vec<trueline::findings::Finding> {
    let mut found = Vec::new();
    for (offset, status, change) in [
        (0, Status::Fail, Change::Introduced),
        (1, Status::Unknown, Change::Introduced),
        (2, Status::Fail, Change::PreExisting),
    ] {
        let mut finding = planned(number * 3 + offset, status, change);
        finding.account_name = text.to_owned();
        finding.resource.name = text.to_owned();
        finding.resource.id = format!("{text}{number}");
        finding.resource.arn = format!("arn:aws:x:::{text}{number}");
        finding.message = text.to_owned();
        finding.remediation = text.to_owned();
        finding.evidence = vec![trueline::findings::EvidenceLine {
            path: format!("resource.tags[\"{text}\"]"),
            value: Value::String(text.to_owned()),
            source: None,
            read_at: None,
        }];
        if offset == 0 {
            finding.waiver = Some(trueline::findings::WaiverInfo {
                number: 1,
                reason: text.to_owned(),
                owner: text.to_owned(),
                expires: text.to_owned(),
            });
        }
        let plan = finding.resource.planned.as_mut().unwrap();
        (plan.address, plan.plan) = (format!("{text}{number}"), text.to_owned());
        plan.file = (offset == 1).then(|| format!("x{text}"));
        if number.is_multiple_of(2) {
            finding.resource.planned = None;
        }
        found.push(finding);
    }
    found
}

#[test]
fn no_name_is_more_than_a_name() {
    let directory = tempfile::tempdir().unwrap();
    let long = HOSTILE.concat().repeat(10_000 / HOSTILE.concat().len() + 1);
    let texts = HOSTILE.iter().copied().chain([long.as_str()]).collect::<Vec<_>>();
    let all = texts.iter().enumerate().flat_map(|(number, text)| hostile(text, number)).collect::<Vec<_>>();
    let count = all.len();
    let mut report = report(all);
    report.resolved = texts.iter().enumerate().map(|(number, text)| resolved(text, 1_000 + number)).collect();
    report.coverage = texts.iter().map(|text| hostile_gap(text)).collect();
    report.inputs.overridden = vec![trueline::rules::parameters::Override {
        parameter: "database.x".to_owned(),
        documented: Value::String(long.clone()),
        effective: Value::String(long.clone()),
    }];
    let reports = in_every_format(&report);
    valid(directory.path(), &reports);
    for (format, text) in &reports {
        let hidden = text.chars().find(|c| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c));
        assert_eq!(hidden, None, "{format}");
    }
    let log = json(&reports[0].1);
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), count);
    let shown = annotations(&reports[2].1);
    assert!(shown.len() <= 30 && shown.iter().all(|(kind, ..)| ["error", "warning", "notice"].contains(&&**kind)));
    assert_eq!(reports[4].1.matches("<!-- trueline: pull-request -->").count(), 1);
}

fn resolved(text: &str, number: usize) -> trueline::findings::Resolved {
    let mut resolved = reports::resolved(number, trueline::findings::Since::Plan, None);
    (resolved.resource.name, resolved.message) = (text.to_owned(), text.to_owned());
    resolved.account_name = text.to_owned();
    resolved
}

fn hostile_gap(text: &str) -> CoverageEntry {
    CoverageEntry {
        account_id: "222222222222".to_owned(),
        region: "eu-west-1".to_owned(),
        operation: "rds:DescribeDBClusters".to_owned(),
        outcome: Outcome::Failed,
        error_code: Some(text.to_owned()),
        denied_by: None,
        items: 0,
        resources: 0,
    }
}

#[test]
fn what_has_no_room_is_counted() {
    const COUNT: usize = 30_000;
    let directory = tempfile::tempdir().unwrap();
    let severities = [Severity::Medium, Severity::Critical, Severity::Low];
    let mut found = Vec::new();
    for number in 0..COUNT {
        let (status, severity) =
            ([Status::Fail, Status::Unknown][usize::from(number % 10 == 0)], severities[number % 3]);
        let mut finding = finding(number, status, severity);
        finding.change = Some(if number % 7 == 0 { Change::Introduced } else { Change::PreExisting });
        finding.message = format!("{} {number}", "is not what the document says".repeat(20));
        found.push(finding);
    }
    let introduced = found.iter().filter(|f| f.change == Some(Change::Introduced)).count();
    let mut report = of_every_kind();
    report.findings = found;
    reports::settle(&mut report);
    for (format, most) in [
        ("sarif", 10_000_000),
        ("junit", 60_000_000),
        ("github", 60_000),
        ("markdown", 1_000_000),
        ("pull-request", 60_000),
        ("gitlab", 40_000_000),
    ] {
        let started = Instant::now();
        let text = written(&report, format);
        println!("{format}: {} bytes of {COUNT} findings in {:.1?}", text.len(), started.elapsed());
        assert!(text.len() <= most, "{format}: {}", text.len());
        valid(directory.path(), &[(format.to_owned(), text)]);
    }

    let log = json(&written(&report, "sarif"));
    let (run, results) = (&log["runs"][0], log["runs"][0]["results"].as_array().unwrap());
    let left_out = COUNT - results.len();
    assert!((3_000..=5_000).contains(&results.len()), "{}", results.len());
    assert_eq!(run["properties"]["leftOut"], left_out);
    let told = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str().unwrap();
    assert!(told.starts_with(&format!("{left_out} of {COUNT} results are left out")), "{told}");
    // Whatever the plan brings and counts is there, before anything else, and first what is critical.
    let counted = results.iter().filter(|r| r["properties"]["gates"] == true).count();
    let gating =
        report.findings.iter().filter(|f| f.change == Some(Change::Introduced) && f.severity >= Severity::Medium);
    assert_eq!(counted, gating.count());
    assert!(results[..counted].iter().all(|r| r["properties"]["gates"] == true));
    assert_eq!(results[0]["properties"]["severity"], "critical");
    let brought = results.iter().filter(|r| r["baselineState"] == "new").count();
    assert!(brought == introduced || results.iter().all(|r| r["baselineState"] == "new"), "{brought} of {introduced}");

    let counts = |page: &str| {
        let rows = page.lines().filter(|l| l.contains("<code>cluster-")).count();
        let more = page.lines().filter_map(|l| l.strip_suffix(" more are left out here; the JSON report has all."));
        rows + more.map(|n| n.parse::<usize>().unwrap()).sum::<usize>()
    };
    // And what is resolved, and what is waived, which are none of them.
    for format in ["markdown", "pull-request"] {
        assert_eq!(counts(&written(&report, format)), COUNT + report.resolved.len(), "{format}");
    }
    let shown = annotations(&written(&report, "github"));
    assert_eq!(shown.len(), 30);
    let older = COUNT - introduced;
    assert!(shown[29].2.contains(&format!("{} more are not shown here", introduced - 29)), "{}", shown[29].2);
    assert!(shown[29].2.contains(&format!("{older} are waived, in the baseline, older")), "{}", shown[29].2);
}

/// The same finding has the same fingerprint, wherever else the report differs.
#[test]
fn fingerprints_are_the_findings() {
    let one = of_every_kind();
    let mut other = one.clone();
    other.findings.retain(|f| f.status == Status::Fail);
    other.findings.iter_mut().for_each(|f| f.message.push_str(" now"));
    let (before, after) = (results(&one), results(&other));
    assert!(!after.is_empty());
    for (number, result) in after {
        for member in ["partialFingerprints", "ruleId", "locations"] {
            assert_eq!(result[member], before[&number][member], "{number}");
        }
    }
    let prints = |report: &Report| {
        let issues = json(&written(report, "gitlab"));
        issues.as_array().unwrap().iter().map(|i| i["fingerprint"].clone()).collect::<Vec<_>>()
    };
    let known = prints(&one);
    assert!(prints(&other).iter().all(|print| known.contains(print)));
}

/// Any name, and any text that one could be put together from.
fn names() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(HOSTILE.iter().flat_map(|text| text.split(' ')).collect::<Vec<_>>());
    prop_oneof![any::<String>(), prop::collection::vec(pieces, 0..8).prop_map(|all| all.concat())]
}

#[test]
fn any_name_leaves_each_format_whole() {
    let sample = report(Vec::new());
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let whole = |name: String| {
        let mut report = sample.clone();
        report.findings = hostile(&name, 1).into_iter().chain(hostile(&name, 2)).collect();
        reports::settle(&mut report);
        for format in ["sarif", "gitlab"] {
            prop_assert!(serde_json::from_str::<Value>(&written(&report, format)).is_ok());
        }
        let (junit, mut cases) = (written(&report, "junit"), 0);
        let mut xml = quick_xml::Reader::from_str(&junit);
        loop {
            match xml.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(quick_xml::events::Event::Start(tag)) => cases += usize::from(tag.name().as_ref() == "testcase"),
                Ok(_) => {}
                Err(why) => prop_assert!(false, "{why}: {junit}"),
            }
        }
        prop_assert_eq!(cases, 6);
        prop_assert_eq!(annotations(&written(&report, "github")).len(), 5);
        for format in ["markdown", "pull-request"] {
            let page = written(&report, format);
            let rows = page.lines().filter(|l| l.starts_with("| ") && l.contains("<code>"));
            prop_assert_eq!(rows.count(), 6, "{}", page);
        }
        Ok(())
    };
    runner.run(&names(), whole).unwrap();
}
