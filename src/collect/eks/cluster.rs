//! Clusters, and how long their versions are supported.

use super::super::Operation;
use super::super::context::{Context, Header};
use super::super::convert::timestamp;
use crate::model::{EksCluster, EksEncryption, Fetched, Ref};
use aws_sdk_eks::{Client, types};
use std::collections::BTreeMap;

pub(super) const DESCRIBE_CLUSTER: Operation =
    Operation::every_region("eks:DescribeCluster").after(&["eks:ListClusters"]);
/// Asked once, where there is a cluster.
pub(super) const DESCRIBE_CLUSTER_VERSIONS: Operation =
    Operation::region("eks:DescribeClusterVersions").after(&["eks:ListClusters"]).conditional();

/// What AWS says of the versions of Kubernetes that it lists.
pub(super) struct Versions {
    by_version: BTreeMap<String, types::ClusterVersionInformation>,
    /// Why versions may lack.
    why: Option<String>,
}

impl Versions {
    /// Something that AWS says of a version; null when it does not list the version.
    fn of<T>(
        &self,
        version: Option<&str>,
        field: impl FnOnce(&types::ClusterVersionInformation) -> Option<T>,
    ) -> Fetched<Option<T>> {
        match (version.and_then(|v| self.by_version.get(v)), &self.why) {
            (Some(information), _) => Fetched::Value(field(information)),
            (None, Some(why)) => Fetched::Unknown(why.clone()),
            (None, None) => Fetched::Value(None),
        }
    }
}

pub(super) async fn versions(context: &Context, client: &Client) -> Versions {
    if !context.asks(&DESCRIBE_CLUSTER_VERSIONS) {
        let why = format!("{} not_requested", DESCRIBE_CLUSTER_VERSIONS.action);
        return Versions { by_version: BTreeMap::new(), why: Some(why) };
    }
    let pages = client.describe_cluster_versions().include_all(true).into_paginator().send();
    let (versions, gap) = context
        .pages_of(&DESCRIBE_CLUSTER_VERSIONS, None, pages, |page| page.cluster_versions.unwrap_or_default())
        .await;
    let by_version = versions.into_iter().filter_map(|v| Some((v.cluster_version.clone()?, v))).collect();
    Versions { by_version, why: gap.map(|g| g.text) }
}

/// What of a cluster decides how to read the rest of it.
pub(super) struct Cluster {
    pub authentication_mode: Option<String>,
}

/// Reads a cluster; `None` when it was deleted since it was listed.
pub(super) async fn read(context: &Context, client: &Client, name: &str, versions: &Versions) -> Option<Cluster> {
    let answer = client.describe_cluster().name(name).send();
    let cluster = super::describe(context, &DESCRIBE_CLUSTER, name, answer, |a| a.cluster).await?;
    let arn = cluster.as_ref().ok().and_then(|c| c.arn.clone());
    let arn = arn.unwrap_or_else(|| context.arn("eks", &format!("cluster/{name}")));
    let fields = cluster.as_ref().map(|c| fields(name, c, versions));
    let authentication_mode = fields.as_ref().ok().and_then(|f| f.authentication_mode.clone());
    context.add(Header { arn, id: name, name: None }, fields);
    Some(Cluster { authentication_mode })
}

