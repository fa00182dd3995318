//! Evidence bundles: what is in them, and that what is in them gives the report.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

#[path = "evidence/bundles.rs"]
mod bundles;
#[path = "evidence/packed.rs"]
mod packed;
#[path = "evidence/runs.rs"]
mod runs;
mod support;

use bundles::{PLANNED, SAMPLE, bundle, bundled, refused, verified, verify};
use packed::{Entry, changed, files, pack, plain, restated, unpacked};
use runs::{CASES, Case, directory, judged};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use support::{Run, trueline};

#[test]
fn what_is_bundled_is_verified() {
    let directory = directory();
    let path = directory.path();
    for case in &CASES {
        judged(path, case, &[]);
        let run = bundled(path, case, &[]);
        assert!(run.stderr.contains("not signed"), "{}", run.stderr);
        let first = std::fs::read(path.join("out.tar.zst")).unwrap();
        for threads in ["1", "16"] {
            verified(path, &["--threads", threads], &["not signed: nobody vouches", "gives the report byte for byte"]);
            bundled(path, case, &["--threads", threads]);
            assert!(
                first == std::fs::read(path.join("out.tar.zst")).unwrap(),
                "{} differs on {threads} threads",
                case.name
            );
        }
        let entries = unpacked(&path.join("out.tar.zst"));
        assert!(entries.iter().all(|(.., kind)| *kind == tar::EntryType::Regular));
        let files = files(&entries);
        assert_eq!(files.len(), entries.len());
        assert_eq!(files["report.json"], std::fs::read(path.join("report.json")).unwrap());
        let statement = serde_json::from_slice::<Value>(files["statement.json"]).unwrap();
        let said = statement["subject"].as_array().unwrap().iter().map(|s| {
            let name = s["name"].as_str().unwrap();
            assert_eq!(format!("sha256:{}", s["digest"]["sha256"].as_str().unwrap()), trueline::digest(files[name]));
            name
        });
        let said = said.collect::<BTreeSet<_>>();
        let there = files.keys().copied().filter(|name| *name != "statement.json").collect::<BTreeSet<_>>();
        assert_eq!(said, there);
        assert_eq!(statement["_type"], "https://in-toto.io/Statement/v1");
        let report = serde_json::from_slice::<Value>(files["report.json"]).unwrap();
        for (own, of_report) in [("verdict", "/summary"), ("tool", "/tool"), ("snapshot", "/snapshot/id")] {
            let member = &statement["predicate"][own];
            let member = if own == "snapshot" { &member["id"] } else { member };
            assert_eq!(Some(member), report.pointer(of_report), "{own}");
        }
        // Built-in rules are in it as text.
        assert!(files.contains_key("rules/database/aurora-backup-retention.yaml"));
        let has = |name: &str| files.contains_key(name);
        assert_eq!(has("snapshot/manifest.json"), case.name != "alone");
        assert_eq!((has("waivers/waivers.yaml"), has("baseline.json")), (case.name != "sample", case.name == "waived"));
        assert_eq!(
            (has("plans/1.json"), has("plans/2.json")),
            (case.check.contains(&"--plan"), case.name == "planned")
        );
    }
}

/// A bundle in an empty folder, on another machine as it were: nothing but what is in it is used.
#[test]
fn a_bundle_needs_nothing_beside_itself() {
    let (here, there) = (directory(), tempfile::tempdir().unwrap());
    for case in &CASES {
        judged(here.path(), case, &[]);
        bundled(here.path(), case, &[]);
        std::fs::copy(here.path().join("out.tar.zst"), there.path().join("out.tar.zst")).unwrap();
        verified(there.path(), &[], &[]);
    }
    // Settings of whoever checks change nothing.
    std::fs::write(
        there.path().join("trueline.yaml"),
        "architecture: {database: {backup_retention_days: 1}}\nnonsense",
    )
    .unwrap();
    verified(there.path(), &[], &[]);
}

