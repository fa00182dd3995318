//! regorus: the rules of `rules.rego` on its virtual machine, a type's eight in one call.

use super::documents::{Document, of};
use super::support::measure::{Took, best, cpu, heap, print};
use super::support::rules::RULES;
use super::{Passes, million};
use anyhow::{Result, anyhow};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Rc, Value};
use std::collections::BTreeMap;

const POLICY: &str = include_str!("../rules.rego");
/// The rule that holds a type's verdicts, in the order of [`RULES`].
const RULE_NAMES: [&str; 6] = ["vpc", "subnet", "route_table", "subnet_group", "db_cluster", "eks_cluster"];

impl Document for Value {
    fn scalar(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::Bool(b) => Value::from(*b),
            serde_json::Value::Number(n) => n.as_i64().map_or_else(|| Value::from(n.as_f64().unwrap_or_default()), Value::from),
            serde_json::Value::String(s) => Value::from(s.as_str()),
            _ => Value::Null,
        }
    }
    /// Microseconds: Rego knows no times.
    fn time(text: &str) -> Self {
        text.parse::<jiff::Timestamp>().map_or(Value::Null, |t| Value::from(t.as_microsecond()))
    }
    fn list(items: Vec<Self>) -> Self {
        Value::from(items)
    }
    fn map(members: Vec<(String, Self)>) -> Self {
        Value::from(members.into_iter().map(|(k, v)| (Value::from(k), v)).collect::<BTreeMap<_, _>>())
    }
    fn with(&self, members: Vec<(&str, Self)>) -> Self {
        let Ok(own) = self.as_object() else { return self.clone() };
        let mut map = own.clone();
        map.extend(members.into_iter().map(|(k, v)| (Value::from(k), v)));
        Value::from(map)
    }
}

/// All documents at once: neighbours are shared between them.
pub fn run(lines: &[Vec<String>]) -> Result<Passes> {
    let (before, start) = (heap(), cpu());
    let documents = lines.iter().map(|lines| of::<Value>(lines)).collect::<Result<Vec<_>>>()?;
    let converting = Took { cpu: cpu() - start, wall: 0.0 };
    let resources = documents.iter().flatten().map(|(_, d)| d.len()).sum::<usize>();
    print("regorus: documents", converting, resources, "resource");
    println!("{:<34} {} B per resource", "", (heap() - before) / resources);
    let mut machines = RULE_NAMES.iter().map(|name| machine(name)).collect::<Result<Vec<_>>>()?;
    let (passes, took) = best(2, || judge(&documents, &mut machines));
    print("regorus: verdicts", took, resources * 8, "verdict");
    million(took, resources * 8);
    passes
}

fn machine(rule: &str) -> Result<RegoVM> {
    let mut engine = Engine::new();
    engine.add_policy("rules.rego".into(), POLICY.into())?;
    engine.add_data(Value::from_json_str(r#"{"architecture": {"database": {"backup_retention_days": 7}}}"#)?)?;
    let entry = format!("data.bench.{rule}");
    let compiled = engine.compile_with_entrypoint(&Rc::from(entry.as_str()))?;
    let program = Compiler::compile_from_policy(&compiled, &[entry.as_str()]).map_err(|why| anyhow!("{why}"))?;
    let mut machine = RegoVM::new_with_policy(compiled);
    machine.load_program(program);
    machine.set_data(engine.get_data()).map_err(|why| anyhow!("{why}"))?;
    machine.set_max_instructions(usize::MAX);
    Ok(machine)
}

fn judge(accounts: &[Vec<(&'static str, Vec<Value>)>], machines: &mut [RegoVM]) -> Result<Passes> {
    let mut passes = Passes::new();
    for ((ty, documents), type_number) in accounts.iter().flat_map(|a| a.iter().zip(0..RULES.len())) {
        for document in documents {
            machines[type_number].set_input(document.clone());
            let verdicts = machines[type_number].execute_entry_point_by_index(0).map_err(|why| anyhow!("{why}"))?;
            for (rule, verdict) in verdicts.as_array()?.iter().enumerate() {
                *passes.entry((ty, rule)).or_default() += usize::from(*verdict == Value::from(true));
            }
        }
    }
    Ok(passes)
}
