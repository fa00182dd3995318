//! What stands in front: CloudFront, its web ACL, and the bucket of the single-page application.

use super::Gather;
use super::account::Place;
use super::parts::Part;
use crate::diagram::{Kind, State};
use crate::graph::{NodeId, Tag};
use crate::model::{Bucket, Distribution, Origin, Record, WebAcl};
use std::collections::BTreeSet;

impl Gather<'_> {
    pub(super) fn edge(&mut self, place: &Place<'_>) {
        let graph = self.reader.graph;
        let distributions = self.reader.of_account(place.node, Distribution::shape());
        for distribution in distributions {
            let tls = self.reader.text(*distribution, "minimum_protocol_version").unwrap_or("TLS unknown");
            let tls = tls.split('_').next().unwrap_or(tls).replace("TLSv", "TLS ");
            let part = Part::new(Kind::Distribution, place.id, graph.id(*distribution), "CloudFront");
            let sub = format!("{tls} · {}", graph.id(*distribution));
            let mut covers = vec![*distribution];
            covers.extend(self.reader.list(*distribution, "invalidations"));
            covers.extend(self.reader.list(*distribution, "delivery_sources"));
            self.add(part.inside(&place.frame).sub(sub), &covers);
        }
        for acl in self.reader.of_account(place.node, WebAcl::shape()) {
            let action = self.reader.text(*acl, "default_action").unwrap_or_default().to_lowercase();
            let part = Part::new(Kind::WebAcl, place.id, graph.id(*acl), "AWS WAF").inside(&place.frame);
            self.add(part.sub(format!("{} · else {action}", graph.name(*acl))), &[*acl]);
        }
        for bucket in self.served(place) {
            let part = Part::new(Kind::Bucket, place.id, graph.id(bucket), "S3 frontend").inside(&place.frame);
            self.add(part.sub(graph.name(bucket)), &[bucket]);
        }
        let in_list = |list: &str| self.names(list).iter().any(|e| e == place.environment);
        let (edge, frontend) = (in_list("edge.environments"), in_list("frontend.environments"));
        let expected = [
            (edge, Kind::WebAcl, "AWS WAF", WebAcl::shape()),
            (edge || frontend, Kind::Distribution, "CloudFront", Distribution::shape()),
            (frontend, Kind::Bucket, "S3 frontend", Bucket::shape()),
        ];
        for (_, kind, label, shape) in expected.into_iter().filter(|(is_expected, ..)| *is_expected) {
            if self.first(kind).is_none() {
                self.add_missing(Part::new(kind, place.id, "missing", label).inside(&place.frame), shape, "global");
            }
        }
        let is_entered = place.is_environment || self.first(Kind::Distribution).is_some();
        if is_entered {
            let part = Part::new(Kind::Users, place.id, "", "Internet users").short("Internet");
            self.add_as(part, State::Pass, Vec::new());
        }
    }

    /// The buckets that the account's distributions serve.
    pub(super) fn served(&self, place: &Place<'_>) -> BTreeSet<NodeId> {
        let distributions = self.reader.of_account(place.node, Distribution::shape());
        let origins =
            distributions.iter().flat_map(|d| self.reader.records(*d, "origins", Origin::shape(), ["bucket"]));
        origins.filter(|[bucket]| bucket.tag() == Tag::Node).map(|[bucket]| NodeId(bucket.low())).collect()
    }
}
