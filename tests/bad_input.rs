//! What nobody expects an organization to hold: policies that are none, ARNs of other partitions, names that are commands to a
//! terminal, accounts that no document knows, an environment that is empty. Each is judged or unknown; nothing passes by it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Value, json};
use std::path::Path;
use support::emulator::Organization;
use support::remediation::mend;
use support::{Run, SETTINGS, findings, live};

const PROD: &str = "444444444444";

/// The organization after somebody with all rights in prod has run commands of the AWS CLI.
fn after(script: &str) -> Organization {
    let organization = Organization::clean();
    let in_prod = json!({"account_id": PROD, "region": "eu-west-1", "resource": {}});
    mend(&organization.url, script, &in_prod).unwrap_or_else(|why| panic!("{why}"));
    organization
}

fn scan(directory: &Path, organization: &Organization, arguments: &[&str]) -> Run {
    Run::of(live(directory, &organization.url).arg("scan").args(arguments))
}

/// Rule and reason of what is unknown.
fn unknown(report: &Value) -> Vec<(String, String)> {
    let all = report["findings"].as_array().unwrap().iter().filter(|f| f["status"] == "unknown");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    all.map(|f| (text(&f["rule_id"]), text(&f["unknown"]["reason"]))).collect()
}

/// Verdicts of the clauses in prod, by clause.
fn in_prod(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let clauses = report["architecture"].as_array().unwrap().iter();
    clauses.map(|c| (text(&c["clause"]), text(&c["environments"]["prod"]))).collect()
}

#[test]
fn a_policy_that_is_no_policy_is_unknown_with_what_is_wrong_with_it() {
    let organization = after(
        r#"aws secretsmanager put-resource-policy --secret-id innovate/prod/app --resource-policy '{"Statement": 7}'
           aws s3api put-bucket-policy --bucket innovate-spa-prod --policy '{"Statement": ['
           KEY=$(aws kms list-keys --query 'Keys[0].KeyId' --output text)
           aws kms put-key-policy --key-id "$KEY" --policy-name default --policy 'no policy at all'
        "#,
    );
    let directory = tempfile::tempdir().unwrap();
    let run = scan(directory.path(), &organization, &["--format", "json"]);
    let report = run.json();
    assert_eq!((run.code, findings(&report, "fail")), (3, vec![]));
    let unread = unknown(&report);
    let rules = unread.iter().map(|(rule, _)| rule.as_str()).collect::<Vec<_>>();
    for rule in [
        "buckets-admit-their-own-account-alone",
        "keys-admit-their-own-account-alone",
        "secrets-admit-their-own-account-alone",
        "spa-bucket-is-read-by-its-distribution-alone",
        "spa-bucket-policy-lets-the-pipeline-write-alone",
        "spa-bucket-refuses-plain-http",
    ] {
        assert!(rules.contains(&rule), "{rule} is not unknown: {unread:#?}");
    }
    for (rule, reason) in &unread {
        assert!(reason.starts_with("a policy document that cannot be read: "), "{rule}: {reason}");
    }
    let reasons = unread.iter().map(|(_, reason)| reason.as_str()).collect::<String>();
    assert!(
        reasons.contains("EOF while parsing a list") && reasons.contains("a statement is not an object"),
        "{reasons}"
    );
}

#[test]
fn who_comes_from_another_partition_is_an_outsider() {
    let organization = after(
        r#"aws iam update-assume-role-policy --role-name innovate-prod-node --policy-document '{"Version": "2012-10-17", "Statement": [
             {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "arn:aws-cn:iam::999999999999:root"}},
             {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}]}'
           aws secretsmanager put-resource-policy --secret-id innovate/prod/app --resource-policy '{"Version": "2012-10-17", "Statement":
             {"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": {"AWS": "arn:aws-us-gov:iam::999999999999:role/x"}}}'
        "#,
    );
    let directory = tempfile::tempdir().unwrap();
    let run = scan(directory.path(), &organization, &["--format", "json"]);
    let failed = findings(&run.json(), "fail");
    let failed = failed.iter().map(|(rule, _, message)| (rule.as_str(), message.as_str())).collect::<Vec<_>>();
    assert_eq!(
        failed,
        [
            ("roles-are-assumed-from-their-own-account", "prod/global lets in arn:aws-cn:iam::999999999999:root"),
            ("secrets-admit-their-own-account-alone", "prod/eu-west-1 lets in arn:aws-us-gov:iam::999999999999:role/x"),
        ]
    );
    assert_eq!((run.code, unknown(&run.json())), (1, vec![]));
}

