//! VPCs with their zones, subnets, gateways and endpoints.

use super::Gather;
use super::account::Place;
use super::parts::Part;
use crate::diagram::{Kind, State};
use crate::graph::NodeId;
use crate::model::{InternetGateway, NatGateway, Record, Subnet, Vpc, VpcEndpoint};
use std::collections::BTreeMap;

impl Gather<'_> {
    pub(super) fn network(&mut self, place: &Place<'_>) {
        let graph = self.reader.graph;
        let vpcs = self.reader.of_account(place.node, Vpc::shape());
        for region in place.home {
            let frame = place.region_id(region);
            let here = vpcs.iter().copied().filter(|v| graph.region(*v) == region).collect::<Vec<_>>();
            let own = here.iter().copied().filter(|v| self.is_drawn(*v)).collect::<Vec<_>>();
            for vpc in &own {
                self.vpc(place, *vpc, &frame);
            }
            let expected = place.is_environment && region == place.first_home() && self.number("network.vpcs") > 0;
            if own.is_empty() && expected {
                let part = Part::new(Kind::Vpc, place.id, format!("{region}/missing"), "VPC").inside(&frame);
                self.add_missing(part, Vpc::shape(), region);
            }
        }
    }

    /// AWS puts a default VPC into each region: it is part of the picture when something stands in it.
    fn is_drawn(&self, vpc: NodeId) -> bool {
        let used = ["network_interfaces", "instances", "eks_clusters", "load_balancers", "nat_gateways"];
        self.reader.flag(vpc, "is_default") != Some(true) || used.iter().any(|u| !self.reader.list(vpc, u).is_empty())
    }

    fn vpc(&mut self, place: &Place<'_>, vpc: NodeId, region: &str) {
        let graph = self.reader.graph;
        let (name, id) = (graph.name(vpc), graph.id(vpc));
        let cidr = self.reader.text(vpc, "cidr_block").unwrap_or_default();
        let is_default = self.reader.flag(vpc, "is_default") == Some(true);
        let label = if is_default { format!("Default VPC {id}") } else { format!("VPC {name}") };
        let part = Part::new(Kind::Vpc, place.id, id, label).inside(region).sub(cidr).rank(usize::from(is_default));
        let mut covers = vec![vpc];
        covers.extend(self.reader.list(vpc, "route_tables"));
        covers.extend(self.reader.list(vpc, "flow_logs"));
        let frame = self.add(part, &covers);
        self.zones(place, vpc, &frame, is_default);
        for gateway in self.reader.list(vpc, "internet_gateways") {
            let part = Part::new(Kind::InternetGateway, place.id, graph.id(*gateway), "Internet gateway");
            self.add(part.inside(&frame).sub(graph.id(*gateway)), &[*gateway]);
        }
        self.endpoints(place, vpc, &frame, is_default);
        if !place.is_environment || is_default {
            return;
        }
        if self.reader.list(vpc, "internet_gateways").is_empty() {
            let part = Part::new(Kind::InternetGateway, place.id, format!("{id}/missing"), "Internet gateway");
            self.add_missing(part.inside(&frame), InternetGateway::shape(), graph.region(vpc));
        }
    }

    fn zones(&mut self, place: &Place<'_>, vpc: NodeId, frame: &str, is_default: bool) {
        let graph = self.reader.graph;
        let mut zones = BTreeMap::<&str, Vec<NodeId>>::new();
        for subnet in self.reader.list(vpc, "subnets") {
            let zone = self.reader.text(*subnet, "availability_zone").unwrap_or("unknown zone");
            zones.entry(zone).or_default().push(*subnet);
        }
        let (vpc_id, region) = (graph.id(vpc), graph.region(vpc));
        let expected = if place.is_environment && !is_default { self.number("network.zones") } else { 0 };
        let mut public = Vec::new();
        for (number, (zone, subnets)) in zones.iter().enumerate() {
            let letter = zone.strip_prefix(region).filter(|l| !l.is_empty()).unwrap_or(zone);
            let part = Part::new(Kind::Zone, place.id, format!("{vpc_id}/{zone}"), *zone).inside(frame);
            let column = self.add_as(part.short(format!("AZ {letter}")), State::Pass, Vec::new());
            for kind in [Kind::PublicSubnet, Kind::PrivateSubnet] {
                let is_public = |n: NodeId| self.reader.flag(n, "is_public") == Some(true);
                let wanted = |n: &NodeId| is_public(*n) == (kind == Kind::PublicSubnet);
                let own = subnets.iter().copied().filter(wanted).collect::<Vec<_>>();
                for subnet in &own {
                    let id = self.subnet(place, *subnet, kind, &column, own.len() > 1);
                    if kind == Kind::PublicSubnet {
                        public.push(id);
                    }
                }
                // What may be public or private may be the one that is missed.
                let is_known = |n: &NodeId| self.reader.flag(*n, "is_public").is_some();
                if own.is_empty() && number < expected && subnets.iter().all(is_known) {
                    let (label, short) = subnet_words(kind);
                    let part = Part::new(kind, place.id, format!("{vpc_id}/{zone}/missing"), label).inside(&column);
                    self.add_missing(part.short(short), Subnet::shape(), region);
                }
            }
        }
        for number in zones.len()..expected {
            let part = Part::new(Kind::Zone, place.id, format!("{vpc_id}/missing {number}"), "Zone").inside(frame);
            self.add_missing(part.short("AZ").rank(1), Subnet::shape(), region);
        }
        let has_nat = !self.those_there(self.reader.list(vpc, "nat_gateways")).is_empty();
        if !has_nat && expected > 0 && self.number("network.nat_gateways") > 0 {
            // Without a public subnet there is nowhere to miss it, and the subnet is missed already.
            if let Some(subnet) = public.first() {
                let part = Part::new(Kind::NatGateway, place.id, format!("{vpc_id}/missing"), "NAT gateway");
                self.add_missing(part.inside(subnet).short("NAT"), NatGateway::shape(), region);
            }
        }
    }

    fn subnet(&mut self, place: &Place<'_>, subnet: NodeId, kind: Kind, column: &str, by_name: bool) -> String {
        let graph = self.reader.graph;
        let (label, short) = subnet_words(kind);
        let is_known = self.reader.flag(subnet, "is_public").is_some();
        let cidr = self.reader.text(subnet, "cidr_block").unwrap_or_default();
        let label = if by_name { graph.name(subnet) } else { label };
        let sub = if is_known { cidr.to_owned() } else { format!("{cidr} · public or private is unknown") };
        let part = Part::new(kind, place.id, graph.id(subnet), label).inside(column).short(short).sub(sub);
        let mut covers = vec![subnet];
        covers.extend(self.reader.list(subnet, "network_interfaces"));
        let findings = self.verdicts.about(&self.reader, &covers);
        let id = self.add_as(part, if is_known { State::Pass } else { State::Unknown }, findings);
        for nat in self.those_there(self.reader.list(subnet, "nat_gateways")) {
            let part = Part::new(Kind::NatGateway, place.id, graph.id(nat), "NAT gateway").inside(&id);
            self.add(part.short("NAT").sub(graph.name(nat)), &[nat]);
        }
        id
    }

    /// AWS goes on listing what is gone for a while.
    pub(super) fn those_there(&self, nodes: &[NodeId]) -> Vec<NodeId> {
        let is_gone = |n: &NodeId| {
            matches!(self.reader.text(*n, "state"), Some("deleted" | "deleting" | "failed" | "terminated"))
        };
        nodes.iter().copied().filter(|n| !is_gone(n)).collect()
    }

    fn endpoints(&mut self, place: &Place<'_>, vpc: NodeId, frame: &str, is_default: bool) {
        let graph = self.reader.graph;
        let prefix = format!("com.amazonaws.{}.", graph.region(vpc));
        let mut wanted = self.names("network.gateway_endpoint_services");
        wanted.extend(self.names("network.interface_endpoint_services"));
        let rank = |service: &str| wanted.iter().position(|w| w == service).unwrap_or(wanted.len());
        let mut found = Vec::new();
        for endpoint in self.those_there(self.reader.list(vpc, "vpc_endpoints")) {
            let service = self.reader.text(endpoint, "service_name").unwrap_or_default();
            let service = service.strip_prefix(&prefix).unwrap_or(service);
            let part = Part::new(Kind::Endpoint, place.id, graph.id(endpoint), service_words(service)).inside(frame);
            self.add(part.sub(graph.name(endpoint)).rank(rank(service)), &[endpoint]);
            found.push(service);
        }
        for service in wanted.iter().filter(|_| place.is_environment && !is_default) {
            if !found.contains(&service.as_str()) {
                let key = format!("{}/{service}/missing", graph.id(vpc));
                let part = Part::new(Kind::Endpoint, place.id, key, service_words(service)).inside(frame);
                self.add_missing(part.rank(rank(service)), VpcEndpoint::shape(), graph.region(vpc));
            }
        }
    }
}

fn subnet_words(kind: Kind) -> (&'static str, &'static str) {
    if kind == Kind::PublicSubnet { ("Public subnet", "public") } else { ("Private subnet", "private") }
}

/// What people call a service.
fn service_words(service: &str) -> &str {
    match service {
        "s3" => "S3",
        "ecr.api" => "ECR api",
        "ecr.dkr" => "ECR dkr",
        "secretsmanager" => "Secrets Manager",
        "dynamodb" => "DynamoDB",
        "sts" => "STS",
        "logs" => "CloudWatch Logs",
        other => other,
    }
}
