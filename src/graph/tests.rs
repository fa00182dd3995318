//! Graphs of a few lines.

use super::*;
use crate::model::{self, Record, inverses};
use crate::snapshot::Outcome;
use serde_json::{Value, json};

/// A line of a snapshot; fields that a test does not give are unknown.
fn line(shape: &'static Shape, id: &str, account: &str, region: &str, fields: Value) -> String {
    let name = shape.type_name();
    let header = format!(
        r#"{{"type":"{name}","arn":"arn:{region}:{account}:{id}","id":"{id}","name":"{id}","account_id":"{account}""#
    );
    format!(r#"{header},"region":"{region}","read_at":"2026-11-01T00:00:00Z","fields":{fields}}}"#)
}

fn graph(lines: &[String], unread: &[UnreadListing]) -> Graph {
    let mut part = Part::default();
    lines.iter().for_each(|l| part.read_line(l).unwrap());
    Graph::new(vec![part], unread)
}

fn node(graph: &Graph, id: &str) -> NodeId {
    let mut nodes = (0..graph.rows.len() as u32).map(NodeId);
    nodes.find(|n| graph.id(*n) == id).unwrap()
}

fn field(graph: &Graph, node: NodeId, name: &str) -> Cell {
    let shape = graph.shape(node);
    let relation = || shape.relations().find(|(.., r)| r.name == name).map(|(_, to, ..)| to);
    let header = || model::HEADER.iter().position(|h| h.name == name);
    let slot = if name == "account" {
        model::ACCOUNT_SLOT
    } else {
        shape.slot(name).or_else(relation).or_else(header).unwrap()
    };
    graph.cell(graph.row(node), slot as u32)
}

fn list<'g>(graph: &'g Graph, of: NodeId, name: &str) -> (Vec<&'g str>, Option<&'g str>) {
    let shape = graph.shape(of);
    let place = inverses().position(|i| i.name == name && std::ptr::eq(i.target, shape)).unwrap();
    let (nodes, reason) = graph.inverses[place].of(of);
    (nodes.iter().map(|n| graph.id(*n)).collect(), reason.map(|r| graph.reason(r)))
}

fn unread(shape: &'static Shape, operation: &str, region: &str) -> UnreadListing {
    UnreadListing { shape, gap: Gap::new(operation, Outcome::Denied, Some("AccessDenied")).at("1", region) }
}

fn account() -> String {
    line(model::Account::shape(), "1", "1", "global", json!({"environment": "dev"}))
}

fn network(routes: Value) -> Vec<String> {
    let vpc = line(model::Vpc::shape(), "vpc-1", "1", "eu", json!({}));
    let subnet = |id: &str| line(model::Subnet::shape(), id, "1", "eu", json!({"vpc_id": "vpc-1"}));
    let associations = json!([{"subnet_id": "subnet-a", "main": false, "state": "associated", "gateway_id": null}]);
    let main = json!([{"subnet_id": null, "main": true, "state": null, "gateway_id": null}]);
    let table = |id: &str, associations: Value, routes: Value| {
        line(
            model::RouteTable::shape(),
            id,
            "1",
            "eu",
            json!({"vpc_id": "vpc-1", "associations": associations, "routes": routes}),
        )
    };
    let local = route(json!({"destination_cidr_block": "10.0.0.0/8", "gateway_id": "local", "state": "active"}));
    vec![
        account(),
        vpc,
        subnet("subnet-a"),
        subnet("subnet-b"),
        table("rtb-a", associations, routes),
        table("rtb-main", main, json!([local])),
    ]
}

fn route(given: Value) -> Value {
    let mut all = serde_json::Map::new();
    model::Route::shape().fields.iter().for_each(|f| drop(all.insert(f.name.to_owned(), Value::Null)));
    all.extend(given.as_object().unwrap().clone());
    Value::Object(all)
}

fn is_public(routes: Value) -> Cell {
    let graph = graph(&network(routes), &[]);
    field(&graph, node(&graph, "subnet-a"), "is_public")
}

