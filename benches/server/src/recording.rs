//! What was recorded, by what has to be asked to get it.

use crate::lists;
use crate::organization::{LIKE, MANAGEMENT};
use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// An entry of the recording's file.
#[derive(Deserialize)]
struct Recorded {
    account: String,
    region: String,
    service: String,
    operation: String,
    method: String,
    path: String,
    target: Option<String>,
    request: String,
    answer: RecordedAnswer,
    refusals: BTreeMap<String, RecordedAnswer>,
}

#[derive(Deserialize)]
struct RecordedAnswer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

/// An answer, and where in it the recorded account's id has to give way to another.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    ids: Vec<usize>,
}

impl Answer {
    fn new(recorded: RecordedAnswer) -> Result<Answer> {
        let body = BASE64_STANDARD.decode(recorded.body)?;
        let ids = body.windows(LIKE.len()).enumerate().filter(|(_, w)| *w == LIKE.as_bytes()).map(|(at, _)| at);
        let (ids, headers) = (ids.collect(), recorded.headers.into_iter().collect());
        Ok(Answer { status: recorded.status, headers, body, ids })
    }

    /// The body as it is in an account.
    pub fn of(&self, account: &str) -> Vec<u8> {
        let mut body = self.body.clone();
        for at in &self.ids {
            body[*at..at + account.len()].copy_from_slice(account.as_bytes());
        }
        body
    }
}

/// A call that can be answered.
pub struct Entry {
    /// `ec2:DescribeVpcs`
    pub operation: String,
    pub answer: Answer,
    pub throttled: Answer,
    /// The items of all accounts, where the recorded answer lists accounts.
    pub list: Option<lists::List>,
}

/// Everything that can be answered.
pub struct Recording {
    pub entries: Vec<Entry>,
    exact: HashMap<Vec<u8>, usize>,
    alike: HashMap<Vec<u8>, usize>,
}

/// What a request is found by, if it came from the account that was recorded.
pub struct Question<'a> {
    pub account: &'a str,
    pub region: &'a str,
    pub method: &'a str,
    pub path: &'a str,
    pub target: &'a str,
    pub body: &'a [u8],
}

impl Question<'_> {
    /// All of it. Of a list of accounts every page has the same.
    pub fn exact(&self) -> Vec<u8> {
        let body = lists::without_token(self.target, self.body);
        self.key(body.as_deref().unwrap_or(self.body))
    }

    /// All but what the body says, except for the operation that it names.
    fn alike(&self) -> Vec<u8> {
        let action = self.body.strip_prefix(b"Action=").unwrap_or_default();
        self.key(action.split(|b| *b == b'&').next().unwrap_or_default())
    }

    fn key(&self, body: &[u8]) -> Vec<u8> {
        let parts = [self.account, self.region, self.method, self.path, self.target].map(str::as_bytes);
        [parts.join(&0), body.to_vec()].join(&0)
    }
}

impl Recording {
    /// Of a file.
    ///
    /// # Errors
    /// When it cannot be read, or is no recording.
    pub fn read(file: &Path, members: &[String]) -> Result<Recording> {
        let text = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
        let all = serde_json::from_slice::<Vec<Recorded>>(&text).with_context(|| format!("{}", file.display()))?;
        let mut this = Recording { entries: Vec::new(), exact: HashMap::new(), alike: HashMap::new() };
        for recorded in all {
            if recorded.account == MANAGEMENT || recorded.account == LIKE {
                this.add(recorded, members)?;
            }
        }
        Ok(this)
    }

    fn add(&mut self, mut recorded: Recorded, members: &[String]) -> Result<()> {
        let request = BASE64_STANDARD.decode(&recorded.request)?;
        let question = Question {
            account: &recorded.account,
            region: &recorded.region,
            method: &recorded.method,
            path: &recorded.path,
            target: recorded.target.as_deref().unwrap_or_default(),
            body: &request,
        };
        let (exact, alike) = (question.exact(), question.alike());
        let throttled = recorded.refusals.remove("throttled").context("a call that is never throttled")?;
        let answer = Answer::new(recorded.answer)?;
        let list = if lists::OPERATIONS.contains(&recorded.operation.as_str()) && answer.status == 200 {
            Some(lists::List::of(&serde_json::from_slice::<Value>(&answer.body)?, members)?)
        } else {
            None
        };
        let operation = format!("{}:{}", recorded.service, recorded.operation);
        // Told twice, the first counts: what is written in between changes nothing that a scanner reads.
        self.exact.entry(exact).or_insert(self.entries.len());
        self.alike.entry(alike).or_insert(self.entries.len());
        self.entries.push(Entry { operation, answer, throttled: Answer::new(throttled)?, list });
        Ok(())
    }

    /// The call of a request; and whether it is the very same, or only the same operation with something else in its body.
    pub fn find(&self, question: &Question) -> Option<(usize, bool)> {
        let exact = self.exact.get(&question.exact()).map(|at| (*at, true));
        exact.or_else(|| self.alike.get(&question.alike()).map(|at| (*at, false)))
    }
}
