//! Amazon EKS: clusters and what belongs to them.

use super::{Fetched, KmsKey, Ref, Role, SecurityGroup, Subnet, Tags, Timestamp, Vpc};
use serde::Serialize;
use trueline_derive::{Record, Resource};

/// A cluster.
#[derive(Serialize, Resource)]
#[resource("AWS::EKS::Cluster", plural = eks_clusters, id = cluster_name, scope = region, source = "eks:DescribeCluster", listing = "eks:ListClusters")]
pub struct EksCluster {
    /// `name`
    pub cluster_name: String,
    /// CREATING, ACTIVE, DELETING, FAILED, UPDATING or PENDING. `status`
    pub status: Option<String>,
    /// Major and minor version of Kubernetes. `version`
    pub version: Option<String>,
    /// Whether AWS supports the version at no extra cost; null when AWS does not list the version. `clusterVersions[].versionStatus`
    #[source("eks:DescribeClusterVersions")]
    pub version_status: Fetched<Option<String>>,
    /// `clusterVersions[].endOfStandardSupportDate`
    #[source("eks:DescribeClusterVersions")]
    pub end_of_standard_support: Fetched<Option<Timestamp>>,
    /// STANDARD or EXTENDED. `upgradePolicy.supportType`
    pub support_type: Option<String>,
    /// `resourcesVpcConfig.vpcId`
    #[relation(vpc, inverse = eks_clusters)]
    pub vpc_id: Option<Ref<Vpc>>,
    /// `resourcesVpcConfig.subnetIds`
    #[relation(subnets, inverse = eks_clusters)]
    pub subnet_ids: Vec<Ref<Subnet>>,
    /// The group that EKS makes for control plane and nodes. `resourcesVpcConfig.clusterSecurityGroupId`
    #[relation(cluster_security_group, inverse = eks_clusters)]
    pub cluster_security_group_id: Option<Ref<SecurityGroup>>,
    /// `resourcesVpcConfig.securityGroupIds`
    #[relation(security_groups, inverse = eks_control_planes)]
    pub security_group_ids: Vec<Ref<SecurityGroup>>,
    /// `resourcesVpcConfig.endpointPublicAccess`
    pub endpoint_public_access: bool,
    /// `resourcesVpcConfig.endpointPrivateAccess`
    pub endpoint_private_access: bool,
    /// Without meaning while public access is off. `resourcesVpcConfig.publicAccessCidrs`
    pub public_access_cidrs: Vec<String>,
    /// What a key of the company's own encrypts; empty means AWS's own key alone. `encryptionConfig`
    pub encryption_config: Vec<EksEncryption>,
    /// The issuer with its scheme. `identity.oidc.issuer`
    pub oidc_issuer: Option<String>,
    /// `accessConfig.authenticationMode`
    pub authentication_mode: Option<String>,
    /// Types of control plane log that are on. `logging.clusterLogging[].types` of the entries whose `enabled` is true
    pub enabled_log_types: Vec<String>,
    /// `roleArn`
    #[relation(role, inverse = eks_clusters)]
    pub role_arn: Option<Ref<Role>>,
    /// Whether EKS itself provides nodes; null in clusters that never had it. `computeConfig.enabled`
    pub auto_mode_compute: Option<bool>,
    /// Whether EKS itself makes load balancers. `kubernetesNetworkConfig.elasticLoadBalancing.enabled`
    pub auto_mode_load_balancing: Option<bool>,
    /// `createdAt`
    pub created_at: Option<Timestamp>,
    /// `tags`
    pub tags: Tags,
}

/// What a key encrypts in a cluster.
#[derive(Serialize, Record)]
pub struct EksEncryption {
    /// `resources`
    pub resources: Vec<String>,
    /// `provider.keyArn`
    #[relation(kms_key)]
    pub key_arn: Option<Ref<KmsKey>>,
}

/// A managed node group.
#[derive(Serialize, Resource)]
#[resource("AWS::EKS::Nodegroup", plural = node_groups, id = nodegroup_arn, source = "eks:DescribeNodegroup", listing = "eks:ListNodegroups")]
pub struct NodeGroup {
    /// `nodegroupArn`
    pub nodegroup_arn: String,
    /// `nodegroupName`
    pub nodegroup_name: String,
    /// `clusterName`
    #[relation(cluster, inverse = node_groups)]
    pub cluster_name: Ref<EksCluster>,
    /// CREATING, ACTIVE, UPDATING, DELETING, DEGRADED, ... `status`
    pub status: Option<String>,
    /// ON_DEMAND, SPOT or CAPACITY_BLOCK; null in old answers, which means on demand. `capacityType`
    pub capacity_type: Option<String>,
    /// Empty where a launch template says it. `instanceTypes`
    pub instance_types: Vec<String>,
    /// `subnets`
    #[relation(subnets, inverse = node_groups)]
    pub subnet_ids: Vec<Ref<Subnet>>,
    /// `labels`
    pub labels: Tags,
    /// `taints`
    pub taints: Vec<Taint>,
    /// `scalingConfig`
    pub scaling_config: Option<NodeGroupScaling>,
    /// `version`
    pub version: Option<String>,
    /// `nodeRole`
    #[relation(node_role, inverse = node_groups)]
    pub node_role_arn: Option<Ref<Role>>,
    /// `launchTemplate.id`
    pub launch_template_id: Option<String>,
    /// What EKS holds wrong with it. `health.issues[].code`
    pub health_issues: Vec<String>,
    /// `tags`
    pub tags: Tags,
}

