//! Waivers: what they cover, for how long, and what is said of those that cover nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Value, json};
use std::path::Path;
use support::altered::{BACKUP, CLUSTER, DEV, KEYS, NAT, USER, altered, denied, resources, retention, taken_at};
use support::{Run, trueline};

/// A waiver as YAML: its rule, what it is about, and any other lines.
fn waiver(rule: &str, scope: &str, more: &str) -> String {
    let usual = |key: &str, value: &str| match more.contains(&format!("{key}:")) {
        true => String::new(),
        false => format!("  {key}: {value}\n"),
    };
    let (reason, owner) = (usual("reason", "the next release mends it"), usual("owner", "platform team"));
    format!("- rule: {rule}\n  {scope}\n{reason}{owner}{}{more}", usual("expires", "2026-12-31"))
}

fn check(directory: &Path, waivers: &str, arguments: &[&str]) -> Run {
    std::fs::write(directory.join("waivers.yaml"), waivers).unwrap();
    let usual = ["check", "snapshot", "--rules", "rules", "--waivers", "waivers.yaml", "--format", "json"];
    Run::of(trueline(directory).args(usual).args(arguments))
}

/// The numbers of the waivers by the rules of the findings that they cover.
fn covered(report: &Value) -> Vec<(&str, u64)> {
    let covered = report["findings"].as_array().unwrap().iter().filter(|f| !f["waiver"].is_null());
    covered.map(|f| (f["rule_id"].as_str().unwrap(), f["waiver"]["number"].as_u64().unwrap())).collect()
}

/// What is wrong with waivers: rule, name of the waiver, message.
fn complaints(report: &Value) -> Vec<(&str, &str, &str)> {
    let all = report["findings"].as_array().unwrap().iter();
    let own = all.filter(|f| f["rule_id"].as_str().unwrap().starts_with("waiver-"));
    own.map(|f| {
        assert_eq!((&f["resource"]["type"], &f["status"]), (&json!("Trueline::Waiver"), &json!("fail")));
        (f["rule_id"].as_str().unwrap(), f["resource"]["name"].as_str().unwrap(), f["message"].as_str().unwrap())
    })
    .collect()
}

#[test]
fn a_waived_failure_stays_a_failure_and_does_not_fail_the_run() {
    let directory = altered(&[BACKUP, NAT, KEYS]);
    let all = [(BACKUP, format!("resource: {CLUSTER}")), (NAT, "selector: {environment: dev}".into())];
    let two = all.iter().map(|(rule, scope)| waiver(rule, scope, "")).collect::<String>();
    let run = check(directory.path(), &two, &[]);
    let report = run.json();
    assert_eq!((run.code, covered(&report)), (1, vec![(BACKUP, 1), (NAT, 2)]), "{}", run.stderr);
    let summary = &report["summary"];
    assert_eq!((&summary["fail"], &summary["waived"], &summary["exit_code"]), (&json!(3), &json!(2), &json!(1)));
    let finding = report["findings"].as_array().unwrap().iter().find(|f| f["rule_id"] == BACKUP).unwrap();
    let expected =
        json!({"number": 1, "reason": "the next release mends it", "owner": "platform team", "expires": "2026-12-31"});
    assert_eq!((&finding["status"], &finding["waiver"]), (&json!("fail"), &expected));
    let verdict = report["architecture"].as_array().unwrap().iter().find(|c| c["clause"] == "DB-06").unwrap();
    assert_eq!(verdict["verdict"], "fail", "who accepts a deviation does not make the clause hold");
    let three = two + &waiver(KEYS, &format!("resource: {USER}"), "");
    let run = check(directory.path(), &three, &[]);
    assert_eq!((run.code, complaints(&run.json())), (0, vec![]), "{}", run.stderr);
    let digest = trueline::digest(three.as_bytes());
    assert_eq!(run.json()["inputs"]["waivers"], digest);
}

