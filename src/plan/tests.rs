//! What a plan does not say in as many words must not be told as certain.

use super::testing::{after, create, refers};
use super::{Accounts, Plan};
use crate::model::{INCOMPLETE, UNKNOWN};
use crate::snapshot::Draft;
use serde_json::{Value, json};
use std::path::Path;

const ENDPOINT: &str = "aws_vpc_endpoint.this";

fn subnet(address: &str) -> Value {
    create(address, json!({"cidr_block": "10.0.0.0/24"}), json!({"id": true}), json!({}))
}

fn endpoint(expressions: Value) -> Value {
    let after = json!({"vpc_endpoint_type": "Interface", "service_name": "com.amazonaws.eu-west-1.sts"});
    create(ENDPOINT, after, json!({"id": true, "subnet_ids": true}), expressions)
}

/// An instance of a module's resource, with the block that it is of.
fn inside(module: &str, resource: &Value) -> Value {
    let mut inside = resource.clone();
    inside["module_address"] = json!(module);
    inside["address"] = json!(format!("{module}.{}", resource["address"].as_str().unwrap()));
    inside
}

fn block(resource: &Value) -> Value {
    json!({"mode": "managed", "type": resource["type"], "name": resource["name"], "provider_config_key": "aws",
        "expressions": resource["expressions"]})
}

/// What a plan with that root module makes of the resource at an address.
fn of(changes: &[Value], root: Value, address: &str) -> Draft {
    let plan = json!({"format_version": "1.2", "resource_changes": changes, "configuration": {"root_module": root}});
    let plan = Plan::read(Path::new("plan.json"), None, plan.to_string().as_bytes()).unwrap();
    let all = plan.changes(&Accounts::default(), "");
    let found = all.into_iter().find(|c| c.address == address && c.after.is_some());
    found.and_then(|c| c.after).unwrap_or_else(|| panic!("the plan does not change {address}"))
}

fn is_open(value: &Value) -> bool {
    value.get(INCOMPLETE).is_some() || value.get(UNKNOWN).is_some()
}

