//! A small GitHub: runs the steps of `action.yml` as a runner does, with stand-ins for what they call.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The Python that linters and stand-ins run by; tests ask for it at the same time, and it is made once.
pub static PYTHON: LazyLock<PathBuf> = LazyLock::new(|| super::support::venv::python("action"));

/// The action as it is declared.
pub fn action() -> Value {
    serde_saphyr::from_str(&fs::read_to_string(Path::new(ROOT).join("action.yml")).unwrap()).unwrap()
}

/// A runner with a workspace and stand-ins; what a step leaves in the cache is there the next time.
pub struct Runner {
    folder: tempfile::TempDir,
    /// What stands in `github` and `runner`.
    pub context: BTreeMap<String, String>,
}

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    /// The exit code of the step that failed, or 0.
    pub code: i32,
    /// Both streams of all steps.
    pub log: String,
    /// The action's outputs.
    pub outputs: BTreeMap<String, String>,
    /// What the run's page shows.
    pub summary: String,
}

impl Runner {
    /// A Linux runner for a pull request; `trueline` notes its arguments, says what it is told to and writes its reports.
    pub fn new() -> Runner {
        let folder = tempfile::tempdir().unwrap();
        let context = [
            ("github.action_repository", "example/trueline"),
            ("github.event.pull_request.number", "7"),
            ("github.repository", "example/infrastructure"),
            ("github.token", "the-token"),
            ("runner.arch", "X64"),
            ("runner.os", "Linux"),
        ];
        let runner =
            Runner { folder, context: context.into_iter().map(|(name, value)| (name.into(), value.into())).collect() };
        for folder in ["bin", "fakes/release", "temp", "workspace", "cache"] {
            fs::create_dir_all(runner.path(folder)).unwrap();
        }
        runner.stand_in("trueline", TRUELINE);
        runner.stand_in("cargo", CARGO);
        let gh = Path::new(ROOT).join("tests/action/gh.py");
        runner.stand_in("gh", &format!("#!/bin/sh\nexec '{}' '{}' \"$@\"\n", PYTHON.display(), gh.display()));
        runner.fake("comments.json", "[]");
        runner.release("0.1.0", "x86_64-unknown-linux-gnu");
        runner
    }

    /// A path of the runner's.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A program that steps find.
    pub fn stand_in(&self, name: &str, script: &str) {
        let path = self.path("bin").join(name);
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Tells a stand-in something.
    pub fn fake(&self, name: &str, text: &str) {
        fs::write(self.path("fakes").join(name), text).unwrap();
    }

    /// What a stand-in noted.
    pub fn noted(&self, name: &str) -> String {
        fs::read_to_string(self.path("fakes").join(name)).unwrap_or_default()
    }

    /// The arguments of `trueline`.
    pub fn arguments(&self) -> Vec<String> {
        self.noted("arguments").split_terminator('\0').map(String::from).collect()
    }

    /// The arguments of each call of `gh`, in one line each; its token has to be there.
    pub fn asked(&self) -> Vec<String> {
        let calls =
            self.noted("gh.jsonl").lines().map(|l| serde_json::from_str::<Value>(l).unwrap()).collect::<Vec<_>>();
        assert!(calls.iter().all(|call| call["token"] == "the-token"), "{calls:?}");
        let line = |call: &Value| {
            call["arguments"].as_array().unwrap().iter().map(|a| a.as_str().unwrap()).collect::<Vec<_>>().join(" ")
        };
        calls.iter().map(line).collect()
    }

    /// A release with the stand-in for one target, and its checksum.
    pub fn release(&self, version: &str, target: &str) {
        let archive = format!("trueline-{version}-{target}.tar.gz");
        let script = format!(
            "cd fakes/release && tar -czf {archive} -C ../../bin trueline && {{ sha256sum trueline-*.tar.gz 2>/dev/null || shasum -a 256 trueline-*.tar.gz; }} >SHA256SUMS"
        );
        assert!(Command::new("bash").args(["-c", &script]).current_dir(self.folder.path()).status().unwrap().success());
    }

    /// `uses:` this action `with:` these inputs.
    pub fn uses(&self, with: &[(&str, &str)]) -> Outcome {
        let action = action();
        let mut values = self.context.clone();
        values.insert("runner.temp".into(), self.path("temp").display().to_string());
        for (name, input) in action["inputs"].as_object().unwrap() {
            let given = with.iter().find(|(n, _)| n == name).map(|(_, value)| (*value).to_owned());
            let value = given.unwrap_or_else(|| expanded(input["default"].as_str().unwrap(), &values));
            values.insert(format!("inputs.{name}"), value);
        }
        assert!(with.iter().all(|(name, _)| action["inputs"].get(name).is_some()), "{with:?}");
        let mut run = Outcome { code: 0, log: String::new(), outputs: BTreeMap::new(), summary: String::new() };
        let mut cached = None;
        for step in action["runs"]["steps"].as_array().unwrap() {
            if let Some(uses) = step["uses"].as_str() {
                assert!(uses.starts_with("actions/cache@"), "{uses}");
                let path = PathBuf::from(expanded(step["with"]["path"].as_str().unwrap(), &values));
                let stored = self.path("cache").join(expanded(step["with"]["key"].as_str().unwrap(), &values));
                drop(fs::remove_dir_all(&path));
                if stored.is_dir() {
                    super::support::copy(&stored, &path);
                }
                cached = Some((path, stored));
            } else if !self.step(step, &mut values, &mut run) {
                break;
            }
        }
        if let (0, Some((path, stored))) = (run.code, cached) {
            super::support::copy(&path, &stored);
        }
        for (name, output) in action["outputs"].as_object().unwrap() {
            run.outputs.insert(name.clone(), expanded(output["value"].as_str().unwrap(), &values));
        }
        run.summary = fs::read_to_string(self.path("summary")).unwrap_or_default();
        run
    }

    /// Runs a step; whether it succeeded.
    fn step(&self, step: &Value, values: &mut BTreeMap<String, String>, run: &mut Outcome) -> bool {
        let [output, added] = ["output", "added"].map(|name| self.path(name));
        fs::write(&output, "").unwrap();
        let paths = fs::read_to_string(&added).unwrap_or_default();
        let path =
            paths.lines().chain([self.path("bin").to_str().unwrap(), "/usr/bin", "/bin"]).collect::<Vec<_>>().join(":");
        let environment = step["env"].as_object().unwrap().iter();
        // As a runner starts `shell: bash`.
        let ran = Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].as_str().unwrap()])
            .current_dir(self.path("workspace"))
            .env_clear()
            .envs(environment.map(|(name, value)| (name, expanded(value.as_str().unwrap(), values))))
            .envs([("PATH", path), ("GITHUB_REPOSITORY", values["github.repository"].clone())])
            .envs([("RUNNER_OS", &values["runner.os"]), ("RUNNER_ARCH", &values["runner.arch"])])
            .envs([("GITHUB_ACTION_PATH", PathBuf::from(ROOT)), ("FAKES", self.path("fakes"))])
            .envs([("RUNNER_TEMP", self.path("temp")), ("GITHUB_STEP_SUMMARY", self.path("summary"))])
            .envs([("GITHUB_OUTPUT", &output), ("GITHUB_PATH", &added)])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        run.log.push_str(&String::from_utf8(ran.stdout).unwrap());
        run.log.push_str(&String::from_utf8(ran.stderr).unwrap());
        let text = fs::read_to_string(output).unwrap();
        let mut lines = text.lines();
        while let Some((name, end)) = lines.next().and_then(|line| line.split_once("<<")) {
            let value = lines.by_ref().take_while(|line| *line != end).collect::<Vec<_>>().join("\n");
            values.insert(format!("steps.{}.outputs.{name}", step["id"].as_str().unwrap()), value);
        }
        assert_eq!(lines.next(), None, "{text}");
        run.code = ran.status.code().unwrap();
        ran.status.success()
    }
}

