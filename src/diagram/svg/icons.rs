//! Pictograms on a grid of 16 by 16, drawn for this project; the text beside each names the service.

use crate::diagram::Kind;

/// The path of a kind's pictogram.
pub(super) fn path(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Users | Kind::IamUsers | Kind::Identity => USER,
        Kind::Pipelines => BRANCH,
        Kind::WebAcl | Kind::Guardrails | Kind::SecurityGroups => SHIELD,
        Kind::Distribution => GLOBE,
        Kind::Bucket | Kind::Buckets => BUCKET,
        Kind::InternetGateway => GATE,
        Kind::LoadBalancer => FORK,
        Kind::NatGateway => ARROWS,
        Kind::Cluster => CUBE,
        Kind::NodeGroup | Kind::Instances => NODES,
        Kind::Database | Kind::DatabaseInstance => DRUM,
        Kind::DeployRole | Kind::Roles | Kind::Keys | Kind::RecoveryKeys | Kind::RootUser => KEY,
        Kind::Repository => BOX,
        Kind::Secrets => LOCK,
        Kind::Logs | Kind::Trail => SHEET,
        Kind::Snapshots | Kind::Copies => COPY,
        Kind::Membership => TREE,
        _ => return None,
    })
}

const USER: &str = "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6M2.5 14c.6-3 2.8-4.5 5.5-4.5s4.9 1.5 5.5 4.5";
const BRANCH: &str = "M4.5 5.5v5M4.5 5.5a1.8 1.8 0 1 0 0-3.5 1.8 1.8 0 0 0 0 3.5M4.5 14a1.8 1.8 0 1 0 0-3.5 1.8 1.8 0 0 0 0 3.5\
M11.5 7.5a1.8 1.8 0 1 0 0-3.5 1.8 1.8 0 0 0 0 3.5M11.5 7.5c0 2.5-3 3-6.8 3.5";
const SHIELD: &str = "M8 1.8 13 3.6v4c0 3.2-2.2 5.4-5 6.6-2.8-1.2-5-3.4-5-6.6v-4zM5.8 8l1.6 1.6 2.9-3.2";
const GLOBE: &str = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12M2.3 8h11.4M8 2c2 1.7 2.6 3.7 2.6 6s-.6 4.3-2.6 6c-2-1.7-2.6-3.7-2.6-6S6 3.7 8 2";
const BUCKET: &str = "M2.5 4h11l-1.5 9.5H4zM2.5 4c0-1.2 2.5-2 5.5-2s5.5.8 5.5 2-2.5 2-5.5 2-5.5-.8-5.5-2";
const GATE: &str = "M2.5 13.5v-7a5.5 4.5 0 0 1 11 0v7M8 13.5V7M5.8 9 8 6.8 10.2 9";
const FORK: &str = "M8 2v3.5M8 5.5 3 9.5V14M8 5.5l5 4V14M8 5.5V14";
const ARROWS: &str = "M2 5.5h10M9.5 3 12 5.5 9.5 8M14 10.5H4M6.5 8 4 10.5 6.5 13";
const CUBE: &str = "M8 1.8 13.4 5v6L8 14.2 2.6 11V5zM8 8l5.4-3M8 8v6.2M8 8 2.6 5";
const NODES: &str = "M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z";
const DRUM: &str = "M2.8 4c0-1.2 2.3-2.2 5.2-2.2s5.2 1 5.2 2.2-2.3 2.2-5.2 2.2S2.8 5.2 2.8 4M2.8 4v8c0 1.2 2.3 2.2 5.2 2.2s5.2-1 \
5.2-2.2V4M2.8 8c0 1.2 2.3 2.2 5.2 2.2s5.2-1 5.2-2.2";
const KEY: &str = "M5.5 13.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6M7.7 8.4l5.8-5.9M11 5l2 2";
const BOX: &str = "M2.5 4.8 8 2l5.5 2.8v6.4L8 14l-5.5-2.8zM2.5 4.8 8 7.6l5.5-2.8M8 7.6V14";
const LOCK: &str = "M3.5 7.2h9v6.6h-9zM5.3 7.2V5a2.7 2.7 0 0 1 5.4 0v2.2M8 9.8v1.6";
const SHEET: &str = "M3.5 2h9v12h-9zM5.7 5h4.6M5.7 8h4.6M5.7 11h2.8";
const COPY: &str = "M5.5 5.5h8v8h-8zM2.5 10.5v-8h8";
const TREE: &str = "M6 2h4v3.5H6zM1.5 10.5h4V14h-4zM10.5 10.5h4V14h-4zM8 5.5v2.5M3.5 10.5V8h9v2.5";
