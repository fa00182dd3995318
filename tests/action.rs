//! The GitHub action, run as GitHub runs it but for what its steps call: what is installed, what `trueline` is asked, and what
//! becomes of its answer, whatever others have named things.
#![cfg(unix)] // its scripts are for Linux and macOS
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

#[path = "action/lint.rs"]
mod lint;
#[path = "action/run_task.rs"]
mod run_task;
#[path = "action/runner.rs"]
mod runner;
mod support;

use runner::Runner;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;

const ARCHIVE: &str = "trueline-0.1.0-x86_64-unknown-linux-gnu.tar.gz";

/// A check of a snapshot without reports.
const CHECK: [(&str, &str); 4] = [("snapshot", "snapshot"), ("report", ""), ("sarif", ""), ("summary", "")];

fn and<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let given = |name: &str| more.iter().any(|(n, _)| *n == name);
    CHECK.into_iter().filter(|(name, _)| !given(name)).chain(more.iter().copied()).collect()
}

#[test]
fn a_scan_keeps_the_snapshot_and_writes_reports_and_summary() {
    let runner = Runner::new();
    let run = runner.uses(&[("command", "scan"), ("snapshot", "snapshot"), ("fail-on", "high")]);
    assert_eq!(
        runner.arguments(),
        [
            "scan",
            "--out=snapshot",
            "--fail-on=high",
            "--format=table",
            "--report=json=trueline-report.json",
            "--report=sarif=trueline.sarif",
            "--report=markdown=trueline-summary.md",
        ]
    );
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.summary, "the report as markdown\n");
    let outputs = [
        ("exit-code", "0"),
        ("verdict", "compliant"),
        ("report", "trueline-report.json"),
        ("sarif", "trueline.sarif"),
        ("summary", "trueline-summary.md"),
        ("comment", ""),
        ("snapshot", "snapshot"),
    ];
    assert_eq!(run.outputs, BTreeMap::from(outputs.map(|(name, value)| (name.to_owned(), value.to_owned()))));
}

#[test]
fn a_check_gets_every_input_and_none_is_taken_for_a_flag() {
    let runner = Runner::new();
    let plans = "plan.json\n  prod=a folder/plan $(touch pwned) `id`;&.json  \r\n\n--format=json\n*";
    let run = runner.uses(&[
        ("snapshot", "--rules=evil"),
        ("plans", plans),
        ("gate", "all"),
        ("source", "terraform/\"prod\""),
        ("config", "-c"),
        ("rules", "my rules"),
        ("waivers", "waivers.yaml"),
        ("baseline", "base\nline.json"),
        ("fail-on", "low"),
        ("format", "github"),
        ("report", ""),
        ("sarif", "reports/a b.sarif"),
        ("summary", ""),
        ("comment", "comment.md"),
        ("reports", "junit=junit.xml\ngitlab=gl.json"),
    ]);
    assert_eq!(
        runner.arguments(),
        [
            "check",
            "--plan=plan.json",
            "--plan=prod=a folder/plan $(touch pwned) `id`;&.json",
            "--plan=--format=json",
            "--plan=*",
            "--gate=all",
            "--source=terraform/\"prod\"",
            "--config=-c",
            "--rules=my rules",
            "--waivers=waivers.yaml",
            "--baseline=base\nline.json",
            "--fail-on=low",
            "--format=github",
            "--report=sarif=reports/a b.sarif",
            "--report=pull-request=comment.md",
            "--report=junit=junit.xml",
            "--report=gitlab=gl.json",
            "--",
            "--rules=evil",
        ]
    );
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!runner.path("workspace/pwned").exists());
    assert_eq!(run.outputs["sarif"], "reports/a b.sarif");
}

#[test]
fn plans_alone_are_checked_without_a_snapshot() {
    let runner = Runner::new();
    assert_eq!(runner.uses(&and(&[("snapshot", ""), ("plans", "plan.json")])).code, 0);
    assert_eq!(runner.arguments(), ["check", "--plan=plan.json", "--format=table"]);
}

