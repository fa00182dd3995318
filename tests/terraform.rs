//! The documented organization as Terraform, where terraform and the provider are at hand: `fixtures/terraform` is planned without
//! AWS, and applied to an emulated organization that is empty, whose scan then finds it compliant. And the Terraform of the rules'
//! remediation is held against the provider's schema.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Output};
use support::emulator::Organization;
use support::{Run, findings, live};

const TMP: &str = env!("CARGO_TARGET_TMPDIR");
const NOWHERE: &str = "http://127.0.0.1:1";
/// The provider's version that `fixtures/plans` is made with, as Terraform's lock file has it.
const PLANNED_WITH: &str = "\"5.100.0\"";

/// Terraform in a folder, out of reach of everything that could be downloaded, and of AWS but for an emulated one.
fn terraform(folder: &Path, cloud: Option<&str>, arguments: &[&str]) -> std::io::Result<Output> {
    let mut command = Command::new("terraform");
    let strays = |name: &str| name.starts_with("AWS_") || name.to_uppercase().ends_with("_PROXY");
    for (name, _) in std::env::vars().filter(|(name, _)| strays(name)) {
        command.env_remove(name);
    }
    command
        .envs([("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_EC2_METADATA_DISABLED", "true")])
        .envs(["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"].map(|name| (name, folder.join("none"))))
        .envs(cloud.map(|url| ("AWS_ENDPOINT_URL", url)))
        // S3 Control puts the account before the host, and not every machine finds names below `localhost`: a proxy need not.
        .envs([("HTTPS_PROXY", NOWHERE), ("HTTP_PROXY", cloud.unwrap_or(NOWHERE)), ("CHECKPOINT_DISABLE", "1")])
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

/// Gets the provider for what stands in a folder, or says what this machine lacks for that.
fn initialized(folder: &Path) -> Result<(), &'static str> {
    match terraform(folder, None, &["init", "-input=false", "-no-color", "-backend=false"]) {
        Err(why) if why.kind() == ErrorKind::NotFound => Err(
            "terraform: not on this machine; fixtures/terraform is neither planned nor applied, and no remediation validated",
        ),
        Err(why) => panic!("terraform: {why}"),
        Ok(run) if run.status.success() => Ok(()),
        Ok(run) => {
            let text = String::from_utf8_lossy(&run.stderr);
            assert!(text.contains("Failed to query available provider packages"), "{text}");
            Err(
                "terraform: the AWS provider is not on this machine; fixtures/terraform is neither planned nor applied, and no remediation validated",
            )
        }
    }
}

/// Whether the fixture is ready in a folder of its own.
fn ready(folder: &Path) -> bool {
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/terraform"), folder);
    provided(folder)
}

/// Whether a folder has its provider; if not, what is lacking is noted for the end of the test command.
fn provided(folder: &Path) -> bool {
    let lacks = Path::new(TMP).join("lacks");
    fs::create_dir_all(&lacks).unwrap();
    drop(fs::remove_file(lacks.join("terraform.txt")));
    initialized(folder).map_err(|lacking| fs::write(lacks.join("terraform.txt"), lacking).unwrap()).is_ok()
}

