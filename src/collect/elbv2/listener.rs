//! Listeners with their rules, and which protocols their TLS policies accept.

use super::super::Operation;
use super::super::context::{Context, Header, fetched};
use super::super::convert::sent;
use super::super::pages::pages;
use super::LIST;
use crate::model::{Fetched, Listener, ListenerAction, ListenerCondition, ListenerRule, Ref};
use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types::{self, LoadBalancerTypeEnum};
use futures_util::future::{join, join_all};
use std::collections::BTreeMap;

const LISTENERS: &str = "elasticloadbalancing:DescribeListeners";
pub(super) const DESCRIBE_LISTENERS: Operation = Operation::every_region(LISTENERS).after(&[LIST]);
/// Asked for the listeners of application load balancers: no others have rules.
pub(super) const DESCRIBE_RULES: Operation =
    Operation::every_region("elasticloadbalancing:DescribeRules").after(&[LISTENERS]).conditional();
/// Asked once, where there is a load balancer.
pub(super) const DESCRIBE_SSL_POLICIES: Operation =
    Operation::every_region("elasticloadbalancing:DescribeSSLPolicies").after(&[LIST]).conditional();

/// The most that a page holds.
const PAGE: i32 = 400;

pub(super) async fn listeners(context: &Context, client: &Client, balancers: &[types::LoadBalancer]) {
    let listing = balancers.iter().map(|balancer| async move {
        let Some(arn) = balancer.load_balancer_arn() else { return vec![] };
        let is_application = balancer.r#type == Some(LoadBalancerTypeEnum::Application);
        let pages = client.describe_listeners().load_balancer_arn(arn).into_paginator().send();
        let pages = context.pages_of(&DESCRIBE_LISTENERS, Some(arn), pages, |page| page.listeners.unwrap_or_default());
        let (listeners, _) = pages.await;
        listeners.into_iter().map(|listener| (listener, is_application)).collect()
    });
    let (policies, listeners) = join(Policies::read(context, client), join_all(listing)).await;
    let listeners = listeners.iter().flatten();
    join_all(listeners.map(|(listener, has_rules)| read(context, client, listener, *has_rules, &policies))).await;
}

/// The protocols of each TLS policy.
struct Policies {
    protocols: BTreeMap<String, Vec<String>>,
    /// Why policies may lack.
    why: Option<String>,
}

impl Policies {
    async fn read(context: &Context, client: &Client) -> Policies {
        let ask = client.describe_ssl_policies().page_size(PAGE);
        let pages = pages(move |marker| ask.clone().set_marker(marker).send(), |page| page.next_marker.clone());
        let pages = context.pages_of(&DESCRIBE_SSL_POLICIES, None, pages, |page| page.ssl_policies.unwrap_or_default());
        let (policies, gap) = pages.await;
        let protocols = policies.into_iter().filter_map(|p| Some((p.name?, p.ssl_protocols.unwrap_or_default())));
        Policies { protocols: protocols.collect(), why: gap.map(|g| g.text) }
    }

    /// Empty for a listener without a policy; null for one whose policy AWS does not list.
    fn of(&self, policy: Option<&str>) -> Fetched<Option<Vec<String>>> {
        let Some(policy) = policy else { return Fetched::Value(Some(vec![])) };
        match (self.protocols.get(policy), &self.why) {
            (Some(protocols), _) => Fetched::Value(Some(protocols.clone())),
            (None, Some(why)) => Fetched::Unknown(why.clone()),
            (None, None) => Fetched::Value(None),
        }
    }
}

async fn read(context: &Context, client: &Client, listener: &types::Listener, has_rules: bool, policies: &Policies) {
    let (Some(arn), Some(balancer)) = (listener.listener_arn(), listener.load_balancer_arn()) else { return };
    let rules = if has_rules { rules(context, client, arn).await } else { Fetched::Value(vec![]) };
    let port = listener.port.map(i64::from);
    let protocol = listener.protocol.as_ref().map(|p| p.as_str().to_owned());
    let name = format!("{}:{}", protocol.as_deref().unwrap_or_default(), port.unwrap_or_default());
    let fields = Listener {
        listener_arn: arn.to_owned(),
        load_balancer_arn: Ref::from(balancer),
        port,
        protocol,
        ssl_policy: listener.ssl_policy.clone(),
        ssl_protocols: policies.of(listener.ssl_policy()),
        certificate_arns: listener.certificates().iter().filter_map(|c| c.certificate_arn.clone()).collect(),
        default_actions: listener.default_actions().iter().map(action).collect(),
        rules,
    };
    let name = match balancer.split('/').nth(2) {
        Some(balancer) => format!("{balancer} {name}"),
        None => name,
    };
    context.add(Header { arn: arn.to_owned(), id: arn, name: Some(&name) }, Ok(fields));
}

