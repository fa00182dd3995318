//! Service Quotas. Terraform asks for a value; whether and when AWS grants it is another matter.

use super::super::mapping::{From, Mapping};
use super::super::resource::Resource;
use crate::model::{Record, ServiceQuota, UNKNOWN};
use serde_json::{Value, json};

pub static MAPPINGS: &[Mapping] = &[QUOTA];

const QUOTA: Mapping = Mapping {
    name: "id",
    arn: "arn:aws:servicequotas:{region}:{account}:{id}",
    fields: &[("quota_id", From::With(|quota| quota.identity().map(Value::from))), ("quota_value", From::With(value))],
    ..Mapping::new(ServiceQuota::shape, &["aws_servicequotas_service_quota"], "{service_code}/{quota_code}")
};

/// The reason names the value: what is in force stays known while the plan asks for nothing else.
fn value(quota: &Resource) -> Option<Value> {
    let asked = quota.value("value")?;
    Some(if asked.is_object() {
        asked
    } else {
        json!({UNKNOWN: format!("{asked} is asked for, and AWS has to grant it")})
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::testing::{after, changed, create, update};

    #[test]
    fn what_is_asked_for_is_not_granted_yet() {
        let address = "aws_servicequotas_service_quota.this";
        let new = create(
            address,
            json!({"service_code": "ec2", "quota_code": "L-1216C47A", "value": 256}),
            json!({"id": true, "arn": true, "quota_name": true, "adjustable": true}),
            json!({}),
        );
        let draft = after(&[new], address);
        assert_eq!((draft.id.as_str(), &draft.fields["quota_id"]), ("ec2/L-1216C47A", &json!("ec2/L-1216C47A")));
        assert_eq!(draft.fields["quota_value"][UNKNOWN], "256 is asked for, and AWS has to grant it");
        let live = |value: i64| {
            json!({"id": "ec2/L-1216C47A", "service_code": "ec2", "quota_code": "L-1216C47A", "value": value,
            "quota_name": "a", "adjustable": true})
        };
        assert_eq!(changed(&[update(address, live(64), live(256), json!({}), json!({}))], address), ["quota_value"]);
    }
}
