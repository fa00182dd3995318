//! Reports as waivers, baselines and plans make them, on the sample's ground.

use std::path::Path;
use trueline::findings::{
    self, BaselineMark, Change, Finding, Options, Planned, Report, Resolved, ResourceInfo, Since, UnknownInfo,
    WaiverInfo,
};
use trueline::graph::Graph;
use trueline::report::{Format, table::Style};
use trueline::rules::{Severity, Status};
use trueline::snapshot::{Outcome, Snapshot};

/// The report of the sample.
pub fn sample() -> Report {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sample");
    let snapshot = Snapshot::open(&sample).unwrap();
    let (graph, coverage) = Graph::open(&snapshot).unwrap();
    let options = Options { fail_on: Some(Severity::Medium), ..Options::default() };
    findings::build(&snapshot.manifest, &snapshot.id, &graph, coverage, &crate::support::rules(), &options, None)
}

/// The sample's report with these findings instead of its own.
pub fn report(findings: Vec<Finding>) -> Report {
    let mut report = sample();
    report.findings = findings;
    settle(&mut report);
    report
}

/// Counts again.
pub fn settle(report: &mut Report) {
    report.findings.sort_by(|a, b| (b.severity, &a.rule_id, &a.id).cmp(&(a.severity, &b.rule_id, &b.id)));
    let count = |status| report.findings.iter().filter(|f| f.status == status).count();
    let summary = &mut report.summary;
    (summary.pass, summary.fail, summary.unknown) = (count(Status::Pass), count(Status::Fail), count(Status::Unknown));
    summary.waived = report.findings.iter().filter(|f| f.waiver.is_some()).count();
    let counts = report.findings.iter().filter(|f| counts(f)).map(|f| f.status).collect::<Vec<_>>();
    summary.exit_code = match (counts.contains(&Status::Fail), counts.contains(&Status::Unknown)) {
        (true, _) => 1,
        (false, true) => 3,
        (false, false) => 0,
    };
}

/// Whether a finding counts with `--fail-on medium` and `--gate introduced`.
pub fn counts(f: &Finding) -> bool {
    let is_old = f.baseline == Some(BaselineMark::Existing) || f.change == Some(Change::PreExisting);
    let is_untold = f.unknown.as_ref().is_some_and(|u| u.outcome == Some(Outcome::NotRequested));
    f.status != Status::Pass && !is_untold && f.severity >= Severity::Medium && f.waiver.is_none() && !is_old
}

/// A finding's id.
pub fn id(number: usize) -> String {
    trueline::digest(&number.to_le_bytes())["sha256:".len()..][..32].to_owned()
}

/// A finding of a rule of the sample.
pub fn finding(number: usize, status: Status, severity: Severity) -> Finding {
    let name = format!("cluster-{number}");
    let unknown = UnknownInfo {
        reason: "denied".to_owned(),
        operation: Some("rds:DescribeDBClusters".to_owned()),
        account_id: "222222222222".to_owned(),
        region: "eu-west-1".to_owned(),
        outcome: None,
        error_code: None,
    };
    Finding {
        id: id(number),
        rule_id: "aurora-backup-retention".to_owned(),
        status,
        severity,
        clauses: vec!["DB-06".to_owned()],
        account_id: "222222222222".to_owned(),
        account_name: "dev".to_owned(),
        region: "eu-west-1".to_owned(),
        resource: ResourceInfo {
            r#type: "AWS::RDS::DBCluster".to_owned(),
            arn: format!("arn:aws:rds:eu-west-1:222222222222:cluster:{name}"),
            id: name.clone(),
            name,
            planned: None,
        },
        message: "keeps backups for 1 day; the architecture requires 7".to_owned(),
        evidence: Vec::new(),
        unknown: (status == Status::Unknown).then_some(unknown),
        waiver: None,
        baseline: None,
        change: None,
        remediation: "Raise the retention.".to_owned(),
    }
}

/// A failure or an unknown that a plan brings, at a line of the configuration.
pub fn planned(number: usize, status: Status, change: Change) -> Finding {
    let mut finding = finding(number, status, Severity::High);
    finding.change = Some(change);
    finding.resource.planned = Some(Planned {
        address: format!("module.dev.aws_rds_cluster.main[\"{number}\"]"),
        plan: "plan.json".to_owned(),
        file: Some("./modules/data base/main.tf".to_owned()),
        line: Some(12),
    });
    finding
}

/// One of each that waivers, a baseline and a plan know, by number: a failure (1) and an unknown (2) that count, one of each below
/// the threshold (3, 4), waived ones (5, 6), a failure that the baseline has (7), a pass (8), ones that the plan brings (9, 10) and
/// ones that were there before it (11, 12), and ones that need more than a plan tells, of what it brings and of what it does not (13, 14).
pub fn of_every_kind() -> Report {
    let waiver = |number| WaiverInfo {
        number,
        reason: "goes in spring".to_owned(),
        owner: "team-data".to_owned(),
        expires: "2027-03-31".to_owned(),
    };
    let with = |mut finding: Finding, change: &dyn Fn(&mut Finding)| {
        change(&mut finding);
        finding
    };
    let introduced = |f: &mut Finding| f.change = Some(Change::Introduced);
    let untold = |f: &mut Finding| {
        let unknown = f.unknown.as_mut().unwrap();
        (unknown.operation, unknown.outcome) = (None, Some(Outcome::NotRequested));
    };
    let findings = vec![
        with(finding(1, Status::Fail, Severity::Critical), &introduced),
        with(finding(2, Status::Unknown, Severity::High), &introduced),
        with(finding(3, Status::Fail, Severity::Low), &introduced),
        with(finding(4, Status::Unknown, Severity::Low), &introduced),
        with(finding(5, Status::Fail, Severity::High), &|f| f.waiver = Some(waiver(1))),
        with(finding(6, Status::Unknown, Severity::High), &|f| f.waiver = Some(waiver(2))),
        with(finding(7, Status::Fail, Severity::High), &|f| f.baseline = Some(BaselineMark::Existing)),
        finding(8, Status::Pass, Severity::High),
        planned(9, Status::Fail, Change::Introduced),
        planned(10, Status::Unknown, Change::Introduced),
        planned(11, Status::Fail, Change::PreExisting),
        planned(12, Status::Unknown, Change::PreExisting),
        with(planned(13, Status::Unknown, Change::Introduced), &untold),
        with(planned(14, Status::Unknown, Change::PreExisting), &untold),
    ];
    let mut report = report(findings);
    report.inputs.plans = vec![findings::PlanInput {
        path: "plan.json".to_owned(),
        digest: "sha256:0".to_owned(),
        changes: [("create".to_owned(), 1)].into(),
        not_modelled: [].into(),
    }];
    report.inputs.gate = Some("introduced".to_owned());
    report.resolved = vec![resolved(20, Since::Plan, Some(Status::Pass)), resolved(21, Since::Baseline, None)];
    report
}

/// What failed before.
pub fn resolved(number: usize, since: Since, status: Option<Status>) -> Resolved {
    let Finding { id, rule_id, severity, account_id, account_name, region, resource, message, .. } =
        finding(number, Status::Fail, Severity::High);
    Resolved { id, rule_id, severity, account_id, account_name, region, resource, message, since, status }
}

/// The report in a format.
pub fn written(report: &Report, format: &str) -> String {
    let mut out = Vec::new();
    Format::named(format).unwrap().write(report, None, &Style { width: 120, color: false }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
