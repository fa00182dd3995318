//! The action, its scripts, the workflows and the other examples, as linters see them; nothing is asked of the network.

use super::runner::{PYTHON, Runner, action};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Files of a folder with an ending, in order.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new(ROOT).join(folder)).unwrap().map(|e| e.unwrap().path());
    let mut files = entries.filter(|p| p.to_str().unwrap().ends_with(ending)).collect::<Vec<_>>();
    files.sort();
    assert!(!files.is_empty(), "{folder}");
    files
}

fn workflows() -> Vec<PathBuf> {
    [files("examples/workflows", ".yml"), files(".github/workflows", ".yml")].concat()
}

/// A tool of the environment.
fn tool(name: &str, arguments: &[&str], files: &[PathBuf]) -> Output {
    let tool = PYTHON.with_file_name(name);
    Command::new(tool).args(arguments).args(files).current_dir(ROOT).output().unwrap()
}

fn clean(output: &Output) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}

const AUDIT: [&str; 5] = ["--offline", "--no-progress", "--persona=auditor", "--format=json", "--config"];

#[test]
fn zizmor_finds_nothing_and_all_that_is_left_is_to_pin_this_action() {
    let audited = [workflows(), vec![Path::new(ROOT).join("action.yml")]].concat();
    clean(&tool("zizmor", &[&AUDIT[..], &["tests/action/zizmor.yml"]].concat(), &audited));
    // Without its settings it complains: so it has read them.
    let findings = tool("zizmor", &["--no-config", "--offline", "--no-progress", "--format=json"], &audited);
    let findings: Value = serde_json::from_slice(&findings.stdout).unwrap();
    let idents = findings.as_array().unwrap().iter().map(|f| f["ident"].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(idents, ["unpinned-uses"; 2], "{findings}");
}

#[test]
fn scripts_are_what_shellcheck_likes() {
    let scripts = [files("action", ".sh"), files("examples/terraform-cloud", ".sh")].concat();
    clean(&tool("shellcheck", &["--external-sources", "--source-path=SCRIPTDIR/.."], &scripts));
}

#[test]
fn action_workflows_and_pipeline_keep_to_their_schemas() {
    for (schema, files) in [
        ("vendor.github-actions", vec![Path::new(ROOT).join("action.yml")]),
        ("vendor.github-workflows", workflows()),
        ("vendor.gitlab-ci", vec![Path::new(ROOT).join("examples/gitlab/.gitlab-ci.yml")]),
    ] {
        clean(&tool("check-jsonschema", &["--builtin-schema", schema], &files));
        let folder = tempfile::tempdir().unwrap();
        let broken = folder.path().join("broken.yml");
        fs::write(&broken, "jobs: nothing\nruns: nothing\nstages: nothing\n").unwrap();
        assert!(!tool("check-jsonschema", &["--builtin-schema", schema], &[broken]).status.success());
    }
}

#[test]
fn the_manual_has_every_input_and_output() {
    let manual = fs::read_to_string(Path::new(ROOT).join("docs/ci.md")).unwrap();
    let action = action();
    for name in ["inputs", "outputs"].into_iter().flat_map(|part| action[part].as_object().unwrap().keys()) {
        assert!(manual.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn examples_use_the_action_as_it_is() {
    let mut seen = 0;
    for path in workflows() {
        let workflow: Value = serde_saphyr::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let steps = workflow["jobs"].as_object().unwrap().values().flat_map(|job| job["steps"].as_array().unwrap());
        for step in steps.filter(|s| s["uses"].as_str().is_some_and(|u| u.starts_with("your-organization/"))) {
            let with = step["with"].as_object().unwrap();
            let with = with.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect::<Vec<_>>();
            let run = Runner::new().uses(&with);
            assert_eq!((run.code, run.outputs["verdict"].as_str()), (0, "compliant"), "{run:?}");
            assert!(run.commands().is_empty(), "{run:?}");
            seen += 1;
        }
    }
    assert_eq!(seen, 2);
}
