//! A sample of `faults.rs` from outside: the whole program, through a proxy that fails as AWS's own services do, by somebody else's
//! reading of their protocols.
#![cfg(feature = "aws")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use support::emulator::{Organization, http};
use support::{Run, findings, live, venv};
use trueline::collect;

/// microburst in front of an organization; it is stopped when dropped.
struct Proxy<'a> {
    organization: &'a Organization,
    url: String,
    child: Child,
}

impl Proxy<'_> {
    fn before(organization: &Organization) -> Proxy<'_> {
        let upstream = organization.url.replace("localhost", "127.0.0.1");
        // It cannot be told to look for a port itself.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(venv::python("microburst"))
            .args(["-m", "microburst", "--host", "127.0.0.1", "--upstream", &upstream, "--port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("microburst starts");
        let mut proxy = Proxy { organization, url: format!("http://localhost:{port}"), child };
        let started = Instant::now();
        // Who answers at the port may be somebody else.
        while !proxy.asked("GET", "health", "").is_ok_and(|health| health["upstream"] == upstream) {
            let ended = proxy.child.try_wait().unwrap();
            assert!(
                ended.is_none() && started.elapsed() < Duration::from_secs(30),
                "microburst did not start: {ended:?}"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
        proxy
    }

    fn asked(&self, method: &str, what: &str, body: &str) -> std::io::Result<Value> {
        let answer = http(&self.url, method, &format!("/_microburst/{what}"), body)?;
        Ok(serde_json::from_str(&answer)?)
    }

    /// A scan with rules, and how often they struck.
    fn scan(&self, rules: &Value, deadlines: Option<&str>) -> (Run, u64) {
        assert!(self.asked("POST", "rules", &rules.to_string()).unwrap().is_array(), "{rules}");
        self.asked("DELETE", "fired", "").unwrap();
        let directory = tempfile::tempdir().unwrap();
        let mut command = live(directory.path(), &self.url);
        // What was not read is missing to rules of any weight.
        command.env_remove("AWS_MAX_ATTEMPTS").args(["scan", "--format", "json", "--fail-on", "low"]);
        // Both servers have one thread at a time: what waits for them in a queue would be late by nobody's fault.
        command.env("TRUELINE_CONCURRENCY", "12").env("TRUELINE_CONCURRENCY_PER_ACCOUNT", "4");
        if let Some(deadlines) = deadlines {
            command.env("TRUELINE_DEADLINES", deadlines);
        }
        let run = Run::of(&mut command);
        let fired = self.asked("GET", "fired?limit=2000", "").unwrap();
        (run, fired.as_array().unwrap().len() as u64)
    }
}

impl Drop for Proxy<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A failure that no attempt gets past.
struct Case {
    operation: &'static str,
    /// What makes a rule of microburst of it; it knows no accounts, so that it strikes in all of them.
    fault: Value,
    outcome: &'static str,
    code: &'static str,
    /// Requests per call: three unless the environment says otherwise, as in the SDK.
    attempts: u64,
}

/// Each of another kind, and the protocols in turn. Where microburst knows the status, it is left to it.
fn cases() -> Vec<Case> {
    let case = |operation, outcome, code, attempts, fault| Case { operation, fault, outcome, code, attempts };
    vec![
        case(
            "ec2:DescribeSubnets",
            "throttled",
            "RequestLimitExceeded",
            3,
            json!({"region": "eu-west-1", "error": {"code": "RequestLimitExceeded"}}),
        ),
        case("eks:ListClusters", "failed", "ServerException", 3, json!({"error": {"code": "ServerException"}})),
        case("kms:ListKeys", "denied", "AccessDeniedException", 1, json!({"error": {"code": "AccessDeniedException"}})),
        case("s3:GetBucketPolicy", "failed", "ConnectionFailed", 3, json!({"reset": true})),
        case("iam:GetAccountAuthorizationDetails", "failed", "Timeout", 3, json!({"latency": 4000})),
        case(
            "cloudwatch:GetMetricData",
            "throttled",
            "ThrottlingException",
            3,
            json!({"error": {"code": "ThrottlingException"}}),
        ),
        // Nothing on the connection says that more should come: only the answer itself shows that it is not all.
        case("rds:DescribeDBInstances", "failed", "ConnectionFailed", 3, json!({"response": {"truncate_frac": 0.5}})),
    ]
}

fn rule(operation: &str, fault: &Value) -> Value {
    let (service, name) = operation.split_once(':').unwrap();
    let mut rule = fault.clone();
    rule["service"] = json!(service);
    rule["operation"] = json!(name);
    json!([rule])
}

type Place = (String, String, String);

/// Account, region and operation of what was planned, and how it ended.
fn coverage(report: &Value) -> BTreeMap<Place, Value> {
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
    let all = report["coverage"].as_array().unwrap().iter();
    all.map(|e| ((text(e, "account_id"), text(e, "region"), text(e, "operation")), e.clone())).collect()
}

fn statuses(report: &Value) -> BTreeMap<String, String> {
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    report["findings"].as_array().unwrap().iter().map(|f| (text(f, "id"), text(f, "status"))).collect()
}

/// The operation, and what is asked for each of its answers.
fn spoiled(operation: &'static str) -> BTreeSet<&'static str> {
    let operations = collect::operations();
    let mut spoiled = BTreeSet::from([operation]);
    while let Some(next) =
        operations.iter().find(|o| !spoiled.contains(o.action) && o.after.iter().any(|a| spoiled.contains(a)))
    {
        spoiled.insert(next.action);
    }
    spoiled
}

#[test]
fn what_fails_on_the_way_is_unknown_and_everything_else_is_read() {
    let organization = Organization::clean();
    let proxy = Proxy::before(&organization);
    // The proxy reads its models of all services at the first requests, and nothing answers meanwhile.
    let (run, _) = proxy.scan(&json!([]), None);
    let clean = run.json();
    assert_eq!(
        (run.code, findings(&clean, "fail"), findings(&clean, "unknown")),
        (0, vec![], vec![]),
        "{}",
        run.stderr
    );
    nothing_goes_around(&proxy);

    for case in cases() {
        // Everywhere else, being late on a busy machine is no failure.
        let deadlines = case.fault.get("latency").map(|_| "request=2s,call=20s");
        let (run, struck) = proxy.scan(&rule(case.operation, &case.fault), deadlines);
        let report = run.json();
        checked(&case, &clean, &report, struck);
        assert_eq!(run.code, 3, "{}: {}", case.operation, run.stderr);
    }

    // Two requests of all: no call has three attempts that are throttled.
    let throttled = json!({"error": {"code": "Throttling"}, "times": 2});
    let (run, struck) = proxy.scan(&rule("rds:DescribeDBClusters", &throttled), None);
    let report = run.json();
    assert_eq!((run.code, struck), (0, 2), "{}", run.stderr);
    assert_eq!((statuses(&report), unread(&report)), (statuses(&clean), BTreeMap::new()));
}

/// S3 Control's calls too, which put the account's id before the proxy's name.
fn nothing_goes_around(proxy: &Proxy) {
    let log = serde_json::from_str::<Vec<Value>>(&proxy.organization.told("requests")).unwrap();
    assert!(log.iter().any(|r| r["service"] == "s3control" && r["status"] == 200), "S3 Control was not asked");
    assert_eq!(proxy.asked("GET", "stats", "").unwrap()["requests"]["forwarded"], log.len());
}

/// How what was not read to the end has ended.
fn unread(report: &Value) -> BTreeMap<Place, String> {
    let gaps = coverage(report).into_iter().filter(|(_, e)| e["outcome"] != "ok");
    gaps.map(|(place, e)| (place, e["outcome"].as_str().unwrap().to_owned())).collect()
}

fn checked(case: &Case, clean: &Value, report: &Value, struck: u64) {
    let (name, spoiled) = (case.operation, spoiled(case.operation));
    assert_eq!(findings(report, "fail"), [], "{name}");
    let before = statuses(clean);
    let changed = statuses(report).into_iter().filter(|(id, s)| s != "unknown" && before.get(id) != Some(s));
    assert_eq!(changed.collect::<Vec<_>>(), [], "{name}: judged without what was not read");

    let is_conditional = collect::operations().iter().any(|o| o.action == name && o.conditional);
    let here = |((_, region, operation), entry): &(Place, Value)| {
        // Where there was nothing to ask it for, it was not asked.
        let is_asked = operation != name || !is_conditional || entry["items"] != 0;
        let is_struck = case.fault.get("region").is_none_or(|r| r == region.as_str());
        spoiled.contains(operation.as_str()) && is_asked && is_struck
    };
    let expected = coverage(clean).into_iter().filter(here).map(|(place, _)| {
        let outcome = if place.2 == name { case.outcome } else { "not_requested" };
        (place, outcome.to_owned())
    });
    let expected = expected.collect::<BTreeMap<_, _>>();
    assert_eq!(unread(report), expected, "{name}");

    let mut calls = 0;
    for ((.., operation), entry) in coverage(report) {
        if operation == name && entry["outcome"] == case.outcome {
            assert_eq!(entry["error_code"], case.code, "{entry}");
            calls += entry["resources"].as_u64().unwrap().max(1);
        }
    }
    assert_eq!(struck, calls * case.attempts, "{name}: requests for {calls} calls");
}
