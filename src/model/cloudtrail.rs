//! AWS CloudTrail: trails, with their status and what they record.

use super::{Bucket, Fetched, KmsKey, Ref, Timestamp};
use serde::Serialize;
use trueline_derive::{Record, Resource};

/// A trail, as an account sees it in the first of the settings' regions: its own ones, and shadows of those of the
/// organization, which another account owns. Its region is the trail's home. A trail of another region alone is not seen.
#[derive(Serialize, Resource)]
#[resource("AWS::CloudTrail::Trail", plural = trails, id = trail_arn, source = "cloudtrail:DescribeTrails")]
pub struct Trail {
    /// `TrailARN`
    pub trail_arn: String,
    /// `IsOrganizationTrail`
    pub is_organization_trail: Option<bool>,
    /// `IsMultiRegionTrail`
    pub is_multi_region_trail: Option<bool>,
    /// `IncludeGlobalServiceEvents`
    pub include_global_service_events: Option<bool>,
    /// `LogFileValidationEnabled`
    pub log_file_validation_enabled: Option<bool>,
    /// `S3BucketName`
    #[relation(bucket, inverse = trails, reach = organization)]
    pub s3_bucket_name: Option<Ref<Bucket>>,
    /// Null means S3's own keys. `KmsKeyId`
    #[relation(kms_key, inverse = trails, reach = organization)]
    pub kms_key_id: Option<Ref<KmsKey>>,
    /// Asked in the account that owns the trail alone, as everything below. `IsLogging`
    #[source("cloudtrail:GetTrailStatus")]
    pub is_logging: Fetched<Option<bool>>,
    /// `LatestDeliveryTime`
    #[source("cloudtrail:GetTrailStatus")]
    pub latest_delivery_time: Fetched<Option<Timestamp>>,
    /// Why S3 did not take what was delivered last; null when it did. `LatestDeliveryError`
    #[source("cloudtrail:GetTrailStatus")]
    pub latest_delivery_error: Fetched<Option<String>>,
    /// `StartLoggingTime`
    #[source("cloudtrail:GetTrailStatus")]
    pub start_logging_time: Fetched<Option<Timestamp>>,
    /// Empty when there are advanced ones. `EventSelectors`
    #[source("cloudtrail:GetEventSelectors")]
    pub event_selectors: Fetched<Vec<TrailEventSelector>>,
    /// `AdvancedEventSelectors`
    #[source("cloudtrail:GetEventSelectors")]
    pub advanced_event_selectors: Fetched<Vec<TrailAdvancedEventSelector>>,
}

/// Which events a trail records, in the older form.
#[derive(Serialize, Record)]
pub struct TrailEventSelector {
    /// `IncludeManagementEvents`
    pub include_management_events: Option<bool>,
    /// All, ReadOnly or WriteOnly. `ReadWriteType`
    pub read_write_type: Option<String>,
    /// Services whose management events are left out. `ExcludeManagementEventSources`
    pub exclude_management_event_sources: Vec<String>,
}

/// Which events a trail records: those that each of the fields lets through.
#[derive(Serialize, Record)]
pub struct TrailAdvancedEventSelector {
    /// `FieldSelectors`
    pub field_selectors: Vec<TrailFieldSelector>,
}

/// What a field of an event must be.
#[derive(Serialize, Record)]
pub struct TrailFieldSelector {
    /// eventCategory, readOnly, eventSource and others. `Field`
    pub field: String,
    /// `Equals`
    pub equals: Vec<String>,
    /// `NotEquals`
    pub not_equals: Vec<String>,
    /// Whether it asks for a beginning or an end as well. `StartsWith`, `EndsWith`, `NotStartsWith`, `NotEndsWith`
    pub has_patterns: bool,
}
