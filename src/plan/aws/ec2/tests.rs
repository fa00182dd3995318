//! Plans of networks and what stands in them.

use super::super::super::testing::{after, changed, changes, create, refers, update};
use crate::model::{INCOMPLETE, UNKNOWN};
use serde_json::{Value, json};

/// A resource that is made from nothing that is known.
fn new(address: &str, known: Value, expressions: Value) -> Value {
    let mut unknown = json!({"id": true, "arn": true});
    for (name, expression) in expressions.as_object().into_iter().flatten() {
        if expression.get("references").is_some() && known.get(name).is_none() {
            unknown[name] = json!(true);
        }
    }
    create(address, known, unknown, expressions)
}

fn vpc() -> Value {
    let known = json!({"cidr_block": "10.0.0.0/16", "enable_dns_support": true});
    let unknown = json!({
        "id": true, "owner_id": true, "default_security_group_id": true, "default_route_table_id": true, "main_route_table_id": true,
        "enable_dns_hostnames": true, "ipv6_cidr_block": true,
    });
    create("aws_vpc.this", known, unknown, json!({"cidr_block": {"constant_value": "10.0.0.0/16"}}))
}

fn in_vpc() -> Value {
    json!({"vpc_id": refers("aws_vpc.this.id")})
}

fn subnet() -> Value {
    let known =
        json!({"availability_zone": "eu-west-1a", "cidr_block": "10.0.0.0/24", "map_public_ip_on_launch": true});
    let unknown = json!({"id": true, "vpc_id": true, "availability_zone_id": true});
    create("aws_subnet.this", known, unknown, in_vpc())
}

fn group(name: &str) -> Value {
    let unknown = json!({"id": true, "ingress": true, "egress": true, "vpc_id": true, "name": true});
    create(&format!("aws_security_group.{name}"), json!({"name_prefix": name}), unknown, in_vpc())
}

#[test]
fn a_vpc_is_what_aws_makes_it() {
    let draft = after(&[vpc()], "aws_vpc.this").fields;
    assert_eq!((&draft["enable_dns_hostnames"], &draft["is_default"]), (&json!(false), &json!(false)));
    assert_eq!(draft["cidr_block_associations"], json!([{"cidr_block": "10.0.0.0/16", "state": "associated"}]));
    assert_eq!(draft["ipv6_cidr_block_associations"], json!([]));
    assert_eq!(draft["owner_id"], "111111111111");
    let more = |name: &str, field: &str| new(&format!("{name}.more"), json!({field: "x"}), in_vpc());
    let all = [
        vpc(),
        more("aws_vpc_ipv4_cidr_block_association", "cidr_block"),
        more("aws_vpc_ipv6_cidr_block_association", "ipv6_cidr_block"),
    ];
    let draft = after(&all, "aws_vpc.this").fields;
    assert_eq!(draft["cidr_block_associations"][1]["cidr_block"], "x");
    assert_eq!(draft["ipv6_cidr_block_associations"][0]["cidr_block"], "x");
}

#[test]
fn a_new_vpc_brings_a_table_and_a_group() {
    let group = after(&[vpc()], "aws_vpc.this.default_security_group_id");
    assert_eq!((group.name.as_str(), &group.fields["vpc_id"]), ("default", &json!("vpc-{aws_vpc.this}")));
    assert_eq!(group.fields["ingress"][0]["source_group_ids"], json!([group.id]));
    assert_eq!(group.fields["egress"][0]["cidr_ips"], json!(["0.0.0.0/0"]));
    assert_eq!(group.fields["egress"][0]["from_port"], Value::Null);
    let table = after(&[vpc()], "aws_vpc.this.default_route_table_id");
    let local = &table.fields["routes"];
    assert_eq!(
        (&local[0]["gateway_id"], &local[0]["destination_cidr_block"]),
        (&json!("local"), &json!("10.0.0.0/16"))
    );
    assert_eq!(local.as_array().map(Vec::len), Some(1));
    let main = &table.fields["associations"][0];
    assert_eq!((&main["main"], &main["subnet_id"]), (&json!(true), &Value::Null));
    // One that is there already has brought them long since.
    let there = json!({"id": "vpc-1", "cidr_block": "10.0.0.0/16", "default_security_group_id": "sg-1"});
    assert_eq!(changes(&[update("aws_vpc.this", there.clone(), there, json!({}), json!({}))]).len(), 1);
}

