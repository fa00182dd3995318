//! Database instances, alone or of a cluster, and groups of subnets.

use super::super::super::mapping::{Constant, From, Mapping};
use super::super::super::resource::{Resource, Told};
use super::cluster::storage_encrypted;
use super::members::INSTANCES;
use crate::model::{DbCluster, DbInstance, DbSubnetGroup, Record, Subnet, Vpc};
use serde_json::{Value, json};

const ALONE: &str = "aws_db_instance";
const TYPES: &[&str] = &[ALONE, INSTANCES[0], INSTANCES[1], INSTANCES[2]];

pub const INSTANCE: Mapping = Mapping {
    name: "identifier",
    arn: "arn:aws:rds:{region}:{account}:db:{id}",
    fields: &[
        ("db_instance_identifier", From::Attribute("identifier")),
        ("db_cluster_identifier", From::With(cluster)),
        ("db_instance_class", From::Attribute("instance_class")),
        ("db_instance_status", From::Made(Constant::Text("available"))),
        ("publicly_accessible", From::With(publicly_accessible)),
        ("db_subnet_group_name", From::With(subnet_group)),
        ("ca_certificate_identifier", From::Attribute("ca_cert_identifier")),
        ("storage_encrypted", From::With(encrypted)),
    ],
    ..Mapping::new(DbInstance::shape, TYPES, "identifier")
};

fn is_alone(instance: &Resource) -> bool {
    instance.terraform() == ALONE
}

fn cluster(instance: &Resource) -> Option<Value> {
    match is_alone(instance) {
        true => Some(Value::Null),
        false => instance.link("cluster_identifier", DbCluster::shape()),
    }
}

/// Of a cluster's instance that does not say, AWS decides by the gateways of its network.
fn publicly_accessible(instance: &Resource) -> Option<Value> {
    match is_alone(instance) {
        true => instance.value_or("publicly_accessible", json!(false)),
        false => instance.value("publicly_accessible"),
    }
}

/// The cluster's, where the instance says none of its own.
fn subnet_group(instance: &Resource) -> Option<Value> {
    let path = "db_subnet_group_name";
    match is_alone(instance) || !instance.is_left_to_aws(path) {
        true => instance.link(path, DbSubnetGroup::shape()),
        false => instance.through("cluster_identifier", DbCluster::shape(), path, DbSubnetGroup::shape()),
    }
}

fn encrypted(instance: &Resource) -> Option<Value> {
    if is_alone(instance) || instance.told("storage_encrypted") != Told::AfterApply {
        return instance.value_or("storage_encrypted", json!(false));
    }
    match instance.at(&cluster(instance)?, DbCluster::shape()) {
        Some(cluster) => storage_encrypted(&cluster),
        None => instance.value("storage_encrypted"),
    }
}

pub const SUBNET_GROUP: Mapping = Mapping {
    name: "name",
    arn: "arn:aws:rds:{region}:{account}:subgrp:{id}",
    fields: &[("db_subnet_group_name", From::Attribute("name")), ("vpc_id", From::With(vpc))],
    ..Mapping::new(DbSubnetGroup::shape, &["aws_db_subnet_group"], "name")
};

/// That of its subnets.
fn vpc(group: &Resource) -> Option<Value> {
    match group.told("vpc_id") {
        Told::AfterApply | Told::Untold => group.of_first("subnet_ids", Subnet::shape(), "vpc_id", Vpc::shape()),
        _ => group.link("vpc_id", Vpc::shape()),
    }
}