#[test]
fn each_exit_code_has_its_verdict_and_fails_the_job_but_for_the_first() {
    for (code, verdict, ends) in
        [("0", "compliant", 0), ("1", "failed", 1), ("2", "error", 2), ("3", "unknown", 3), ("101", "error", 2)]
    {
        let runner = Runner::new();
        runner.fake("code", code);
        let run = runner.uses(&[("snapshot", "snapshot")]);
        assert_eq!(run.code, ends, "{run:?}");
        assert_eq!(run.outputs["verdict"], verdict, "{run:?}");
        assert_eq!(run.outputs["exit-code"], ends.to_string(), "{run:?}");
        assert_eq!(
            run.commands().iter().filter(|c| c.starts_with("::error")).count(),
            usize::from(ends != 0),
            "{run:?}"
        );
        // Files of an earlier run are not this one's.
        let expected = if ends == 2 { "" } else { "trueline.sarif" };
        assert_eq!(run.outputs["sarif"], expected, "{run:?}");
    }
}

#[test]
fn what_could_not_be_read_fails_the_job_unless_it_may_pass() {
    for (code, may_pass, ends) in [("3", "true", 3), ("3", "false", 0), ("1", "false", 1), ("2", "false", 2)] {
        let runner = Runner::new();
        runner.fake("code", code);
        let run = runner.uses(&and(&[("fail-on-unknown", may_pass)]));
        assert_eq!(run.code, ends, "{run:?}");
        let warned = run.commands().iter().any(|c| c.starts_with("::warning") && c.contains("could not be read"));
        assert_eq!(warned, ends == 0, "{run:?}");
    }
}

#[test]
fn inputs_that_make_no_sense_are_refused_before_anything_runs() {
    for (inputs, says) in [
        (and(&[("command", "check\n::add-mask::x")]), "command: `check%0A::add-mask::x` is neither scan nor check"),
        (and(&[("command", "scan"), ("plans", "plan.json")]), "plans, gate and source are for command: check"),
        (and(&[("snapshot", ""), ("plans", " \n")]), "needs a snapshot, plans or both"),
        (and(&[("fail-on-unknown", "no")]), "fail-on-unknown: `no` is neither true nor false"),
        (and(&[("build", "yes")]), "build: `yes` is neither true nor false"),
        (and(&[("version", "latest")]), "version: `latest` is no release"),
        (and(&[("version", "1.0.0/../../x")]), "is no release"),
        (and(&[("version", "--repo=evil")]), "is no release"),
    ] {
        let runner = Runner::new();
        let run = runner.uses(&inputs);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(runner.arguments().is_empty(), "{run:?}");
        let commands = run.commands();
        assert!(
            commands.len() == 1 && commands[0].starts_with("::error title=trueline::") && commands[0].contains(says),
            "{run:?}"
        );
        assert_eq!((run.outputs["exit-code"].as_str(), run.outputs["verdict"].as_str()), ("2", "error"));
    }
}

#[test]
fn names_in_an_organization_are_no_commands_to_the_runner() {
    let hostile =
        "::add-mask::secret\n  ::error::mine\n::stop-commands::x\n::x::\n::set-env name=PATH::/evil\nno line end";
    for format in ["table", "github"] {
        let runner = Runner::new();
        runner.fake("complains", hostile);
        runner.fake("says", if format == "table" { hostile } else { "::error file=main.tf::escaped by trueline\n" });
        let run = runner.uses(&and(&[("format", format)]));
        let expected: &[&str] = if format == "table" { &[] } else { &["::error file=main.tf::escaped by trueline"] };
        assert_eq!(run.commands(), expected, "{run:?}");
        assert!(run.log.contains("::add-mask::secret"), "{run:?}");
    }
}

#[test]
fn a_summary_that_github_would_not_take_is_replaced_by_a_sentence() {
    for (length, shown) in [(1_000_000, true), (1_000_001, false)] {
        let runner = Runner::new();
        runner.fake("markdown", &"x".repeat(length));
        let run = runner.uses(&and(&[("summary", "a summary.md")]));
        assert_eq!(run.summary.len() == length, shown);
        assert!(shown || run.summary.starts_with("trueline: compliant. The summary is too long"), "{}", run.summary);
    }
}

#[test]
fn the_release_of_the_action_is_installed_and_kept() {
    let runner = Runner::new();
    assert_eq!(runner.uses(&CHECK).code, 0);
    assert_eq!(runner.uses(&CHECK).code, 0);
    let cache = runner.path("temp/trueline/cache");
    let download = |file: &str| {
        format!("release download v0.1.0 --repo example/trueline --pattern {file} --dir {} --clobber", cache.display())
    };
    assert_eq!(runner.asked(), [download(ARCHIVE), download("SHA256SUMS"), download("SHA256SUMS")]);
    assert!(runner.path("cache/trueline-0.1.0-x86_64-unknown-linux-gnu").join(ARCHIVE).is_file());
}

