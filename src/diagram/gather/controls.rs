//! What holds an account as a whole: policies of the organization, sign-in, root user, trail, users and roles.

use super::Gather;
use super::account::Place;
use super::parts::Part;
use crate::diagram::{Kind, State};
use crate::graph::NodeId;
use crate::model::{
    AccountSummary, Bucket, IdentityCenterInstance, Organization, OrganizationPolicy, Record, Role, SamlProvider,
    Trail, User,
};

impl Gather<'_> {
    pub(super) fn controls(&mut self, place: &Place<'_>) {
        let graph = self.reader.graph;
        for organization in self.reader.of_account(place.node, Organization::shape()) {
            let part = Part::new(Kind::Membership, place.id, graph.id(*organization), "Organization");
            self.add(part.inside(&place.frame).sub(graph.id(*organization)), &[*organization]);
        }
        self.guardrails(place);
        self.identity(place);
        self.root_user(place);
        let trails = self.reader.of_account(place.node, Trail::shape());
        if !trails.is_empty() {
            let part = Part::new(Kind::Trail, place.id, "", "CloudTrail").inside(&place.frame);
            self.add(part.sub(self.listed(trails)), trails);
        } else if place.is_environment {
            let part = Part::new(Kind::Trail, place.id, "", "CloudTrail").inside(&place.frame);
            self.add_missing(part, Trail::shape(), place.first_home());
        }
        let users = self.reader.of_account(place.node, User::shape());
        if !users.is_empty() {
            let part = Part::new(Kind::IamUsers, place.id, "", "IAM users").inside(&place.frame);
            self.add(part.sub(self.listed(users)), users);
        }
        let deploy = |role: &NodeId| self.drafted(&format!("{}/deploy_role/{}", place.id, graph.id(*role))).is_some();
        let roles = self.reader.of_account(place.node, Role::shape()).iter().copied();
        let roles = roles.filter(|role| !deploy(role)).collect::<Vec<_>>();
        if !roles.is_empty() {
            let label = if roles.len() == 1 { "1 role".to_owned() } else { format!("{} roles", roles.len()) };
            let part = Part::new(Kind::Roles, place.id, "", "IAM roles").inside(&place.frame);
            self.add(part.sub(label), &roles);
        }
        let served = self.served(place);
        let buckets = self.reader.of_account(place.node, Bucket::shape()).iter().copied();
        let buckets = buckets.filter(|b| !served.contains(b)).collect::<Vec<_>>();
        if !buckets.is_empty() {
            let part = Part::new(Kind::Buckets, place.id, "", "S3 buckets").inside(&place.frame);
            self.add(part.sub(self.listed(&buckets)), &buckets);
        }
    }

    /// The names of some resources.
    fn listed(&self, nodes: &[NodeId]) -> String {
        // What has no name is called by the end of its ARN.
        let name = |n: &NodeId| self.reader.graph.name(*n).rsplit('/').next().unwrap_or_default();
        let mut names = nodes.iter().map(name).collect::<Vec<_>>();
        names.sort_unstable();
        names.join(", ")
    }

    fn guardrails(&mut self, place: &Place<'_>) {
        let Some(account) = place.node else { return };
        let policies = self.reader.follow(account, "service_control_policies").into_iter();
        let own = policies.filter(|p| self.reader.flag(*p, "aws_managed") != Some(true)).collect::<Vec<_>>();
        let part = Part::new(Kind::Guardrails, place.id, "", "Service control policies").short("Policies");
        let part = part.inside(&place.frame);
        if !own.is_empty() {
            self.add(part.sub(self.listed(&own)), &own);
        } else if place.is_environment {
            // Policies are the organization's: they are listed by its management account.
            let ghost = self.reader.graph.ghosts.iter().any(|g| std::ptr::eq(g.shape, OrganizationPolicy::shape()));
            let policies = self.reader.graph.nodes(OrganizationPolicy::shape());
            // Not asked for at all, as of an account by itself: nothing is known.
            if ghost || policies.len() == 0 {
                self.add_as(part.sub("could not be read"), State::Unknown, Vec::new());
            } else {
                self.add_as(part, State::Missing, Vec::new());
            }
        }
    }

    fn identity(&mut self, place: &Place<'_>) {
        let mut sources = self.reader.of_account(place.node, IdentityCenterInstance::shape()).to_vec();
        sources.extend(self.reader.of_account(place.node, SamlProvider::shape()));
        let admitted = place.node.map_or(0, |account| self.reader.list(account, "admitted_assignments").len());
        if sources.is_empty() && admitted == 0 {
            return;
        }
        let sub = match admitted {
            0 => self.listed(&sources),
            _ => "Identity Center".to_owned(),
        };
        let part = Part::new(Kind::Identity, place.id, "", "Sign-in").inside(&place.frame).sub(sub);
        self.add(part, &sources);
    }

    fn root_user(&mut self, place: &Place<'_>) {
        let summaries = self.reader.of_account(place.node, AccountSummary::shape());
        if summaries.is_empty() && !place.is_environment {
            return;
        }
        let part = Part::new(Kind::RootUser, place.id, "", "Root user").inside(&place.frame);
        if summaries.is_empty() {
            self.add_missing(part, AccountSummary::shape(), "global");
        } else {
            let counted = |field: &str| summaries.first().and_then(|s| self.reader.number(*s, field));
            let mfa = counted("account_mfa_enabled").map(|n| if n > 0 { "MFA" } else { "no MFA" });
            let keys = counted("account_access_keys_present").map(|n| if n > 0 { "access keys" } else { "no keys" });
            let sub = [mfa, keys].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            self.add(part.sub(sub), summaries);
        }
    }
}
