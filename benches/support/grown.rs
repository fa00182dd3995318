//! The sample organization with more of what grows: the accounts keep their shape, and fill up.

use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;
use trueline::snapshot::{Snapshot, Writer};

/// What an account has thousands of, without its architecture being another.
const GROWING: [&str; 16] = [
    "AWS::Backup::RecoveryPoint",
    "AWS::EC2::Instance",
    "AWS::EC2::NetworkInterface",
    "AWS::EC2::SecurityGroup",
    "AWS::ECR::Image",
    "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::Events::Rule",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Role",
    "AWS::KMS::Key",
    "AWS::Logs::LogGroup",
    "AWS::RDS::DBClusterSnapshot",
    "AWS::S3::Bucket",
    "AWS::SecretsManager::Secret",
];

/// Writes the snapshot in `from` with at least so many resources: what grows stands there again and again, each time with an id of
/// its own.
pub fn write(from: &Path, target: &Path, count: usize) -> Result<usize> {
    let snapshot = Snapshot::open(from)?;
    let mut units = Vec::new();
    for unit in &snapshot.units {
        let mut buffer = Vec::new();
        let lines = snapshot.resources(unit, &mut buffer)?.lines().map(str::to_owned).collect::<Vec<_>>();
        units.push((unit, lines));
    }
    let own = units.iter().map(|(_, lines)| lines.len()).sum::<usize>();
    let growing = units.iter().flat_map(|(_, lines)| lines).filter(|line| grows(line)).count();
    let copies = count.saturating_sub(own).div_ceil(growing.max(1));
    let writer = Writer::create(target)?;
    let mut written = 0;
    for (unit, lines) in units {
        let mut all = lines.clone();
        for line in lines.iter().filter(|line| grows(line)) {
            let id =
                serde_json::from_str::<Value>(line)?["id"].as_str().context("a resource without an id")?.to_owned();
            // An ARN ends with the id, or is it.
            all.extend((1..=copies).map(|copy| line.replace(&id, &format!("{id}-{copy}"))));
        }
        written += all.len();
        writer.unit(&unit.account_id, &unit.region, &all, &snapshot.ledger_of(unit)?)?;
    }
    writer.finish(snapshot.manifest)?;
    Ok(written)
}

fn grows(line: &str) -> bool {
    GROWING.iter().any(|kind| line.starts_with(&format!("{{\"type\":\"{kind}\",")))
}
