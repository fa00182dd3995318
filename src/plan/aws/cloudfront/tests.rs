//! Plans of distributions.

use super::super::super::testing::{after, changed, create, refers, update};
use crate::model::UNKNOWN;
use serde_json::{Value, json};

fn origin(known: Value) -> Value {
    let mut all = json!({
        "origin_id": "o", "domain_name": "o.example.com", "origin_access_control_id": "", "custom_header": [],
        "custom_origin_config": [], "s3_origin_config": [], "vpc_origin_config": [],
    });
    all.as_object_mut().unwrap().extend(known.as_object().unwrap().clone());
    all
}

fn distribution(origins: Value) -> Value {
    let behavior = |path: Value| json!({"path_pattern": path, "target_origin_id": "o", "viewer_protocol_policy": "https-only", "realtime_log_config_arn": ""});
    json!({
        "enabled": true, "staging": false, "aliases": null, "origin": origins, "web_acl_id": "", "default_root_object": "",
        "default_cache_behavior": [behavior(Value::Null)], "ordered_cache_behavior": [behavior(json!("/api/*"))],
        "viewer_certificate": [{"minimum_protocol_version": "TLSv1.2_2021", "cloudfront_default_certificate": null}],
        "logging_config": [], "wait_for_deployment": true,
    })
}

#[test]
fn a_distribution_leads_to_what_it_is_made_of() {
    let bucket = create(
        "aws_s3_bucket.spa",
        json!({"bucket": "spa"}),
        json!({"id": true, "bucket_regional_domain_name": true}),
        json!({}),
    );
    let control = create(
        "aws_cloudfront_origin_access_control.spa",
        json!({"name": "spa", "origin_access_control_origin_type": "s3", "signing_behavior": "always", "signing_protocol": "sigv4"}),
        json!({"id": true}),
        json!({}),
    );
    let balancer = create(
        "aws_lb.this",
        json!({"load_balancer_type": "application"}),
        json!({"id": true, "arn": true}),
        json!({}),
    );
    let inside = create(
        "aws_cloudfront_vpc_origin.this",
        json!({"vpc_origin_endpoint_config": [{"name": "web"}]}),
        json!({"id": true, "vpc_origin_endpoint_config": [{"arn": true}]}),
        json!({"vpc_origin_endpoint_config": [{"arn": refers("aws_lb.this.arn")}]}),
    );
    let acl = create(
        "aws_wafv2_web_acl.this",
        json!({"scope": "CLOUDFRONT", "name": "acl"}),
        json!({"id": true, "arn": true}),
        json!({}),
    );
    let origins = json!([
        origin(json!({"origin_id": "spa", "domain_name": null, "origin_access_control_id": null})),
        origin(json!({"origin_id": "api", "vpc_origin_config": [{}]})),
        origin(json!({
            "origin_id": "web", "custom_origin_config": [{"origin_protocol_policy": "https-only"}],
            "custom_header": [{"name": "X-Origin-Verify", "value": "secret"}],
        })),
    ]);
    let this = create(
        "aws_cloudfront_distribution.this",
        distribution(origins),
        json!({
            "id": true, "arn": true, "status": true, "web_acl_id": true, "last_modified_time": true,
            "origin": [{"domain_name": true, "origin_access_control_id": true}, {"vpc_origin_config": [{"vpc_origin_id": true}]}, {}],
        }),
        json!({
            "web_acl_id": refers("aws_wafv2_web_acl.this.arn"),
            "origin": [
                {"domain_name": refers("aws_s3_bucket.spa.bucket_regional_domain_name"),
                    "origin_access_control_id": refers("aws_cloudfront_origin_access_control.spa.id")},
                {"vpc_origin_config": [{"vpc_origin_id": refers("aws_cloudfront_vpc_origin.this.id")}]},
                {},
            ],
        }),
    );
    let all = [bucket, control, balancer, inside, acl, this];
    let draft = after(&all, "aws_cloudfront_distribution.this");
    assert_eq!((draft.region.as_str(), &draft.fields["status"]), ("global", &json!("Deployed")));
    let fields = draft.fields;
    assert_eq!(fields["web_acl_id"], "arn:aws:wafv2:us-east-1::global/webacl/{aws_wafv2_web_acl.this}");
    let origins = &fields["origins"];
    assert_eq!(origins[0]["origin_access_control_id"], "{aws_cloudfront_origin_access_control.spa}");
    assert_eq!(
        (&origins[0]["is_s3"], &origins[1]["is_s3"], &origins[2]["is_s3"]),
        (&json!(true), &json!(false), &json!(false))
    );
    assert_eq!(origins[1]["vpc_origin_id"], "{aws_cloudfront_vpc_origin.this}");
    assert_eq!(
        (&origins[2]["origin_protocol_policy"], &origins[2]["custom_headers"]),
        (&json!("https-only"), &json!(["x-origin-verify"]))
    );
    assert_eq!(origins[2]["origin_access_control_id"], Value::Null);
    let behaviors = &fields["cache_behaviors"];
    assert_eq!((&behaviors[0]["path_pattern"], &behaviors[1]["path_pattern"]), (&Value::Null, &json!("/api/*")));
    assert_eq!(
        (&behaviors[0]["realtime_log_config_arn"], &fields["default_root_object"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!((&fields["access_log_bucket"], &fields["uses_default_certificate"]), (&Value::Null, &json!(false)));
    assert_eq!(fields["aliases"], json!([]));
    assert!(!json!(fields).to_string().contains("secret"));
    assert_eq!(after(&all, "aws_cloudfront_vpc_origin.this").fields["origin_endpoint_arn"], "{aws_lb.this}");
    assert_eq!(after(&all, "aws_cloudfront_origin_access_control.spa").fields["origin_type"], "s3");
}

#[test]
fn an_update_touches_one_field() {
    let there = |enabled: bool| {
        let mut all = distribution(json!([origin(json!({}))]));
        let known = json!({
            "id": "E1", "enabled": enabled, "status": "Deployed", "last_modified_time": "2026-01-02 03:04:05 +0000 UTC",
            "logging_config": [{"bucket": "logs.s3.amazonaws.com"}],
        });
        all.as_object_mut().unwrap().extend(known.as_object().unwrap().clone());
        all
    };
    let all = [update("aws_cloudfront_distribution.this", there(true), there(false), json!({}), json!({}))];
    assert_eq!(changed(&all, "aws_cloudfront_distribution.this"), ["enabled"]);
    let fields = after(&all, "aws_cloudfront_distribution.this").fields;
    assert_eq!(fields["last_modified_time"], "2026-01-02T03:04:05Z");
    assert_eq!(fields["access_log_bucket"], "logs.s3.amazonaws.com");
}

#[test]
fn that_there_is_a_log_is_known_before_its_name() {
    let mut known = distribution(json!([]));
    known["logging_config"] = json!([{"prefix": ""}]);
    let unknown = json!({"id": true, "logging_config": [{"bucket": true}], "origin": true});
    let all = [create("aws_cloudfront_distribution.this", known, unknown, json!({}))];
    let fields = after(&all, "aws_cloudfront_distribution.this").fields;
    assert_eq!(fields["access_log_bucket"], "{aws_cloudfront_distribution.this.logging_config[0].bucket}");
    assert!(fields["origins"].get(UNKNOWN).is_some());
}