#[test]
fn each_way_to_name_a_resource() {
    let directory = altered(&[BACKUP, NAT, KEYS]);
    let case = |rule: &str, scope: &str, fits: bool| {
        let run = check(directory.path(), &waiver(rule, scope, ""), &[]);
        let report = run.json();
        let expected = if fits { vec![(rule, 1)] } else { vec![] };
        assert_eq!(covered(&report), expected, "{scope}");
        let unmatched = complaints(&report).iter().any(|(kind, ..)| *kind == "waiver-unmatched");
        assert_eq!((run.code, unmatched), (1, !fits), "{scope}");
    };
    for (scope, fits) in [
        (format!("resource: {CLUSTER}"), true),
        ("resource: arn:aws:rds:*:222222222222:cluster:innovate-*".into(), true),
        ("resource: arn:aws:rds:eu-west-?:*:cluster:innovate-de?".into(), true),
        ("resource: arn:aws:rds:*:222222222222:*".into(), true),
        ("resource: arn:aws:rds:*:333333333333:cluster:innovate-*".into(), false),
        ("resource: arn:aws:rds:*:222222222222:cluster:INNOVATE-*".into(), false),
        ("resource: arn:aws:rds:*:222222222222:cluster:innovate".into(), false),
        ("resource: innovate-dev".into(), false), // it has an ARN
        ("selector: {account: \"222222222222\"}".into(), true),
        ("selector: {account: 222222222222}".into(), true),
        ("selector: {account: dev}".into(), true),
        ("selector: {account: de*}".into(), false),
        ("selector: {account: prod}".into(), false), // where it passes
        ("selector: {environment: dev}".into(), true),
        ("selector: {environment: staging}".into(), false),
        ("selector: {region: eu-west-1}".into(), true),
        ("selector: {region: eu-central-1}".into(), false),
        ("selector: {environment: dev, region: eu-west-1, account: dev}".into(), true),
        ("selector: {environment: dev, region: eu-central-1}".into(), false),
    ] {
        case(BACKUP, &scope, fits);
    }
    for (scope, fits) in [
        ("selector: {tag: {Name: innovate-dev}}", true),
        ("selector: {tag: {Name: innovate-*}, account: dev}", true),
        ("selector: {tag: {Name: Innovate-*}}", false),
        ("selector: {tag: {name: innovate-dev}}", false),
        ("selector: {tag: {Name: innovate-dev, Team: legacy}}", false),
        ("selector: {tag: {Name: innovate-dev}, environment: prod}", false),
    ] {
        case(NAT, scope, fits);
    }
    case(KEYS, "selector: {region: global}", true);
}

#[test]
fn what_has_no_arn_is_named_by_its_id() {
    let directory = altered(&[BACKUP]);
    resources(directory.path(), DEV, |line| {
        if line["arn"] == CLUSTER {
            line["arn"] = json!("");
        }
        true
    });
    for (pattern, code) in [("innovate-dev", 0), ("innovate-d?v", 0), ("innovate-", 1), (CLUSTER, 1)] {
        let run = check(directory.path(), &waiver(BACKUP, &format!("resource: {pattern}"), ""), &[]);
        assert_eq!(run.code, code, "{pattern}: {}", run.stderr);
    }
}