#[test]
fn a_subnet_without_a_table_of_its_own_uses_the_main_one() {
    let graph = graph(&network(json!([])), &[]);
    let (a, b) = (node(&graph, "subnet-a"), node(&graph, "subnet-b"));
    assert_eq!(field(&graph, a, "route_table"), Cell::node(node(&graph, "rtb-a")));
    assert_eq!(field(&graph, b, "route_table"), Cell::node(node(&graph, "rtb-main")));
    assert_eq!(list(&graph, node(&graph, "rtb-main"), "subnets"), (vec!["subnet-b"], None));
    let inputs =
        graph.explain(model::Subnet::shape(), model::Subnet::shape().slot("route_table_id").unwrap(), graph.row(b));
    assert_eq!(
        inputs.iter().map(|i| &i.path[..]).collect::<Vec<_>>(),
        [".vpc.route_tables[\"rtb-main\"].associations[0].main"]
    );
    assert_eq!(inputs[0].source, Some("ec2:DescribeRouteTables"));
}

#[test]
fn public_is_what_leads_to_an_internet_gateway() {
    let to = |destination: &str, gateway: &str, state: &str| {
        let key = if destination.contains(':') { "destination_ipv6_cidr_block" } else { "destination_cidr_block" };
        json!([route(json!({key: destination, "gateway_id": gateway, "state": state}))])
    };
    assert_eq!(is_public(to("0.0.0.0/0", "igw-1", "active")), Cell::bool(true));
    assert_eq!(is_public(to("::/0", "igw-1", "active")), Cell::bool(true));
    assert_eq!(is_public(to("0.0.0.0/1", "igw-1", "active")), Cell::bool(true));
    assert_eq!(is_public(to("0.0.0.0/0", "igw-1", "blackhole")), Cell::bool(false));
    assert_eq!(is_public(to("10.0.0.0/8", "igw-1", "active")), Cell::bool(false));
    assert_eq!(is_public(to("0.0.0.0/0", "vgw-1", "active")), Cell::bool(false));
    let nat =
        json!([route(json!({"destination_cidr_block": "0.0.0.0/0", "nat_gateway_id": "nat-1", "state": "active"}))]);
    assert_eq!(is_public(nat), Cell::bool(false));
    assert_eq!(is_public(json!([])), Cell::bool(false));
}

#[test]
fn routes_that_were_not_read_make_a_subnet_neither_public_nor_private() {
    assert_eq!(is_public(json!({"$unknown": "ec2:DescribeRouteTables denied"})).tag(), Tag::Unknown);
    let route = route(json!({"destination_cidr_block": "0.0.0.0/0", "gateway_id": "igw-1", "state": "active"}));
    let partial = |items: Value| json!({"$incomplete": "ec2:DescribeRouteTables throttled", "items": items});
    assert_eq!(is_public(partial(json!([]))).tag(), Tag::Unknown);
    assert_eq!(is_public(partial(json!([route]))), Cell::bool(true));
    // A table that was not listed might be the associated one.
    let listing = unread(model::RouteTable::shape(), "ec2:DescribeRouteTables", "eu");
    let graph = graph(&network(json!([])), &[listing]);
    assert_eq!(field(&graph, node(&graph, "subnet-a"), "route_table").tag(), Tag::Node);
    assert_eq!(field(&graph, node(&graph, "subnet-b"), "route_table").tag(), Tag::Unknown);
    assert_eq!(field(&graph, node(&graph, "subnet-b"), "is_public").tag(), Tag::Unknown);
}

#[test]
fn names_are_looked_up_in_their_own_account_and_region() {
    let cluster = |account: &str, region: &str| line(model::DbCluster::shape(), "main", account, region, json!({}));
    let instance = line(model::DbInstance::shape(), "main-0", "1", "eu", json!({"db_cluster_identifier": "main"}));
    let lost = line(model::DbInstance::shape(), "main-1", "1", "us", json!({"db_cluster_identifier": "main"}));
    let graph = graph(&[cluster("2", "eu"), cluster("1", "eu"), instance, lost], &[]);
    let found = field(&graph, node(&graph, "main-0"), "cluster");
    assert_eq!((found.tag(), graph.account_id(NodeId(found.low()))), (Tag::Node, "1"));
    assert_eq!(field(&graph, node(&graph, "main-1"), "cluster"), Cell::unknown(Reason::EXTERNAL));
}

