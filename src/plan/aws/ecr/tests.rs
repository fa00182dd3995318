//! Registries and repositories in small plans.

use crate::model::UNKNOWN;
use crate::plan::testing::{after, changed, changes, create, delete, refers, update};
use serde_json::{Value, json};

const REPOSITORY: &str = "aws_ecr_repository.this";
const SCANNING: &str = "aws_ecr_registry_scanning_configuration.this";
const RULES: &str = r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed",
    "countUnit": "days", "countNumber": 14}, "action": {"type": "expire"}}]}"#;

fn repository(after: Value, unknown: Value, expressions: Value) -> Value {
    let mut all = json!({"name": "backend", "image_tag_mutability": null, "image_scanning_configuration": [],
        "encryption_configuration": [], "tags_all": {"Name": "other"}});
    all.as_object_mut().unwrap().extend(after.as_object().unwrap().clone());
    let mut later = json!({"arn": true, "id": true, "repository_url": true});
    later.as_object_mut().unwrap().extend(unknown.as_object().unwrap().clone());
    create(REPOSITORY, all, later, expressions)
}

fn scanning(rules: Value) -> Value {
    create(
        SCANNING,
        json!({"scan_type": "ENHANCED", "rule": rules}),
        json!({"id": true, "registry_id": true}),
        json!({}),
    )
}

#[test]
fn a_new_repository_has_aws_defaults_and_its_parts() {
    let policy = |address: &str, text: &str| {
        create(
            address,
            json!({"policy": text}),
            json!({"repository": true, "registry_id": true}),
            json!({"repository": refers("aws_ecr_repository.this.name")}),
        )
    };
    let draft = after(&[repository(json!({}), json!({}), json!({}))], REPOSITORY);
    assert_eq!((draft.id.as_str(), draft.name.as_str()), ("backend", "backend"));
    assert_eq!(draft.fields["repository_uri"], "111111111111.dkr.ecr.eu-west-1.amazonaws.com/backend");
    assert_eq!(
        (&draft.fields["image_tag_mutability"], &draft.fields["encryption_type"]),
        (&json!("MUTABLE"), &json!("AES256"))
    );
    assert_eq!((&draft.fields["kms_key_id"], &draft.fields["scan_on_push"]), (&Value::Null, &json!(false)));
    assert_eq!((&draft.fields["policy"], &draft.fields["lifecycle_rules"]), (&Value::Null, &Value::Null));
    assert!(!draft.fields.contains_key("scan_frequency"), "the registry's rules are not in the plan");
    let all = [
        repository(
            json!({"encryption_configuration": [{"encryption_type": "KMS"}], "image_tag_mutability": "IMMUTABLE_WITH_EXCLUSION",
            "image_tag_mutability_exclusion_filter": [{"filter": "latest*", "filter_type": "WILDCARD"}]}),
            json!({"encryption_configuration": [{"kms_key": true}]}),
            json!({"encryption_configuration": [{"kms_key": {"references": ["data.aws_kms_key.this"]}}]}),
        ),
        policy(
            "aws_ecr_repository_policy.this",
            r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "ecr:*"}}"#,
        ),
        policy("aws_ecr_lifecycle_policy.this", RULES),
    ];
    let fields = after(&all, REPOSITORY).fields;
    assert_eq!((&fields["encryption_type"], &fields["mutability_exclusions"]), (&json!("KMS"), &json!(["latest*"])));
    assert!(fields["kms_key_id"].get(UNKNOWN).is_some());
    assert_eq!(fields["policy"]["statements"][0]["effect"], "Allow");
    assert_eq!(
        fields["lifecycle_rules"],
        json!([{"rule_priority": 1, "tag_status": "untagged", "count_type": "sinceImagePushed",
        "count_number": 14, "action": "expire"}])
    );
}

#[test]
fn the_registrys_rules_say_when_images_are_scanned() {
    let rule = |frequency: &str, filter: &str| json!({"scan_frequency": frequency, "repository_filter": [{"filter": filter, "filter_type": "WILDCARD"}]});
    let of = |rules: Value, on_push: bool| {
        let own =
            repository(json!({"image_scanning_configuration": [{"scan_on_push": on_push}]}), json!({}), json!({}));
        after(&[own, scanning(rules)], REPOSITORY).fields["scan_frequency"].clone()
    };
    assert_eq!(of(json!([rule("SCAN_ON_PUSH", "*"), rule("CONTINUOUS_SCAN", "back")]), false), "CONTINUOUS_SCAN");
    assert_eq!(of(json!([rule("SCAN_ON_PUSH", "front*")]), true), "MANUAL");
    assert_eq!(of(json!([]), true), "SCAN_ON_PUSH");
    assert_eq!(of(json!([]), false), "MANUAL");
}

#[test]
fn a_part_alone_touches_its_field() {
    let live = json!({"name": "backend", "arn": "arn:aws:ecr:eu-west-1:111111111111:repository/backend"});
    let kept = update(REPOSITORY, live.clone(), live, json!({}), json!({}));
    let rules = create(
        "aws_ecr_lifecycle_policy.this",
        json!({"repository": "backend", "policy": RULES}),
        json!({}),
        json!({}),
    );
    assert_eq!(changed(&[kept.clone(), rules.clone()], REPOSITORY), ["lifecycle_rules"]);
    // Of a repository that is not in the plan.
    let all = changes(&[rules]);
    assert_eq!((all[0].after.as_ref().unwrap().id.as_str(), all[0].changed()), ("backend", vec!["lifecycle_rules"]));
    // Taken away, there is none.
    let gone = delete("aws_ecr_lifecycle_policy.this", json!({"repository": "backend", "policy": RULES}));
    assert_eq!(after(&[kept, gone], REPOSITORY).fields["lifecycle_rules"], Value::Null);
}

#[test]
fn a_registry_is_made_of_parts() {
    let replication = create(
        "aws_ecr_replication_configuration.this",
        json!({"replication_configuration": [{"rule": [{"destination": [{"region": "eu-central-1", "registry_id": "222222222222"}]}]}]}),
        json!({"id": true}),
        json!({}),
    );
    let all = changes(&[replication, scanning(json!([]))]);
    let [registry] = all.as_slice() else { panic!("one registry") };
    let draft = registry.after.as_ref().unwrap();
    assert_eq!((draft.id.as_str(), draft.region.as_str(), registry.is_whole), ("111111111111", "eu-west-1", false));
    assert_eq!(draft.fields["scan_type"], "ENHANCED");
    assert_eq!(
        draft.fields["replication_destinations"],
        json!([{"region": "eu-central-1", "registry_id": "222222222222"}])
    );
    assert!(draft.fields["policy"].get(UNKNOWN).is_some());
    let gone = delete("aws_ecr_registry_policy.this", json!({"id": "1", "policy": r#"{"Statement": []}"#}));
    let all = changes(&[gone]);
    assert_eq!(all[0].after.as_ref().unwrap().fields["policy"], Value::Null);
    assert_eq!(all[0].changed(), ["policy"]);
}
