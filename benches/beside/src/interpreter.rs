//! The `cel` crate's interpreter.

use super::documents::{Document, of};
use super::support::measure::{Took, cpu, print};
use super::support::rules::{RULES, written};
use super::{Passes, million};
use anyhow::{Result, anyhow};
use cel::common::value::Val;
use cel::objects::Key;
use cel::{Context, Program, Value};
use std::collections::HashMap;
use std::sync::Arc;

impl Document for Value {
    fn scalar(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::Bool(b) => Value::Bool(*b),
            serde_json::Value::Number(n) => n.as_i64().map_or_else(|| Value::Float(n.as_f64().unwrap_or_default()), Value::Int),
            serde_json::Value::String(s) => Value::String(Arc::new(s.clone())),
            _ => Value::Null,
        }
    }
    fn time(text: &str) -> Self {
        chrono::DateTime::parse_from_rfc3339(text).map_or(Value::Null, Value::Timestamp)
    }
    fn list(items: Vec<Self>) -> Self {
        Value::List(Arc::new(items))
    }
    fn map(members: Vec<(String, Self)>) -> Self {
        let members = members.into_iter().map(|(k, v)| (Key::from(k), v));
        Value::from(members.collect::<HashMap<Key, Value>>())
    }
    fn with(&self, members: Vec<(&str, Self)>) -> Self {
        let Value::Map(own) = self else { return self.clone() };
        let mut map = (*own.map).clone();
        map.extend(members.into_iter().map(|(k, v)| (Key::from(k.to_owned()), v)));
        Value::from(map)
    }
}

/// One account at a time, so that memory is not what is measured.
pub fn run(lines: &[Vec<String>]) -> Result<Passes> {
    let mut programs = HashMap::new();
    for (ty, conditions) in RULES {
        let compiled = conditions.iter().map(|c| Program::compile(&written(c)).map_err(|why| anyhow!("{c}: {why:?}")));
        programs.insert(ty, compiled.collect::<Result<Vec<_>>>()?);
    }
    let mut root = Context::default();
    let days = Value::map(vec![("backup_retention_days".into(), Value::Int(7))]);
    root.add_variable_from_value("architecture", Value::map(vec![("database".into(), days)]));
    let (mut passes, mut converting, mut judging, mut resources) = (Passes::new(), 0.0, 0.0, 0);
    for lines in lines {
        let start = cpu();
        let documents = of::<Value>(lines)?;
        converting += cpu() - start;
        for (ty, documents) in documents {
            resources += documents.len();
            for document in documents {
                let start = cpu();
                let document: Box<dyn Val> = document.try_into().map_err(|why| anyhow!("{why:?}"))?;
                let mut scope = root.new_inner_scope();
                scope.add_variable_as_val("resource", document);
                let converted = cpu();
                for (rule, program) in programs[ty].iter().enumerate() {
                    let passed = matches!(program.execute(&scope), Ok(Value::Bool(true)));
                    *passes.entry((ty, rule)).or_default() += usize::from(passed);
                }
                judging += cpu() - converted;
                converting += converted - start;
            }
        }
    }
    let took = |cpu| Took { cpu, wall: 0.0 };
    print("cel: documents", took(converting), resources, "resource");
    print("cel: verdicts", took(judging), resources * 8, "verdict");
    million(took(judging), resources * 8);
    Ok(passes)
}
