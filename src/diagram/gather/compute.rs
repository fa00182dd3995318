//! Load balancers, clusters with their controllers, node groups, and other instances.

use super::Gather;
use super::account::Place;
use super::parts::Part;
use crate::diagram::{Kind, State};
use crate::graph::NodeId;
use crate::model::{
    Capability, EksCluster, Instance, LoadBalancer, NodeGroup, NodeGroupScaling, PodIdentityAssociation, Record,
};
use std::collections::BTreeMap;

impl Gather<'_> {
    pub(super) fn compute(&mut self, place: &Place<'_>) {
        let graph = self.reader.graph;
        for balancer in self.reader.of_account(place.node, LoadBalancer::shape()) {
            let Some(vpc) = self.drawn_vpc(place, *balancer, "vpc") else { continue };
            let is_public = self.reader.text(*balancer, "scheme") == Some("internet-facing");
            let label = match self.reader.text(*balancer, "load_balancer_type") {
                Some("application") => "Application Load Balancer",
                Some("network") => "Network Load Balancer",
                _ => "Load balancer",
            };
            let sub = format!("{} · {}", graph.name(*balancer), if is_public { "internet-facing" } else { "internal" });
            let part = Part::new(Kind::LoadBalancer, place.id, graph.id(*balancer), label).inside(&vpc).sub(sub);
            let mut covers = vec![*balancer];
            covers.extend(self.reader.list(*balancer, "listeners"));
            covers.extend(self.reader.list(*balancer, "target_groups"));
            self.add(part.rank(usize::from(!is_public)), &covers);
        }
        for cluster in self.reader.of_account(place.node, EksCluster::shape()) {
            self.cluster(place, *cluster);
        }
        self.instances(place);
        if let Some(vpc) = self.first(Kind::Vpc).filter(|_| place.is_environment) {
            let region = place.first_home();
            let in_list = |list: &str| self.names(list).iter().any(|e| e == place.environment);
            if in_list("edge.load_balancer_environments") && self.first(Kind::LoadBalancer).is_none() {
                let part = Part::new(Kind::LoadBalancer, place.id, "missing", "Application Load Balancer").inside(&vpc);
                self.add_missing(part, LoadBalancer::shape(), region);
            }
            if self.number("compute.clusters") > 0 && self.first(Kind::Cluster).is_none() {
                let part = Part::new(Kind::Cluster, place.id, "missing", "EKS cluster").inside(&vpc);
                self.add_missing(part, EksCluster::shape(), region);
            }
        }
    }

    /// The first part of a kind that the account has in the drawing.
    pub(super) fn first(&self, kind: Kind) -> Option<String> {
        let of = |d: &&super::Drafted| d.node.kind == kind;
        let first =
            self.drafted[self.start..].iter().filter(of).min_by(|a, b| crate::diagram::order::order(&a.node, &b.node));
        first.map(|d| d.node.id.clone())
    }

    /// The id of the VPC that a relation leads to, when it is in the drawing.
    pub(super) fn drawn_vpc(&self, place: &Place<'_>, node: NodeId, relation: &str) -> Option<String> {
        let vpc = self.reader.follow(node, relation).first().copied()?;
        let id = format!("{}/vpc/{}", place.id, self.reader.graph.id(vpc));
        self.drafted(&id).map(|_| id)
    }

    /// The id of a subnet, when it is in the drawing.
    pub(super) fn drawn_subnet(&self, place: &Place<'_>, subnet: NodeId) -> Option<String> {
        let id = self.reader.graph.id(subnet);
        let ids = ["public_subnet", "private_subnet"].map(|kind| format!("{}/{kind}/{id}", place.id));
        ids.into_iter().find(|id| self.drafted(id).is_some())
    }

    fn cluster(&mut self, place: &Place<'_>, cluster: NodeId) {
        let graph = self.reader.graph;
        let Some(vpc) = self.drawn_vpc(place, cluster, "vpc") else { return };
        let version = self.reader.text(cluster, "version").unwrap_or("version unknown");
        let access = match self.reader.flag(cluster, "endpoint_public_access") {
            Some(true) => "public endpoint",
            _ => "private endpoint",
        };
        let key = format!("{}/{}", graph.region(cluster), graph.id(cluster));
        let label = format!("EKS {}", graph.name(cluster));
        let part = Part::new(Kind::Cluster, place.id, key, label).inside(&vpc).sub(format!("{version} · {access}"));
        let mut covers = vec![cluster];
        covers.extend(self.reader.list(cluster, "addons"));
        covers.extend(self.reader.list(cluster, "access_entries"));
        let id = self.add(part, &covers);
        self.controllers(place, cluster, &id);
        for group in self.reader.list(cluster, "node_groups") {
            self.node_group(place, *group, &id);
        }
    }

    fn controllers(&mut self, place: &Place<'_>, cluster: NodeId, id: &str) {
        let graph = self.reader.graph;
        let wanted = ["compute.load_balancer_controller", "compute.karpenter_controller", "secrets.controller"];
        let wanted = wanted.map(|path| self.parameter(path).as_str().unwrap_or_default().to_owned());
        let words = [("LB controller", "LB ctrl"), ("Karpenter", "Karpenter"), ("External Secrets", "Ext. secrets")];
        for association in self.reader.list(cluster, "pod_identity_associations") {
            let account = self.reader.text(*association, "service_account").unwrap_or_default();
            let rank = wanted.iter().position(|w| w == account);
            let (label, short) = rank.and_then(|i| words.get(i)).copied().unwrap_or((account, account));
            let part = Part::new(Kind::Controller, place.id, graph.id(*association), label).inside(id).short(short);
            self.add(part.sub("a role of its own").rank(rank.unwrap_or(wanted.len())), &[*association]);
        }
        let mut has_argocd = false;
        for capability in self.reader.list(cluster, "capabilities") {
            let kind = self.reader.text(*capability, "capability_type").unwrap_or_default();
            has_argocd |= kind == "ARGOCD";
            let label = if kind == "ARGOCD" { "Argo CD" } else { graph.name(*capability) };
            let status = self.reader.text(*capability, "status").unwrap_or_default().to_lowercase();
            let part = Part::new(Kind::Controller, place.id, graph.id(*capability), label).inside(id).sub(status);
            self.add(part.short(label).rank(wanted.len() + 1), &[*capability]);
        }
        let expects = self.names("delivery.argocd_environments").iter().any(|e| e == place.environment);
        if expects && !has_argocd {
            let part = Part::new(Kind::Controller, place.id, "argocd/missing", "Argo CD").inside(id).short("Argo CD");
            let part = part.rank(wanted.len() + 1);
            if self.reader.is_complete(Capability::shape(), place.id, graph.region(cluster)) {
                // What somebody has installed into a cluster is in no listing of AWS's: that it is none of EKS's says nothing.
                self.add_as(part.sub("none of EKS's; in the cluster: not read"), State::Unknown, Vec::new());
            } else {
                self.add_missing(part, Capability::shape(), graph.region(cluster));
            }
        }
        let roles = PodIdentityAssociation::shape();
        if !self.reader.is_complete(roles, place.id, graph.region(cluster)) {
            let part = Part::new(Kind::Controller, place.id, "missing", "Controllers").inside(id).short("Controllers");
            self.add_missing(part.rank(wanted.len() + 2), roles, graph.region(cluster));
        }
    }

    fn node_group(&mut self, place: &Place<'_>, group: NodeId, cluster: &str) {
        let graph = self.reader.graph;
        let members = ["desired_size"];
        let size = self.reader.records(group, "scaling_config", NodeGroupScaling::shape(), members);
        let size = size.first().and_then(|[size]| self.reader.member_number(*size));
        let bought = match self.reader.text(group, "capacity_type") {
            Some("SPOT") => "Spot",
            Some("ON_DEMAND") => "on demand",
            Some(other) => other,
            None => "",
        };
        let sub = size.map_or_else(|| bought.to_owned(), |n| format!("{bought} · {n} in all"));
        let name = graph.name(group);
        let subnets = self.reader.follow(group, "subnets");
        let homes = subnets.into_iter().filter_map(|s| Some((graph.id(s), self.drawn_subnet(place, s)?)));
        let mut homes = homes.collect::<Vec<_>>();
        if homes.is_empty() {
            homes.push(("cluster", cluster.to_owned()));
        }
        for (subnet, home) in homes {
            let key = format!("{}@{subnet}", graph.id(group));
            let part = Part::new(Kind::NodeGroup, place.id, key, name).inside(&home).short(name);
            self.add(part.sub(sub.as_str()), &[group]);
        }
    }

    fn instances(&mut self, place: &Place<'_>) {
        let graph = self.reader.graph;
        let groups = self.reader.of_account(place.node, NodeGroup::shape());
        let mut others = BTreeMap::<(String, String), Vec<NodeId>>::new();
        for instance in self.reader.of_account(place.node, Instance::shape()) {
            let subnet = self.reader.follow(*instance, "subnet").first().copied();
            let Some((subnet, home)) = subnet.and_then(|s| Some((s, self.drawn_subnet(place, s)?))) else { continue };
            let group = self.reader.tag(*instance, "eks:nodegroup-name");
            let group =
                group.and_then(|name| groups.iter().find(|g| self.reader.text(**g, "nodegroup_name") == Some(name)));
            let chip = group.map(|g| format!("{}/node_group/{}@{}", place.id, graph.id(*g), graph.id(subnet)));
            match chip.filter(|id| self.drafted(id).is_some()) {
                Some(id) => self.cover(&id, &[*instance]),
                None => {
                    let is_karpenters = self.reader.tag(*instance, "karpenter.sh/nodepool").is_some();
                    let name = if is_karpenters { "Karpenter nodes" } else { graph.name(*instance) };
                    others.entry((home, name.to_owned())).or_default().push(*instance);
                }
            }
        }
        for ((home, name), instances) in others {
            let there = self.those_there(&instances);
            if there.is_empty() {
                continue;
            }
            let count = there.len();
            let sub = if count == 1 { "EC2 instance".to_owned() } else { format!("{count} EC2 instances") };
            let part = Part::new(Kind::Instances, place.id, format!("{name}@{home}"), name.as_str()).inside(&home);
            self.add(part.short(name.as_str()).sub(sub), &there);
        }
    }
}