#[test]
fn what_is_wrong_with_a_waiver_is_a_finding_and_it_covers_nothing() {
    let directory = altered(&[BACKUP]);
    let cluster = format!("resource: {CLUSTER}");
    let case = |kind: &str, text: String, words: &[&str]| {
        let run = check(directory.path(), &text, &[]);
        let report = run.json();
        assert_eq!((run.code, covered(&report)), (1, vec![]), "{text}");
        let told = complaints(&report);
        assert_eq!((told.len(), told[0].0, told[0].1), (1, kind, "waivers.yaml#1"), "{text}: {told:?}");
        for word in words {
            assert!(told[0].2.contains(word), "{word} is not in: {}", told[0].2);
        }
        let finding = report["findings"].as_array().unwrap().iter().find(|f| f["rule_id"] == kind).unwrap();
        assert_eq!((&finding["severity"], &finding["region"]), (&json!("medium"), &json!("global")));
        let evidence = finding["evidence"].as_array().unwrap();
        assert!(!evidence.is_empty() && evidence.iter().all(|e| e["source"].is_null()), "{evidence:?}");
        let item = report["rules"]["items"].as_array().unwrap().iter().find(|r| r["id"] == kind).unwrap();
        assert!([&item["title"], &item["why"], &item["fix"]["prose"]].iter().all(|t| !t.as_str().unwrap().is_empty()));
        assert_eq!((&finding["remediation"], &report["rules"]["count"]), (&item["fix"]["prose"], &json!(1)));
    };
    case("waiver-expired", waiver(BACKUP, &cluster, "  expires: 2026-11-24\n"), &["2026-11-24", "platform team"]);
    case("waiver-expires-too-late", waiver(BACKUP, &cluster, "  expires: 2027-05-25\n"), &["2027-05-25", "2027-05-24"]);
    case(
        "waiver-unknown-rule",
        waiver("aurora-backup-retentoin", &cluster, ""),
        &["did you mean `aurora-backup-retention`?"],
    );
    // Built in, but none of those in use.
    case("waiver-unknown-rule", waiver(NAT, &cluster, ""), &[NAT]);
    case("waiver-unknown-rule", waiver("waiver-expired", "resource: waivers.yaml#1", ""), &[]);
    case("waiver-unmatched", waiver(BACKUP, "selector: {environment: prod}", ""), &[BACKUP, "environment prod"]);
    for broad in [
        "resource: \"*\"",
        "resource: arn:*",
        "resource: arn:aws:rds:*",
        "resource: arn:aws:rds:eu-west-1:*:*",
        "resource: arn:aws:rds:*:*:cluster:*",
        "selector: {}",
        "selector: {tag: {}}",
        "selector: {tag: {Name: \"*\"}}",
        "selector: {account: \"*\"}",
    ] {
        case("waiver-too-broad", waiver(BACKUP, broad, ""), &[]);
    }
    let both = waiver("no-such-rule", "resource: \"*\"", "  expires: 2026-01-01\n");
    let report = check(directory.path(), &both, &[]).json();
    let kinds = complaints(&report).iter().map(|c| c.0).collect::<Vec<_>>();
    assert_eq!(kinds, ["waiver-expired", "waiver-too-broad", "waiver-unknown-rule"]);
}

#[test]
fn a_waiver_holds_to_the_end_of_its_last_day_by_the_snapshots_clock() {
    let directory = altered(&[BACKUP]);
    let text = waiver(BACKUP, &format!("resource: {CLUSTER}"), "");
    for (time, code) in [
        ("2026-12-31T00:00:00Z", 0),
        ("2026-12-31T23:59:59.999999999Z", 0),
        ("2027-01-01T00:00:00Z", 1),
        ("2026-07-04T00:00:00Z", 0), // 180 days before
        ("2026-07-03T23:59:59Z", 1),
    ] {
        taken_at(directory.path(), time);
        assert_eq!(check(directory.path(), &text, &[]).code, code, "{time}");
    }
    taken_at(directory.path(), "2026-12-01T00:00:00Z");
    for (days, code) in [(30, 0), (29, 1)] {
        std::fs::write(directory.path().join("trueline.yaml"), format!("waiver_max_days: {days}\n")).unwrap();
        assert_eq!(check(directory.path(), &text, &[]).code, code, "{days}");
    }
    std::fs::write(directory.path().join("trueline.yaml"), "waiver_max_days: 0\n").unwrap();
    let run = check(directory.path(), &text, &[]);
    assert!(run.code == 2 && run.stderr.contains("waiver_max_days: at least 1"), "{}", run.stderr);
}

