//! Every operation that the collectors call, spoiled in every way: what was not read is never a pass and never a failure.
//!
//! The cases are made from the collectors' own list. Each completes a snapshot that lacks what one operation reads in one account and
//! region, from recorded answers, on a clock that stands still unless somebody waits.
#![cfg(feature = "aws")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do
#![allow(clippy::disallowed_macros)] // the count of cases is printed

mod support;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::{SharedTimeSource, SystemTimeSource};
use rayon::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use support::emulator::Organization;
use support::replay::{Fault, Recorded, Recording, Replay, Spoiled};
use support::{Run, live};
use trueline::collect::{self, AccountsWanted, Before, Limits, Operation, Role, Watch};
use trueline::findings::{self, ClauseStatus, Finding, Options, Report};
use trueline::graph::Graph;
use trueline::rules::{RuleSet, Severity, Status};
use trueline::snapshot::{OperationScope, Outcome, ScannedRegions, Snapshot, Writer};

/// What finds the accounts is asked again by every run, and cannot be faulted in one account.
const ENTERING: Operation = Operation::account("sts:AssumeRole");

/// Without its answer there is nothing to read: the run ends with an error.
const NEEDED: &str = "organizations:ListAccounts";

/// Lists that are asked for one answer, which is on the first page.
const ASKED_FOR_ONE: [&str; 3] = [
    "rds:DescribeDBClusterParameterGroups", // by its name
    "s3:ListObjectsV2",                     // the first key with a prefix
    "ecr:DescribeImageScanFindings",        // the counts, which come with every page
];

struct Case {
    operation: Operation,
    /// The region of the ledger's line.
    region: String,
    spoiled: Spoiled,
}

impl Case {
    fn name(&self) -> String {
        let Spoiled { account, region, fault, .. } = &self.spoiled;
        format!("{} in {account} {region}, {fault:?}", self.operation.action)
    }
}

/// The whole organization, read once.
struct Clean {
    snapshot: PathBuf,
    recording: Arc<Recording>,
    rules: RuleSet,
    report: Report,
}

impl Clean {
    fn record(directory: &Path) -> Clean {
        let organization = Organization::of(&json!({"varied": true, "record": true}));
        let run = Run::of(live(directory, &organization.url).args(["collect", "--out", "clean"]));
        assert_eq!(run.code, 0, "{}", run.stderr);
        let recording = Arc::new(Recording::new(&organization.told("recording")));
        // What was recorded grows old while the cases run.
        let rules = support::rules_with(&json!({"database": {"recovery_point": "24h"}}));
        let snapshot = directory.join("clean");
        let report = judged(&snapshot, &rules);
        assert!(report.findings.iter().all(|f| f.status != Status::Unknown));
        assert!(report.coverage.iter().all(|c| c.outcome == Outcome::Ok));
        Clean { snapshot, recording, rules, report }
    }
}

fn judged(path: &Path, rules: &RuleSet) -> Report {
    let snapshot = Snapshot::open(path).unwrap();
    let (graph, coverage) = Graph::open(&snapshot).unwrap();
    let planes = ["org", "aws"].map(str::to_owned).to_vec();
    let options = Options { fail_on: Some(Severity::Medium), planes, ..Options::default() };
    findings::build(&snapshot.manifest, &snapshot.id, &graph, coverage, rules, &options, None)
}

