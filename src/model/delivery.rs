//! Amazon CloudWatch Logs: deliveries of the logs that AWS services write, those of CloudFront among them.

use super::{Distribution, Ref};
use serde::Serialize;
use trueline_derive::Resource;

/// A resource whose logs may be delivered.
#[derive(Serialize, Resource)]
#[resource("AWS::Logs::DeliverySource", plural = delivery_sources, id = source_name, scope = region, source = "logs:DescribeDeliverySources")]
pub struct DeliverySource {
    /// `name`
    pub source_name: String,
    /// cloudfront, cognito, bedrock, ... `service`
    pub service: Option<String>,
    /// ACCESS_LOGS, CONNECTION_LOGS, ... `logType`
    pub log_type: Option<String>,
    /// `resourceArns`
    #[relation(distributions, inverse = delivery_sources)]
    pub resource_arns: Vec<Ref<Distribution>>,
}

/// What connects a source with where its logs go.
#[derive(Serialize, Resource)]
#[resource("AWS::Logs::Delivery", plural = deliveries, id = delivery_id, source = "logs:DescribeDeliveries")]
pub struct Delivery {
    /// `id`
    pub delivery_id: String,
    /// `deliverySourceName`
    #[relation(delivery_source, inverse = deliveries)]
    pub delivery_source_name: Option<Ref<DeliverySource>>,
    /// S3, CWL, FH or XRAY. `deliveryDestinationType`
    pub destination_type: Option<String>,
    /// `deliveryDestinationArn`
    pub destination_arn: Option<String>,
}
