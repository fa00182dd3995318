//! What serves a region beside its VPC: the pipelines' role, images, secrets, keys, logs, security groups and snapshots.

use super::Gather;
use super::account::Place;
use super::parts::Part;
use crate::diagram::{Kind, State};
use crate::graph::NodeId;
use crate::model::{
    BackupPlan, BackupVault, DbClusterSnapshot, EcrRegistry, EcrRepository, Grant, KmsKey, LogGroup, OidcProvider,
    Record, RecoveryPoint, Role, Secret, SecurityGroup, Shape,
};

impl Gather<'_> {
    pub(super) fn regional(&mut self, place: &Place<'_>) {
        for region in place.home {
            let frame = place.region_id(region);
            self.repositories(place, region, &frame);
            self.counted(place, region, &frame);
        }
        self.deploy_roles(place);
    }

    /// An account's resources of a type in a region.
    pub(super) fn here(&self, place: &Place<'_>, shape: &'static Shape, region: &str) -> Vec<NodeId> {
        let graph = self.reader.graph;
        let all = self.reader.of_account(place.node, shape).iter().copied();
        all.filter(|n| graph.region(*n) == region).collect()
    }

    fn repositories(&mut self, place: &Place<'_>, region: &str, frame: &str) {
        let graph = self.reader.graph;
        for repository in self.here(place, EcrRepository::shape(), region) {
            let mutability = match self.reader.text(repository, "image_tag_mutability") {
                Some("IMMUTABLE") => "tags stay",
                Some(_) => "tags can be moved",
                None => "",
            };
            let key = format!("{region}/{}", graph.id(repository));
            let part = Part::new(Kind::Repository, place.id, key, format!("ECR {}", graph.name(repository)));
            let mut covers = vec![repository];
            covers.extend(self.reader.list(repository, "images"));
            covers.extend(self.here(place, EcrRegistry::shape(), region));
            self.add(part.inside(frame).sub(mutability), &covers);
        }
        let expected = self.names("images.environments").iter().any(|e| e == place.environment);
        if expected && region == place.first_home() && self.first(Kind::Repository).is_none() {
            let part = Part::new(Kind::Repository, place.id, "missing", "ECR repository").inside(frame);
            self.add_missing(part, EcrRepository::shape(), region);
        }
    }

    /// Parts that stand for many resources of a kind, with their number.
    fn counted(&mut self, place: &Place<'_>, region: &str, frame: &str) {
        let counted = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
        let secrets = self.here(place, Secret::shape(), region);
        let sub = counted(secrets.len(), "secret", "secrets");
        self.one_of(place, frame, region, (Kind::Secrets, "Secrets Manager"), sub, Secret::shape(), &secrets);
        let mut keys = self.here(place, KmsKey::shape(), region);
        let own = keys.iter().filter(|k| self.reader.text(**k, "key_manager") == Some("CUSTOMER")).count();
        let sub = counted(own, "customer key", "customer keys");
        if own == 0 && !place.is_environment {
            keys.clear();
        }
        self.one_of(place, frame, region, (Kind::Keys, "KMS keys"), sub, KmsKey::shape(), &keys);
        let logs = self.here(place, LogGroup::shape(), region);
        let sub = counted(logs.len(), "group", "groups");
        self.one_of(place, frame, region, (Kind::Logs, "CloudWatch Logs"), sub, LogGroup::shape(), &logs);
        let groups = self.here(place, SecurityGroup::shape(), region);
        // Each default VPC has one; alone it is no part of the picture.
        let is_used = groups.len() > 1;
        let sub = counted(groups.len(), "group", "groups");
        let groups = if is_used { groups } else { Vec::new() };
        self.one_of(
            place,
            frame,
            region,
            (Kind::SecurityGroups, "Security groups"),
            sub,
            SecurityGroup::shape(),
            &groups,
        );
        let snapshots = self.here(place, DbClusterSnapshot::shape(), region);
        let automated =
            snapshots.iter().filter(|s| self.reader.text(**s, "snapshot_type") == Some("automated")).count();
        let sub = format!("{automated} automated · {} others", snapshots.len() - automated);
        let label = (Kind::Snapshots, "Snapshots");
        let id = self.one_of(place, frame, region, label, sub, DbClusterSnapshot::shape(), &snapshots);
        if let Some(id) = id {
            for shape in [RecoveryPoint::shape(), BackupVault::shape(), BackupPlan::shape()] {
                let more = self.here(place, shape, region);
                self.cover(&id, &more);
            }
        }
    }

    /// One part for all resources of a kind; where there is none, one that is missing in the region where an environment lives.
    #[expect(clippy::too_many_arguments, reason = "what a part is made of")]
    pub(super) fn one_of(
        &mut self,
        place: &Place<'_>,
        frame: &str,
        region: &str,
        (kind, label): (Kind, &str),
        sub: String,
        shape: &'static Shape,
        resources: &[NodeId],
    ) -> Option<String> {
        let part = Part::new(kind, place.id, region, label).inside(frame);
        if !resources.is_empty() {
            return Some(self.add(part.sub(sub), resources));
        }
        // What is expected of each environment; of the rest there may be none.
        let expected = place.is_environment && region == place.first_home() && kind != Kind::SecurityGroups;
        (expected || !self.reader.is_complete(shape, place.id, region)).then(|| self.add_missing(part, shape, region))
    }

    /// Roles that the issuer of the pipelines' tokens can assume, and the pipelines themselves.
    fn deploy_roles(&mut self, place: &Place<'_>) {
        let graph = self.reader.graph;
        let frame = place.region_id(place.first_home());
        let issuer = self.parameter("delivery.github_issuer").as_str().unwrap_or_default().to_owned();
        let is_theirs = |principal: &str| !issuer.is_empty() && principal.ends_with(&format!("oidc-provider/{issuer}"));
        let roles = self.reader.of_account(place.node, Role::shape());
        let trusting = roles.iter().copied().filter(|role| {
            let grants = self.reader.records(*role, "grants", Grant::shape(), ["principal"]);
            grants.iter().any(|[principal]| self.reader.member_text(*principal).is_some_and(is_theirs))
        });
        let trusting = trusting.collect::<Vec<_>>();
        let providers = self.reader.of_account(place.node, OidcProvider::shape());
        let provider = providers.iter().copied().filter(|p| is_theirs(graph.arn(*p))).collect::<Vec<_>>();
        for role in &trusting {
            let part = Part::new(Kind::DeployRole, place.id, graph.id(*role), "Deploy role").inside(&frame);
            let mut covers = vec![*role];
            covers.extend(&provider);
            self.add(part.sub(graph.name(*role)), &covers);
        }
        let expected = self.names("delivery.github_environments").iter().any(|e| e == place.environment);
        if expected && trusting.is_empty() {
            let part = Part::new(Kind::DeployRole, place.id, "missing", "Deploy role").inside(&frame);
            let shape = if provider.is_empty() { OidcProvider::shape() } else { Role::shape() };
            self.add_missing(part, shape, "global");
        }
        if expected || !trusting.is_empty() {
            let part = Part::new(Kind::Pipelines, place.id, "", "GitHub Actions").short("GitHub Actions");
            self.add_as(part, State::Pass, Vec::new());
        }
    }
}
