//! Reading a file of waivers. Every mistake is shown where it stands.

use super::matching::{Scope, Selector};
use super::pattern::Pattern;
use super::{Waiver, Waivers};
use crate::problem::Problem;
use crate::yaml::{self, Spanned};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A waiver as it stands in the file.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// The rule that is accepted to fail: its id.
    #[cfg_attr(test, schemars(with = "String"))]
    rule: Spanned<String>,
    /// The resources, by ARN (an id where there is no ARN): wildcards as in IAM, part by part. Instead of a selector.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    resource: Option<Spanned<String>>,
    /// The resources, by what they are like: every member holds. Instead of a resource.
    selector: Option<SelectorEntry>,
    /// Why it is accepted.
    #[cfg_attr(test, schemars(with = "String"))]
    reason: Spanned<String>,
    /// Who answers for it.
    #[cfg_attr(test, schemars(with = "String"))]
    owner: Spanned<String>,
    /// The last day on which it holds, as 2026-12-31.
    #[cfg_attr(test, schemars(with = "String"))]
    expires: Spanned<String>,
    /// Why what could not be read is accepted too. Left out: it is not.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    accepts_unknown: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct SelectorEntry {
    /// The account's id or name.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    account: Option<Spanned<String>>,
    /// The account's environment.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    environment: Option<Spanned<String>>,
    /// The region.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    region: Option<Spanned<String>>,
    /// Tags by key, their values with wildcards.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "BTreeMap<String, String>"))]
    tag: BTreeMap<String, Spanned<String>>,
}

impl Waivers {
    /// Reads a file of waivers, which may hold until so many days after the snapshot.
    ///
    /// # Errors
    /// Every mistake in it, with its place.
    pub fn read(path: &Path, max_days: u16) -> Result<Waivers, Vec<Problem>> {
        let text = std::fs::read_to_string(path);
        let text = text.map_err(|why| vec![Problem::of(path, format!("the waivers cannot be read: {why}"))])?;
        Waivers::parse(path, &text, max_days)
    }

    /// The same of the file's text.
    ///
    /// # Errors
    /// As [`Waivers::read`].
    pub fn parse(path: &Path, text: &str, max_days: u16) -> Result<Waivers, Vec<Problem>> {
        parsed(path, text, max_days)
    }
}

fn parsed(path: &Path, text: &str, max_days: u16) -> Result<Waivers, Vec<Problem>> {
    // An empty document is null, which is no list.
    let empty = text.lines().all(|l| l.trim().is_empty() || l.trim_start().starts_with('#'));
    let entries = if empty { Vec::new() } else { yaml::read::<Vec<Entry>>(path, text).map_err(|p| vec![p])? };
    let mut reader = Reader { path, text, problems: Vec::new(), known: BTreeMap::new() };
    let list = entries.into_iter().zip(1..).map(|(entry, number)| reader.waiver(entry, number)).collect();
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok(Waivers { name, digest: crate::digest(text.as_bytes()), max_days, list })
}

struct Reader<'f> {
    path: &'f Path,
    text: &'f str,
    problems: Vec<Problem>,
    /// How often rule and resources were named.
    known: BTreeMap<(String, String), usize>,
}

