//! Two accounts of a few resources.

use super::*;
use crate::graph::{Graph, Part, Reason, UnreadListing};
use crate::rules::cel::Evidence;
use crate::rules::{Clause, Evaluation, RuleSet, Sources, Status, clauses, set, test};
use crate::snapshot::{Gap, Outcome};
use crate::yaml;
use serde_json::json;

const RULE: &str = r#"id: staging-mirrors-production
title: Staging mirrors production
clauses: [ORG-06]
severity: medium
resource: AWS::Organizations::Account
parity:
  with: organization.mirrors
  aspects:
    version: resource.eks_clusters.map(c, c.version)
    capacity_types: 'resource.node_groups.map(g, g.nodegroup_name + (g.capacity_type != null ? " " + g.capacity_type : ""))'
    logs: resource.eks_clusters.map(c, c.enabled_log_types.map(t, t)).flatten()
why: It proves nothing.
fix: {prose: Make them alike.}
tests: [{name: none, expect: pass}]
"#;

fn parameters(exceptions: Value) -> Value {
    json!({"organization": {"environments": ["dev", "staging", "prod"], "mirrors": {"staging": "prod"}, "parity_exceptions": exceptions}})
}

fn document() -> Vec<Clause> {
    clauses::read(Path::new("a.md"), "## organization\n\n- **ORG-06** (must; aws): Alike.\n").unwrap()
}

fn loaded(text: &str, parameters: &Value) -> Result<Rule, Vec<Problem>> {
    set::load(Path::new("organization/staging-mirrors-production.yaml"), text, parameters, &document())
}

