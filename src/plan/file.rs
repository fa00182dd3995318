//! The format: what `terraform show -json` prints of a plan. Versions 0.1 to 1.2 and later minor ones; members that are not
//! read here are skipped.

use super::address::Key;
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A plan's file.
#[derive(Deserialize)]
pub struct PlanFile {
    pub format_version: Option<String>,
    pub timestamp: Option<String>,
    #[serde(default)]
    pub errored: bool,
    /// Nearly all of the file: read by itself, on all threads.
    #[serde(skip)]
    pub resource_changes: Option<Vec<ResourceChange>>,
    /// Values of the root module's variables.
    #[serde(default)]
    pub variables: BTreeMap<String, Variable>,
    #[serde(default)]
    pub configuration: Configuration,
    #[serde(default)]
    pub output_changes: BTreeMap<String, OutputChange>,
    pub prior_state: Option<PriorState>,
    /// What values have been made of, locals looked through.
    #[serde(default)]
    pub relevant_attributes: Vec<RelevantAttribute>,
    /// Of a state's file, which has no changes.
    values: Option<serde::de::IgnoredAny>,
}

/// What happens to the resources, read or still as text.
#[derive(Deserialize)]
struct Changes<T> {
    resource_changes: Option<Vec<T>>,
}

/// An attribute that something in the plan is made of.
#[derive(Deserialize)]
pub struct RelevantAttribute {
    pub resource: String,
    #[serde(default)]
    pub attribute: Vec<Value>,
}

/// What happens to a resource.
#[derive(Deserialize)]
pub struct ResourceChange {
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub module_address: String,
    #[serde(default)]
    pub mode: String,
    #[serde(default)]
    pub r#type: String,
    #[serde(default)]
    pub name: String,
    pub index: Option<Value>,
    pub deposed: Option<String>,
    pub change: Change,
    /// Of what no plan names: the number of the resource that brings it.
    #[serde(skip)]
    pub brought_by: Option<usize>,
}

impl ResourceChange {
    /// Which of several instances.
    pub fn key(&self) -> Option<Key> {
        self.index.as_ref().and_then(Key::of)
    }

    /// Whether one of the actions is among what is to be done.
    pub fn does(&self, action: &str) -> bool {
        self.change.actions.iter().any(|a| a == action)
    }
}

/// The values before and after.
#[derive(Deserialize)]
pub struct Change {
    pub actions: Vec<String>,
    #[serde(default)]
    pub before: Value,
    #[serde(default)]
    pub after: Value,
    /// `true` where a value is known only after apply.
    #[serde(default)]
    pub after_unknown: Value,
    #[serde(default)]
    pub before_sensitive: Value,
    #[serde(default)]
    pub after_sensitive: Value,
}

impl Change {
    /// What Terraform forgets stays as it is.
    fn keep(&mut self) {
        if self.actions == ["forget"] {
            (self.after, self.after_sensitive) = (self.before.clone(), self.before_sensitive.clone());
        }
    }
}

/// The values of an output.
#[derive(Deserialize)]
pub struct OutputChange {
    #[serde(default)]
    pub before: Value,
    #[serde(default)]
    pub after: Value,
    #[serde(default)]
    pub before_sensitive: Value,
    #[serde(default)]
    pub after_sensitive: Value,
}

/// The value of a root variable.
#[derive(Deserialize)]
pub struct Variable {
    #[serde(default)]
    pub value: Value,
}

/// The configuration: expressions by what they refer to.
#[derive(Deserialize, Default)]
pub struct Configuration {
    #[serde(default)]
    pub provider_config: BTreeMap<String, ProviderConfig>,
    #[serde(default)]
    pub root_module: Module,
}

/// A provider block.
#[derive(Deserialize)]
pub struct ProviderConfig {
    pub alias: Option<String>,
    #[serde(default)]
    pub expressions: Value,
}

/// A module of the configuration.
#[derive(Deserialize, Default)]
pub struct Module {
    #[serde(default)]
    pub outputs: BTreeMap<String, ModuleOutput>,
    #[serde(default)]
    pub resources: Vec<ConfigResource>,
    #[serde(default)]
    pub module_calls: BTreeMap<String, ModuleCall>,
    #[serde(default)]
    pub variables: BTreeMap<String, ModuleVariable>,
}

/// A declared variable.
#[derive(Deserialize)]
pub struct ModuleVariable {
    #[serde(default)]
    pub sensitive: bool,
}

/// A module's output.
#[derive(Deserialize)]
pub struct ModuleOutput {
    #[serde(default)]
    pub expression: Value,
}

/// A call of a module.
#[derive(Deserialize)]
pub struct ModuleCall {
    /// Where the module is.
    #[serde(default)]
    pub source: String,
    #[serde(default)]
    pub expressions: Value,
    #[serde(default)]
    pub for_each_expression: Value,
    #[serde(default)]
    pub count_expression: Value,
    #[serde(default)]
    pub module: Module,
}

/// A resource block.
#[derive(Deserialize)]
pub struct ConfigResource {
    #[serde(default)]
    pub mode: String,
    #[serde(default)]
    pub r#type: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub provider_config_key: String,
    #[serde(default)]
    pub expressions: Value,
    #[serde(default)]
    pub for_each_expression: Value,
}