#[test]
fn what_a_vpc_brings_goes_with_it() {
    let there = json!({"id": "vpc-1", "default_security_group_id": "sg-1", "default_route_table_id": "rtb-1"});
    let all = changes(&[super::super::super::testing::delete("aws_vpc.this", there)]);
    let gone = all.iter().map(|c| (c.before.as_ref().map(|d| d.id.as_str()), c.after.is_some())).collect::<Vec<_>>();
    assert_eq!(gone, [(Some("vpc-1"), false), (Some("rtb-1"), false), (Some("sg-1"), false)]);
}

#[test]
fn what_a_vpc_brings_can_be_adopted() {
    let group = create(
        "aws_default_security_group.this",
        json!({}),
        json!({"id": true, "ingress": true, "egress": true, "vpc_id": true}),
        in_vpc(),
    );
    let table = create(
        "aws_default_route_table.this",
        json!({}),
        json!({"id": true, "default_route_table_id": true, "route": true, "vpc_id": true}),
        json!({"default_route_table_id": refers("aws_vpc.this.default_route_table_id")}),
    );
    let route = new(
        "aws_route.out",
        json!({"destination_cidr_block": "0.0.0.0/0"}),
        json!({"route_table_id": refers("aws_vpc.this.main_route_table_id"), "gateway_id": refers("aws_internet_gateway.this.id")}),
    );
    let gateway = new("aws_internet_gateway.this", json!({}), in_vpc());
    let all = [vpc(), group, table, route, gateway];
    assert_eq!(changes(&all).len(), 4);
    let group = after(&all, "aws_default_security_group.this").fields;
    assert_eq!(
        (&group["ingress"], &group["egress"], &group["group_name"]),
        (&json!([]), &json!([]), &json!("default"))
    );
    let table = after(&all, "aws_default_route_table.this").fields;
    assert_eq!(table["vpc_id"], "vpc-{aws_vpc.this}");
    assert_eq!(table["routes"][1]["gateway_id"], "igw-{aws_internet_gateway.this}");
    assert_eq!(table["associations"][0]["main"], json!(true));
    // Of a VPC that is there, it is what it was.
    let there = json!({"id": "vpc-1", "default_security_group_id": "sg-1"});
    let adopting =
        create("aws_default_security_group.this", json!({"vpc_id": "vpc-1"}), json!({"id": true}), json!({}));
    let all = [update("aws_vpc.this", there.clone(), there, json!({}), json!({})), adopting];
    assert_eq!(after(&all, "aws_default_security_group.this").id, "sg-1");
}

#[test]
fn another_main_table_takes_the_place_of_the_first() {
    let table = new("aws_route_table.other", json!({}), in_vpc());
    let main = new(
        "aws_main_route_table_association.this",
        json!({}),
        json!({"vpc_id": refers("aws_vpc.this.id"), "route_table_id": refers("aws_route_table.other.id")}),
    );
    let all = [vpc(), table, main];
    assert_eq!(after(&all, "aws_vpc.this.default_route_table_id").fields["associations"], json!([]));
    assert_eq!(after(&all, "aws_route_table.other").fields["associations"][0]["main"], json!(true));
}

