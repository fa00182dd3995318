//! Terraform's resources of AWS, one file per service, as `model/` has them.

mod cloudfront;
pub mod ec2;
mod elbv2;
mod wafv2;

use super::mapping::Mapping;

/// Every mapping, by service.
pub static MAPPINGS: [&[Mapping]; 4] = [ec2::MAPPINGS, elbv2::MAPPINGS, cloudfront::MAPPINGS, wafv2::MAPPINGS];
