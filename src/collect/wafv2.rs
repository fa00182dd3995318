//! AWS WAF: web ACLs of scope CLOUDFRONT. They live in us-east-1, as CloudFront itself.

use super::context::{Context, Header};
use super::pages::pages;
use super::{Collector, Operation};
use crate::model::{Fetched, ManagedRuleGroup, WebAcl, WebAclRule};
use crate::snapshot::Gap;
use aws_sdk_wafv2::Client;
use aws_sdk_wafv2::types::{self, Scope};
use futures_util::future::{BoxFuture, join, join_all};
use std::collections::BTreeMap;

const LIST_WEB_ACLS: Operation = Operation::account("wafv2:ListWebACLs");
const GET_WEB_ACL: Operation = Operation::account("wafv2:GetWebACL").after(&["wafv2:ListWebACLs"]);
const LIST_LOGGING_CONFIGURATIONS: Operation = Operation::account("wafv2:ListLoggingConfigurations");

/// The collector.
pub(super) const COLLECTOR: Collector =
    Collector { operations: &[LIST_WEB_ACLS, GET_WEB_ACL, LIST_LOGGING_CONFIGURATIONS], run };

/// The most that a page holds.
const PAGE: i32 = 100;

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        if !context.asks(&LIST_WEB_ACLS) {
            return;
        }
        let client = Client::new(&context.config);
        let (acls, logging) = join(list(context, &client), logging(context, &client)).await;
        join_all(acls.iter().map(|acl| read(context, &client, acl, &logging))).await;
    })
}

async fn list(context: &Context, client: &Client) -> Vec<types::WebAclSummary> {
    let ask = client.list_web_acls().scope(Scope::Cloudfront).limit(PAGE);
    let pages = pages(move |marker| ask.clone().set_next_marker(marker).send(), |page| page.next_marker.clone());
    context.pages(&LIST_WEB_ACLS, pages, |page| page.web_acls.unwrap_or_default()).await.unwrap_or_default()
}

/// Where requests are logged, by the ARN of the web ACL, and why there may be more.
struct Logging {
    destinations: BTreeMap<String, Vec<String>>,
    gap: Option<Gap>,
}

impl Logging {
    fn of(&self, arn: &str) -> Fetched<Option<Vec<String>>> {
        match (self.destinations.get(arn), &self.gap) {
            (Some(destinations), _) => Fetched::Value(Some(destinations.clone())),
            (None, Some(gap)) => Fetched::Unknown(gap.text.clone()),
            (None, None) => Fetched::Value(None),
        }
    }
}

async fn logging(context: &Context, client: &Client) -> Logging {
    let ask = client.list_logging_configurations().scope(Scope::Cloudfront).limit(PAGE);
    let pages = pages(move |marker| ask.clone().set_next_marker(marker).send(), |page| page.next_marker.clone());
    let pages = context
        .pages_of(&LIST_LOGGING_CONFIGURATIONS, None, pages, |page| page.logging_configurations.unwrap_or_default());
    let (configurations, gap) = pages.await;
    let mut destinations = BTreeMap::<String, Vec<String>>::new();
    for configuration in configurations {
        destinations.entry(configuration.resource_arn).or_default().extend(configuration.log_destination_configs);
    }
    Logging { destinations, gap }
}

async fn read(context: &Context, client: &Client, acl: &types::WebAclSummary, logging: &Logging) {
    let (Some(id), Some(name), Some(arn)) = (acl.id(), acl.name(), acl.arn()) else { return };
    let answer = client.get_web_acl().scope(Scope::Cloudfront).name(name).id(id).send();
    let answer = context.call_listed(&GET_WEB_ACL, arn, &["WAFNonexistentItemException"], answer).await;
    let answer = answer.map(|answer| answer.and_then(|a| a.web_acl));
    let fields = match &answer {
        Ok(Some(acl)) => Ok(WebAcl {
            web_acl_id: id.to_owned(),
            default_action: acl.default_action().and_then(default_action).map(str::to_owned),
            rules: rules(acl),
            log_destinations: logging.of(arn),
        }),
        Ok(None) => return, // deleted since it was listed
        Err(gap) => Err(gap),
    };
    context.add(Header { arn: arn.to_owned(), id, name: Some(name) }, fields);
}

