//! Whom a policy of a resource lets in: each principal of each Allow statement, narrowed by what conditions say of who it is.
//!
//! A principal that is named is let in whatever its conditions are: they only narrow. `*` is everyone, unless a condition, or a
//! denial of everyone else, keeps it to accounts, an organization or a network.

use super::condition::{Compare, Operator};
use super::document::{Condition, Principal, Statement, statements};
use super::undecidable;
use super::wildcard::covers;
use crate::graph::{Cell, Graph, Reason};

/// Somebody who is let in.
pub struct Grant {
    /// The statement's Sid, else its number.
    pub statement: String,
    /// Where the principal's record begins; the statement's where it has none.
    pub place: Place,
    /// Who it is.
    pub who: Who,
    /// What they may do, as it is written; `*` where all but some actions are allowed.
    pub actions: Vec<String>,
    /// Condition keys that the statement has.
    pub condition_keys: Vec<String>,
}

/// A principal's place in its document.
#[derive(Clone, Copy)]
pub struct Place {
    /// The statement.
    pub statement: u32,
    /// The principal, and the start of its record.
    pub principal: Option<(u32, u32)>,
}

/// Who is let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// public, network, account, organization, service, federated, canonical_user or deleted; unknown for a reason in words.
    pub kind: Result<&'static str, String>,
    /// The principal, or what limits it: an ARN, an account, an organization, a service, a network.
    pub principal: String,
    /// The account that they belong to, where one account is meant.
    pub account_id: Option<String>,
}

/// Everyone whom the document in a cell lets in.
///
/// # Errors
/// Why the document is unknown.
pub fn grants(graph: &Graph, document: Cell, owner: &str) -> Result<Vec<Grant>, Reason> {
    let statements = statements(graph, document)?;
    let denials = statements.iter().filter(|s| !s.allows).collect::<Vec<_>>();
    let mut grants = Vec::new();
    for statement in statements.iter().filter(|s| s.allows) {
        let closing = denials.iter().filter_map(|d| closes(d, statement));
        let limits = statement.conditions.iter().filter_map(limit).chain(closing).collect::<Vec<_>>();
        let mut add = |principal: Option<(u32, u32)>, all: Vec<Who>| {
            grants.extend(all.into_iter().map(|who| Grant {
                statement: statement.sid.map_or_else(|| statement.index.to_string(), str::to_owned),
                place: Place { statement: statement.index, principal },
                who,
                actions: match statement.not_actions.is_empty() {
                    true => statement.actions.iter().map(|a| a.to_string()).collect(),
                    false => vec!["*".to_owned()],
                },
                condition_keys: statement.conditions.iter().map(|c| c.key.to_owned()).collect(),
            }));
        };
        if statement.has_not_principals {
            add(None, anyone(statement, &limits, owner));
        }
        for (principal, i) in statement.principals.iter().zip(0..) {
            add(Some((i, principal.record)), who(statement, principal, &limits, owner));
        }
    }
    Ok(grants)
}

/// What a condition says of who somebody is.
struct Limit<'g> {
    key: &'g str,
    values: Vec<&'g str>,
    pattern: bool,
}

/// Only what is always asked limits: a condition that holds without the key does not.
fn limit<'g>(condition: &Condition<'g>) -> Option<Limit<'g>> {
    let operator = Operator::parse(condition.operator)?;
    let asked = !operator.negated && !operator.every && !operator.if_exists && operator.compare != Compare::Null;
    asked.then(|| Limit {
        key: condition.key,
        values: condition.values.clone(),
        pattern: operator.compare == Compare::Pattern,
    })
}

/// A denial of everyone but somebody, of all that the other statement allows, is a limit of it.
fn closes<'g>(denial: &Statement<'g>, allowed: &Statement) -> Option<Limit<'g>> {
    let [condition] = &denial.conditions[..] else { return None };
    let everyone = denial.principals.iter().any(|p| p.kind == "AWS" && p.value == "*");
    let covered = |wide: &[&str], narrow: &[&str], all: bool| {
        all || !narrow.is_empty()
            && narrow.iter().all(|n| wide.iter().any(|w| covers(&w.to_lowercase(), &n.to_lowercase())))
    };
    let all_actions = denial.actions.contains(&"*");
    let all_resources = denial.resources.is_empty() && denial.not_resources.is_empty();
    let whole = everyone
        && covered(&denial.actions, &allowed.actions, all_actions)
        && covered(&denial.resources, &allowed.resources, all_resources || denial.resources.contains(&"*"));
    let operator = Operator::parse(condition.operator).filter(|o| whole && o.negated && !o.every)?;
    Some(Limit { key: condition.key, values: condition.values.clone(), pattern: operator.compare == Compare::Pattern })
}

