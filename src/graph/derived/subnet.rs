//! A subnet's route table and what it makes of the subnet.

use super::{Cell, Graph, Inputs, NodeId, Outcome, Reason, Tag, elements, slot, text};
use crate::model::{self, ID_SLOT, Record, Shape, inverses};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::sync::LazyLock;

/// Where things stand, looked up once: a graph has many subnets, and each looks at every route of its table.
static PLACES: LazyLock<Places> = LazyLock::new(Places::new);

struct Places {
    subnet_vpc: usize,
    subnet_route_table: usize,
    /// The list of a VPC's route tables, among the graph's inverse lists.
    vpc_route_tables: Option<usize>,
    table_associations: usize,
    table_routes: usize,
    association: &'static Shape,
    association_state: usize,
    association_subnet: usize,
    association_main: usize,
    route: &'static Shape,
    route_state: usize,
    route_gateway: usize,
    route_prefix_list: usize,
    /// For IPv4 and for IPv6.
    route_destinations: [usize; 2],
    /// What a route can lead to.
    route_targets: [usize; 4],
}

impl Places {
    fn new() -> Places {
        let (subnet, vpc, table) = (model::Subnet::shape(), model::Vpc::shape(), model::RouteTable::shape());
        let (association, route) = (model::RouteTableAssociation::shape(), model::Route::shape());
        let relation = |name| subnet.relations().find(|(.., r)| r.name == name).map_or(0, |(_, to, ..)| to);
        Places {
            subnet_vpc: relation("vpc"),
            subnet_route_table: relation("route_table"),
            vpc_route_tables: inverses().position(|i| i.name == "route_tables" && std::ptr::eq(i.target, vpc)),
            table_associations: slot(table, "associations"),
            table_routes: slot(table, "routes"),
            association,
            association_state: slot(association, "state"),
            association_subnet: slot(association, "subnet_id"),
            association_main: slot(association, "main"),
            route,
            route_state: slot(route, "state"),
            route_gateway: slot(route, "gateway_id"),
            route_prefix_list: slot(route, "destination_prefix_list_id"),
            route_destinations: ["destination_cidr_block", "destination_ipv6_cidr_block"].map(|f| slot(route, f)),
            route_targets: ["gateway_id", "nat_gateway_id", "transit_gateway_id", "network_interface_id"]
                .map(|f| slot(route, f)),
        }
    }
}

/// The table that is associated with the subnet; the VPC's main one when none is. An association that lets a gateway's
/// traffic in (an edge table) names no subnet and is not meant.
pub(super) fn route_table_id(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    let places = &*PLACES;
    let vpc = graph.cell(record, places.subnet_vpc as u32);
    let vpc = match vpc.tag() {
        Tag::Node => NodeId(vpc.low()),
        Tag::Unknown => return Reason(vpc.low()).into(),
        _ => return Outcome::Cell(Cell::NULL),
    };
    let Some(list) = places.vpc_route_tables else { return Reason::NOT_IN_SNAPSHOT.into() };
    let (tables, missing) = graph.inverses[list].of(vpc);
    let own = graph.cell(record, ID_SLOT as u32);
    let mut main = None;
    for node in tables {
        let row = graph.row(*node);
        let associations = graph.cell(row, places.table_associations as u32);
        if associations.tag() == Tag::Unknown {
            return Reason(associations.low()).into();
        }
        for (i, record) in elements(associations, places.association).enumerate() {
            let path = || format!(".vpc.route_tables[{:?}].associations[{i}]", graph.id(*node));
            let subnet = graph.cell(record, places.association_subnet as u32);
            if subnet == own && !is_gone(graph, record) {
                inputs.read(graph, places.association, record, places.association_subnet, path);
                return Outcome::Cell(graph.cell(row, ID_SLOT as u32));
            }
            let is_main = || graph.cell(record, places.association_main as u32) == Cell::bool(true);
            if subnet.tag() == Tag::Null && is_main() {
                main = Some((*node, record, i));
            }
        }
    }
    match (missing, main) {
        // A table that was not read might be the associated one.
        (Some(reason), _) => reason.into(),
        (None, Some((node, record, i))) => {
            let path = || format!(".vpc.route_tables[{:?}].associations[{i}]", graph.id(node));
            inputs.read(graph, places.association, record, places.association_main, path);
            Outcome::Cell(graph.cell(graph.row(node), ID_SLOT as u32))
        }
        (None, None) => Outcome::Cell(Cell::NULL),
    }
}

