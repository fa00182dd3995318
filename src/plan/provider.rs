//! In which account and region a resource is: as it says itself, as its provider block says, as the settings say of the provider,
//! or as the command line says of the plan.

use super::address::{Key, parent, steps};
use super::file::{PlanFile, ProviderConfig, StateModule};
use super::trace::whole;
use crate::snapshot::AccountInfo;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of accounts beside the plan.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    /// Those of the snapshot, or of the settings.
    pub known: Vec<AccountInfo>,
    /// Accounts (ids, names or environments) by a provider's alias or profile, as the settings give them.
    pub providers: BTreeMap<String, String>,
    /// The region of a provider that names none, where there is just one.
    pub region: Option<String>,
}

impl Accounts {
    /// The account of an id, a name or an environment.
    pub fn named(&self, word: &str) -> Option<&AccountInfo> {
        let is = |a: &&AccountInfo| a.id == word || a.name == word || a.environment.as_deref() == Some(word);
        self.known.iter().find(is)
    }
}

/// Where a resource is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Twelve digits; a word in brackets where nothing tells.
    pub account: String,
    /// The region; `unknown` where nothing tells.
    pub region: String,
}

/// The region where nothing tells it.
pub const NOWHERE: &str = "unknown";

/// The region of what belongs to none.
pub const GLOBAL: &str = "global";

/// Where the providers of a plan are.
pub struct Providers {
    /// By key of the configuration.
    places: BTreeMap<String, Place>,
    otherwise: Place,
}

impl Providers {
    /// Of a plan that the command line calls `name`.
    pub fn new(file: &PlanFile, name: Option<&str>, accounts: &Accounts) -> Providers {
        let named = name.map(|name| accounts.named(name).map_or_else(|| format!("({name})"), |a| a.id.clone()));
        let alone = match accounts.known.as_slice() {
            [one] => Some(one.id.clone()),
            _ => None,
        };
        let otherwise = Place {
            account: named.or(alone).unwrap_or_else(|| "(unknown)".to_owned()),
            region: accounts.region.clone().unwrap_or_else(|| NOWHERE.to_owned()),
        };
        let answered = callers(file);
        let places = file.configuration.provider_config.iter().map(|(key, provider)| {
            let told = account(file, provider).or_else(|| by_settings(file, key, provider, accounts));
            let account = told.or_else(|| answered.get(key).cloned());
            let region =
                constant(file, provider.expressions.get("region")).filter(|text| super::zones::is_region(text));
            let place = Place {
                account: account.unwrap_or_else(|| otherwise.account.clone()),
                region: region.unwrap_or_else(|| otherwise.region.clone()),
            };
            (key.clone(), place)
        });
        Providers { places: places.collect(), otherwise }
    }

    /// Where the provider of that key is, for a resource of a module. Older plans give a module's own name for a provider that was
    /// handed down: then the one of that name above counts.
    pub fn place(&self, key: &str, module: &str) -> &Place {
        if let Some(place) = self.places.get(key) {
            return place;
        }
        let plain = key.rsplit(':').next().unwrap_or(key);
        let mut module = module.to_owned();
        while let Some((above, _)) = parent(&module) {
            let names = steps(&module).chunks(2).filter_map(|p| Some(p.last()?.name.clone())).collect::<Vec<_>>();
            let qualified = format!("module.{}:{plain}", names.join(".module."));
            if let Some(place) = self.places.get(&qualified) {
                return place;
            }
            module = above;
        }
        self.places.get(plain).unwrap_or(&self.otherwise)
    }
}

/// What a block says: the role that it assumes, or the accounts that it allows.
fn account(file: &PlanFile, provider: &ProviderConfig) -> Option<String> {
    let role = ["assume_role", "assume_role_with_web_identity"].into_iter().find_map(|block| {
        let block = provider.expressions.get(block)?;
        let block = block.get(0).unwrap_or(block);
        constant(file, block.get("role_arn"))
    });
    let of_role = role.and_then(|text| digits(text.split(':').nth(4).unwrap_or(&text)));
    of_role.or_else(|| digits(&constant(file, provider.expressions.get("allowed_account_ids"))?))
}