#[test]
fn a_name_is_no_command_to_the_terminal_and_no_line_of_the_report() {
    let organization = after(
        r#"VPC=$(aws ec2 describe-vpcs --filters Name=is-default,Values=false --query 'Vpcs[0].VpcId' --output text)
           aws ec2 create-tags --resources "$VPC" --tags '[{"Key": "Name", "Value": "shop\u009b31m\u202e\n PASS <script>"}]'
           LOG=$(aws ec2 describe-flow-logs --query 'FlowLogs[0].FlowLogId' --output text)
           aws ec2 delete-flow-logs --flow-log-ids "$LOG"
        "#,
    );
    let directory = tempfile::tempdir().unwrap();
    let report = directory.path().join("report.json");
    let written = format!("json={}", report.display());
    let run = scan(directory.path(), &organization, &["--fail-on", "low", "--report", &written]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let hidden = run.stdout.chars().filter(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}').collect::<Vec<_>>();
    assert_eq!(hidden, Vec::<char>::new(), "{}", run.stdout);
    let shown = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains(r"shop\u{9b}31m\u{202e}\n PASS <script> has no active flow log"), "{}", run.stdout);

    let report: Value = serde_json::from_str(&std::fs::read_to_string(report).unwrap()).unwrap();
    let failed = report["findings"].as_array().unwrap().iter().find(|f| f["status"] == "fail").unwrap();
    assert_eq!(failed["resource"]["name"], "shop\u{9b}31m\u{202e}\n PASS <script>");
}

#[test]
fn an_account_that_the_document_does_not_know_stands_for_none_that_it_knows() {
    let organization = Organization::clean();
    let directory = tempfile::tempdir().unwrap();
    let mut command = live(directory.path(), &organization.url);
    let accounts = format!(
        "accounts: {{management: \"111111111111\", dev: \"222222222222\", staging: \"333333333333\", production: \"{PROD}\"}}"
    );
    std::fs::write(directory.path().join("trueline.yaml"), format!("{SETTINGS}{accounts}\n")).unwrap();
    let run = Run::of(command.args(["scan", "--format", "json"]));
    let report = run.json();
    assert_eq!(run.code, 1);
    let failed = findings(&report, "fail").into_iter().map(|(rule, ..)| rule).collect::<Vec<_>>();
    assert_eq!(failed, ["organization-has-no-other-accounts", "organization-has-one-account-per-environment"]);
    // What staging mirrors is not there to be compared with.
    assert!(
        unknown(&report).iter().all(|(rule, _)| rule.starts_with("staging-") && rule.ends_with("-mirrors-production"))
    );
    let own = report["findings"].as_array().unwrap().iter().filter(|f| f["account_id"] == PROD);
    assert_eq!(own.filter(|f| f["status"] == "pass").count(), 0);
    let passed = in_prod(&report).into_iter().filter(|(_, verdict)| verdict == "pass").collect::<Vec<_>>();
    assert_eq!(passed, []);
}

/// What holds of an account in which nothing is: who may enter it, and what watches it.
const OF_THE_ACCOUNT: [&str; 6] = ["ORG-01", "ORG-02", "ORG-03", "ORG-05", "NET-07", "OBS-02"];

#[test]
fn an_environment_that_is_empty_passes_for_nothing_that_it_should_hold() {
    let organization = Organization::emptied(&["prod"]);
    let directory = tempfile::tempdir().unwrap();
    let run = scan(directory.path(), &organization, &["--format", "json"]);
    let report = run.json();
    assert_eq!(run.code, 1, "{}", run.stderr);
    let failed = findings(&report, "fail").into_iter().map(|(rule, ..)| rule).collect::<Vec<_>>();
    for rule in [
        "edge-environment-has-a-distribution",
        "environment-has-its-repositories",
        "environment-has-its-secrets",
        "environment-has-one-aurora-cluster",
        "environment-has-one-cluster",
        "environment-has-one-vpc",
        "environment-has-the-controllers-load-balancer",
        "spa-environment-serves-a-bucket",
        "staging-network-mirrors-production",
    ] {
        assert!(failed.iter().any(|f| f == rule), "{rule} has not failed: {failed:?}");
    }
    let passed = in_prod(&report).into_iter().filter(|(_, verdict)| verdict == "pass");
    assert_eq!(passed.map(|(clause, _)| clause).collect::<Vec<_>>(), OF_THE_ACCOUNT);
}
