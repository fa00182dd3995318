//! Clusters, instances and their groups in small plans.

use crate::model::UNKNOWN;
use crate::plan::testing::{after, changed, create, delete, refers, update};
use serde_json::{Value, json};

const CLUSTER: &str = "aws_rds_cluster.this";

fn cluster(after: Value, unknown: Value, expressions: Value) -> Value {
    let mut all = json!({"cluster_identifier": "prod", "engine": "aurora-postgresql", "engine_version": "16.8",
        "deletion_protection": null});
    let mut unset = json!({"arn": true, "id": true, "port": true, "kms_key_id": true, "db_cluster_parameter_group_name": true,
        "engine_version_actual": true, "cluster_members": true, "master_user_secret": true, "backup_retention_period": true});
    for (name, value) in after.as_object().unwrap() {
        all[name] = value.clone();
        unset.as_object_mut().unwrap().remove(name);
    }
    unset.as_object_mut().unwrap().extend(unknown.as_object().unwrap().clone());
    create(CLUSTER, all, unset, expressions)
}

fn instance(name: &str, tier: i64) -> Value {
    create(
        &format!("aws_rds_cluster_instance.{name}"),
        json!({"identifier": name, "instance_class": "db.serverless", "promotion_tier": tier, "availability_zone": "eu-west-1a"}),
        json!({"arn": true, "cluster_identifier": true, "writer": true, "storage_encrypted": true, "db_subnet_group_name": true,
            "publicly_accessible": true}),
        json!({"cluster_identifier": refers("aws_rds_cluster.this.id"), "publicly_accessible": {"references": ["data.x.y"]}}),
    )
}

fn group(family: &str, value: Option<&str>) -> Value {
    let parameters = value.map(|value| json!({"name": "rds.force_ssl", "value": value, "apply_method": "immediate"}));
    let parameters = [Some(json!({"name": "log_statement", "value": "ddl"})), parameters];
    let after = json!({"name": "own", "family": family, "parameter": parameters.iter().flatten().collect::<Vec<_>>()});
    create("aws_rds_cluster_parameter_group.this", after, json!({"arn": true, "id": true}), json!({}))
}

#[test]
fn a_new_cluster_leads_to_what_there_is_not_yet() {
    let all = [
        cluster(
            json!({"serverlessv2_scaling_configuration": [{"min_capacity": 0.5, "max_capacity": 16}],
                "manage_master_user_password": true, "storage_encrypted": true, "db_subnet_group_name": "private",
                "enabled_cloudwatch_logs_exports": ["postgresql"], "tags": {"Name": "other"}}),
            json!({"vpc_security_group_ids": true}),
            json!({"kms_key_id": refers("aws_kms_key.this.arn"), "storage_encrypted": {"constant_value": true}}),
        ),
        create(
            "aws_db_subnet_group.this",
            json!({"name": "private"}),
            json!({"subnet_ids": true, "vpc_id": true}),
            json!({"subnet_ids": refers("aws_subnet.this.id")}),
        ),
        create(
            "aws_subnet.this",
            json!({}),
            json!({"id": true, "vpc_id": true}),
            json!({"vpc_id": refers("aws_vpc.this.id")}),
        ),
        create("aws_vpc.this", json!({}), json!({"id": true}), json!({})),
        create("aws_kms_key.this", json!({}), json!({"arn": true}), json!({})),
        instance("a", 0),
        instance("b", 1),
    ];
    let draft = after(&all, CLUSTER);
    assert_eq!((draft.id.as_str(), draft.name.as_str()), ("prod", "prod"));
    assert_eq!(draft.arn.as_deref(), Some("arn:aws:rds:eu-west-1:111111111111:cluster:prod"));
    let fields = draft.fields;
    assert_eq!(fields["serverless_v2_scaling"], json!({"min_capacity": 0.5, "max_capacity": 16.0}));
    assert_eq!(fields["engine_version"], "16.8");
    assert_eq!((&fields["port"], &fields["backup_retention_period"]), (&json!(5432), &json!(1)));
    assert_eq!((&fields["storage_encrypted"], &fields["storage_encryption_type"]), (&json!(true), &json!("sse-kms")));
    assert_eq!((&fields["status"], &fields["deletion_protection"]), (&json!("available"), &json!(false)));
    assert_eq!(fields["master_user_secret_status"], "active");
    let secret = "arn:aws:secretsmanager:{aws_rds_cluster.this.master_user_secret[0].secret_arn}";
    assert_eq!(fields["master_user_secret_arn"], secret);
    assert_eq!(fields["publicly_accessible"], Value::Null);
    let member = |id: &str, writer: bool, tier: i64| json!({"db_instance_identifier": id, "is_cluster_writer": writer, "promotion_tier": tier, "parameter_group_status": "in-sync"});
    assert_eq!(fields["members"], json!([member("a", true, 0), member("b", false, 1)]));
    assert!(draft.inferred.contains(&"members".to_owned()), "which one writes is for chance to say");

    let one = after(&all, "aws_rds_cluster_instance.b").fields;
    assert_eq!((&one["db_cluster_identifier"], &one["db_subnet_group_name"]), (&json!("prod"), &json!("private")));
    assert_eq!((&one["storage_encrypted"], &one["db_instance_status"]), (&json!(true), &json!("available")));
    assert!(one["publicly_accessible"].get(UNKNOWN).is_some());

    let group = after(&all, "aws_db_subnet_group.this").fields;
    assert_eq!(group["vpc_id"], "vpc-{aws_vpc.this}");
    assert_eq!(group["subnet_ids"], json!(["subnet-{aws_subnet.this}"]));
}

