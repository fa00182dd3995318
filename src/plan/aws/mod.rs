//! Terraform's resources of AWS, one file per service, as `model/` has them.

mod backup;
mod cloudfront;
mod cloudtrail;
pub mod ec2;
mod ecr;
mod eks;
mod elbv2;
mod events;
mod iam;
mod kms;
mod logs;
mod organizations;
mod ram;
mod rds;
mod s3;
mod secretsmanager;
mod servicequotas;
mod sqs;
mod ssoadmin;
mod wafv2;

use super::mapping::Mapping;

/// Every mapping, by service.
pub static MAPPINGS: [&[Mapping]; 20] = [
    backup::MAPPINGS,
    cloudfront::MAPPINGS,
    cloudtrail::MAPPINGS,
    ec2::MAPPINGS,
    ecr::MAPPINGS,
    eks::MAPPINGS,
    elbv2::MAPPINGS,
    events::MAPPINGS,
    iam::MAPPINGS,
    kms::MAPPINGS,
    logs::MAPPINGS,
    organizations::MAPPINGS,
    ram::MAPPINGS,
    rds::MAPPINGS,
    s3::MAPPINGS,
    secretsmanager::MAPPINGS,
    servicequotas::MAPPINGS,
    sqs::MAPPINGS,
    ssoadmin::MAPPINGS,
    wafv2::MAPPINGS,
];
