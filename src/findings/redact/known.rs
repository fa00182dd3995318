//! What a report names, and its pseudonyms: by number, in the order of ids and names, so that they are the same in each run in
//! which there are the same accounts and resources.

use super::{Beside, Numbers, Redact};
use crate::findings::report::{Report, ResourceInfo};
use crate::model::{Account, Record};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A shorter name is hidden only where nothing else can stand: `a` is a word.
const LEAST: usize = 3;
/// From this length on, the name of an account is found inside of other words, too.
const INSIDE: usize = 4;

/// What a report names.
pub(super) struct Known {
    /// Accounts by id: first those of the scan.
    pub(super) accounts: Numbers,
    /// Those that something says to be accounts; any other number of twelve digits may be one.
    listed: BTreeSet<String>,
    hides_ids: bool,
    /// The number of the account by its name in small letters; of several with the same, the first's.
    names: Numbers,
    /// Resources by name or id in small letters.
    resources: BTreeMap<String, String>,
    /// Words of the document, which are nobody's name.
    words: BTreeSet<String>,
    /// Words in the texts of rules and clauses. A resource may be called by one; an account's name is hidden all the same.
    common: BTreeSet<String>,
}

impl Known {
    pub(super) fn of(report: &Report, kinds: &[Redact]) -> Known {
        let hides = |kind| kinds.contains(&kind);
        let own = report.snapshot.accounts.iter().map(|a| a.id.clone()).collect::<BTreeSet<_>>();
        let mut others = report.findings.iter().map(|f| f.account_id.clone()).collect::<BTreeSet<_>>();
        others.extend(report.resolved.iter().map(|r| r.account_id.clone()));
        let listed = own.union(&others).cloned().collect();
        if hides(Redact::AccountIds) {
            let text = serde_json::to_string(report).unwrap_or_default();
            others.extend(numbers(&text).map(|(start, end)| text[start..end].to_owned()));
        }
        let others = others.difference(&own).filter(|id| !id.is_empty());
        let accounts = own.iter().chain(others).cloned().zip(1..).collect::<Numbers>();
        let mut known = Known {
            accounts,
            listed,
            hides_ids: hides(Redact::AccountIds),
            names: Numbers::new(),
            resources: BTreeMap::new(),
            words: words(report),
            common: common(report),
        };
        if hides(Redact::AccountNames) {
            known.add_names(report);
        }
        if hides(Redact::ResourceNames) {
            known.add_resources(report);
        }
        known
    }

    fn add_names(&mut self, report: &Report) {
        let accounts = report.snapshot.accounts.iter().map(|a| (&a.id, &a.name));
        let findings = report.findings.iter().map(|f| (&f.account_id, &f.account_name));
        let resolved = report.resolved.iter().map(|r| (&r.account_id, &r.account_name));
        for (id, name) in accounts.chain(findings).chain(resolved) {
            // An account whose name nobody knows is called by its id.
            if let (Some(number), false) = (self.accounts.get(id), name.is_empty() || is_number(name)) {
                let first = self.names.entry(name.to_lowercase()).or_insert(*number);
                *first = (*first).min(*number);
            }
        }
    }

    fn add_resources(&mut self, report: &Report) {
        let mut all = BTreeSet::new();
        let subjects = report.findings.iter().map(|f| &f.resource).chain(report.resolved.iter().map(|r| &r.resource));
        for subject in subjects.filter(|r| is_resource(r)) {
            all.extend([&subject.name, &subject.id].map(String::clone));
            all.extend(of_arn(&subject.arn).map(str::to_owned));
            all.extend(subject.planned.as_ref().map(|p| p.address.clone()));
        }
        for line in report.findings.iter().flat_map(|f| &f.evidence) {
            all.extend(elements(&line.path).map(|(start, end)| line.path[start..end].to_owned()));
            gather(last(&line.path), &line.value, &mut all);
        }
        all.retain(|name| !name.is_empty() && !is_given(name));
        let all = all.iter().map(|name| name.to_lowercase()).collect::<BTreeSet<_>>();
        let all = all.into_iter().filter(|name| !self.names.contains_key(name));
        self.resources = all.zip(1..).map(|(name, n)| (name, format!("resource-{n}"))).collect();
    }

    /// The pseudonym of a resource.
    pub(super) fn resource(&self, name: &str) -> Option<&str> {
        self.resources.get(&name.to_lowercase()).map(String::as_str)
    }

    /// The pseudonym of an account that is called so, unless everybody knows the word.
    pub(super) fn named(&self, name: &str) -> Option<String> {
        let number = self.names.get(&name.to_lowercase()).filter(|_| !self.is_word(name))?;
        Some(account_name(*number))
    }

    /// Whether a number is the id of an account that the report is about.
    pub(super) fn is_listed(&self, number: &str) -> bool {
        self.hides_ids && self.listed.contains(number)
    }

    /// Whether it is a word of the document.
    fn is_word(&self, text: &str) -> bool {
        self.words.contains(&text.to_lowercase())
    }

    /// Whether a text is one that a resource may be called by without being meant.
    pub(super) fn is_common(&self, text: &str) -> bool {
        self.is_word(text) || self.common.contains(&text.to_lowercase())
    }

    /// Every text that is looked for inside of others, with what may stand beside it and its pseudonym.
    pub(super) fn patterns(&self) -> impl Iterator<Item = (&str, Beside, String)> {
        let is_text = |name: &&String| name.chars().count() >= LEAST && !self.is_word(name);
        let ids = self.accounts.iter().filter(|(id, _)| self.hides_ids && is_number(id));
        let ids = ids.map(|(id, n)| (id.as_str(), Beside::NoDigit, account_id(*n)));
        let names = self.names.iter().filter(move |(name, _)| is_text(name)).map(|(name, number)| {
            let beside = if name.chars().count() >= INSIDE { Beside::Anything } else { Beside::NoWord };
            (name.as_str(), beside, account_name(*number))
        });
        let resources = self.resources.iter().filter(move |(name, _)| is_text(name) && !self.common.contains(*name));
        let resources = resources.map(|(name, to)| {
            let beside = if is_no_word(name) { Beside::Anything } else { Beside::NoWord };
            (name.as_str(), beside, to.clone())
        });
        ids.chain(names).chain(resources)
    }
}

