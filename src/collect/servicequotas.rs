//! Service Quotas: those that stand in the way of the documented architecture when it grows.

use super::context::{Context, Header, fetched};
use super::convert::unless_empty;
use super::{Collector, Operation};
use crate::model::{Fetched, ServiceQuota};
use crate::snapshot::{Gap, Outcome};
use aws_sdk_servicequotas::Client;
use aws_sdk_servicequotas::types;
use futures_util::future::{BoxFuture, join_all};

const GET_SERVICE_QUOTA: Operation = Operation::region("servicequotas:GetServiceQuota");
/// Asked for quotas of which AWS holds no value of the account's own.
const GET_AWS_DEFAULT_SERVICE_QUOTA: Operation = Operation::region("servicequotas:GetAWSDefaultServiceQuota")
    .after(&["servicequotas:GetServiceQuota"])
    .conditional();

/// The collector.
pub(super) const COLLECTOR: Collector =
    Collector { operations: &[GET_SERVICE_QUOTA, GET_AWS_DEFAULT_SERVICE_QUOTA], run };

/// Service and code. They are asked for one by one: listing all of a service's quotas is slow, and soon throttled.
const QUOTAS: [(&str, &str); 5] = [
    ("ec2", "L-1216C47A"),                  // vCPUs of running standard instances, on demand
    ("ec2", "L-34B43A08"),                  // vCPUs of running standard instances, on Spot
    ("eks", "L-1194D53C"),                  // clusters
    ("elasticloadbalancing", "L-53DA6B97"), // application load balancers
    ("vpc", "L-FE5A380F"),                  // NAT gateways of an Availability Zone
];

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        if !context.asks(&GET_SERVICE_QUOTA) {
            return;
        }
        let client = Client::new(&context.config);
        join_all(QUOTAS.iter().map(|(service, code)| read(context, &client, service, code))).await;
    })
}

async fn read(context: &Context, client: &Client, service: &str, code: &str) {
    let id = format!("{service}/{code}");
    let quota = quota(context, client, &id, service, code).await;
    let fields = ServiceQuota {
        quota_id: id.clone(),
        quota_name: fetched(quota.clone(), |q| unless_empty(q.quota_name())),
        quota_value: match &quota {
            Ok(quota) => value(quota),
            Err(gap) => Fetched::Unknown(gap.text.clone()),
        },
        adjustable: fetched(quota, |q| q.adjustable()),
    };
    context.add(Header { arn: context.arn("servicequotas", &id), id: &id, name: None }, Ok(fields));
}

async fn quota(
    context: &Context,
    client: &Client,
    id: &str,
    service: &str,
    code: &str,
) -> Result<types::ServiceQuota, Gap> {
    let answer = client.get_service_quota().service_code(service).quota_code(code).send();
    let none = ["NoSuchResourceException"];
    if let Some(answer) = context.call_unless(&GET_SERVICE_QUOTA, Some(id), &none, answer).await? {
        return answer.quota.ok_or_else(|| Gap::new(GET_SERVICE_QUOTA.action, Outcome::Failed, None));
    }
    let answer = client.get_aws_default_service_quota().service_code(service).quota_code(code).send();
    let answer = context.call(&GET_AWS_DEFAULT_SERVICE_QUOTA, Some(id), answer).await?;
    answer.quota.ok_or_else(|| Gap::new(GET_AWS_DEFAULT_SERVICE_QUOTA.action, Outcome::Failed, None))
}

/// AWS may know the quota and not its value: then it says why.
fn value(quota: &types::ServiceQuota) -> Fetched<Option<f64>> {
    match quota.error_reason().and_then(|e| e.error_code()) {
        Some(code) => Fetched::Unknown(format!("{} answered {}", GET_SERVICE_QUOTA.action, code.as_str())),
        None => Fetched::Value(quota.value()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_servicequotas::types::{ErrorCode, ErrorReason};

    #[test]
    fn a_quota_whose_value_aws_could_not_tell_is_unknown() {
        let quota = types::ServiceQuota::builder().value(64.0);
        assert!(matches!(value(&quota.clone().build()), Fetched::Value(Some(64.0))));
        let reason = ErrorReason::builder().error_code(ErrorCode::DependencyServiceError).build();
        let broken = value(&quota.error_reason(reason).build());
        let said = "servicequotas:GetServiceQuota answered DEPENDENCY_SERVICE_ERROR";
        assert!(matches!(broken, Fetched::Unknown(why) if why == said));
        assert!(matches!(value(&types::ServiceQuota::builder().build()), Fetched::Value(None)));
    }
}
