//! Hiding who is who in a report: accounts and resources get pseudonyms, the same ones wherever they are named.
//!
//! `known` gathers what is to be hidden from the finished report and numbers it, `apply` goes through the report's members. Ids of
//! findings stay: a baseline finds them again, and so can whoever knows the names. Environments, regions and the words of rules and
//! of the document are not others' words and stay, too.

mod apply;
mod known;

use super::report::Report;
use aho_corasick::AhoCorasick;
use known::Known;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What can be hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Redact {
    /// The numbers of accounts.
    AccountIds,
    /// The names of accounts.
    AccountNames,
    /// Names of resources, and ids that somebody has chosen.
    ResourceNames,
}

impl Redact {
    /// Each with its word.
    pub const ALL: [(&'static str, Redact); 3] = [
        ("account_ids", Redact::AccountIds),
        ("account_names", Redact::AccountNames),
        ("resource_names", Redact::ResourceNames),
    ];

    /// The one of that word.
    ///
    /// # Errors
    /// When there is none.
    pub fn named(word: &str) -> Result<Redact, String> {
        let known = Redact::ALL.into_iter().find(|(own, _)| *own == word).map(|(_, kind)| kind);
        known.ok_or_else(|| format!("`{word}` cannot be redacted; expected {}", Redact::ALL.map(|(w, _)| w).join(", ")))
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        Redact::ALL.into_iter().find(|(_, own)| *own == self).map_or("", |(word, _)| word)
    }
}

/// What may stand beside a text for it to be the one that is hidden, and not a part of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    /// Anything.
    Anything,
    /// No digit: it is a number.
    NoDigit,
    /// No letter, digit or underscore: it is a short word, or a name that may be a word.
    NoWord,
}

/// Pseudonyms for what a report names.
pub struct Redaction {
    kinds: Vec<Redact>,
    known: Known,
    finder: AhoCorasick,
    /// By pattern of the finder: what may stand beside it, and the pseudonym.
    patterns: Vec<(Beside, String)>,
}

/// Stands for an account that the report does not know.
const NOBODY: &str = "000000000000";

impl Redaction {
    /// For a finished report. What an earlier redaction has hidden is not hidden again.
    ///
    /// # Errors
    /// When there are more names than can be looked for.
    pub fn of(report: &Report, kinds: &[Redact]) -> Result<Redaction, String> {
        let is_new = |kind: &Redact| !report.inputs.redacted.iter().any(|word| word == kind.word());
        let mut kinds = kinds.iter().copied().filter(is_new).collect::<Vec<_>>();
        kinds.sort_unstable();
        kinds.dedup();
        let known = Known::of(report, &kinds);
        let (texts, patterns): (Vec<_>, Vec<_>) = known.patterns().map(|(text, how, to)| (text, (how, to))).unzip();
        let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(texts);
        let finder = finder.map_err(|why| format!("the names of the report cannot all be looked for: {why}"))?;
        Ok(Redaction { kinds, known, finder, patterns })
    }

    /// Whether it hides nothing.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// The report under pseudonyms.
    pub fn apply(&self, mut report: Report) -> Report {
        if !self.is_empty() {
            apply::report(self, &mut report);
            report.inputs.redacted.extend(self.kinds.iter().map(|kind| kind.word().to_owned()));
            report.inputs.redacted.sort();
        }
        report
    }

    /// A text in which accounts and resources may be named, under pseudonyms.
    pub fn text(&self, text: &str) -> String {
        self.replaced(text, |_| true)
    }

    /// The same for words of ours, in which nothing but an account's id is one of others.
    fn ids(&self, text: &str) -> String {
        self.replaced(text, |beside| beside == Beside::NoDigit)
    }

    fn replaced(&self, text: &str, looked_for: impl Fn(Beside) -> bool) -> String {
        let mut found = self
            .finder
            .find_overlapping_iter(text)
            .filter_map(|m| {
                let (beside, pseudonym) = self.patterns.get(m.pattern().as_usize())?;
                let is_one = looked_for(*beside) && fits(text, m.start(), m.end(), *beside);
                is_one.then_some((m.start(), m.end(), pseudonym.as_str()))
            })
            .collect::<Vec<_>>();
        if self.kinds.contains(&Redact::AccountIds) {
            found.extend(known::numbers(text).map(|(start, end)| (start, end, NOBODY)));
        }
        // The longest of those that begin first; what the report knows before what it does not.
        found.sort_by_key(|(start, end, to)| (*start, Reverse(*end), *to == NOBODY));
        let (mut out, mut done) = (String::with_capacity(text.len()), 0);
        for (start, end, pseudonym) in found {
            if start >= done {
                out.push_str(&text[done..start]);
                out.push_str(pseudonym);
                done = end;
            }
        }
        out.push_str(&text[done..]);
        out
    }

    /// The label of a resource that a report need not name, as in a drawing.
    pub fn label(&self, label: &str) -> String {
        match self.name(label) {
            hidden if hidden != label || !self.kinds.contains(&Redact::ResourceNames) => hidden,
            same if known::is_given(&same) => same,
            _ => "resource".to_owned(),
        }
    }

    /// A value: the name of a resource, or any other text.
    fn value(&self, text: &str) -> String {
        if self.known.is_common(text) { self.text(text) } else { self.name(text) }
    }

    /// The name of a resource, or its id.
    fn name(&self, name: &str) -> String {
        self.known.resource(name).map_or_else(|| self.text(name), str::to_owned)
    }

    /// The name of an account.
    fn account_name(&self, id: &str, name: &str) -> String {
        let own = self.known.accounts.get(id).filter(|_| self.kinds.contains(&Redact::AccountNames));
        match own {
            Some(number) if !name.is_empty() => known::account_name(*number),
            _ => self.text(name),
        }
    }
}

fn fits(text: &str, start: usize, end: usize, beside: Beside) -> bool {
    let beside_it = [text[..start].chars().next_back(), text[end..].chars().next()];
    beside_it.into_iter().flatten().all(|c| match beside {
        Beside::Anything => true,
        Beside::NoDigit => !c.is_ascii_digit(),
        Beside::NoWord => !c.is_alphanumeric() && c != '_',
    })
}

/// Numbers for what is to be hidden.
type Numbers = BTreeMap<String, usize>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_a_name_says_whether_it_is_one() {
        for (text, beside, is_one) in [
            ("xabcx", Beside::Anything, true),
            ("1abc1", Beside::NoDigit, false),
            ("xabcx", Beside::NoDigit, true),
            ("(abc)", Beside::NoWord, true),
            ("-abc/", Beside::NoWord, true),
            ("_abc ", Beside::NoWord, false),
            ("éabcé", Beside::NoWord, false),
        ] {
            let start = text.find("abc").unwrap();
            assert_eq!(fits(text, start, start + 3, beside), is_one, "{text} {beside:?}");
        }
    }

    #[test]
    fn what_aws_has_given_is_nobodys_name() {
        for given in [
            "vpc-0a1b2c3d",
            "subnet-3013be41fa6db83f6",
            "eu-west-1",
            "333333333333",
            "*",
            "euw1-az2",
            "e8b18bad-391e-4777-9011-9e175d2ce279",
            "com.amazonaws.eu-west-1.s3",
            "default",
        ] {
            assert!(known::is_given(given), "{given}");
        }
        for chosen in ["innovate-20261124", "vpc-of-the-bank", "vpc-0a1b2c3g", "bank-12345678", "bank", "amazonaws.com"]
        {
            assert!(!known::is_given(chosen), "{chosen}");
        }
    }
}
