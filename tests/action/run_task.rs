//! The work of a run task in HCP Terraform, with a stand-in for `curl`.

use super::runner::Runner;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const CURL: &str = r#"#!/usr/bin/env bash
printf '%s\n' "$*" >>"$FAKES/curl"
for argument in "$@"; do url=$argument; done
while [ $# -gt 0 ]; do
    case $1 in
    --output) output=$2 ;;
    --header) cp "${2#@}" "$FAKES/headers" ;;
    --data) cp "${2#@}" "$FAKES/verdict.json" ;;
    esac
    shift
done
if [[ $url == */json-output ]]; then
    [ ! -e "$FAKES/no-plan" ] || exit 22
    echo '{}' >"$output"
fi
"#;

/// Whether this machine has `jq`; if not, that is noted for the end of the test command.
fn ready() -> bool {
    let lacks = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lacks");
    std::fs::create_dir_all(&lacks).unwrap();
    drop(std::fs::remove_file(lacks.join("jq.txt")));
    let found = Command::new("jq").arg("--version").stdout(Stdio::null()).status().is_ok();
    if !found {
        std::fs::write(lacks.join("jq.txt"), "jq: not on this machine; the example of a run task is not run").unwrap();
    }
    found
}

/// Runs the script; its exit code, and the verdict that it sent.
fn judged(runner: &Runner) -> (i32, Value) {
    runner.stand_in("curl", CURL);
    runner.fake("json", &json!({"summary": {"fail": 2, "unknown": 1, "waived": 3}}).to_string());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/terraform-cloud/run-task.sh");
    let mut child = Command::new("bash")
        .arg(script)
        .args(["a snapshot", "--config", "t.yaml"])
        .env_clear()
        .env("PATH", format!("{}:{}", runner.path("bin").display(), std::env::var("PATH").unwrap()))
        .env("FAKES", runner.path("fakes"))
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let request = json!({
        "access_token": "secret-token",
        "plan_json_api_url": "https://hcp.example/api/v2/plans/plan-1/json-output",
        "task_result_callback_url": "https://hcp.example/api/v2/task-results/1/callback",
    });
    child.stdin.take().unwrap().write_all(request.to_string().as_bytes()).unwrap();
    let code = child.wait().unwrap().code().unwrap();
    let calls = runner.noted("curl");
    assert!(
        !calls.contains("secret-token") && runner.noted("headers").starts_with("Authorization: Bearer secret-token\n")
    );
    assert!(calls.lines().last().unwrap().contains("--request PATCH --data @"), "{calls}");
    assert!(calls.lines().last().unwrap().ends_with("https://hcp.example/api/v2/task-results/1/callback"), "{calls}");
    (code, serde_json::from_str(&runner.noted("verdict.json")).unwrap())
}

#[test]
fn a_run_task_passes_on_exit_code_0_alone() {
    if !ready() {
        return;
    }
    for (code, status, says) in [
        ("0", "passed", "keeps to the architecture. In all: 2 failures, 1 that could not be judged, 3 waived."),
        ("1", "failed", "does not keep to the architecture. In all: 2 failures"),
        ("2", "failed", "could not be judged: exit code 2."),
        ("3", "failed", "could not be read. In all: 2 failures"),
    ] {
        let runner = Runner::new();
        runner.fake("code", code);
        let (ended, verdict) = judged(&runner);
        assert_eq!(ended.to_string(), code);
        assert_eq!(verdict["data"]["type"], "task-results");
        let attributes = &verdict["data"]["attributes"];
        assert!(attributes["status"] == status && attributes["message"].as_str().unwrap().contains(says), "{verdict}");
        let arguments = runner.arguments();
        assert!(arguments[1].starts_with("--plan=/") && arguments[1].ends_with("/plan.json"), "{arguments:?}");
        assert_eq!(arguments[3..], ["--config", "t.yaml", "--", "a snapshot"]);
    }
}

#[test]
fn a_run_task_without_a_plan_fails() {
    if !ready() {
        return;
    }
    let runner = Runner::new();
    runner.fake("no-plan", "");
    let (ended, verdict) = judged(&runner);
    assert_eq!((ended, verdict["data"]["attributes"]["status"].as_str()), (2, Some("failed")), "{verdict}");
    assert!(runner.arguments().is_empty());
}
