//! Mends findings as their reader would: `tests/remediation` runs a rule's commands by the AWS CLI.

use super::emulator::python;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs a rule's commands for a finding, or says why they failed.
pub fn mend(url: &str, script: &str, finding: &Value) -> Result<(), String> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/remediation/mend.py");
    let mut command = Command::new(python());
    let mut child = command.arg(program).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let asked = json!({"url": url, "script": script, "finding": finding});
    child.stdin.take().unwrap().write_all(asked.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}