#[test]
fn what_could_not_be_read_is_covered_by_a_waiver_that_says_so_alone() {
    let accepted = "  accepts_unknown: the database team reads it by hand\n";
    let listing = altered(&[BACKUP]);
    denied(listing.path(), DEV, "rds:DescribeDBClusters", "AWS::RDS::DBCluster");
    let field = altered(&[BACKUP]);
    retention(field.path(), &json!({"$unknown": "rds:DescribeDBClusters denied"}));
    for (directory, scope) in [
        (&listing, "selector: {account: dev}".to_owned()),
        (&listing, "selector: {environment: dev, region: eu-west-1}".to_owned()),
        (&field, "selector: {account: dev}".to_owned()),
        (&field, format!("resource: {CLUSTER}")),
    ] {
        let without = check(directory.path(), &waiver(BACKUP, &scope, ""), &[]);
        assert_eq!(
            (without.code, covered(&without.json()), complaints(&without.json())),
            (3, vec![], vec![]),
            "{scope}"
        );
        let with = check(directory.path(), &waiver(BACKUP, &scope, accepted), &[]);
        assert_eq!(
            (with.code, covered(&with.json()), complaints(&with.json())),
            (0, vec![(BACKUP, 1)], vec![]),
            "{scope}"
        );
        let report = with.json();
        assert_eq!((&report["summary"]["unknown"], &report["summary"]["waived"]), (&json!(1), &json!(1)));
        let reasons = report["findings"].as_array().unwrap().iter().filter_map(|f| f["waiver"]["reason"].as_str());
        let reasons = reasons.collect::<String>();
        assert!(reasons.contains("the next release mends it") && reasons.contains("reads it by hand"), "{reasons}");
    }
    // What was not listed may be what is named: nobody can say that the waiver fits nothing.
    let named = |scope: &str, code: i32, kinds: &[&str]| {
        let run = check(listing.path(), &waiver(BACKUP, scope, accepted), &[]);
        let report = run.json();
        assert_eq!((run.code, covered(&report)), (code, vec![]), "{scope}");
        assert_eq!(complaints(&report).iter().map(|c| c.0).collect::<Vec<_>>(), kinds, "{scope}");
    };
    named("resource: arn:aws:rds:*:222222222222:cluster:legacy-*", 3, &[]);
    named("selector: {account: dev, tag: {Team: legacy}}", 3, &[]);
    named("resource: arn:aws:rds:eu-central-1:222222222222:cluster:legacy-*", 1, &["waiver-unmatched"]);
    named("resource: arn:aws:rds:*:444444444444:cluster:legacy-*", 1, &["waiver-unmatched"]);
    named("selector: {account: prod, tag: {Team: legacy}}", 1, &["waiver-unmatched"]);
}

#[test]
fn unknown_tags_match_nothing_and_leave_open_whether_they_would() {
    let directory = altered(&[NAT]);
    resources(directory.path(), DEV, |line| {
        if line["type"] == "AWS::EC2::VPC" {
            line["fields"]["tags"] = json!({"$unknown": "ec2:DescribeTags denied"});
        }
        true
    });
    let run = check(directory.path(), &waiver(NAT, "selector: {tag: {Name: innovate-dev}}", ""), &[]);
    assert_eq!((run.code, covered(&run.json()), complaints(&run.json())), (1, vec![], vec![]));
}

#[test]
fn of_several_waivers_that_fit_the_first_in_force_counts() {
    let directory = altered(&[BACKUP]);
    let account = waiver(BACKUP, "selector: {account: dev}", "");
    let cluster = waiver(BACKUP, &format!("resource: {CLUSTER}"), "");
    for (text, number) in [
        (format!("{account}{cluster}"), 1),
        (format!("{cluster}{account}"), 1),
        (format!("{cluster}{cluster}"), 1),
        (cluster.replace("2026-12-31", "2026-11-01") + &account, 2),
    ] {
        let report = check(directory.path(), &text, &[]).json();
        assert_eq!(covered(&report), [(BACKUP, number)], "{text}");
        assert_eq!(complaints(&report).len(), usize::from(number == 2), "{text}");
    }
}

#[test]
fn findings_about_waivers_keep_their_ids_where_they_move() {
    let directory = altered(&[BACKUP]);
    let unmatched = waiver(BACKUP, "selector: {environment: prod}", "");
    let ids = |text: &str| {
        let report = check(directory.path(), text, &[]).json();
        let all = report["findings"].as_array().unwrap().iter();
        let own = all.filter(|f| f["rule_id"] == "waiver-unmatched").map(|f| f["id"].as_str().unwrap().to_owned());
        own.collect::<Vec<_>>()
    };
    let alone = ids(&unmatched);
    let behind = ids(&(waiver(BACKUP, &format!("resource: {CLUSTER}"), "") + &unmatched));
    assert_eq!((alone.len(), &alone), (1, &behind));
    let twice = ids(&format!("{unmatched}{unmatched}"));
    assert!(twice.len() == 2 && twice[0] != twice[1] && twice.contains(&alone[0]), "{twice:?}");
}

