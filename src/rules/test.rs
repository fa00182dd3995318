//! A rule's examples: each is a graph of a few resources, and what the rule says of it.

use super::evaluate::Evaluation;
use super::file::{RuleTest, Status, TestResource};
use super::parameters;
use super::parity;
use super::set::{self, Rule, RuleSet};
use crate::graph::{Graph, Part, UnreadListing};
use crate::model::{Account, INCOMPLETE, Presence, Record, Shape, TYPES, Type, UNKNOWN, type_named};
use crate::problem::{Problem, suggestion};
use crate::snapshot::{Gap, Outcome};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Accounts of examples, by environment.
const ACCOUNTS: [(&str, &str); 4] =
    [("management", "111111111111"), ("dev", "222222222222"), ("staging", "333333333333"), ("prod", "444444444444")];
const ACCOUNT: &str = "prod";
const REGION: &str = "eu-west-1";
const TAKEN_AT: jiff::Timestamp = jiff::Timestamp::constant(1_793_491_200, 0);
/// What an omitted field holds that must have a value: reading it is a mistake of the example.
const OMITTED: &str = "the example gives no";

/// What became of an example.
pub struct TestOutcome {
    /// The rule.
    pub rule: String,
    /// The example.
    pub name: String,
    /// Why it is not as expected.
    pub failure: Option<Problem>,
}

/// Runs every example of a rule.
pub fn run(rules: &RuleSet, documented: &Value, rule: &Rule) -> Vec<TestOutcome> {
    let outcome = |test: &RuleTest| TestOutcome {
        rule: rule.id().to_owned(),
        name: test.name.value.clone(),
        failure: mends(rule, test).and_then(|()| run_one(rules, documented, rule, test)).err().map(|message| {
            let start = crate::yaml::offset_in_file(&rule.text, &test.name, 0);
            let name = &test.name.value;
            Problem::at(&rule.path, &rule.text, start, start + name.len(), format!("example `{name}`: {message}"))
        }),
    };
    rule.file.tests.iter().map(outcome).collect()
}

/// What an example says that it mends has to be broken, and mended.
fn mends(rule: &Rule, test: &RuleTest) -> Result<(), String> {
    let Some(broken) = test.mends.as_ref().map(|name| name.value.as_str()) else { return Ok(()) };
    let named = rule.file.tests.iter().find(|t| t.name.value == broken);
    match named.map(|t| t.expect) {
        Some(Status::Fail) if test.expect == Status::Pass => Ok(()),
        Some(Status::Fail) => Err(format!("it mends `{broken}`, so it has to expect `pass`")),
        Some(_) => Err(format!("`{broken}`, which it mends, does not expect `fail`")),
        None => Err(format!("it mends `{broken}`, and no example is called that")),
    }
}

fn run_one(rules: &RuleSet, documented: &Value, rule: &Rule, test: &RuleTest) -> Result<(), String> {
    let changed;
    let rule = if test.architecture.is_null() {
        rule
    } else {
        let effective = effective(rule, documented, test)?;
        parity::undeclared(&effective, &rules.rules).map_err(|(message, _)| message)?;
        changed = set::load(&rule.path, &rule.text, &effective, &rules.clauses)
            .map_err(|problems| problems.iter().map(|p| p.message.clone()).collect::<Vec<_>>().join("; "))?;
        &changed
    };
    let (graph, now) = (graph(test)?, now(test));
    let Seen { status, worst, told } = judge(&graph, now, rule);
    if let Some(omitted) = told.iter().find(|t| t.contains(OMITTED)) {
        return Err(format!("the verdict rests on a field that the example leaves out: {omitted}"));
    }
    if status != test.expect {
        let why = if told.is_empty() { String::new() } else { format!(" ({})", told.join("; ")) };
        let message = worst.map(|(name, message)| format!(": {name} {message}"));
        return Err(format!("expected {}, was {status}{why}{}", test.expect, message.unwrap_or_default()));
    }
    match (&test.message, worst) {
        (Some(expected), Some((_, message))) if message != *expected => {
            Err(format!("expected the message `{expected}`, was `{message}`"))
        }
        _ => Ok(()),
    }
}

