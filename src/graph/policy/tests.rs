//! Who is let in, and what is denied.

use super::*;
use crate::graph::{Graph, NodeId, Part};
use crate::model::{Account, Bucket, Organization, OrganizationPolicy, OrganizationalUnit, Record, Shape};
use serde_json::{Value, json};

const OWNER: &str = "444444444444";

fn line(shape: &'static Shape, id: &str, fields: Value) -> String {
    let name = shape.type_name();
    let header = json!({"type": name, "arn": format!("arn:{id}"), "id": id, "name": id, "account_id": OWNER, "region": "global",
        "read_at": "2026-11-01T00:00:00Z", "fields": fields});
    // `type` comes first.
    let rest = header.as_object().unwrap().iter().filter(|(k, _)| *k != "type");
    let rest = rest.map(|(k, v)| format!("{}:{v}", json!(k))).collect::<Vec<_>>().join(",");
    format!("{{\"type\":\"{name}\",{rest}}}")
}

fn graph(lines: &[String]) -> Graph {
    let mut part = Part::default();
    lines.iter().for_each(|l| part.read_line(l).unwrap());
    Graph::new(vec![part], &[])
}

/// A statement with everything that it does not give.
fn statement(given: Value) -> Value {
    let mut whole = json!({"sid": null, "effect": "Allow", "principals": [], "not_principals": [], "actions": ["s3:GetObject"],
        "not_actions": [], "resources": ["*"], "not_resources": [], "conditions": []});
    whole.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
    whole
}

fn everyone(conditions: Value) -> Value {
    json!({"principals": [{"kind": "AWS", "value": "*"}], "conditions": conditions})
}

/// Kind and principal of everyone whom a bucket's policy lets in.
fn admitted(statements: &[Value]) -> Vec<String> {
    let statements = statements.iter().cloned().map(statement).collect::<Vec<_>>();
    let policy = json!({"version": null, "statements": statements});
    let graph = graph(&[line(Bucket::shape(), "b", json!({"policy": policy}))]);
    let node = graph.nodes(Bucket::shape()).next().unwrap();
    let document = graph.cell(graph.row(node), Bucket::shape().slot("policy").unwrap() as u32);
    let grants = grants(&graph, document, OWNER).unwrap();
    let text = |g: Grant| {
        let kind = g.who.kind.map_or_else(|why| format!("unknown: {why}"), str::to_owned);
        format!("{kind} {} {}", g.who.principal, g.who.account_id.unwrap_or_default()).trim_end().to_owned()
    };
    grants.into_iter().map(text).collect()
}

fn principal(kind: &str, value: &str) -> Value {
    json!({"principals": [{"kind": kind, "value": value}]})
}

#[test]
fn principals_are_what_they_are_written_as() {
    for (kind, value, expected) in [
        ("AWS", "*", "public *"),
        ("AWS", "222222222222", "account 222222222222 222222222222"),
        ("AWS", "arn:aws:iam::222222222222:root", "account arn:aws:iam::222222222222:root 222222222222"),
        ("AWS", "arn:aws-cn:iam::222222222222:role/x", "account arn:aws-cn:iam::222222222222:role/x 222222222222"),
        ("AWS", "AROAEXAMPLE", "deleted AROAEXAMPLE"),
        ("AWS", "somebody", "unknown: a principal that cannot be read: somebody somebody"),
        ("Service", "logs.amazonaws.com", "service logs.amazonaws.com"),
        ("Federated", "cognito-identity.amazonaws.com", "federated cognito-identity.amazonaws.com"),
        ("CanonicalUser", "79a5", "canonical_user 79a5"),
    ] {
        assert_eq!(admitted(&[principal(kind, value)]), [expected]);
    }
    assert_eq!(admitted(&[json!({"not_principals": [{"kind": "AWS", "value": "222222222222"}]})]), ["public *"]);
    assert_eq!(admitted(&[json!({"effect": "Deny", "principals": [{"kind": "AWS", "value": "*"}]})]), [""; 0]);
}

