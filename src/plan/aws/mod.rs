//! Terraform's resources of AWS, one file per service, as `model/` has them.

mod ec2;

use super::mapping::Mapping;

/// Every mapping, by service.
pub static MAPPINGS: [&[Mapping]; 1] = [ec2::MAPPINGS];
