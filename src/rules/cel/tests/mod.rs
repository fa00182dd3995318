//! A graph of a few lines, and what the engine says about it.

mod alike;
mod evidence;
mod functions;
mod lets;
mod mistakes;
mod mutants;
mod narrowing;
mod verdicts;

use super::*;
use crate::graph::{Graph, NodeId, Part, UnreadListing};
use crate::model::{Shape, TYPES, index_of};
use crate::snapshot::{Gap, Outcome};

const LINES: [&str; 9] = [
    r#"{"type":"AWS::Organizations::Account","arn":"a1","id":"111","name":"dev","account_id":"111","region":"global","read_at":"2026-11-23T10:00:00Z","fields":{"account":"111","environment":"dev","is_management":false,"state":"ACTIVE","organization_id":null,"parent_id":null}}"#,
    r#"{"type":"AWS::EC2::VPC","arn":"v1","id":"vpc-1","name":"main","account_id":"111","region":"eu","read_at":"2026-11-23T11:00:00Z","fields":{"vpc_id":"vpc-1","is_default":false,"enable_dns_support":{"$unknown":"ec2:DescribeVpcAttribute denied"},"cidr_block_associations":[{"cidr_block":"10.0.0.0/16","state":"associated"},{"cidr_block":"10.1.0.0/16","state":null}],"ipv6_cidr_block_associations":[],"tags":{"env":"dev","größe":"klein"}}}"#,
    r#"{"type":"AWS::EC2::Subnet","arn":"s1","id":"subnet-1","name":"one","account_id":"111","region":"eu","read_at":"2026-11-23T11:00:01Z","fields":{"subnet_id":"subnet-1","vpc_id":"vpc-1","map_public_ip_on_launch":false,"availability_zone_id":"az1","available_ip_address_count":9223372036854775807,"cidr_block":"10.0.1.0/24","state":null,"tags":{}}}"#,
    r#"{"type":"AWS::EC2::Subnet","arn":"s2","id":"subnet-2","name":"two","account_id":"111","region":"eu","read_at":"2026-11-23T11:00:01Z","fields":{"subnet_id":"subnet-2","vpc_id":"vpc-1","map_public_ip_on_launch":true,"availability_zone_id":"az2","cidr_block":"10.0.2.0/24","state":"available","tags":{"tier":"data"}}}"#,
    r#"{"type":"AWS::EC2::RouteTable","arn":"r1","id":"rtb-1","name":"","account_id":"111","region":"eu","read_at":"2026-11-23T11:00:02Z","fields":{"route_table_id":"rtb-1","vpc_id":"vpc-1","routes":[{"destination_cidr_block":"10.0.0.0/16","destination_ipv6_cidr_block":null,"destination_prefix_list_id":null,"gateway_id":"local","nat_gateway_id":null,"state":"active"},{"destination_cidr_block":"0.0.0.0/0","destination_ipv6_cidr_block":null,"destination_prefix_list_id":null,"gateway_id":"igw-1","nat_gateway_id":null,"state":"active"}],"associations":[{"subnet_id":"subnet-1","main":false,"state":"associated"}]}}"#,
    r#"{"type":"AWS::EKS::Cluster","arn":"e1","id":"c","name":"c","account_id":"111","region":"eu","read_at":"2026-11-23T11:00:03Z","fields":{"cluster_name":"c","vpc_id":"vpc-1","subnet_ids":["subnet-1","subnet-2","subnet-elsewhere"],"enabled_log_types":{"$incomplete":"throttled out","items":["api"]}}}"#,
    r#"{"type":"AWS::RDS::DBCluster","arn":"d1","id":"d","name":"d","account_id":"111","region":"eu","read_at":"2026-11-23T11:30:00Z","fields":{"db_cluster_identifier":"d","engine":"aurora-postgresql","backup_retention_period":3,"availability_zones":["eu-a","eu-b","eu-b"],"latest_restorable_time":"2026-11-23T11:00:00Z","kms_key_id":null,"deletion_protection":null,"multi_az":true,"port":5432,"serverless_v2_scaling":{"min_capacity":0.5,"max_capacity":16},"members":[],"security_group_ids":["sg-1"],"force_ssl":{"$unknown":"denied"},"tags":{}}}"#,
    r#"{"type":"AWS::EC2::SecurityGroup","arn":"g1","id":"sg-1","name":"open","account_id":"111","region":"eu","read_at":"2026-11-23T11:00:04Z","fields":{"group_id":"sg-1","group_name":"open","description":null,"vpc_id":"vpc-1","ingress":[{"ip_protocol":"tcp","from_port":443,"to_port":443,"cidr_ips":["0.0.0.0/0"],"cidr_ipv6s":[],"prefix_list_ids":[],"source_group_ids":[]}],"egress":[],"tags":{}}}"#,
    r#"{"type":"AWS::EC2::InternetGateway","arn":"i1","id":"igw-1","name":"","account_id":"111","region":"eu","read_at":"2026-11-23T11:00:05Z","fields":{"internet_gateway_id":"igw-1","tags":{}}}"#,
];

