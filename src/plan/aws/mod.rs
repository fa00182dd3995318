//! Terraform's resources of AWS, one file per service, as `model/` has them.

mod backup;
mod ec2;
mod ecr;
mod eks;
mod events;
mod logs;
mod ram;
mod rds;
mod servicequotas;
mod sqs;

use super::mapping::Mapping;

/// Every mapping, by service.
pub static MAPPINGS: [&[Mapping]; 10] = [
    backup::MAPPINGS,
    ec2::MAPPINGS,
    ecr::MAPPINGS,
    eks::MAPPINGS,
    events::MAPPINGS,
    logs::MAPPINGS,
    ram::MAPPINGS,
    rds::MAPPINGS,
    servicequotas::MAPPINGS,
    sqs::MAPPINGS,
];
