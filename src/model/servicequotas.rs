//! Service Quotas: limits that growth meets.

use super::Fetched;
use serde::Serialize;
use trueline_derive::Resource;

/// A quota of an account in a region.
#[derive(Serialize, Resource)]
#[resource("AWS::ServiceQuotas::Quota", plural = service_quotas, id = quota_id, scope = region, source = "servicequotas:GetServiceQuota")]
pub struct ServiceQuota {
    /// The service's code and the quota's: `ec2/L-1216C47A`.
    pub quota_id: String,
    /// What it limits, in AWS's words. `Quota.QuotaName`
    #[source("servicequotas:GetServiceQuota")]
    pub quota_name: Fetched<Option<String>>,
    /// How much is allowed: the account's own value, or AWS's default. `Quota.Value`
    #[source("servicequotas:GetServiceQuota")]
    pub quota_value: Fetched<Option<f64>>,
    /// Whether AWS raises it on request. `Quota.Adjustable`
    #[source("servicequotas:GetServiceQuota")]
    pub adjustable: Fetched<bool>,
}