#[test]
fn routes_of_blocks_and_of_resources_are_alike() {
    let block =
        json!([{"cidr_block": "0.0.0.0/0", "ipv6_cidr_block": "", "gateway_id": "", "nat_gateway_id": "nat-1"}]);
    let before = json!({"id": "rtb-1", "vpc_id": "vpc-1", "route": block});
    let more = |cidr: &str| json!({"id": "r", "route_table_id": "rtb-1", "destination_cidr_block": cidr, "gateway_id": "", "nat_gateway_id": "nat-1"});
    let table = update("aws_route_table.this", before.clone(), before, json!({}), json!({}));
    // Terraform has read the route into the table: it is the same one.
    let same = update("aws_route.this", more("0.0.0.0/0"), more("0.0.0.0/0"), json!({}), json!({}));
    assert_eq!(changed(&[table.clone(), same], "aws_route_table.this"), Vec::<&str>::new());
    let moved = update("aws_route.this", more("0.0.0.0/0"), more("10.0.0.0/8"), json!({}), json!({}));
    assert_eq!(changed(&[table.clone(), moved.clone()], "aws_route_table.this"), ["routes"]);
    let routes = &after(&[table, moved], "aws_route_table.this").fields["routes"];
    assert_eq!(routes.as_array().map(Vec::len), Some(1));
    assert_eq!((&routes[0]["destination_cidr_block"], &routes[0]["gateway_id"]), (&json!("10.0.0.0/8"), &Value::Null));
}