#[test]
fn tls_is_by_the_group_or_by_the_family() {
    let of = |name: Value, groups: &[Value]| {
        let named = cluster(json!({"db_cluster_parameter_group_name": name}), json!({}), json!({}));
        after(&[&[named], groups].concat(), CLUSTER).fields["force_ssl"].clone()
    };
    assert_eq!(of(json!("own"), &[group("aurora-postgresql16", Some("1"))]), "1");
    assert_eq!(of(json!("own"), &[group("aurora-postgresql17", Some("0"))]), "0");
    assert_eq!(of(json!("own"), &[group("aurora-postgresql16", None)]), "0");
    assert_eq!(of(json!("own"), &[group("aurora-postgresql17", None)]), "1");
    assert_eq!(of(json!("default.aurora-postgresql17"), &[]), "1");
    assert!(of(json!("elsewhere"), &[]).get(UNKNOWN).is_some());
    // Nobody names a group: AWS takes the default of the version.
    let unset =
        |version: &str| after(&[cluster(json!({"engine_version": version}), json!({}), json!({}))], CLUSTER).fields;
    assert_eq!(unset("17.4")["force_ssl"], "1");
    assert_eq!(unset("16")["force_ssl"], "0");
    assert!(unset("16")["engine_version"].get(UNKNOWN).is_some(), "16 stands for the newest 16.x");
    let refers = json!({"db_cluster_parameter_group_name": refers("aws_rds_cluster_parameter_group.this.name")});
    let referred = cluster(json!({}), json!({}), refers);
    assert_eq!(after(&[referred, group("aurora-postgresql16", Some("1"))], CLUSTER).fields["force_ssl"], "1");
}

#[test]
fn encryption_without_a_key_is_aws_own() {
    let of = |after_: Value, expressions: Value| {
        let fields = after(&[cluster(after_, json!({}), expressions)], CLUSTER).fields;
        (fields["storage_encrypted"].clone(), fields["storage_encryption_type"].clone())
    };
    let (encrypted, kind) = of(json!({"storage_encrypted": null}), json!({}));
    assert!(encrypted.get(UNKNOWN).is_some());
    assert_eq!(kind, "sse-rds");
    let (encrypted, kind) =
        of(json!({"storage_encrypted": true}), json!({"storage_encrypted": {"constant_value": true}}));
    assert_eq!(encrypted, true);
    assert!(kind.get(UNKNOWN).is_some(), "a key of AWS's or one of KMS's");
}

fn live(retention: i64) -> Value {
    json!({"cluster_identifier": "prod", "id": "prod", "arn": "arn:aws:rds:eu-west-1:111111111111:cluster:prod", "engine": "aurora-postgresql",
        "engine_version": "16.8", "engine_version_actual": "16.8", "backup_retention_period": retention, "cluster_members": ["a"],
        "db_cluster_parameter_group_name": "own", "kms_key_id": "arn:k", "storage_encrypted": true})
}