#[test]
fn conditions_say_who_everyone_is() {
    let case = |operator: &str, key: &str, values: &[&str]| {
        admitted(&[everyone(json!([{"operator": operator, "key": key, "values": values}]))]).join("; ")
    };
    assert_eq!(case("StringEquals", "aws:principalaccount", &[OWNER]), "account 444444444444 444444444444");
    assert_eq!(
        case("StringEquals", "aws:principalaccount", &["${aws:ResourceAccount}"]),
        "account 444444444444 444444444444"
    );
    assert_eq!(case("StringLike", "aws:principalaccount", &["4444*"]), "public *");
    assert_eq!(case("StringEqualsIfExists", "aws:principalaccount", &[OWNER]), "public *");
    assert_eq!(case("ForAllValues:StringEquals", "aws:principalaccount", &[OWNER]), "public *");
    assert_eq!(case("StringNotEquals", "aws:principalaccount", &[OWNER]), "public *");
    assert_eq!(
        case("ArnLike", "aws:principalarn", &["arn:aws:iam::222222222222:role/*"]),
        "account 222222222222 222222222222"
    );
    assert_eq!(case("ArnLike", "aws:principalarn", &["arn:aws:iam::*:role/x"]), "public *");
    assert_eq!(case("StringEquals", "aws:principalorgid", &["o-1"]), "organization o-1");
    assert_eq!(case("StringLike", "aws:principalorgpaths", &["o-1/r-1/*"]), "organization o-1");
    assert_eq!(case("Bool", "aws:principalisawsservice", &["true"]), "service *");
    assert_eq!(case("IpAddress", "aws:sourceip", &["192.0.2.0/24"]), "public *");
    assert_eq!(case("StringEquals", "aws:sourcevpce", &["vpce-1"]), "network vpce-1");
    assert_eq!(
        case("StringEquals", "aws:principaltag/team", &["a"]),
        "unknown: cannot be decided without the condition key aws:principaltag/team * (a)"
    );
    assert_eq!(case("Bool", "aws:securetransport", &["true"]), "public *");
}

#[test]
fn services_act_for_the_account_that_is_named() {
    let for_source = |values: &[&str]| {
        let condition = json!([{"operator": "ArnLike", "key": "aws:sourcearn", "values": values}]);
        admitted(&[json!({"principals": [{"kind": "Service", "value": "x.amazonaws.com"}], "conditions": condition})])
    };
    assert_eq!(for_source(&["arn:aws:logs:eu-west-1:222222222222:*"]), ["service x.amazonaws.com 222222222222"]);
    assert_eq!(for_source(&["arn:aws:s3:::bucket"]), ["service x.amazonaws.com"]);
}

#[test]
fn a_denial_of_everyone_else_closes_what_it_covers() {
    let denial = |actions: &[&str], resources: &[&str], operator: &str| {
        json!({"effect": "Deny", "principals": [{"kind": "AWS", "value": "*"}], "actions": actions, "resources": resources,
            "conditions": [{"operator": operator, "key": "aws:principalaccount", "values": [OWNER]}]})
    };
    let with = |denial: Value| admitted(&[everyone(json!([])), denial]).join("");
    let own = "account 444444444444 444444444444";
    assert_eq!(with(denial(&["*"], &["*"], "StringNotEquals")), own);
    assert_eq!(with(denial(&["s3:Get*"], &["*"], "StringNotEqualsIfExists")), own);
    assert_eq!(with(denial(&["s3:Put*"], &["*"], "StringNotEquals")), "public *");
    assert_eq!(with(denial(&["*"], &["arn:aws:s3:::b/secret/*"], "StringNotEquals")), "public *");
    assert_eq!(with(denial(&["*"], &["*"], "StringEquals")), "public *");
}

