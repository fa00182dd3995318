//! Settings: file < environment < flags, resolved once.

use crate::findings::Redact;
use crate::problem::{Problem, suggestion};
use crate::rules::Severity;
use crate::yaml;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where the settings are looked for when no flag names a file.
pub const FILE: &str = "trueline.yaml";

/// What can be asked for.
pub const PLANES: [&str; 2] = ["org", "aws"];

/// The file's keys; each can also be given as `TRUELINE_<KEY>`, lists separated by commas.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    /// Account ids by environment, in quotes. Left out: found through AWS Organizations and told apart by their names.
    accounts: Option<BTreeMap<String, String>>,
    /// Where the environments live.
    regions: Option<Vec<String>>,
    /// Where the copies are.
    dr_region: Option<String>,
    /// The role that is assumed in every account but the caller's own; `ComplianceScanner` where none is named.
    role_name: Option<String>,
    /// ARNs of roles to go through first, one after the other.
    role_chain: Option<Vec<String>>,
    /// What the role's trust policy asks for.
    external_id: Option<String>,
    /// How the sessions are called.
    session_name: Option<String>,
    /// Tags of the sessions in the accounts.
    session_tags: Option<BTreeMap<String, String>>,
    /// Requests in flight at a time, in all accounts.
    #[cfg_attr(test, schemars(range(min = 1)))]
    concurrency: Option<usize>,
    /// Requests in flight at a time in one account.
    #[cfg_attr(test, schemars(range(min = 1)))]
    concurrency_per_account: Option<usize>,
    /// The part of AWS's request rates that collecting may take: above 0, at most 1.
    #[cfg_attr(test, schemars(range(max = 1), extend("exclusiveMinimum" = 0)))]
    api_share: Option<f64>,
    /// How long things may take.
    #[serde(default)]
    deadlines: Deadlines,
    /// The least severity that fails a run, or `never`; `medium` where none is named.
    fail_on: Option<String>,
    /// What is asked for: the organization, its accounts, or both.
    planes: Option<Vec<String>>,
    /// Accounts (ids, names or environments) by the aliases or profiles of Terraform's providers that do not say theirs.
    providers: Option<BTreeMap<String, String>>,
    /// The file of waivers; a path starts where this file stands.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    waivers: Option<PathBuf>,
    /// How many days after the snapshot a waiver may hold; 180 where none is named.
    #[cfg_attr(test, schemars(range(min = 1)))]
    waiver_max_days: Option<u16>,
    /// What reports hide: the numbers of accounts, their names, names of resources.
    redact: Option<Vec<String>>,
    /// Parameters of the architecture that differ from the document's.
    #[serde(default)]
    architecture: Value,
}

/// How long things may take, each as `20s`, `2m` or `1h30m`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Deadlines {
    /// One request.
    request: Option<String>,
    /// One call, with all its attempts.
    call: Option<String>,
    /// Reading one account.
    account: Option<String>,
    /// Collecting as a whole.
    run: Option<String>,
}