/// Of the shape of an id, so that what reads ids reads it; AWS gives none that low.
pub(super) fn account_id(number: usize) -> String {
    format!("{number:012}")
}

pub(super) fn account_name(number: usize) -> String {
    format!("account-{number}")
}

/// Whether something is a resource, and neither an account nor a waiver.
pub(super) fn is_resource(resource: &ResourceInfo) -> bool {
    resource.r#type != Account::shape().type_name() && !resource.r#type.starts_with("Trueline::")
}

/// Environments, regions and services: what everybody knows.
fn words(report: &Report) -> BTreeSet<String> {
    let environments = report.snapshot.accounts.iter().filter_map(|a| a.environment.as_ref());
    let of_clauses = report.architecture.iter().flat_map(|c| c.environments.keys());
    let regions = report.snapshot.regions.iter().chain(report.coverage.iter().map(|c| &c.region));
    let declared = report.inputs.architecture.pointer("/organization/accounts").and_then(Value::as_array);
    let declared = declared.into_iter().flatten().filter_map(Value::as_str);
    let all = environments.chain(of_clauses).chain(regions).map(String::as_str).chain(declared);
    let services = report.coverage.iter().filter_map(|c| Some(c.operation.split_once(':')?.0));
    all.chain(services).chain(["arn", "aws"]).map(str::to_lowercase).collect()
}

/// The words of rules and clauses.
fn common(report: &Report) -> BTreeSet<String> {
    let rules = report.rules.items.iter().flat_map(|r| [&r.title, &r.why, &r.fix.prose]);
    let texts = rules.chain(report.architecture.iter().map(|c| &c.text));
    let words = texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Twelve digits that stand by themselves, as start and end.
pub(super) fn numbers(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let is_word = |c: char| c.is_alphanumeric();
    let mut from = 0;
    text.split(move |c: char| !is_word(c)).filter_map(move |word| {
        let start = from + text[from..].find(word)?;
        from = start + word.len();
        is_number(word).then_some((start, from))
    })
}

fn is_number(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// What begins the ids that AWS gives, before eight or seventeen hexadecimal digits.
const GIVEN: &str = "acl ami cgw dopt eipalloc eipassoc eni fl i igw lt nat pcx pl r rtb rtbassoc sg sgr snap subnet tgw tgw-attach vgw \
vol vpc vpce vpn";

/// Whether a name is so long and made up of so much that no text of ours has it by chance.
fn is_no_word(name: &str) -> bool {
    name.len() >= 8 && name.contains(|c: char| !c.is_alphanumeric())
}

/// Whether AWS has given a name, and nobody chosen it: `vpc-0a1b2c3d`, a UUID, a region, a number.
pub(super) fn is_given(name: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let id = name.rsplit_once('-').is_some_and(|(kind, rest)| {
        GIVEN.split(' ').any(|given| given == kind) && [8, 17].contains(&rest.len()) && hex(rest)
    });
    let uuid = name.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && name.split('-').all(hex);
    let region = name.split('-').collect::<Vec<_>>();
    let region = matches!(region[..], [land, place, number] if land.len() == 2 && place.len() >= 4
        && number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit())
        && [land, place].concat().bytes().all(|b| b.is_ascii_lowercase()));
    let zone = name.split_once("-az").is_some_and(|(place, number)| {
        place.len() <= 5 && place.ends_with(|c: char| c.is_ascii_digit()) && number.len() == 1
    });
    let service = name.starts_with("com.amazonaws.") || name.ends_with(".amazonaws.com");
    let word = ["global", "default", "local"].contains(&name);
    id || uuid || region || zone || service || word || name.bytes().all(|b| b.is_ascii_digit() || b == b'*')
}

/// The name in an ARN: what follows the kind of the resource. Nobody has chosen the names of AWS's own.
fn of_arn(arn: &str) -> Option<&str> {
    let mut parts = arn.splitn(6, ':');
    let (arn, account, resource) = (parts.next()?, parts.nth(3)?, parts.next()?);
    let name = resource.split_once([':', '/']).map_or(resource, |(_, name)| name);
    (arn == "arn" && account != "aws" && name != "root").then_some(name)
}

/// The elements that a path of evidence names, as `x` in `resource.subnets["x"]`: start and end of each.
pub(super) fn elements(path: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + path.get(from..)?.find("[\"")? + 2;
        let end = start + path.get(start..)?.find("\"]")?;
        from = end + 2;
        Some((start, end))
    })
}

/// The last field of a path.
fn last(path: &str) -> &str {
    let field = path.rsplit('.').next().unwrap_or_default();
    field.split('[').next().unwrap_or_default()
}

/// Names in a value: those of fields that hold names, and those in ARNs.
fn gather(field: &str, value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            const ENDS: [&str; 5] = ["_name", "_names", "_identifier", "_id", "_ids"];
            let is_name = ["name", "Name", "id"].contains(&field) || ENDS.iter().any(|end| field.ends_with(end));
            into.extend(of_arn(text).map(str::to_owned));
            if is_name && !text.starts_with("arn:") {
                into.insert(text.clone());
            }
        }
        Value::Array(all) => all.iter().for_each(|value| gather(field, value, into)),
        Value::Object(all) => all.iter().for_each(|(field, value)| gather(field, value, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
