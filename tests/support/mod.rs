//! What end-to-end tests share: the binary, and the emulated organization.
#![allow(dead_code)]

pub mod altered;
pub mod emulator;
pub mod page;
pub mod remediation;
#[cfg(feature = "aws")]
pub mod replay;
pub mod venv;

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// The binary, with nothing of the tester's environment that could change what it does.
pub fn trueline(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
    for (name, _) in std::env::vars() {
        if ["AWS_", "TRUELINE_", "RUST_LOG", "NO_COLOR"].iter().any(|p| name.starts_with(p)) {
            command.env_remove(name);
        }
    }
    command.current_dir(directory);
    command
}

/// The same, pointed at an emulated organization with its settings.
pub fn live(directory: &Path, url: &str) -> Command {
    let mut command = trueline(directory);
    command
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", directory.join("no-config"))
        .env("AWS_SHARED_CREDENTIALS_FILE", directory.join("no-credentials"))
        // An emulator's refusals are final: waiting for it to change its mind costs minutes.
        .env("AWS_MAX_ATTEMPTS", "1")
        .env("AWS_ENDPOINT_URL", url);
    std::fs::write(directory.join("trueline.yaml"), SETTINGS).unwrap();
    command
}

/// Settings of the emulated organization.
pub const SETTINGS: &str = "regions: [eu-west-1]\ndr_region: eu-central-1\nexternal_id: trueline-tests\n";

/// The built-in rules.
pub fn rules() -> trueline::rules::RuleSet {
    rules_with(&Value::Null)
}

/// The same with other parameters.
pub fn rules_with(overrides: &Value) -> trueline::rules::RuleSet {
    let sources = trueline::rules::Sources::built_in();
    let rules = trueline::rules::RuleSet::load(&sources, overrides, "trueline.yaml".as_ref());
    rules.unwrap_or_else(|problems| panic!("{}", problems[0].message))
}

/// What a scan of the sample prints in a format.
pub fn sample_as(directory: &Path, format: &str, threads: &str) -> String {
    let run = Run::of(trueline(directory).args(["scan", "--sample", "--format", format, "--threads", threads]));
    assert_eq!((run.code, &*run.stderr), (1, ""), "{format}");
    run.stdout
}

/// The sample as a snapshot on disk: `snapshot`, in a directory of its own.
pub fn snapshot() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sample");
    copy(&sample, &directory.path().join("snapshot"));
    directory
}

/// Copies a directory with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { std::fs::copy(&path, &target).map(drop).unwrap() }
    }
}

/// `trueline scan --format json` of an emulated organization.
pub fn scan(directory: &Path, organization: &emulator::Organization, arguments: &[&str]) -> Run {
    Run::of(live(directory, &organization.url).args(["scan", "--format", "json"]).args(arguments))
}

/// What a run printed.
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn of(command: &mut Command) -> Run {
        let Output { status, stdout, stderr } = command.output().unwrap();
        Run {
            code: status.code().unwrap_or(-1),
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|why| panic!("{why}: {}{}", self.stdout, self.stderr))
    }
}

/// Rule, resource and message of the findings with a status.
pub fn findings(report: &Value, status: &str) -> Vec<(String, String, String)> {
    let text = |f: &Value, path: &str| f.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let all = report["findings"].as_array().unwrap().iter().filter(|f| f["status"] == status);
    all.map(|f| {
        let message = format!("{}/{} {}", text(f, "/account_name"), text(f, "/region"), text(f, "/message"));
        (text(f, "/rule_id"), text(f, "/resource/arn"), message)
    })
    .collect()
}

/// A report in a format.
pub fn written(report: &trueline::findings::Report, format: &str) -> String {
    let mut out = Vec::new();
    let style = trueline::report::table::Style { width: 120, color: false };
    trueline::report::Format::named(format).unwrap().write(report, None, &style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
