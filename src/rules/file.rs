//! A rule file: one rule with its text, condition, remediation and tests.

use crate::yaml::Spanned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;

/// How much a deviation matters, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// To be mended when there is time.
    Low,
    /// To be mended.
    Medium,
    /// To be mended soon.
    High,
    /// To be mended now.
    Critical,
}

impl Severity {
    /// From most to least.
    pub const ALL: [Severity; 5] =
        [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.word())
    }
}

/// What a rule says of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// There is no such resource, and the ledger proves it. A rule's status, never a finding's.
    NotApplicable,
    /// It holds.
    Pass,
    /// Something that it depends on could not be read.
    Unknown,
    /// It does not hold.
    Fail,
}

impl Status {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Status::NotApplicable => "not_applicable",
            Status::Pass => "pass",
            Status::Unknown => "unknown",
            Status::Fail => "fail",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Whether a clause, or a part of it that a rule decides, is binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Binding.
    Must,
    /// A soft target.
    Should,
}

/// The file's keys.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// The file's name without its ending: the desired state in kebab case.
    #[cfg_attr(test, schemars(with = "String"))]
    pub id: Spanned<String>,
    /// What is required.
    pub title: String,
    /// The clauses of the document that it decides, in whole or in part.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub clauses: Vec<Spanned<String>>,
    /// How much a deviation matters.
    pub severity: Severity,
    /// `should` for a part that the document does not make binding.
    #[serde(default)]
    pub level: Option<Level>,
    /// The type of its subject.
    #[cfg_attr(test, schemars(with = "String"))]
    pub resource: Spanned<String>,
    /// Which of them it applies to.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub when: Option<Spanned<String>>,
    /// Names for parts of the check; each sees those before it.
    #[serde(default, rename = "let")]
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, String>"))]
    pub lets: Lets,
    /// What has to hold.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub check: Option<Spanned<String>>,
    /// Instead of a check: what an account has to have in common with the one that it mirrors.
    #[serde(default)]
    pub parity: Option<ParityFile>,
    /// What is, in words that read on after the resource's name; `{…}` are expressions. A parity rule has none.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub message: Option<Spanned<String>>,
    /// What goes wrong for the company when it does not hold.
    pub why: String,
    /// How to mend it.
    pub fix: Fix,
    /// AWS's documentation.
    #[serde(default)]
    pub references: Vec<String>,
    /// What it says of examples.
    #[serde(default)]
    pub tests: Vec<RuleTest>,
}

/// A comparison of an account with the one that it mirrors.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ParityFile {
    /// The architecture parameter that maps an environment to the one that it mirrors.
    #[cfg_attr(test, schemars(with = "String"))]
    pub with: Spanned<String>,
    /// What is compared, by name: expressions about an account whose values say what it is like, and not which it is.
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, String>"))]
    pub aspects: Lets,
}

/// Named parts in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Lets(pub Vec<(String, Spanned<String>)>);

impl<'de> Deserialize<'de> for Lets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Lets;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("names with expressions")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Lets, A::Error> {
                let mut all = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    all.push(entry)
                }
                Ok(Lets(all))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

/// How to mend a deviation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// In words.
    pub prose: String,
    /// As Terraform.
    #[serde(default)]
    pub terraform: Option<String>,
    /// As commands of the AWS CLI.
    #[serde(default, rename = "aws-cli")]
    pub aws_cli: Option<String>,
}

/// An example, and what the rule says of it.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RuleTest {
    /// What is special about it.
    #[cfg_attr(test, schemars(with = "String"))]
    pub name: Spanned<String>,
    /// The failing example that this one shows mended: what the remediation leaves of it.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub mends: Option<Spanned<String>>,
    /// The worst status over all its subjects.
    pub expect: Status,
    /// The snapshot's time, and that of every resource that gives none.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>", extend("format" = "date-time")))]
    pub taken_at: Option<jiff::Timestamp>,
    /// Parameters that differ from `architecture.yaml`.
    #[serde(default)]
    pub architecture: Value,
    /// Accounts, by environment, beyond those that resources name.
    #[serde(default)]
    pub accounts: Vec<String>,
    /// The resources that there are.
    #[serde(default)]
    pub resources: Vec<TestResource>,
    /// Listings that were not read.
    #[serde(default)]
    pub unread: Vec<TestUnread>,
    /// The message of the first finding of that status.
    #[serde(default)]
    pub message: Option<String>,
}

/// A resource of an example.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TestResource {
    /// Its type.
    #[cfg_attr(test, schemars(with = "String"))]
    pub r#type: Spanned<String>,
    /// What others refer to it by.
    pub id: String,
    /// Its ARN, if the rule needs one.
    #[serde(default)]
    pub arn: Option<String>,
    /// Its name, if the rule needs one.
    #[serde(default)]
    pub name: Option<String>,
    /// The environment of its account.
    #[serde(default)]
    pub account: Option<String>,
    /// Its region.
    #[serde(default)]
    pub region: Option<String>,
    /// When it was read.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>", extend("format" = "date-time")))]
    pub read_at: Option<jiff::Timestamp>,
    /// Its fields, or `{$unknown: reason}`.
    #[serde(default)]
    pub fields: Value,
}

/// A listing that was not read.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TestUnread {
    /// The operation.
    #[cfg_attr(test, schemars(with = "String"))]
    pub operation: Spanned<String>,
    /// The environment of the account.
    #[serde(default)]
    pub account: Option<String>,
    /// The region.
    #[serde(default)]
    pub region: Option<String>,
    /// The error code.
    #[serde(default)]
    pub reason: Option<String>,
}