#[test]
fn an_output_that_a_key_chooses_is_not_left_to_aws() {
    // `module.group[each.key].id`: the plan keeps the module's name of it, and neither key nor output.
    let rule = create(
        "aws_vpc_security_group_ingress_rule.this",
        json!({"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "0.0.0.0/0"}),
        json!({"security_group_id": true}),
        json!({"security_group_id": {"references": ["module.group", "each.key"]}}),
    );
    let group =
        create("aws_security_group.this", json!({"name": "own"}), json!({"id": true, "ingress": true}), json!({}));
    let group = inside("module.group[\"a\"]", &group);
    let root = json!({
        "resources": [block(&rule)],
        "module_calls": {"group": {"for_each_expression": {"references": ["var.groups"]}, "module": {
            "resources": [block(&group)],
            "outputs": {"id": {"expression": refers("aws_security_group.this.id")}},
        }}},
    });
    let draft = of(&[rule, group], root, "module.group[\"a\"].aws_security_group.this");
    assert!(is_open(&draft.fields["ingress"]), "{}", draft.fields["ingress"]);
}

#[test]
fn what_a_module_only_hands_on_is_what_it_is_given() {
    let own = endpoint(json!({"subnet_ids": refers("module.handed.ids")}));
    let subnet = subnet("aws_subnet.private");
    let root = json!({
        "resources": [block(&own), block(&subnet)],
        "module_calls": {"handed": {
            "expressions": {"ids": {"references": ["aws_subnet.private.id", "aws_subnet.private"]}},
            "module": {"outputs": {"ids": {"expression": refers("var.ids")}}},
        }},
    });
    let draft = of(&[own, subnet], root, ENDPOINT);
    assert_eq!(draft.fields["subnet_ids"], json!(["subnet-{aws_subnet.private}"]));
}

#[test]
fn a_member_of_an_object_is_not_all_of_it() {
    let all = ["private", "public"].map(|name| subnet(&format!("aws_subnet.{name}")));
    let own =
        inside("module.net", &endpoint(json!({"subnet_ids": {"references": ["var.subnets.private", "var.subnets"]}})));
    let address = format!("module.net.{ENDPOINT}");
    let of_expressions = |references: Value| {
        let root = json!({
            "resources": all.iter().map(block).collect::<Vec<_>>(),
            "module_calls": {"net": {
                "expressions": {"subnets": {"references": references}},
                "module": {"resources": [block(&own)]},
            }},
        });
        let changes = all.iter().chain([&own]).cloned().collect::<Vec<_>>();
        of(&changes, root, &address).fields["subnet_ids"].clone()
    };
    let both = of_expressions(json!(["aws_subnet.private", "aws_subnet.public"]));
    assert!(is_open(&both), "{both}");
    assert_eq!(of_expressions(json!(["aws_subnet.private"])), json!(["subnet-{aws_subnet.private}"]));
}

#[test]
fn what_a_key_may_choose_of_is_not_all_that_is_meant() {
    let subnets = ["a", "b"].map(|key| subnet(&format!("aws_subnet.private[\"{key}\"]")));
    let of_references = |references: Value| {
        let mut all = subnets.to_vec();
        all.push(endpoint(json!({"subnet_ids": {"references": references}})));
        after(&all, ENDPOINT).fields["subnet_ids"].clone()
    };
    // `[for k, s in aws_subnet.private : s.id if k == each.key]`, of an instance that none of them is called like.
    let chosen = of_references(json!(["aws_subnet.private", "each.key"]));
    assert!(is_open(&chosen), "{chosen}");
    let both = json!(["subnet-{aws_subnet.private[\"a\"]}", "subnet-{aws_subnet.private[\"b\"]}"]);
    assert_eq!(of_references(json!(["aws_subnet.private"])), both);
}

#[test]
fn a_value_of_each_chooses_by_what_it_is_and_not_by_the_key() {
    let gateways = ["a", "b"]
        .map(|key| create(&format!("aws_nat_gateway.this[\"{key}\"]"), json!({}), json!({"id": true}), json!({})));
    let route = create(
        "aws_route.this[\"a\"]",
        json!({"destination_cidr_block": "0.0.0.0/0", "route_table_id": "rtb-1"}),
        json!({"nat_gateway_id": true}),
        json!({"nat_gateway_id": {"references": ["aws_nat_gateway.this", "each.value.gateway", "each.value"]}}),
    );
    let mut own = block(&route);
    own["for_each_expression"] = json!({"references": ["var.routes"]});
    let root = json!({"resources": [own, block(&gateways[0])]});
    let changes = gateways.iter().chain([&route]).cloned().collect::<Vec<_>>();
    let routes = of(&changes, root, "aws_route.this[\"a\"]").fields["routes"].clone();
    let routes = routes.get("items").unwrap_or(&routes);
    assert!(is_open(&routes[0]["nat_gateway_id"]), "{routes}");
}

#[test]
fn a_data_source_that_is_read_during_apply_may_be_what_is_meant() {
    let mut data = create("aws_subnet.chosen", json!({}), json!({"id": true}), json!({}));
    data["mode"] = json!("data");
    data["address"] = json!("data.aws_subnet.chosen");
    data["change"]["actions"] = json!(["read"]);
    let instance = create(
        "aws_instance.this",
        json!({}),
        json!({"id": true, "subnet_id": true}),
        json!({"subnet_id": {"references": ["var.own", "aws_subnet.own.id", "aws_subnet.own", "data.aws_subnet.chosen.id", "data.aws_subnet.chosen"]}}),
    );
    let read = after(&[subnet("aws_subnet.own"), instance.clone()], "aws_instance.this");
    assert_eq!(read.fields["subnet_id"], "subnet-{aws_subnet.own}");
    let deferred = after(&[subnet("aws_subnet.own"), instance, data], "aws_instance.this");
    assert!(is_open(&deferred.fields["subnet_id"]), "{}", deferred.fields["subnet_id"]);
}

#[test]
fn a_local_beside_a_resource_is_an_inference() {
    let instance = create(
        "aws_instance.this",
        json!({}),
        json!({"id": true, "subnet_id": true}),
        json!({"subnet_id": {"references": ["local.other", "aws_subnet.own.id", "aws_subnet.own"]}}),
    );
    let draft = after(&[subnet("aws_subnet.own"), instance], "aws_instance.this");
    assert_eq!(draft.fields["subnet_id"], "subnet-{aws_subnet.own}");
    assert!(draft.inferred.contains(&"subnet_id".to_owned()), "{:?}", draft.inferred);
}

#[test]
fn what_terraform_forgets_stays() {
    let mut vpc = super::testing::delete("aws_vpc.this", json!({"id": "vpc-1", "cidr_block": "10.0.0.0/16"}));
    vpc["change"]["actions"] = json!(["forget"]);
    let draft = after(&[vpc], "aws_vpc.this");
    assert_eq!(draft.fields["cidr_block"], "10.0.0.0/16");
}

#[test]
fn zones_of_other_letters_do_not_end_the_run() {
    let draft = of(
        &[create("aws_subnet.this", json!({"availability_zone": "eu-west-1é"}), json!({"id": true}), json!({}))],
        json!({}),
        "aws_subnet.this",
    );
    assert_eq!(draft.region, "unknown");
    let of_zone = |zone: &str| {
        of(
            &[create("aws_subnet.this", json!({"availability_zone": zone}), json!({"id": true}), json!({}))],
            json!({}),
            "aws_subnet.this",
        )
        .region
    };
    assert_eq!(of_zone("eu-west-1a"), "eu-west-1");
    assert_eq!(of_zone("us-west-2-lax-1a"), "us-west-2");
    assert_eq!(of_zone("us-gov-west-1b"), "us-gov-west-1");
}

#[test]
fn a_provider_is_where_it_certainly_is() {
    let place = |expressions: Value, variables: Value| {
        let vpc = create("aws_vpc.this", json!({}), json!({"id": true}), json!({}));
        let plan = json!({"format_version": "1.2", "resource_changes": [vpc], "variables": variables, "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": expressions}},
            "root_module": {"resources": [block(&vpc)]},
        }});
        let plan = Plan::read(Path::new("plan.json"), None, plan.to_string().as_bytes()).unwrap();
        let all = plan.changes(&Accounts::default(), "");
        let draft = all.into_iter().find_map(|c| c.after.filter(|d| d.shape.type_name() == "AWS::EC2::VPC")).unwrap();
        (draft.account_id, draft.region)
    };
    let variables = json!({"one": {"value": "111111111111"}, "two": {"value": "222222222222"}, "env": {"value": "dev"},
        "regions": {"value": {"dev": "eu-west-1"}}, "region": {"value": "eu-west-1"}, "is_copy": {"value": true}});
    let of = |account: Value, region: Value| {
        place(json!({"allowed_account_ids": account, "region": region}), variables.clone())
    };
    let refer = |all: &[&str]| json!({"references": all});
    let (one, region) = (json!({"constant_value": ["111111111111"]}), refer(&["var.regions.dev", "var.regions"]));
    assert_eq!(of(one.clone(), region), ("111111111111".to_owned(), "eu-west-1".to_owned()));
    // `lookup(var.regions, var.env)` is no region called `dev`, and what a condition chooses is not what it is made of.
    assert_eq!(of(one.clone(), refer(&["var.regions", "var.env"])).1, "unknown");
    assert_eq!(of(one.clone(), refer(&["var.env"])).1, "unknown");
    assert_eq!(of(one, refer(&["var.is_copy", "var.region"])).1, "unknown");
    // A provider that may be in either of two accounts is in neither for sure.
    let two = json!({"constant_value": ["111111111111", "222222222222"]});
    assert_eq!(of(two, json!({})).0, "(unknown)");
    assert_eq!(of(refer(&["var.one", "var.two"]), json!({})).0, "(unknown)");
    assert_eq!(of(refer(&["var.one"]), json!({})).0, "111111111111");
}

