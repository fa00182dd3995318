//! Frameworks of others: their controls by number, described in our words, and the rules that cover them. The direction is
//! stored once, control → rules; what a rule covers is looked up here.

use super::set::Rule;
use crate::problem::{Problem, suggestion};
use crate::yaml::{self, Spanned};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A framework.
#[derive(Clone, Debug)]
pub struct Framework {
    /// The file's name without its ending.
    pub name: String,
    /// What it is called, with its version.
    pub title: String,
    /// In the file's order.
    pub controls: Vec<Control>,
}

/// A control that rules cover.
#[derive(Clone, Debug)]
pub struct Control {
    /// Its number there.
    pub id: String,
    /// What it asks for, in our words.
    pub title: String,
    /// The rules that cover it.
    pub rules: Vec<String>,
    /// What of it these rules do not cover; none: they cover all of it.
    pub not_covered: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    name: Spanned<String>,
    title: String,
    controls: Vec<FileControl>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileControl {
    id: Spanned<String>,
    title: Spanned<String>,
    rules: Vec<Spanned<String>>,
    #[serde(default)]
    partial: bool,
    #[serde(default)]
    not_covered: Option<String>,
}

/// Checks a framework's file against the rules that there are.
///
/// # Errors
/// Every mistake in it, with its place.
pub(super) fn checked(path: &Path, text: &str, file: File, rules: &[Rule]) -> Result<Framework, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut wrong = |scalar: &Spanned<String>, message: String, help: Option<String>| {
        let start = yaml::offset_in_file(text, scalar, 0);
        problems.push(Problem::at(path, text, start, start + scalar.value.len(), message).help(help));
    };
    let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
    if file.name.value != stem {
        wrong(&file.name, format!("the name must be the file's, `{stem}`"), None);
    }
    for (i, control) in file.controls.iter().enumerate() {
        let id = &control.id.value;
        if file.controls[..i].iter().any(|c| c.id.value == *id) {
            wrong(&control.id, format!("control `{id}` stands twice"), None);
        }
        if control.title.value.trim().is_empty() {
            wrong(&control.id, format!("control `{id}` has no title"), None);
        }
        if control.rules.is_empty() {
            wrong(&control.id, format!("no rule covers control `{id}`: leave it out until one does"), None);
        }
        let missing = control.not_covered.as_ref().is_some_and(|m| !m.trim().is_empty());
        if control.partial != missing {
            let message = match control.partial {
                true => format!("control `{id}` is covered in part: `not_covered` says what is not"),
                false => format!("control `{id}` says what is not covered: then it is `partial: true`"),
            };
            wrong(&control.id, message, None);
        }
        for (j, rule) in control.rules.iter().enumerate() {
            let name = &rule.value;
            if control.rules[..j].iter().any(|r| r.value == *name) {
                wrong(rule, format!("rule `{name}` stands twice under control `{id}`"), None);
            }
            if !rules.iter().any(|r| r.id() == name) {
                let help = suggestion(name, rules.iter().map(Rule::id));
                wrong(rule, format!("control `{id}` names the rule `{name}`, which does not exist"), help);
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let controls = file.controls.into_iter().map(|control| Control {
        id: control.id.value,
        title: control.title.value.trim().to_owned(),
        rules: control.rules.into_iter().map(|r| r.value).collect(),
        not_covered: control.not_covered.map(|m| m.trim().to_owned()),
    });
    Ok(Framework { name: file.name.value, title: file.title, controls: controls.collect() })
}

/// The controls that a rule covers, in whole or in part, by framework.
pub fn of_rule(frameworks: &[Framework], rule: &str) -> BTreeMap<String, Vec<String>> {
    let own = frameworks.iter().map(|framework| {
        let controls = framework.controls.iter().filter(|c| c.rules.iter().any(|r| r == rule));
        (framework.name.clone(), controls.map(|c| c.id.clone()).collect::<Vec<_>>())
    });
    own.filter(|(_, controls)| !controls.is_empty()).collect()
}
