//! AWS WAF: web ACLs for CloudFront, with their logging.

use super::Fetched;
use serde::Serialize;
use trueline_derive::{Record, Resource};

/// A web ACL of scope CLOUDFRONT.
#[derive(Serialize, Resource)]
#[resource("AWS::WAFv2::WebACL", plural = web_acls, id = web_acl_id, source = "wafv2:GetWebACL", listing = "wafv2:ListWebACLs")]
pub struct WebAcl {
    /// `Id`
    pub web_acl_id: String,
    /// Allow or Block. `DefaultAction`
    pub default_action: Option<String>,
    /// Rules in the order of their priority, Firewall Manager's among them.
    pub rules: Vec<WebAclRule>,
    /// Where its requests are logged; null when they are not. `LoggingConfigurations[].LogDestinationConfigs`
    #[source("wafv2:ListLoggingConfigurations")]
    pub log_destinations: Fetched<Option<Vec<String>>>,
}

/// A rule of a web ACL.
#[derive(Serialize, Record)]
pub struct WebAclRule {
    /// `Name`
    pub rule_name: String,
    /// `Priority`
    pub priority: Option<i64>,
    /// Allow, Block, Count, Captcha, Challenge or Monetize; null for a rule group. `Action`
    pub action: Option<String>,
    /// None or Count: Count makes a whole rule group only count; null for a single rule. `OverrideAction`
    pub override_action: Option<String>,
    /// `Statement.ManagedRuleGroupStatement`
    pub managed_rule_group: Option<ManagedRuleGroup>,
}

/// A rule group that somebody else keeps.
#[derive(Serialize, Record)]
pub struct ManagedRuleGroup {
    /// `VendorName`
    pub vendor_name: String,
    /// `Name`
    pub group_name: String,
    /// Rules of the group that were made to count only. `RuleActionOverrides[]` whose action is Count, `ExcludedRules[]`
    pub counted_rules: Vec<String>,
    /// Whether it looks at a part of the requests only. `ScopeDownStatement`
    pub scoped_down: bool,
}
