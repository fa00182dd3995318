//! CEL's conformance cases, as the npm package `@bufbuild/cel-spec` carries them, against our compiler and evaluator.
//!
//! Every case is run but those that need messages of protocol buffers; `dyn(x)`, which says nothing to a compiler that knows
//! every type, is run as `(x)`. What does not come out as the specification says is
//! listed in `conformance/left-out.json`, by reason and with every case's name; the test fails when a case fails that is not
//! listed, and when a listed one passes. `CEL_CONFORMANCE_WRITE=1` writes the list anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do
#![allow(clippy::disallowed_macros)] // it says what it left out

use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use trueline::graph::{Graph, NodeId};
use trueline::rules::cel::{Bound, Environment, compile, whole_value_of};

#[derive(Deserialize)]
struct Case {
    id: String,
    expr: String,
    bindings: BTreeMap<String, Json>,
    expected: Json,
    error: bool,
    container: String,
    #[serde(rename = "typeOnly")]
    type_only: bool,
}

/// How a case came out.
#[derive(Debug, PartialEq)]
enum Outcome {
    Value(Json),
    /// The rule does not load, and what its author reads.
    Refused(String),
    Unknown(String),
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
}

fn run(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap_or_else(|why| {
        panic!("{command:?}: {why}. The conformance cases come from npm: install Node.js 20 or later, with npm")
    });
    assert!(output.status.success(), "{command:?} failed:\n{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cel-spec");
    std::fs::create_dir_all(&folder).unwrap();
    let package = std::fs::read(here().join("package.json")).unwrap();
    let installed = folder.join("node_modules/@bufbuild/cel-spec").is_dir();
    if !installed || std::fs::read(folder.join("package.json")).ok().as_ref() != Some(&package) {
        std::fs::write(folder.join("package.json"), &package).unwrap();
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        run(Command::new(npm).args(["install", "--no-audit", "--no-fund", "--no-package-lock"]).current_dir(&folder));
    }
    let json = run(Command::new("node").arg(here().join("export.mjs")).arg(&folder));
    serde_json::from_slice(&json).unwrap()
}

/// A value of the specification as CEL; none when it is of a type that rules do not have.
fn text(value: &Json) -> Option<String> {
    let (kind, inner) = value.as_object()?.iter().next()?;
    Some(match kind.as_str() {
        "nullValue" => "null".into(),
        "boolValue" => inner.to_string(),
        "int64Value" => inner.as_str()?.to_owned(),
        "doubleValue" => format!("{:?}", inner.as_str()?.parse::<f64>().ok()?),
        "stringValue" => format!("{:?}", inner.as_str()?).replace("\\0", "\\x00"),
        "listValue" => {
            let values = inner["values"].as_array().map_or(&[][..], Vec::as_slice);
            format!("[{}]", values.iter().map(text).collect::<Option<Vec<_>>>()?.join(", "))
        }
        "mapValue" => {
            let entries = inner["entries"].as_array().map_or(&[][..], Vec::as_slice);
            let entry = |e: &Json| Some(format!("{}: {}", text(&e["key"])?, text(&e["value"])?));
            format!("{{{}}}", entries.iter().map(entry).collect::<Option<Vec<_>>>()?.join(", "))
        }
        "objectValue" if inner["@type"] == "type.googleapis.com/google.protobuf.Duration" => {
            format!("duration('{}')", inner["value"].as_str()?)
        }
        _ => return None,
    })
}