#[test]
fn a_document_that_a_value_chooses_is_unknown() {
    let source = |key: &str| {
        let mut source = create(
            &format!("aws_iam_policy_document.this[\"{key}\"]"),
            json!({"statement": [{"actions": [format!("s3:{key}")], "resources": [null]}]}),
            json!({"json": true, "statement": [{"resources": [true]}]}),
            json!({}),
        );
        source["mode"] = json!("data");
        source["address"] = json!(format!("data.{}", source["address"].as_str().unwrap()));
        source["change"]["actions"] = json!(["read"]);
        source
    };
    let policy = |by: &str| {
        let references = json!({"policy": {"references": ["data.aws_iam_policy_document.this", by]}});
        let address = "aws_iam_policy.this[\"a\"]";
        let policy = create(address, json!({"name": "one"}), json!({"policy": true}), references);
        after(&[source("a"), source("b"), policy], address).fields["document"].clone()
    };
    assert_eq!(policy("each.key")["statements"][0]["actions"], json!(["s3:a"]));
    assert!(is_open(&policy("each.value")), "{}", policy("each.value"));
}

#[test]
fn blocks_that_a_loop_makes_are_not_those_that_stand_there() {
    let instance = |blocks: Value, unknown: Value| {
        create(
            "aws_route_table.this",
            json!({"route": blocks}),
            json!({"id": true, "route": unknown}),
            json!({"route": [{"nat_gateway_id": refers("aws_nat_gateway.one.id")}]}),
        )
    };
    let gateway = create("aws_nat_gateway.one", json!({}), json!({"id": true}), json!({}));
    let own = |blocks: Value, unknown: Value| {
        let routes =
            after(&[gateway.clone(), instance(blocks, unknown)], "aws_route_table.this").fields["routes"].clone();
        let all = routes.get("items").cloned().unwrap_or(routes);
        let led = all.as_array().unwrap().iter().filter(|r| r["nat_gateway_id"].is_string()).count();
        (all.as_array().unwrap().len(), led)
    };
    let later = json!({"nat_gateway_id": true});
    assert_eq!(own(json!([{"cidr_block": "0.0.0.0/0"}]), json!([later])), (1, 1));
    assert_eq!(own(json!([{"cidr_block": "10.0.0.0/8"}, {"cidr_block": "0.0.0.0/0"}]), json!([later, later])), (2, 0));
}