fn fields(name: &str, cluster: &types::Cluster, versions: &Versions) -> EksCluster {
    let network = cluster.resources_vpc_config();
    EksCluster {
        cluster_name: name.to_owned(),
        status: cluster.status.as_ref().map(|s| s.as_str().to_owned()),
        version: cluster.version.clone(),
        version_status: versions.of(cluster.version(), |v| v.version_status.as_ref().map(|s| s.as_str().to_owned())),
        end_of_standard_support: versions.of(cluster.version(), |v| timestamp(v.end_of_standard_support_date.as_ref())),
        support_type: cluster.upgrade_policy().and_then(|p| p.support_type()).map(|t| t.as_str().to_owned()),
        vpc_id: network.and_then(|n| n.vpc_id()).map(Ref::from),
        subnet_ids: network.into_iter().flat_map(|n| n.subnet_ids()).map(|i| Ref::from(i.as_str())).collect(),
        cluster_security_group_id: network.and_then(|n| n.cluster_security_group_id()).map(Ref::from),
        security_group_ids: network
            .into_iter()
            .flat_map(|n| n.security_group_ids())
            .map(|i| Ref::from(i.as_str()))
            .collect(),
        // AWS always answers them. Should it not: what EKS makes unless told otherwise is public, and not private.
        endpoint_public_access: network.is_none_or(|n| n.endpoint_public_access),
        endpoint_private_access: network.is_some_and(|n| n.endpoint_private_access),
        public_access_cidrs: network.map(|n| n.public_access_cidrs().to_vec()).unwrap_or_default(),
        encryption_config: cluster.encryption_config().iter().map(encryption).collect(),
        oidc_issuer: cluster.identity().and_then(|i| i.oidc()).and_then(|o| o.issuer.clone()),
        authentication_mode: cluster
            .access_config()
            .and_then(|a| a.authentication_mode())
            .map(|m| m.as_str().to_owned()),
        enabled_log_types: cluster.logging().map(enabled_log_types).unwrap_or_default(),
        role_arn: cluster.role_arn().map(Ref::from),
        auto_mode_compute: cluster.compute_config().and_then(|c| c.enabled),
        auto_mode_load_balancing: cluster
            .kubernetes_network_config()
            .and_then(|n| n.elastic_load_balancing())
            .and_then(|e| e.enabled),
        created_at: timestamp(cluster.created_at.as_ref()),
        tags: cluster.tags().into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect(),
    }
}

fn encryption(encryption: &types::EncryptionConfig) -> EksEncryption {
    // Newer clusters encrypt everything whatever it says; in older ones it decides.
    #[allow(deprecated)]
    let resources = encryption.resources().to_vec();
    EksEncryption { resources, key_arn: encryption.provider().and_then(|p| p.key_arn()).map(Ref::from) }
}

/// EKS lists the types that are off beside those that are on.
fn enabled_log_types(logging: &types::Logging) -> Vec<String> {
    let on = logging.cluster_logging().iter().filter(|s| s.enabled == Some(true));
    on.flat_map(|s| s.types()).map(|t| t.as_str().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_eks::types::{ClusterVersionInformation, LogSetup, LogType, VersionStatus};

    #[test]
    fn a_version_is_null_when_aws_does_not_list_it_and_unknown_when_the_list_broke_off() {
        let standard = ClusterVersionInformation::builder()
            .cluster_version("1.33")
            .version_status(VersionStatus::StandardSupport)
            .build();
        let of = |why: Option<&str>, version: &str| {
            let by_version = BTreeMap::from([("1.33".to_owned(), standard.clone())]);
            let versions = Versions { by_version, why: why.map(str::to_owned) };
            versions.of(Some(version), |v| v.version_status.as_ref().map(|s| s.as_str().to_owned()))
        };
        assert!(matches!(of(Some("denied"), "1.33"), Fetched::Value(Some(status)) if status == "STANDARD_SUPPORT"));
        assert!(matches!(of(Some("denied"), "1.20"), Fetched::Unknown(why) if why == "denied"));
        assert!(matches!(of(None, "1.20"), Fetched::Value(None)));
    }

    #[test]
    fn only_log_types_that_are_on_count() {
        let logging = types::Logging::builder()
            .cluster_logging(LogSetup::builder().types(LogType::Api).types(LogType::Audit).enabled(true).build())
            .cluster_logging(LogSetup::builder().types(LogType::Scheduler).enabled(false).build())
            .build();
        assert_eq!(enabled_log_types(&logging), ["api", "audit"]);
    }
}