/// Bounds of collecting that are given; where none is, the collector's own hold.
#[derive(Clone, Debug, Default)]
pub struct Bounds {
    /// Requests in flight at a time, in all accounts.
    pub concurrency: Option<usize>,
    /// Requests in flight at a time in one account.
    pub concurrency_per_account: Option<usize>,
    /// The part of AWS's request rates that collecting may take, above 0 and up to 1.
    pub api_share: Option<f64>,
    /// How long one request may take.
    pub request: Option<Duration>,
    /// How long one call may take, with all its attempts.
    pub call: Option<Duration>,
    /// How long reading one account may take.
    pub account: Option<Duration>,
    /// How long collecting may take.
    pub run: Option<Duration>,
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
    /// ARNs of roles that are assumed first, one after the other.
    pub role_chain: Vec<String>,
    /// What the role's trust policy asks for.
    pub external_id: Option<String>,
    /// How the sessions are called.
    pub session_name: String,
    /// Tags of the sessions in the accounts.
    pub session_tags: BTreeMap<String, String>,
    /// How much collecting may take.
    pub bounds: Bounds,
    /// The least severity that fails a run; none: nothing does.
    pub fail_on: Option<Severity>,
    /// Planes that are asked for.
    pub planes: Vec<String>,
    /// Accounts (ids, names or environments) by the aliases or profiles of Terraform's providers that do not say theirs.
    pub providers: BTreeMap<String, String>,
    /// The file of waivers.
    pub waivers: Option<PathBuf>,
    /// How many days after the snapshot a waiver may hold.
    pub waiver_max_days: u16,
    /// What stands under pseudonyms in reports.
    pub redact: Vec<Redact>,
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
    const KEYS: [&str; 17] = [
        "ACCOUNTS",
        "REGIONS",
        "DR_REGION",
        "ROLE_NAME",
        "ROLE_CHAIN",
        "EXTERNAL_ID",
        "SESSION_NAME",
        "SESSION_TAGS",
        "CONCURRENCY",
        "CONCURRENCY_PER_ACCOUNT",
        "API_SHARE",
        "DEADLINES",
        "FAIL_ON",
        "PLANES",
        "WAIVERS",
        "WAIVER_MAX_DAYS",
        "REDACT",
    ];
    // In the file, a path starts where the file stands.
    let directory = path.parent().unwrap_or(Path::new(""));
    file.waivers = file.waivers.map(|waivers| directory.join(waivers));
    // Each problem of a variable stands under the variable's name.
    let wrong = |name: &str, why: &str| Problem::of(Path::new(name), why);
    for (name, value) in environment {
        let Some(key) = name.strip_prefix("TRUELINE_") else { continue };
        let list = || value.split(',').map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()).collect::<Vec<_>>();
        let pairs = |expected: &str| {
            let pairs = list().into_iter().map(|p| p.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned())));
            let pairs = pairs.collect::<Option<BTreeMap<_, _>>>();
            pairs.ok_or_else(|| wrong(&name, &format!("expected {expected}, separated by commas")))
        };
        let number = || wrong(&name, "expected a number");
        match key {
            "ACCOUNTS" => file.accounts = Some(pairs("environment=id")?),
            "REGIONS" => file.regions = Some(list()),
            "DR_REGION" => file.dr_region = Some(value),
            "ROLE_NAME" => file.role_name = Some(value),
            "ROLE_CHAIN" => file.role_chain = Some(list()),
            "EXTERNAL_ID" => file.external_id = Some(value),
            "SESSION_NAME" => file.session_name = Some(value),
            "SESSION_TAGS" => file.session_tags = Some(pairs("key=value")?),
            "CONCURRENCY" => file.concurrency = Some(value.parse().map_err(|_| number())?),
            "CONCURRENCY_PER_ACCOUNT" => {
                file.concurrency_per_account = Some(value.parse().map_err(|_| number())?);
            }
            "API_SHARE" => file.api_share = Some(value.parse().map_err(|_| number())?),
            "DEADLINES" => file.deadlines = pairs("call=2m")?.try_into().map_err(|why: String| wrong(&name, &why))?,
            "FAIL_ON" => file.fail_on = Some(value),
            "REDACT" => file.redact = Some(list()),
            "PLANES" => file.planes = Some(list()),
            "WAIVERS" => file.waivers = Some(value.into()),
            "WAIVER_MAX_DAYS" => file.waiver_max_days = Some(value.parse().map_err(|_| number())?),
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
    let bounds = bounds(&file).map_err(|why| Problem::of(path, why))?;
    if let Some(plane) = file.planes.iter().flatten().find(|p| !PLANES.contains(&p.as_str())) {
        return Err(Problem::of(path, format!("planes: `{plane}` cannot be read; expected org or aws")));
    }
    if file.waiver_max_days == Some(0) {
        return Err(Problem::of(path, "waiver_max_days: at least 1"));
    }
    let redact = file.redact.iter().flatten().map(|word| Redact::named(word));
    let redact = redact.collect::<Result<_, _>>().map_err(|why| Problem::of(path, format!("redact: {why}")))?;
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
        role_chain: file.role_chain.unwrap_or_default(),
        external_id: file.external_id,
        session_name: file.session_name.unwrap_or_else(|| "trueline".to_owned()),
        session_tags: file.session_tags.unwrap_or_default(),
        bounds,
        fail_on,
        planes: file.planes.unwrap_or_else(|| PLANES.map(str::to_owned).to_vec()),
        providers: file.providers.unwrap_or_default(),
        waivers: file.waivers,
        waiver_max_days: file.waiver_max_days.unwrap_or(180),
        redact,
        architecture: file.architecture,
    })
}

