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
        let own = |gather: &Self| {
            let all = gather.drafted.iter().enumerate();
            all.filter(|(_, d)| d.node.account == account).map(|(i, _)| i).collect::<Vec<_>>()
        };
        let places = own(self);
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
                let kind = part(&self.verdicts.findings[finding]);
                for at in &places {
                    let node = &self.drafted[*at].node;
                    // A copy that is too old is there, and yet it is what the finding is about; so is the web ACL.
                    let is_meant = node.state == State::Missing || matches!(node.kind, Kind::Copies | Kind::WebAcl);
                    if Some(node.kind) == kind && is_meant && !self.drafted[*at].findings.contains(&finding) {
                        self.drafted[*at].findings.push(finding);
                    }
                }
            }
        }
    }
}
