//! Reports that are read back: what is written of them is what the run itself wrote.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

#[path = "evidence/runs.rs"]
mod runs;
mod support;

use runs::{CASES, Case, directory, judged};
use serde_json::{Value, json};
use std::path::Path;
use support::{Run, trueline};
use trueline::findings::Report;
use trueline::report::Format;

fn report(directory: &Path, arguments: &[&str]) -> Run {
    Run::of(trueline(directory).args(["report", "report.json"]).args(arguments))
}

/// Where the snapshot is, for what is drawn from it.
fn drawn_from(case: &Case) -> &[&str] {
    if case.again.first() == Some(&"--snapshot") { &case.again[..2] } else { &[] }
}

fn files(prefix: &str) -> Vec<String> {
    Format::ALL.iter().flat_map(|(name, _)| ["--report".to_owned(), format!("{name}={prefix}.{name}")]).collect()
}

#[test]
fn a_report_is_written_again_in_each_format_as_the_run_wrote_it() {
    let directory = directory();
    let path = directory.path();
    for case in &CASES {
        let (first, again) = (files("first"), files("again"));
        let first = first.iter().map(String::as_str).collect::<Vec<_>>();
        let again = again.iter().map(String::as_str).chain(drawn_from(case).iter().copied()).collect::<Vec<_>>();
        judged(path, case, &first);
        let run = report(path, &again);
        assert_eq!((run.code, &run.stderr[..]), (0, ""), "{}", case.name);
        for (format, _) in Format::ALL {
            let read = |prefix: &str| std::fs::read(path.join(format!("{prefix}.{format}"))).unwrap();
            if format == "html" && case.check.contains(&"--plan") {
                // What plans make of the organization is drawn when they are judged.
                let texts = ["first", "again"].map(|prefix| String::from_utf8(read(prefix)).unwrap());
                let [first, again] = texts.each_ref().map(|text| text.split_once("<section id=\"findings\"").unwrap());
                assert!(again.0.contains("trueline check --plan") && !first.0.contains("trueline check --plan"));
                assert_eq!(first.1, again.1, "{} as {format} differs", case.name);
                continue;
            }
            assert!(!read("first").is_empty() && read("first") == read("again"), "{} as {format} differs", case.name);
            // A width of its own has the table on stdout, in each of the two.
            let alike = [&["--format", format][..], drawn_from(case)].concat();
            let (was, is) = (judged(path, case, &["--format", format]), report(path, &alike));
            assert_eq!((is.code, was.stdout == is.stdout), (0, true), "{} as {format} differs on stdout", case.name);
        }
    }
}

/// What stands in the reports above is all that a report can have: otherwise they would prove little.
#[test]
fn the_runs_have_each_member_of_a_report() {
    let directory = directory();
    let reports = CASES.iter().map(|case| {
        judged(directory.path(), case, &[]);
        serde_json::from_slice::<Value>(&std::fs::read(directory.path().join("report.json")).unwrap()).unwrap()
    });
    let reports = reports.collect::<Vec<_>>();
    let has = |pointer: &str| reports.iter().any(|r| r.pointer(pointer).is_some_and(|v| !v.is_null()));
    for pointer in [
        "/inputs/plans/1",
        "/inputs/gate",
        "/inputs/baseline",
        "/inputs/waivers",
        "/inputs/overridden/0",
        "/resolved/0",
    ] {
        assert!(has(pointer), "{pointer}");
    }
    let findings = |pointer: &str| {
        let all = reports.iter().flat_map(|r| r["findings"].as_array().unwrap());
        all.filter(|f| f.pointer(pointer).is_some_and(|v| !v.is_null())).count()
    };
    for pointer in ["/waiver", "/baseline", "/change", "/unknown", "/resource/planned/line", "/evidence/0"] {
        assert!(findings(pointer) > 0, "{pointer}");
    }
    let gaps = |r: &Value| r["coverage"].as_array().unwrap().iter().any(|c| c["outcome"] == "denied");
    assert!(reports.iter().any(gaps));
}

