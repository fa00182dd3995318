//! Makes the published schemas out of the types, and compares them with what lies in `reports/schemas`.

use super::PUBLISHED;
use super::parameters;
use crate::findings::{Report, WaiverEntry};
use crate::model::TYPES;
use crate::rules::{RuleFile, Severity};
use crate::settings;
use crate::snapshot::{LedgerLine, Manifest};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};
use std::path::Path;

/// A schema of a type, as the program reads or writes it.
fn of<T: JsonSchema>(title: &str, settings: SchemaSettings) -> Value {
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut schema = schema.to_value();
    schema["title"] = json!(title);
    without_widths(&mut schema);
    schema
}

/// How wide a number is in Rust is no format that a validator knows.
fn without_widths(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(without_widths),
        Value::Object(members) => {
            let is_width = |format: &Value| format.as_str().is_some_and(|f| f.starts_with("uint") || f == "double");
            if members.get("format").is_some_and(is_width) {
                members.remove("format");
            }
            members.values_mut().for_each(without_widths);
        }
        _ => {}
    }
}

fn written<T: JsonSchema>(title: &str) -> Value {
    of::<T>(title, SchemaSettings::draft2020_12().for_serialize())
}

fn read<T: JsonSchema>(title: &str) -> Value {
    of::<T>(title, SchemaSettings::draft2020_12().for_deserialize())
}

/// What the types do not say stands at a pointer.
fn at(schema: &mut Value, pointer: &str, member: &str, value: Value) {
    let place = schema.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"));
    place[member] = value;
}

fn report() -> Value {
    let mut schema = written::<Report>("trueline's JSON report");
    at(&mut schema, "/properties/schema_version", "const", json!("1"));
    schema
}

fn manifest() -> Value {
    let mut schema = written::<Manifest>("The manifest of a snapshot of trueline's");
    at(&mut schema, "/properties/schema_version", "const", json!(crate::snapshot::SCHEMA_VERSION));
    schema
}

fn rule() -> Value {
    let mut schema = read::<RuleFile>("A rule of trueline's");
    let types = TYPES.iter().map(|t| t().type_name()).collect::<Vec<_>>();
    at(&mut schema, "/properties/resource", "enum", json!(types));
    at(&mut schema, "/$defs/TestResource/properties/type", "enum", json!(types));
    at(&mut schema, "", "description", json!("One rule, with its text, condition, remediation and tests."));
    at(&mut schema, "", "oneOf", json!([{"required": ["check", "message"]}, {"required": ["parity"]}]));
    // A number or a truth value is an expression as it stands.
    let expression = json!(["string", "number", "boolean"]);
    at(&mut schema, "/properties/let/additionalProperties", "type", expression.clone());
    at(&mut schema, "/$defs/ParityFile/properties/aspects/additionalProperties", "type", expression);
    parameters::add(&mut schema, "/$defs/RuleTest/properties/architecture");
    schema
}

fn waivers() -> Value {
    let mut schema = read::<Vec<WaiverEntry>>("Waivers of trueline's");
    at(&mut schema, "", "description", json!("Deviations that somebody accepts."));
    let either = json!([{"required": ["resource"]}, {"required": ["selector"]}]);
    at(&mut schema, "/$defs/Entry", "oneOf", either);
    at(&mut schema, "/$defs/Entry/properties/expires", "pattern", json!("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"));
    // A file without a waiver is null, and no list.
    at(&mut schema, "", "type", json!(["array", "null"]));
    schema
}

fn settings() -> Value {
    let mut schema = read::<settings::File>("trueline.yaml");
    at(&mut schema, "", "description", json!("The settings. Each key can also be given as `TRUELINE_<KEY>`."));
    at(&mut schema, "", "type", json!(["object", "null"]));
    let severities = Severity::ALL.into_iter().map(Severity::word).chain(["never"]).map(Value::from);
    let severities = severities.chain([Value::Null]).collect::<Vec<_>>();
    at(&mut schema, "/properties/fail_on", "enum", json!(severities));
    at(&mut schema, "/properties/planes/items", "enum", json!(settings::PLANES));
    let redact = crate::findings::Redact::ALL.map(|(word, _)| word);
    at(&mut schema, "/properties/redact/items", "enum", json!(redact));
    at(&mut schema, "/properties/accounts/additionalProperties", "pattern", json!("^[0-9]{12}$"));
    parameters::add(&mut schema, "/properties/architecture");
    schema
}

#[test]
fn the_published_schemas_are_those_of_the_types() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/schemas");
    let made = [
        ("report", report()),
        ("manifest", manifest()),
        ("ledger", written::<LedgerLine>("A line of the ledger of a snapshot of trueline's")),
        ("rule", rule()),
        ("waivers", waivers()),
        ("settings", settings()),
    ];
    assert_eq!(made.each_ref().map(|(name, _)| *name), PUBLISHED.map(|(name, ..)| name));
    for (name, schema) in made {
        let (path, text) = (folder.join(format!("{name}.json")), serde_json::to_string_pretty(&schema).unwrap() + "\n");
        if std::env::var_os("WRITE_SCHEMAS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let lies_there = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            lies_there == text,
            "reports/schemas/{name}.json is not what the types say; \
             `WRITE_SCHEMAS=1 cargo test --release --lib published_schemas` writes it anew"
        );
    }
}