#[test]
fn rules_of_ones_own_are_in_the_bundle() {
    let directory = directory();
    let path = directory.path();
    let rules = path.join("own");
    std::fs::create_dir(&rules).unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/network/vpc-has-one-nat-gateway.yaml");
    std::fs::copy(from, rules.join("vpc-has-one-nat-gateway.yaml")).unwrap();
    // A rule that stands in no folder has the directory's name as its section.
    let run = Run::of(trueline(path).args([
        "check",
        "snapshot",
        "--rules",
        "own",
        "--select",
        "own",
        "--report",
        "json=report.json",
    ]));
    assert_eq!(run.code, 1, "{}", run.stderr);
    bundled(path, SAMPLE, &["--rules", "own"]);
    verified(path, &[], &[]);
    std::fs::remove_file(path.join("out.tar.zst")).unwrap();
    let run = bundle(path, SAMPLE, &[]);
    assert!(run.code == 2 && run.stderr.contains("the report was made by other rules"), "{}", run.stderr);
}

#[test]
fn what_was_changed_is_found() {
    let directory = directory();
    let path = directory.path();
    judged(path, PLANNED, &[]);
    bundled(path, PLANNED, &[]);
    let good = unpacked(&path.join("out.tar.zst"));
    let again = |entries: &[Entry], words: &[&str]| {
        pack(&path.join("out.tar.zst"), entries);
        refused(path, &[], words);
    };
    for (name, ..) in &good[..good.len() - 1] {
        // One of each folder.
        if name.starts_with("rules/") && !name.contains("aurora-backup-retention")
            || name.contains("/parts/") && !name.contains("444444444444/eu-west-1")
        {
            continue;
        }
        again(&changed(&good, name, |bytes| bytes.push(b'\n')), &[&format!("files      NO  {name} was changed")]);
        let without = good.iter().filter(|(own, ..)| own != name).cloned().collect::<Vec<_>>();
        again(&without, &[&format!("{name} is missing")]);
    }
    let mut more = good.clone();
    more.insert(0, plain("rules/database/more.yaml", b"id: more"));
    again(&more, &["rules/database/more.yaml was added"]);

    // Nobody has signed it: whoever changes a file can say so. What is in it gives another report then.
    let lied = |name: &str, from: &str, to: &str, words: &[&str]| {
        let other = changed(&good, name, |bytes| {
            let text = String::from_utf8(bytes.clone()).unwrap();
            assert!(text.contains(from), "{name} has no {from}");
            *bytes = text.replacen(from, to, 1).into_bytes();
        });
        again(&restated(&other), words);
    };
    lied(
        "report.json",
        "\"exit_code\": 1",
        "\"exit_code\": 0",
        &["replay     NO", "line ", "`\"exit_code\": 0`", "`\"exit_code\": 1`"],
    );
    lied("report.json", "\"status\": \"fail\"", "\"status\": \"pass\"", &["replay     NO", "line "]);
    lied("report.json", "{\n", "{ \n", &["replay     NO", "line 1 "]);
    lied("settings.json", "\"waiver_max_days\": 90", "\"waiver_max_days\": 9", &["replay     NO"]);
    lied(
        "settings.json",
        "\"backup_retention_days\": 14",
        "\"backup_retention_days\": 7",
        &["other parameters of the architecture"],
    );
    lied("settings.json", "\"line\": 3", "\"line\": 4", &["replay     NO", "line "]);
    lied("settings.json", "\"held\": \"whole\"", "\"held\": \"digest\"", &["snapshot of the predicate"]);
    lied("settings.json", "{", "", &["settings   NO"]);
    lied(
        "rules/database/aurora-backup-retention.yaml",
        "severity: high",
        "severity: critical",
        &["made by other rules"],
    );
    lied("waivers/waivers.yaml", "reason: known", "reason: other", &["made with other waivers"]);
    lied("plans/1.json", "innovate-prod", "innovate-prid", &["plan 1 (one.json) is not the one that was judged"]);
    lied("snapshot/manifest.json", "2026-11-25", "2026-11-24", &["snapshot   NO"]);
    lied(
        "report.json",
        "\"schema_version\": \"1\"",
        "\"schema_version\": \"2\"",
        &["report     NO", "a newer trueline"],
    );
    // The version of the program is nobody's business: what it judged is the same.
    let other = changed(&good, "report.json", |bytes| {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
        *bytes = text.replacen(&version, "\"version\": \"0.0.1\"", 1).into_bytes();
    });
    let other = changed(&restated(&other), "statement.json", |bytes| {
        let mut said = serde_json::from_slice::<Value>(bytes).unwrap();
        said["predicate"]["tool"]["version"] = json!("0.0.1");
        *bytes = said.to_string().into_bytes();
    });
    pack(&path.join("out.tar.zst"), &other);
    verified(path, &[], &["but for the version: made by 0.0.1, judged again by"]);
    let foreign = changed(&good, "statement.json", |b| {
        *b = String::from_utf8(b.clone()).unwrap().replace("urn:trueline:evidence:v1", "urn:x").into_bytes();
    });
    again(&foreign, &["its predicateType is `urn:x`"]);
}