#[test]
fn references_lead_by_arn_across_accounts_and_nowhere_by_another_prefix() {
    let peering = json!({"requester_vpc_id": "vpc-1", "accepter_vpc_id": "vpc-elsewhere"});
    let peering = line(model::VpcPeeringConnection::shape(), "pcx-1", "2", "eu", peering);
    let log = |id: &str, of: &str| line(model::FlowLog::shape(), id, "1", "eu", json!({"resource_id": of}));
    let vpc = line(model::Vpc::shape(), "vpc-1", "1", "eu", json!({}));
    let lines = [account(), vpc, peering, log("fl-vpc", "vpc-1"), log("fl-eni", "eni-1")];
    let graph = graph(&lines, &[]);
    assert_eq!(field(&graph, node(&graph, "pcx-1"), "requester_vpc"), Cell::node(node(&graph, "vpc-1")));
    assert_eq!(field(&graph, node(&graph, "pcx-1"), "accepter_vpc"), Cell::unknown(Reason::EXTERNAL));
    assert_eq!(field(&graph, node(&graph, "fl-eni"), "vpc"), Cell::NULL);
    assert_eq!(list(&graph, node(&graph, "vpc-1"), "flow_logs"), (vec!["fl-vpc"], None));
    assert_eq!(field(&graph, node(&graph, "vpc-1"), "account"), Cell::node(node(&graph, "1")));
    assert_eq!(field(&graph, node(&graph, "pcx-1"), "account"), Cell::unknown(Reason::EXTERNAL));
}

#[test]
fn a_listing_that_was_not_read_leaves_incomplete_lists_and_a_stand_in() {
    let vpc = |id: &str, region: &str| line(model::Vpc::shape(), id, "1", region, json!({}));
    let subnet = line(model::Subnet::shape(), "subnet-a", "1", "eu", json!({"vpc_id": "vpc-eu"}));
    let orphan = line(model::Subnet::shape(), "subnet-b", "1", "us", json!({"vpc_id": "vpc-gone"}));
    let gaps = [
        unread(model::Subnet::shape(), "ec2:DescribeSubnets", "eu"),
        unread(model::Vpc::shape(), "ec2:DescribeVpcs", "us"),
    ];
    let graph = graph(&[account(), vpc("vpc-eu", "eu"), vpc("vpc-us", "us"), subnet, orphan], &gaps);
    let denied = Some("ec2:DescribeSubnets denied (AccessDenied)");
    assert_eq!(list(&graph, node(&graph, "vpc-eu"), "subnets"), (vec!["subnet-a"], denied));
    assert_eq!(list(&graph, node(&graph, "vpc-us"), "subnets"), (vec![], None));
    assert_eq!(list(&graph, node(&graph, "1"), "subnets").1, denied);
    // What a reference leads to was not listed: that is why, not that it leads outside.
    let vpc = field(&graph, node(&graph, "subnet-b"), "vpc");
    assert_eq!(graph.reason(Reason(vpc.low())), "ec2:DescribeVpcs denied (AccessDenied)");
    let ghost = graph.ghosts[0];
    assert_eq!((graph.account_id(ghost.node), graph.region(ghost.node)), ("1", "eu"));
    assert_eq!(field(&graph, ghost.node, "account"), Cell::node(node(&graph, "1")));
    assert_eq!(field(&graph, ghost.node, "state").tag(), Tag::Unknown);
    // Which it is, nobody knows either: a rule for resources of some name may be about it.
    let row = graph.row(ghost.node);
    assert!([ID_SLOT, NAME_SLOT].iter().all(|slot| graph.cell(row, *slot as u32).tag() == Tag::Unknown));
    assert_eq!(graph.nodes(model::Subnet::shape()).len(), 2);
}

#[test]
fn a_resource_whose_description_was_refused_is_there_with_unknown_fields() {
    let graph = graph(
        &[
            account(),
            line(model::EksCluster::shape(), "c", "1", "eu", json!({"$unknown": "eks:DescribeCluster denied"})),
        ],
        &[],
    );
    let cluster = node(&graph, "c");
    for name in ["version", "vpc", "subnet_ids", "subnets"] {
        assert_eq!(field(&graph, cluster, name).tag(), Tag::Unknown, "{name}");
    }
    assert_eq!(graph.gap(Reason(field(&graph, cluster, "version").low())).unwrap().operation, "eks:DescribeCluster");
}

