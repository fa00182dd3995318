//! AWS Organizations: the organization, its tree, its policies.

use super::accounts::AccountsWanted;
use super::context::{Context, Header};
use super::convert::{sent, timestamp};
use super::error::Failure;
use super::{Collector, Operation};
use crate::model::{
    Account, Fetched, Organization, OrganizationPolicy, OrganizationalUnit, PolicyTarget, Record, Ref, Timestamp,
};
use crate::snapshot::{AccountInfo, Gap, Outcome, ResourceLine, line};
use aws_sdk_organizations::types::{self, PolicyType};
use futures_util::future::{BoxFuture, join_all};
use std::collections::BTreeMap;

pub(super) const DESCRIBE_ORGANIZATION: Operation = Operation::organization("organizations:DescribeOrganization");
pub(super) const LIST_ACCOUNTS: Operation = Operation::organization("organizations:ListAccounts");
pub(super) const LIST_ROOTS: Operation = Operation::organization("organizations:ListRoots");
pub(super) const LIST_ORGANIZATIONAL_UNITS: Operation =
    Operation::organization("organizations:ListOrganizationalUnitsForParent").after(&["organizations:ListRoots"]);
pub(super) const LIST_ACCOUNTS_FOR_PARENT: Operation =
    Operation::organization("organizations:ListAccountsForParent").after(&["organizations:ListRoots"]);
const LIST_POLICIES: Operation = Operation::organization("organizations:ListPolicies");
const DESCRIBE_POLICY: Operation =
    Operation::organization("organizations:DescribePolicy").after(&["organizations:ListPolicies"]);
const LIST_TARGETS: Operation =
    Operation::organization("organizations:ListTargetsForPolicy").after(&["organizations:ListPolicies"]);

/// The collector. The tree is read before it, because it says which accounts there are.
pub(super) const COLLECTOR: Collector = Collector { operations: &[LIST_POLICIES, DESCRIBE_POLICY, LIST_TARGETS], run };

/// What the organization says of itself.
pub(super) struct Tree {
    pub organization: Option<String>,
    pub management_id: Option<String>,
    pub accounts: Vec<TreeAccount>,
    /// Why the accounts could not be listed.
    pub why: Option<Gap>,
}

/// An account of the organization.
pub(super) struct TreeAccount {
    pub info: AccountInfo,
    pub unreadable: Option<Failure>,
}