fn done(folder: &Path, cloud: Option<&str>, command: &str, arguments: &[&str]) -> Vec<u8> {
    let arguments = [&[command, "-no-color"], arguments].concat();
    let run = terraform(folder, cloud, &arguments).unwrap();
    assert!(run.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    run.stdout
}

/// Plans, and finds that this is what would be done to every resource of the organization.
fn planned(folder: &Path, cloud: Option<&str>, action: &str, arguments: &[&str]) -> Value {
    done(folder, cloud, "plan", &[&["-input=false", "-out=plan"], arguments].concat());
    let plan: Value = serde_json::from_slice(&done(folder, cloud, "show", &["-json", "plan"])).unwrap();
    let mut modules = BTreeMap::new();
    for change in plan["resource_changes"].as_array().unwrap().iter().filter(|c| c["mode"] == "managed") {
        assert_eq!(change["change"]["actions"], json!([action]), "{}: {}", change["address"], change["change"]);
        *modules.entry(change["module_address"].as_str().unwrap_or_default()).or_insert(0) += 1;
    }
    assert!((350..600).contains(&modules.values().sum::<i32>()), "{modules:?}");
    let prod = modules["module.prod"];
    assert!(prod > 100 && modules["module.staging"] == prod && modules["module.dev"] == prod, "{modules:?}");
    assert!(
        modules.contains_key("module.prod.module.frontend[0]") && modules.contains_key("module.organization"),
        "{modules:?}"
    );
    plan
}

/// The plan that tests without Terraform read is of this fixture. Other versions know other attributes, so they say nothing of that.
fn committed(folder: &Path, plan: &Value) {
    let lacking = Path::new(TMP).join("lacks/plans.txt");
    drop(fs::remove_file(&lacking));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/plans/documented.json");
    let committed = serde_json::from_str::<Value>(&fs::read_to_string(path).unwrap()).unwrap();
    let locked = fs::read_to_string(folder.join(".terraform.lock.hcl")).unwrap();
    if plan["terraform_version"] != committed["terraform_version"] || !locked.contains(PLANNED_WITH) {
        let note =
            "terraform: another version than fixtures/plans is made with; whether that is up to date is not known";
        return fs::write(lacking, note).unwrap();
    }
    // Where the provider was downloaded is of no interest, and stands in none of ours.
    let source = regex::Regex::new(r#""(provider_name|full_name)":"[^"/]+/"#).unwrap();
    let plan: Value = serde_json::from_str(&source.replace_all(&plan.to_string(), "\"$1\":\"")).unwrap();
    for part in ["configuration", "resource_changes"] {
        assert!(
            committed[part] == plan[part],
            "{part} of fixtures/plans/documented.json are old: run fixtures/plans/make.py"
        );
    }
}

#[test]
fn the_documented_organization_can_be_planned_without_aws() {
    let folder = tempfile::tempdir().unwrap();
    if ready(folder.path()) {
        let plan = planned(folder.path(), None, "create", &["-refresh=false", "-var=offline=true"]);
        committed(folder.path(), &plan);
    }
}

/// Rules that what Terraform makes does not satisfy, and why it cannot. Rules about what comes with time are not among them: they
/// give a cluster the time until its first snapshot and its first copy.
const BEYOND_TERRAFORM: &[(&str, &str)] = &[
    ("environment-has-the-controllers-load-balancer", NO_BALANCERS),
    ("environment-users-have-no-access-keys", NO_USERS),
    ("environment-users-have-no-password", NO_USERS),
    ("http-listeners-redirect-to-https", NO_BALANCERS),
    ("images-are-pushed-by-no-user", NO_USERS),
    ("internal-load-balancers-stand-in-private-subnets", NO_BALANCERS),
    ("internet-facing-load-balancers-stand-in-public-subnets", NO_BALANCERS),
    ("listeners-accept-current-tls-alone", NO_BALANCERS),
    ("load-balancers-admit-cloudfront-alone", NO_BALANCERS),
    ("load-balancers-are-protected-from-deletion", NO_BALANCERS),
    ("load-balancers-belong-to-the-controller", NO_BALANCERS),
    ("load-balancers-drop-invalid-headers", NO_BALANCERS),
    ("load-balancers-listen-by-https", NO_BALANCERS),
    ("load-balancers-log-requests", NO_BALANCERS),
    ("load-balancers-refuse-other-distributions", NO_BALANCERS),
    ("spa-is-written-by-no-user", NO_USERS),
    ("spa-pages-are-invalidated-after-each-release", NO_RELEASE),
    ("target-groups-have-healthy-targets", NO_BALANCERS),
];
const NO_USERS: &str = "nobody is a user of IAM, so there is nothing to judge";
const NO_RELEASE: &str = "the pipeline uploads the application, and Terraform none of it";
const NO_BALANCERS: &str = "a controller in the cluster makes the load balancers, and Terraform no controller";

#[test]
fn the_documented_organization_as_applied_is_compliant() {
    let folder = tempfile::tempdir().unwrap();
    if !ready(folder.path()) {
        return;
    }
    let organization = Organization::empty();
    let cloud = Some(organization.url.as_str());
    // Nearly all of the time is waiting: for resources that Terraform does not take for ready before half a minute is over.
    let arguments = ["-input=false", "-auto-approve", "-parallelism=200", "-var=s3_use_path_style=true"];
    done(folder.path(), cloud, "apply", &[arguments.as_slice(), &["-target=module.organization"]].concat());
    let accounts = String::from_utf8(done(folder.path(), cloud, "output", &["-json", "accounts"])).unwrap();
    let ids = serde_json::from_str::<BTreeMap<String, String>>(&accounts).unwrap();
    let accounts = format!("-var=accounts={}", accounts.trim());
    let planned_report = judged_as_planned(folder.path(), cloud, &accounts, &ids);
    done(folder.path(), cloud, "apply", &[arguments.as_slice(), &[&accounts]].concat());

    let directory = tempfile::tempdir().unwrap();
    let run = Run::of(live(directory.path(), &organization.url).args(["scan", "--format", "json"]));
    let report = run.json();
    let open = ["fail", "unknown"].iter().flat_map(|status| findings(&report, status)).collect::<Vec<_>>();
    let unjudged = report["rules_not_applicable"].as_array().unwrap().iter().filter_map(Value::as_str);
    let unsatisfied = open.iter().map(|(rule, ..)| rule.as_str()).chain(unjudged).collect::<BTreeSet<_>>();
    assert_eq!(unsatisfied, BEYOND_TERRAFORM.iter().map(|(rule, _)| *rule).collect(), "{open:#?}\n{}", run.stderr);
    let addresses = addresses(folder.path(), cloud);
    assert_eq!(differences(&planned_report, &report, &addresses), DIFFERENCES.iter().map(|(rule, _)| *rule).collect());
    let unread = report["coverage"].as_array().unwrap().iter().filter(|c| c["outcome"] != "ok").collect::<Vec<_>>();
    assert_eq!(unread, Vec::<&Value>::new());

    planned(folder.path(), cloud, "no-op", &["-parallelism=200", "-var=s3_use_path_style=true", &accounts]);
}

/// Rules that a plan and the organization that was made by it decide differently for some resource, and why.
const DIFFERENCES: &[(&str, &str)] = &[];

/// What the plan of everything that is not there yet is judged by itself.
fn judged_as_planned(folder: &Path, cloud: Option<&str>, accounts: &str, ids: &BTreeMap<String, String>) -> Value {
    done(
        folder,
        cloud,
        "plan",
        &["-input=false", "-out=beforehand", "-parallelism=200", "-var=s3_use_path_style=true", accounts],
    );
    let plan = done(folder, cloud, "show", &["-json", "beforehand"]);
    let directory = tempfile::tempdir().unwrap();
    let numbers = ids.iter().map(|(name, id)| format!("{name}: \"{id}\"")).collect::<Vec<_>>().join(", ");
    let settings = format!("accounts: {{{numbers}}}\nregions: [eu-west-1]\ndr_region: eu-central-1\n");
    fs::write(directory.path().join("trueline.yaml"), settings).unwrap();
    fs::write(directory.path().join("plan.json"), plan).unwrap();
    Run::of(support::trueline(directory.path()).args(["check", "--plan", "plan.json", "--format", "json"])).json()
}

/// Terraform's address of everything that it has made, by ids and ARNs.
fn addresses(folder: &Path, cloud: Option<&str>) -> BTreeMap<String, String> {
    let state: Value = serde_json::from_slice(&done(folder, cloud, "show", &["-json"])).unwrap();
    let (mut open, mut found) = (vec![&state["values"]["root_module"]], BTreeMap::new());
    while let Some(module) = open.pop() {
        open.extend(module["child_modules"].as_array().into_iter().flatten());
        for resource in module["resources"].as_array().into_iter().flatten().filter(|r| r["mode"] == "managed") {
            let address = resource["address"].as_str().unwrap();
            for name in ["id", "arn", "key_id"].iter().filter_map(|n| resource["values"][n].as_str()) {
                // An id may be another's too, as a bucket's is its policy's: the whole comes before its parts.
                found.entry(name.to_owned()).or_insert_with(|| address.to_owned());
            }
        }
    }
    found
}

/// Rules of which a verdict differs for the same resource, of those that plan and organization both decide.
fn differences<'r>(planned: &'r Value, live: &Value, addresses: &BTreeMap<String, String>) -> BTreeSet<&'r str> {
    let decided = |f: &&Value| f["status"] == "pass" || f["status"] == "fail";
    let all = |report: &'r Value| report["findings"].as_array().unwrap().iter().filter(decided);
    let mut by_address = BTreeMap::new();
    for finding in live["findings"].as_array().unwrap().iter().filter(decided) {
        let names = [&finding["resource"]["arn"], &finding["resource"]["id"]].into_iter().filter_map(Value::as_str);
        for name in names.chain(names_of(finding)) {
            let address = addresses.get(name).map_or(name, String::as_str);
            by_address.insert(
                (finding["rule_id"].as_str().unwrap(), address.to_owned()),
                finding["status"].as_str().unwrap(),
            );
        }
    }
    let (mut compared, mut different, mut told) = (0, BTreeSet::new(), Vec::new());
    for finding in all(planned) {
        let rule = finding["rule_id"].as_str().unwrap();
        let planned = finding["resource"]["planned"]["address"].as_str().unwrap_or_default();
        let id = finding["resource"]["id"].as_str().unwrap();
        let known = by_address.get(&(rule, planned.to_owned())).or_else(|| by_address.get(&(rule, id.to_owned())));
        if let Some(status) = known {
            compared += 1;
            if finding["status"] != **status {
                different.insert(rule);
                told.push(format!("{rule} of {planned}: {status} as applied, as planned {finding}"));
            }
        }
    }
    assert!(compared > 500, "only {compared} verdicts could be compared");
    let known = DIFFERENCES.iter().map(|(rule, _)| *rule).collect::<BTreeSet<_>>();
    assert_eq!(different, known, "{}", told.join("\n"));
    different
}