fn bounds(file: &File) -> Result<Bounds, String> {
    for (key, value) in [("concurrency", file.concurrency), ("concurrency_per_account", file.concurrency_per_account)] {
        if value == Some(0) {
            return Err(format!("{key}: at least 1"));
        }
    }
    if file.api_share.is_some_and(|share| !(share > 0.0 && share <= 1.0)) {
        return Err("api_share: above 0 and at most 1, for example 0.5".to_owned());
    }
    for (index, arn) in file.role_chain.iter().flatten().enumerate() {
        if !arn.starts_with("arn:") || !arn.contains(":role/") {
            return Err(format!("role_chain[{index}]: `{arn}` is no role's ARN"));
        }
    }
    let time = |key: &str, text: &Option<String>| {
        let parsed = text.as_ref().map(|text| text.parse::<jiff::SignedDuration>().map(Duration::try_from));
        match parsed {
            None => Ok(None),
            Some(Ok(Ok(time))) if !time.is_zero() => Ok(Some(time)),
            Some(_) => Err(format!("deadlines.{key}: expected a time as 20s, 2m or 1h30m")),
        }
    };
    Ok(Bounds {
        concurrency: file.concurrency,
        concurrency_per_account: file.concurrency_per_account,
        api_share: file.api_share,
        request: time("request", &file.deadlines.request)?,
        call: time("call", &file.deadlines.call)?,
        account: time("account", &file.deadlines.account)?,
        run: time("run", &file.deadlines.run)?,
    })
}

impl TryFrom<BTreeMap<String, String>> for Deadlines {
    type Error = String;
    fn try_from(pairs: BTreeMap<String, String>) -> Result<Deadlines, String> {
        let mut deadlines = Deadlines::default();
        for (key, value) in pairs {
            match key.as_str() {
                "request" => deadlines.request = Some(value),
                "call" => deadlines.call = Some(value),
                "account" => deadlines.account = Some(value),
                "run" => deadlines.run = Some(value),
                _ => return Err(format!("no deadline `{key}`: expected request, call, account or run")),
            }
        }
        Ok(deadlines)
    }
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
    fn deadlines_are_times() {
        let settings = resolved("deadlines: {call: 90s, run: 1h30m}\n", &[("TRUELINE_API_SHARE", "0.25")]).unwrap();
        let bounds = settings.bounds;
        assert_eq!((bounds.call, bounds.run), (Some(Duration::from_secs(90)), Some(Duration::from_secs(5400))));
        assert_eq!((bounds.api_share, bounds.account), (Some(0.25), None));
        let given = resolved("", &[("TRUELINE_DEADLINES", "account=5m")]).unwrap();
        assert_eq!(given.bounds.account, Some(Duration::from_secs(300)));
    }

    #[test]
    fn mistakes_name_what_was_meant() {
        let misspelt = resolved("region: [eu-west-1]\n", &[]).unwrap_err();
        assert_eq!(misspelt.help.as_deref(), Some("did you mean `regions`?"), "{misspelt}");
        assert!(resolved("accounts: {dev: \"123\"}\n", &[]).is_err());
        assert!(resolved("fail_on: often\n", &[]).is_err());
        for wrong in [
            "api_share: 1.5\n",
            "api_share: 0\n",
            "concurrency_per_account: 0\n",
            "deadlines: {call: soon}\n",
            "deadlines: {calls: 1m}\n",
            "role_chain: [ComplianceHub]\n",
        ] {
            assert!(resolved(wrong, &[]).is_err(), "{wrong}");
        }
        let variable = resolved("regions: []\n", &[("TRUELINE_REGION", "x")]).unwrap_err();
        assert_eq!(variable.help.as_deref(), Some("did you mean `TRUELINE_REGIONS`?"));
    }
}
