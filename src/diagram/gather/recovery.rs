//! The region where the copies are.

use super::Gather;
use super::account::Place;
use super::parts::Part;
use crate::diagram::{Kind, State};
use crate::model::{BackupVault, DbClusterSnapshot, KmsKey, Record, RecoveryPoint};

impl Gather<'_> {
    pub(super) fn recovery(&mut self, place: &Place<'_>) {
        let Some(region) = place.recovery else { return };
        let mut copies = self.here(place, DbClusterSnapshot::shape(), region);
        copies.extend(self.here(place, RecoveryPoint::shape(), region));
        let mut keys = self.here(place, KmsKey::shape(), region);
        let is_own = |k: &crate::graph::NodeId| self.reader.text(*k, "key_manager") == Some("CUSTOMER");
        keys.retain(is_own);
        let own = keys.len();
        keys.extend(self.here(place, BackupVault::shape(), region));
        if copies.is_empty() && keys.is_empty() && !place.is_environment {
            return;
        }
        let part = Part::new(Kind::RecoveryRegion, place.id, region, region).inside(&place.frame);
        let frame = self.add_as(part.sub("recovery region"), State::Pass, Vec::new());
        let part = Part::new(Kind::Copies, place.id, region, "Copies of the database").short("Copies").inside(&frame);
        if copies.is_empty() {
            self.add_missing(part, DbClusterSnapshot::shape(), region);
        } else {
            let sub = format!("{} cop{}", copies.len(), if copies.len() == 1 { "y" } else { "ies" });
            self.add(part.sub(sub), &copies);
        }
        if !keys.is_empty() {
            let counted = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
            let sub = format!("{} · {}", counted(own, "customer key"), counted(keys.len() - own, "vault"));
            let part = Part::new(Kind::RecoveryKeys, place.id, region, "Keys and vaults").short("Keys");
            self.add(part.inside(&frame).sub(sub), &keys);
        }
    }
}