#[test]
fn an_update_touches_one_field() {
    let member = json!({"identifier": "a", "cluster_identifier": "prod", "writer": true, "promotion_tier": 0});
    let member = update("aws_rds_cluster_instance.a", member.clone(), member, json!({}), json!({}));
    let own = |value: &str| {
        json!({"name": "own", "id": "own", "family": "aurora-postgresql16",
        "parameter": [{"name": "rds.force_ssl", "value": value}]})
    };
    let group =
        |from: &str, to: &str| update("aws_rds_cluster_parameter_group.this", own(from), own(to), json!({}), json!({}));
    let kept = update(CLUSTER, live(7), live(7), json!({}), json!({}));
    assert_eq!(changed(&[kept.clone(), member.clone(), group("1", "0")], CLUSTER), ["force_ssl"]);
    let less = update(CLUSTER, live(7), live(1), json!({}), json!({}));
    assert_eq!(changed(&[less.clone(), member.clone(), group("1", "1")], CLUSTER), ["backup_retention_period"]);
    assert_eq!(changed(&[less], CLUSTER), ["backup_retention_period"]);
    // The plan has every instance that the cluster names.
    let fields = after(&[kept.clone(), member.clone()], CLUSTER).fields;
    assert_eq!(fields["members"][0]["is_cluster_writer"], true);
    let second = create(
        "aws_rds_cluster_instance.b",
        json!({"identifier": "b", "cluster_identifier": "prod", "promotion_tier": null}),
        json!({"arn": true, "writer": true}),
        json!({}),
    );
    let fields = after(&[kept, member, second], CLUSTER).fields;
    assert_eq!(fields["members"][1]["is_cluster_writer"], false, "the cluster has one that writes already");
}

#[test]
fn an_instance_that_goes_is_taken_out_of_a_cluster_that_is_not_in_the_plan() {
    let gone =
        delete("aws_rds_cluster_instance.a", json!({"identifier": "a", "cluster_identifier": "prod", "writer": true}));
    let all = crate::plan::testing::changes(&[gone]);
    let cluster = all.iter().find(|c| !c.is_whole).unwrap();
    assert_eq!(cluster.changed(), ["members"]);
    let mut read = json!({"members": [{"db_instance_identifier": "a", "is_cluster_writer": true, "promotion_tier": 0,
        "parameter_group_status": "in-sync"}]});
    cluster.apply(read.as_object_mut().unwrap());
    assert_eq!(read["members"], json!([]));
}

#[test]
fn an_instance_of_its_own_has_no_cluster() {
    let alone = create(
        "aws_db_instance.this",
        json!({"identifier": "one", "instance_class": "db.t4g.micro", "publicly_accessible": true}),
        json!({"arn": true}),
        json!({}),
    );
    let fields = after(&[alone], "aws_db_instance.this").fields;
    assert_eq!((&fields["db_cluster_identifier"], &fields["publicly_accessible"]), (&Value::Null, &json!(true)));
}

#[test]
fn what_nobody_sets_is_left_to_aws_and_what_is_read_later_is_not() {
    let of = |expression: Value| {
        let unset = cluster(json!({}), json!({}), json!({"backup_retention_period": expression}));
        after(&[unset], CLUSTER).fields["backup_retention_period"].clone()
    };
    assert_eq!(of(json!({"references": ["var.days"]})), 1);
    assert_eq!(of(json!({"constant_value": null})), 1);
    for later in ["data.aws_ssm_parameter.days", "local.days"] {
        assert!(of(json!({"references": [later]})).get(UNKNOWN).is_some(), "{later}");
    }
}

#[test]
fn clusters_of_other_engines_are_clusters_too() {
    let all = [
        create(
            "aws_docdb_cluster.this",
            json!({"cluster_identifier": "docs", "engine": "docdb", "storage_encrypted": false}),
            json!({"arn": true}),
            json!({}),
        ),
        create(
            "aws_docdb_cluster_instance.this",
            json!({"identifier": "docs-1", "cluster_identifier": "docs"}),
            json!({"arn": true, "writer": true}),
            json!({}),
        ),
    ];
    let fields = after(&all, "aws_docdb_cluster.this").fields;
    assert_eq!(
        (&fields["storage_encrypted"], &fields["members"][0]["is_cluster_writer"]),
        (&json!(false), &json!(true))
    );
    assert!(!fields.contains_key("force_ssl"));
    assert_eq!(after(&all, "aws_docdb_cluster_instance.this").fields["db_cluster_identifier"], "docs");
}
