//! Bundles made and verified by the program.
#![allow(dead_code)]

use crate::runs::{CASES, Case};
use crate::support::{Run, trueline};
use std::path::Path;

pub const SAMPLE: &Case = &CASES[0];
pub const PLANNED: &Case = &CASES[2];

pub fn bundle(directory: &Path, case: &Case, more: &[&str]) -> Run {
    let usual = ["report", "report.json", "--format", "github", "--bundle", "out.tar.zst"];
    Run::of(trueline(directory).args(usual).args(case.again).args(more))
}

/// Bundles the report of a case.
pub fn bundled(directory: &Path, case: &Case, more: &[&str]) -> Run {
    drop(std::fs::remove_file(directory.join("out.tar.zst")));
    let run = bundle(directory, case, more);
    assert_eq!(run.code, 0, "{}: {}", case.name, run.stderr);
    run
}

pub fn verify(directory: &Path, arguments: &[&str]) -> Run {
    Run::of(trueline(directory).args(["verify", "out.tar.zst"]).args(arguments))
}

pub fn verified(directory: &Path, arguments: &[&str], words: &[&str]) {
    let run = verify(directory, arguments);
    assert_eq!((run.code, run.stdout.lines().last(), &run.stderr[..]), (0, Some("verified"), ""), "{}", run.stdout);
    told(&run, words);
}

pub fn refused(directory: &Path, arguments: &[&str], words: &[&str]) {
    let run = verify(directory, arguments);
    assert_eq!((run.code, run.stdout.lines().last(), &run.stderr[..]), (1, Some("NOT VERIFIED"), ""), "{}", run.stdout);
    told(&run, words);
}

pub fn told(run: &Run, words: &[&str]) {
    for words in words {
        assert!(run.stdout.contains(words), "expected `{words}` in: {}{}", run.stdout, run.stderr);
    }
}
