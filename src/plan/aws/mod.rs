//! Terraform's resources of AWS, one file per service, as `model/` has them.

mod cloudtrail;
mod ec2;
mod iam;
mod kms;
mod organizations;
mod s3;
mod secretsmanager;
mod ssoadmin;

use super::mapping::Mapping;

/// Every mapping, by service.
pub static MAPPINGS: [&[Mapping]; 8] = [
    cloudtrail::MAPPINGS,
    ec2::MAPPINGS,
    iam::MAPPINGS,
    kms::MAPPINGS,
    organizations::MAPPINGS,
    s3::MAPPINGS,
    secretsmanager::MAPPINGS,
    ssoadmin::MAPPINGS,
];