/// Each operation, where it was recorded best: in production, if it is asked there.
fn cases(recording: &Recording) -> Vec<Case> {
    let mut cases = Vec::new();
    for operation in collect::operations().into_iter().chain([ENTERING]) {
        let (service, name) = called(operation.action);
        let place = |call: &&Recorded| {
            let account = ["444444444444", "222222222222", "333333333333", "111111111111"];
            let region = ["eu-west-1", "us-east-1", "eu-central-1"];
            let of = |all: &[&str], one: &str| all.iter().position(|a| *a == one);
            (of(&account, &call.account), of(&region, &call.region))
        };
        let recorded = recording.calls.iter().filter(|c| c.service == service && c.operation == name);
        let best = recorded.clone().min_by_key(place);
        let best =
            best.unwrap_or_else(|| panic!("{} is never asked: vary the emulated organization", operation.action));
        // Who enters an account asks from another.
        let account = if name == "AssumeRole" { "444444444444" } else { &best.account };
        let own = recorded.filter(|c| c.account == best.account && c.region == best.region).collect::<Vec<_>>();
        let is_list = own.iter().any(|c| c.is_list());
        let fits = |fault: &Fault| match fault {
            Fault::SecondPage => is_list && !ASKED_FOR_ONE.contains(&operation.action),
            Fault::EmptyPage => is_list && operation.action != ASKED_FOR_ONE[2],
            _ => true,
        };
        for fault in Fault::ALL.into_iter().filter(fits) {
            let region = match operation.scope {
                OperationScope::Organization | OperationScope::Account => "global",
                _ => &best.region,
            };
            let spoiled = Spoiled {
                account: account.to_owned(),
                region: best.region.clone(),
                service: service.clone(),
                operation: name.clone(),
                fault,
            };
            cases.push(Case { operation, region: region.to_owned(), spoiled });
        }
    }
    cases
}

/// Service and operation as AWS's models call them.
fn called(action: &str) -> (String, String) {
    let (prefix, name) = action.split_once(':').unwrap();
    let service = match (prefix, name) {
        ("s3", "GetAccountPublicAccessBlock") => return ("s3control".to_owned(), "GetPublicAccessBlock".to_owned()),
        ("elasticloadbalancing", _) => "elbv2",
        ("servicequotas", _) => "service-quotas",
        ("sso", _) => "sso-admin",
        _ => prefix,
    };
    (service.to_owned(), name.to_owned())
}

/// The clean snapshot without what the operation said in its account and region.
fn without(clean: &Clean, case: &Case, path: &Path) {
    let snapshot = Snapshot::open(&clean.snapshot).unwrap();
    let writer = Writer::create(path).unwrap();
    // Who is entered has something to read.
    let entered = ["sts:AssumeRole", "ec2:DescribeRegions"].contains(&case.operation.action);
    let removed = if entered { "sts:GetCallerIdentity" } else { case.operation.action };
    for unit in &snapshot.units {
        let mut text = Vec::new();
        let resources = snapshot.resources(unit, &mut text).unwrap().lines().map(str::to_owned).collect::<Vec<_>>();
        let mut ledger = snapshot.ledger_of(unit).unwrap();
        if unit.account_id == case.spoiled.account && unit.region == case.region {
            ledger.retain(|line| line.operation != removed);
        }
        writer.unit(&unit.account_id, &unit.region, &resources, &ledger).unwrap();
    }
    writer.finish(snapshot.manifest.clone()).unwrap();
}

/// Reads what a snapshot lacks, with the fault; whether anything could be read, and how often the fault struck.
fn complete(clean: &Clean, case: &Case, path: &Path, out: &Path) -> (Result<(), collect::Error>, usize) {
    let replay = Replay::new(&clean.recording, Some(case.spoiled.clone()));
    let region = Region::from_static("eu-west-1");
    let sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new("test", "test", None, None, "tests")))
        .endpoint_url("http://aws.localhost")
        .http_client(replay.clone())
        .region(region)
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(SharedTimeSource::new(SystemTimeSource::new()))
        .build();
    let environments = ["management", "dev", "staging", "prod"].map(str::to_owned).to_vec();
    let settings = collect::Settings {
        accounts: AccountsWanted { by_id: BTreeMap::new(), environments },
        regions: ScannedRegions { home: vec!["eu-west-1".to_owned()], dr: Some("eu-central-1".to_owned()) },
        role: Role {
            name: "ComplianceScanner".to_owned(),
            chain: vec![],
            external_id: Some("trueline-tests".to_owned()),
            session_name: "trueline".to_owned(),
            session_tags: BTreeMap::new(),
        },
        limits: Limits { share: 1.0, ..Limits::default() },
        sdk: Some(sdk),
    };
    let before = Before::new(Snapshot::open(path).unwrap()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let (watch, writer) = (Watch::default(), Writer::create(out).unwrap());
    let result = runtime.block_on(collect::collect(&settings, writer, Some(before), &watch, &|_| {}));
    assert_eq!(*replay.unknown.lock().unwrap(), Vec::<String>::new(), "{}", case.name());
    (result.map(|stopped| assert_eq!(stopped, None)), replay.strikes())
}

