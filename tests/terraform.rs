//! The documented organization as Terraform: `fixtures/terraform` is planned without AWS, where terraform and the provider are at hand.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Output};

const TMP: &str = env!("CARGO_TARGET_TMPDIR");

/// Terraform in a folder, out of reach of AWS and of everything that could be downloaded.
fn terraform(folder: &Path, arguments: &[&str]) -> std::io::Result<Output> {
    let mut command = Command::new("terraform");
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
        command.env_remove(name);
    }
    command
        .envs([("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_EC2_METADATA_DISABLED", "true")])
        .envs([
            ("HTTPS_PROXY", "http://127.0.0.1:1"),
            ("HTTP_PROXY", "http://127.0.0.1:1"),
            ("CHECKPOINT_DISABLE", "1"),
        ])
        .current_dir(folder)
        .args(arguments)
        .output()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap).filter(|e| e.file_name() != ".terraform") {
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// The fixture with its provider in a folder of its own, or what this machine lacks for that.
fn initialized(folder: &Path) -> Result<(), &'static str> {
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/terraform"), folder);
    match terraform(folder, &["init", "-input=false", "-no-color", "-backend=false"]) {
        Err(why) if why.kind() == ErrorKind::NotFound => {
            Err("terraform: not on this machine; fixtures/terraform is not planned")
        }
        Err(why) => panic!("terraform: {why}"),
        Ok(run) if run.status.success() => Ok(()),
        Ok(run) => {
            let text = String::from_utf8_lossy(&run.stderr);
            assert!(text.contains("Failed to query available provider packages"), "{text}");
            Err("terraform: the AWS provider is not on this machine; fixtures/terraform is not planned")
        }
    }
}

fn done(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let run = terraform(folder, arguments).unwrap();
    assert!(run.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    run.stdout
}

#[test]
fn the_documented_organization_can_be_planned_without_aws() {
    let lacks = Path::new(TMP).join("lacks");
    fs::create_dir_all(&lacks).unwrap();
    drop(fs::remove_file(lacks.join("terraform.txt")));
    let folder = tempfile::tempdir().unwrap();
    if let Err(lacking) = initialized(folder.path()) {
        fs::write(lacks.join("terraform.txt"), lacking).unwrap();
        return;
    }
    let arguments = ["-input=false", "-no-color", "-refresh=false", "-var=offline=true", "-out=plan"];
    done(folder.path(), &[["plan"].as_slice(), &arguments].concat());
    let plan: Value = serde_json::from_slice(&done(folder.path(), &["show", "-json", "plan"])).unwrap();
    let mut created = BTreeMap::new();
    for change in plan["resource_changes"].as_array().unwrap().iter().filter(|c| c["mode"] == "managed") {
        assert_eq!(change["change"]["actions"], serde_json::json!(["create"]), "{}", change["address"]);
        *created.entry(change["module_address"].as_str().unwrap_or_default()).or_insert(0) += 1;
    }
    assert!((350..600).contains(&created.values().sum::<usize>()), "{created:?}");
    let prod = created["module.prod"];
    assert!(prod > 100 && created["module.staging"] == prod && created["module.dev"] == prod, "{created:?}");
    assert!(
        created.contains_key("module.prod.module.frontend[0]") && created.contains_key("module.organization"),
        "{created:?}"
    );
}