/// A value of the specification as we show values.
fn plain(value: &Json) -> Option<Json> {
    let (kind, inner) = value.as_object()?.iter().next()?;
    Some(match kind.as_str() {
        "nullValue" => Json::Null,
        "boolValue" | "stringValue" => inner.clone(),
        "int64Value" => json!(inner.as_str()?.parse::<i64>().ok()?),
        "doubleValue" => match inner.as_str()?.parse::<f64>().ok()? {
            finite if finite.is_finite() => json!(finite),
            other => json!(other.to_string()),
        },
        "listValue" => {
            let values = inner["values"].as_array().map_or(&[][..], Vec::as_slice);
            Json::Array(values.iter().map(plain).collect::<Option<_>>()?)
        }
        "mapValue" => {
            let entries = inner["entries"].as_array().map_or(&[][..], Vec::as_slice);
            let key = |key: Json| key.as_str().map_or_else(|| key.to_string(), str::to_owned);
            let entry = |e: &Json| Some((key(plain(&e["key"])?), plain(&e["value"])?));
            Json::Object(entries.iter().map(entry).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

fn evaluate(case: &Case, graph: &Graph) -> Outcome {
    let lets = case.bindings.iter().map(|(name, value)| Some((name.clone(), text(value)?)));
    let Some(lets) = lets.collect::<Option<Vec<_>>>() else {
        return Outcome::Refused("a binding has a type that rules do not have".into());
    };
    // A name that no program can say cannot be bound.
    let lets =
        lets.into_iter().filter(|(name, _)| !["true", "false", "null"].contains(&name.as_str())).collect::<Vec<_>>();
    let environment = match Environment::new(None, &Json::Null).with_lets(&lets) {
        Ok(environment) => environment,
        Err(why) => return Outcome::Refused(why.to_string()),
    };
    match compile::value(&case.expr.replace("dyn(", "("), &environment) {
        Err(why) => Outcome::Refused(why.to_string()),
        Ok(expression) => match whole_value_of(graph, &Bound::new(&expression, graph), NodeId(0), 0) {
            Ok(value) => Outcome::Value(value),
            Err(reason) => Outcome::Unknown(graph.reason(reason).to_owned()),
        },
    }
}

const MESSAGES: &str = "needs messages, enums or wrappers of protocol buffers, or a container for names: not run";

/// Whether a case is about protocol buffers; those are not run, lest a refusal pass for an expected error.
fn needs_messages(case: &Case) -> bool {
    const SUITES: [&str; 6] = ["proto2", "proto2_ext", "proto3", "enums", "wrappers", "dynamic"];
    let suite = case.id.split('/').next().unwrap_or_default();
    let names = [
        "TestAllTypes",
        "google.protobuf.",
        "msg.",
        "[msg",
        "NestedTestAllTypes",
        "GlobalEnum",
        "proto.",
        ".NestedEnum",
    ];
    let message = |v: &Json| {
        v.get("objectValue").is_some_and(|o| o["@type"] != "type.googleapis.com/google.protobuf.Duration")
            || v.get("enumValue").is_some()
    };
    SUITES.contains(&suite)
        || names.iter().any(|n| case.expr.contains(n))
        || case.bindings.values().any(message)
        || message(&case.expected)
        || case.bindings.keys().any(|name| name.contains('.'))
        || !case.container.is_empty() && case.id.starts_with("namespace/")
}

/// Why a case may come out otherwise than the specification says: the first that fits.
fn reason(case: &Case, outcome: &Outcome) -> Option<&'static str> {
    let why = if let Outcome::Refused(why) = outcome { why.as_str() } else { "" };
    let unsigned = regex::Regex::new(r"\b(0[xX][0-9a-fA-F]+|[0-9]+)[uU]\b|\buint\b").unwrap();
    let bytes = regex::Regex::new(r#"(^|[^\w])([bB][rR]?|[rR][bB])['"]|\bbytes\("#).unwrap();
    let is = |kind: &str| case.expected.get(kind).is_some() || case.bindings.values().any(|v| v.get(kind).is_some());
    let unknown_function = why.starts_with("no function is called");
    let extension = ["block_ext", "bindings_ext", "encoders_ext", "math_ext", "network_ext"];
    let suite = case.id.split('/').next().unwrap_or_default();
    Some(match () {
        _ if case.type_only => "asks for a type alone",
        _ if extension.contains(&suite) => "an extension library that rules do not have",
        _ if suite == "optionals" || case.expr.contains("optional.") || why.contains("would hide an unknown") => {
            "optional values: they would hide an unknown"
        }
        _ if bytes.is_match(&case.expr) || is("bytesValue") => "bytes: no field has them",
        _ if unsigned.is_match(&case.expr) || is("uint64Value") => "unsigned integers: AWS's API has none, `7u` is `7`",
        _ if case.expr.contains("type(") || is("typeValue") => "types as values: they are known when a rule is loaded",
        _ if why.contains("has no order") || why.contains("of one of several types") => {
            "values of several types are compared for equality alone"
        }
        _ if case.expr.contains(".format(") || case.expr.contains("strings.quote(") => {
            "format() and strings.quote(): messages are written in braces"
        }
        _ if case.expr.contains("transformMap") => "transformMap(): maps are read, not made",
        _ if why.contains("an offset from UTC") => "time zones by name: their rules differ between machines",
        _ if why.contains("with microseconds at most") && case.expr.contains("9999-12-31") => {
            "the last day of the year 9999"
        }
        _ if why.contains("with microseconds at most") => "nanoseconds: times have microseconds here",
        _ if unknown_function || why.starts_with("no name is called") || case.id == "basic/functions/unbound" => {
            "a name or function that does not exist is an error when the rule is loaded, wherever it stands"
        }
        _ if why.contains("literal or a parameter") => "a pattern is compiled when the rule is loaded",
        _ if why.contains("null here") => "what may be null is not used before null is excluded",
        _ if [
            "is compared with",
            "both branches",
            "expected a bool",
            "expected an integer",
            "each a",
            "no such key",
            "no key of this map",
        ]
        .iter()
        .any(|m| why.contains(m)) =>
        {
            "a wrong type or key is an error when the rule is loaded, wherever it stands"
        }
        _ if case.id.contains("exists_one") && *outcome == Outcome::Value(json!(false)) => {
            "exists_one() is false of two that fit, whatever cannot be computed besides"
        }
        _ if case.error && *outcome == Outcome::Value(Json::Null) => "a key that a map lacks is null, not an error",
        _ => return None,
    })
}

/// Whether a refusal is for a feature that rules do not have, and not for the mistake that the case is about.
fn beside_the_point(case: &Case, outcome: &Outcome) -> bool {
    let Outcome::Refused(why) = outcome else { return false };
    let feature = [
        "no use in a rule",
        "types are no values",
        "integers have a sign",
        "would hide an unknown",
        "maps are read here",
    ];
    let unknown = (why.starts_with("no function is called") || why.starts_with("no name is called"))
        && !case.id.starts_with("basic/");
    unknown || feature.iter().any(|f| why.contains(f))
}

#[test]
fn the_specifications_cases_come_out_as_it_says() {
    let (cases, graph) = (cases(), Graph::new(Vec::new(), &[]));
    let mut left_out = BTreeMap::<String, BTreeSet<String>>::new();
    let (mut values, mut at_load, mut at_run, mut dynamic, mut unexplained) = (0, 0, 0, 0, Vec::new());
    for case in &cases {
        if needs_messages(case) {
            left_out.entry(MESSAGES.into()).or_default().insert(case.id.clone());
            continue;
        }
        let outcome = evaluate(case, &graph);
        let before = values + at_load + at_run;
        match &outcome {
            Outcome::Refused(_) if case.error && !beside_the_point(case, &outcome) => at_load += 1,
            Outcome::Unknown(_) if case.error => at_run += 1,
            Outcome::Value(value)
                if !case.error && !case.type_only && plain(&case.expected).as_ref() == Some(value) =>
            {
                values += 1
            }
            outcome => match reason(case, outcome) {
                Some(why) => drop(left_out.entry(why.into()).or_default().insert(case.id.clone())),
                None => unexplained
                    .push(format!("{}\n    {}\n    {outcome:?}, expected {}", case.id, case.expr, case.expected)),
            },
        }
        if case.expr.contains("dyn(") {
            dynamic += values + at_load + at_run - before
        }
    }
    assert!(unexplained.is_empty(), "{} cases fail:\n{}", unexplained.len(), unexplained.join("\n"));
    let found = json!({
        "about": "Cases of CEL's specification that come out otherwise here, each under its reason; tests/cel_conformance.rs holds this list to what it finds",
        "cases": cases.len(),
        "passed": {"value": values, "error when the rule is loaded": at_load, "unknown when it is evaluated": at_run, "of these with dyn(x) as (x)": dynamic},
        "left_out": left_out.values().map(BTreeSet::len).sum::<usize>(),
        "reasons": left_out.iter().map(|(why, ids)| (why.clone(), json!(ids))).collect::<serde_json::Map<_, _>>(),
    });
    println!("{} cases: {values} values, {at_load} errors at load, {at_run} unknown; left out:", cases.len());
    left_out.iter().for_each(|(why, ids)| println!("{:5} {why}", ids.len()));
    let file = here().join("left-out.json");
    if std::env::var_os("CEL_CONFORMANCE_WRITE").is_some() {
        std::fs::write(&file, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
    }
    let listed = std::fs::read(&file).expect("tests/conformance/left-out.json: write it with CEL_CONFORMANCE_WRITE=1");
    let listed = serde_json::from_slice::<Json>(&listed).unwrap();
    for (why, ids) in left_out {
        let known = listed["reasons"][&why].as_array().cloned().unwrap_or_default();
        let new = ids.into_iter().filter(|id| !known.contains(&json!(id))).collect::<Vec<_>>();
        assert!(new.is_empty(), "these fail and are not listed under `{why}`: {new:#?}");
    }
    assert_eq!(
        listed, found,
        "cases pass that are listed as left out: write the list anew with CEL_CONFORMANCE_WRITE=1"
    );
}
