//! Amazon S3: buckets, and the account's own public access block.

use super::{Derived, Fetched, Grant, KmsKey, PolicyDocument, Ref, Tags, Timestamp};
use serde::Serialize;
use trueline_derive::{Record, Resource};

/// A bucket.
#[derive(Serialize, Resource)]
#[resource("AWS::S3::Bucket", plural = buckets, id = bucket_name, source = "s3:ListBuckets")]
pub struct Bucket {
    /// `Name`
    pub bucket_name: String,
    /// `CreationDate`
    pub creation_date: Option<Timestamp>,
    /// Null when the bucket has none of its own. `PublicAccessBlockConfiguration`
    #[source("s3:GetPublicAccessBlock")]
    pub public_access_block: Fetched<Option<PublicAccessBlock>>,
    /// `Policy`
    #[source("s3:GetBucketPolicy")]
    pub policy: Fetched<Option<PolicyDocument>>,
    /// Whom that lets in.
    #[source("s3:GetBucketPolicy")]
    #[serde(skip)]
    pub grants: Derived<Vec<Grant>>,
    /// S3's own opinion; null without a policy. `PolicyStatus.IsPublic`
    #[source("s3:GetBucketPolicyStatus")]
    pub policy_is_public: Fetched<Option<bool>>,
    /// AES256, aws:kms or aws:kms:dsse. `Rules[].ApplyServerSideEncryptionByDefault.SSEAlgorithm`
    #[source("s3:GetBucketEncryption")]
    pub sse_algorithm: Fetched<Option<String>>,
    /// `Rules[].ApplyServerSideEncryptionByDefault.KMSMasterKeyID`
    #[source("s3:GetBucketEncryption")]
    #[relation(kms_key, inverse = buckets)]
    pub kms_master_key_id: Fetched<Option<Ref<KmsKey>>>,
    /// Enabled or Suspended; null when it was never switched on. `Status`
    #[source("s3:GetBucketVersioning")]
    pub versioning_status: Fetched<Option<String>>,
    /// BucketOwnerEnforced, BucketOwnerPreferred or ObjectWriter. `Rules[].ObjectOwnership`
    #[source("s3:GetBucketOwnershipControls")]
    pub object_ownership: Fetched<Option<String>>,
    /// Whether it is a website of its own.
    #[source("s3:GetBucketWebsite")]
    pub has_website: Fetched<bool>,
    /// `TagSet`
    #[source("s3:GetBucketTagging")]
    pub tags: Fetched<Tags>,
}

/// The four switches that keep a bucket from being public.
#[derive(Serialize, Record)]
pub struct PublicAccessBlock {
    /// `BlockPublicAcls`
    pub block_public_acls: bool,
    /// `IgnorePublicAcls`
    pub ignore_public_acls: bool,
    /// `BlockPublicPolicy`
    pub block_public_policy: bool,
    /// `RestrictPublicBuckets`
    pub restrict_public_buckets: bool,
}

/// The public access block of a whole account, which counts for each of its buckets.
#[derive(Serialize, Resource)]
#[resource("AWS::S3::AccountPublicAccessBlock", plural = account_public_access_blocks, id = block_id, scope = account, source = "s3:GetAccountPublicAccessBlock")]
pub struct AccountPublicAccessBlock {
    /// Always `account`: an account has one.
    pub block_id: String,
    /// Null when the account has none. `PublicAccessBlockConfiguration`
    pub configuration: Option<PublicAccessBlock>,
}

/// The bucket that a domain name names, and its region where the name says it: `BUCKET.s3.amazonaws.com`,
/// `BUCKET.s3.REGION.amazonaws.com`, `BUCKET.s3.dualstack.REGION.amazonaws.com` and the older
/// `BUCKET.s3-REGION.amazonaws.com`; never a website's endpoint. A bucket's name may hold dots, even `.s3.`: the last counts.
pub fn bucket_of(domain: &str) -> Option<(&str, Option<&str>)> {
    let rest = domain.strip_suffix(".amazonaws.com").or_else(|| domain.strip_suffix(".amazonaws.com.cn"))?;
    let at = rest.rfind(".s3").filter(|at| *at > 0)?;
    let service = &rest[at + ".s3".len()..];
    let region = match service.strip_prefix('.').or_else(|| service.strip_prefix('-')) {
        None if service.is_empty() => None,
        None => return None,
        Some(website) if website.starts_with("website") => return None,
        Some(region) => Some(region.strip_prefix("dualstack.").unwrap_or(region)),
    };
    // `external-1` and `accelerate` are not regions.
    let region = region.filter(|r| r.split('-').count() >= 3 && r.ends_with(|c: char| c.is_ascii_digit()));
    Some((&rest[..at], region))
}

#[cfg(test)]
mod tests {
    use super::bucket_of;

    #[test]
    fn names_and_regions_come_out_of_every_form() {
        let ireland = Some("eu-west-1");
        assert_eq!(bucket_of("spa.s3.eu-west-1.amazonaws.com"), Some(("spa", ireland)));
        assert_eq!(bucket_of("spa.s3.amazonaws.com"), Some(("spa", None)));
        assert_eq!(bucket_of("spa.s3.dualstack.eu-west-1.amazonaws.com"), Some(("spa", ireland)));
        assert_eq!(bucket_of("spa.s3-eu-west-1.amazonaws.com"), Some(("spa", ireland)));
        assert_eq!(bucket_of("spa.s3-external-1.amazonaws.com"), Some(("spa", None)));
        assert_eq!(bucket_of("www.example.com.s3.eu-west-1.amazonaws.com"), Some(("www.example.com", ireland)));
        assert_eq!(bucket_of("spa.s3-website-eu-west-1.amazonaws.com"), None);
        assert_eq!(bucket_of("spa.s3-website.eu-central-1.amazonaws.com"), None);
        assert_eq!(bucket_of("www.example.com"), None);
    }
}
