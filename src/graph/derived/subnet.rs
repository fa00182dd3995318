//! A subnet's route table and what it makes of the subnet.

use super::{Cell, Graph, Inputs, NodeId, Outcome, Reason, Tag, elements, text};
use crate::model::{self, ID_SLOT, Record, Shape, inverses};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

fn subnet() -> &'static Shape {
    model::Subnet::shape()
}
fn table() -> &'static Shape {
    model::RouteTable::shape()
}

/// The table that is associated with the subnet; the VPC's main one when none is. An association that lets a gateway's
/// traffic in (an edge table) names no subnet and is not meant.
pub(super) fn route_table_id(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    let shape = subnet();
    let vpc = relation(graph, shape, record, "vpc");
    let vpc = match vpc.tag() {
        Tag::Node => NodeId(vpc.low()),
        Tag::Unknown => return Reason(vpc.low()).into(),
        _ => return Outcome::Cell(Cell::NULL),
    };
    let list = inverses().position(|i| i.name == "route_tables" && std::ptr::eq(i.target, model::Vpc::shape()));
    let Some(list) = list else { return Reason::NOT_IN_SNAPSHOT.into() };
    let (tables, missing) = graph.inverses[list].of(vpc);
    let own = graph.cell(record, ID_SLOT as u32);
    let association = model::RouteTableAssociation::shape();
    let slot = |name| association.slot(name).unwrap_or_default();
    let mut main = None;
    for node in tables {
        let row = graph.row(*node);
        let associations = graph.cell(row, table().slot("associations").unwrap_or_default() as u32);
        if associations.tag() == Tag::Unknown {
            return Reason(associations.low()).into();
        }
        for (i, record) in elements(associations, association).into_iter().enumerate() {
            let path = || format!(".vpc.route_tables[{:?}].associations[{i}]", graph.id(*node));
            let gone = matches!(text(graph, association, record, "state"), Ok(Some(state)) if state.starts_with("disassociat"));
            if graph.cell(record, slot("subnet_id") as u32) == own && !gone {
                inputs.read(graph, association, record, slot("subnet_id"), path);
                return Outcome::Cell(graph.cell(row, ID_SLOT as u32));
            }
            let implicit = graph.cell(record, slot("subnet_id") as u32).tag() == Tag::Null;
            if implicit && graph.cell(record, slot("main") as u32) == Cell::bool(true) {
                main = Some((*node, record, i));
            }
        }
    }
    match (missing, main) {
        // A table that was not read might be the associated one.
        (Some(reason), _) => reason.into(),
        (None, Some((node, record, i))) => {
            let path = || format!(".vpc.route_tables[{:?}].associations[{i}]", graph.id(node));
            inputs.read(graph, association, record, slot("main"), path);
            Outcome::Cell(graph.cell(graph.row(node), ID_SLOT as u32))
        }
        (None, None) => Outcome::Cell(Cell::NULL),
    }
}

/// Public is what an active route to an internet gateway serves whose destination covers public addresses: the default route,
/// but also the halves of it, or a prefix list.
pub(super) fn is_public(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    decide(graph, record, inputs, |graph, record| {
        let route = model::Route::shape();
        let gateway = text(graph, route, record, "gateway_id")?;
        let to_internet = gateway.is_some_and(|g| g.starts_with("igw-"));
        Ok((to_internet && leads_to_public_addresses(graph, record)?).then_some("gateway_id"))
    })
}

/// A default route, to whatever it leads.
pub(super) fn has_default_route(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    decide(graph, record, inputs, |graph, record| {
        let route = model::Route::shape();
        for field in ["destination_cidr_block", "destination_ipv6_cidr_block"] {
            let destination = text(graph, route, record, field)?;
            if destination.is_some_and(|d| d == "0.0.0.0/0" || d == "::/0") {
                return Ok(Some(field));
            }
        }
        Ok(None)
    })
}

/// True when an active route of the subnet's table decides so; the route's field that does is the evidence.
fn decide(
    graph: &Graph,
    record: u32,
    inputs: &mut Inputs,
    decides: impl Fn(&Graph, u32) -> Result<Option<&'static str>, Reason>,
) -> Outcome {
    let found = relation(graph, subnet(), record, "route_table");
    let node = match found.tag() {
        Tag::Node => NodeId(found.low()),
        Tag::Unknown => return Reason(found.low()).into(),
        _ => return false.into(),
    };
    let (route, row) = (model::Route::shape(), graph.row(node));
    let routes_slot = table().slot("routes").unwrap_or_default();
    let routes = graph.cell(row, routes_slot as u32);
    let mut unknown = match routes.tag() {
        Tag::Unknown => return Reason(routes.low()).into(),
        Tag::PartialList => Some(Reason(graph.cells[routes.as_span().start as usize - 1].low())),
        _ => None,
    };
    for (i, record) in elements(routes, route).into_iter().enumerate() {
        let path = || format!(".route_table.routes[{i}]");
        match (text(graph, route, record, "state"), decides(graph, record)) {
            (Ok(state), Ok(Some(field))) if state.as_deref() != Some("blackhole") => {
                inputs.keep_last(0);
                inputs.read(graph, route, record, route.slot(field).unwrap_or_default(), path);
                return true.into();
            }
            (Ok(_), Ok(_)) => {}
            (Err(reason), Ok(Some(_)) | Err(_)) | (Ok(_), Err(reason)) => unknown = unknown.or(Some(reason)),
            (Err(_), Ok(None)) => {}
        }
        // False rests on every route: each says where it leads.
        let target = ["gateway_id", "nat_gateway_id", "transit_gateway_id", "network_interface_id"];
        let set = |f: &&&str| graph.cell(record, route.slot(f).unwrap_or_default() as u32).tag() == Tag::Text;
        let shown = target.iter().find(set).unwrap_or(&"gateway_id");
        inputs.read(graph, route, record, route.slot(shown).unwrap_or_default(), path);
    }
    unknown.map_or(false.into(), Outcome::from)
}

fn leads_to_public_addresses(graph: &Graph, record: u32) -> Result<bool, Reason> {
    let route = model::Route::shape();
    if text(graph, route, record, "destination_prefix_list_id")?.is_some() {
        return Ok(true); // whatever the list holds, it is there to reach something outside
    }
    for field in ["destination_cidr_block", "destination_ipv6_cidr_block"] {
        if let Some(destination) = text(graph, route, record, field)? {
            return Ok(destination.parse().is_ok_and(|net| !is_private(net)));
        }
    }
    Ok(false)
}

/// Whether a range lies inside the ranges that are never routed on the internet.
fn is_private(net: IpNet) -> bool {
    let v4 = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"];
    let v6 = ["fc00::/7", "fe80::/10"];
    match net {
        IpNet::V4(net) => v4.iter().filter_map(|p| p.parse::<Ipv4Net>().ok()).any(|p| p.contains(&net)),
        IpNet::V6(net) => v6.iter().filter_map(|p| p.parse::<Ipv6Net>().ok()).any(|p| p.contains(&net)),
    }
}

fn relation(graph: &Graph, shape: &'static Shape, record: u32, name: &str) -> Cell {
    let to = shape.relations().find(|(.., r)| r.name == name).map_or(0, |(_, to, ..)| to);
    graph.cell(record, to as u32)
}
