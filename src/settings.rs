//! Settings: file < environment < flags, resolved once.

use crate::problem::{Problem, suggestion};
use crate::rules::Severity;
use crate::yaml;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where the settings are looked for when no flag names a file.
pub const FILE: &str = "trueline.yaml";

/// The file's keys; each can also be given as `TRUELINE_<KEY>`, lists separated by commas.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    accounts: Option<BTreeMap<String, String>>,
    regions: Option<Vec<String>>,
    dr_region: Option<String>,
    role_name: Option<String>,
    external_id: Option<String>,
    session_name: Option<String>,
    concurrency: Option<usize>,
    fail_on: Option<String>,
    planes: Option<Vec<String>>,
    #[serde(default)]
    architecture: Value,
}

/// The settings of a run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The file that they came from, or would have.
    pub path: PathBuf,
    /// Account ids by environment; empty: discovered.
    pub accounts: BTreeMap<String, String>,
    /// Where the environments live.
    pub regions: Vec<String>,
    /// Where the copies are.
    pub dr_region: Option<String>,
    /// The role in every account but the caller's.
    pub role_name: String,
    /// What the role's trust policy asks for.
    pub external_id: Option<String>,
    /// How the sessions are called.
    pub session_name: String,
    /// Requests in flight at a time.
    pub concurrency: usize,
    /// The least severity that fails a run; none: nothing does.
    pub fail_on: Option<Severity>,
    /// Planes that are asked for.
    pub planes: Vec<String>,
    /// Overrides of the architecture's parameters.
    pub architecture: Value,
}

/// A severity, or `never`.
///
/// # Errors
/// When it is neither.
pub fn fail_on(text: &str) -> Result<Option<Severity>, String> {
    if text == "never" {
        return Ok(None);
    }
    let known = Severity::ALL.into_iter().find(|s| s.word() == text);
    known.map(Some).ok_or_else(|| "expected critical, high, medium, low, info or never".to_owned())
}

impl Settings {
    /// Reads the file (the one given, which must exist, or `trueline.yaml` if there is one) and the environment.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn load(
        given: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Settings, Problem> {
        let path = given.unwrap_or(Path::new(FILE));
        let file = match std::fs::read_to_string(path) {
            // An empty document is null, which is no map.
            Ok(text) if text.lines().all(|l| l.trim().is_empty() || l.trim_start().starts_with('#')) => File::default(),
            Ok(text) => yaml::read(path, &text)?,
            Err(why) if given.is_none() && why.kind() == std::io::ErrorKind::NotFound => File::default(),
            Err(why) => return Err(Problem::of(path, format!("cannot be read: {why}"))),
        };
        resolve(path, file, environment)
    }
}

fn resolve(
    path: &Path,
    mut file: File,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<Settings, Problem> {
    const KEYS: [&str; 9] = [
        "ACCOUNTS",
        "REGIONS",
        "DR_REGION",
        "ROLE_NAME",
        "EXTERNAL_ID",
        "SESSION_NAME",
        "CONCURRENCY",
        "FAIL_ON",
        "PLANES",
    ];
    // Each problem of a variable stands under the variable's name.
    let wrong = |name: &str, why: &str| Problem::of(Path::new(name), why);
    for (name, value) in environment {
        let Some(key) = name.strip_prefix("TRUELINE_") else { continue };
        let list = || value.split(',').map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()).collect::<Vec<_>>();
        match key {
            "ACCOUNTS" => {
                let pairs = list().into_iter().map(|p| p.split_once('=').map(|(e, id)| (e.to_owned(), id.to_owned())));
                let pairs = pairs.collect::<Option<_>>();
                file.accounts =
                    Some(pairs.ok_or_else(|| wrong(&name, "expected environment=id, separated by commas"))?);
            }
            "REGIONS" => file.regions = Some(list()),
            "DR_REGION" => file.dr_region = Some(value),
            "ROLE_NAME" => file.role_name = Some(value),
            "EXTERNAL_ID" => file.external_id = Some(value),
            "SESSION_NAME" => file.session_name = Some(value),
            "CONCURRENCY" => {
                file.concurrency = Some(value.parse().map_err(|_| wrong(&name, "expected a number"))?);
            }
            "FAIL_ON" => file.fail_on = Some(value),
            "PLANES" => file.planes = Some(list()),
            _ => {
                let known = KEYS.map(|k| format!("TRUELINE_{k}"));
                let help = suggestion(&name, known.iter().map(String::as_str));
                return Err(wrong(&name, "no such setting").help(help));
            }
        }
    }
    for id in file.accounts.iter().flatten().map(|(_, id)| id) {
        if id.len() != 12 || !id.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Problem::of(path, format!("accounts: `{id}` is no account id (twelve digits, in quotes)")));
        }
    }
    if file.concurrency == Some(0) {
        return Err(Problem::of(path, "concurrency: at least 1"));
    }
    let known = ["org", "aws"];
    if let Some(plane) = file.planes.iter().flatten().find(|p| !known.contains(&p.as_str())) {
        return Err(Problem::of(path, format!("planes: `{plane}` cannot be read; expected org or aws")));
    }
    let fail_on = match &file.fail_on {
        Some(text) => fail_on(text).map_err(|why| Problem::of(path, format!("fail_on: {why}")))?,
        None => Some(Severity::Medium),
    };
    Ok(Settings {
        path: path.to_owned(),
        accounts: file.accounts.unwrap_or_default(),
        regions: file.regions.unwrap_or_default(),
        dr_region: file.dr_region,
        role_name: file.role_name.unwrap_or_else(|| "ComplianceScanner".to_owned()),
        external_id: file.external_id,
        session_name: file.session_name.unwrap_or_else(|| "trueline".to_owned()),
        concurrency: file.concurrency.unwrap_or(32),
        fail_on,
        planes: file.planes.unwrap_or_else(|| known.map(str::to_owned).to_vec()),
        architecture: file.architecture,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(text: &str, environment: &[(&str, &str)]) -> Result<Settings, Problem> {
        let path = Path::new(FILE);
        let environment = environment.iter().map(|(k, v)| (k.to_string(), v.to_string()));
        resolve(path, yaml::read(path, text)?, environment)
    }

    #[test]
    fn the_environment_stands_above_the_file() {
        let settings =
            resolved("regions: [eu-west-1]\nrole_name: A\n", &[("TRUELINE_REGIONS", "eu-north-1, eu-west-3")]).unwrap();
        assert_eq!((settings.regions.join(" "), &settings.role_name[..]), ("eu-north-1 eu-west-3".to_owned(), "A"));
    }

    #[test]
    fn mistakes_name_what_was_meant() {
        let misspelt = resolved("region: [eu-west-1]\n", &[]).unwrap_err();
        assert_eq!(misspelt.help.as_deref(), Some("did you mean `regions`?"), "{misspelt}");
        assert!(resolved("accounts: {dev: \"123\"}\n", &[]).is_err());
        assert!(resolved("fail_on: often\n", &[]).is_err());
        let variable = resolved("regions: []\n", &[("TRUELINE_REGION", "x")]).unwrap_err();
        assert_eq!(variable.help.as_deref(), Some("did you mean `TRUELINE_REGIONS`?"));
    }
}
