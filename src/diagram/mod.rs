//! The architecture as it is, drawn from the live graph: what there is, what is wrong with it, and what is missing.
//!
//! `gather` turns graph and report into nodes and edges, `layout` gives them places in whole numbers, `svg`, `mermaid` and `dot`
//! write them. The order is the same everywhere: by kind, rank, label (numbers as numbers) and id.

mod dot;
mod gather;
mod layout;
mod mermaid;
mod nesting;
mod order;
mod overview;
mod redacted;
mod scene;
mod svg;
#[cfg(test)]
mod tests;
mod text;

pub use svg::{account as svg, definitions, overview as svg_overview, standalone};

use crate::findings::Report;
use crate::graph::Graph;
use serde::Serialize;

/// The style of every drawing: colours by custom properties, light and dark.
pub const STYLE: &str = include_str!("../../reports/diagram.css");

/// How wide a drawing may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// For a desk and for paper.
    Wide,
    /// For a phone.
    Narrow,
}

/// How a part of the architecture is, from good to bad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing is known against it.
    #[default]
    Pass,
    /// It deviates, and somebody accepts that.
    Waived,
    /// It could not be read, or not be judged.
    Unknown,
    /// The document asks for it, and it is not there.
    Missing,
    /// It deviates.
    Fail,
}

impl State {
    /// The word for it, as a reader is told it; none for what holds.
    pub fn word(self) -> Option<&'static str> {
        match self {
            State::Pass => None,
            State::Waived => Some("waived"),
            State::Unknown => Some("unknown"),
            State::Missing => Some("missing"),
            State::Fail => Some("fails"),
        }
    }
}

/// What a node stands for. The order is that of the drawing, from outside in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The organization.
    Organization,
    /// An organizational unit.
    Unit,
    /// An account.
    Account,
    /// Whoever comes from the internet.
    Users,
    /// The pipelines.
    Pipelines,
    /// A web ACL.
    WebAcl,
    /// A CloudFront distribution.
    Distribution,
    /// A bucket that a distribution serves.
    Bucket,
    /// A region that the environments live in.
    Region,
    /// A VPC.
    Vpc,
    /// An Availability Zone of a VPC.
    Zone,
    /// An internet gateway.
    InternetGateway,
    /// A load balancer.
    LoadBalancer,
    /// A subnet with a route to an internet gateway.
    PublicSubnet,
    /// A subnet without.
    PrivateSubnet,
    /// A NAT gateway.
    NatGateway,
    /// An EKS cluster.
    Cluster,
    /// What runs in a cluster for the cluster.
    Controller,
    /// A node group in a subnet.
    NodeGroup,
    /// Instances that belong to no node group.
    Instances,
    /// An Aurora cluster.
    Database,
    /// An instance of one.
    DatabaseInstance,
    /// A VPC endpoint.
    Endpoint,
    /// A role that the pipelines assume.
    DeployRole,
    /// A repository of images.
    Repository,
    /// The secrets of a region.
    Secrets,
    /// Its keys.
    Keys,
    /// Its log groups.
    Logs,
    /// Its security groups.
    SecurityGroups,
    /// Its database snapshots and recovery points.
    Snapshots,
    /// The organization, as its management account has it.
    Membership,
    /// Policies of the organization that hold for the account.
    Guardrails,
    /// Where people sign in.
    Identity,
    /// The root user.
    RootUser,
    /// The trail of what is done.
    Trail,
    /// IAM users.
    IamUsers,
    /// Roles that no pipeline assumes.
    Roles,
    /// Further buckets.
    Buckets,
    /// What has no place of its own in the drawing.
    Other,
    /// The region where the copies are.
    RecoveryRegion,
    /// Copies of the database.
    Copies,
    /// The keys and vaults of the recovery region.
    RecoveryKeys,
}

/// A part of the architecture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Unique in the diagram.
    pub id: String,
    /// What it stands for.
    pub kind: Kind,
    /// The account that it belongs to; empty for the organization and its units.
    pub account: String,
    /// The node that it lies in.
    pub parent: Option<String>,
    /// What it is called.
    pub label: String,
    /// The same for a narrow place.
    pub short: Option<String>,
    /// What else a reader wants to know at a glance.
    pub sub: Option<String>,
    /// How it is.
    pub state: State,
    /// The findings behind that, worst first.
    pub findings: Vec<String>,
    /// Its place among its kind.
    pub rank: u32,
    /// What the resources are called that it stands for.
    #[serde(skip)]
    pub(crate) names: Vec<String>,
}

/// What an edge stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// Requests.
    Traffic,
    /// Copies of data.
    Copy,
    /// What pipelines and Argo CD bring.
    Delivery,
    /// A way in that the document does not know.
    Exposure,
}

/// An edge between two parts of an account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Edge {
    /// The account.
    pub account: String,
    /// Where it begins.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// What it stands for.
    pub kind: Flow,
    /// What is written on it.
    pub label: Option<String>,
    /// The gap between two zones that it goes through, from 1.
    pub via: Option<u32>,
}

/// An account of the diagram.
#[derive(Clone, Debug, Serialize)]
pub struct AccountDrawing {
    /// Twelve digits.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its environment; null for an account that is none.
    pub environment: Option<String>,
    /// The worst of its parts, those apart that could not be read and that no finding is about.
    pub state: State,
    /// Whether it has no VPC.
    pub is_small: bool,
    /// Findings that fail and nobody accepts.
    pub fail: usize,
    /// Findings that could not be decided and nobody accepts.
    pub unknown: usize,
    /// Findings that somebody accepts.
    pub waived: usize,
    /// Accounts of the same shape have the same text here.
    #[serde(skip)]
    pub(crate) shape: String,
}

/// Nodes and edges of all accounts.
#[derive(Clone, Debug, Serialize)]
pub struct Diagram {
    /// The accounts, in the report's order.
    pub accounts: Vec<AccountDrawing>,
    /// The parts, in the order of the drawing.
    pub nodes: Vec<Node>,
    /// What goes from one to another.
    pub edges: Vec<Edge>,
}

impl Diagram {
    /// Draws up what the graph holds, with what the report says of it.
    pub fn new(graph: &Graph, report: &Report) -> Diagram {
        gather::diagram(graph, report)
    }

    /// As JSON with a line break at its end.
    ///
    /// # Errors
    /// Never in practice: nothing in it cannot be written as JSON.
    pub fn json(&self, account: Option<usize>) -> serde_json::Result<String> {
        let text = serde_json::to_string_pretty(&self.only(account))?;
        Ok(text + "\n")
    }

    /// As a flowchart of Mermaid's.
    pub fn mermaid(&self, account: Option<usize>) -> String {
        mermaid::write(&self.only(account))
    }

    /// As a directed graph in Graphviz's language.
    pub fn dot(&self, account: Option<usize>) -> String {
        dot::write(&self.only(account))
    }

    /// One account of it; without one, the whole.
    fn only(&self, account: Option<usize>) -> Diagram {
        let Some(account) = account.and_then(|i| self.accounts.get(i)) else { return self.clone() };
        let nodes = self.nodes.iter().filter(|n| n.account == account.id).cloned();
        Diagram {
            accounts: vec![account.clone()],
            nodes: nodes.collect(),
            edges: self.edges.iter().filter(|e| e.account == account.id).cloned().collect(),
        }
    }
}
