//! Amazon CloudWatch Logs: log groups, and deliveries of what AWS services write.

use super::super::mapping::{Constant, From, Mapping};
use super::super::resource::{Resource, Told};
use crate::model::{Delivery, DeliverySource, Distribution, LogGroup, Record};
use serde_json::{Value, json};

pub static MAPPINGS: &[Mapping] = &[GROUP, SOURCE, DELIVERY];

const DESTINATION: &str = "aws_cloudwatch_log_delivery_destination";

const GROUP: Mapping = Mapping {
    name: "name",
    arn: "arn:aws:logs:{region}:{account}:log-group:{id}",
    fields: &[
        ("log_group_name", From::Attribute("name")),
        ("retention_in_days", From::With(retention)),
        ("log_group_class", From::Or("log_group_class", Constant::Text("STANDARD"))),
    ],
    ..Mapping::new(LogGroup::shape, &["aws_cloudwatch_log_group"], "name")
};

/// Terraform writes for ever as no days.
fn retention(group: &Resource) -> Option<Value> {
    group.value("retention_in_days").map(|days| if days == 0 { Value::Null } else { days })
}

/// They are read where CloudFront has its own.
const SOURCE: Mapping = Mapping {
    name: "name",
    arn: "arn:aws:logs:us-east-1:{account}:delivery-source:{id}",
    is_global: true,
    fields: &[
        ("source_name", From::Attribute("name")),
        ("service", From::With(service)),
        ("resource_arns", From::With(resources)),
    ],
    ..Mapping::new(DeliverySource::shape, &["aws_cloudwatch_log_delivery_source"], "name")
};

fn resources(source: &Resource) -> Option<Value> {
    source.link("resource_arn", Distribution::shape()).map(|one| if one.is_null() { json!([]) } else { json!([one]) })
}

fn service(source: &Resource) -> Option<Value> {
    if source.told("service") != Told::AfterApply {
        return source.value("service");
    }
    let one = source.link("resource_arn", Distribution::shape())?;
    let is_distribution = source.at(&one, Distribution::shape()).is_some();
    let arn = one.as_str().and_then(|arn| arn.split(':').nth(2).filter(|_| arn.starts_with("arn:")));
    Some(match arn {
        _ if is_distribution => json!("cloudfront"),
        Some(service) => json!(service),
        None => source.after_apply("service"),
    })
}

const DELIVERY: Mapping = Mapping {
    is_global: true,
    fields: &[
        ("delivery_id", From::Attribute("id")),
        ("destination_type", From::With(destination_type)),
        ("destination_arn", From::With(|delivery| delivery.arn("delivery_destination_arn"))),
    ],
    ..Mapping::new(Delivery::shape, &["aws_cloudwatch_log_delivery"], "id")
};

/// A delivery does not say; its destination does, or what that stands for.
fn destination_type(delivery: &Resource) -> Option<Value> {
    let destinations = delivery.named("delivery_destination_arn", DESTINATION);
    let [destination] = destinations.as_slice() else { return None };
    let own = "delivery_destination_type";
    if destination.told(own) != Told::AfterApply {
        return destination.value(own);
    }
    let path = "delivery_destination_configuration[0].destination_resource_arn";
    let leads = |terraform: &str| !destination.named(path, terraform).is_empty();
    let service = destination.text(path).and_then(|arn| arn.split(':').nth(2));
    Some(match service {
        Some("s3") => json!("S3"),
        Some("logs") => json!("CWL"),
        Some("firehose") => json!("FH"),
        None if leads("aws_s3_bucket") => json!("S3"),
        None if leads("aws_cloudwatch_log_group") => json!("CWL"),
        None if leads("aws_kinesis_firehose_delivery_stream") => json!("FH"),
        _ => destination.after_apply(own),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UNKNOWN;
    use crate::plan::testing::{after, changed, create, refers, update};

    #[test]
    fn no_days_are_for_ever() {
        let address = "aws_cloudwatch_log_group.this";
        let of = |days: i64| {
            create(
                address,
                json!({"name": "/aws/eks/prod/cluster", "retention_in_days": days, "kms_key_id": null}),
                json!({"id": true, "arn": true, "log_group_class": true}),
                json!({}),
            )
        };
        let draft = after(&[of(0)], address);
        assert_eq!((draft.id.as_str(), &draft.fields["retention_in_days"]), ("/aws/eks/prod/cluster", &Value::Null));
        assert_eq!(draft.arn.as_deref(), Some("arn:aws:logs:eu-west-1:111111111111:log-group:/aws/eks/prod/cluster"));
        assert_eq!((&draft.fields["log_group_class"], &draft.fields["kms_key_id"]), (&json!("STANDARD"), &Value::Null));
        assert_eq!(after(&[of(90)], address).fields["retention_in_days"], 90);
        let live = |days: i64| json!({"name": "a", "retention_in_days": days, "log_group_class": "STANDARD"});
        assert_eq!(
            changed(&[update(address, live(0), live(30), json!({}), json!({}))], address),
            ["retention_in_days"]
        );
    }

    #[test]
    fn a_delivery_leads_from_its_source_to_what_its_destination_stands_for() {
        let later = json!({"id": true, "arn": true});
        let all = [
            create(
                "aws_cloudwatch_log_delivery_source.this",
                json!({"name": "cdn", "log_type": "ACCESS_LOGS",
                "resource_arn": "arn:aws:cloudfront::111111111111:distribution/E1"}),
                json!({"service": true, "arn": true}),
                json!({}),
            ),
            create(
                DESTINATION_ADDRESS,
                json!({"name": "logs", "delivery_destination_configuration": [{}]}),
                json!({"arn": true, "delivery_destination_type": true,
                    "delivery_destination_configuration": [{"destination_resource_arn": true}]}),
                json!({"delivery_destination_configuration": [{"destination_resource_arn": refers("aws_s3_bucket.this.arn")}]}),
            ),
            create("aws_s3_bucket.this", json!({"bucket": "logs"}), later.clone(), json!({})),
            create(
                "aws_cloudwatch_log_delivery.this",
                json!({"delivery_source_name": "cdn"}),
                json!({"id": true, "delivery_destination_arn": true}),
                json!({"delivery_destination_arn": refers("aws_cloudwatch_log_delivery_destination.this.arn")}),
            ),
        ];
        let source = after(&all, "aws_cloudwatch_log_delivery_source.this");
        assert_eq!((source.region.as_str(), &source.fields["service"]), ("global", &json!("cloudfront")));
        assert_eq!(source.fields["resource_arns"], json!(["arn:aws:cloudfront::111111111111:distribution/E1"]));
        let delivery = after(&all, "aws_cloudwatch_log_delivery.this").fields;
        assert_eq!((&delivery["delivery_source_name"], &delivery["destination_type"]), (&json!("cdn"), &json!("S3")));
        assert!(delivery["destination_arn"].get(UNKNOWN).is_some());
    }

    const DESTINATION_ADDRESS: &str = "aws_cloudwatch_log_delivery_destination.this";
}