#[test]
fn with_filters_nothing_is_called_unmatched() {
    let directory = altered(&[BACKUP, NAT]);
    let text = waiver(BACKUP, "selector: {environment: prod}", "")
        + &waiver(BACKUP, &format!("resource: {CLUSTER}"), "  expires: 2026-11-01\n")
        + &waiver("no-such-rule", &format!("resource: {CLUSTER}"), "");
    let kinds = |arguments: &[&str]| {
        let report = check(directory.path(), &text, arguments).json();
        complaints(&report).iter().map(|c| c.0.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&[]), ["waiver-expired", "waiver-unknown-rule", "waiver-unmatched"]);
    for filter in [["--select", BACKUP], ["--account", "dev"], ["--region", "eu-west-1"]] {
        assert_eq!(kinds(&filter), ["waiver-expired", "waiver-unknown-rule"], "{filter:?}");
    }
    assert_eq!(kinds(&["--select", NAT]), ["waiver-unknown-rule"]);
}

#[test]
fn the_settings_name_the_file_and_the_flag_stands_above() {
    let directory = altered(&[BACKUP]);
    let path = directory.path();
    std::fs::create_dir_all(path.join("settings")).unwrap();
    std::fs::write(path.join("settings/trueline.yaml"), "waivers: accepted.yaml\n").unwrap();
    let text = waiver(BACKUP, &format!("resource: {CLUSTER}"), "");
    std::fs::write(path.join("settings/accepted.yaml"), &text).unwrap();
    std::fs::write(path.join("none.yaml"), "# nothing is accepted\n").unwrap();
    let usual = ["--config", "settings/trueline.yaml", "check", "snapshot", "--rules", "rules"];
    let run = |arguments: &[&str]| Run::of(trueline(path).args(usual).args(arguments));
    assert_eq!(run(&[]).code, 0);
    assert_eq!(run(&["--waivers", "none.yaml"]).code, 1);
    let variable = Run::of(trueline(path).env("TRUELINE_WAIVERS", "none.yaml").args(usual));
    assert_eq!(variable.code, 1, "{}", variable.stderr);
    let missing = run(&["--waivers", "nowhere.yaml"]);
    assert_eq!((missing.code, &missing.stdout[..]), (2, ""));
    assert!(missing.stderr.contains("nowhere.yaml: the waivers cannot be read"), "{}", missing.stderr);
    std::fs::remove_file(path.join("settings/accepted.yaml")).unwrap();
    let missing = run(&[]);
    assert!(missing.code == 2 && missing.stderr.contains("settings/accepted.yaml"), "{}", missing.stderr);
}