#[test]
fn a_route_of_a_table_that_is_not_in_the_plan() {
    let route = create(
        "aws_route.this",
        json!({"route_table_id": "rtb-1", "destination_cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}),
        json!({"id": true, "network_interface_id": true}),
        json!({"route_table_id": {"constant_value": "rtb-1"}}),
    );
    let routes = &after(&[route], "aws_route.this").fields["routes"];
    assert_eq!(routes["items"][0]["gateway_id"], "igw-1");
    assert_eq!(routes["items"][0]["network_interface_id"], Value::Null);
    assert!(routes.get(INCOMPLETE).is_some());
}

#[test]
fn zones_have_ids_that_tell_them_apart() {
    let draft = after(&[vpc(), subnet()], "aws_subnet.this");
    assert_eq!(draft.fields["availability_zone_id"], "euwest1a-az0");
    assert_eq!(draft.inferred, ["availability_zone_id"]);
    // In a VPC that has other subnets, with ids of their own.
    let there = json!({"id": "vpc-1"});
    let vpc = update("aws_vpc.this", there.clone(), there, json!({}), json!({}));
    let known = json!({"availability_zone": "eu-west-1a", "vpc_id": "vpc-1"});
    let subnet = create("aws_subnet.this", known, json!({"availability_zone_id": true}), json!({}));
    assert!(after(&[vpc, subnet], "aws_subnet.this").fields["availability_zone_id"].get(UNKNOWN).is_some());
}

#[test]
fn permissions_are_one_for_each_protocol_and_ports() {
    let rule = |name: &str, known: Value, source: Value| {
        let mut expressions = json!({"security_group_id": refers("aws_security_group.a.id")});
        expressions.as_object_mut().unwrap().extend(source.as_object().unwrap().clone());
        new(&format!("aws_vpc_security_group_ingress_rule.{name}"), known, expressions)
    };
    let port = |port: i64, more: Value| {
        let mut known = json!({"ip_protocol": "6", "from_port": port, "to_port": port});
        known.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        known
    };
    let all = [
        vpc(),
        group("a"),
        group("b"),
        rule("one", port(443, json!({"cidr_ipv4": "10.0.0.0/8"})), json!({})),
        rule("two", port(443, json!({})), json!({"referenced_security_group_id": refers("aws_security_group.b.id")})),
        rule("three", port(22, json!({"cidr_ipv6": "::/0"})), json!({})),
    ];
    let draft = after(&all, "aws_security_group.a").fields;
    assert_eq!(draft["group_name"], "a{aws_security_group.a}");
    assert_eq!(draft["egress"], json!([]));
    let expected = json!([
        {"ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ips": ["10.0.0.0/8"], "cidr_ipv6s": [], "prefix_list_ids": [],
            "source_group_ids": ["sg-{aws_security_group.b}"]},
        {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ips": [], "cidr_ipv6s": ["::/0"], "prefix_list_ids": [],
            "source_group_ids": []},
    ]);
    assert_eq!(draft["ingress"], expected);
}

#[test]
fn rules_of_the_older_type_go_either_way() {
    let rule = |kind: &str, known: Value| {
        let mut all = json!({"type": kind, "protocol": "-1", "from_port": 0, "to_port": 0});
        all.as_object_mut().unwrap().extend(known.as_object().unwrap().clone());
        let unknown = json!({"id": true, "security_group_id": true, "source_security_group_id": true});
        create(
            &format!("aws_security_group_rule.{kind}"),
            all,
            unknown,
            json!({"security_group_id": refers("aws_security_group.a.id")}),
        )
    };
    let all = [
        vpc(),
        group("a"),
        rule("ingress", json!({"self": true})),
        rule("egress", json!({"cidr_blocks": ["0.0.0.0/0"]})),
    ];
    let draft = after(&all, "aws_security_group.a").fields;
    assert_eq!(draft["ingress"][0]["source_group_ids"], json!(["sg-{aws_security_group.a}"]));
    assert_eq!(
        (&draft["egress"][0]["cidr_ips"], &draft["egress"][0]["to_port"]),
        (&json!(["0.0.0.0/0"]), &Value::Null)
    );
    assert_eq!(draft["egress"][0]["source_group_ids"], json!([]));
}

#[test]
fn a_rule_that_goes_is_no_longer_in_what_terraform_has_read() {
    let block = |ranges: Value| json!([{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ranges, "self": false}]);
    let group = json!({"id": "sg-1", "name": "a", "ingress": block(json!(["10.0.0.0/8", "0.0.0.0/0"])), "egress": []});
    let group = update("aws_security_group.a", group.clone(), group, json!({}), json!({}));
    let rule = json!({
        "id": "sgr-1", "security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "0.0.0.0/0",
    });
    let gone = super::super::super::testing::delete("aws_vpc_security_group_ingress_rule.open", rule);
    assert_eq!(changed(&[group.clone(), gone.clone()], "aws_security_group.a"), ["ingress"]);
    assert_eq!(after(&[group, gone], "aws_security_group.a").fields["ingress"][0]["cidr_ips"], json!(["10.0.0.0/8"]));
}

#[test]
fn endpoints_have_what_is_associated_with_them() {
    let table = new("aws_route_table.this", json!({}), in_vpc());
    let gateway = create(
        "aws_vpc_endpoint.s3",
        json!({"service_name": "com.amazonaws.eu-west-1.s3", "vpc_endpoint_type": "Gateway"}),
        json!({"id": true, "vpc_id": true, "policy": true, "route_table_ids": true, "subnet_ids": true, "security_group_ids": true,
            "private_dns_enabled": true}),
        in_vpc(),
    );
    let associated = new(
        "aws_vpc_endpoint_route_table_association.s3",
        json!({}),
        json!({"vpc_endpoint_id": refers("aws_vpc_endpoint.s3.id"), "route_table_id": refers("aws_route_table.this.id")}),
    );
    let interface = create(
        "aws_vpc_endpoint.ecr",
        json!({"service_name": "com.amazonaws.eu-west-1.ecr.api", "vpc_endpoint_type": "Interface", "private_dns_enabled": true}),
        json!({"id": true, "vpc_id": true, "subnet_ids": true, "security_group_ids": true}),
        json!({"vpc_id": refers("aws_vpc.this.id"), "subnet_ids": refers("aws_subnet.this.id")}),
    );
    let policy = new(
        "aws_vpc_endpoint_policy.ecr",
        json!({"policy": "{\"Statement\": []}"}),
        json!({"vpc_endpoint_id": refers("aws_vpc_endpoint.ecr.id")}),
    );
    let all = [vpc(), subnet(), table, gateway, associated, interface, policy];
    let s3 = after(&all, "aws_vpc_endpoint.s3").fields;
    assert_eq!(s3["route_table_ids"], json!(["rtb-{aws_route_table.this}"]));
    assert_eq!((&s3["subnet_ids"], &s3["security_group_ids"]), (&json!([]), &json!([])));
    assert_eq!((&s3["state"], &s3["private_dns_enabled"]), (&json!("available"), &json!(false)));
    assert_eq!(s3["policy_document"]["statements"][0]["actions"], json!(["*"]));
    let ecr = after(&all, "aws_vpc_endpoint.ecr").fields;
    assert_eq!(ecr["subnet_ids"], json!(["subnet-{aws_subnet.this}"]));
    assert_eq!(ecr["security_group_ids"], json!(["sg-{aws_vpc.this.default_security_group_id}"]));
    assert_eq!(ecr["policy_document"]["statements"], json!([]));
}

#[test]
fn gateways_are_where_their_subnet_is() {
    let nat = new(
        "aws_nat_gateway.this",
        json!({"connectivity_type": "private"}),
        json!({"subnet_id": refers("aws_subnet.this.id")}),
    );
    let gateway = create("aws_internet_gateway.this", json!({}), json!({"id": true, "vpc_id": true}), json!({}));
    let attached = new(
        "aws_internet_gateway_attachment.this",
        json!({}),
        json!({"vpc_id": refers("aws_vpc.this.id"), "internet_gateway_id": refers("aws_internet_gateway.this.id")}),
    );
    let all = [vpc(), subnet(), nat, gateway, attached];
    let nat = after(&all, "aws_nat_gateway.this").fields;
    assert_eq!((&nat["vpc_id"], &nat["availability_mode"]), (&json!("vpc-{aws_vpc.this}"), &json!("zonal")));
    assert_eq!((&nat["state"], &nat["public_ips"]), (&json!("available"), &json!([])));
    assert_eq!(after(&all, "aws_internet_gateway.this").fields["vpc_ids"], json!(["vpc-{aws_vpc.this}"]));
    assert_eq!(after(&all[..4], "aws_internet_gateway.this").fields["attachments"], json!([]));
}

#[test]
fn flow_logs_record_what_they_name() {
    let log = new(
        "aws_flow_log.this",
        json!({"traffic_type": "ALL", "log_destination": "arn:aws:s3:::logs", "log_destination_type": "s3"}),
        in_vpc(),
    );
    let draft = after(&[vpc(), log], "aws_flow_log.this").fields;
    assert_eq!((&draft["resource_id"], &draft["flow_log_status"]), (&json!("vpc-{aws_vpc.this}"), &json!("ACTIVE")));
    assert_eq!((&draft["log_group_name"], &draft["deliver_logs_status"]), (&Value::Null, &Value::Null));
    let log = |traffic: &str| json!({"id": "fl-1", "vpc_id": "vpc-1", "traffic_type": traffic});
    let all = [update("aws_flow_log.this", log("ALL"), log("REJECT"), json!({}), json!({}))];
    assert_eq!(changed(&all, "aws_flow_log.this"), ["traffic_type"]);
}

#[test]
fn instances_have_what_their_template_says() {
    let template = new(
        "aws_launch_template.this",
        json!({"instance_type": "m7i.large", "instance_market_options": [{"market_type": "spot"}], "metadata_options": [{"http_tokens": "required"}]}),
        json!({"vpc_security_group_ids": refers("aws_security_group.a.id")}),
    );
    let unknown = json!({
        "id": true, "subnet_id": true, "vpc_security_group_ids": true, "public_ip": true, "associate_public_ip_address": true,
        "instance_market_options": true, "metadata_options": true, "instance_type": true, "launch_template": [{"id": true}],
    });
    let instance = create(
        "aws_instance.this",
        json!({"launch_template": [{"version": "$Latest"}]}),
        unknown.clone(),
        json!({"subnet_id": refers("aws_subnet.this.id"), "launch_template": [{"id": refers("aws_launch_template.this.id")}]}),
    );
    let draft = after(&[vpc(), subnet(), group("a"), template, instance], "aws_instance.this").fields;
    assert_eq!((&draft["vpc_id"], &draft["state"]), (&json!("vpc-{aws_vpc.this}"), &json!("running")));
    assert_eq!((&draft["instance_type"], &draft["instance_lifecycle"]), (&json!("m7i.large"), &json!("spot")));
    assert_eq!(draft["metadata_http_tokens"], "required");
    assert_eq!(draft["security_group_ids"], json!(["sg-{aws_security_group.a}"]));
    // The subnet gives out addresses.
    assert_eq!(draft["public_ip_address"], "{aws_instance.this.public_ip}");
    let mut unknown = unknown;
    unknown["launch_template"] = json!([]);
    unknown["associate_public_ip_address"] = json!(false);
    unknown["instance_type"] = json!(false);
    let plain = create(
        "aws_instance.this",
        json!({"launch_template": [], "instance_type": "t3.nano", "associate_public_ip_address": false}),
        unknown,
        json!({"subnet_id": refers("aws_subnet.this.id"), "instance_type": {"constant_value": "t3.nano"}}),
    );
    let draft = after(&[vpc(), subnet(), plain], "aws_instance.this").fields;
    assert_eq!((&draft["public_ip_address"], &draft["instance_lifecycle"]), (&Value::Null, &Value::Null));
    assert_eq!(draft["security_group_ids"], json!(["sg-{aws_vpc.this.default_security_group_id}"]));
}

#[test]
fn interfaces_have_what_is_attached_to_them() {
    let interface = create(
        "aws_network_interface.this",
        json!({}),
        json!({"id": true, "subnet_id": true, "security_groups": true, "attachment": true, "interface_type": true}),
        json!({"subnet_id": refers("aws_subnet.this.id")}),
    );
    let part = |name: &str, by: &str, to: &str| {
        new(
            &format!("{name}.this"),
            json!({}),
            json!({"network_interface_id": refers("aws_network_interface.this.id"), by: refers(to)}),
        )
    };
    let all = [
        vpc(),
        subnet(),
        group("a"),
        interface,
        part("aws_network_interface_sg_attachment", "security_group_id", "aws_security_group.a.id"),
        part("aws_eip_association", "allocation_id", "aws_eip.this.id"),
    ];
    let draft = after(&all, "aws_network_interface.this").fields;
    assert_eq!(draft["security_group_ids"], json!(["sg-{aws_security_group.a}"]));
    assert_eq!(draft["public_ips"], json!(["{aws_eip_association.this.public_ip}"]));
    assert_eq!((&draft["instance_id"], &draft["status"]), (&Value::Null, &json!("available")));
    let draft = after(&all[..4], "aws_network_interface.this").fields;
    assert_eq!(draft["security_group_ids"], json!(["sg-{aws_vpc.this.default_security_group_id}"]));
    assert_eq!(draft["public_ips"], json!([]));
}

#[test]
fn networks_are_joined_by_whoever_accepts() {
    let peering = |known: Value| {
        new(
            "aws_vpc_peering_connection.this",
            known,
            json!({"vpc_id": refers("aws_vpc.this.id"), "peer_vpc_id": {"constant_value": "vpc-9"}}),
        )
    };
    let other = peering(json!({"peer_vpc_id": "vpc-9", "peer_owner_id": "222222222222"}));
    let draft = after(&[vpc(), other], "aws_vpc_peering_connection.this").fields;
    assert_eq!((&draft["status"], &draft["accepter_owner_id"]), (&json!("pending-acceptance"), &json!("222222222222")));
    assert_eq!(
        (&draft["requester_vpc_id"], &draft["requester_owner_id"]),
        (&json!("vpc-{aws_vpc.this}"), &json!("111111111111"))
    );
    let own = peering(json!({"peer_vpc_id": "vpc-9", "auto_accept": true}));
    assert_eq!(after(&[vpc(), own], "aws_vpc_peering_connection.this").fields["status"], "active");
    let gateway = new("aws_ec2_transit_gateway.this", json!({}), json!({}));
    let attachment = |expressions: Value| new("aws_ec2_transit_gateway_vpc_attachment.this", json!({}), expressions);
    let here = attachment(
        json!({"vpc_id": refers("aws_vpc.this.id"), "transit_gateway_id": refers("aws_ec2_transit_gateway.this.id")}),
    );
    let draft = after(&[vpc(), gateway, here], "aws_ec2_transit_gateway_vpc_attachment.this").fields;
    assert_eq!((&draft["state"], &draft["resource_id"]), (&json!("available"), &json!("vpc-{aws_vpc.this}")));
    // Whose the gateway is nothing tells.
    let shared = attachment(json!({"vpc_id": refers("aws_vpc.this.id")}));
    let draft = after(&[vpc(), shared], "aws_ec2_transit_gateway_vpc_attachment.this").fields;
    assert!(!draft.contains_key("state") && !draft.contains_key("transit_gateway_owner_id"));
}