impl Outcome {
    /// The commands in the log that a runner obeys.
    pub fn commands(&self) -> Vec<&str> {
        let mut end: Option<&str> = None;
        let mut obeyed = Vec::new();
        for line in self.log.lines().map(str::trim_start).filter(|line| line.starts_with("::")) {
            match (end, line.strip_prefix("::stop-commands::")) {
                (Some(token), _) if line.strip_prefix("::").and_then(|l| l.strip_suffix("::")) == Some(token) => {
                    end = None
                }
                (Some(_), _) => {}
                (None, Some(token)) => end = Some(token),
                (None, None) => obeyed.push(line),
            }
        }
        assert_eq!(end, None, "commands stay stopped: {}", self.log);
        obeyed
    }
}

/// A text with its expressions filled in: names, and the first of several that is not empty.
fn expanded(text: &str, values: &BTreeMap<String, String>) -> String {
    let Some((before, rest)) = text.split_once("${{") else { return text.to_owned() };
    let (expression, after) = rest.split_once("}}").unwrap();
    let value = |name: &str| match name.strip_prefix('\'').and_then(|n| n.strip_suffix('\'')) {
        Some(literal) => literal.to_owned(),
        None => values.get(name).cloned().unwrap_or_else(|| {
            assert!(name.starts_with("steps.") || name.starts_with("github."), "{name}");
            String::new()
        }),
    };
    let found = expression.split("||").map(|name| value(name.trim())).find(|value| !value.is_empty());
    format!("{before}{}{}", found.unwrap_or_default(), expanded(after, values))
}

const TRUELINE: &str = r#"#!/usr/bin/env bash
printf '%s\0' "$@" >"$FAKES/arguments"
code=$(cat "$FAKES/code" 2>/dev/null || echo 0)
cat "$FAKES/says" 2>/dev/null
cat "$FAKES/complains" >&2 2>/dev/null
if [ "$code" != 2 ]; then
    for argument in "$@"; do
        report=${argument#--report=}
        if [ "$report" != "$argument" ]; then
            cat "$FAKES/${report%%=*}" >"${report#*=}" 2>/dev/null || printf 'the report as %s\n' "${report%%=*}" >"${report#*=}"
        fi
    done
fi
exit "$code"
"#;

const CARGO: &str = r#"#!/usr/bin/env bash
printf '%s\n' "$*" >>"$FAKES/cargo"
mkdir -p "$CARGO_TARGET_DIR/release" && cp "$(command -v trueline)" "$CARGO_TARGET_DIR/release/trueline"
"#;
