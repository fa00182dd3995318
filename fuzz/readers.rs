//! The readers of what others write, each as a function of its input: the targets here call them, and `tests/fuzz.rs`.
#![allow(dead_code)] // each target calls one of them

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use trueline::graph::policy::{Request, denies, effective_policies, grants, statements};
use trueline::graph::{Graph, NodeId, Part};
use trueline::model::{Account, Bucket, Organization, OrganizationPolicy, Record, Shape};
use trueline::rules::{RuleSet, Sources, evaluate};
use trueline::snapshot::{Snapshot, Source};

/// The files of a part as they are before they are packed, by their path in it.
pub type Files = BTreeMap<String, Vec<u8>>;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/");

/// Where the sample is: the manifest's directory is another one for `fuzz/` than for the tests.
pub fn sample_path() -> PathBuf {
    let root = Path::new(ROOT);
    let here = root.join("fixtures/sample");
    if here.exists() { here } else { root.join("../fixtures/sample") }
}

/// The sample's manifest.
pub fn manifest() -> Vec<u8> {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| std::fs::read(sample_path().join("manifest.json")).unwrap_or_default()).clone()
}

/// The sample's files, unpacked.
pub fn sample() -> Files {
    static FILES: OnceLock<Files> = OnceLock::new();
    let read = || {
        let part = sample_path().join("parts/aws");
        let listed: Value =
            serde_json::from_slice(&std::fs::read(part.join("part.json")).unwrap_or_default()).unwrap_or_default();
        let paths = listed["files"].as_object().map(|files| files.keys().cloned().collect::<Vec<_>>());
        let unpacked = |path: String| {
            let bytes = std::fs::read(part.join(&path)).unwrap_or_default();
            (path, zstd::decode_all(&bytes[..]).unwrap_or_default())
        };
        paths.unwrap_or_default().into_iter().map(unpacked).collect()
    };
    FILES.get_or_init(read).clone()
}

/// A manifest and files as the bytes of a snapshot, with digests that are right.
pub fn sealed(manifest: &[u8], files: &Files) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut listed = serde_json::Map::new();
    for (path, content) in files {
        let bytes = zstd::encode_all(&content[..], 1).unwrap_or_default();
        listed.insert(path.clone(), json!({"digest": trueline::digest(&bytes), "lines": 1}));
        all.insert(Path::new("parts/aws").join(path), bytes);
    }
    let part = json!({"files": listed}).to_string().into_bytes();
    // What is no manifest any more stays what it is.
    let manifest = match serde_json::from_slice::<Value>(manifest) {
        Ok(mut value) if value["parts"].is_array() => {
            value["parts"] = json!([{"name": "aws", "digest": trueline::digest(&part)}]);
            value.to_string().into_bytes()
        }
        _ => manifest.to_owned(),
    };
    all.insert("parts/aws/part.json".into(), part);
    all.insert("manifest.json".into(), manifest);
    all
}

/// Reads a snapshot whose digests are right, and judges it.
pub fn snapshot(manifest: &[u8], files: &Files) -> Result<usize, String> {
    let source = Source::Archive("snapshot".into(), sealed(manifest, files));
    judged(&Snapshot::read(source).map_err(|why| why.to_string())?)
}

/// How many verdicts the built-in rules come to: reading what a snapshot holds must not lay a trap for them.
pub fn judged(snapshot: &Snapshot) -> Result<usize, String> {
    static RULES: OnceLock<Result<RuleSet, String>> = OnceLock::new();
    let load = || {
        let sources = Sources::built_in().without_examples();
        RuleSet::load(&sources, &Value::Null, Path::new("trueline.yaml")).map_err(|all| all[0].to_string())
    };
    let rules = RULES.get_or_init(load).as_ref().map_err(Clone::clone)?;
    let (graph, _) = Graph::open(snapshot).map_err(|why| why.to_string())?;
    let rules = rules.rules.iter().collect::<Vec<_>>();
    let verdicts = evaluate(&graph, &rules, snapshot.manifest.taken_at.as_microsecond());
    Ok(verdicts.iter().count())
}

