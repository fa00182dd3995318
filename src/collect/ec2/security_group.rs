//! Security groups, and the prefix lists that they may name.

use super::super::Operation;
use super::super::context::{Context, Header};
use super::super::convert::sent;
use super::tags;
use crate::model::{PrefixList, Ref, SecurityGroup, SecurityGroupPermission};
use aws_sdk_ec2::{Client, types};

pub(super) const DESCRIBE_SECURITY_GROUPS: Operation = Operation::region("ec2:DescribeSecurityGroups");

pub(super) const DESCRIBE_MANAGED_PREFIX_LISTS: Operation = Operation::region("ec2:DescribeManagedPrefixLists");

/// The most that a page holds.
const PREFIX_LISTS_PAGE: i32 = 100;

pub(super) async fn security_groups(context: &Context, client: &Client) {
    let pages = client.describe_security_groups().into_paginator().page_size(super::PAGE_SIZE).send();
    let groups = context.pages(&DESCRIBE_SECURITY_GROUPS, pages, |page| page.security_groups.unwrap_or_default()).await;
    for group in groups.iter().flatten() {
        let Some(id) = group.group_id() else { continue };
        let fields = SecurityGroup {
            group_id: id.to_owned(),
            group_name: sent(group.group_name()),
            description: group.description.clone(),
            vpc_id: group.vpc_id().map(Ref::from),
            ingress: group.ip_permissions().iter().map(permission).collect(),
            egress: group.ip_permissions_egress().iter().map(permission).collect(),
            tags: tags(group.tags()),
            named_group_ids: Default::default(),
        };
        let arn = group.security_group_arn.clone();
        let arn = arn.unwrap_or_else(|| context.arn("ec2", &format!("security-group/{id}")));
        context.add(Header { arn, id, name: group.group_name() }, Ok(fields));
    }
}

pub(super) async fn prefix_lists(context: &Context, client: &Client) {
    let pages = client.describe_managed_prefix_lists().into_paginator().page_size(PREFIX_LISTS_PAGE).send();
    let lists =
        context.pages(&DESCRIBE_MANAGED_PREFIX_LISTS, pages, |page| page.prefix_lists.unwrap_or_default()).await;
    for list in lists.iter().flatten() {
        let Some(id) = list.prefix_list_id() else { continue };
        let fields = PrefixList {
            prefix_list_id: id.to_owned(),
            prefix_list_name: list.prefix_list_name.clone(),
            owner_id: list.owner_id.clone(),
            address_family: list.address_family.clone(),
        };
        let arn = list.prefix_list_arn.clone();
        let arn = arn.unwrap_or_else(|| context.arn("ec2", &format!("prefix-list/{id}")));
        context.add(Header { arn, id, name: list.prefix_list_name() }, Ok(fields));
    }
}

fn permission(permission: &types::IpPermission) -> SecurityGroupPermission {
    SecurityGroupPermission {
        ip_protocol: sent(permission.ip_protocol()),
        // Absent where the protocol is -1: all ports, not none.
        from_port: permission.from_port.map(i64::from),
        to_port: permission.to_port.map(i64::from),
        cidr_ips: permission.ip_ranges().iter().filter_map(|r| r.cidr_ip.clone()).collect(),
        cidr_ipv6s: permission.ipv6_ranges().iter().filter_map(|r| r.cidr_ipv6.clone()).collect(),
        prefix_list_ids: permission
            .prefix_list_ids()
            .iter()
            .filter_map(|l| l.prefix_list_id().map(Ref::from))
            .collect(),
        source_group_ids: permission
            .user_id_group_pairs()
            .iter()
            .filter_map(|pair| pair.group_id().map(Ref::from))
            .collect(),
        admits_internet: Default::default(),
    }
}
