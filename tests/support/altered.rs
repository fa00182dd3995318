//! The sample as a snapshot that a test changes, and a few rules to judge it by.

use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

/// What the sample fails of these rules, all of it in dev: a cluster, a VPC and a user.
pub const RULES: [&str; 3] = [
    "database/aurora-backup-retention",
    "network/vpc-has-one-nat-gateway",
    "organization/environment-users-have-no-access-keys",
];
pub const BACKUP: &str = "aurora-backup-retention";
pub const NAT: &str = "vpc-has-one-nat-gateway";
pub const KEYS: &str = "environment-users-have-no-access-keys";
pub const CLUSTER: &str = "arn:aws:rds:eu-west-1:222222222222:cluster:innovate-dev";
pub const USER: &str = "arn:aws:iam::222222222222:user/ci";
/// Where dev's cluster and VPC are.
pub const DEV: &str = "222222222222/eu-west-1";
/// When the snapshot was taken, unless a test says otherwise.
pub const TAKEN_AT: &str = "2026-11-25T12:00:00Z";

/// A directory with `snapshot` and, of the rules above, these in `rules`.
pub fn altered(rules: &[&str]) -> TempDir {
    let directory = super::snapshot();
    for rule in RULES.iter().filter(|rule| rules.iter().any(|wanted| rule.ends_with(wanted))) {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("rules/{rule}.yaml"));
        let to = directory.path().join(format!("rules/{rule}.yaml"));
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(from, to).unwrap();
    }
    taken_at(directory.path(), TAKEN_AT);
    directory
}

/// Says when the snapshot was taken.
pub fn taken_at(directory: &Path, time: &str) {
    change(&directory.join("snapshot/manifest.json"), |manifest| manifest["taken_at"] = json!(time));
}

/// Changes the resources of an account and region, line by line: `None` takes one away.
pub fn resources(directory: &Path, place: &str, change: impl Fn(&mut Value) -> bool) {
    lines(directory, &format!("{place}/resources.jsonl.zst"), change);
}

/// Lets an operation have been denied in an account and region, with nothing answered.
pub fn denied(directory: &Path, place: &str, operation: &str, r#type: &str) {
    lines(directory, &format!("{place}/ledger.jsonl.zst"), |line| {
        if line["operation"] == operation {
            line["outcome"] = json!("denied");
            line["items"] = json!(0);
        }
        true
    });
    resources(directory, place, |line| line["type"] != r#type);
}

/// Lets dev's cluster keep its backups for so many days; null or unknown as well.
pub fn retention(directory: &Path, days: &Value) {
    resources(directory, DEV, |line| {
        if line["arn"] == CLUSTER {
            line["fields"]["backup_retention_period"] = days.clone();
        }
        true
    });
}

fn change(path: &Path, change: impl FnOnce(&mut Value)) -> String {
    let mut value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    change(&mut value);
    let text = value.to_string();
    std::fs::write(path, &text).unwrap();
    trueline::digest(text.as_bytes())
}

/// Keeps the lines of a file of the snapshot for which `keep` is true, as it leaves them, with all digests as they have to be.
fn lines(directory: &Path, name: &str, keep: impl Fn(&mut Value) -> bool) {
    let part = directory.join("snapshot/parts/aws");
    let text = zstd::decode_all(&std::fs::read(part.join(name)).unwrap()[..]).unwrap();
    let lines = String::from_utf8(text).unwrap();
    let kept = lines.lines().filter_map(|line| {
        let mut value = serde_json::from_str::<Value>(line).unwrap();
        let before = value.clone();
        let kept = keep(&mut value);
        // A line that stays as it is keeps the order of its members.
        kept.then(|| if value == before { line.to_owned() } else { ordered(&value) })
    });
    let kept = kept.collect::<Vec<_>>();
    let bytes = zstd::encode_all(kept.join("\n").as_bytes(), 1).unwrap();
    std::fs::write(part.join(name), &bytes).unwrap();
    let digest = change(&part.join("part.json"), |listed| {
        listed["files"][name] = json!({"digest": trueline::digest(&bytes), "lines": kept.len()});
    });
    change(&directory.join("snapshot/manifest.json"), |manifest| manifest["parts"][0]["digest"] = json!(digest));
}

/// A line's text: a resource's type comes first.
fn ordered(line: &Value) -> String {
    let members = line.as_object().unwrap();
    let first = members.iter().filter(|(key, _)| *key == "type");
    let rest = members.iter().filter(|(key, _)| *key != "type");
    let all = first.chain(rest).map(|(key, value)| format!("{}:{value}", json!(key)));
    format!("{{{}}}", all.collect::<Vec<_>>().join(","))
}