fn default_action(action: &types::DefaultAction) -> Option<&'static str> {
    let actions = [("Allow", action.allow.is_some()), ("Block", action.block.is_some())];
    actions.into_iter().find(|(_, set)| *set).map(|(name, _)| name)
}

/// As WAF evaluates them: Firewall Manager's first groups, the web ACL's own rules, Firewall Manager's last groups.
fn rules(acl: &types::WebAcl) -> Vec<WebAclRule> {
    let by_priority = |mut rules: Vec<WebAclRule>| {
        rules.sort_by_key(|rule| rule.priority);
        rules
    };
    let first = acl.pre_process_firewall_manager_rule_groups().iter().map(firewall_manager_rule).collect();
    let own = acl.rules().iter().map(rule).collect();
    let last = acl.post_process_firewall_manager_rule_groups().iter().map(firewall_manager_rule).collect();
    [first, own, last].into_iter().flat_map(by_priority).collect()
}

fn rule(rule: &types::Rule) -> WebAclRule {
    WebAclRule {
        rule_name: rule.name.clone(),
        priority: Some(i64::from(rule.priority)),
        action: rule.action().and_then(action).map(str::to_owned),
        override_action: rule.override_action().and_then(override_action).map(str::to_owned),
        managed_rule_group: rule.statement().and_then(|s| s.managed_rule_group_statement()).map(managed_rule_group),
    }
}

fn firewall_manager_rule(group: &types::FirewallManagerRuleGroup) -> WebAclRule {
    let managed = group.firewall_manager_statement().and_then(|s| s.managed_rule_group_statement());
    WebAclRule {
        rule_name: group.name.clone(),
        priority: Some(i64::from(group.priority)),
        action: None,
        override_action: group.override_action().and_then(override_action).map(str::to_owned),
        managed_rule_group: managed.map(managed_rule_group),
    }
}

fn action(action: &types::RuleAction) -> Option<&'static str> {
    let actions = [
        ("Allow", action.allow.is_some()),
        ("Block", action.block.is_some()),
        ("Count", action.count.is_some()),
        ("Captcha", action.captcha.is_some()),
        ("Challenge", action.challenge.is_some()),
        ("Monetize", action.monetize.is_some()),
    ];
    actions.into_iter().find(|(_, set)| *set).map(|(name, _)| name)
}

fn override_action(action: &types::OverrideAction) -> Option<&'static str> {
    let actions = [("Count", action.count.is_some()), ("None", action.none.is_some())];
    actions.into_iter().find(|(_, set)| *set).map(|(name, _)| name)
}

fn managed_rule_group(group: &types::ManagedRuleGroupStatement) -> ManagedRuleGroup {
    let counts = |o: &&types::RuleActionOverride| o.action_to_use().and_then(action) == Some("Count");
    let overridden = group.rule_action_overrides().iter().filter(counts).map(|o| o.name.clone());
    let excluded = group.excluded_rules().iter().map(|r| r.name.clone());
    ManagedRuleGroup {
        vendor_name: group.vendor_name.clone(),
        group_name: group.name.clone(),
        counted_rules: overridden.chain(excluded).collect(),
        scoped_down: group.scope_down_statement.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::{BlockAction, CountAction, ExcludedRule, RuleAction, RuleActionOverride};

    #[test]
    fn rules_that_only_count_are_named_in_either_spelling() {
        let overriding =
            |name: &str, action| RuleActionOverride::builder().name(name).action_to_use(action).build().unwrap();
        let group = types::ManagedRuleGroupStatement::builder()
            .vendor_name("AWS")
            .name("AWSManagedRulesCommonRuleSet")
            .rule_action_overrides(overriding(
                "SizeRestrictions_BODY",
                RuleAction::builder().count(CountAction::builder().build()).build(),
            ))
            .rule_action_overrides(overriding(
                "NoUserAgent_HEADER",
                RuleAction::builder().block(BlockAction::builder().build()).build(),
            ))
            .excluded_rules(ExcludedRule::builder().name("EC2MetaDataSSRF_BODY").build().unwrap());
        let group = managed_rule_group(&group.build().unwrap());
        assert_eq!(group.counted_rules, ["SizeRestrictions_BODY", "EC2MetaDataSSRF_BODY"]);
        assert!(!group.scoped_down);
    }
}