#[test]
fn archives_that_were_made_to_harm_are_refused() {
    let directory = directory();
    let path = directory.path();
    judged(path, SAMPLE, &[]);
    bundled(path, SAMPLE, &[]);
    let out = path.join("out.tar.zst");
    let (whole, good) = (std::fs::read(&out).unwrap(), unpacked(&out));
    let with = |entry: Entry, words: &[&str]| {
        pack(&out, &[&[entry][..], &good].concat());
        refused(path, &[], &[&["archive    NO"], words].concat());
    };
    for name in ["../outside", "/etc/outside", "./x", "C:x", "rules/../../x"] {
        with(plain(name, b"x"), &["leads out of the bundle", name]);
    }
    with(("link".to_owned(), b"/etc/passwd".to_vec(), tar::EntryType::Symlink), &["`link` is no plain file"]);
    with(("link".to_owned(), b"report.json".to_vec(), tar::EntryType::Link), &["`link` is no plain file"]);
    with(("folder".to_owned(), Vec::new(), tar::EntryType::Directory), &["`folder` is no plain file"]);
    with(plain("report.json", b"{}"), &["`report.json` is in it twice"]);
    with(plain("rules/a\nb\u{1b}[31m.yaml", b""), &["leads out of the bundle, or is none"]);
    std::fs::write(&out, &whole[..whole.len() / 2]).unwrap();
    refused(path, &[], &["archive    NO  cannot be unpacked"]);
    std::fs::write(&out, b"not an archive").unwrap();
    refused(path, &[], &["archive    NO  cannot be unpacked"]);
    let mut tar = zstd::decode_all(&whole[..]).unwrap();
    tar.extend(b"hidden behind the end");
    std::fs::write(&out, zstd::encode_all(&tar[..], 1).unwrap()).unwrap();
    refused(path, &[], &["goes on behind the end"]);
    let mut header = tar::Header::new_gnu();
    header.set_path("report.json").unwrap();
    header.set_size(300 << 20);
    header.set_cksum();
    let mut bomb = header.as_bytes().to_vec();
    bomb.resize(301 << 20, 0);
    std::fs::write(&out, zstd::encode_all(&bomb[..], 1).unwrap()).unwrap();
    drop(bomb);
    refused(path, &[], &["unpacks to more than"]);
    std::fs::remove_file(&out).unwrap();
    let run = verify(path, &[]);
    assert!(run.code == 2 && run.stderr.contains("out.tar.zst"), "{}", run.stderr);
}

