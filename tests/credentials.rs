//! Where the credentials come from, how long they last, and that nobody gets to see them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use support::emulator::Organization;
use support::{Run, findings, live};

const HUB: &str = "arn:aws:iam::111111111111:role/ComplianceHub";
const MEMBERS: [&str; 3] = [
    "arn:aws:iam::222222222222:role/ComplianceScanner",
    "arn:aws:iam::333333333333:role/ComplianceScanner",
    "arn:aws:iam::444444444444:role/ComplianceScanner",
];
/// The emulated organization's sessions hold the first; the others are what the sources below are given.
const SECRETS: [&str; 5] = ["CANARY", "web-identity-secret", "container-secret", "portal-secret", "key-secret"];

/// Gives a command one source of credentials and no other.
type Source = fn(&mut Command, &Path, &Organization);

fn key(command: &mut Command, _: &Path, _: &Organization) {
    command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "key-secret");
}

fn web_identity(command: &mut Command, directory: &Path, _: &Organization) {
    std::fs::write(directory.join("token"), "web-identity-secret").unwrap();
    command
        .env("AWS_WEB_IDENTITY_TOKEN_FILE", directory.join("token"))
        .env("AWS_ROLE_ARN", HUB)
        .env("AWS_ROLE_SESSION_NAME", "nightly");
}

fn container(command: &mut Command, _: &Path, organization: &Organization) {
    // Without TLS only an address of this machine is taken.
    let url = organization.url.replace("localhost", "127.0.0.1");
    command
        .env("AWS_CONTAINER_CREDENTIALS_FULL_URI", format!("{url}/_emulator/container"))
        .env("AWS_CONTAINER_AUTHORIZATION_TOKEN", "container-secret");
}

/// As `aws sso login` leaves it behind.
fn portal(command: &mut Command, directory: &Path, _: &Organization) {
    const PROFILE: &str = "[profile auditor]\nsso_session = company\nsso_account_id = 111111111111\nsso_role_name = Auditor\n\
        [sso-session company]\nsso_start_url = https://company.example/start\nsso_region = eu-west-1\n";
    // Named by the SHA-1 of the session's name.
    const TOKEN: &str = "71b21161ffa1e6516bcc072aaf5ef38cbe85b511.json";
    let cache = directory.join(".aws/sso/cache");
    std::fs::create_dir_all(&cache).unwrap();
    let token = json!({"accessToken": "portal-secret", "expiresAt": "2099-01-01T00:00:00Z", "region": "eu-west-1",
        "startUrl": "https://company.example/start"});
    std::fs::write(cache.join(TOKEN), token.to_string()).unwrap();
    std::fs::write(directory.join("config"), PROFILE).unwrap();
    command.env("AWS_CONFIG_FILE", directory.join("config")).env("AWS_PROFILE", "auditor").env("HOME", directory);
}

fn chain(command: &mut Command, directory: &Path, organization: &Organization) {
    key(command, directory, organization);
    command.env("TRUELINE_ROLE_CHAIN", HUB);
}

fn with(source: Source, directory: &Path, organization: &Organization) -> Command {
    let mut command = live(directory, &organization.url);
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    source(&mut command, directory, organization);
    command
}

/// Scans the clean organization, which has to be compliant, and looks for secrets in all that the scan leaves.
fn scanned(source: Source, fork: &Value, more: impl FnOnce(&mut Command)) -> Vec<Value> {
    let directory = tempfile::tempdir().unwrap();
    let organization = Organization::of(fork);
    let mut command = with(source, directory.path(), &organization);
    more(command.args(["scan", "--format", "json", "--out", "snapshot", "-vv"]));
    let run = Run::of(&mut command);
    assert_eq!(run.code, 0, "{}", &run.stderr[..run.stderr.floor_char_boundary(2000)]);
    let report = run.json();
    assert_eq!((findings(&report, "fail"), findings(&report, "unknown")), (vec![], vec![]));
    shows_no_secret(&run, &directory.path().join("snapshot"));
    serde_json::from_str(&organization.told("requests")).unwrap()
}

fn shows_no_secret(run: &Run, snapshot: &Path) {
    let mut texts = vec![("stdout".to_owned(), run.stdout.clone()), ("stderr".to_owned(), run.stderr.clone())];
    let mut waiting = vec![snapshot.to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()));
        } else if let Ok(bytes) = std::fs::read(&path) {
            let packed = path.extension().is_some_and(|e| e == "zst");
            let bytes = if packed { zstd::decode_all(&bytes[..]).unwrap() } else { bytes };
            texts.push((path.display().to_string(), String::from_utf8(bytes).unwrap()));
        }
    }
    let shown = texts.iter().flat_map(|(name, text)| text.lines().map(move |line| (name, line)));
    let shown = shown.filter_map(|(name, line)| {
        let (secret, at) = SECRETS.iter().find_map(|s| Some((s, line.find(s)?)))?;
        Some(format!("{name} shows {secret}: …{}", &line[line.floor_char_boundary(at.saturating_sub(160))..at]))
    });
    let shown = shown.collect::<Vec<_>>();
    assert!(shown.is_empty(), "{} lines, first:\n{}", shown.len(), shown[..shown.len().min(5)].join("\n"));
}

fn assumed<'a>(log: &'a [Value], role: &'a str) -> impl Iterator<Item = &'a Value> {
    log.iter().filter(move |r| r["operation"] == "AssumeRole" && r["params"]["RoleArn"] == role)
}

#[test]
fn a_web_identity_becomes_a_session_before_anything_is_asked() {
    let log = scanned(web_identity, &json!({}), |_| {});
    assert_eq!(log[0]["operation"], "AssumeRoleWithWebIdentity");
    assert_eq!((&log[0]["params"]["RoleArn"], &log[0]["params"]["RoleSessionName"]), (&json!(HUB), &json!("nightly")));
    entered_with_a_session(&log);
}