fn digits(text: &str) -> Option<String> {
    (text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.to_owned())
}

fn by_settings(file: &PlanFile, key: &str, provider: &ProviderConfig, accounts: &Accounts) -> Option<String> {
    let profile = constant(file, provider.expressions.get("profile"));
    let names = [Some(key), provider.alias.as_deref(), profile.as_deref()];
    let word = names.into_iter().flatten().find_map(|name| accounts.providers.get(name))?;
    Some(accounts.named(word).map_or_else(|| word.clone(), |a| a.id.clone()))
}

/// The value of an expression that is a constant, or made of the root module's variables: of several parts, the only one that
/// looks like an account's id stands for the whole. Of several values, or where a condition chooses, none does.
fn constant(file: &PlanFile, expression: Option<&Value>) -> Option<String> {
    let expression = expression?;
    if let Some(value) = expression.get("constant_value") {
        let value = match value.as_array().map(Vec::as_slice) {
            Some([one]) => one,
            Some(_) => return None,
            None => value,
        };
        return value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|n| n.to_string()));
    }
    let references = expression.get("references")?.as_array()?.iter().filter_map(Value::as_str).collect::<Vec<_>>();
    let values = whole(&references).into_iter().map(|reference| variable(file, reference)).collect::<Vec<_>>();
    let account = |text: &String| digits(text.split(':').nth(4).unwrap_or(text));
    let accounts = values.iter().flatten().filter_map(account).collect::<BTreeSet<_>>();
    match (accounts.len(), values.as_slice()) {
        (1, _) => accounts.into_iter().next(),
        (0, [one]) => one.clone(),
        _ => None,
    }
}

/// `var.accounts["dev"]` or `var.accounts.dev`.
fn variable(file: &PlanFile, reference: &str) -> Option<String> {
    let steps = steps(reference);
    let ([first, second], rest) = steps.split_first_chunk::<2>()?;
    if first.name != "var" {
        return None;
    }
    let mut value = &file.variables.get(&second.name)?.value;
    for (name, key) in std::iter::once((None, &second.key)).chain(rest.iter().map(|s| (Some(&s.name), &s.key))) {
        if let Some(name) = name {
            value = value.get(name)?;
        }
        value = match key {
            Some(Key::Name(name)) => value.get(name)?,
            Some(Key::Index(i)) => value.get(usize::try_from(*i).ok()?)?,
            None => value,
        };
    }
    value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|n| n.to_string()))
}

/// Accounts that `aws_caller_identity` answered, by the provider that asked.
fn callers(file: &PlanFile) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let values = file.prior_state.as_ref().and_then(|s| s.values.as_ref());
    let mut open = values.map(|v| &v.root_module).into_iter().collect::<Vec<&StateModule>>();
    while let Some(module) = open.pop() {
        open.extend(&module.child_modules);
        for resource in module.resources.iter().filter(|r| r.mode == "data" && r.r#type == "aws_caller_identity") {
            let account = resource.values.get("account_id").and_then(Value::as_str);
            let mut config = Some(&file.configuration.root_module);
            for pair in steps(&module.address).chunks(2) {
                config = config.and_then(|m| m.module_calls.get(&pair.last()?.name)).map(|call| &call.module);
            }
            let own = config.into_iter().flat_map(|m| &m.resources);
            let own = own.filter(|r| r.mode == "data" && r.r#type == resource.r#type && r.name == resource.name);
            for (key, account) in own.filter_map(|r| Some((&r.provider_config_key, account?))) {
                found.entry(key.clone()).or_insert_with(|| account.to_owned());
            }
        }
    }
    found
}