impl Reader<'_> {
    fn waiver(&mut self, entry: Entry, number: usize) -> Waiver {
        for (name, value) in [("rule", &entry.rule), ("reason", &entry.reason), ("owner", &entry.owner)] {
            self.not_blank(name, value);
        }
        let accepts_unknown = entry.accepts_unknown.map(|why| {
            let text = why.value.trim().to_owned();
            // Whoever writes `false` accepts nothing.
            if ["", "true", "false", "yes", "no"].contains(&text.to_lowercase().as_str()) {
                self.wrong(&why, "accepts_unknown: expected the reason why what could not be read is accepted", None);
            }
            text
        });
        let expires = self.date(&entry.expires);
        let scope = match (entry.resource, entry.selector) {
            (Some(resource), None) => {
                self.not_blank("resource", &resource);
                Scope::Resource(Pattern(resource.value.trim().to_owned()))
            }
            (None, Some(selector)) => Scope::Selector(self.selector(selector)),
            (resource, _) => {
                let message = match resource {
                    Some(_) => "a waiver has either `resource` or `selector`: two waivers say which you mean",
                    None => "a waiver without `resource` or `selector`: say which resources it is about",
                };
                self.wrong(&entry.rule, message, None);
                Scope::Selector(Selector::default())
            }
        };
        let rule = entry.rule.value.trim().to_owned();
        let seen = self.known.entry((rule.clone(), scope.text())).or_default();
        let repeats = *seen;
        *seen += 1;
        let (reason, owner) = (entry.reason.value.trim().to_owned(), entry.owner.value.trim().to_owned());
        Waiver { number, repeats, rule, scope, reason, owner, expires, accepts_unknown }
    }

    fn selector(&mut self, entry: SelectorEntry) -> Selector {
        let mut member = |name: &str, value: Option<Spanned<String>>| {
            let value = value?;
            self.not_blank(name, &value);
            Some(value.value.trim().to_owned())
        };
        Selector {
            account: member("account", entry.account),
            environment: member("environment", entry.environment),
            region: member("region", entry.region),
            tags: entry.tag.into_iter().map(|(key, value)| (key, value.value)).collect(),
        }
    }

    fn date(&mut self, scalar: &Spanned<String>) -> Date {
        let text = scalar.value.trim();
        let date = Date::strptime("%Y-%m-%d", text).ok().filter(|date| date.to_string() == text);
        if date.is_none() {
            let help = "expected the last day on which it holds, for example 2026-12-31".to_owned();
            self.wrong(scalar, format!("expires: `{text}` is no date"), Some(help));
        }
        date.unwrap_or_default()
    }

    fn not_blank(&mut self, name: &str, scalar: &Spanned<String>) {
        if scalar.value.trim().is_empty() {
            self.wrong(scalar, format!("{name}: says nothing"), None);
        }
    }

    fn wrong(&mut self, scalar: &Spanned<String>, message: impl Into<String>, help: Option<String>) {
        let start = yaml::offset_in_file(self.text, scalar, 0);
        let end = start + scalar.value.len();
        self.problems.push(Problem::at(self.path, self.text, start, end, message).help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GOOD: &str = "- rule: r\n  resource: a\n  reason: b\n  owner: c\n  expires: 2026-12-31\n";

    fn read(text: &str) -> Result<Waivers, Vec<Problem>> {
        parsed(Path::new("waivers.yaml"), text, 180)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn whatever_stands_there_is_read_or_shown(
            at in 0..GOOD.len(), length in 0..12_usize,
            put in prop::collection::vec(prop::sample::select(vec![
                "''", "\"", ": ", "- ", "\n", "\n  ", "&a ", "*a", "{", "}", "[", "é", "\u{feff}", "\r\n", "|", ">-\n", "#",
                "selector: {tag: {a: '*'}}", "accepts_unknown: x", "~", "null", "!!str ", "2026-02-30", "\u{85}", "<<: *a",
            ]), 0..4),
        ) {
            let end = (at + length).min(GOOD.len());
            let text = format!("{GOOD}{}{}{}", &GOOD[..at], put.concat(), &GOOD[end..]);
            match read(&text) {
                Ok(waivers) => prop_assert!(waivers.list.iter().all(|w| !w.rule.is_empty() && !w.owner.is_empty())),
                Err(problems) => prop_assert!(problems.iter().all(|p| !p.to_string().is_empty()) && !problems.is_empty()),
            }
        }
    }

    #[test]
    fn what_repeats_another_is_counted() {
        let waivers = read(&GOOD.repeat(3)).unwrap();
        assert_eq!(waivers.list.iter().map(|w| (w.number, w.repeats)).collect::<Vec<_>>(), [(1, 0), (2, 1), (3, 2)]);
    }
}
