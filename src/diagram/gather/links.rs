//! What goes from one part to another.

use super::Gather;
use super::account::Place;
use super::verdicts;
use crate::diagram::{Edge, Flow, Kind, State};
use crate::model::{LoadBalancer, Record, SecurityGroup, index_of};
use serde_json::Value;

/// Members of evidence that say, when they are true, that the internet gets in.
const WAYS_IN: [(&str, &str); 3] = [
    (".admits_internet", "open to the internet"),
    ("resource.endpoint_public_access", "public endpoint"),
    ("resource.publicly_accessible", "publicly accessible"),
];

impl Gather<'_> {
    pub(super) fn links(&mut self, place: &Place<'_>) {
        let one = |gather: &Self, kind| gather.first(kind);
        let [users, pipelines] = [Kind::Users, Kind::Pipelines].map(|k| one(self, k));
        let [acl, distribution, bucket] = [Kind::WebAcl, Kind::Distribution, Kind::Bucket].map(|k| one(self, k));
        let [gateway, balancer, cluster] =
            [Kind::InternetGateway, Kind::LoadBalancer, Kind::Cluster].map(|k| one(self, k));
        let [database, role, repository] = [Kind::Database, Kind::DeployRole, Kind::Repository].map(|k| one(self, k));
        let [snapshots, copies] = [Kind::Snapshots, Kind::Copies].map(|k| one(self, k));
        let way_in = distribution.clone().or(users.clone());
        let flows = [
            (&users, &distribution, Flow::Traffic, "HTTPS", None),
            (&acl, &distribution, Flow::Traffic, "filters", None),
            (&distribution, &bucket, Flow::Traffic, "", None),
            (&way_in, &gateway, Flow::Traffic, "", None),
            (&gateway, &balancer, Flow::Traffic, "", None),
            (&balancer, &cluster, Flow::Traffic, "", Some(1)),
            (&cluster, &database, Flow::Traffic, "", Some(2)),
            (&pipelines, &role, Flow::Delivery, "OIDC", None),
            (&role, &repository, Flow::Delivery, "push", None),
            (&repository, &cluster, Flow::Delivery, "", None),
            (&database, &snapshots, Flow::Copy, "", None),
            (&snapshots, &copies, Flow::Copy, "", None),
        ];
        for (from, to, kind, label, via) in flows {
            if let (Some(from), Some(to)) = (from, to) {
                let label = Some(label).filter(|l| !l.is_empty()).map(str::to_owned);
                self.edges.push(Edge {
                    account: place.id.to_owned(),
                    from: from.clone(),
                    to: to.clone(),
                    kind,
                    label,
                    via,
                });
            }
        }
        if let Some(users) = users {
            self.exposures(place, &users);
        }
    }

    /// A failure whose evidence says that the internet gets in, as a way that leads past the documented one.
    fn exposures(&mut self, place: &Place<'_>, users: &str) {
        let ways = self.verdicts.deviating(place.id).iter().filter_map(|i| {
            let (i, finding) = (*i, &self.verdicts.findings[*i]);
            let fails = verdicts::state(finding) == State::Fail;
            let way = finding.evidence.iter().filter(|e| fails && e.value == Value::Bool(true));
            let way = way.filter_map(|e| Some((e, WAYS_IN.iter().find(|(end, _)| e.path.ends_with(end))?)));
            way.map(|(e, (_, label))| (i, port(finding, &e.path).unwrap_or_else(|| (*label).to_owned()))).next()
        });
        for (finding, label) in ways.collect::<Vec<_>>() {
            for target in self.exposed(place, finding) {
                let (account, label) = (place.id.to_owned(), Some(label.clone()));
                let edge = Edge { account, from: users.to_owned(), to: target, kind: Flow::Exposure, label, via: None };
                self.edges.push(edge);
            }
        }
    }

    /// What a finding lays open: the part itself, or what a security group guards; else its VPC.
    fn exposed(&self, place: &Place<'_>, finding: usize) -> Vec<String> {
        let graph = self.reader.graph;
        let resource = &self.report.findings[finding].resource;
        if resource.r#type != SecurityGroup::shape().type_name() {
            let of = |d: &&super::Drafted| d.findings.contains(&finding);
            let is_open = |kind| matches!(kind, Kind::Cluster | Kind::Database | Kind::LoadBalancer);
            let found = self.drafted[self.start..].iter().filter(of).filter(|d| is_open(d.node.kind));
            return found.map(|d| d.node.id.clone()).collect();
        }
        let groups = self.reader.of_account(place.node, SecurityGroup::shape());
        let Some(group) = groups.iter().find(|g| graph.arn(**g) == resource.arn) else { return Vec::new() };
        let guarded = ["eks_clusters", "db_clusters", "load_balancers"].map(|list| self.reader.list(*group, list));
        let ids = guarded.into_iter().flatten().map(|node| {
            let shape = self.reader.graph.shape(*node);
            let kind = match shape.type_name() {
                "AWS::EKS::Cluster" => "cluster",
                "AWS::RDS::DBCluster" => "database",
                _ => "load_balancer",
            };
            let is_balancer = index_of(shape) == index_of(LoadBalancer::shape());
            let key = if is_balancer {
                graph.id(*node).to_owned()
            } else {
                format!("{}/{}", graph.region(*node), graph.id(*node))
            };
            format!("{}/{kind}/{key}", place.id)
        });
        let mut ids = ids.filter(|id| self.drafted(id).is_some()).collect::<Vec<_>>();
        if ids.is_empty() {
            ids.extend(self.drawn_vpc(place, *group, "vpc"));
        }
        ids
    }
}

/// The port that a rule of a security group opens, where the evidence tells.
fn port(finding: &crate::findings::Finding, path: &str) -> Option<String> {
    let rule = path.strip_suffix(".admits_internet")?;
    let value = |member: &str| {
        let path = format!("{rule}.{member}");
        finding.evidence.iter().find(|e| e.path == path).and_then(|e| e.value.as_i64())
    };
    let from = value("from_port")?;
    let to = value("to_port").unwrap_or(from);
    Some(if from == to { format!("port {from} is open") } else { format!("ports {from}–{to} are open") })
}
