//! The documented architecture's parameters: `rules/architecture.yaml`, with what the settings override.

use crate::problem::{Problem, suggestion};
use serde_json::{Map, Value};
use std::path::Path;

/// A parameter that the settings changed.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Override {
    /// For example `database.backup_retention_days`.
    pub parameter: String,
    /// What the document says.
    pub documented: Value,
    /// What the settings say.
    pub effective: Value,
}

/// Lays overrides over the parameters. Only declared keys can be overridden, and only by a value of the same type.
///
/// # Errors
/// The first override that is of no declared key, or of another type.
pub fn overridden(path: &Path, documented: &Value, overrides: &Value) -> Result<(Value, Vec<Override>), Problem> {
    let (mut effective, mut changed) = (documented.clone(), Vec::new());
    if !overrides.is_null() {
        lay(path, &mut effective, overrides, &mut String::new(), &mut changed)?;
    }
    Ok((effective, changed))
}

fn lay(
    path: &Path,
    base: &mut Value,
    over: &Value,
    name: &mut String,
    changed: &mut Vec<Override>,
) -> Result<(), Problem> {
    match (&mut *base, over) {
        // An empty map is a table that the settings fill: its keys are names, not parameters.
        (Value::Object(known), Value::Object(given)) if !known.is_empty() => {
            for (key, value) in given {
                let length = name.len();
                let parameter = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                let Some(inner) = known.get_mut(key) else { return Err(undeclared(path, &parameter, known)) };
                *name = parameter;
                lay(path, inner, value, name, changed)?;
                name.truncate(length);
            }
            Ok(())
        }
        (documented, given) if same_type(documented, given) => {
            if documented != given {
                let change =
                    Override { parameter: name.clone(), documented: documented.clone(), effective: given.clone() };
                changed.push(change);
                *base = given.clone();
            }
            Ok(())
        }
        (documented, given) => {
            let message = format!("architecture.{name} is {}, not {}", kind(documented), kind(given));
            Err(Problem::of(path, message))
        }
    }
}

fn undeclared(path: &Path, parameter: &str, known: &Map<String, Value>) -> Problem {
    let last = parameter.rsplit('.').next().unwrap_or_default();
    let message = format!("architecture.{parameter} is no parameter of the architecture");
    Problem::of(path, message).help(suggestion(last, known.keys().map(String::as_str)))
}

/// Null stands for "none documented": anything may take its place.
fn same_type(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Null, _) => true,
        (Value::Number(a), Value::Number(b)) => a.is_f64() || !b.is_f64(),
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a bool",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a group of parameters",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn lay_over(over: Value) -> Result<(Value, Vec<Override>), Problem> {
        let documented = json!({"database": {"days": 7, "engine": "x"}, "zones": 3});
        overridden(Path::new("trueline.yaml"), &documented, &over)
    }

    #[test]
    fn only_what_differs_is_an_override() {
        let (effective, changed) = lay_over(json!({"database": {"days": 1, "engine": "x"}})).unwrap();
        assert_eq!(effective, json!({"database": {"days": 1, "engine": "x"}, "zones": 3}));
        let days = Override { parameter: "database.days".into(), documented: json!(7), effective: json!(1) };
        assert_eq!(changed, [days]);
    }

    #[test]
    fn undeclared_keys_and_other_types_are_mistakes() {
        let misspelt = lay_over(json!({"database": {"dayz": 1}})).unwrap_err();
        assert_eq!(misspelt.help.as_deref(), Some("did you mean `days`?"));
        assert!(lay_over(json!({"zones": "three"})).is_err());
        assert!(lay_over(json!({"database": 3})).is_err());
    }
}