#[test]
fn an_older_report_of_the_version_stays_readable() {
    let directory = directory();
    let path = directory.path();
    judged(path, &CASES[0], &["--report", "table=first.table"]);
    let mut older = serde_json::from_slice::<Value>(&std::fs::read(path.join("report.json")).unwrap()).unwrap();
    // What the first reports did not have, and what no report has yet.
    for finding in older["findings"].as_array_mut().unwrap() {
        let members = finding.as_object_mut().unwrap();
        ["waiver", "baseline", "change"].iter().for_each(|name| assert!(members.remove(*name).is_some(), "{name}"));
    }
    for entry in older["coverage"].as_array_mut().unwrap() {
        entry.as_object_mut().unwrap().remove("denied_by");
    }
    older["later"] = json!([1]);
    older["rules"]["items"][0]["fix"]["later"] = json!("by a program of tomorrow");
    std::fs::write(path.join("report.json"), older.to_string()).unwrap();
    let run = report(path, &["--report", "table=again.table"]);
    assert_eq!((run.code, &run.stderr[..]), (0, ""));
    let read = |name: &str| std::fs::read_to_string(path.join(name)).unwrap();
    assert_eq!(read("first.table"), read("again.table"));
}

#[test]
fn what_is_no_report_is_refused() {
    let directory = directory();
    let path = directory.path();
    judged(path, &CASES[0], &[]);
    let good = std::fs::read_to_string(path.join("report.json")).unwrap();
    let refused = |text: &str, expected: &str| {
        std::fs::write(path.join("report.json"), text).unwrap();
        let run = report(path, &[]);
        assert_eq!((run.code, &run.stdout[..]), (2, ""), "{}", run.stderr);
        for words in ["report.json: ", expected] {
            assert!(run.stderr.contains(words), "expected `{words}` in: {}", run.stderr);
        }
    };
    refused("", "is no report of trueline");
    refused("[]", "`schema_version` is null");
    refused(&good[..good.len() / 2], "is no report of trueline");
    let version = |v: &str| good.replacen(r#""schema_version": "1""#, &format!(r#""schema_version": "{v}""#), 1);
    refused(&version("2"), "a newer trueline wrote it: update trueline");
    refused(&version("0"), "`schema_version` is \"0\"");
    refused(&good.replacen("\"fail_on\"", "\"fails\"", 1), "missing field `fail_on`");
    std::fs::remove_file(path.join("report.json")).unwrap();
    assert!(report(path, &[]).stderr.contains("report.json: the report cannot be read"));
}

#[test]
fn a_report_is_not_written_over_itself() {
    let directory = directory();
    judged(directory.path(), &CASES[0], &[]);
    let run = report(directory.path(), &["--report", "json=./report.json"]);
    assert!(run.code == 2 && run.stderr.contains("is the report itself"), "{}", run.stderr);
}

#[test]
fn the_snapshot_has_to_be_the_reports_own() {
    let directory = directory();
    let path = directory.path();
    judged(path, &CASES[0], &[]);
    assert_eq!(report(path, &["--snapshot", "snapshot"]).code, 0);
    support::altered::taken_at(path, "2026-11-26T12:00:00Z");
    let run = report(path, &["--snapshot", "snapshot"]);
    assert_eq!((run.code, &run.stdout[..]), (2, ""));
    assert!(run.stderr.contains("is not the snapshot that the report is about"), "{}", run.stderr);
}

/// A number, a text or a list is read back as it was, however odd.
#[test]
fn odd_values_are_read_back_as_they_were() {
    let directory = directory();
    judged(directory.path(), &Case { name: "sample", check: &["snapshot"], again: &[] }, &[]);
    let bytes = std::fs::read(directory.path().join("report.json")).unwrap();
    let mut report = Report::parse(Path::new("report.json"), &bytes).unwrap();
    let values = [
        json!(0.1),
        json!(1e300),
        json!(-0.0),
        json!(5e-324),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1.0),
        json!("\u{0}\u{1b}\u{7f}\u{85}\u{2028}\u{feff}\"\\/\u{10ffff}"),
        json!({"b": 1, "a": {"$unknown": "x"}, "": null}),
        json!([[[]]]),
    ];
    for (line, value) in report.findings.iter_mut().flat_map(|f| &mut f.evidence).zip(values.iter().cycle()) {
        line.value = value.clone();
    }
    let written = |report: &Report| support::written(report, "json");
    let once = written(&report);
    let twice = written(&Report::parse(Path::new("report.json"), once.as_bytes()).unwrap());
    assert!(once == twice);
}