fn line(ty: &str, id: &str, account: &str, region: &str, fields: Value) -> String {
    let header =
        format!(r#"{{"type":"{ty}","arn":"arn:{account}:{id}","id":"{id}","name":"{id}","account_id":"{account}""#);
    format!(r#"{header},"region":"{region}","read_at":"2026-11-01T00:00:00Z","fields":{fields}}}"#)
}

fn account(id: &str, environment: &str) -> String {
    line("AWS::Organizations::Account", id, id, "global", json!({"environment": environment, "state": "ACTIVE"}))
}

/// A cluster with two node groups.
fn cluster(account: &str, version: Value, kinds: [&str; 2], logs: Value) -> Vec<String> {
    let group = |name: &str, kind: &str| {
        let fields = json!({"nodegroup_name": name, "cluster_name": "c", "capacity_type": kind});
        line("AWS::EKS::Nodegroup", name, account, "eu", fields)
    };
    let fields = json!({"version": version, "enabled_log_types": logs});
    let cluster = line("AWS::EKS::Cluster", "c", account, "eu", fields);
    vec![cluster, group("system", kinds[0]), group("web", kinds[1])]
}

fn seen(
    lines: &[Vec<String>],
    exceptions: Value,
    unread: &[UnreadListing],
) -> (Status, String, Vec<(String, Value)>, Vec<Evidence>) {
    let mut part = Part::default();
    lines.iter().flatten().for_each(|l| part.read_line(l).unwrap());
    let graph = Graph::new(vec![part], unread);
    let parameters = parameters(exceptions);
    let rule = loaded(RULE, &parameters).unwrap_or_else(|why| panic!("{why:?}"));
    let rules = [&rule];
    let evaluation = Evaluation::new(&graph, &rules, 0);
    let verdicts = evaluation.verdicts().iter().collect::<Vec<_>>();
    let [verdict] = verdicts[..] else { panic!("{verdicts:?}") };
    let evidence = evaluation.evidence(&mut evaluation.recorder(), &verdict);
    let told = evidence.iter().map(|e| (e.path.clone(), e.value.clone())).collect();
    (verdict.status, evaluation.message(&verdict), told, evidence)
}

fn accounts() -> Vec<String> {
    vec![account("222", "dev"), account("333", "staging"), account("444", "prod")]
}

#[test]
fn what_differs_stands_side_by_side_with_the_calls_behind_it() {
    let staging = cluster("333", json!("1.33"), ["a", "b"], json!(["api", "audit"]));
    let prod = cluster("444", json!("1.34"), ["a", "x"], json!(["audit", "api"]));
    let (status, message, told, evidence) = seen(&[accounts(), staging, prod], json!([]), &[]);
    assert_eq!(status, Status::Fail);
    assert_eq!(
        message,
        "differs from prod in: version (1.33 here, 1.34 there); capacity types (web b here, web x there)"
    );
    let expected = [
        ("resource.version", json!(["1.33"])),
        ("mirrored.version", json!(["1.34"])),
        (r#"resource.eks_clusters["c"].version"#, json!("1.33")),
        ("resource.eks_clusters", json!(["c"])),
        (r#"mirrored.eks_clusters["c"].version"#, json!("1.34")),
        ("mirrored.eks_clusters", json!(["c"])),
        ("resource.capacity_types", json!(["system a", "web b"])),
        ("mirrored.capacity_types", json!(["system a", "web x"])),
        // Of the group that is alike nothing is told, nor of the logs.
        (r#"resource.node_groups["web"].nodegroup_name"#, json!("web")),
        (r#"resource.node_groups["web"].capacity_type"#, json!("b")),
        ("resource.node_groups", json!(["system", "web"])),
        (r#"mirrored.node_groups["web"].nodegroup_name"#, json!("web")),
        (r#"mirrored.node_groups["web"].capacity_type"#, json!("x")),
        ("mirrored.node_groups", json!(["system", "web"])),
    ];
    assert_eq!(told, expected.map(|(path, value)| (path.to_owned(), value)));
    assert_eq!(evidence[4].source, Some("eks:DescribeCluster"));
    assert_eq!(evidence[5].source, Some("eks:ListClusters"));
    assert!(evidence[4].read_at.is_some() && evidence[0].source.is_none());
}

#[test]
fn a_pass_rests_on_every_aspect_and_says_what_was_not_compared() {
    let exceptions = json!([{"aspect": "version", "why": "staging is first"}]);
    let staging = cluster("333", json!("1.35"), ["a", "b"], json!(["api"]));
    let prod = cluster("444", json!("1.34"), ["a", "b"], json!(["api"]));
    let (status, message, told, _) = seen(&[accounts(), staging, prod], exceptions, &[]);
    assert_eq!((status, &message[..]), (Status::Pass, "mirrors prod"));
    let paths = told.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>();
    for path in [
        "resource.logs",
        "mirrored.logs",
        r#"mirrored.eks_clusters["c"].enabled_log_types[0]"#,
        r#"resource.node_groups["system"].capacity_type"#,
    ] {
        assert!(paths.contains(&path), "{path} is not in {paths:#?}");
    }
    assert!(!paths.iter().any(|p| p.ends_with("version")), "{paths:#?}");
    let last = (r#"architecture.organization.parity_exceptions["version"]"#.to_owned(), json!("staging is first"));
    assert_eq!(told.last(), Some(&last));
}

#[test]
fn what_was_not_read_on_either_side_is_unknown_unless_something_differs() {
    let unknown = json!({"$unknown": "eks:DescribeCluster denied (AccessDenied)"});
    let staging = || cluster("333", json!("1.34"), ["a", "b"], json!(["api"]));
    let prod = || cluster("444", unknown.clone(), ["a", "b"], json!(["api"]));
    let (status, _, told, evidence) = seen(&[accounts(), staging(), prod()], json!([]), &[]);
    assert_eq!(status, Status::Unknown);
    assert_eq!(told[1], ("mirrored.version".to_owned(), json!([null])));
    // The gap is production's, not that of the account that is judged.
    let first = evidence.iter().find(|e| e.unknown.is_some()).unwrap();
    assert_eq!((first.path.as_str(), first.owner.is_some()), ("mirrored.version", true));
    assert!(!told.iter().any(|(path, _)| path.contains("capacity")), "{told:#?}");

    let gap = Gap::new("eks:ListClusters", Outcome::Denied, None).at("444", "us");
    let shape = crate::model::type_named("AWS::EKS::Cluster").unwrap();
    let other = || cluster("444", json!("1.34"), ["a", "b"], json!(["api"]));
    let (status, ..) = seen(&[accounts(), staging(), other()], json!([]), &[UnreadListing { shape, gap: gap.clone() }]);
    assert_eq!(status, Status::Unknown);
    let differing = cluster("444", json!("1.34"), ["a", "x"], json!(["api"]));
    let (status, message, ..) = seen(&[accounts(), staging(), differing], json!([]), &[UnreadListing { shape, gap }]);
    assert_eq!(
        (status, &message[..]),
        (Status::Fail, "differs from prod in: capacity types (web b here, web x there)")
    );
}

#[test]
fn without_one_account_to_compare_with_it_is_unknown() {
    let alone = vec![account("333", "staging")];
    let two = vec![account("333", "staging"), account("444", "prod"), account("555", "prod")];
    for (accounts, reason) in [(alone, Reason::NO_COUNTERPART), (two, Reason::SEVERAL_COUNTERPARTS)] {
        let (status, _, told, evidence) = seen(&[accounts], json!([]), &[]);
        assert_eq!((status, evidence[0].unknown), (Status::Unknown, Some(reason)));
        assert_eq!(told, [("architecture.organization.mirrors.staging".to_owned(), json!("prod"))]);
    }
}

#[test]
fn nothing_left_to_compare_is_no_pass() {
    let all = ["version", "capacity_types", "logs"].map(|a| json!({"aspect": a, "why": "x"}));
    let parameters = parameters(json!(all));
    let rule = loaded(RULE, &parameters).unwrap_or_else(|why| panic!("{why:?}"));
    let mut part = Part::default();
    accounts().iter().for_each(|l| part.read_line(l).unwrap());
    let graph = Graph::new(vec![part], &[]);
    assert_eq!(Evaluation::new(&graph, &[&rule], 0).verdicts().not_applicable, [0]);
}

#[test]
fn mistakes_are_shown_with_their_place() {
    let mistake = |from: &str, to: &str| {
        assert!(RULE.contains(from), "{from}");
        let problems = loaded(&RULE.replace(from, to), &parameters(json!([]))).err().unwrap();
        let first = &problems[0];
        (first.line.unwrap_or_default(), first.message.clone(), first.help.clone().unwrap_or_default())
    };
    let (line, message, help) = mistake("c.version", "c.verison");
    assert_eq!((line, &help[..]), (9, "did you mean `version`?"), "{message}");
    let (line, message, _) = mistake("resource.eks_clusters.map(c, c.version)", "resource.eks_clusters");
    assert_eq!((line, message.contains("never the same in two accounts")), (9, true), "{message}");
    let (line, _, help) = mistake("organization.mirrors", "organization.mirror");
    assert_eq!((line, &help[..]), (7, "did you mean `mirrors`?"));
    let (_, message, _) = mistake("organization.mirrors", "organization.environments");
    assert!(message.contains("is no map"), "{message}");
    let (line, message, _) = mistake("AWS::Organizations::Account", "AWS::EKS::Cluster");
    assert_eq!((line, message.contains("compares accounts")), (5, true), "{message}");
    let (_, message, _) = mistake("why:", "message: differs\nwhy:");
    assert!(message.contains("no `check`, `when` and `message`"), "{message}");
    let (_, message, _) = mistake("parity:", "check: true\nparity:");
    assert!(message.contains("no `check`, `when` and `message`"), "{message}");
    let (_, message, _) = mistake("logs:", "Logs:");
    assert!(message.contains("no name of an aspect"), "{message}");
}

#[test]
fn an_exception_names_an_aspect_and_says_why() {
    let set = |exceptions: Value| {
        let parameters = parameters(exceptions);
        let rules = loaded(RULE, &parameters).map(|rule| vec![rule]);
        rules.map(|rules| undeclared(&parameters, &rules).err())
    };
    assert_eq!(set(json!([{"aspect": "logs", "why": "fewer"}])).ok(), Some(None));
    let (message, help) = set(json!([{"aspect": "log", "why": "fewer"}])).ok().flatten().unwrap();
    assert!(message.contains("names `log`, which is no aspect"), "{message}");
    assert_eq!(help.as_deref(), Some("did you mean `logs`?"));
    for (exceptions, expected) in [
        (json!(["logs"]), "a list of {aspect, why}"),
        (json!([{"aspect": "logs"}]), "missing field `why`"),
        (json!([{"aspect": "logs", "why": " "}]), "say why `logs` may differ"),
        (json!([{"aspect": "logs", "why": "a"}, {"aspect": "logs", "why": "b"}]), "names `logs` twice"),
    ] {
        let problems = set(exceptions).err().unwrap();
        assert!(problems[0].message.contains(expected), "{}", problems[0].message);
    }
    // Mirrors are environments, and not themselves.
    for (mirrors, expected) in
        [(json!({"stagin": "prod"}), "names `stagin`"), (json!({"prod": "prod"}), "mirrors itself")]
    {
        let mut parameters = parameters(json!([]));
        parameters["organization"]["mirrors"] = mirrors;
        let problems = loaded(RULE, &parameters).err().unwrap();
        assert!(problems[0].message.contains(expected), "{}", problems[0].message);
    }
}

/// A parity rule's file without one of its aspects: what its examples have to notice.
fn without(rule: &Rule, aspect: &str) -> Option<String> {
    let aspects = &rule.file.parity.as_ref()?.aspects.0;
    let (_, value) = aspects.iter().find(|(name, _)| name == aspect)?;
    let first = yaml::offset_in_file(&rule.text, value, 0);
    let last = yaml::offset_in_file(&rule.text, value, value.value.trim_end().len() - 1);
    // The name may stand a line above, where the value is a block.
    let start = rule.text[..first].rfind(&format!("{aspect}:"))?;
    let start = rule.text[..start].rfind('\n')?;
    let end = last + rule.text[last..].find('\n')?;
    Some(format!("{}{}", &rule.text[..start], &rule.text[end..]))
}

#[test]
fn the_examples_notice_when_an_aspect_is_missing() {
    let sources = Sources::built_in();
    let set = RuleSet::load(&sources, &Value::Null, Path::new("")).unwrap_or_else(|why| panic!("{why:?}"));
    let mut aspects = 0;
    for rule in &set.rules {
        let Condition::Parity(parity) = &rule.condition else { continue };
        for aspect in &parity.aspects {
            let text = without(rule, &aspect.name).unwrap();
            let changed = set::load(&rule.path, &text, &set.parameters, &set.clauses);
            let changed = changed.unwrap_or_else(|why| panic!("{}: {why:?}", aspect.name));
            let Condition::Parity(left) = &changed.condition else { panic!("{text}") };
            assert_eq!(left.aspects.len() + 1, parity.aspects.len(), "{text}");
            let noticed = test::run(&set, &set.parameters, &changed).iter().any(|outcome| {
                outcome.failure.as_ref().is_some_and(|why| why.message.contains("expected fail, was pass"))
            });
            assert!(noticed, "{}: no example fails by {} alone", rule.id(), aspect.name);
            aspects += 1;
        }
    }
    assert!(aspects > 15, "{aspects}");
}
