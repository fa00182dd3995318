//! Snapshots that were made to harm whoever reads them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use support::{Run, copy, snapshot, trueline};

/// More than comes out of any file that was collected.
const TOO_MUCH: usize = 300 << 20;

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn write(path: &Path, value: &Value) -> String {
    let text = value.to_string();
    std::fs::write(path, &text).unwrap();
    trueline::digest(text.as_bytes())
}

/// Puts a file into the part, with all digests as they have to be.
fn replace(snapshot: &Path, name: &str, bytes: &[u8]) {
    let part = snapshot.join("parts/aws");
    std::fs::write(part.join(name), bytes).unwrap();
    let mut listed = read(&part.join("part.json"));
    listed["files"][name]["digest"] = json!(trueline::digest(bytes));
    let digest = write(&part.join("part.json"), &listed);
    let mut manifest = read(&snapshot.join("manifest.json"));
    manifest["parts"][0]["digest"] = json!(digest);
    write(&snapshot.join("manifest.json"), &manifest);
}

fn packed(bytes: usize) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    let block = vec![b' '; 1 << 20];
    (0..bytes >> 20).for_each(|_| encoder.write_all(&block).unwrap());
    encoder.finish().unwrap()
}

fn refused(directory: &Path, snapshot: &str, expected: &[&str]) {
    let run = Run::of(trueline(directory).args(["check", snapshot]));
    assert_eq!((run.code, &run.stdout[..]), (2, ""), "{}", run.stderr);
    for text in expected {
        assert!(run.stderr.contains(text), "expected `{text}` in: {}", run.stderr);
    }
}

#[test]
fn a_file_that_unpacks_without_end_is_refused() {
    for name in ["444444444444/eu-west-1/resources.jsonl.zst", "444444444444/eu-west-1/ledger.jsonl.zst"] {
        let directory = snapshot();
        replace(&directory.path().join("snapshot"), name, &packed(TOO_MUCH));
        refused(directory.path(), "snapshot", &[name, "unpacks to more than"]);
    }
}

#[test]
fn an_archive_that_unpacks_without_end_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    let mut header = tar::Header::new_gnu();
    header.set_path("snapshot/manifest.json").unwrap();
    header.set_size(TOO_MUCH as u64);
    header.set_cksum();
    encoder.write_all(header.as_bytes()).unwrap();
    let block = vec![b' '; 1 << 20];
    (0..TOO_MUCH >> 20).for_each(|_| encoder.write_all(&block).unwrap());
    std::fs::write(directory.path().join("bomb.tar.zst"), encoder.finish().unwrap()).unwrap();
    refused(directory.path(), "bomb.tar.zst", &["bomb.tar.zst", "unpacks to more than"]);
}

#[test]
fn a_manifest_that_leads_out_of_the_snapshot_is_refused() {
    let directory = snapshot();
    let path = directory.path().join("snapshot");
    copy(&path.join("parts/aws"), &directory.path().join("outside"));
    for name in ["../../outside", "aws/../../../outside"] {
        let mut manifest = read(&path.join("manifest.json"));
        manifest["parts"][0]["name"] = json!(name);
        write(&path.join("manifest.json"), &manifest);
        refused(directory.path(), "snapshot", &["leads out of the snapshot", name]);
    }
}

#[test]
fn a_part_that_leads_out_of_its_place_is_refused() {
    let directory = snapshot();
    let snapshot = directory.path().join("snapshot");
    let file = snapshot.join("parts/aws/444444444444/eu-west-1/resources.jsonl.zst");
    let name = "../eu-west-1/resources.jsonl.zst";
    std::fs::create_dir_all(snapshot.join("parts/eu-west-1")).unwrap();
    std::fs::copy(&file, snapshot.join("parts/eu-west-1/resources.jsonl.zst")).unwrap();
    let part = snapshot.join("parts/aws/part.json");
    let mut listed = read(&part);
    listed["files"][name] = listed["files"]["444444444444/eu-west-1/resources.jsonl.zst"].clone();
    let digest = write(&part, &listed);
    let mut manifest = read(&snapshot.join("manifest.json"));
    manifest["parts"][0]["digest"] = json!(digest);
    write(&snapshot.join("manifest.json"), &manifest);
    refused(directory.path(), "snapshot", &["leads out of the snapshot", name]);
}
