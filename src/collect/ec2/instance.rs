//! Instances and network interfaces, with those that an AWS service manages: without asking for them, an account full
//! of EKS Auto Mode's nodes can look empty.

use super::super::Operation;
use super::super::context::{Context, Header};
use super::super::convert::timestamp;
use super::{PAGE_SIZE, name, tags};
use crate::model::{Instance, NetworkInterface, Ref, SecurityGroup};
use aws_sdk_ec2::{Client, types};
use std::collections::BTreeSet;

pub(super) const DESCRIBE_INSTANCES: Operation = Operation::every_region("ec2:DescribeInstances");
pub(super) const DESCRIBE_NETWORK_INTERFACES: Operation = Operation::every_region("ec2:DescribeNetworkInterfaces");

pub(super) async fn instances(context: &Context, client: &Client) {
    let request = client.describe_instances().include_managed_resources(true);
    let pages = request.into_paginator().page_size(PAGE_SIZE).send();
    let instances = context
        .pages(&DESCRIBE_INSTANCES, pages, |page| {
            let reservations = page.reservations.unwrap_or_default().into_iter();
            reservations.flat_map(|r| r.instances.unwrap_or_default()).collect()
        })
        .await;
    for instance in instances.iter().flatten() {
        let Some(id) = instance.instance_id() else { continue };
        let fields = Instance {
            instance_id: id.to_owned(),
            vpc_id: instance.vpc_id().map(Ref::from),
            subnet_id: instance.subnet_id().map(Ref::from),
            state: instance.state().and_then(|s| s.name()).map(|n| n.as_str().to_owned()),
            instance_type: instance.instance_type.as_ref().map(|t| t.as_str().to_owned()),
            core_count: instance.cpu_options().and_then(|o| o.core_count()).map(i64::from),
            threads_per_core: instance.cpu_options().and_then(|o| o.threads_per_core()).map(i64::from),
            instance_lifecycle: instance.instance_lifecycle.as_ref().map(|l| l.as_str().to_owned()),
            public_ip_address: instance.public_ip_address.clone(),
            security_group_ids: group_ids(instance.security_groups()),
            metadata_http_tokens: instance
                .metadata_options()
                .and_then(|o| o.http_tokens())
                .map(|t| t.as_str().to_owned()),
            launch_time: timestamp(instance.launch_time.as_ref()),
            tags: tags(instance.tags()),
        };
        let arn = context.arn("ec2", &format!("instance/{id}"));
        context.add(Header { arn, id, name: name(instance.tags()) }, Ok(fields));
    }
}

pub(super) async fn network_interfaces(context: &Context, client: &Client) {
    let request = client.describe_network_interfaces().include_managed_resources(true);
    let pages = request.into_paginator().page_size(PAGE_SIZE).send();
    let interfaces =
        context.pages(&DESCRIBE_NETWORK_INTERFACES, pages, |page| page.network_interfaces.unwrap_or_default()).await;
    for interface in interfaces.iter().flatten() {
        let Some(id) = interface.network_interface_id() else { continue };
        let fields = NetworkInterface {
            network_interface_id: id.to_owned(),
            vpc_id: interface.vpc_id().map(Ref::from),
            subnet_id: interface.subnet_id().map(Ref::from),
            interface_type: interface.interface_type.as_ref().map(|t| t.as_str().to_owned()),
            description: interface.description.clone(),
            requester_id: interface.requester_id.clone(),
            requester_managed: interface.requester_managed.unwrap_or_default(),
            status: interface.status.as_ref().map(|s| s.as_str().to_owned()),
            public_ips: public_ips(interface),
            security_group_ids: group_ids(interface.groups()),
            instance_id: interface.attachment().and_then(|a| a.instance_id.clone()),
            tags: tags(interface.tag_set()),
        };
        let arn = context.arn("ec2", &format!("network-interface/{id}"));
        context.add(Header { arn, id, name: name(interface.tag_set()) }, Ok(fields));
    }
}

/// Of its first address, which AWS says twice, and of the further ones.
fn public_ips(interface: &types::NetworkInterface) -> Vec<String> {
    let further = interface.private_ip_addresses().iter().filter_map(|a| a.association());
    let all = interface.association().into_iter().chain(further).filter_map(|a| a.public_ip.clone());
    all.filter(|ip| !ip.is_empty()).collect::<BTreeSet<_>>().into_iter().collect()
}

fn group_ids(groups: &[types::GroupIdentifier]) -> Vec<Ref<SecurityGroup>> {
    groups.iter().filter_map(|g| g.group_id().map(Ref::from)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_ec2::types::{NetworkInterfaceAssociation, NetworkInterfacePrivateIpAddress};

    #[test]
    fn every_public_address_of_an_interface_counts_once() {
        let association = |ip: &str| NetworkInterfaceAssociation::builder().public_ip(ip).build();
        let address = |ip: &str| NetworkInterfacePrivateIpAddress::builder().association(association(ip)).build();
        let interface = types::NetworkInterface::builder()
            .association(association("52.0.0.2"))
            .private_ip_addresses(address("52.0.0.2"))
            .private_ip_addresses(address("52.0.0.1"))
            .private_ip_addresses(NetworkInterfacePrivateIpAddress::builder().private_ip_address("10.0.0.1").build())
            .build();
        assert_eq!(public_ips(&interface), ["52.0.0.1", "52.0.0.2"]);
    }
}
