//! Route tables with their routes and associations.

use super::super::super::mapping::{Constant, From, Mapping, Part};
use super::super::super::resource::Resource;
use super::network;
use crate::model::{Record, Route, RouteTable, Subnet, Vpc, VpcPeeringConnection};
use serde_json::{Value, json};

const ROUTE: &str = "aws_route";
const ASSOCIATION: &str = "aws_route_table_association";
/// What makes a table the main one of a VPC.
pub const MAIN: &str = "aws_main_route_table_association";
const DEFAULT: &str = "aws_default_route_table";

pub const ROUTE_TABLE: Mapping = Mapping {
    prefix: "rtb-",
    parts: &[
        Part { terraform: ROUTE, of: "route_table_id" },
        Part { terraform: ASSOCIATION, of: "route_table_id" },
        Part { terraform: MAIN, of: "route_table_id" },
    ],
    fields: &[
        ("route_table_id", From::Attribute("id")),
        ("routes", From::With(routes)),
        ("associations", From::With(associations)),
    ],
    ..Mapping::new(RouteTable::shape, &["aws_route_table"], "id")
};

/// The table that a VPC comes with: Terraform takes it over, and takes its routes away.
pub const DEFAULT_ROUTE_TABLE: Mapping = Mapping {
    prefix: "rtb-",
    fields: &[
        ("route_table_id", From::Attribute("default_route_table_id")),
        ("vpc_id", From::With(|table| vpc(table, Resource::link))),
        ("routes", From::With(routes)),
        ("associations", From::With(associations)),
    ],
    ..Mapping::new(RouteTable::shape, &[DEFAULT], "default_route_table_id")
};

/// What a new VPC's main table is.
pub fn main() -> Value {
    json!({"route": [], "tags": {}, "tags_all": {}})
}

/// The VPC that a table is in; for one that a VPC comes with, the VPC of which it is the default.
fn vpc<'s, T>(
    table: &Resource<'s>,
    read: fn(&Resource<'s>, &str, &'static crate::model::Shape) -> Option<T>,
) -> Option<T> {
    let is_default = table.text("vpc_id").is_none() && table.is_written("default_route_table_id");
    let path = if is_default { "default_route_table_id" } else { "vpc_id" };
    read(table, path, Vpc::shape())
}

/// Terraform's names of where a route leads, in a block of the table and in a resource of its own.
const IN_BLOCK: &[(&str, From)] = &[
    ("destination_cidr_block", From::Attribute("cidr_block")),
    ("destination_ipv6_cidr_block", From::Attribute("ipv6_cidr_block")),
    ("egress_only_internet_gateway_id", From::Attribute("egress_only_gateway_id")),
    ("state", From::Is(Constant::Text("active"))),
];
const ALONE: &[(&str, From)] = &[
    ("network_interface_id", From::Or("network_interface_id", Constant::Null)),
    ("egress_only_internet_gateway_id", From::Attribute("egress_only_gateway_id")),
    ("state", From::Is(Constant::Text("active"))),
];
const DESTINATIONS: [&str; 3] = ["destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"];

fn route(resource: &Resource, base: &str, fields: &[(&'static str, From)]) -> Value {
    let path = |name: &str| if base.is_empty() { name.to_owned() } else { format!("{base}.{name}") };
    let mut route = resource.record(base, Route::shape(), fields);
    // What AWS calls a gateway may be an endpoint.
    if route["gateway_id"].is_null() {
        route["gateway_id"] = resource.value(&path("vpc_endpoint_id")).filter(|id| id != "").unwrap_or_default();
    }
    // No types of the model, or no relations: still something is there.
    let peering = resource.follow(&path("vpc_peering_connection_id"), VpcPeeringConnection::shape());
    let others = [
        ("vpc_peering_connection_id", peering),
        ("transit_gateway_id", resource.other(&path("transit_gateway_id"), "aws_ec2_transit_gateway")),
        (
            "egress_only_internet_gateway_id",
            resource.other(&path("egress_only_gateway_id"), "aws_egress_only_internet_gateway"),
        ),
    ];
    for (field, other) in others {
        if let Some(other) = other.filter(|_| route[field].is_object()) {
            route[field] = other.identity().map_or_else(|| other.stand_in("id"), |id| json!(id));
        }
    }
    route
}

/// Whether two routes lead to the same.
fn is_same(one: &Value, other: &Value) -> bool {
    let destination = |route: &Value| DESTINATIONS.map(|name| route[name].as_str().map(str::to_owned));
    destination(one) == destination(other) && destination(one).iter().any(Option::is_some)
}

fn routes(table: &Resource) -> Option<Value> {
    let mut all = table.own("route", || {
        let count = table.blocks("route")?;
        Some((0..count).map(|i| route(table, &format!("route[{i}]"), IN_BLOCK)).collect())
    });
    let gone = table.taken("route", ROUTE).iter().map(|part| route(part, "", ALONE)).collect::<Vec<_>>();
    let more = table.parts(ROUTE).iter().map(|part| route(part, "", ALONE)).collect::<Vec<_>>();
    all.items.retain(|route| !gone.iter().chain(&more).any(|other| is_same(route, other)));
    all.items.extend(more);
    all.lack_parts(table, ROUTE);
    if table.is_new() && table.has_all_parts(ROUTE) {
        let vpc = vpc(table, Resource::follow);
        let local = vpc.iter().flat_map(local_routes).collect::<Vec<_>>();
        all.items.splice(0..0, local);
    }
    Some(all.value())
}

/// Every table leads to its own VPC.
fn local_routes(vpc: &Resource) -> Vec<Value> {
    let to = |field: &str, ranges: Vec<Value>| {
        let all = ranges.into_iter().map(|range| {
            let fields = Route::shape().fields.iter().map(|f| (f.name.to_owned(), Value::Null));
            let mut route = Value::Object(fields.collect());
            route[field] = range["cidr_block"].clone();
            route["gateway_id"] = json!("local");
            route["state"] = json!("active");
            route
        });
        all.collect::<Vec<_>>()
    };
    let mut all = to(DESTINATIONS[0], network::ranges(vpc));
    all.extend(to(DESTINATIONS[1], network::ipv6_ranges(vpc)));
    all
}

fn associations(table: &Resource) -> Option<Value> {
    let of = |id: Option<Value>, subnet: Option<Value>, gateway: Option<Value>, main: bool| {
        json!({
            "route_table_association_id": id, "subnet_id": subnet, "gateway_id": gateway.filter(|id| id != ""), "main": main,
            "state": "associated",
        })
    };
    let main = table.parts(MAIN).first().map(|part| part.value("id"));
    let replaced = || vpc(table, Resource::follow).is_some_and(|vpc| !vpc.parts(MAIN).is_empty());
    let own = (table.terraform() == DEFAULT && !replaced()).then(|| Some(table.after_apply("association_id")));
    let main = main.or(own).map(|id| of(id, None, None, true));
    let parts = table.parts(ASSOCIATION);
    let subnets = parts.iter().map(|part| {
        let gateway = if part.is_left_to_aws("gateway_id") { None } else { part.value("gateway_id") };
        let subnet = if part.is_left_to_aws("subnet_id") { None } else { part.link("subnet_id", Subnet::shape()) };
        of(part.value("id"), subnet, gateway, false)
    });
    Some(table.list(main.into_iter().chain(subnets).collect(), &[ASSOCIATION, MAIN]))
}
