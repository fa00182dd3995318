//! Amazon SQS: queues.

use super::super::mapping::{From, Mapping, Part};
use super::super::resource::{Resource, Told};
use crate::model::{KmsKey, Queue, Record};
use serde_json::{Value, json};

pub static MAPPINGS: &[Mapping] = &[QUEUE];

const POLICY: &str = "aws_sqs_queue_policy";

/// Terraform calls a queue by its URL, which ends in the name.
const QUEUE: Mapping = Mapping {
    name: "name",
    arn: "arn:aws:sqs:{region}:{account}:{id}",
    id_in: |url| url.rsplit('/').next().unwrap_or(url),
    parts: &[Part { terraform: POLICY, of: "queue_url" }],
    fields: &[
        ("queue_name", From::Attribute("name")),
        ("policy", From::With(policy)),
        ("kms_master_key_id", From::With(|queue| queue.link("kms_master_key_id", KmsKey::shape()))),
        ("sqs_managed_sse_enabled", From::With(managed)),
    ],
    ..Mapping::new(Queue::shape, &["aws_sqs_queue"], "name")
};

fn policy(queue: &Resource) -> Option<Value> {
    match queue.part(POLICY) {
        Ok(Some(policy)) => policy.policy("policy"),
        // A queue that nobody gives a policy has none, nor has one whose policy is taken away: Terraform still shows that.
        Ok(None) if !queue.is_new() || queue.is_left_to_aws("policy") => Some(Value::Null),
        Ok(None) => queue.policy("policy").or(Some(Value::Null)),
        Err(why) if queue.told("policy") == Told::Untold => Some(why),
        _ => queue.policy("policy"),
    }
}

/// On unless a key of KMS encrypts the queue.
fn managed(queue: &Resource) -> Option<Value> {
    let path = "sqs_managed_sse_enabled";
    if !queue.is_left_to_aws(path) {
        return queue.value(path);
    }
    Some(match queue.told("kms_master_key_id") {
        Told::Null => json!(true),
        Told::Known(Value::String(key)) => json!(key.is_empty()),
        // Some key there is; only which is not known.
        _ => json!(false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UNKNOWN;
    use crate::plan::testing::{after, changed, changes, create, delete, refers, update};

    const ADDRESS: &str = "aws_sqs_queue.this";
    const DOCUMENT: &str = r#"{"Statement": {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage"}}"#;
    const URL: &str = "https://sqs.eu-west-1.amazonaws.com/111111111111/interruptions";

    fn queue(key: Value) -> Value {
        create(
            ADDRESS,
            json!({"name": "interruptions", "kms_master_key_id": key, "tags_all": {"Name": "other"}}),
            json!({"id": true, "url": true, "arn": true, "policy": true, "sqs_managed_sse_enabled": true}),
            json!({}),
        )
    }

    fn policy(url: Value, unknown: Value) -> Value {
        create(
            "aws_sqs_queue_policy.this",
            json!({"queue_url": url, "policy": DOCUMENT}),
            unknown,
            json!({"queue_url": refers("aws_sqs_queue.this.id")}),
        )
    }

    #[test]
    fn a_new_queue_has_a_policy_where_one_is_planned() {
        let draft = after(&[queue(Value::Null)], ADDRESS);
        assert_eq!((draft.id.as_str(), draft.name.as_str()), ("interruptions", "interruptions"));
        assert_eq!((&draft.fields["policy"], &draft.fields["sqs_managed_sse_enabled"]), (&Value::Null, &json!(true)));
        assert_eq!(draft.fields["kms_master_key_id"], Value::Null);
        let fields =
            after(&[queue(json!("alias/own")), policy(Value::Null, json!({"queue_url": true}))], ADDRESS).fields;
        assert_eq!(
            fields["policy"]["statements"][0]["principals"],
            json!([{"kind": "Service", "value": "events.amazonaws.com"}])
        );
        assert_eq!(
            (&fields["kms_master_key_id"], &fields["sqs_managed_sse_enabled"]),
            (&json!("alias/own"), &json!(false))
        );
    }

    #[test]
    fn a_policy_is_of_the_queue_that_its_url_ends_in() {
        let all = changes(&[policy(json!(URL), json!({}))]);
        assert_eq!((all[0].after.as_ref().unwrap().id.as_str(), all[0].changed()), ("interruptions", vec!["policy"]));
        let live =
            |sse: bool| json!({"name": "interruptions", "id": URL, "policy": DOCUMENT, "sqs_managed_sse_enabled": sse});
        assert_eq!(
            changed(&[update(ADDRESS, live(true), live(false), json!({}), json!({}))], ADDRESS),
            ["sqs_managed_sse_enabled"]
        );
        // Terraform reads into the queue the policy that the part takes away.
        let kept = update(ADDRESS, live(true), live(true), json!({}), json!({}));
        let gone = delete("aws_sqs_queue_policy.this", json!({"queue_url": URL, "policy": DOCUMENT}));
        assert_eq!(after(&[kept, gone], ADDRESS).fields["policy"], Value::Null);
    }

    #[test]
    fn a_policy_that_is_made_of_what_is_not_there_is_unknown() {
        let unknown = json!({"queue_url": true, "policy": true});
        let fields = after(&[queue(Value::Null), policy(Value::Null, unknown)], ADDRESS).fields;
        assert!(fields["policy"].get(UNKNOWN).is_some());
    }
}
