//! The architecture of the sample, drawn: what deviates, what is missing, and what could not be read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use quick_xml::events::Event;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use support::altered::{DEV, altered, denied, resources};
use support::{Run, rules, snapshot, trueline, venv};
use trueline::diagram::{Diagram, Profile, definitions, standalone, svg};
use trueline::findings::{self, Options, Report};
use trueline::graph::{Graph, Part};
use trueline::snapshot::Snapshot;

const STAGING: &str = "333333333333/eu-west-1";

fn drawn(snapshot: &Path) -> (Diagram, Report) {
    let snapshot = Snapshot::open(snapshot).unwrap();
    let (graph, coverage) = Graph::open(&snapshot).unwrap();
    let rules = rules();
    let options = Options { planes: vec!["org".to_owned(), "aws".to_owned()], ..Options::default() };
    let report = findings::build(&snapshot.manifest, &snapshot.id, &graph, coverage, &rules, &options, None);
    (Diagram::new(&graph, &report), report)
}

fn sample() -> (Diagram, Report) {
    drawn(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sample"))
}

/// A box that is not all right: how it is drawn, what it says, where it leads, and the findings behind it.
#[derive(Debug, PartialEq)]
struct Marked {
    class: String,
    said: String,
    href: Option<String>,
    ids: Vec<String>,
}

/// Reads a drawing as XML. Nothing in it loads or runs anything.
fn marked(svg: &str) -> Vec<Marked> {
    let mut reader = quick_xml::Reader::from_str(svg);
    let (mut found, mut depth) = (Vec::new(), 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(tag) => {
                depth += 1;
                found.extend(read(&tag));
            }
            Event::Empty(tag) => found.extend(read(&tag)),
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    found
}

fn read(tag: &quick_xml::events::BytesStart) -> Option<Marked> {
    let name = tag.name().as_ref().to_owned();
    assert!(!["script", "image", "use", "foreignObject"].contains(&name.as_str()), "{name}");
    let attributes = tag.attributes().map(|a| {
        let attribute = a.unwrap();
        (attribute.key.as_ref().to_owned(), attribute.value.to_string())
    });
    let attributes = attributes.collect::<BTreeMap<_, _>>();
    for (name, value) in &attributes {
        assert!(!name.starts_with("on") && name != "style", "{name}");
        assert!(name != "href" || value.starts_with("#f-"), "{value}");
        let is_local = name == "xmlns" || !value.contains("//") && (!value.contains("url(") || value.contains("url(#"));
        assert!(is_local, "{name}={value}");
    }
    let class = attributes.get("class").cloned().unwrap_or_default();
    let is_marked = class.starts_with("n ") && !class.ends_with(" pass");
    is_marked.then(|| Marked {
        class,
        said: attributes.get("aria-label").cloned().unwrap_or_default(),
        href: attributes.get("href").cloned(),
        ids: attributes.get("data-ids").map(|ids| ids.split(' ').map(str::to_owned).collect()).unwrap_or_default(),
    })
}

fn place(diagram: &Diagram, name: &str) -> usize {
    diagram.accounts.iter().position(|a| a.name == name).unwrap()
}

/// What is marked in an account's drawing: the shape with its state, and the words.
fn words(diagram: &Diagram, account: &str) -> Vec<(String, String)> {
    let drawing = svg(diagram, place(diagram, account), Profile::Wide, account);
    let words = |said: &str| said.split(" · ").next().unwrap_or_default().to_owned();
    marked(&drawing).iter().map(|m| (m.class.trim_start_matches("n ").to_owned(), words(&m.said))).collect()
}

fn states(diagram: &Diagram, account: &str, kind: &str, label: &str) -> Vec<(String, usize)> {
    let account = &diagram.accounts[place(diagram, account)].id;
    let nodes = serde_json::to_value(&diagram.nodes).unwrap();
    let nodes = nodes.as_array().unwrap().iter();
    let nodes = nodes.filter(|n| n["account"] == **account && n["kind"] == kind && n["label"].as_str() == Some(label));
    let state = |n: &Value| (n["state"].as_str().unwrap().to_owned(), n["findings"].as_array().unwrap().len());
    nodes.map(state).collect()
}

#[test]
fn the_deviations_of_the_sample_stand_out() {
    let (diagram, _) = sample();
    let expect = |account: &str, expected: &[(&str, &str)]| {
        let expected = expected.iter().map(|(c, l)| ((*c).to_owned(), (*l).to_owned())).collect::<Vec<_>>();
        assert_eq!(words(&diagram, account), expected, "{account}");
    };
    expect("management", &[]);
    expect(
        "dev",
        &[
            ("vpc fail", "VPC innovate-dev"),
            ("chip fail", "NAT gateway"),
            ("chip fail", "NAT gateway"),
            ("band fail", "EKS innovate-dev"),
            ("band fail", "Aurora PostgreSQL innovate-dev"),
            ("chip fail", "Security groups"),
            ("chip fail", "IAM users"),
        ],
    );
    expect(
        "staging",
        &[
            ("vpc fail", "VPC innovate-staging"),
            ("band fail", "EKS innovate-staging"),
            ("chip missing", "Aurora reader"),
            ("band fail", "Aurora PostgreSQL innovate-staging"),
            ("mini fail", "S3"),
            ("chip fail", "Security groups"),
            ("chip fail", "Copies of the database"),
        ],
    );
    expect(
        "prod",
        &[
            ("chip fail", "AWS WAF"),
            ("chip fail", "CloudFront"),
            // Argo CD: what runs in a cluster was not read, and no finding is about that.
            ("mini unknown", ""),
            ("chip fail", "application"),
            ("chip fail", "application"),
            ("chip fail", "application"),
            ("band fail", "Aurora PostgreSQL innovate-prod"),
        ],
    );
    let kinds = ["Exposure", "Traffic", "Copy", "Delivery"].map(|kind| {
        let of = |account: &str| {
            let id = &diagram.accounts[place(&diagram, account)].id;
            diagram.edges.iter().filter(|e| e.account == *id && format!("{:?}", e.kind) == kind).count()
        };
        [of("management"), of("dev"), of("staging"), of("prod")]
    });
    assert_eq!(kinds, [[0, 2, 0, 0], [0, 4, 4, 7], [0, 2, 2, 2], [0, 3, 3, 3]]);
    let dev = svg(&diagram, place(&diagram, "dev"), Profile::Wide, "dev");
    assert!(dev.contains("port 22 is open · public endpoint"));
}

#[test]
fn every_finding_that_is_no_pass_is_in_the_drawing_of_its_account() {
    for profile in [Profile::Wide, Profile::Narrow] {
        let (diagram, report) = sample();
        for (i, account) in diagram.accounts.iter().enumerate() {
            let marks = marked(&svg(&diagram, i, profile, "d"));
            let told = |id: &String| marks.iter().any(|m| m.ids.contains(id));
            let own = report.findings.iter().filter(|f| f.account_id == account.id);
            let deviating = own.filter(|f| f.status != trueline::rules::Status::Pass).collect::<Vec<_>>();
            assert!(deviating.iter().all(|f| told(&f.id)), "{}", account.name);
            assert_eq!(deviating.len(), account.fail + account.unknown + account.waived);
            let leads = |m: &Marked| m.href.is_none() || m.href == Some(format!("#f-{}", m.ids[0]));
            assert!(marks.iter().all(leads), "{marks:?}");
        }
        assert!(svg(&diagram, diagram.accounts.len(), profile, "d").contains("<svg"), "there is no such account");
    }
}

#[test]
fn what_is_not_there_is_a_gap_and_what_was_not_read_is_unknown() {
    let directory = altered(&[]);
    let path = directory.path();
    // A zone of dev's, and staging's way to the registry, are gone; nobody knows what instances the databases of staging have.
    resources(path, DEV, |line| {
        let zone = line["fields"]["availability_zone"].as_str() == Some("eu-west-1c");
        !(line["type"] == "AWS::EC2::Subnet" && zone)
    });
    resources(path, STAGING, |line| {
        let service = line["fields"]["service_name"].as_str().unwrap_or_default();
        line["type"] != "AWS::ECR::Repository" && !service.ends_with("ecr.api")
    });
    denied(path, STAGING, "rds:DescribeDBInstances", "AWS::RDS::DBInstance");
    denied(path, "444444444444/eu-west-1", "ec2:DescribeVpcEndpoints", "AWS::EC2::VPCEndpoint");
    denied(
        path,
        "444444444444/eu-west-1",
        "elasticloadbalancing:DescribeLoadBalancers",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
    );
    let (diagram, report) = drawn(&path.join("snapshot"));
    let one = |account: &str, kind: &str, label: &str| {
        let states = states(&diagram, account, kind, label);
        assert_eq!(states.len(), 1, "{account} {kind} {label}: {states:?}");
        states[0].clone()
    };
    assert_eq!(one("dev", "zone", "Zone").0, "missing");
    let (state, findings) = one("staging", "endpoint", "ECR api");
    assert!(state == "missing" && findings > 0, "the finding about the VPC leads from the gap");
    let (state, findings) = one("staging", "repository", "ECR repository");
    assert!(state == "missing" && findings > 0, "the finding about the account leads from the gap");
    assert_eq!(one("staging", "database_instance", "Aurora writer").0, "unknown");
    for label in ["S3", "ECR api", "ECR dkr", "Secrets Manager"] {
        assert_eq!(one("prod", "endpoint", label).0, "unknown");
    }
    assert_eq!(one("prod", "load_balancer", "Application Load Balancer").0, "unknown");
    for (i, account) in diagram.accounts.iter().enumerate() {
        let marks = marked(&svg(&diagram, i, Profile::Wide, "d"));
        let own = report.findings.iter().filter(|f| f.account_id == account.id);
        let deviating = own.filter(|f| f.status != trueline::rules::Status::Pass);
        for finding in deviating {
            assert!(marks.iter().any(|m| m.ids.contains(&finding.id)), "{} {}", finding.rule_id, account.name);
        }
    }
}

#[test]
fn further_vpcs_and_zones_are_drawn_and_what_has_no_place_is_told() {
    let directory = altered(&[]);
    let path = directory.path();
    resources(path, DEV, |line| {
        // What AWS made for the account is one that somebody made.
        if line["type"] == "AWS::EC2::VPC" {
            line["fields"]["is_default"] = json!(false);
        }
        if line["type"] == "AWS::EC2::Subnet" && line["name"] == "innovate-dev-private-a" {
            line["fields"]["availability_zone"] = json!("eu-west-1d");
        }
        true
    });
    let (diagram, _) = drawn(&path.join("snapshot"));
    let dev = svg(&diagram, place(&diagram, "dev"), Profile::Wide, "d");
    assert_eq!(dev.matches("class=\"n vpc ").count(), 2);
    assert_eq!(dev.matches("class=\"n zone ").count(), 4 + 3);
    let narrow = svg(&diagram, place(&diagram, "dev"), Profile::Narrow, "d");
    assert!(narrow.contains(">+2 zones<"));
}

#[test]
fn no_name_is_markup_in_any_format() {
    let hostile = "\"><script>alert(1)</script>' &amp; ]]> -- \\N \\ \u{202e} \u{7} \n#quot;%%{init}%%|x|";
    let directory = altered(&[]);
    for place in [DEV, STAGING] {
        resources(directory.path(), place, |line| {
            line["name"] = json!(format!("{hostile}{}", line["name"].as_str().unwrap_or_default()));
            true
        });
    }
    let (wild, report) = drawn(&directory.path().join("snapshot"));
    assert!(wild.nodes.iter().filter(|n| n.label.contains("<script>")).count() > 5, "{:?}", wild.nodes);
    for profile in [Profile::Wide, Profile::Narrow] {
        for (i, account) in wild.accounts.iter().enumerate() {
            let marks = marked(&svg(&wild, i, profile, "d"));
            let mut own = report.findings.iter().filter(|f| f.account_id == account.id);
            let is_told = |id: &String| marks.iter().any(|m| m.ids.contains(id));
            assert!(own.all(|f| f.status == trueline::rules::Status::Pass || is_told(&f.id)));
        }
    }
    let whole = standalone(&wild, None);
    marked(&whole);
    for text in [whole, wild.mermaid(None), wild.dot(None)] {
        assert!(!text.contains(['\u{202e}', '\u{7}']) && !text.contains("#8238;") && !text.contains("<script"));
    }
    let [nodes, edges] = read_by_graphviz(&wild.dot(None));
    assert!(nodes >= wild.nodes.len() && edges == wild.edges.len());
}

fn run(directory: &Path, arguments: &[&str]) -> Run {
    Run::of(trueline(directory).args(arguments))
}

#[test]
fn the_command_draws_the_organization_or_one_account_in_every_format() {
    let directory = snapshot();
    let path = directory.path();
    for format in ["svg", "mermaid", "dot", "json"] {
        let whole = run(path, &["graph", "snapshot", "--format", format]);
        assert_eq!((whole.code, whole.stderr.as_str()), (0, ""), "{format}");
        for threads in ["1", "4"] {
            let again = run(path, &["--threads", threads, "graph", "--sample", "--format", format]);
            assert_eq!(again.stdout, whole.stdout, "{format}, {threads} threads");
        }
        let dev = run(path, &["graph", "snapshot", "--format", format, "--account", "dev"]).stdout;
        assert!(dev.contains("innovate-dev") && !dev.contains("innovate-prod"), "{format}");
        assert!(whole.stdout.contains("innovate-dev") && whole.stdout.contains("innovate-prod"), "{format}");
        assert_eq!(dev, run(path, &["graph", "snapshot", "--format", format, "--account", "222222222222"]).stdout);
    }
    let unknown = run(path, &["graph", "snapshot", "--account", "qa"]);
    assert_eq!((unknown.code, unknown.stdout.as_str()), (2, ""));
    assert!(unknown.stderr.contains("--account qa: the snapshot has no such account; there are: management, dev"));
    assert_eq!(run(path, &["graph"]).code, 2);
}

/// The sample's resources, line by line.
fn lines() -> Vec<String> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sample");
    let snapshot = Snapshot::open(&sample).unwrap();
    let mut buffer = Vec::new();
    let units = snapshot.units.iter().map(|unit| snapshot.resources(unit, &mut buffer).unwrap().to_owned());
    units.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn the_order_of_what_was_read_does_not_show() {
    let (_, report) = sample();
    let drawings = |lines: &[String]| {
        let mut part = Part::default();
        lines.iter().for_each(|line| part.read_line(line).unwrap());
        let diagram = Diagram::new(&Graph::new(vec![part], &[]), &report);
        [standalone(&diagram, None), diagram.mermaid(None), diagram.dot(None), diagram.json(None).unwrap()]
    };
    let mut lines = lines();
    let forward = drawings(&lines);
    lines.reverse();
    assert!(forward == drawings(&lines));
    lines.sort();
    assert!(forward == drawings(&lines));
}

#[test]
fn what_somebody_accepts_is_drawn_so() {
    let directory = altered(&[]);
    let path = directory.path();
    let waivers = ["aurora-backup-retention", "aurora-can-be-restored-over-the-whole-retention"].map(|rule| {
        let resource = "arn:aws:rds:*:222222222222:cluster:*";
        json!({"rule": rule, "resource": resource, "reason": "dev is small", "owner": "data", "expires": "2026-12-31"})
    });
    std::fs::write(path.join("waivers.yaml"), json!(waivers).to_string()).unwrap();
    std::fs::write(
        path.join("trueline.yaml"),
        "regions: [eu-west-1]\ndr_region: eu-central-1\nwaivers: waivers.yaml\n",
    )
    .unwrap();
    let graph = run(path, &["graph", "snapshot", "--account", "dev", "--format", "json"]);
    let drawn = graph.json();
    let nodes = drawn["nodes"].as_array().unwrap().iter();
    let database = nodes.filter(|n| n["kind"] == "database").collect::<Vec<_>>();
    assert_eq!((database.len(), &database[0]["state"]), (1, &json!("waived")), "{}", graph.stderr);
    assert_eq!(drawn["accounts"][0]["waived"], 2);
}

#[test]
fn a_drawing_of_its_own_tells_the_findings_and_loads_nothing() {
    let (diagram, report) = sample();
    let whole = standalone(&diagram, None);
    let marks = marked(&whole);
    assert!(marks.len() > 15, "{marks:?}");
    for finding in report.findings.iter().filter(|f| f.status != trueline::rules::Status::Pass) {
        assert!(whole.contains(&finding.id), "{}", finding.rule_id);
    }
    for reference in ["hatch", "arrow-traffic", "arrow-copy", "arrow-delivery", "arrow-exposure"] {
        assert_eq!(whole.matches(&format!("id=\"{reference}\"")).count(), 1, "{reference}");
        assert!(definitions().contains(&format!("id=\"{reference}\"")));
    }
    assert!(!whole.contains("@import") && whole.matches("http").count() == 1, "only the namespace is an address");
    assert!(whole.contains("prefers-color-scheme:dark"));
}

/// Nodes and edges as a parser of Graphviz's language counts them.
fn read_by_graphviz(dot: &str) -> [usize; 2] {
    static PYTHON: LazyLock<PathBuf> = LazyLock::new(|| venv::python("diagram"));
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("graph.dot");
    std::fs::write(&path, dot).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagram/parse.py");
    let output = Command::new(&*PYTHON).arg(script).arg(&path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let counts = String::from_utf8(output.stdout).unwrap();
    let mut counts = counts.split_whitespace().map(|n| n.parse().unwrap());
    [counts.next().unwrap(), counts.next().unwrap()]
}

#[test]
fn graphviz_reads_the_graph() {
    let (diagram, _) = sample();
    let [nodes, edges] = read_by_graphviz(&diagram.dot(None));
    // The defaults of nodes and edges, and of each frame's drawing, are nodes in the parser's eyes.
    assert!(nodes >= diagram.nodes.len(), "{nodes}");
    assert_eq!(edges, diagram.edges.len());
}