async fn rules(context: &Context, client: &Client, listener: &str) -> Fetched<Vec<ListenerRule>> {
    let pages = client.describe_rules().listener_arn(listener).into_paginator().send();
    let pages = context.pages_of(&DESCRIBE_RULES, Some(listener), pages, |page| page.rules.unwrap_or_default());
    let (rules, gap) = pages.await;
    let own = rules.iter().filter(|r| r.is_default != Some(true));
    fetched(gap.map_or(Ok(()), Err), |()| own.map(rule).collect())
}

fn rule(rule: &types::Rule) -> ListenerRule {
    ListenerRule {
        priority: sent(rule.priority()),
        conditions: rule.conditions().iter().map(condition).collect(),
        actions: rule.actions().iter().map(action).collect(),
    }
}

fn condition(condition: &types::RuleCondition) -> ListenerCondition {
    let header = condition.http_header_config().and_then(|h| h.http_header_name());
    ListenerCondition { condition_field: sent(condition.field()), header_name: header.map(str::to_ascii_lowercase) }
}

fn action(action: &types::Action) -> ListenerAction {
    let redirect = action.redirect_config();
    let fixed = action.fixed_response_config().and_then(|f| f.status_code.clone());
    let groups = action.forward_config().into_iter().flat_map(|f| f.target_groups());
    let groups = groups.filter_map(|g| g.target_group_arn()).chain(action.target_group_arn());
    // AWS repeats a single group in both members.
    let groups = groups.collect::<std::collections::BTreeSet<_>>();
    ListenerAction {
        action_type: action.r#type.as_ref().map(|t| t.as_str().to_owned()).unwrap_or_default(),
        redirect_protocol: redirect.and_then(|r| r.protocol.clone()),
        status_code: fixed.or_else(|| redirect.and_then(|r| r.status_code()).map(|c| c.as_str().to_owned())),
        target_group_arns: groups.into_iter().map(Ref::from).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::{ActionTypeEnum, ForwardActionConfig, HttpHeaderConditionConfig, RuleCondition, TargetGroupTuple};

    #[test]
    fn the_value_of_a_header_is_left_out() {
        let header = HttpHeaderConditionConfig::builder().http_header_name("X-Origin-Verify").values("secret").build();
        let found = condition(&RuleCondition::builder().field("http-header").http_header_config(header).build());
        assert_eq!(
            (&found.condition_field[..], found.header_name.as_deref()),
            ("http-header", Some("x-origin-verify"))
        );
    }

    #[test]
    fn a_target_group_counts_once() {
        let group = TargetGroupTuple::builder().target_group_arn("a").build();
        let forward = ForwardActionConfig::builder().target_groups(group).build();
        let found = types::Action::builder().r#type(ActionTypeEnum::Forward).target_group_arn("a");
        let found = action(&found.forward_config(forward).build());
        assert_eq!(found.target_group_arns.iter().map(|g| &g.0[..]).collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn a_policy_that_aws_does_not_list_is_null_and_one_that_was_not_read_unknown() {
        let of = |why: Option<&str>, policy: Option<&str>| {
            let protocols = BTreeMap::from([("current".to_owned(), vec!["TLSv1.3".to_owned()])]);
            Policies { protocols, why: why.map(str::to_owned) }.of(policy)
        };
        assert!(matches!(of(None, None), Fetched::Value(Some(none)) if none.is_empty()));
        assert!(matches!(of(Some("denied"), Some("current")), Fetched::Value(Some(all)) if all == ["TLSv1.3"]));
        assert!(matches!(of(Some("denied"), Some("other")), Fetched::Unknown(_)));
        assert!(matches!(of(None, Some("other")), Fetched::Value(None)));
    }
}
