//! One account, part by part.

use super::Gather;
use super::parts::Part;
use crate::diagram::{Kind, State};
use crate::findings::ReportAccount;
use crate::graph::NodeId;
use crate::model::{DbCluster, EksCluster, Record};

/// An account while it is drawn up.
pub(super) struct Place<'a> {
    /// Twelve digits.
    pub id: &'a str,
    /// Its resource; none where it could not be read at all.
    pub node: Option<NodeId>,
    /// The id of its frame.
    pub frame: String,
    /// Its environment.
    pub environment: &'a str,
    /// Whether the document says that the application runs in it.
    pub is_environment: bool,
    /// Where the environments live.
    pub home: &'a [String],
    /// Where the copies are.
    pub recovery: Option<&'a str>,
}

impl Place<'_> {
    /// The region that global things which serve the environment are drawn in.
    pub fn first_home(&self) -> &str {
        self.home.first().map_or("", String::as_str)
    }

    /// The id of a region's frame.
    pub fn region_id(&self, region: &str) -> String {
        format!("{}/region/{region}", self.id)
    }
}

impl Gather<'_> {
    pub(super) fn account(&mut self, account: &ReportAccount) {
        let report = self.report;
        self.start = self.drafted.len();
        let (home, recovery) = self.regions();
        let node = self.reader.account(&account.id);
        let environment = account.environment.as_deref().unwrap_or_default();
        let above = self.above(node);
        let part = Part::new(Kind::Account, &account.id, "", &account.name).inside(&above).sub(&account.id);
        let frame = self.add_as(part, State::Pass, Vec::new());
        let is_environment = self.names("organization.environments").iter().any(|e| e == environment);
        let recovery = recovery.then(|| report.snapshot.regions.last().map(String::as_str)).flatten();
        let home = &report.snapshot.regions[..home];
        let place = Place { id: &account.id, node, frame, environment, is_environment, home, recovery };
        for region in home {
            let part = Part::new(Kind::Region, place.id, region, region).inside(&place.frame).sub("home region");
            self.add_as(part, State::Pass, Vec::new());
        }
        self.edge(&place);
        self.network(&place);
        self.compute(&place);
        self.database(&place);
        self.regional(&place);
        self.recovery(&place);
        self.controls(&place);
        self.links(&place);
        self.settle_wholes(place.id, &place.frame);
        self.leftovers(&place);
        // A region in which there is nothing to draw is no part of the picture.
        let is_empty = |gather: &Self, id: &str| {
            !gather.drafted[gather.start..].iter().any(|d| d.node.parent.as_deref() == Some(id))
        };
        let empty = home.iter().map(|r| place.region_id(r)).filter(|id| is_empty(self, id)).collect::<Vec<_>>();
        self.drafted.retain(|d| !empty.contains(&d.node.id));
    }

    /// How many of the report's regions are home to environments, and whether the last one is for recovery: the report names
    /// that one last, without saying whether there is one. One with a cluster of its own is no mere store of copies.
    fn regions(&self) -> (usize, bool) {
        let regions = &self.report.snapshot.regions;
        let graph = self.reader.graph;
        let mut workloads = graph.nodes(EksCluster::shape()).chain(graph.nodes(DbCluster::shape()));
        let is_recovery =
            regions.last().is_some_and(|last| regions.len() > 1 && !workloads.any(|n| graph.region(n) == last));
        (regions.len() - usize::from(is_recovery), is_recovery)
    }

    /// Findings about what has no place of its own: a part for each type and region.
    fn leftovers(&mut self, place: &Place<'_>) {
        let findings = self.verdicts.left(place.id);
        let key = |i: &usize| {
            let finding = &self.verdicts.findings[*i];
            (finding.resource.r#type.clone(), finding.region.clone())
        };
        let mut kinds = findings.iter().map(key).collect::<Vec<_>>();
        kinds.sort();
        kinds.dedup();
        for (r#type, region) in kinds {
            let of = |i: &usize| key(i) == (r#type.clone(), region.clone());
            let own = findings.iter().copied().filter(of).collect::<Vec<_>>();
            let mut names = own.iter().map(|i| self.verdicts.findings[*i].resource.name.as_str()).collect::<Vec<_>>();
            names.sort_unstable();
            names.dedup();
            let kind = r#type.rsplit("::").next().unwrap_or(&r#type);
            let label = match names.as_slice() {
                [name] => format!("{kind} {name}"),
                names => format!("{} × {kind}", names.len()),
            };
            let part = Part::new(Kind::Other, place.id, format!("{}/{region}", r#type), label);
            self.verdicts.place(&own);
            self.add_as(part.inside(&place.frame).sub(region.as_str()), State::Pass, own);
        }
    }
}
