//! What was asked.

use crate::bucket::Bucket;
use serde_json::{Value, json};
use std::cmp::Ordering::Equal;
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

/// The most requests that are shown of those that nothing answers.
const SHOWN: usize = 20;

/// The server's figures.
#[derive(Default)]
pub struct Stats {
    pub requests: u64,
    pub operations: BTreeMap<String, u64>,
    pub throttled: BTreeMap<String, u64>,
    /// Answered from a call whose body said something else.
    pub alike: BTreeMap<String, u64>,
    pub unknown: u64,
    unknown_shown: Vec<String>,
    pub in_flight: u64,
    pub most_in_flight: u64,
    pub bytes_sent: u64,
    pub connections: u64,
    accounts: BTreeMap<String, Account>,
    pub buckets: HashMap<(String, String, usize), Bucket>,
}

/// The time of one account, from the request for its session to its last answer.
struct Account {
    requests: u64,
    first: Instant,
    last: Instant,
    /// The sum of its answers' latencies.
    latency: Duration,
}

impl Stats {
    /// Forgets everything but what is under way.
    pub fn reset(&mut self) {
        *self = Stats { in_flight: self.in_flight, ..Stats::default() };
    }

    pub fn unknown(&mut self, what: String) {
        self.unknown += 1;
        if self.unknown_shown.len() < SHOWN {
            self.unknown_shown.push(what);
        }
    }

    /// A request of an account, or for its session, that came when it did and has just been answered.
    pub fn answered(&mut self, account: &str, came: Instant, latency: Duration) {
        let new = || Account { requests: 0, first: came, last: came, latency: Duration::ZERO };
        let account = self.accounts.entry(account.to_owned()).or_insert_with(new);
        account.requests += 1;
        account.first = account.first.min(came);
        account.last = Instant::now();
        account.latency += latency;
    }

    /// Everything, as the client of `GET /stats` wants it.
    pub fn json(&self, operation: impl Fn(usize) -> String) -> Value {
        let first = self.accounts.values().map(|a| a.first).min();
        let accounts = self.accounts.iter().map(|(id, a)| {
            let began = first.map_or(Duration::ZERO, |first| a.first.duration_since(first)).as_secs_f64();
            let (seconds, latency) = (a.last.duration_since(a.first).as_secs_f64(), a.latency.as_secs_f64());
            (id, json!({ "requests": a.requests, "began": began, "seconds": seconds, "latency_seconds": latency }))
        });
        let order = |b: &Bucket| (b.seconds(1.0), b.asked as f64);
        let fullest = self.buckets.iter().max_by(|(_, a), (_, b)| order(a).partial_cmp(&order(b)).unwrap_or(Equal));
        let fullest = fullest.map(|((account, region, at), bucket)| {
            json!({
                "account": account,
                "region": region,
                "operation": operation(*at),
                "requests": bucket.asked,
                "seconds": bucket.seconds(1.0),
                "seconds_of_half": bucket.seconds(0.5),
            })
        });
        json!({
            "requests": self.requests,
            "operations": self.operations,
            "throttled": self.throttled.values().sum::<u64>(),
            "throttled_operations": self.throttled,
            "alike": self.alike,
            "unknown": self.unknown,
            "unknown_requests": self.unknown_shown,
            "most_in_flight": self.most_in_flight,
            "bytes_sent": self.bytes_sent,
            "connections": self.connections,
            "accounts": accounts.collect::<BTreeMap<_, _>>(),
            "fullest_bucket": fullest,
        })
    }
}