/// What a rule says of an example.
struct Seen {
    status: Status,
    /// The subject of the worst verdict, by its name, and what is said of it.
    worst: Option<(String, String)>,
    /// What it could not know, and why.
    told: Vec<String>,
}

fn judge(graph: &Graph, now: i64, rule: &Rule) -> Seen {
    let rules = [rule];
    let evaluation = Evaluation::new(graph, &rules, now);
    let worst = evaluation.verdicts().iter().max_by_key(|v| v.status);
    let told = worst.as_ref().map(|v| {
        let reasons = evaluation.evidence(&mut evaluation.recorder(), v).into_iter();
        let reasons = reasons.filter_map(|e| e.unknown.map(|r| format!("{}: {}", e.path, graph.reason(r))));
        reasons.collect::<Vec<_>>()
    });
    Seen {
        status: worst.map_or(Status::NotApplicable, |v| v.status),
        worst: worst.map(|v| (graph.name(v.node).to_owned(), evaluation.message(&v))),
        told: told.unwrap_or_default(),
    }
}

/// Whether an example tells a changed rule from the original. A verdict that rests on what the example leaves out says
/// nothing: only what it gives can speak against the change.
pub(super) fn tells_apart(graph: &Graph, test: &RuleTest, changed: &Rule) -> bool {
    let seen = judge(graph, now(test), changed);
    seen.status != test.expect && !seen.told.iter().any(|t| t.contains(OMITTED))
}

/// The parameters that an example is judged by.
pub(super) fn effective(rule: &Rule, documented: &Value, test: &RuleTest) -> Result<Value, String> {
    let laid = parameters::overridden(&rule.path, documented, &test.architecture);
    laid.map(|(effective, _)| effective).map_err(|p| p.message)
}

fn now(test: &RuleTest) -> i64 {
    test.taken_at.unwrap_or(TAKEN_AT).as_microsecond()
}

fn account_id(environment: &str) -> Result<&'static str, String> {
    let known = ACCOUNTS.iter().find(|(name, _)| *name == environment);
    known
        .map(|(_, id)| *id)
        .ok_or_else(|| format!("no account is called `{environment}`; use management, dev, staging or prod"))
}