/// Reads organization, units and accounts.
pub(super) async fn read_tree(context: &Context, wanted: &AccountsWanted) -> Tree {
    let client = aws_sdk_organizations::Client::new(&context.config);
    let organization = context.call(&DESCRIBE_ORGANIZATION, None, client.describe_organization().send()).await;
    let organization = organization.map(|answer| answer.organization);
    let accounts = client.list_accounts().into_paginator().send();
    let (accounts, why) =
        context.pages_of(&LIST_ACCOUNTS, None, accounts, |page| page.accounts.unwrap_or_default()).await;
    if organization.is_err() && accounts.is_empty() {
        return Tree { organization: None, management_id: None, accounts: Vec::new(), why };
    }
    let roots = client.list_roots().into_paginator().send();
    let (roots, roots_gap) = context.pages_of(&LIST_ROOTS, None, roots, |page| page.roots.unwrap_or_default()).await;
    let (parents, tree_gap) = walk(context, &client, &roots).await;

    let described = organization.as_ref().ok().and_then(Option::as_ref);
    let organization_id = described.and_then(|o| o.id.clone());
    let management_id = described.and_then(|o| o.master_account_id.clone());
    if let (Some(described), Some(id)) = (described, &organization_id) {
        let enabled = || {
            let types = roots.iter().flat_map(|r| r.policy_types());
            let on = types.filter(|t| t.status() == Some(&types::PolicyTypeStatus::Enabled));
            on.filter_map(|t| Some(t.r#type()?.as_str().to_owned())).collect::<Vec<_>>()
        };
        let known = |value: Option<String>| match &roots_gap {
            Some(gap) => Fetched::Unknown(gap.text.clone()),
            None => Fetched::Value(value),
        };
        let fields = Organization {
            organization_id: id.clone(),
            feature_set: described.feature_set.as_ref().map(|f| f.as_str().to_owned()),
            master_account_id: described.master_account_id.as_deref().map(Ref::from),
            enabled_policy_types: match &roots_gap {
                Some(gap) => Fetched::Unknown(gap.text.clone()),
                None => Fetched::Value(enabled()),
            },
            root_id: known(roots.first().and_then(|r| r.id.clone())),
        };
        let arn = described.arn.clone().unwrap_or_default();
        let owner = management_id.as_deref().unwrap_or(&context.account.id);
        context.add_for(owner, super::GLOBAL, Header { arn, id, name: None }, Ok(fields));
    }
    let environments =
        accounts.iter().map(|a| wanted.environment(a.id().unwrap_or_default(), a.name().unwrap_or_default()));
    let mut found = Vec::new();
    for (account, environment) in accounts.iter().zip(environments.collect::<Vec<_>>()) {
        let (Some(id), name) = (account.id(), account.name()) else { continue };
        let state = state(account);
        let unreadable = state.clone().filter(|s| s != "ACTIVE").map(|state| {
            Failure::new(Outcome::NotRequested, &format!("Account{state}"), format!("the account is {state}"))
        });
        let parent_id = match (parents.get(id), roots_gap.as_ref().or(tree_gap.as_ref())) {
            (Some(parent), _) => Fetched::Value(Some(Ref::from(parent.as_str()))),
            (None, Some(gap)) => Fetched::Unknown(gap.text.clone()),
            (None, None) => Fetched::Value(None),
        };
        let fields = Account {
            account_number: id.to_owned(),
            environment: environment.clone(),
            is_management: match &organization {
                Ok(_) => Fetched::Value(management_id.as_deref() == Some(id)),
                Err(gap) => Fetched::Unknown(gap.text.clone()),
            },
            state: state.map_or_else(
                || Fetched::Unknown("organizations:ListAccounts answered no state".into()),
                Fetched::Value,
            ),
            email: account.email.clone(),
            joined_method: account.joined_method.as_ref().map(|m| m.as_str().to_owned()),
            joined_timestamp: timestamp(account.joined_timestamp.as_ref()),
            organization_id: match &organization {
                Ok(_) => Fetched::Value(organization_id.as_deref().map(Ref::from)),
                Err(gap) => Fetched::Unknown(gap.text.clone()),
            },
            parent_id,
            service_control_policy_ids: Default::default(),
        };
        let arn = account.arn.clone().unwrap_or_else(|| format!("arn:aws:organizations::{id}:account"));
        context.add_for(id, super::GLOBAL, Header { arn, id, name }, Ok(fields));
        let name = name.unwrap_or(id).to_owned();
        found.push(TreeAccount { info: AccountInfo { id: id.to_owned(), name, environment }, unreadable });
    }
    Tree { organization: organization_id, management_id, accounts: found, why }
}

/// `State` says whether an account is active; `Status`, which it replaced in September 2026, only where there is no state.
fn state(account: &types::Account) -> Option<String> {
    #[allow(deprecated)]
    let status = account.status.as_ref().map(|s| s.as_str().to_owned());
    account.state.as_ref().map(|s| s.as_str().to_owned()).or(status)
}

/// Walks the tree from its roots: the parent of each unit and account.
async fn walk(
    context: &Context,
    client: &aws_sdk_organizations::Client,
    roots: &[types::Root],
) -> (BTreeMap<String, String>, Option<Gap>) {
    let (mut parents, mut first_gap) = (BTreeMap::new(), None);
    let mut waiting = roots.iter().filter_map(|r| r.id.clone()).collect::<Vec<_>>();
    while !waiting.is_empty() {
        let level = join_all(waiting.iter().map(|parent| read_parent(context, client, parent))).await;
        let mut next = Vec::new();
        for (parent, (units, accounts, gap)) in waiting.iter().zip(level) {
            first_gap = first_gap.or(gap);
            for unit in units {
                let Some(id) = unit.id() else { continue };
                let fields = OrganizationalUnit { unit_id: id.to_owned(), parent_id: Some(Ref::from(parent.as_str())) };
                let arn = unit.arn.clone().unwrap_or_default();
                context.add(Header { arn, id, name: unit.name() }, Ok(fields));
                next.push(id.to_owned());
            }
            parents.extend(accounts.into_iter().filter_map(|a| Some((a.id?, parent.clone()))));
        }
        waiting = next;
    }
    (parents, first_gap)
}

async fn read_parent(
    context: &Context,
    client: &aws_sdk_organizations::Client,
    parent: &str,
) -> (Vec<types::OrganizationalUnit>, Vec<types::Account>, Option<Gap>) {
    let units = client.list_organizational_units_for_parent().parent_id(parent).into_paginator().send();
    let units = context.pages_of(&LIST_ORGANIZATIONAL_UNITS, Some(parent), units, |page| {
        page.organizational_units.unwrap_or_default()
    });
    let accounts = client.list_accounts_for_parent().parent_id(parent).into_paginator().send();
    let accounts =
        context.pages_of(&LIST_ACCOUNTS_FOR_PARENT, Some(parent), accounts, |page| page.accounts.unwrap_or_default());
    let ((units, units_gap), (accounts, accounts_gap)) = futures_util::future::join(units, accounts).await;
    (units, accounts, units_gap.or(accounts_gap))
}

/// An account that the settings name and no organization lists.
pub(super) fn configured_account(id: &str, environment: &str) -> String {
    let unlisted = || "organizations:ListAccounts does not list it".to_owned();
    let fields = Account {
        account_number: id.to_owned(),
        environment: Some(environment.to_owned()),
        is_management: Fetched::Unknown(unlisted()),
        state: Fetched::Unknown(unlisted()),
        email: None,
        joined_method: None,
        joined_timestamp: None,
        organization_id: Fetched::Unknown(unlisted()),
        parent_id: Fetched::Unknown(unlisted()),
        service_control_policy_ids: Default::default(),
    };
    line(&ResourceLine {
        r#type: Account::shape().type_name(),
        arn: &format!("arn:aws:organizations::{id}:account"),
        id,
        name: environment,
        account_id: id,
        region: super::GLOBAL,
        read_at: Timestamp(jiff::Timestamp::now()),
        fields: Ok(&fields),
    })
}

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        if !context.asks(&LIST_POLICIES) {
            return;
        }
        let client = aws_sdk_organizations::Client::new(&context.config);
        for policy_type in [PolicyType::ServiceControlPolicy, PolicyType::ResourceControlPolicy] {
            let pages = client.list_policies().filter(policy_type.clone()).into_paginator().send();
            let (policies, _) = context
                .pages_of(&LIST_POLICIES, Some(policy_type.as_str()), pages, |page| page.policies.unwrap_or_default())
                .await;
            join_all(policies.iter().map(|policy| read_policy(context, &client, policy))).await;
        }
    })
}