#[test]
fn mistakes_in_the_file_are_shown_with_their_place() {
    let directory = altered(&[BACKUP]);
    let good = waiver(BACKUP, &format!("resource: {CLUSTER}"), "");
    let refused = |text: &str, expected: &[&str]| {
        let run = check(directory.path(), text, &[]);
        assert_eq!((run.code, &run.stdout[..]), (2, ""), "{text}: {}", run.stderr);
        for words in expected {
            assert!(run.stderr.contains(words), "expected `{words}` in: {}", run.stderr);
        }
    };
    let changed = |from: &str, to: &str, expected: &[&str]| {
        assert!(good.contains(from));
        refused(&format!("{good}{}", good.replace(from, to)), expected);
    };
    changed("resource:", "resorce:", &["waivers.yaml:7:", "did you mean `resource`?"]);
    changed("  owner: platform team\n", "", &["waivers.yaml:", "missing field `owner`"]);
    changed("- rule: aurora-backup-retention\n  ", "- ", &["waivers.yaml:", "missing field `rule`"]);
    changed("  reason: the next release mends it\n", "", &["missing field `reason`"]);
    changed("  expires: 2026-12-31\n", "", &["missing field `expires`"]);
    changed("the next release mends it", "\" \"", &["waivers.yaml:8:", "reason: says nothing"]);
    changed("platform team", "''", &["waivers.yaml:9:", "owner: says nothing"]);
    changed(CLUSTER, "' '", &["waivers.yaml:7:", "resource: says nothing"]);
    for date in ["2026-13-01", "2026-02-30", "31.12.2026", "2026-1-1", "2026-12-31T00:00:00Z", "never", "20261231"] {
        changed("2026-12-31", date, &["waivers.yaml:10:12", "is no date", "for example 2026-12-31"]);
    }
    changed("2026-12-31", "", &["waivers.yaml:10:"]);
    changed(&format!("  resource: {CLUSTER}\n"), "", &["waivers.yaml:6:9", "without `resource` or `selector`"]);
    changed("  owner", "  selector: {account: dev}\n  owner", &["waivers.yaml:6:9", "either `resource` or `selector`"]);
    changed(
        &format!("resource: {CLUSTER}"),
        "selector: {acount: dev}",
        &["waivers.yaml:7:", "did you mean `account`?"],
    );
    changed(&format!("resource: {CLUSTER}"), "selector: {account: ''}", &["waivers.yaml:7:", "account: says nothing"]);
    changed(&format!("resource: {CLUSTER}"), "selector: {tag: Team}", &["waivers.yaml:7:"]);
    for word in ["''", "false", "true", "no"] {
        changed("  owner", &format!("  accepts_unknown: {word}\n  owner"), &["waivers.yaml:9:2", "accepts_unknown:"]);
    }
    refused("rule: x\n", &["waivers.yaml:1:"]);
    refused("- x\n", &["waivers.yaml:1:"]);
    refused("- {\n", &["waivers.yaml:"]);
    // All of them at once.
    refused(&good.replace("2026-12-31", "never").repeat(3), &["waivers.yaml:5:", "waivers.yaml:10:", "3 mistakes"]);
}

#[test]
fn the_table_tells_what_is_waived_and_obeys_nobody() {
    let directory = altered(&[BACKUP, NAT]);
    let hostile = "\"\\u001b[31m\\u202e <script> | `x` \\u009b31m\"";
    let text = waiver(BACKUP, &format!("resource: {CLUSTER}"), &format!("  reason: {hostile}\n  owner: {hostile}\n"))
        + &waiver("\"no\\u001b-rule\"", &format!("resource: {hostile}"), "");
    std::fs::write(directory.path().join("waivers.yaml"), &text).unwrap();
    let usual = ["check", "snapshot", "--rules", "rules", "--waivers", "waivers.yaml"];
    let run = Run::of(trueline(directory.path()).args(usual));
    assert_eq!(run.code, 1, "{}", run.stderr);
    for words in
        ["waived until 2026-12-31 by", "fail     high", "FAIL     medium", "\nWaivers\n", "waivers.yaml#2", "1 waived"]
    {
        assert!(run.stdout.contains(words), "{words} is not in: {}", run.stdout);
    }
    assert!(run.stdout.lines().all(|l| l.chars().count() <= 80), "{}", run.stdout);
    let obeyed = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}');
    assert!(!run.stdout.contains(obeyed), "{:?}", run.stdout);
}

#[test]
fn the_same_waivers_give_the_same_bytes_on_any_number_of_threads() {
    let directory = altered(&[]);
    let path = directory.path();
    let text = waiver(BACKUP, "selector: {account: dev}", "")
        + &waiver(NAT, "selector: {tag: {Name: innovate-*}}", "")
        + &waiver(KEYS, "resource: arn:aws:iam::333333333333:user/*", "")
        + &waiver("vpc-flow-logs-are-on", "selector: {region: eu-west-1}", "");
    std::fs::write(path.join("waivers.yaml"), text).unwrap();
    let run = |threads: &str| {
        let usual = ["check", "snapshot", "--waivers", "waivers.yaml", "--format", "json", "--threads"];
        Run::of(trueline(path).args(usual).arg(threads)).stdout
    };
    let one = run("1");
    let report = serde_json::from_str::<Value>(&one).unwrap();
    assert_eq!((covered(&report).len(), complaints(&report).len()), (3, 1));
    assert!(one == run("4") && one == run("1"), "the reports differ");
}