#[test]
fn each_kind_of_runner_gets_its_own_release() {
    for (os, arch, target) in [
        ("Linux", "ARM64", "aarch64-unknown-linux-gnu"),
        ("macOS", "X64", "x86_64-apple-darwin"),
        ("macOS", "ARM64", "aarch64-apple-darwin"),
    ] {
        let mut runner = Runner::new();
        runner.context.extend([("runner.os".into(), os.into()), ("runner.arch".into(), arch.into())]);
        runner.release("1.2.3", target);
        let run = runner.uses(&and(&[("version", "v1.2.3"), ("repository", "mirror/trueline")]));
        assert_eq!(run.code, 0, "{run:?}");
        let asked = runner.asked();
        assert!(
            asked[0].contains(&format!("v1.2.3 --repo mirror/trueline --pattern trueline-1.2.3-{target}.tar.gz")),
            "{asked:?}"
        );
    }
    let mut runner = Runner::new();
    runner.context.insert("runner.os".into(), "Windows".into());
    let run = runner.uses(&CHECK);
    assert!(run.code == 2 && run.log.contains("no release for Windows on X64"), "{run:?}");
}

#[test]
fn an_archive_other_than_released_is_refused_even_from_the_cache() {
    let spoilt = |runner: &Runner, says: &str| {
        let run = runner.uses(&CHECK);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.commands()[0].contains(says), "{run:?}");
        assert!(runner.arguments().is_empty(), "{run:?}");
        assert!(!runner.path("temp/trueline/bin/trueline").exists());
    };
    let says = format!("{ARCHIVE} is not what release v0.1.0 says it is");
    let runner = Runner::new();
    fs::write(runner.path("fakes/release").join(ARCHIVE), "evil").unwrap();
    spoilt(&runner, &says);

    let runner = Runner::new();
    let cached = runner.path("cache/trueline-0.1.0-x86_64-unknown-linux-gnu");
    fs::create_dir_all(&cached).unwrap();
    fs::write(cached.join(ARCHIVE), "evil").unwrap();
    spoilt(&runner, &says);

    // A line for a name that merely contains the archive's, and one that merely is contained, are lines for others.
    let runner = Runner::new();
    let sums = fs::read_to_string(runner.path("fakes/release/SHA256SUMS")).unwrap();
    fs::write(runner.path("fakes/release/SHA256SUMS"), sums.replace(ARCHIVE, &format!("x{ARCHIVE}"))).unwrap();
    spoilt(&runner, "SHA256SUMS has no line for it");

    for missing in [ARCHIVE, "SHA256SUMS"] {
        let runner = Runner::new();
        fs::remove_file(runner.path("fakes/release").join(missing)).unwrap();
        spoilt(&runner, &format!("release v0.1.0 of example/trueline: {missing} cannot be downloaded"));
    }
}

#[test]
fn a_build_from_source_needs_no_release_and_is_kept() {
    let runner = Runner::new();
    let build = and(&[("build", "true")]);
    for _ in 0..2 {
        let run = runner.uses(&build);
        assert_eq!(run.code, 0, "{run:?}");
    }
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    assert_eq!(runner.noted("cargo"), format!("build --release --locked --manifest-path {manifest}\n"));
    assert_eq!(runner.asked(), [""; 0]);
}

/// Comments as GitHub lists them.
fn comments(of: &[(u64, &str, &str)]) -> String {
    let one = |(id, kind, body): &(u64, &str, &str)| json!({"id": id, "user": {"type": kind}, "body": body});
    Value::from(of.iter().map(one).collect::<Vec<_>>()).to_string()
}

const LISTED: &str = "api --paginate repos/example/infrastructure/issues/7/comments?per_page=100";

