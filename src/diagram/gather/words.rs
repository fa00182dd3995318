//! What a finding about an account, a VPC or a cluster as a whole is really about: the id of a rule is the desired state, so it
//! names the part.

use super::Gather;
use crate::diagram::{Kind, State};
use crate::findings::Finding;

/// The first word that the id holds decides.
const PARTS: [(&str, Kind); 31] = [
    ("endpoint-is", Kind::Cluster),
    ("gateway-endpoint", Kind::Endpoint),
    ("interface-endpoint", Kind::Endpoint),
    ("nat-gateway", Kind::NatGateway),
    ("internet-gateway", Kind::InternetGateway),
    ("public-subnets", Kind::PublicSubnet),
    ("private-subnets", Kind::PrivateSubnet),
    ("instances-span", Kind::DatabaseInstance),
    ("another-region", Kind::Copies),
    ("web-acl", Kind::WebAcl),
    ("distribution", Kind::Distribution),
    ("load-balancer", Kind::LoadBalancer),
    ("aurora", Kind::Database),
    ("database", Kind::Database),
    ("node-groups", Kind::NodeGroup),
    ("argocd", Kind::Controller),
    ("github-is", Kind::DeployRole),
    ("repositories", Kind::Repository),
    ("secrets", Kind::Secrets),
    ("bucket", Kind::Bucket),
    ("sign-in", Kind::Identity),
    ("identit", Kind::Identity),
    ("root-user", Kind::Guardrails),
    ("guardrails", Kind::Guardrails),
    ("policy", Kind::Guardrails),
    ("regions", Kind::Guardrails),
    ("trail", Kind::Trail),
    ("cluster", Kind::Cluster),
    ("network", Kind::Vpc),
    ("vpc", Kind::Vpc),
    ("instances", Kind::Instances),
];

fn part(finding: &Finding) -> Option<Kind> {
    PARTS.iter().find(|(word, _)| finding.rule_id.contains(word)).map(|(_, kind)| *kind)
}

impl Gather<'_> {
    /// Gives an account's findings about larger things to the parts that they are about, and what is left to the account's frame.
    pub(super) fn settle_wholes(&mut self, account: &str, frame: &str) {
        let places = (self.start..self.drafted.len()).collect::<Vec<_>>();
        for finding in self.verdicts.about_account(account) {
            let kind = part(&self.verdicts.findings[finding]);
            let mut homes = places.clone();
            homes.retain(|i| Some(self.drafted[*i].node.kind) == kind);
            // What is not there, or could not be read, is what an account is told to have.
            homes.sort_by_key(|i| self.drafted[*i].node.state < State::Unknown);
            let known = places.iter().any(|i| self.drafted[*i].findings.contains(&finding));
            let home = homes.first().copied().or_else(|| if known { None } else { self.drafted(frame) });
            if let Some(home) = home {
                self.drafted[home].findings.push(finding);
            }
            self.verdicts.place(&[finding]);
        }
        for place in places.iter().copied() {
            for finding in self.drafted[place].findings.clone() {
                let about = &self.verdicts.findings[finding];
                let Some(kind) = part(about) else { continue };
                for at in &places {
                    if self.is_meant(about, place, *at, kind) && !self.drafted[*at].findings.contains(&finding) {
                        self.drafted[*at].findings.push(finding);
                    }
                }
            }
        }
    }

    /// Whether a finding about one part is about another, too: about what is missing in it; about what it has too many of; about the
    /// copies that a database should have fresher ones of, and the web ACL that a distribution should have a better one of.
    fn is_meant(&self, finding: &Finding, of: usize, at: usize, kind: Kind) -> bool {
        let (whole, node) = (&self.drafted[of].node, &self.drafted[at].node);
        if node.kind != kind {
            return false;
        }
        let is_missing = node.state == State::Missing;
        match kind {
            Kind::Copies => whole.kind == Kind::Database,
            Kind::WebAcl => whole.kind == Kind::Distribution,
            Kind::DatabaseInstance => whole.kind == Kind::Database && is_missing,
            Kind::NatGateway | Kind::InternetGateway => self.lies_in(at, &whole.id),
            Kind::Endpoint => {
                let is_named = finding.rule_id.contains(&node.label.to_lowercase());
                self.lies_in(at, &whole.id) && (is_missing || is_named)
            }
            _ => is_missing && self.lies_in(at, &whole.id),
        }
    }

    fn lies_in(&self, inner: usize, outer: &str) -> bool {
        let mut at = Some(inner);
        while let Some(parent) = at.and_then(|i| self.drafted[i].node.parent.as_deref()) {
            if parent == outer {
                return true;
            }
            at = self.drafted(parent);
        }
        false
    }
}