#[test]
fn a_report_that_the_inputs_do_not_give_is_not_bundled() {
    let directory = directory();
    let path = directory.path();
    let refused = |case: &Case, more: &[&str], words: &str| {
        let run = bundle(path, case, more);
        assert_eq!((run.code, &run.stdout[..]), (2, ""), "{}", run.stderr);
        assert!(run.stderr.contains(words), "expected `{words}` in: {}", run.stderr);
        let left = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
        assert!(
            left.into_iter().all(|name| name != "out.tar.zst" && !name.starts_with(".trueline")),
            "something was left"
        );
    };
    let only = |again: &'static [&'static str]| Case { name: "other", check: &[], again };
    judged(path, &CASES[1], &[]);
    refused(&only(&["--snapshot", "snapshot", "--baseline", "base.json"]), &[], "made with other waivers, or without");
    refused(&only(&["--snapshot", "snapshot", "--waivers", "waivers.yaml"]), &[], "compared with another baseline");
    refused(&CASES[1], &["--config", "/dev/null"], "other parameters of the architecture");
    refused(&only(&[]), &[], "say by --snapshot where the snapshot is");
    judged(path, PLANNED, &[]);
    refused(&only(&["--snapshot", "snapshot", "--waivers", "waivers.yaml"]), &[], "made with other plans, or without");
    let without_source = only(&[
        "--snapshot",
        "snapshot",
        "--waivers",
        "waivers.yaml",
        "--plan",
        "one.json",
        "--plan",
        "two=sub/two.json",
    ]);
    refused(&without_source, &[], "is not what these inputs give");
    judged(path, SAMPLE, &[]);
    let report = std::fs::read_to_string(path.join("report.json")).unwrap();
    std::fs::write(path.join("report.json"), report.replacen("\"exit_code\": 1", "\"exit_code\": 0", 1)).unwrap();
    refused(SAMPLE, &[], "has to be `\"exit_code\": 1`");
    std::fs::write(path.join("report.json"), &report).unwrap();
    bundled(path, SAMPLE, &[]);
    let run = bundle(path, SAMPLE, &[]);
    assert!(run.code == 2 && run.stderr.contains("out.tar.zst: exists already"), "{}", run.stderr);
}

#[test]
fn what_was_collected_can_stay_where_it_is() {
    let directory = directory();
    let path = directory.path();
    judged(path, SAMPLE, &[]);
    bundled(path, SAMPLE, &["--digest-only"]);
    let entries = unpacked(&path.join("out.tar.zst"));
    assert!(entries.iter().all(|(name, ..)| !name.starts_with("snapshot/")));
    verified(path, &["--snapshot", "snapshot"], &[]);
    let run = verify(path, &[]);
    assert!(run.code == 2 && run.stderr.contains("say by --snapshot where"), "{}", run.stderr);
    judged(path, PLANNED, &[]);
    bundled(path, PLANNED, &["--digest-only"]);
    let entries = unpacked(&path.join("out.tar.zst"));
    assert!(entries.iter().all(|(name, ..)| !name.starts_with("snapshot/") && !name.starts_with("plans/")));
    verified(path, &["--snapshot", "snapshot", "--plan", "one.json", "--plan", "sub/two.json"], &[]);
    refused(path, &["--snapshot", "snapshot", "--plan", "sub/two.json", "--plan", "one.json"], &["its digest differs"]);
    let run = verify(path, &["--snapshot", "snapshot", "--plan", "one.json"]);
    assert!(run.code == 2 && run.stderr.contains("give each by --plan"), "{}", run.stderr);
    support::altered::taken_at(path, "2026-11-26T12:00:00Z");
    refused(path, &["--snapshot", "snapshot", "--plan", "one.json", "--plan", "sub/two.json"], &["snapshot   NO"]);
    judged(path, &CASES[3], &[]);
    bundled(path, &CASES[3], &["--digest-only"]);
    verified(path, &["--plan", "one.json"], &[]);
    bundled(path, &CASES[3], &[]);
    let run = verify(path, &["--plan", "one.json"]);
    assert!(run.code == 2 && run.stderr.contains("needs none"), "{}", run.stderr);
}