#[test]
fn a_secret_is_in_no_list_no_key_and_no_id() {
    const SECRET: &str = "correct-horse-battery";
    let mut keeper =
        create("aws_secretsmanager_secret_version.this", json!({"secret_string": SECRET}), json!({}), json!({}));
    keeper["change"]["after_sensitive"] = json!({"secret_string": true});
    let group = create(
        "aws_vpc_endpoint.this",
        json!({"subnet_ids": [SECRET, "subnet-1"], "vpc_id": SECRET, "tags": {SECRET: "a", "Name": SECRET}}),
        json!({"id": true}),
        json!({}),
    );
    let role =
        create("aws_iam_role.this", json!({"name": SECRET, "path": "/"}), json!({"id": true, "arn": true}), json!({}));
    let queue =
        create("aws_sqs_queue.this", json!({"name": SECRET}), json!({"id": true, "arn": true, "url": true}), json!({}));
    let all = format!("{:?}", super::testing::changes(&[keeper, group, role, queue]));
    assert!(all.contains("subnet-1"));
    assert!(!all.contains(SECRET), "{all}");
}

#[test]
fn a_part_of_who_knows_leaves_lists_open_and_says_which_it_is() {
    let by_key = |path: &str| json!({path: {"references": ["module.role", "each.key"]}});
    let mut policy = create(
        "aws_iam_role_policy.this",
        json!({"name": "all", "policy": r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#}),
        json!({"id": true, "role": true}),
        by_key("role"),
    );
    let role = inside(
        "module.role[\"a\"]",
        &create("aws_iam_role.this", json!({"name": "one"}), json!({"id": true, "arn": true}), json!({})),
    );
    let address = "module.role[\"a\"].aws_iam_role.this";
    let mut inline = |known: bool| {
        if known {
            policy["change"]["after"]["role"] = json!("one");
            policy["change"]["after_unknown"] = json!({"id": true});
        }
        let calls = json!({"role": {"for_each_expression": {}, "module": {"resources": [block(&role)]}}});
        let root = json!({"resources": [block(&policy)], "module_calls": calls});
        of(&[policy.clone(), role.clone()], root, address).fields["inline_policies"].clone()
    };
    let lacks = "known after apply: aws_iam_role_policy.this.role";
    assert_eq!(inline(false), json!({INCOMPLETE: lacks, "items": []}));
    assert_eq!(inline(true)[0]["policy_name"], "all");
}

#[test]
fn arns_that_a_condition_chooses_are_not_all_meant() {
    let cluster = |name: &str| {
        create(&format!("aws_rds_cluster.{name}"), json!({"cluster_identifier": name}), json!({"arn": true}), json!({}))
    };
    let plan = create("aws_backup_plan.this", json!({"name": "daily", "rule": []}), json!({"id": true}), json!({}));
    let selection = |references: Value| {
        create(
            "aws_backup_selection.this",
            json!({"name": "one", "iam_role_arn": "arn:aws:iam::111111111111:role/backup"}),
            json!({"plan_id": true, "resources": true}),
            json!({"plan_id": refers("aws_backup_plan.this.id"), "resources": {"references": references}}),
        )
    };
    let resources = |references: Value| {
        let all = [plan.clone(), cluster("a"), cluster("b"), selection(references)];
        after(&all, "aws_backup_plan.this").fields["selections"][0]["resources"].clone()
    };
    let both = ["aws_rds_cluster.a.arn", "aws_rds_cluster.a", "aws_rds_cluster.b.arn", "aws_rds_cluster.b"];
    let arns = ["a", "b"].map(|name| format!("arn:aws:rds:eu-west-1:111111111111:cluster:{name}"));
    assert_eq!(resources(json!(both)), json!(arns));
    let chosen = resources(json!([&["var.is_copy"], &both[..]].concat()));
    assert!(is_open(&chosen), "{chosen}");
}
