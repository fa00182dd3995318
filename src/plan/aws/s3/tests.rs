//! Buckets of small plans.

use super::super::super::testing::{after, changed, changes, create, delete, refers, update};
use serde_json::{Value, json};

const TLS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}"#;

fn bucket(expressions: Value) -> Value {
    let computed = json!({
        "id": true, "arn": true, "policy": true, "versioning": true, "website": true, "region": true,
        "server_side_encryption_configuration": true,
    });
    create("aws_s3_bucket.spa", json!({"bucket": "spa"}), computed, expressions)
}

fn old_bucket() -> Value {
    json!({
        "bucket": "spa", "id": "spa", "arn": "arn:aws:s3:::spa", "region": "eu-west-1", "policy": TLS, "website": [],
        "versioning": [{"enabled": true, "mfa_delete": false}],
        "server_side_encryption_configuration": [{"rule": [{"apply_server_side_encryption_by_default": [
            {"sse_algorithm": "aws:kms", "kms_master_key_id": "key-1"}
        ], "bucket_key_enabled": true}]}],
    })
}

fn part(terraform: &str, known: Value) -> Value {
    let address = format!("{terraform}.spa");
    create(&address, known, json!({"bucket": true, "id": true}), json!({"bucket": refers("aws_s3_bucket.spa.id")}))
}

#[test]
fn a_bucket_alone_is_as_s3_makes_it() {
    let spa = after(&[bucket(json!({"bucket": {}}))], "aws_s3_bucket.spa");
    assert_eq!((spa.arn.as_deref(), spa.region.as_str()), (Some("arn:aws:s3:::spa"), "eu-west-1"));
    let expected = json!({
        "policy": null, "policy_is_public": null, "sse_algorithm": "AES256", "kms_master_key_id": null,
        "versioning_status": null, "object_ownership": "BucketOwnerEnforced", "has_website": false,
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&spa.fields[field], value, "{field}");
    }
    assert_eq!(spa.fields["public_access_block"]["restrict_public_buckets"], true);
}

#[test]
fn parts_make_up_a_bucket() {
    let key = create("aws_kms_key.spa", json!({"is_enabled": true}), json!({"id": true, "arn": true}), json!({}));
    let default = json!([{"sse_algorithm": "aws:kms"}]);
    let encryption = create(
        "aws_s3_bucket_server_side_encryption_configuration.spa",
        json!({"bucket": "spa", "rule": [{"apply_server_side_encryption_by_default": default}]}),
        json!({"rule": [{"apply_server_side_encryption_by_default": [{"kms_master_key_id": true}]}]}),
        json!({"rule": [{"apply_server_side_encryption_by_default": [{"kms_master_key_id": refers("aws_kms_key.spa.arn")}]}]}),
    );
    let all = [
        key,
        bucket(json!({"bucket": {}})),
        encryption,
        part("aws_s3_bucket_public_access_block", json!({"block_public_acls": true, "ignore_public_acls": null})),
        part("aws_s3_bucket_policy", json!({"policy": TLS})),
        part("aws_s3_bucket_versioning", json!({"versioning_configuration": [{"status": "Enabled"}]})),
        part("aws_s3_bucket_ownership_controls", json!({"rule": [{"object_ownership": "ObjectWriter"}]})),
        part("aws_s3_bucket_website_configuration", json!({"index_document": [{"suffix": "index.html"}]})),
    ];
    let fields = after(&all, "aws_s3_bucket.spa").fields;
    assert_eq!(
        (&fields["sse_algorithm"], &fields["kms_master_key_id"]),
        (&json!("aws:kms"), &json!("{aws_kms_key.spa}"))
    );
    assert_eq!(fields["public_access_block"]["block_public_acls"], true);
    assert_eq!(fields["public_access_block"]["ignore_public_acls"], false);
    assert_eq!(fields["policy"]["statements"][0]["effect"], "Deny");
    assert_eq!(fields.get("policy_is_public"), None);
    assert_eq!((&fields["versioning_status"], &fields["has_website"]), (&json!("Enabled"), &json!(true)));
    assert_eq!(fields["object_ownership"], "ObjectWriter");
}

#[test]
fn older_configurations_have_it_all_in_one() {
    let inline = create("aws_s3_bucket.spa", old_bucket(), json!({}), json!({"policy": {}}));
    let fields = after(&[inline], "aws_s3_bucket.spa").fields;
    assert_eq!((&fields["sse_algorithm"], &fields["kms_master_key_id"]), (&json!("aws:kms"), &json!("key-1")));
    assert_eq!((&fields["versioning_status"], &fields["has_website"]), (&json!("Enabled"), &json!(false)));
    assert_eq!(fields["policy"]["statements"][0]["effect"], "Deny");
}

#[test]
fn a_part_that_goes_takes_only_its_own_along() {
    let all = [
        update("aws_s3_bucket.spa", old_bucket(), old_bucket(), json!({}), json!({})),
        delete("aws_s3_bucket_policy.spa", json!({"bucket": "spa", "policy": TLS})),
    ];
    let fields = after(&all, "aws_s3_bucket.spa").fields;
    assert_eq!(fields["policy"], Value::Null);
    assert_eq!(fields["sse_algorithm"], "aws:kms");
    assert_eq!(changed(&all, "aws_s3_bucket.spa"), ["policy", "policy_is_public"]);
}

#[test]
fn a_part_of_a_bucket_elsewhere_says_one_thing_of_it() {
    let known = json!({"bucket": "other", "versioning_configuration": [{"status": "Suspended"}]});
    let all = changes(&[create("aws_s3_bucket_versioning.other", known, json!({}), json!({}))]);
    assert_eq!(all[0].after.as_ref().unwrap().fields["versioning_status"], "Suspended");
    assert_eq!((all[0].changed(), all[0].is_whole), (vec!["versioning_status"], false));
}

#[test]
fn an_account_has_one_block() {
    let known = json!({"block_public_acls": true, "ignore_public_acls": true, "block_public_policy": null, "restrict_public_buckets": true});
    let all = [create("aws_s3_account_public_access_block.this", known, json!({"id": true}), json!({}))];
    let block = after(&all, "aws_s3_account_public_access_block.this");
    assert_eq!((block.id.as_str(), block.region.as_str()), ("account", "global"));
    assert_eq!(block.arn.as_deref(), Some("arn:aws:s3::111111111111:public-access-block"));
    assert_eq!(block.fields["configuration"]["block_public_policy"], false);
}
