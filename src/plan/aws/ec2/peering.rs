//! What joins networks: peering connections, and attachments of transit gateways.

use super::super::super::mapping::{Constant, From, Mapping, Part};
use super::super::super::resource::{Resource, Told};
use crate::model::{Record, TransitGatewayAttachment, Vpc, VpcPeeringConnection};
use serde_json::{Value, json};

const ACCEPTER: &str = "aws_vpc_peering_connection_accepter";

pub const PEERING: Mapping = Mapping {
    prefix: "pcx-",
    parts: &[Part { terraform: ACCEPTER, of: "vpc_peering_connection_id" }],
    fields: &[
        ("vpc_peering_connection_id", From::Attribute("id")),
        ("status", From::With(status)),
        ("requester_vpc_id", From::With(|peering| peering.link("vpc_id", Vpc::shape()))),
        ("requester_owner_id", From::With(requester)),
        ("accepter_vpc_id", From::With(|peering| peering.link("peer_vpc_id", Vpc::shape()))),
        ("accepter_owner_id", From::With(|peering| peering.owner("peer_owner_id"))),
    ],
    ..Mapping::new(VpcPeeringConnection::shape, &["aws_vpc_peering_connection"], "id")
};

fn requester(peering: &Resource) -> Option<Value> {
    peering.place().map(|place| json!(place.account))
}

/// Somebody has to accept it: the plan, or who knows.
fn status(peering: &Resource) -> Option<Value> {
    let parts = peering.parts(ACCEPTER);
    if std::iter::once(peering).chain(&parts).any(|r| r.is_true("auto_accept")) {
        return Some(json!("active"));
    }
    match peering.text("accept_status") {
        Some(status) => Some(json!(status)),
        None => peering.is_new().then(|| json!("pending-acceptance")),
    }
}

const ACCEPTED: &str = "aws_ec2_transit_gateway_vpc_attachment_accepter";
const GATEWAY: &str = "aws_ec2_transit_gateway";

pub const TRANSIT_GATEWAY_VPC: Mapping = Mapping {
    prefix: "tgw-attach-",
    parts: &[Part { terraform: ACCEPTED, of: "transit_gateway_attachment_id" }],
    fields: &[
        ("transit_gateway_attachment_id", From::Attribute("id")),
        ("transit_gateway_id", From::With(|attachment| gateway_id(attachment, "transit_gateway_id"))),
        ("transit_gateway_owner_id", From::With(gateway_owner)),
        ("resource_type", From::Is(Constant::Text("vpc"))),
        ("resource_owner_id", From::With(|attachment| attachment.owner("vpc_owner_id"))),
        ("resource_id", From::With(|attachment| attachment.link("vpc_id", Vpc::shape()))),
        ("state", From::With(state)),
    ],
    ..Mapping::new(TransitGatewayAttachment::shape, &["aws_ec2_transit_gateway_vpc_attachment"], "id")
};

pub const TRANSIT_GATEWAY_PEERING: Mapping = Mapping {
    prefix: "tgw-attach-",
    fields: &[
        ("transit_gateway_attachment_id", From::Attribute("id")),
        ("transit_gateway_id", From::With(|attachment| gateway_id(attachment, "transit_gateway_id"))),
        ("transit_gateway_owner_id", From::With(requester)),
        ("resource_type", From::Is(Constant::Text("peering"))),
        ("resource_owner_id", From::With(|attachment| attachment.owner("peer_account_id"))),
        ("resource_id", From::With(|attachment| gateway_id(attachment, "peer_transit_gateway_id"))),
        // The other side has to accept it.
        ("state", From::Attribute("state")),
    ],
    ..Mapping::new(TransitGatewayAttachment::shape, &["aws_ec2_transit_gateway_peering_attachment"], "id")
};

fn gateway_id(attachment: &Resource, path: &str) -> Option<Value> {
    match (attachment.told(path), attachment.other(path, GATEWAY)) {
        (Told::AfterApply, Some(gateway)) => Some(gateway.stand_in("id")),
        _ => attachment.value(path),
    }
}

/// The gateway may be shared by another account: only one that the plan has tells whose it is.
fn gateway_owner(attachment: &Resource) -> Option<Value> {
    let gateway = attachment.other("transit_gateway_id", GATEWAY)?;
    gateway.owner("owner_id")
}

/// Terraform waits for an attachment to a gateway of the same account; another account has to accept.
fn state(attachment: &Resource) -> Option<Value> {
    let own = attachment.is_new() && gateway_owner(attachment).is_some();
    (own || !attachment.parts(ACCEPTED).is_empty()).then(|| json!("available"))
}
