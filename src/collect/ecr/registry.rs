//! The registry of an account in a region.

use super::super::context::{Context, Header, fetched};
use super::super::{Operation, policy};
use crate::model::{Derived, EcrRegistry, EcrReplicationDestination};
use aws_sdk_ecr::Client;

pub(super) const DESCRIBE_REGISTRY: Operation = Operation::region("ecr:DescribeRegistry");
pub(super) const GET_REGISTRY_POLICY: Operation = Operation::region("ecr:GetRegistryPolicy");
pub(super) const GET_REGISTRY_SCANNING_CONFIGURATION: Operation =
    Operation::region("ecr:GetRegistryScanningConfiguration");

pub(super) async fn read(context: &Context, client: &Client) {
    let (registry, document, scanning) = tokio::join!(
        context.call(&DESCRIBE_REGISTRY, None, client.describe_registry().send()),
        context.call_unless(
            &GET_REGISTRY_POLICY,
            None,
            &["RegistryPolicyNotFoundException"],
            client.get_registry_policy().send(),
        ),
        context.call(&GET_REGISTRY_SCANNING_CONFIGURATION, None, client.get_registry_scanning_configuration().send(),),
    );
    let Ok(registry) = registry else { return };
    let id = registry.registry_id().unwrap_or(&context.account.id);
    let rules = registry.replication_configuration().map(|c| c.rules()).unwrap_or_default();
    let destinations = rules.iter().flat_map(|r| r.destinations());
    let fields = EcrRegistry {
        registry_id: id.to_owned(),
        replication_destinations: destinations
            .map(|d| EcrReplicationDestination { region: d.region.clone(), registry_id: d.registry_id.clone() })
            .collect(),
        policy: policy::fetched(document.map(|answer| answer.map(|a| a.policy_text.unwrap_or_default()))),
        grants: Derived::default(),
        scan_type: fetched(scanning, |answer| {
            let configuration = answer.scanning_configuration;
            configuration.and_then(|c| c.scan_type).map(|t| t.as_str().to_owned())
        }),
    };
    // Registries have no ARN of their own: policies write them as their repositories.
    let arn = context.arn("ecr", "registry");
    let host = format!("{id}.dkr.ecr.{}.amazonaws.com", context.region);
    context.add(Header { arn, id, name: Some(&host) }, Ok(fields));
}