#[test]
fn a_container_is_given_its_session() {
    entered_with_a_session(&scanned(container, &json!({}), |_| {}));
}

#[test]
fn who_has_logged_in_at_the_portal_scans_with_the_profile() {
    let log = scanned(portal, &json!({}), |_| {});
    assert_eq!(log[0]["operation"], "GetRoleCredentials");
    entered_with_a_session(&log);
}

/// The management account is read, and the members are entered, with the one session that the caller got.
fn entered_with_a_session(log: &[Value]) {
    let caller = log.iter().find(|r| r["operation"] == "GetCallerIdentity").unwrap()["access_key"].as_str().unwrap();
    assert!(caller.starts_with("ASIA"), "{caller} is no session's key");
    for member in MEMBERS {
        assert_eq!(assumed(log, member).map(|r| &r["access_key"]).collect::<Vec<_>>(), [caller], "{member}");
    }
    let of_management = log.iter().filter(|r| r["account"] == "111111111111" && r["operation"] == "DescribeVpcs");
    assert!(of_management.map(|r| &r["access_key"]).all(|k| *k == caller));
}

#[test]
fn a_chain_of_roles_is_gone_through_before_the_members_are_entered() {
    let log = scanned(chain, &json!({}), |_| {});
    assert_eq!((&log[0]["params"]["RoleArn"], &log[0]["access_key"]), (&json!(HUB), &json!("test")));
    assert_eq!(log.iter().filter(|r| r["access_key"] == "test").count(), 1, "the caller's key has one use");
    entered_with_a_session(&log);
}

#[test]
fn a_role_of_the_chain_that_is_refused_is_one_clear_error() {
    const NOBODY: &str = "arn:aws:iam::222222222222:role/Nobody";
    let refused = json!([{"account": "111111111111", "service": "sts", "operation": "AssumeRole",
        "code": "AccessDenied", "status": 403, "message": "User is not authorized to perform: sts:AssumeRole"}]);
    for (faults, roles, named) in [(refused, HUB.to_owned(), HUB), (json!([]), format!("{HUB},{NOBODY}"), NOBODY)] {
        let directory = tempfile::tempdir().unwrap();
        let organization = Organization::with(&[], &faults);
        let mut command = with(key, directory.path(), &organization);
        let run = Run::of(command.env("TRUELINE_ROLE_CHAIN", roles).args(["scan", "--out", "snapshot", "-vv"]));
        assert_eq!((run.code, &run.stdout[..]), (2, ""), "{}", run.stderr);
        let errors = run.stderr.lines().filter(|l| l.starts_with("error: ")).collect::<Vec<_>>();
        assert_eq!(errors.len(), 1, "{}", run.stderr);
        let expected = format!("the role {named} cannot be assumed: denied AccessDenied: User");
        assert!(errors[0].contains(&expected), "{}", errors[0]);
        shows_no_secret(&run, &directory.path().join("snapshot"));
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "something was left behind");
    }
}

#[test]
fn sessions_have_the_tags_the_name_and_the_external_id_of_the_settings() {
    let log = scanned(chain, &json!({}), |command| {
        let tags = "purpose=compliance,team=security";
        command.env("TRUELINE_SESSION_TAGS", tags).env("TRUELINE_SESSION_NAME", "audit-2026");
    });
    let assumed = log.iter().filter(|r| r["operation"] == "AssumeRole").collect::<Vec<_>>();
    assert_eq!(assumed.len(), 4);
    for request in assumed {
        let params = &request["params"];
        let tags = json!([{"Key": "purpose", "Value": "compliance"}, {"Key": "team", "Value": "security"}]);
        assert_eq!(params["Tags"], tags, "{request}");
        assert_eq!(params["RoleSessionName"], "audit-2026", "{request}");
        assert_eq!(params["ExternalId"], "trueline-tests", "{request}");
    }
}

#[test]
fn sessions_that_end_while_a_scan_runs_are_renewed() {
    scanned_in_short_sessions(key);
    let log = scanned_in_short_sessions(web_identity);
    let callers = log.iter().filter(|r| r["operation"] == "AssumeRoleWithWebIdentity").count();
    assert!(callers > 1, "the caller's own session was not renewed");
}

/// The hub's session is renewed by a call while others wait for it: they must not hold the place that the call needs.
#[test]
fn sessions_of_a_chain_are_renewed_while_everything_waits_for_them() {
    let log = scanned_in_short_sessions(chain);
    assert!(assumed(&log, HUB).count() > 1, "the hub was assumed once");
}

fn scanned_in_short_sessions(source: Source) -> Vec<Value> {
    let log = scanned(source, &json!({"session_seconds": 1}), |command| {
        // One call at a time: longer than a session lasts. The deadline is for when nothing goes on.
        command.env("TRUELINE_CONCURRENCY_PER_ACCOUNT", "1").env("TRUELINE_DEADLINES", "run=45s");
    });
    for member in MEMBERS {
        assert!(assumed(&log, member).count() > 1, "{member} was entered once");
    }
    let refused = log.iter().filter(|r| [0, 401, 403].contains(&r["status"].as_i64().unwrap())).collect::<Vec<_>>();
    assert_eq!(refused, Vec::<&Value>::new());
    log
}

/// Who looks for a mistake makes the log say everything, and sends it to somebody.
#[test]
fn no_secret_is_in_the_longest_log() {
    for source in [key as Source, web_identity, container, portal, chain] {
        scanned(source, &json!({}), |command| {
            command.env("RUST_LOG", "trace");
        });
    }
}
