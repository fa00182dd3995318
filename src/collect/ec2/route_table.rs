//! Route tables.

use super::super::Operation;
use super::super::context::{Context, Header};
use super::{name, tags};
use crate::model::{Ref, Route, RouteTable, RouteTableAssociation};
use aws_sdk_ec2::{Client, types};

pub(super) const DESCRIBE_ROUTE_TABLES: Operation = Operation::region("ec2:DescribeRouteTables");

pub(super) async fn route_tables(context: &Context, client: &Client) {
    let pages = client.describe_route_tables().into_paginator().send();
    let tables = context.pages(&DESCRIBE_ROUTE_TABLES, pages, |page| page.route_tables.unwrap_or_default()).await;
    for table in tables.iter().flatten() {
        let (Some(id), Some(vpc)) = (table.route_table_id(), table.vpc_id()) else { continue };
        let fields = RouteTable {
            route_table_id: id.to_owned(),
            vpc_id: Ref::from(vpc),
            routes: table.routes().iter().map(route).collect(),
            associations: table.associations().iter().map(association).collect(),
            tags: tags(table.tags()),
        };
        let arn = context.arn("ec2", &format!("route-table/{id}"));
        context.add(Header { arn, id, name: name(table.tags()) }, Ok(fields));
    }
}

fn route(route: &types::Route) -> Route {
    Route {
        destination_cidr_block: route.destination_cidr_block.clone(),
        destination_ipv6_cidr_block: route.destination_ipv6_cidr_block.clone(),
        destination_prefix_list_id: route.destination_prefix_list_id.clone(),
        gateway_id: route.gateway_id().map(Ref::from),
        nat_gateway_id: route.nat_gateway_id().map(Ref::from),
        network_interface_id: route.network_interface_id.clone(),
        transit_gateway_id: route.transit_gateway_id.clone(),
        vpc_peering_connection_id: route.vpc_peering_connection_id.clone(),
        egress_only_internet_gateway_id: route.egress_only_internet_gateway_id.clone(),
        state: route.state.as_ref().map(|s| s.as_str().to_owned()),
    }
}

fn association(association: &types::RouteTableAssociation) -> RouteTableAssociation {
    RouteTableAssociation {
        route_table_association_id: association.route_table_association_id.clone(),
        subnet_id: association.subnet_id().map(Ref::from),
        gateway_id: association.gateway_id.clone(),
        main: association.main.unwrap_or_default(),
        state: association.association_state().and_then(|s| s.state()).map(|s| s.as_str().to_owned()),
    }
}
