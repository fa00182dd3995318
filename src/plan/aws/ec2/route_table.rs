//! Route tables with their routes and associations.

use super::super::super::mapping::{Constant, From, Mapping, Part};
use super::super::super::resource::Resource;
use crate::model::{Record, Route, RouteTable, Subnet};
use serde_json::{Value, json};

pub const ROUTE_TABLE: Mapping = Mapping {
    prefix: "rtb-",
    parts: &[
        Part { terraform: "aws_route", of: "route_table_id" },
        Part { terraform: "aws_route_table_association", of: "route_table_id" },
        Part { terraform: "aws_main_route_table_association", of: "route_table_id" },
    ],
    fields: &[
        ("route_table_id", From::Attribute("id")),
        ("routes", From::With(routes)),
        ("associations", From::With(associations)),
    ],
    ..Mapping::new(RouteTable::shape, &["aws_route_table", "aws_default_route_table"], "id")
};

/// Terraform's names of where a route of its own goes to, in a block of the table and in a resource of its own.
const IN_BLOCK: &[(&str, From)] = &[
    ("destination_cidr_block", From::Attribute("cidr_block")),
    ("destination_ipv6_cidr_block", From::Attribute("ipv6_cidr_block")),
    ("egress_only_internet_gateway_id", From::Attribute("egress_only_gateway_id")),
    ("state", From::Made(Constant::Text("active"))),
];
const ALONE: &[(&str, From)] = &[
    ("egress_only_internet_gateway_id", From::Attribute("egress_only_gateway_id")),
    ("state", From::Made(Constant::Text("active"))),
];

fn routes(table: &Resource) -> Option<Value> {
    const MORE: &str = "aws_route";
    let own =
        (0..table.blocks("route").unwrap_or(0)).map(|i| table.record(&format!("route[{i}]"), Route::shape(), IN_BLOCK));
    let parts = table.parts(MORE);
    let more = parts.iter().map(|route| route.record("", Route::shape(), ALONE));
    let all = own.chain(more).collect::<Vec<_>>();
    // Every table leads to its own VPC; no rule asks where that is.
    Some(table.list(all, &[MORE]))
}

fn associations(table: &Resource) -> Option<Value> {
    let of = |subnet: Value, gateway: Value, main: bool| json!({"route_table_association_id": null, "subnet_id": subnet, "gateway_id": gateway, "main": main, "state": "associated"});
    const MORE: [&str; 2] = ["aws_route_table_association", "aws_main_route_table_association"];
    let parts = table.parts(MORE[0]);
    let subnets = parts.iter().map(|part| {
        let subnet = part.link("subnet_id", Subnet::shape()).unwrap_or_default();
        of(subnet, part.value("gateway_id").unwrap_or_default(), false)
    });
    let main = table.terraform() == "aws_default_route_table" || !table.parts(MORE[1]).is_empty();
    let main = main.then(|| of(Value::Null, Value::Null, true));
    Some(table.list(subnets.chain(main).collect(), &MORE))
}
