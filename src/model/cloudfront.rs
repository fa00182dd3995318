//! Amazon CloudFront: distributions, origin access controls, VPC origins, invalidations.

use super::{Bucket, Derived, Fetched, LoadBalancer, Ref, Timestamp, WebAcl};
use serde::Serialize;
use trueline_derive::{Record, Resource};

/// A distribution.
#[derive(Serialize, Resource)]
#[resource("AWS::CloudFront::Distribution", plural = distributions, id = distribution_id, source = "cloudfront:ListDistributions")]
pub struct Distribution {
    /// `Id`
    pub distribution_id: String,
    /// `Enabled`
    pub enabled: bool,
    /// Whether it is the rehearsal of another one. `Staging`
    pub staging: bool,
    /// `Status`
    pub status: Option<String>,
    /// `DomainName`
    pub domain_name: Option<String>,
    /// `Aliases.Items`
    pub aliases: Vec<String>,
    /// A WAFv2 ARN, or the id of a classic web ACL; null means none. `WebACLId`
    #[relation(web_acl, inverse = distributions, reach = organization)]
    pub web_acl_id: Option<Ref<WebAcl>>,
    /// `Origins.Items`
    pub origins: Vec<Origin>,
    /// The default behaviour first. `DefaultCacheBehavior`, `CacheBehaviors.Items`
    pub cache_behaviors: Vec<CacheBehavior>,
    /// `ViewerCertificate.MinimumProtocolVersion`
    pub minimum_protocol_version: Option<String>,
    /// `ViewerCertificate.CloudFrontDefaultCertificate`
    pub uses_default_certificate: Option<bool>,
    /// `LastModifiedTime`
    pub last_modified_time: Option<Timestamp>,
    /// What `/` leads to; null when that is not set. `DefaultRootObject`
    #[source("cloudfront:GetDistributionConfig")]
    pub default_root_object: Fetched<Option<String>>,
    /// Where the older kind of access logs goes; null when it is off. `Logging.Bucket` where `Logging.Enabled` is true
    #[source("cloudfront:GetDistributionConfig")]
    pub access_log_bucket: Fetched<Option<String>>,
    /// The objects behind the pages that users come in by, in each bucket that it serves. `DefaultRootObject`,
    /// `CustomErrorResponses.Items[].ResponsePagePath` whose `ResponseCode` is 200
    #[source("s3:ListObjectsV2")]
    pub index_objects: Fetched<Vec<IndexObject>>,
}

/// The object behind a page that users come in by.
#[derive(Serialize, Record)]
pub struct IndexObject {
    /// The bucket that was asked.
    pub bucket_name: String,
    /// Its path as viewers and invalidations know it.
    pub path: String,
    /// `Contents[].Key`, with the origin's path before it.
    pub key: String,
    /// Null when there is no such object. `Contents[].LastModified`
    pub last_modified: Option<Timestamp>,
}

/// Where a distribution fetches from.
#[derive(Serialize, Record)]
pub struct Origin {
    /// `Id`
    pub origin_id: String,
    /// `DomainName`
    pub domain_name: String,
    /// Null when none is set. `OriginAccessControlId`
    #[relation(origin_access_control)]
    pub origin_access_control_id: Option<Ref<OriginAccessControl>>,
    /// The older way: null unless set. `S3OriginConfig.OriginAccessIdentity`
    pub origin_access_identity: Option<String>,
    /// Whether it is a bucket of S3 (not its website). `S3OriginConfig`
    pub is_s3: bool,
    /// The bucket that the domain name names; null where it names none.
    #[serde(skip)]
    #[relation(bucket)]
    pub bucket_name: Derived<Option<Ref<Bucket>>>,
    /// http-only, match-viewer or https-only. `CustomOriginConfig.OriginProtocolPolicy`
    pub origin_protocol_policy: Option<String>,
    /// Null unless it is inside a VPC. `VpcOriginConfig.VpcOriginId`
    #[relation(vpc_origin)]
    pub vpc_origin_id: Option<Ref<VpcOrigin>>,
    /// The names in lower case of what CloudFront adds to each request, never the values. `CustomHeaders.Items[].HeaderName`
    pub custom_headers: Vec<String>,
}

/// What a distribution does with the paths that match.
#[derive(Serialize, Record)]
pub struct CacheBehavior {
    /// Null for the default behaviour. `PathPattern`
    pub path_pattern: Option<String>,
    /// `TargetOriginId`
    pub target_origin_id: String,
    /// allow-all, https-only or redirect-to-https. `ViewerProtocolPolicy`
    pub viewer_protocol_policy: Option<String>,
    /// Null when none is set. `RealtimeLogConfigArn`
    pub realtime_log_config_arn: Option<String>,
}

/// How CloudFront signs its requests to an origin.
#[derive(Serialize, Resource)]
#[resource("AWS::CloudFront::OriginAccessControl", plural = origin_access_controls, id = origin_access_control_id, source = "cloudfront:ListOriginAccessControls")]
pub struct OriginAccessControl {
    /// `Id`
    pub origin_access_control_id: String,
    /// s3, mediastore, lambda or mediapackagev2. `OriginAccessControlOriginType`
    pub origin_type: Option<String>,
    /// never, always or no-override. `SigningBehavior`
    pub signing_behavior: Option<String>,
    /// sigv4. `SigningProtocol`
    pub signing_protocol: Option<String>,
}

/// A load balancer or instance inside a VPC that distributions may fetch from.
#[derive(Serialize, Resource)]
#[resource("AWS::CloudFront::VpcOrigin", plural = vpc_origins, id = vpc_origin_id, source = "cloudfront:ListVpcOrigins")]
pub struct VpcOrigin {
    /// `Id`
    pub vpc_origin_id: String,
    /// `Status`
    pub status: Option<String>,
    /// `OriginEndpointArn`
    #[relation(load_balancer, inverse = vpc_origins)]
    pub origin_endpoint_arn: Ref<LoadBalancer>,
}

/// A request to drop what the caches hold.
#[derive(Serialize, Resource)]
#[resource("AWS::CloudFront::Invalidation", plural = invalidations, id = invalidation_id, source = "cloudfront:ListInvalidations")]
pub struct Invalidation {
    /// `Id`
    pub invalidation_id: String,
    /// The distribution that was asked.
    #[relation(distribution, inverse = invalidations)]
    pub distribution_id: Ref<Distribution>,
    /// InProgress or Completed. `Status`
    pub status: Option<String>,
    /// `CreateTime`
    pub create_time: Option<Timestamp>,
    /// What was dropped; not asked for one that is older than what it should have dropped. `InvalidationBatch.Paths.Items`
    #[source("cloudfront:GetInvalidation")]
    pub paths: Fetched<Vec<String>>,
}