/// An association that is being undone, or is.
fn is_gone(graph: &Graph, association: u32) -> bool {
    let state = text(graph, association, PLACES.association_state);
    state.is_ok_and(|state| state.is_some_and(|s| s.starts_with("disassociat")))
}

/// Public is what an active route to an internet gateway serves whose destination covers public addresses: the default route,
/// but also the halves of it, or a prefix list.
pub(super) fn is_public(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    decide(graph, record, inputs, |graph, record| {
        let gateway = text(graph, record, PLACES.route_gateway)?;
        let to_internet = gateway.is_some_and(|g| g.starts_with("igw-"));
        Ok((to_internet && leads_to_public_addresses(graph, record)?).then_some(PLACES.route_gateway))
    })
}

/// A default route, to whatever it leads.
pub(super) fn has_default_route(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    decide(graph, record, inputs, |graph, record| {
        for slot in PLACES.route_destinations {
            let destination = text(graph, record, slot)?;
            if destination.is_some_and(|d| d == "0.0.0.0/0" || d == "::/0") {
                return Ok(Some(slot));
            }
        }
        Ok(None)
    })
}

/// True when an active route of the subnet's table decides so; the route's slot that does is the evidence.
fn decide(
    graph: &Graph,
    record: u32,
    inputs: &mut Inputs,
    decides: impl Fn(&Graph, u32) -> Result<Option<usize>, Reason>,
) -> Outcome {
    let places = &*PLACES;
    let found = graph.cell(record, places.subnet_route_table as u32);
    let node = match found.tag() {
        Tag::Node => NodeId(found.low()),
        Tag::Unknown => return Reason(found.low()).into(),
        _ => return false.into(),
    };
    let routes = graph.cell(graph.row(node), places.table_routes as u32);
    let mut unknown = match routes.tag() {
        Tag::Unknown => return Reason(routes.low()).into(),
        Tag::PartialList => Some(Reason(graph.cells[routes.as_span().start as usize - 1].low())),
        _ => None,
    };
    for (i, record) in elements(routes, places.route).enumerate() {
        let path = || format!(".route_table.routes[{i}]");
        match (text(graph, record, places.route_state), decides(graph, record)) {
            (Ok(state), Ok(Some(slot))) if state != Some("blackhole") => {
                inputs.keep_last(0);
                inputs.read(graph, places.route, record, slot, path);
                return true.into();
            }
            (Ok(_), Ok(_)) => {}
            (Err(reason), Ok(Some(_)) | Err(_)) | (Ok(_), Err(reason)) => unknown = unknown.or(Some(reason)),
            (Err(_), Ok(None)) => {}
        }
        // False rests on every route: each says where it leads.
        let set = |slot: &&usize| graph.cell(record, **slot as u32).tag() == Tag::Text;
        let shown = places.route_targets.iter().find(set).unwrap_or(&places.route_gateway);
        inputs.read(graph, places.route, record, *shown, path);
    }
    unknown.map_or(false.into(), Outcome::from)
}

fn leads_to_public_addresses(graph: &Graph, record: u32) -> Result<bool, Reason> {
    if text(graph, record, PLACES.route_prefix_list)?.is_some() {
        return Ok(true); // whatever the list holds, it is there to reach something outside
    }
    for slot in PLACES.route_destinations {
        if let Some(destination) = text(graph, record, slot)? {
            return Ok(destination.parse().is_ok_and(|net| !is_private(net)));
        }
    }
    Ok(false)
}

/// Ranges that are never routed on the internet.
static PRIVATE: LazyLock<(Vec<Ipv4Net>, Vec<Ipv6Net>)> = LazyLock::new(|| {
    let v4 = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"];
    let v6 = ["fc00::/7", "fe80::/10"];
    (v4.iter().filter_map(|p| p.parse().ok()).collect(), v6.iter().filter_map(|p| p.parse().ok()).collect())
});

fn is_private(net: IpNet) -> bool {
    match net {
        IpNet::V4(net) => PRIVATE.0.iter().any(|p| p.contains(&net)),
        IpNet::V6(net) => PRIVATE.1.iter().any(|p| p.contains(&net)),
    }
}