/// Loads a directory of rules that holds these files and no others.
pub fn rules(directory: &Path, files: &[(&str, &[u8])]) -> Result<usize, String> {
    let io = |why: std::io::Error| why.to_string();
    let _ = std::fs::remove_dir_all(directory);
    for (name, bytes) in files {
        let path = directory.join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(directory)).map_err(io)?;
        std::fs::write(path, bytes).map_err(io)?;
    }
    let sources = Sources::directory(directory).map_err(|why| why.to_string())?;
    let whole = RuleSet::load(&sources, &Value::Null, Path::new("trueline.yaml"));
    // What is read without its examples has other places to point at.
    let _ = RuleSet::load(&sources.without_examples(), &Value::Null, Path::new("trueline.yaml"));
    let set = whole.map_err(|all| all.iter().map(|why| why.to_string()).collect::<String>())?;
    Ok(set.rules.len())
}

/// Parses a policy document and asks of it what rules ask: whom it lets in as a bucket's, what it denies as the organization's.
pub fn policy(text: &str) -> Result<usize, String> {
    let document = trueline::model::policy_document(text)?;
    let document = serde_json::to_string(&document).map_err(|why| why.to_string())?;
    graph_policy(&document)
}

/// The same of a document as a snapshot holds it.
pub fn graph_policy(document: &str) -> Result<usize, String> {
    let root = r#"{"root_id":"r-1","enabled_policy_types":["SERVICE_CONTROL_POLICY"]}"#;
    let content = format!(
        r#"{{"policy_type":"SERVICE_CONTROL_POLICY","content":{document},"targets":[{{"target_id":"r-1","target_type":"ROOT"}}]}}"#
    );
    let mut part = Part::default();
    for line in [
        line(Organization::shape(), "o-1", root),
        line(Account::shape(), "444444444444", r#"{"is_management":false,"organization_id":"o-1"}"#),
        line(Bucket::shape(), "b", &format!(r#"{{"policy":{document}}}"#)),
        line(OrganizationPolicy::shape(), "p-1", &content),
    ] {
        part.read_line(&line).map_err(|why| why.to_string())?;
    }
    let graph = Graph::new(vec![part], &[]);
    let mut found = 0;
    for (shape, field) in [(Bucket::shape(), "policy"), (OrganizationPolicy::shape(), "content")] {
        for node in graph.nodes(shape).collect::<Vec<NodeId>>() {
            let cell = graph.cell(graph.row(node), shape.slot(field).unwrap_or_default() as u32);
            found += statements(&graph, cell).map_or(0, |all| all.len());
            found += grants(&graph, cell, "444444444444").map_or(0, |all| all.len());
        }
    }
    for account in graph.nodes(Account::shape()).collect::<Vec<NodeId>>() {
        found += effective_policies(&graph, account).map_or(0, |all| all.len());
        let keys = [("aws:requestedregion".to_owned(), "eu-west-1".to_owned())];
        let decision = denies(&graph, account, &Request { action: "cloudtrail:StopLogging", keys: &keys });
        found += usize::from(decision.denied == Ok(true));
    }
    Ok(found)
}

fn line(shape: &'static Shape, id: &str, fields: &str) -> String {
    let name = shape.type_name();
    format!(
        r#"{{"type":"{name}","arn":"arn:{id}","id":"{id}","name":"{id}","account_id":"444444444444","region":"global","read_at":"2026-11-01T00:00:00Z","fields":{fields}}}"#
    )
}

/// Reads a Terraform plan and makes the graphs of both sides of it.
pub fn plan(bytes: &[u8]) -> Result<usize, String> {
    let plan = trueline::plan::Plan::read("plan.json".as_ref(), None, bytes).map_err(|why| why.to_string())?;
    let changes = plan.changes(&trueline::plan::Accounts::default(), "");
    for side in [trueline::graph::Side::Before, trueline::graph::Side::After] {
        Graph::planned(&[], &changes, side).map_err(|why| why.to_string())?;
    }
    Ok(changes.len())
}
