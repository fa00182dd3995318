//! Database instances, the authorities that sign their certificates, and the subnets that they may stand in.

use super::super::Operation;
use super::super::context::{Context, Header};
use super::super::convert::timestamp;
use super::tags;
use crate::model::{DbInstance, DbSubnetGroup, Fetched, Ref, Timestamp};
use aws_sdk_rds::{Client, types};
use std::collections::BTreeMap;

pub(super) const DESCRIBE_DB_INSTANCES: Operation = Operation::every_region("rds:DescribeDBInstances");
/// Asked once, where there is an instance.
pub(super) const DESCRIBE_CERTIFICATES: Operation =
    Operation::region("rds:DescribeCertificates").after(&["rds:DescribeDBInstances"]);
pub(super) const DESCRIBE_DB_SUBNET_GROUPS: Operation = Operation::region("rds:DescribeDBSubnetGroups");

pub(super) async fn instances(context: &Context, client: &Client) {
    let pages = client.describe_db_instances().into_paginator().send();
    let instances = context.pages(&DESCRIBE_DB_INSTANCES, pages, |page| page.db_instances.unwrap_or_default()).await;
    let instances = instances.unwrap_or_default();
    if instances.is_empty() {
        return;
    }
    let authorities = authorities(context, client).await;
    for instance in &instances {
        let Some(id) = instance.db_instance_identifier() else { continue };
        let arn = instance.db_instance_arn.clone().unwrap_or_else(|| context.arn("rds", &format!("db:{id}")));
        context.add(Header { arn, id, name: None }, Ok(fields(id, instance, &authorities)));
    }
}

fn fields(id: &str, instance: &types::DbInstance, authorities: &Authorities) -> DbInstance {
    DbInstance {
        db_instance_identifier: id.to_owned(),
        db_cluster_identifier: instance.db_cluster_identifier().map(Ref::from),
        engine: instance.engine.clone(),
        db_instance_class: instance.db_instance_class.clone(),
        db_instance_status: instance.db_instance_status.clone(),
        availability_zone: instance.availability_zone.clone(),
        publicly_accessible: instance.publicly_accessible,
        db_subnet_group_name: instance.db_subnet_group().and_then(|g| g.db_subnet_group_name()).map(Ref::from),
        ca_certificate_identifier: instance.ca_certificate_identifier.clone(),
        certificate_valid_till: timestamp(instance.certificate_details().and_then(|d| d.valid_till())),
        ca_valid_till: authorities.valid_till(instance.ca_certificate_identifier()),
        storage_encrypted: instance.storage_encrypted,
        tags: tags(instance.tag_list()),
    }
}

/// When the authorities that AWS lists end.
struct Authorities {
    valid_till: BTreeMap<String, Option<Timestamp>>,
    /// Why authorities may lack.
    why: Option<String>,
}

impl Authorities {
    /// Null when there is no such authority.
    fn valid_till(&self, authority: Option<&str>) -> Fetched<Option<Timestamp>> {
        match (authority.and_then(|a| self.valid_till.get(a)), &self.why) {
            (Some(time), _) => Fetched::Value(*time),
            (None, Some(why)) => Fetched::Unknown(why.clone()),
            (None, None) => Fetched::Value(None),
        }
    }
}

async fn authorities(context: &Context, client: &Client) -> Authorities {
    if !context.asks(&DESCRIBE_CERTIFICATES) {
        let why = format!("{} not_requested", DESCRIBE_CERTIFICATES.action);
        return Authorities { valid_till: BTreeMap::new(), why: Some(why) };
    }
    let pages = client.describe_certificates().into_paginator().send();
    let (certificates, gap) =
        context.pages_of(&DESCRIBE_CERTIFICATES, None, pages, |page| page.certificates.unwrap_or_default()).await;
    let times = certificates.into_iter().filter_map(|c| {
        let time = timestamp(c.valid_till());
        Some((c.certificate_identifier?, time))
    });
    Authorities { valid_till: times.collect(), why: gap.map(|g| g.text) }
}

pub(super) async fn subnet_groups(context: &Context, client: &Client) {
    let pages = client.describe_db_subnet_groups().into_paginator().send();
    let groups =
        context.pages(&DESCRIBE_DB_SUBNET_GROUPS, pages, |page| page.db_subnet_groups.unwrap_or_default()).await;
    for group in groups.iter().flatten() {
        let Some(id) = group.db_subnet_group_name() else { continue };
        let fields = DbSubnetGroup {
            db_subnet_group_name: id.to_owned(),
            vpc_id: group.vpc_id().map(Ref::from),
            subnet_ids: group.subnets().iter().filter_map(|s| s.subnet_identifier().map(Ref::from)).collect(),
        };
        let arn = group.db_subnet_group_arn.clone().unwrap_or_else(|| context.arn("rds", &format!("subgrp:{id}")));
        context.add(Header { arn, id, name: None }, Ok(fields));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_is_null_when_aws_does_not_list_it_and_unknown_when_the_list_broke_off() {
        let time = Some(Timestamp(jiff::Timestamp::UNIX_EPOCH));
        let of = |why: Option<&str>, authority: Option<&str>| {
            let valid_till = BTreeMap::from([("rds-ca-rsa2048-g1".to_owned(), time)]);
            Authorities { valid_till, why: why.map(str::to_owned) }.valid_till(authority)
        };
        assert!(matches!(of(Some("denied"), Some("rds-ca-rsa2048-g1")), Fetched::Value(found) if found == time));
        assert!(matches!(of(Some("denied"), Some("rds-ca-2019")), Fetched::Unknown(why) if why == "denied"));
        assert!(matches!(of(None, Some("rds-ca-2019")), Fetched::Value(None)));
        assert!(matches!(of(None, None), Fetched::Value(None)));
    }
}