/// An account in a unit below the root, with the policies that are attached to these.
fn organization(policies: &[(&str, &str, Vec<Value>)]) -> (Graph, NodeId) {
    let fields = json!({"feature_set": "ALL", "enabled_policy_types": ["SERVICE_CONTROL_POLICY"], "root_id": "r-1"});
    let mut lines = vec![
        line(Organization::shape(), "o-1", fields),
        line(OrganizationalUnit::shape(), "ou-1", json!({"parent_id": "r-1"})),
        line(Account::shape(), OWNER, json!({"is_management": false, "organization_id": "o-1", "parent_id": "ou-1"})),
    ];
    for (id, target, statements) in policies {
        let statements = statements.iter().cloned().map(statement).collect::<Vec<_>>();
        lines.push(line(
            OrganizationPolicy::shape(),
            id,
            json!({"policy_type": "SERVICE_CONTROL_POLICY", "aws_managed": false,
                "content": {"version": null, "statements": statements},
                "targets": [{"target_id": target, "target_type": "ROOT"}]}),
        ));
    }
    let graph = graph(&lines);
    let account = graph.nodes(Account::shape()).next().unwrap();
    (graph, account)
}

fn denied(policies: &[(&str, &str, Vec<Value>)], keys: &[(&str, &str)]) -> Result<bool, String> {
    let (graph, account) = organization(policies);
    let keys = keys.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect::<Vec<_>>();
    let decision = denies(&graph, account, &Request { action: "cloudtrail:StopLogging", keys: &keys });
    decision.denied.map_err(|reason| graph.reason(reason).to_owned())
}

fn all() -> Value {
    json!({"actions": ["*"]})
}
fn deny(actions: &[&str]) -> Value {
    json!({"effect": "Deny", "actions": actions})
}

#[test]
fn every_level_has_to_allow_and_none_to_deny() {
    assert_eq!(denied(&[("p", "r-1", vec![all()])], &[]), Ok(false));
    assert_eq!(denied(&[("p", "r-1", vec![all(), deny(&["CloudTrail:Stop*"])])], &[]), Ok(true));
    assert_eq!(
        denied(&[("p", "r-1", vec![all()]), ("q", "ou-1", vec![all(), deny(&["cloudtrail:*"])])], &[]),
        Ok(true)
    );
    assert_eq!(denied(&[("p", "r-1", vec![all()]), ("q", "ou-2", vec![deny(&["*"])])], &[]), Ok(false));
    // Allowed above and not here; allowed here by the other of two.
    assert_eq!(denied(&[("p", "r-1", vec![all()]), ("q", OWNER, vec![json!({"actions": ["ec2:*"]})])], &[]), Ok(true));
    let two = [("p", OWNER, vec![json!({"actions": ["ec2:*"]})]), ("q", OWNER, vec![all()])];
    assert_eq!(denied(&two, &[]), Ok(false));
    let partly = json!({"effect": "Deny", "actions": ["*"], "resources": ["arn:aws:cloudtrail:*:*:trail/x"]});
    assert_eq!(denied(&[("p", "r-1", vec![all(), partly])], &[]), Ok(false));
}

#[test]
fn a_condition_decides_only_with_its_key() {
    let elsewhere = json!({"effect": "Deny", "actions": ["*"],
        "conditions": [{"operator": "StringNotEquals", "key": "aws:requestedregion", "values": ["eu-west-1"]}]});
    let policies = [("p", "r-1", vec![all(), elsewhere])];
    assert_eq!(denied(&policies, &[("aws:requestedregion", "eu-west-1")]), Ok(false));
    assert_eq!(denied(&policies, &[("aws:requestedregion", "sa-east-1")]), Ok(true));
    let why = "cannot be decided without the condition key aws:requestedregion";
    assert_eq!(denied(&policies, &[]), Err(why.to_owned()));
    // Whatever is unknown, a denial without conditions is enough.
    let mut sure = policies.to_vec();
    sure.push(("q", "ou-1", vec![deny(&["*"])]));
    assert_eq!(denied(&sure, &[]), Ok(true));
}

#[test]
fn policies_that_do_not_count_are_none() {
    let (graph, account) =
        organization(&[("p", "r-1", vec![all()]), ("q", "ou-1", vec![all()]), ("z", "ou-9", vec![all()])]);
    let ids = effective_policies(&graph, account).unwrap().into_iter().map(|p| graph.id(p)).collect::<Vec<_>>();
    assert_eq!(ids, ["p", "q"]);
}