async fn read_policy(context: &Context, client: &aws_sdk_organizations::Client, policy: &types::PolicySummary) {
    let Some(id) = policy.id() else { return };
    let content = context.call(&DESCRIBE_POLICY, Some(id), client.describe_policy().policy_id(id).send());
    let targets = client.list_targets_for_policy().policy_id(id).into_paginator().send();
    let targets = context.pages_of(&LIST_TARGETS, Some(id), targets, |page| page.targets.unwrap_or_default());
    let (content, (targets, gap)) = futures_util::future::join(content, targets).await;
    let text = content.map(|answer| answer.policy.and_then(|p| p.content).unwrap_or_default());
    let fields = OrganizationPolicy {
        policy_id: id.to_owned(),
        policy_type: policy.r#type().map(|t| t.as_str().to_owned()).unwrap_or_default(),
        aws_managed: policy.aws_managed,
        content: match text.map(|text| crate::model::policy_document(&text)) {
            Ok(Ok(document)) => Fetched::Value(document),
            Ok(Err(why)) => Fetched::Unknown(why),
            Err(gap) => Fetched::Unknown(gap.text),
        },
        targets: match gap {
            Some(gap) => Fetched::Unknown(gap.text),
            None => Fetched::Value(targets.into_iter().filter_map(target).collect()),
        },
    };
    let arn = sent(policy.arn());
    context.add(Header { arn, id, name: policy.name() }, Ok(fields));
}

fn target(target: types::PolicyTargetSummary) -> Option<PolicyTarget> {
    Some(PolicyTarget { target_id: target.target_id?, target_type: target.r#type?.as_str().to_owned() })
}