#[test]
fn one_comment_is_kept_on_the_pull_request() {
    let gate = and(&[("comment", "a comment.md")]);
    let runner = Runner::new();
    runner.fake("code", "1");
    runner.fake(
        "comments.json",
        &comments(&[
            (1, "Bot", "hello"),
            (2, "User", "<!-- trueline-action: gate -->\nmine"),
            (3, "Bot", "<!-- trueline-action: other -->\n"),
        ]),
    );
    assert_eq!(runner.uses(&gate).code, 1, "the comment changes no verdict");
    let asked = runner.asked();
    assert!(asked[2].starts_with(LISTED), "{asked:?}");
    assert!(
        asked[3]
            .starts_with("api --silent --method POST repos/example/infrastructure/issues/7/comments --field body=@"),
        "{asked:?}"
    );
    assert_eq!(runner.noted("body.md"), "<!-- trueline-action: gate -->\nthe report as pull-request\n");

    runner.fake(
        "comments.json",
        &comments(&[(4, "Bot", &runner.noted("body.md")), (5, "Bot", &runner.noted("body.md"))]),
    );
    runner.fake("pull-request", "all is well\n");
    assert_eq!(runner.uses(&gate).code, 1);
    let asked = runner.asked();
    assert!(
        asked
            .last()
            .unwrap()
            .starts_with("api --silent --method PATCH repos/example/infrastructure/issues/comments/4 --field body=@"),
        "{asked:?}"
    );
    assert_eq!(runner.noted("body.md"), "<!-- trueline-action: gate -->\nall is well\n");
}

#[test]
fn an_older_comment_is_not_left_standing_when_nothing_could_be_judged() {
    let runner = Runner::new();
    runner.fake("code", "2");
    fs::write(runner.path("workspace/comment.md"), "all is well\n").unwrap();
    assert_eq!(runner.uses(&and(&[("comment", "comment.md")])).code, 2);
    assert!(runner.noted("body.md").contains("could not judge this change"), "{}", runner.noted("body.md"));
}

#[test]
fn a_comment_that_may_not_be_written_is_a_warning_and_none_is_tried_where_there_is_no_pull_request() {
    let mut runner = Runner::new();
    runner.fake("forbidden", "");
    let gate = and(&[("comment", "comment.md")]);
    let run = runner.uses(&gate);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.commands()[0].starts_with("::warning title=trueline::the comment on pull request 7 could not be written"),
        "{run:?}"
    );

    let before = runner.asked().len();
    runner.context.remove("github.event.pull_request.number");
    let run = runner.uses(&gate);
    assert!(run.code == 0 && run.commands()[0].starts_with("::notice"), "{run:?}");
    assert!(runner.asked()[before..].iter().all(|call| call.starts_with("release download")));
}

#[test]
fn a_comments_key_is_neither_html_nor_jq() {
    for key in ["a --> b", "a\") or true) | .id //(\"", "a\nb", ""] {
        let runner = Runner::new();
        let run = runner.uses(&and(&[("comment", "comment.md"), ("comment-key", key)]));
        assert!(run.code == 2 && run.commands()[0].contains("may hold letters"), "{run:?}");
    }
    let runner = Runner::new();
    assert_eq!(runner.uses(&and(&[("comment", "comment.md"), ("comment-key", "stack_1.prod-eu")])).code, 0);
    assert!(runner.noted("body.md").starts_with("<!-- trueline-action: stack_1.prod-eu -->\n"));
}

#[test]
fn the_program_itself_is_run_by_the_action() {
    let runner = Runner::new();
    fs::copy(env!("CARGO_BIN_EXE_trueline"), runner.path("bin/trueline")).unwrap();
    runner.release("0.1.0", "x86_64-unknown-linux-gnu");
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sample");
    let run = runner.uses(&and(&[("snapshot", sample), ("report", "reports/report.json")]));
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(run.outputs["verdict"], "failed");
    let report: Value =
        serde_json::from_slice(&fs::read(runner.path("workspace/reports/report.json")).unwrap()).unwrap();
    assert_eq!(report["summary"]["exit_code"], 1);

    let run = runner.uses(&and(&[("snapshot", "no such snapshot"), ("report", "reports/report.json")]));
    assert_eq!((run.code, run.outputs["report"].as_str()), (2, ""), "{run:?}");
}

#[test]
fn every_flag_of_the_action_is_one_of_the_program() {
    let script = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/action/run.sh")).unwrap();
    let words = script.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let flags = words.filter(|w| w.len() > 2 && ["flag", "flags"].contains(&w[0])).map(|w| w[1].to_owned());
    let flags = flags.filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-')).collect::<Vec<_>>();
    assert!(flags.len() >= 11, "{flags:?}");
    let folder = tempfile::tempdir().unwrap();
    let help = |command| support::Run::of(support::trueline(folder.path()).args([command, "--help"])).stdout;
    for flag in flags {
        let command = if flag == "out" { "scan" } else { "check" };
        assert!(help(command).contains(&format!("--{flag} ")), "{command} --{flag}");
    }
}