#[test]
fn nothing_is_judged_by_what_was_not_read() {
    let directory = tempfile::tempdir().unwrap();
    let clean = Clean::record(directory.path());
    let cases = cases(&clean.recording);
    let started = std::time::Instant::now();
    let results = cases.par_iter().map(|case| {
        let directory = tempfile::tempdir().unwrap();
        let (path, out) = (directory.path().join("lacking"), directory.path().join("completed"));
        without(&clean, case, &path);
        let (result, strikes) = complete(&clean, case, &path, &out);
        if strikes == 0 {
            return Err(format!("{}: the fault never struck", case.name()));
        }
        match result {
            Ok(()) => {
                checked(&clean, case, &judged(&out, &clean.rules)).map_err(|why| format!("{}: {why}", case.name()))
            }
            Err(_) if case.operation.action == NEEDED && !case.spoiled.fault.is_harmless() => Ok(()),
            Err(why) => Err(format!("{}: nothing was read: {why}", case.name())),
        }
    });
    let results = results.collect::<Vec<_>>();
    let operations = cases.iter().map(|c| c.operation.action).collect::<BTreeSet<_>>();
    println!("{} cases of {} operations in {:?}", cases.len(), operations.len(), started.elapsed());
    let wrong = results.into_iter().filter_map(Result::err).collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{} cases are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Holds a case against the clean report.
fn checked(clean: &Clean, case: &Case, report: &Report) -> Result<(), String> {
    let harmless = case.spoiled.fault.is_harmless();
    ledger(case, report, harmless)?;
    let statuses =
        |report: &Report| report.findings.iter().map(|f| (f.id.clone(), f.status)).collect::<BTreeMap<_, _>>();
    let (before, after) = (statuses(&clean.report), statuses(report));
    if harmless {
        return if before == after { Ok(()) } else { Err("everything was read, and the findings differ".to_owned()) };
    }
    for finding in &report.findings {
        let known = before.get(&finding.id);
        if finding.status != Status::Unknown && known != Some(&finding.status) {
            return Err(format!("{known:?} has become {:?}: {} {}", finding.status, finding.rule_id, finding.message));
        }
        rests_on_what_was_read(case, finding)?;
    }
    nothing_vanished(clean, case, report)?;
    let not_applicable = report.rules_not_applicable.iter().filter(|r| !clean.report.rules_not_applicable.contains(r));
    if let Some(rule) = not_applicable.into_iter().next() {
        return Err(format!("{rule} is not applicable by what was not read"));
    }
    for (clause, now) in clean.report.architecture.iter().zip(&report.architecture) {
        if now.verdict != clause.verdict && !matches!(now.verdict, ClauseStatus::Unknown | ClauseStatus::Fail) {
            return Err(format!("{} was {:?} and is {:?}", now.clause, clause.verdict, now.verdict));
        }
    }
    let gating = |status| report.findings.iter().any(|f| f.status == status && f.severity >= Severity::Medium);
    let expected = if gating(Status::Fail) { 1 } else { 3 * u8::from(gating(Status::Unknown)) };
    if report.summary.exit_code != expected {
        return Err(format!("exit code {}, and not {expected}", report.summary.exit_code));
    }
    Ok(())
}

/// The ledger names the operation, and nothing but what could not be asked without it.
fn ledger(case: &Case, report: &Report, harmless: bool) -> Result<(), String> {
    let operations = collect::operations();
    let mut spoiled = BTreeSet::from([case.operation.action]);
    while let Some(next) =
        operations.iter().find(|o| !spoiled.contains(o.action) && o.after.iter().any(|a| spoiled.contains(a)))
    {
        spoiled.insert(next.action);
    }
    let here = |account: &str, region: &str| account == case.spoiled.account && region == case.region;
    for entry in report.coverage.iter().filter(|e| e.outcome != Outcome::Ok) {
        let is_spoiled = spoiled.contains(entry.operation.as_str()) && here(&entry.account_id, &entry.region);
        // Who is not let in reads nothing there.
        let is_shut = case.operation.action == ENTERING.action && entry.account_id == case.spoiled.account;
        if harmless || !(is_spoiled || is_shut || entry.region == "unlisted") {
            return Err(format!("{} in {} {} is {}", entry.operation, entry.account_id, entry.region, entry.outcome));
        }
    }
    let named = report.coverage.iter().find(|e| e.operation == case.operation.action && here(&e.account_id, &e.region));
    match named {
        Some(entry) if harmless == (entry.outcome == Outcome::Ok) => Ok(()),
        Some(entry) => Err(format!("the ledger says {}", entry.outcome)),
        None => Err("the ledger does not name it".to_owned()),
    }
}

/// A verdict of the account and region cites nothing that the operation would have said; half of a list was said.
fn rests_on_what_was_read(case: &Case, finding: &Finding) -> Result<(), String> {
    let own =
        finding.account_id == case.spoiled.account && [case.region.as_str(), "global"].contains(&&*finding.region);
    if finding.status == Status::Unknown || !own || case.spoiled.fault == Fault::SecondPage {
        return Ok(());
    }
    // What stands in another region was read there.
    let elsewhere = |path: &str| {
        let Some((element, _)) = path.rsplit_once(']') else { return false };
        let region = finding.evidence.iter().find(|e| e.path == format!("{element}].region"));
        region.is_some_and(|e| e.value != case.region.as_str())
    };
    let mut cited = finding.evidence.iter().filter(|e| e.source.as_deref() == Some(case.operation.action));
    let cited = cited.find(|e| !elsewhere(&e.path));
    match cited {
        Some(evidence) => Err(format!("{} rests on {} = {}", finding.rule_id, evidence.path, evidence.value)),
        None => Ok(()),
    }
}

/// What was judged before is judged still, or unknown; of a subject that was not listed, the account says so.
fn nothing_vanished(clean: &Clean, case: &Case, report: &Report) -> Result<(), String> {
    let ids = report.findings.iter().map(|f| f.id.as_str()).collect::<BTreeSet<_>>();
    let unknown = report.findings.iter().filter(|f| f.status == Status::Unknown);
    let unknown = unknown.map(|f| (f.rule_id.as_str(), f.account_id.as_str())).collect::<BTreeSet<_>>();
    let accounts = report.snapshot.accounts.iter().map(|a| a.id.as_str()).collect::<BTreeSet<_>>();
    for finding in clean.report.findings.iter().filter(|f| accounts.contains(f.account_id.as_str())) {
        if !ids.contains(finding.id.as_str())
            && !unknown.contains(&(finding.rule_id.as_str(), finding.account_id.as_str()))
        {
            return Err(format!("{} says nothing of {} any more", finding.rule_id, finding.resource.arn));
        }
    }
    let listed = clean
        .rules
        .rules
        .iter()
        .filter(|rule| rule.subject.identity.as_ref().is_some_and(|i| i.listing == case.operation.action));
    for rule in listed {
        let judged =
            clean.report.findings.iter().any(|f| f.rule_id == rule.id() && f.account_id == case.spoiled.account);
        if judged && !unknown.contains(&(rule.id(), case.spoiled.account.as_str())) {
            return Err(format!("{}: its subjects were not listed, and nothing is unknown", rule.id()));
        }
    }
    Ok(())
}