fn shape(name: &str) -> &'static Shape {
    TYPES.iter().map(|t| t()).find(|s| s.name == name).unwrap()
}

fn graph() -> Graph {
    let (mut a, mut b) = (Part::default(), Part::default());
    for (i, line) in LINES.iter().enumerate() {
        if i % 2 == 0 { &mut a } else { &mut b }.read_line(line).unwrap()
    }
    let gap = Gap::new("eks:ListClusters", Outcome::Denied, None).at("111", "us");
    Graph::new(vec![a, b], &[UnreadListing { shape: shape("EksCluster"), gap }])
}

fn architecture() -> serde_json::Value {
    serde_json::json!({
        "database": {"backup_retention_days": 7, "engines": ["aurora-postgresql", "aurora-mysql"], "window": "26h", "ca": null},
        "network": {"allowed": [{"vpc": "vpc-1", "ports": [443]}, {"vpc": "vpc-2", "ports": [], "why": "edge"}], "none": [], "ratio": [1, 2.5]},
        "accounts": {"dev": "111", "prod": "444"},
    })
}

const NOW: &str = "2026-11-23T12:00:00Z";
fn now() -> i64 {
    NOW.parse::<jiff::Timestamp>().unwrap().as_microsecond()
}

fn lets() -> Vec<(String, String)> {
    [
        ("private", "resource.subnets.filter(s, !s.map_public_ip_on_launch)"),
        ("required", "architecture.database.backup_retention_days"),
        ("table", "resource.route_table"),
        ("routes", "table.routes"),
    ]
    .map(|(n, t)| (n.to_owned(), t.to_owned()))
    .to_vec()
}

fn environment<'e>(ty: &str, architecture: &'e serde_json::Value) -> Environment<'e> {
    let own = match ty {
        "Vpc" => &lets()[..2],
        "Subnet" => &lets()[1..],
        _ => &lets()[1..2],
    };
    Environment::new(Some(shape(ty)), architecture).with_lets(own).unwrap()
}

/// Verdict and evidence; the silent and the recording evaluation must agree.
fn ask(ty: &str, text: &str) -> (String, Vec<Evidence>) {
    let (graph, architecture) = (graph(), architecture());
    let expression = compile::check(text, &environment(ty, &architecture))
        .unwrap_or_else(|e| panic!("{text}\n    {e}, {}..{}", e.start, e.end));
    let (bound, node) = (Bound::new(&expression, &graph), NodeId(graph.ranges[index_of(shape(ty))].start));
    let truth = Machine::new(&graph, now(), Silent).run(&bound, node);
    let mut machine = Machine::new(&graph, now(), Recorder::default());
    assert_eq!(machine.run(&bound, node), truth, "{text}");
    let verdict = match truth {
        Truth::Unknown(r) => format!("unknown: {}", graph.reason(r)),
        Truth::True => "true".into(),
        Truth::False => "false".into(),
    };
    (verdict, evidence(&graph, &bound, node, now()))
}

fn verdict(ty: &str, text: &str) -> String {
    ask(ty, text).0
}

/// The message of the mistake in an expression, with the text that it points at.
fn mistake(ty: &str, text: &str) -> String {
    let architecture = architecture();
    match compile::check(text, &environment(ty, &architecture)) {
        Ok(_) => "compiles".into(),
        Err(d) if d.within.is_some() => d.to_string(),
        Err(d) => {
            let help = d.help.as_ref().map_or(String::new(), |h| format!("; {h}"));
            format!("[{}] {}{help}", &text[d.start..d.end], d.message)
        }
    }
}
