//! The same snapshot gives the same report, however it is laid out: in a directory or an archive, in one part or several, its
//! ledger in any order, on any number of threads.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Value, json};
use std::path::Path;
use support::{Run, snapshot, trueline};

/// The report without the snapshot's id, which is the digest of how it is laid out.
fn judged(directory: &Path, snapshot: &str, threads: &str) -> String {
    let run = Run::of(trueline(directory).args(["check", snapshot, "--format", "json", "--threads", threads]));
    assert_eq!(run.code, 1, "{}", run.stderr);
    let id = run.json()["snapshot"]["id"].as_str().unwrap().to_owned();
    let lines = run.stdout.replace(&id, "");
    assert!(lines.len() > 100_000 && id.starts_with("sha256:"));
    lines
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn write(path: &Path, value: &Value) -> Value {
    let text = value.to_string();
    std::fs::write(path, &text).unwrap();
    json!(trueline::digest(text.as_bytes()))
}

/// Mixes lines in a way that is the same in each run.
fn mixed(text: &str, seed: &str) -> String {
    let mut lines = text.lines().collect::<Vec<_>>();
    lines.sort_by_cached_key(|line| trueline::digest(format!("{seed}{line}").as_bytes()));
    lines.join("\n") + "\n"
}

/// Mixes the lines of every file of that name in the snapshot.
fn shuffle(snapshot: &Path, kind: &str, seed: &str) {
    let part = snapshot.join("parts/aws");
    let mut listed = read(&part.join("part.json"));
    let mut moved = 0;
    for (name, entry) in listed["files"].as_object_mut().unwrap().iter_mut().filter(|(name, _)| name.ends_with(kind)) {
        let text = String::from_utf8(zstd::decode_all(&std::fs::read(part.join(name)).unwrap()[..]).unwrap()).unwrap();
        let other = mixed(&text, seed);
        moved += usize::from(other.trim_end() != text.trim_end());
        let bytes = zstd::encode_all(other.as_bytes(), 1).unwrap();
        std::fs::write(part.join(name), &bytes).unwrap();
        entry["digest"] = json!(trueline::digest(&bytes));
    }
    assert!(moved > 10, "{moved} files have other lines first");
    let digest = write(&part.join("part.json"), &listed);
    let mut manifest = read(&snapshot.join("manifest.json"));
    manifest["parts"][0]["digest"] = digest;
    write(&snapshot.join("manifest.json"), &manifest);
}

/// Lays the one part out as one for each account, the last account first.
fn split(snapshot: &Path) {
    let listed = read(&snapshot.join("parts/aws/part.json"));
    let files = listed["files"].as_object().unwrap();
    let accounts = files.keys().map(|name| name.split('/').next().unwrap()).collect::<std::collections::BTreeSet<_>>();
    let parts = accounts.iter().rev().map(|account| {
        let own = files.iter().filter(|(name, _)| name.starts_with(account)).map(|(n, f)| (n.clone(), f.clone()));
        let part = snapshot.join("parts").join(account);
        std::fs::create_dir(&part).unwrap();
        std::fs::rename(snapshot.join("parts/aws").join(account), part.join(account)).unwrap();
        let digest = write(&part.join("part.json"), &json!({"files": own.collect::<serde_json::Map<_, _>>()}));
        json!({"name": account, "digest": digest})
    });
    let parts = parts.collect::<Vec<_>>();
    assert!(parts.len() > 3);
    let mut manifest = read(&snapshot.join("manifest.json"));
    manifest["parts"] = json!(parts);
    write(&snapshot.join("manifest.json"), &manifest);
}

fn archive(directory: &Path, name: &str) {
    let mut archive = tar::Builder::new(Vec::new());
    archive.append_dir_all("snapshot", directory.join("snapshot")).unwrap();
    let packed = zstd::encode_all(&archive.into_inner().unwrap()[..], 1).unwrap();
    std::fs::write(directory.join(name), packed).unwrap();
}

#[test]
fn however_a_snapshot_is_laid_out_it_gives_the_same_report() {
    let directory = snapshot();
    let path = directory.path();
    let snapshot = path.join("snapshot");
    let first = judged(path, "snapshot", "1");
    let same = |name: &str, how: &str| {
        for threads in ["1", "16"] {
            assert!(judged(path, name, threads) == first, "the report is another: {how}, {threads} threads");
        }
    };
    same("snapshot", "as it is");
    archive(path, "one.tar.zst");
    same("one.tar.zst", "in an archive");
    for seed in ["a", "b", "c"] {
        shuffle(&snapshot, "ledger.jsonl.zst", seed);
        same("snapshot", "its ledger in another order");
    }
    split(&snapshot);
    same("snapshot", "in several parts");
    archive(path, "two.tar.zst");
    same("two.tar.zst", "in several parts, in an archive");
}

/// Resources stand in the order in which AWS lists them, and so does the evidence of a list. What it comes to is the same in any.
#[test]
fn the_order_of_resources_decides_nothing() {
    let directory = snapshot();
    let path = directory.path();
    let verdicts = || {
        let report = serde_json::from_str::<Value>(&judged(path, "snapshot", "2")).unwrap();
        let findings = report["findings"].as_array().unwrap().iter();
        let findings = findings.map(|f| (f["id"].clone(), f["status"].clone(), f["severity"].clone()));
        (
            findings.collect::<Vec<_>>(),
            report["summary"].clone(),
            report["architecture"].clone(),
            report["coverage"].clone(),
        )
    };
    let first = verdicts();
    assert!(first.0.len() > 100);
    for seed in ["a", "b", "c"] {
        shuffle(&path.join("snapshot"), "resources.jsonl.zst", seed);
        assert!(verdicts() == first, "the verdicts are others");
    }
}