fn who(statement: &Statement, principal: &Principal, limits: &[Limit], owner: &str) -> Vec<Who> {
    let value = principal.value;
    let one = |kind, account_id: Option<&str>| {
        vec![Who { kind: Ok(kind), principal: value.to_owned(), account_id: account_id.map(str::to_owned) }]
    };
    match principal.kind {
        "AWS" if value == "*" => anyone(statement, limits, owner),
        "AWS" if is_account(value) => one("account", Some(value)),
        "AWS" => match account_of(value) {
            Some(account) if is_account(account) => one("account", Some(account)),
            // An identity that was deleted leaves its id.
            None if value.starts_with("AIDA") || value.starts_with("AROA") => one("deleted", None),
            _ => vec![Who {
                kind: Err(format!("a principal that cannot be read: {value}")),
                principal: value.to_owned(),
                account_id: None,
            }],
        },
        "Service" => {
            let sources = limits.iter().find(|l| l.key == "aws:sourceaccount" || l.key == "aws:sourcearn");
            let accounts = sources.and_then(|l| accounts(l, owner));
            match accounts {
                Some(accounts) => accounts.iter().flat_map(|a| one("service", Some(a))).collect(),
                None => one("service", None),
            }
        }
        "Federated" => one("federated", account_of(value).filter(|a| is_account(a))),
        "CanonicalUser" => one("canonical_user", None),
        _ => vec![Who {
            kind: Err(format!("a principal of the kind {}", principal.kind)),
            principal: value.to_owned(),
            account_id: None,
        }],
    }
}

/// Keys that say which account somebody belongs to.
const ACCOUNT_KEYS: [&str; 6] = [
    "aws:principalaccount",
    "aws:principalarn",
    "kms:calleraccount",
    "aws:sourceaccount",
    "aws:sourcearn",
    "s3:dataaccesspointaccount",
];
const ORGANIZATION_KEYS: [&str; 4] =
    ["aws:principalorgid", "aws:principalorgpaths", "aws:sourceorgid", "aws:sourceorgpaths"];
/// Keys that say where somebody calls from, and not who it is.
const NETWORK_KEYS: [&str; 4] = ["aws:sourceip", "aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"];

/// Everyone, within limits.
fn anyone(statement: &Statement, limits: &[Limit], owner: &str) -> Vec<Who> {
    let all = |kind, values: Vec<(String, Option<String>)>| {
        values
            .into_iter()
            .map(|(principal, account_id)| Who { kind: Ok(kind), principal, account_id })
            .collect::<Vec<_>>()
    };
    if let Some(accounts) = limits.iter().filter(|l| ACCOUNT_KEYS.contains(&l.key)).find_map(|l| accounts(l, owner)) {
        return all("account", accounts.into_iter().map(|a| (a.clone(), Some(a))).collect());
    }
    let closed = |limit: &&Limit| !limit.values.iter().any(|v| v.starts_with('*') || v.contains("${"));
    if let Some(limit) = limits.iter().filter(|l| ORGANIZATION_KEYS.contains(&l.key)).find(closed) {
        let organization = |v: &&str| v.split('/').next().unwrap_or_default().to_owned();
        return all("organization", limit.values.iter().map(|v| (organization(v), None)).collect());
    }
    let service = |l: &&Limit| l.key == "aws:principalisawsservice" && l.values.iter().all(|v| *v == "true");
    if limits.iter().any(|l| service(&l)) {
        return all("service", vec![("*".into(), None)]);
    }
    if let Some(condition) = statement.conditions.iter().find(|c| says_who(c.key)) {
        let principal = format!("* ({})", condition.values.join(", "));
        return vec![Who { kind: Err(undecidable(condition.key)), principal, account_id: None }];
    }
    if let Some(limit) = limits.iter().filter(|l| NETWORK_KEYS.contains(&l.key)).find(closed) {
        return all("network", limit.values.iter().map(|v| ((*v).to_owned(), None)).collect());
    }
    all("public", vec![("*".into(), None)])
}

/// Whether a key that is not understood here may still tell who somebody is.
fn says_who(key: &str) -> bool {
    let known = ACCOUNT_KEYS.contains(&key) || ORGANIZATION_KEYS.contains(&key);
    !known
        && (key.starts_with("aws:principal")
            || ["aws:userid", "aws:username", "aws:federatedprovider"].contains(&key)
            || [":sub", ":aud", ":amr", ":oaud"].iter().any(|claim| key.ends_with(claim)))
}

/// The accounts that a limit leaves; none when one of its values leaves more than an account.
fn accounts(limit: &Limit, owner: &str) -> Option<Vec<String>> {
    let account = |value: &&str| {
        let value = if *value == "${aws:ResourceAccount}" { owner } else { value };
        let account = if limit.key.ends_with("arn") { account_of(value)? } else { value };
        let exact =
            is_account(account) && (limit.key.ends_with("arn") || !limit.pattern || !account.contains(['*', '?']));
        exact.then(|| account.to_owned())
    };
    let accounts = limit.values.iter().map(account).collect::<Option<Vec<_>>>()?;
    Some(accounts).filter(|a| !a.is_empty())
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The account of an ARN of any partition; a bucket's or a resource's of AWS's own has none.
fn account_of(arn: &str) -> Option<&str> {
    let mut parts = arn.splitn(6, ':');
    (parts.next() == Some("arn")).then_some(())?;
    parts.nth(3)
}
