//! The organization and its units.

use super::Gather;
use super::parts::Part;
use crate::diagram::Kind;
use crate::graph::NodeId;
use crate::model::{Organization, OrganizationalUnit, Record};

/// Units lie in units, five deep at most; hostile snapshots may say otherwise.
const DEPTH: usize = 8;

impl Gather<'_> {
    pub(super) fn organization(&mut self) {
        let graph = self.reader.graph;
        let organizations = graph.nodes(Organization::shape()).collect::<Vec<_>>();
        let id = organizations.first().map_or("", |n| graph.id(*n));
        // What is wrong with waivers is about no account.
        let waivers = self.verdicts.left("");
        self.verdicts.place(&waivers);
        let mut about = self.verdicts.about(&self.reader, &organizations);
        about.extend(waivers);
        let part = Part::new(Kind::Organization, "", "", "Organization").sub(id);
        let root = self.add_as(part, crate::diagram::State::Pass, about);
        for unit in graph.nodes(OrganizationalUnit::shape()) {
            let parent = self.unit_above(unit).unwrap_or_else(|| root.clone());
            let part = Part::new(Kind::Unit, "", graph.id(unit), graph.name(unit)).inside(&parent).sub(graph.id(unit));
            self.add(part, &[unit]);
        }
    }

    /// The id of the unit that a unit lies in; none directly below the root, and none of units that lie in each other.
    fn unit_above(&self, unit: NodeId) -> Option<String> {
        let above = |unit: NodeId| self.reader.follow(unit, "parent").first().copied();
        let mut at = unit;
        for _ in 0..DEPTH {
            match above(at) {
                Some(next) => at = next,
                None => return above(unit).map(|parent| self.unit_id(parent)),
            }
        }
        None
    }

    fn unit_id(&self, unit: NodeId) -> String {
        format!("/unit/{}", self.reader.graph.id(unit))
    }

    /// What an account lies in: its unit, else the organization.
    pub(super) fn above(&self, account: Option<NodeId>) -> String {
        let unit = account.and_then(|a| self.reader.follow(a, "organizational_unit").first().copied());
        unit.map_or_else(|| "/organization/".to_owned(), |unit| self.unit_id(unit))
    }
}
