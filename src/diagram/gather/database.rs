//! Aurora clusters and the instances of databases.

use super::Gather;
use super::account::Place;
use super::parts::Part;
use crate::diagram::Kind;
use crate::graph::{NodeId, Tag};
use crate::model::{DbCluster, DbClusterMember, DbInstance, Record, ServerlessV2Scaling};
use std::collections::BTreeSet;

impl Gather<'_> {
    pub(super) fn database(&mut self, place: &Place<'_>) {
        for cluster in self.reader.of_account(place.node, DbCluster::shape()) {
            self.database_cluster(place, *cluster);
        }
        for instance in self.reader.of_account(place.node, DbInstance::shape()) {
            if self.reader.follow(*instance, "cluster").is_empty() {
                self.database_instance(place, *instance, "RDS instance", None);
            }
        }
        let expected = place.is_environment && self.number("database.clusters") > 0;
        if let (Some(vpc), None, true) = (self.first(Kind::Vpc), self.first(Kind::Database), expected) {
            let part = Part::new(Kind::Database, place.id, "missing", "Aurora PostgreSQL").inside(&vpc);
            self.add_missing(part, DbCluster::shape(), place.first_home());
        }
    }

    fn database_cluster(&mut self, place: &Place<'_>, cluster: NodeId) {
        let graph = self.reader.graph;
        let groups = self.reader.follow(cluster, "subnet_group");
        let vpc = groups.first().and_then(|group| self.drawn_vpc(place, *group, "vpc"));
        let Some(vpc) = vpc.or_else(|| self.first(Kind::Vpc)) else { return };
        let engine = match self.reader.text(cluster, "engine") {
            Some("aurora-postgresql") => "Aurora PostgreSQL",
            Some("aurora-mysql") => "Aurora MySQL",
            Some(other) => other,
            None => "Database",
        };
        let scaling = ServerlessV2Scaling::shape();
        let scaling = self.reader.records(cluster, "serverless_v2_scaling", scaling, ["min_capacity", "max_capacity"]);
        let capacity = scaling.first().and_then(|range| {
            let [min, max] = range.map(|n| self.reader.member_number(n));
            Some(format!("Serverless v2 · {}–{} ACU", min?, max?))
        });
        let sub = [self.reader.text(cluster, "engine_version").map(str::to_owned), capacity];
        let sub = sub.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let key = format!("{}/{}", graph.region(cluster), graph.id(cluster));
        let label = format!("{engine} {}", graph.name(cluster));
        let part = Part::new(Kind::Database, place.id, key, label).inside(&vpc).sub(sub);
        let mut covers = vec![cluster];
        covers.extend(groups);
        covers.extend(self.reader.list(cluster, "restore_jobs"));
        self.add(part, &covers);
        self.members(place, cluster, &vpc);
    }

    fn members(&mut self, place: &Place<'_>, cluster: NodeId, vpc: &str) {
        let members = ["instance", "is_cluster_writer"];
        let roles = self.reader.records(cluster, "members", DbClusterMember::shape(), members);
        let writers = roles.iter().filter(|[instance, writes]| instance.tag() == Tag::Node && writes.low() == 1);
        let writers = writers.map(|[instance, _]| NodeId(instance.low())).collect::<BTreeSet<_>>();
        let mut zones = BTreeSet::new();
        let instances = self.reader.list(cluster, "instances");
        for instance in instances {
            let label = if writers.contains(instance) { "Aurora writer" } else { "Aurora reader" };
            let home = self.database_instance(place, *instance, label, Some(vpc));
            zones.insert(home);
        }
        let region = self.reader.graph.region(cluster);
        if place.is_environment && zones.len() < self.number("database.instance_zones").min(2) {
            let of_vpc =
                |zone: &str| self.drafted(zone).is_some_and(|i| self.drafted[i].node.parent.as_deref() == Some(vpc));
            let private = self.drafted[self.start..].iter().filter(|d| {
                let node = &d.node;
                node.kind == Kind::PrivateSubnet && !zones.contains(&Some(node.id.clone()))
            });
            let private = private.filter(|d| d.node.parent.as_deref().is_some_and(of_vpc));
            let home = private.min_by(|a, b| crate::diagram::order::natural(&a.node.id, &b.node.id));
            let home = home.map(|d| d.node.id.clone());
            let (label, short) =
                if writers.is_empty() { ("Aurora writer", "writer") } else { ("Aurora reader", "reader") };
            if let Some(home) = home {
                let part = Part::new(Kind::DatabaseInstance, place.id, "missing", label).inside(&home).short(short);
                self.add_missing(part.rank(1), DbInstance::shape(), region);
            }
        }
    }

    /// Adds an instance to the subnet of its group that lies in its zone; without one, to the VPC's first private subnet, and
    /// without that to the account. Returns where.
    fn database_instance(
        &mut self,
        place: &Place<'_>,
        instance: NodeId,
        label: &str,
        vpc: Option<&str>,
    ) -> Option<String> {
        let graph = self.reader.graph;
        let zone = self.reader.text(instance, "availability_zone");
        let groups = self.reader.follow(instance, "subnet_group");
        let subnets = groups.first().map(|group| self.reader.follow(*group, "subnets")).unwrap_or_default();
        let near = subnets.iter().find(|s| zone.is_some() && self.reader.text(**s, "availability_zone") == zone);
        let known = near.and_then(|subnet| self.drawn_subnet(place, *subnet));
        let key = format!("{}/{}", graph.region(instance), graph.id(instance));
        let short = label.split(' ').next_back().unwrap_or(label);
        let class = self.reader.text(instance, "db_instance_class").unwrap_or_default();
        let sub = if zone.is_none() { format!("{class} · zone unknown") } else { class.to_owned() };
        let rank = usize::from(label != "Aurora writer");
        let fallback = || self.first(Kind::PrivateSubnet).filter(|_| vpc.is_some());
        let home = known.clone().or_else(fallback).unwrap_or_else(|| place.frame.clone());
        let kind = if home == place.frame { Kind::Other } else { Kind::DatabaseInstance };
        let part = Part::new(kind, place.id, key, label).inside(&home).short(short).sub(sub).rank(rank);
        self.add(part, &[instance]);
        known
    }
}
