//! Amazon ECR: the registry of an account and region, its repositories and their images.

use super::{Derived, Fetched, Grant, KmsKey, PolicyDocument, Ref, Tags, Timestamp};
use serde::Serialize;
use serde_json::Value;
use trueline_derive::{Record, Resource};

/// A repository of container images.
#[derive(Serialize, Resource)]
#[resource("AWS::ECR::Repository", plural = ecr_repositories, id = repository_name, scope = region, source = "ecr:DescribeRepositories")]
pub struct EcrRepository {
    /// `repositoryName`
    pub repository_name: String,
    /// What images of it are pulled by, without tag and digest. `repositoryUri`
    pub repository_uri: Option<String>,
    /// `createdAt`
    pub created_at: Option<Timestamp>,
    /// MUTABLE, IMMUTABLE, MUTABLE_WITH_EXCLUSION or IMMUTABLE_WITH_EXCLUSION. `imageTagMutability`
    pub image_tag_mutability: Option<String>,
    /// Tags to which the opposite applies, as patterns. `imageTagMutabilityExclusionFilters[].filter`
    pub mutability_exclusions: Vec<String>,
    /// AES256, KMS or KMS_DSSE. `encryptionConfiguration.encryptionType`
    pub encryption_type: Option<String>,
    /// `encryptionConfiguration.kmsKey`
    #[relation(kms_key, inverse = ecr_repositories)]
    pub kms_key_id: Option<Ref<KmsKey>>,
    /// The repository's own switch, which counts only where no rule of the registry does. `imageScanningConfiguration.scanOnPush`
    pub scan_on_push: Option<bool>,
    /// What comes of the registry's rules: SCAN_ON_PUSH, CONTINUOUS_SCAN or MANUAL. `scanningConfigurations[].scanFrequency`
    #[source("ecr:BatchGetRepositoryScanningConfiguration")]
    pub scan_frequency: Fetched<Option<String>>,
    /// `policyText`
    #[source("ecr:GetRepositoryPolicy")]
    pub policy: Fetched<Option<PolicyDocument>>,
    /// Whom that lets in.
    #[source("ecr:GetRepositoryPolicy")]
    #[serde(skip)]
    pub grants: Derived<Vec<Grant>>,
    /// Null without a lifecycle policy. `lifecyclePolicyText`
    #[source("ecr:GetLifecyclePolicy")]
    pub lifecycle_rules: Fetched<Option<Vec<EcrLifecycleRule>>>,
    /// `tags`
    #[source("ecr:ListTagsForResource")]
    pub tags: Fetched<Tags>,
}

/// A rule of a lifecycle policy.
#[derive(Serialize, Record)]
pub struct EcrLifecycleRule {
    /// `rulePriority`
    pub rule_priority: Option<i64>,
    /// tagged, untagged or any. `selection.tagStatus`
    pub tag_status: Option<String>,
    /// imageCountMoreThan, sinceImagePushed or another. `selection.countType`
    pub count_type: Option<String>,
    /// `selection.countNumber`
    pub count_number: Option<i64>,
    /// expire or transition. `action.type`
    pub action: Option<String>,
}

/// The rules of a lifecycle policy.
///
/// # Errors
/// That it is none, as the text of an unknown value.
pub fn lifecycle_rules(text: &str) -> Result<Vec<EcrLifecycleRule>, String> {
    let document = serde_json::from_str::<Value>(text).ok();
    let rules = document.as_ref().and_then(|d| d.get("rules")?.as_array());
    let rules = rules.ok_or_else(|| "a lifecycle policy that cannot be read".to_owned())?;
    Ok(rules.iter().map(lifecycle_rule).collect())
}

fn lifecycle_rule(rule: &Value) -> EcrLifecycleRule {
    let text = |path: &str| rule.pointer(path).and_then(Value::as_str).map(str::to_owned);
    let number = |path: &str| rule.pointer(path).and_then(Value::as_i64);
    EcrLifecycleRule {
        rule_priority: number("/rulePriority"),
        tag_status: text("/selection/tagStatus"),
        count_type: text("/selection/countType"),
        count_number: number("/selection/countNumber"),
        action: text("/action/type"),
    }
}

/// An image that can be pulled. An archived one is not listed.
#[derive(Serialize, Resource)]
#[resource("AWS::ECR::Image", plural = ecr_images, id = image_id, scope = region, source = "ecr:DescribeImages")]
pub struct EcrImage {
    /// Repository and digest, with an `@` between.
    pub image_id: String,
    /// `repositoryName`
    #[relation(repository, inverse = images)]
    pub repository_name: Ref<EcrRepository>,
    /// `imageDigest`
    pub image_digest: String,
    /// `imageTags`
    pub image_tags: Vec<String>,
    /// `imagePushedAt`
    pub image_pushed_at: Option<Timestamp>,
    /// `imageManifestMediaType`
    pub image_manifest_media_type: Option<String>,
    /// Asked for a repository's newest image with a tag alone; null when it was never scanned. `imageScanStatus.status`
    #[source("ecr:DescribeImageScanFindings")]
    pub scan_status: Fetched<Option<String>>,
    /// Null when there is no finished scan. `imageScanFindings.findingSeverityCounts`
    #[source("ecr:DescribeImageScanFindings")]
    pub finding_severity_counts: Fetched<Option<Vec<EcrSeverityCount>>>,
    /// `imageScanFindings.imageScanCompletedAt`
    #[source("ecr:DescribeImageScanFindings")]
    pub scan_completed_at: Fetched<Option<Timestamp>>,
}

/// How many findings of a severity a scan brought.
#[derive(Serialize, Record)]
pub struct EcrSeverityCount {
    /// CRITICAL, HIGH, MEDIUM, LOW, INFORMATIONAL or UNDEFINED. A key of `findingSeverityCounts`
    pub severity: String,
    /// A value of `findingSeverityCounts`
    pub count: i64,
}

/// The registry that an account has in a region.
#[derive(Serialize, Resource)]
#[resource("AWS::ECR::Registry", plural = ecr_registries, id = registry_id, scope = region, source = "ecr:DescribeRegistry")]
pub struct EcrRegistry {
    /// The account's id. `registryId`
    pub registry_id: String,
    /// Where its images are copied to. `replicationConfiguration.rules[].destinations`
    pub replication_destinations: Vec<EcrReplicationDestination>,
    /// Who may copy images into it. `policyText`
    #[source("ecr:GetRegistryPolicy")]
    pub policy: Fetched<Option<PolicyDocument>>,
    /// Whom that lets in.
    #[source("ecr:GetRegistryPolicy")]
    #[serde(skip)]
    pub grants: Derived<Vec<Grant>>,
    /// BASIC or ENHANCED. `scanningConfiguration.scanType`
    #[source("ecr:GetRegistryScanningConfiguration")]
    pub scan_type: Fetched<Option<String>>,
}

/// Where a registry copies images to.
#[derive(Serialize, Record)]
pub struct EcrReplicationDestination {
    /// `region`
    pub region: String,
    /// The account that gets them. `registryId`
    pub registry_id: String,
}
