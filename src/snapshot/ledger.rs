//! The ledger: one line per operation, account and region (and resource, where the operation asks for one).

use serde::{Deserialize, Serialize};
use std::fmt;

/// How an operation ended, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Read to the end.
    Ok,
    /// What it needs had not been read.
    NotRequested,
    /// The scan was stopped before.
    Cancelled,
    /// The service or the region is not there for this account.
    UnsupportedRegion,
    /// AWS kept asking to slow down.
    Throttled,
    /// Anything else: a server's error, a time-out, an answer that cannot be read.
    Failed,
    /// A policy forbids it.
    Denied,
}

impl Outcome {
    const ALL: [Outcome; 7] = [
        Outcome::Ok,
        Outcome::NotRequested,
        Outcome::Cancelled,
        Outcome::UnsupportedRegion,
        Outcome::Throttled,
        Outcome::Failed,
        Outcome::Denied,
    ];

    /// The word that the ledger uses.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Ok => "ok",
            Outcome::NotRequested => "not_requested",
            Outcome::Cancelled => "cancelled",
            Outcome::UnsupportedRegion => "unsupported_region",
            Outcome::Throttled => "throttled",
            Outcome::Failed => "failed",
            Outcome::Denied => "denied",
        }
    }

    /// The outcome that a word means.
    pub fn parse(word: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|o| o.word() == word)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerLine {
    /// The IAM action of the operation, for example `ec2:DescribeVpcs`.
    pub operation: String,
    /// The account that was asked.
    pub account_id: String,
    /// The region that was asked, or `global`.
    pub region: String,
    /// The resource that was asked for, where the operation asks for one and failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The service's error code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// The service's message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Requests that were sent, without the SDK's retries.
    pub calls: u64,
    /// Items that were answered.
    pub items: u64,
    /// Time spent waiting for answers.
    pub milliseconds: u64,
}