/// The resources of an example.
pub(super) fn graph(test: &RuleTest) -> Result<Graph, String> {
    let mut part = Part::default();
    let mut read = |line: Line| {
        let text = serde_json::to_string(&line).map_err(|why| why.to_string())?;
        part.read_line(&text).map_err(|why| format!("{why}"))
    };
    let given = test.resources.iter().filter(|r| r.r#type.value == Account::shape().type_name());
    let given = given.map(|r| r.id.as_str()).collect::<BTreeSet<_>>();
    let named = test.resources.iter().map(|r| r.account.as_deref().unwrap_or(ACCOUNT));
    let unread = test.unread.iter().filter_map(|u| u.account.as_deref());
    let all = named.chain(unread).chain(test.accounts.iter().map(String::as_str)).collect::<BTreeSet<_>>();
    let read_at = test.taken_at.unwrap_or(TAKEN_AT);
    for environment in all {
        let id = account_id(environment)?;
        if given.contains(id) {
            continue;
        }
        let fields = json!({"account_number": id, "environment": environment, "state": "ACTIVE", "is_management": environment == "management"});
        let fields = completed(Account::shape(), fields, "")?;
        let (r#type, arn) = (Account::shape().type_name(), format!("arn:aws:organizations::{id}:account"));
        read(Line { r#type, arn: &arn, id, name: environment, account_id: id, region: "global", read_at, fields })?;
    }
    for resource in &test.resources {
        read(line(resource, read_at)?)?;
    }
    let mut listings = Vec::new();
    for unread in &test.unread {
        let operation = unread.operation.value.as_str();
        let shapes = TYPES.iter().map(|t| t()).filter(|s| s.identity.as_ref().is_some_and(|i| i.listing == operation));
        let gap = Gap::new(operation, Outcome::Denied, unread.reason.as_deref())
            .at(account_id(unread.account.as_deref().unwrap_or(ACCOUNT))?, unread.region.as_deref().unwrap_or(REGION));
        let before = listings.len();
        listings.extend(shapes.map(|shape| UnreadListing { shape, gap: gap.clone() }));
        if listings.len() == before {
            return Err(format!("`{operation}` lists no resource type; `unread` names listings"));
        }
    }
    Ok(Graph::new(vec![part], &listings))
}

/// A line of a snapshot, in the order of its members.
#[derive(Serialize)]
struct Line<'a> {
    r#type: &'static str,
    arn: &'a str,
    id: &'a str,
    name: &'a str,
    account_id: &'a str,
    region: &'a str,
    read_at: jiff::Timestamp,
    fields: Value,
}

fn line(resource: &TestResource, read_at: jiff::Timestamp) -> Result<Line<'_>, String> {
    let name = &resource.r#type.value;
    let shape = type_named(name).ok_or_else(|| {
        let help = suggestion(name, TYPES.iter().map(|t| t().type_name())).map(|s| format!("; {s}"));
        format!("no resource type is called `{name}`{}", help.unwrap_or_default())
    })?;
    let id = &resource.id;
    let is_account = std::ptr::eq(shape, Account::shape());
    let account = if is_account { id } else { account_id(resource.account.as_deref().unwrap_or(ACCOUNT))? };
    let fields = match &resource.fields {
        Value::Null => json!({}),
        fields => fields.clone(),
    };
    // The field that is the id need not be given twice.
    let mut fields = fields;
    if let (Some(fields), Some(identity)) = (fields.as_object_mut(), &shape.identity)
        && !fields.contains_key(UNKNOWN)
    {
        fields.entry(identity.id).or_insert_with(|| id.as_str().into());
    }
    Ok(Line {
        r#type: shape.type_name(),
        arn: resource.arn.as_ref().unwrap_or(id),
        id,
        name: resource.name.as_ref().unwrap_or(id),
        account_id: account,
        region: resource.region.as_deref().unwrap_or(REGION),
        read_at: resource.read_at.unwrap_or(read_at),
        fields: completed(shape, fields, "")?,
    })
}

/// The fields with what is omitted: null where AWS may answer so, else a mark that reading is a mistake.
fn completed(shape: &'static Shape, value: Value, path: &str) -> Result<Value, String> {
    let Value::Object(mut given) = value else {
        return Err(format!("{} must be a map", if path.is_empty() { "`fields`" } else { path }));
    };
    if given.contains_key(UNKNOWN) {
        return Ok(Value::Object(given));
    }
    let mut fields = Map::new();
    for field in shape.fields.iter().filter(|f| f.presence != Presence::Derived) {
        let path = format!("{path}.{}", field.name);
        let value = match given.remove(field.name) {
            Some(value) => completed_value(field.ty, value, &path)?,
            None if field.nullable => Value::Null,
            None => json!({UNKNOWN: format!("{OMITTED} {}", path.trim_start_matches('.'))}),
        };
        fields.insert(field.name.to_owned(), value);
    }
    match given.keys().next() {
        None => Ok(Value::Object(fields)),
        Some(unknown) => {
            let help = suggestion(unknown, shape.fields.iter().map(|f| f.name)).map(|s| format!("; {s}"));
            Err(format!("{} has no field `{unknown}`{}", shape.type_name(), help.unwrap_or_default()))
        }
    }
}

fn completed_value(ty: &'static Type, value: Value, path: &str) -> Result<Value, String> {
    match (ty, value) {
        (_, Value::Null) => Ok(Value::Null),
        (Type::Record(shape), value) => completed(shape(), value, path),
        (Type::List(item), Value::Array(items)) => {
            let items = items.into_iter().enumerate().map(|(i, v)| completed_value(item, v, &format!("{path}[{i}]")));
            Ok(Value::Array(items.collect::<Result<_, _>>()?))
        }
        (Type::List(_), Value::Object(mut partial)) if partial.contains_key(INCOMPLETE) => {
            let items = partial.remove("items").unwrap_or_else(|| json!([]));
            let reason = partial.remove(INCOMPLETE).unwrap_or_default();
            Ok(json!({INCOMPLETE: reason, "items": completed_value(ty, items, path)?}))
        }
        (_, value) => Ok(value),
    }
}