#[test]
fn the_order_of_fields_and_newer_fields_do_not_matter() {
    let text = r#"{"type":"AWS::EC2::Subnet","id":"s","region":"eu","arn":"a","account_id":"1","name":"n","later":[1],"read_at":"2026-11-01T00:00:00Z",
        "fields":{"tags":{"a":"b"},"subnet_id":"s","newer":{"x":1},"vpc_id":"v","available_ip_address_count":9223372036854775807}}"#;
    let mut part = Part::default();
    part.read_line(&text.replace('\n', "")).unwrap();
    let graph = Graph::new(vec![part], &[]);
    let subnet = node(&graph, "s");
    assert_eq!(graph.name(subnet), "n");
    assert_eq!(field(&graph, subnet, "available_ip_address_count").tag(), Tag::WideInt);
    assert_eq!(field(&graph, subnet, "state"), Cell::unknown(Reason::NOT_IN_SNAPSHOT));
    assert!(Part::default().read_line(r#"{"type":"AWS::EC2::Nothing"}"#).is_err());
    let wrong = text.replace(r#""subnet_id":"s""#, r#""subnet_id":7"#).replace('\n', "");
    let why = Part::default().read_line(&wrong).unwrap_err().to_string();
    assert!(why.contains("expected Text, found an integer"), "{why}");
}

#[test]
fn parts_give_the_same_graph_however_they_were_read() {
    let lines = network(json!([]));
    let whole = graph(&lines, &[]);
    let parts = lines.chunks(2).map(|lines| {
        let mut part = Part::default();
        lines.iter().for_each(|l| part.read_line(l).unwrap());
        part
    });
    let parts = Graph::new(parts.collect(), &[]);
    for id in ["vpc-1", "subnet-a", "subnet-b", "rtb-a"] {
        let (one, other) = (node(&whole, id), node(&parts, id));
        assert_eq!(one, other);
    }
    assert_eq!(list(&whole, node(&whole, "vpc-1"), "subnets"), list(&parts, node(&parts, "vpc-1"), "subnets"));
}

#[test]
fn a_security_group_knows_which_groups_name_it() {
    let permission = |ids: Value| json!({"ip_protocol": "tcp", "from_port": 1, "to_port": 2, "cidr_ips": [], "cidr_ipv6s": [], "prefix_list_ids": [], "source_group_ids": ids});
    let group = |id: &str, ingress: Value, egress: Value| {
        line(model::SecurityGroup::shape(), id, "1", "eu", json!({"ingress": ingress, "egress": egress}))
    };
    let named = |others: Vec<String>| {
        let lines = [vec![account(), group("sg-1", json!([]), json!([]))], others].concat();
        let graph = graph(&lines, &[]);
        let (groups, reason) = list(&graph, node(&graph, "sg-1"), "naming_groups");
        (groups.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>(), reason.map(str::to_owned))
    };
    let whole = |ids: &[&str]| (ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>(), None);
    assert_eq!(named(vec![]), whole(&[]));
    assert_eq!(named(vec![group("sg-2", json!([permission(json!(["sg-2"]))]), json!([]))]), whole(&[]));
    let twice = [permission(json!(["sg-1"])), permission(json!(["sg-9", "sg-1"]))];
    assert_eq!(named(vec![group("sg-2", json!(twice), json!([permission(json!(["sg-1"]))]))]), whole(&["sg-2"]));
    // Who else is named cannot be known.
    let (groups, reason) =
        named(vec![group("sg-2", json!([permission(json!(["sg-1"]))]), json!({"$unknown": "later"}))]);
    assert_eq!((groups, reason.as_deref()), (vec!["sg-2".to_owned()], Some("later")));
    let partial = json!({"$incomplete": "later", "items": [permission(json!(["sg-1"]))]});
    let (groups, reason) = named(vec![group("sg-2", partial, json!([]))]);
    assert_eq!((groups, reason.as_deref()), (vec!["sg-2".to_owned()], Some("later")));
}