/// Names that stand for a resource in its account.
fn names_of(finding: &Value) -> impl Iterator<Item = &str> {
    [&finding["resource"]["name"]].into_iter().filter_map(Value::as_str)
}

/// Snippets are parts of a configuration: what they refer to, and what else a resource needs, is its reader's.
const OF_THE_READER: [&str; 4] = [
    "Reference to undeclared resource",
    "Missing required argument",
    "Insufficient ", // blocks of a kind
    "Invalid combination of arguments",
];
const PROVIDERS: &str = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\nprovider \"aws\" {\n  alias  = \"recovery\"\n  region = \"eu-central-1\"\n}\n";

#[test]
fn the_terraform_of_every_remediation_is_known_to_the_provider() {
    let rules = support::rules().rules;
    let named = regex::Regex::new(r#"(?m)^(resource|data) "(\w+)" "(\w+)""#).unwrap();
    let snippets = rules.iter().filter_map(|r| Some((r.id(), r.file.fix.terraform.as_ref()?)));
    // Different rules call what they mend by the same name.
    let snippets =
        snippets.map(|(id, text)| format!("# {id}\n{}\n", named.replace_all(text, format!("$1 \"$2\" \"{id}_$3\""))));
    let snippets = snippets.collect::<Vec<_>>();
    assert!(snippets.len() > 140, "{} snippets", snippets.len());

    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("main.tf"), format!("{PROVIDERS}{}", snippets.concat())).unwrap();
    // The provider takes nothing shorter for a directory's description.
    let directory = format!("<EntityDescriptor>{}</EntityDescriptor>", " ".repeat(1000));
    fs::write(folder.path().join("directory.xml"), directory).unwrap();
    if !provided(folder.path()) {
        return;
    }
    let run = terraform(folder.path(), None, &["validate", "-json", "-no-color"]).unwrap();
    let found: Value = serde_json::from_slice(&run.stdout).unwrap();
    let wrong = found["diagnostics"].as_array().unwrap().iter().filter(|d| {
        let summary = d["summary"].as_str().unwrap_or_default();
        !OF_THE_READER.iter().any(|known| summary.starts_with(known))
    });
    let wrong = wrong.map(|d| format!("{}: {} {}", d["summary"], d["detail"], d["snippet"])).collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Without a schema there would be nothing to say of what is missing.
    assert!(found["error_count"].as_u64() > Some(100), "{found}");
}