/// What Terraform had read before.
#[derive(Deserialize)]
pub struct PriorState {
    pub values: Option<StateValues>,
}

#[derive(Deserialize)]
pub struct StateValues {
    #[serde(default)]
    pub root_module: StateModule,
}

/// A module of the state.
#[derive(Deserialize, Default)]
pub struct StateModule {
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub resources: Vec<StateResource>,
    #[serde(default)]
    pub child_modules: Vec<StateModule>,
}

/// A resource of the state: data sources tell where a provider is, and what is nobody's business.
#[derive(Deserialize)]
pub struct StateResource {
    #[serde(default)]
    pub mode: String,
    #[serde(default)]
    pub r#type: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub values: Value,
    #[serde(default)]
    pub sensitive_values: Value,
}

impl PlanFile {
    /// Reads a plan.
    ///
    /// # Errors
    /// What is wrong with it and what to do.
    pub fn read(text: &str) -> Result<PlanFile, String> {
        // Values that nest deeper than 128 are refused: that is no plan.
        let (plan, changes) = rayon::join(|| serde_json::from_str::<PlanFile>(text), || changes(text));
        let malformed = |why| format!("not the JSON of a plan: {why}");
        let mut plan = plan.map_err(malformed)?;
        plan.resource_changes = changes.map_err(malformed)?;
        let major = plan.format_version.as_deref().map(|v| v.split('.').next().unwrap_or_default().to_owned());
        match major.as_deref() {
            Some("0" | "1") => {}
            Some(other) => {
                let known = "this trueline reads 0.1 to 1.x; update trueline";
                return Err(format!("format_version {other}.x is newer than what is known: {known}"));
            }
            None => return Err(format!("not a plan: it has no format_version. {HOW}")),
        }
        if plan.errored {
            return Err(
                "the plan is of a run that failed (`errored`): it does not hold every change; plan again".to_owned()
            );
        }
        match &plan.resource_changes {
            Some(changes) => complete(changes)?,
            None if plan.values.is_some() => {
                return Err(format!("this is a state, not a plan: it has no resource_changes. {HOW}"));
            }
            // A plan without resources has none.
            None => {}
        }
        Ok(plan)
    }
}

/// The changes of a plan, each read by whichever thread is free.
fn changes(text: &str) -> serde_json::Result<Option<Vec<ResourceChange>>> {
    let Some(pieces) = serde_json::from_str::<Changes<&RawValue>>(text)?.resource_changes else { return Ok(None) };
    let read = |piece: &&RawValue| {
        let mut change = serde_json::from_str::<ResourceChange>(piece.get())?;
        change.change.keep();
        Ok(change)
    };
    let read = pieces.par_iter().map(read).collect::<serde_json::Result<_>>().map(Some);
    // Where in the file it is, only reading all of it tells.
    read.map_err(|why| serde_json::from_str::<Changes<ResourceChange>>(text).err().unwrap_or(why))
}

const HOW: &str = "`terraform plan -out=FILE`, then `terraform show -json FILE` prints one";

fn complete(changes: &[ResourceChange]) -> Result<(), String> {
    for (i, change) in changes.iter().enumerate() {
        for (member, value) in [("address", &change.address), ("mode", &change.mode), ("type", &change.r#type)] {
            if value.is_empty() {
                return Err(format!("resource_changes[{i}] has no {member}. {HOW}"));
            }
        }
        const KNOWN: [&str; 6] = ["no-op", "create", "read", "update", "delete", "forget"];
        if let Some(other) = change.change.actions.iter().find(|a| !KNOWN.contains(&a.as_str())) {
            let update = "update trueline, or leave the resource out of the plan";
            return Err(format!("{}: the action `{other}` is not known here; {update}", change.address));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(second: &str) -> String {
        let first = r#"{"address": "a.b", "mode": "managed", "type": "a", "change": {"actions": ["no-op"]}}"#;
        format!("{{\"format_version\": \"1.2\",\n\"resource_changes\": [\n{first},\n {second}\n]}}")
    }

    #[test]
    fn a_mistake_in_a_change_is_told_by_its_place_in_the_file() {
        let why = |second| PlanFile::read(&plan(second)).err().unwrap();
        let place = "missing field `change` at line 4 column 19";
        assert_eq!(
            why(r#"{"address": "a.c", "mode": 1}"#),
            "not the JSON of a plan: invalid type: integer `1`, expected a string at line 4 column 29"
        );
        assert_eq!(why(r#"{"address": "a.c"}"#), format!("not the JSON of a plan: {place}"));
    }

    #[test]
    fn changes_keep_their_order_and_nest_as_deep_as_values_do() {
        let deep = |depth| {
            let value = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
            format!(
                r#"{{"address": "a.c", "mode": "managed", "type": "a", "change": {{"actions": ["create"], "after": {value}}}}}"#
            )
        };
        let read = PlanFile::read(&plan(&deep(100))).ok().unwrap();
        let addresses = read.resource_changes.unwrap().into_iter().map(|c| c.address).collect::<Vec<_>>();
        assert_eq!(addresses, ["a.b", "a.c"]);
        assert!(PlanFile::read(&plan(&deep(200))).err().unwrap().contains("recursion limit exceeded"));
    }
}
