//! How long Security Hub lets its members be, what it takes for an account and a region, and how it calls types of resources.

/// Of a finding's id and its generator, and of a resource.
pub(super) const ID: usize = 512;
/// Of a title.
pub(super) const TITLE: usize = 256;
/// Of a description.
pub(super) const DESCRIPTION: usize = 1_024;
/// Of a recommendation's text and address.
pub(super) const TEXT: usize = 512;
/// Of a requirement.
pub(super) const REQUIREMENT: usize = 64;
/// Of the reason for a status.
pub(super) const REASON: usize = 512;
/// Of a type of finding.
pub(super) const TYPE: usize = 128;
/// Of a region.
pub(super) const REGION: usize = 16;
/// Of a key among product fields and details.
pub(super) const KEY: usize = 128;
/// Of a detail.
pub(super) const DETAIL: usize = 1_024;
/// Of a product field.
pub(super) const FIELD: usize = 2_048;
/// How many types of finding, product fields or details there may be.
pub(super) const MAX_ENTRIES: usize = 50;

/// A text that is no longer than so many bytes, which is less than as many characters; what was cut ends with an ellipsis.
pub(super) fn cut(text: &str, bytes: usize) -> String {
    const ELLIPSIS: &str = "…";
    if text.len() <= bytes {
        return text.to_owned();
    }
    let end = (0..=bytes.saturating_sub(ELLIPSIS.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    format!("{}{ELLIPSIS}", &text[..end])
}

/// Whether it is a region's name; what is global is in none, and a plan does not always tell it.
pub(super) fn is_region(text: &str) -> bool {
    let is_name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let ends_with_number = text.bytes().last().is_some_and(|b| b.is_ascii_digit());
    text.len() <= REGION && text.contains('-') && ends_with_number && text.bytes().all(is_name)
}

/// Whether it is an account's id. A waiver is of none, and a plan may make the account that it fills.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The model's types that Security Hub has a name for.
const TYPES: [(&str, &str); 30] = [
    ("AWS::Backup::BackupPlan", "AwsBackupBackupPlan"),
    ("AWS::Backup::BackupVault", "AwsBackupBackupVault"),
    ("AWS::Backup::RecoveryPoint", "AwsBackupRecoveryPoint"),
    ("AWS::CloudFront::Distribution", "AwsCloudFrontDistribution"),
    ("AWS::CloudTrail::Trail", "AwsCloudTrailTrail"),
    ("AWS::EC2::Instance", "AwsEc2Instance"),
    ("AWS::EC2::NetworkInterface", "AwsEc2NetworkInterface"),
    ("AWS::EC2::RouteTable", "AwsEc2RouteTable"),
    ("AWS::EC2::SecurityGroup", "AwsEc2SecurityGroup"),
    ("AWS::EC2::Subnet", "AwsEc2Subnet"),
    ("AWS::EC2::VPC", "AwsEc2Vpc"),
    ("AWS::EC2::VPCPeeringConnection", "AwsEc2VpcPeeringConnection"),
    ("AWS::ECR::Image", "AwsEcrContainerImage"),
    ("AWS::ECR::Repository", "AwsEcrRepository"),
    ("AWS::EKS::Cluster", "AwsEksCluster"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "AwsElbv2LoadBalancer"),
    ("AWS::IAM::ManagedPolicy", "AwsIamPolicy"),
    ("AWS::IAM::Role", "AwsIamRole"),
    ("AWS::IAM::User", "AwsIamUser"),
    ("AWS::KMS::Key", "AwsKmsKey"),
    ("AWS::Organizations::Account", ACCOUNT),
    ("AWS::RDS::DBCluster", "AwsRdsDbCluster"),
    ("AWS::RDS::DBClusterSnapshot", "AwsRdsDbClusterSnapshot"),
    ("AWS::RDS::DBInstance", "AwsRdsDbInstance"),
    ("AWS::S3::AccountPublicAccessBlock", "AwsS3AccountPublicAccessBlock"),
    ("AWS::S3::Bucket", "AwsS3Bucket"),
    ("AWS::SQS::Queue", "AwsSqsQueue"),
    ("AWS::STS::CallerIdentity", ACCOUNT),
    ("AWS::SecretsManager::Secret", "AwsSecretsManagerSecret"),
    ("AWS::WAFv2::WebACL", "AwsWafv2WebAcl"),
];
const ACCOUNT: &str = "AwsAccount";

/// Security Hub's name of a type, or `Other`: it takes no name of ours.
pub(super) fn resource_type(name: &str) -> &'static str {
    TYPES.iter().find(|(own, _)| *own == name).map_or("Other", |(_, theirs)| theirs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::type_named;

    #[test]
    fn what_is_cut_says_so_and_is_no_longer_than_it_may_be() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdefg", 6), "abc…");
        assert_eq!(cut("äöüß", 7), "äö…");
        assert!((0..40).all(|n| cut(&"🙂é".repeat(9), n + 3).len() <= n + 3));
    }

    #[test]
    fn each_type_is_one_of_the_model() {
        for (own, _) in TYPES {
            assert!(type_named(own).is_some(), "{own}");
        }
        assert_eq!(resource_type("AWS::EKS::Addon"), "Other");
    }
}
