//! Two builds of the program, with other features, say the same of the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use support::{Run, snapshot, trueline};
use trueline::report::Format;

/// The program without default features, in a target folder of its own.
fn second() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("second");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--release", "--no-default-features", "--target-dir"]).arg(&target);
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    target.join("release/trueline").with_extension(std::env::consts::EXE_EXTENSION)
}

#[test]
fn another_build_gives_the_same_reports_and_verifies_what_this_one_has_bundled() {
    let (directory, second) = (snapshot(), second());
    let other = |arguments: &[&str]| {
        let mut command = Command::new(&second);
        Run::of(command.current_dir(directory.path()).env_clear().args(arguments))
    };
    let first = |arguments: &[&str]| Run::of(trueline(directory.path()).args(arguments));
    for (format, _) in Format::ALL.iter().filter(|(_, format)| *format != Format::Html) {
        let arguments = ["check", "snapshot", "--format", format];
        let (ours, theirs) = (first(&arguments), other(&arguments));
        assert_eq!((ours.code, theirs.code), (1, 1), "{format}: {}{}", ours.stderr, theirs.stderr);
        assert!(ours.stdout.len() > 100 && ours.stdout == theirs.stdout, "{format} differs");
    }
    // What a build does not have it says, and does nothing else instead.
    let page = other(&["check", "snapshot", "--format", "html"]);
    assert_eq!((page.code, page.stdout.as_str()), (2, ""));
    assert!(page.stderr.contains("built without the feature `pages`"), "{}", page.stderr);
    assert_eq!(first(&["check", "snapshot", "--report", "json=report.json"]).code, 1);
    let bundle = ["report", "report.json", "--snapshot", "snapshot", "--bundle", "evidence.tar.zst"];
    let bundled = first(&bundle);
    assert_eq!(bundled.code, 0, "{}", bundled.stderr);
    let verified = other(&["verify", "evidence.tar.zst"]);
    assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
}