/// A taint of a node group's nodes.
#[derive(Serialize, Record)]
pub struct Taint {
    /// `key`
    pub key: Option<String>,
    /// `value`
    pub value: Option<String>,
    /// NO_SCHEDULE, NO_EXECUTE or PREFER_NO_SCHEDULE. `effect`
    pub effect: Option<String>,
}

/// How many nodes a group has and may have.
#[derive(Serialize, Record)]
pub struct NodeGroupScaling {
    /// `minSize`
    pub min_size: Option<i64>,
    /// `maxSize`
    pub max_size: Option<i64>,
    /// `desiredSize`
    pub desired_size: Option<i64>,
}

/// An add-on of a cluster.
#[derive(Serialize, Resource)]
#[resource("AWS::EKS::Addon", plural = eks_addons, id = addon_arn, source = "eks:DescribeAddon", listing = "eks:ListAddons")]
pub struct Addon {
    /// `addonArn`
    pub addon_arn: String,
    /// `addonName`
    pub addon_name: String,
    /// `clusterName`
    #[relation(cluster, inverse = addons)]
    pub cluster_name: Ref<EksCluster>,
    /// `status`
    pub status: Option<String>,
    /// `addonVersion`
    pub addon_version: Option<String>,
    /// `serviceAccountRoleArn`
    #[relation(service_account_role, inverse = addons)]
    pub service_account_role_arn: Option<Ref<Role>>,
}

/// A controller that EKS runs for a cluster, outside of it.
#[derive(Serialize, Resource)]
#[resource("AWS::EKS::Capability", plural = eks_capabilities, id = capability_arn, source = "eks:DescribeCapability", listing = "eks:ListCapabilities")]
pub struct Capability {
    /// `arn`
    pub capability_arn: String,
    /// `capabilityName`
    pub capability_name: String,
    /// `clusterName`
    #[relation(cluster, inverse = capabilities)]
    pub cluster_name: Ref<EksCluster>,
    /// ARGOCD, ACK or KRO. `type`
    pub capability_type: Option<String>,
    /// CREATING, ACTIVE, DEGRADED, DELETING, ... `status`
    pub status: Option<String>,
    /// `roleArn`
    #[relation(role, inverse = eks_capabilities)]
    pub role_arn: Option<Ref<Role>>,
    /// What EKS holds wrong with it. `health.issues[].code`
    pub health_issues: Vec<String>,
    /// Where the objects are that Argo CD looks after. `configuration.argoCd.namespace`
    pub argo_cd_namespace: Option<String>,
}

/// The binding of a Kubernetes service account to a role.
#[derive(Serialize, Resource)]
#[resource("AWS::EKS::PodIdentityAssociation", plural = pod_identity_associations, id = association_id, source = "eks:DescribePodIdentityAssociation", listing = "eks:ListPodIdentityAssociations")]
pub struct PodIdentityAssociation {
    /// `associationId`
    pub association_id: String,
    /// `clusterName`
    #[relation(cluster, inverse = pod_identity_associations)]
    pub cluster_name: Ref<EksCluster>,
    /// `namespace`
    pub namespace: Option<String>,
    /// `serviceAccount`
    pub service_account: Option<String>,
    /// `roleArn`
    #[relation(role, inverse = pod_identity_associations)]
    pub role_arn: Option<Ref<Role>>,
}

/// Who may use a cluster's API.
#[derive(Serialize, Resource)]
#[resource("AWS::EKS::AccessEntry", plural = access_entries, id = access_entry_arn, source = "eks:DescribeAccessEntry", listing = "eks:ListAccessEntries")]
pub struct AccessEntry {
    /// `accessEntryArn`
    pub access_entry_arn: String,
    /// `clusterName`
    #[relation(cluster, inverse = access_entries)]
    pub cluster_name: Ref<EksCluster>,
    /// `principalArn`
    pub principal_arn: String,
    /// STANDARD, EC2_LINUX, FARGATE_LINUX, ... `type`
    pub entry_type: Option<String>,
    /// `kubernetesGroups`
    pub kubernetes_groups: Vec<String>,
}
