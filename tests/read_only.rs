//! Nothing but reads is ever sent: by the source, by the log of requests, and by the policy that a scan needs.
#![cfg(feature = "aws")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use support::emulator::{Organization, python};
use support::{Run, live, scan};

/// What a read is called. The one batch that is asked reads settings; others of that name, as of images and secrets, read data.
fn is_read(operation: &str) -> bool {
    let verbs = ["Describe", "Get", "List", "Simulate"];
    verbs.iter().any(|verb| operation.starts_with(verb)) || operation == "BatchGetRepositoryScanningConfiguration"
}

/// Reads that answer what a scanner must not know: values of secrets and parameters, objects, images, code, user data.
const DATA: [&str; 12] = [
    "GetSecretValue",
    "BatchGetSecretValue",
    "GetParameter",
    "GetParameters",
    "GetParametersByPath",
    "GetObject",
    "GetFunction",
    "BatchGetImage",
    "GetDownloadUrlForLayer",
    "DescribeInstanceAttribute",
    "DescribeLaunchTemplateVersions",
    "GetLogEvents",
];

fn sources(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(sources(&path)),
            false => found.push(path),
        }
    }
    found
}

/// Every operation that AWS's models know of the services in use, as the SDK calls it, with whether it is a read.
fn operations() -> BTreeMap<String, bool> {
    let script = "import botocore.session, json\n\
        from botocore import xform_name\n\
        session = botocore.session.get_session()\n\
        names = set()\n\
        for service in session.get_available_services():\n    \
            names.update(session.get_service_model(service).operation_names)\n\
        print(json.dumps({xform_name(name): name for name in names}))";
    let output = std::process::Command::new(python()).args(["-c", script]).output().unwrap();
    let names = serde_json::from_slice::<BTreeMap<String, String>>(&output.stdout).unwrap();
    names.into_iter().map(|(method, name)| (method, is_read(&name) && !DATA.contains(&&*name))).collect()
}

#[test]
fn the_source_calls_no_operation_that_writes_or_reads_data() {
    let operations = operations();
    assert!(operations.len() > 5000, "{}", operations.len());
    let method = regex::Regex::new(r"\.([a-z0-9_]+)\(").unwrap();
    let mut called = BTreeSet::new();
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let in_collectors = path.components().any(|c| c.as_os_str() == "collect");
        assert!(in_collectors || !text.contains("aws_sdk_"), "{} uses the SDK", path.display());
        if !in_collectors {
            continue;
        }
        for name in method.captures_iter(&text).map(|c| c[1].to_owned()) {
            // A channel has subscribers as well.
            let Some(is_read) = operations.get(&name).filter(|_| name != "subscribe") else { continue };
            let entering = name == "assume_role" && path.ends_with("collect/credentials.rs");
            assert!(*is_read || entering, "{}: `{name}` is no read", path.display());
            called.insert(name);
        }
    }
    let asked = trueline::collect::operations().len();
    assert!(called.len() + 5 >= asked, "{} operations were found in the source, and {asked} are asked", called.len());
}

#[test]
fn the_log_of_requests_holds_reads_alone() {
    let directory = tempfile::tempdir().unwrap();
    let organization = Organization::of(&json!({"varied": true}));
    assert_eq!(scan(directory.path(), &organization, &[]).code, 1);
    assert_eq!(Run::of(live(directory.path(), &organization.url).arg("doctor")).code, 0);
    let log = requests(&organization);
    assert!(log.len() > 700, "{}", log.len());
    for request in &log {
        let operation = request["operation"].as_str().unwrap();
        assert!(is_read(operation) && !DATA.contains(&operation) || operation == "AssumeRole", "{request}");
    }
}

/// IAM's actions by the service authorization reference, where they are not service and operation.
fn action(service: &str, operation: &str) -> String {
    let prefix = match service {
        "elbv2" => "elasticloadbalancing",
        "s3control" => "s3",
        "sso-admin" => "sso",
        "service-quotas" => "servicequotas",
        other => other,
    };
    let name = match (service, operation) {
        ("s3", "ListBuckets") => "ListAllMyBuckets",
        ("s3", "ListObjectsV2") => "ListBucket",
        ("s3", "GetPublicAccessBlock") => "GetBucketPublicAccessBlock",
        ("s3", "GetBucketEncryption") => "GetEncryptionConfiguration",
        ("s3control", "GetPublicAccessBlock") => "GetAccountPublicAccessBlock",
        (_, other) => other,
    };
    format!("{prefix}:{name}")
}

#[test]
fn the_policy_covers_every_call_and_each_of_its_actions_is_needed() {
    let directory = tempfile::tempdir().unwrap();
    let organization = Organization::of(&json!({"varied": true}));
    assert_eq!(scan(directory.path(), &organization, &[]).code, 1);
    let policy = Run::of(live(directory.path(), &organization.url).arg("permissions")).json();
    let statement = |sid: &str| {
        let statements = policy["Statement"].as_array().unwrap();
        let own = statements.iter().find(|s| s["Sid"] == sid).unwrap();
        assert_eq!((&own["Effect"], &own["Resource"]), (&json!("Allow"), &json!("*")));
        let actions = own["Action"].as_array().unwrap().iter().map(|a| a.as_str().unwrap().to_owned());
        actions.collect::<BTreeSet<_>>()
    };
    let (everywhere, management) = (statement("Account"), statement("Organization"));
    // Anybody may ask who they are, and entering an account is the caller's.
    let called = requests(&organization).into_iter().filter(|r| r["service"] != "sts").map(|request| {
        let text = |key: &str| request[key].as_str().unwrap().to_owned();
        (text("account") == "111111111111", action(&text("service"), &text("operation")))
    });
    let called = called.collect::<BTreeSet<_>>();
    for (is_management, action) in &called {
        assert!(
            everywhere.contains(action) || *is_management && management.contains(action),
            "{action} is not allowed"
        );
    }
    let used = called.iter().map(|(_, action)| action).collect::<BTreeSet<_>>();
    let idle = everywhere.union(&management).filter(|action| !used.contains(action)).collect::<Vec<_>>();
    assert_eq!(idle, Vec::<&String>::new(), "allowed, and never needed");
}

fn requests(organization: &Organization) -> Vec<Value> {
    serde_json::from_str(&organization.told("requests")).unwrap()
}
