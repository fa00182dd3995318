//! Who asks what, and what is answered when.

use crate::bucket::Bucket;
use crate::http::{self, Request};
use crate::options::Options;
use crate::organization::{self, LIKE, MANAGEMENT, Organization};
use crate::recording::{Entry, Question, Recording};
use crate::stats::Stats;
use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// What AWS grants for entering accounts, whatever it grants otherwise: per second, and at once.
const ASSUME_ROLE: (f64, f64) = (600.0, 600.0);

/// The made-up organization.
pub struct Server {
    organization: Organization,
    recording: Recording,
    /// The number of each operation, by its name: calls of the same have a bucket in common.
    numbers: HashMap<String, usize>,
    latency: (Duration, Duration),
    rate: f64,
    burst: f64,
    stats: RefCell<Stats>,
}

/// What a request comes to.
struct Told<'a> {
    /// The account whose time it counts to.
    account: &'a str,
    latency: Duration,
}

impl Server {
    /// Reads the recording.
    ///
    /// # Errors
    /// When it cannot.
    pub fn new(options: &Options) -> Result<Server> {
        let organization = Organization(options.accounts);
        let members = organization.members().collect::<Vec<_>>();
        let recording = Recording::read(&options.recording, &members)?;
        let mut numbers = HashMap::new();
        for entry in &recording.entries {
            let number = numbers.len();
            numbers.entry(entry.operation.clone()).or_insert(number);
        }
        let Options { latency, rate, burst, .. } = *options;
        Ok(Server { organization, recording, numbers, latency, rate, burst, stats: RefCell::default() })
    }

    /// Counts a connection.
    pub fn connected(&self) {
        self.stats.borrow_mut().connections += 1;
    }

    /// Answers one request, when it is time.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn answer(&self, request: &Request, stream: &mut TcpStream, out: &mut Vec<u8>) -> Result<()> {
        if request.path == "/stats" {
            if request.method == "DELETE" {
                self.stats.borrow_mut().reset();
            }
            let name = |number| self.numbers.iter().find(|(_, n)| **n == number).map(|(n, _)| n.clone());
            let figures = self.stats.borrow().json(|number| name(number).unwrap_or_default());
            http::write_json(out, 200, &figures.to_string());
            return Ok(stream.write_all(out).await?);
        }
        let came = Instant::now();
        {
            let mut stats = self.stats.borrow_mut();
            stats.requests += 1;
            stats.in_flight += 1;
            stats.most_in_flight = stats.most_in_flight.max(stats.in_flight);
        }
        let told = self.tell(request, out);
        if !told.latency.is_zero() {
            tokio::time::sleep(told.latency).await;
        }
        let sent = stream.write_all(out).await;
        let mut stats = self.stats.borrow_mut();
        stats.in_flight -= 1;
        stats.bytes_sent += out.len() as u64;
        stats.answered(told.account, came, told.latency);
        Ok(sent?)
    }

    /// Writes the answer of a request.
    fn tell<'a>(&'a self, request: &'a Request, out: &mut Vec<u8>) -> Told<'a> {
        let signer = organization::signer(&request.authorization);
        let asking = signer.and_then(|(key, region)| Some((self.organization.of_key(key)?, region)));
        let Some((asking, region)) = asking else { return self.unknown(request, "nobody", out) };
        // The management account speaks of members, as when it asks for their sessions.
        let about = match asking {
            MANAGEMENT => {
                let in_path = self.organization.named_in(request.path.as_bytes());
                in_path.or_else(|| self.organization.named_in(&request.body)).unwrap_or(MANAGEMENT)
            }
            member => member,
        };
        let (mut path, mut body) = (request.path.clone().into_bytes(), request.body.clone());
        if about != MANAGEMENT {
            organization::replace(&mut path, about, LIKE);
            organization::replace(&mut body, about, LIKE);
        }
        let question = Question {
            account: if asking == MANAGEMENT { MANAGEMENT } else { LIKE },
            region,
            method: &request.method,
            path: std::str::from_utf8(&path).unwrap_or_default(),
            target: &request.target,
            body: &body,
        };
        let Some((number, same)) = self.recording.find(&question) else { return self.unknown(request, about, out) };
        let entry = &self.recording.entries[number];
        // An account's time begins with the request for its session.
        let counted = if entry.operation == "sts:AssumeRole" { about } else { asking };
        let mut stats = self.stats.borrow_mut();
        *stats.operations.entry(entry.operation.clone()).or_default() += 1;
        if !same {
            *stats.alike.entry(entry.operation.clone()).or_default() += 1;
        }
        let (rate, burst) = match entry.operation.as_str() {
            "sts:AssumeRole" if self.rate > 0.0 => ASSUME_ROLE,
            _ => (self.rate, self.burst),
        };
        let bucket = (asking.to_owned(), region.to_owned(), self.numbers[&entry.operation]);
        if !stats.buckets.entry(bucket).or_insert_with(|| Bucket::new(rate, burst)).take() {
            *stats.throttled.entry(entry.operation.clone()).or_default() += 1;
            let refusal = &entry.throttled;
            http::write(out, refusal.status, &refusal.headers, &refusal.of(about));
            // Who refuses does no work.
            return Told { account: counted, latency: self.latency.0 };
        }
        let told = body_of(entry, &body, about);
        http::write(out, entry.answer.status, &entry.answer.headers, &told);
        Told {
            account: counted,
            latency: self.latency_of(&(asking, region, request.path.as_str(), &request.target, &request.body)),
        }
    }

    fn unknown<'a>(&self, request: &Request, account: &'a str, out: &mut Vec<u8>) -> Told<'a> {
        let Request { method, path, target, body, .. } = request;
        let body = String::from_utf8_lossy(&body[..body.len().min(300)]);
        self.stats.borrow_mut().unknown(format!("{account} {method} {path} {target} {body}"));
        http::write_json(out, 404, r#"{"__type": "NotRecorded", "message": "nothing was recorded of this"}"#);
        Told { account, latency: self.latency.0 }
    }

    /// The same for the same request, whenever it comes.
    fn latency_of(&self, what: &impl Hash) -> Duration {
        let (low, high) = self.latency;
        let mut hasher = DefaultHasher::new(); // of fixed keys
        what.hash(&mut hasher);
        let range = u64::try_from(high.saturating_sub(low).as_millis()).unwrap_or_default() + 1;
        low + Duration::from_millis(hasher.finish() % range)
    }
}

/// A call's answer in an account.
fn body_of(entry: &Entry, request: &[u8], account: &str) -> Vec<u8> {
    if let Some(list) = &entry.list {
        return list.page(request);
    }
    let body = if account == MANAGEMENT { entry.answer.body.clone() } else { entry.answer.of(account) };
    if entry.operation != "sts:AssumeRole" {
        return body;
    }
    let expires = Timestamp::now() + SignedDuration::from_hours(1);
    let body = String::from_utf8_lossy(&body);
    let body = with(&body, "AccessKeyId", &organization::key(account));
    with(&body, "Expiration", &format!("{expires:.3}")).into_bytes()
}

/// XML with another text in an element.
fn with(xml: &str, element: &str, text: &str) -> String {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    match (xml.find(&open), xml.find(&close)) {
        (Some(start), Some(end)) => format!("{}{text}{}", &xml[..start + open.len()], &xml[end..]),
        _ => xml.to_owned(),
    }
}
