//! Clusters and what belongs to them in small plans.

use crate::model::UNKNOWN;
use crate::plan::testing::{after, changed, create, refers, update};
use serde_json::{Value, json};

const CLUSTER: &str = "aws_eks_cluster.this";

fn cluster() -> Value {
    create(
        CLUSTER,
        json!({"name": "prod", "version": "1.34", "vpc_config": [{"endpoint_private_access": null, "endpoint_public_access": null}],
            "encryption_config": [{"resources": ["secrets"], "provider": [{}]}], "compute_config": [],
            "enabled_cluster_log_types": ["api", "audit"], "tags_all": {"Name": "other"}}),
        json!({"id": true, "arn": true, "role_arn": true, "status": true, "identity": true, "upgrade_policy": true,
            "access_config": true, "kubernetes_network_config": true, "created_at": true,
            "encryption_config": [{"provider": [{"key_arn": true}]}],
            "vpc_config": [{"subnet_ids": true, "vpc_id": true, "cluster_security_group_id": true, "security_group_ids": true,
                "public_access_cidrs": true}]}),
        json!({"role_arn": refers("aws_iam_role.cluster.arn"),
            "encryption_config": [{"provider": [{"key_arn": refers("aws_kms_key.this.arn")}]}],
            "vpc_config": [{"subnet_ids": refers("aws_subnet.this.id"), "endpoint_private_access": {"references": ["var.x"]}}]}),
    )
}

fn network() -> [Value; 2] {
    [
        create(
            "aws_subnet.this",
            json!({}),
            json!({"id": true, "vpc_id": true}),
            json!({"vpc_id": refers("aws_vpc.this.id")}),
        ),
        create("aws_vpc.this", json!({}), json!({"id": true}), json!({})),
    ]
}

fn of_cluster(address: &str, after: Value, unknown: Value) -> Value {
    let mut all = json!({"cluster_name": true, "arn": true, "role_arn": true});
    all.as_object_mut().unwrap().extend(unknown.as_object().unwrap().clone());
    create(address, after, all, json!({"cluster_name": refers("aws_eks_cluster.this.name")}))
}

#[test]
fn a_new_cluster_has_what_nobody_sets_from_aws() {
    let draft = after(&[&[cluster()], &network()[..]].concat(), CLUSTER);
    assert_eq!((draft.id.as_str(), draft.name.as_str()), ("prod", "prod"));
    assert_eq!(draft.arn.as_deref(), Some("arn:aws:eks:eu-west-1:111111111111:cluster/prod"));
    let fields = draft.fields;
    assert_eq!(fields["subnet_ids"], json!(["subnet-{aws_subnet.this}"]));
    assert_eq!(fields["vpc_id"], "vpc-{aws_vpc.this}");
    assert_eq!((&fields["endpoint_public_access"], &fields["endpoint_private_access"]), (&json!(true), &json!(false)));
    assert_eq!(fields["public_access_cidrs"], json!(["0.0.0.0/0"]));
    assert_eq!((&fields["support_type"], &fields["authentication_mode"]), (&json!("EXTENDED"), &json!("CONFIG_MAP")));
    assert_eq!((&fields["auto_mode_compute"], &fields["auto_mode_load_balancing"]), (&Value::Null, &Value::Null));
    assert_eq!(fields["encryption_config"][0]["resources"], json!(["secrets"]));
    assert_eq!((&fields["status"], &fields["enabled_log_types"]), (&json!("ACTIVE"), &json!(["api", "audit"])));
    assert_eq!(fields["oidc_issuer"], "https://{aws_eks_cluster.this.identity[0].oidc[0].issuer}");
    assert_eq!(
        fields["cluster_security_group_id"],
        "sg-{aws_eks_cluster.this.vpc_config[0].cluster_security_group_id}"
    );
    for later in ["version_status", "created_at"] {
        assert!(fields[later].get(UNKNOWN).is_some(), "{later}");
    }
}

#[test]
fn a_new_version_makes_unknown_how_long_it_is_supported() {
    let live = |version: &str, public: bool| {
        json!({"name": "prod", "version": version, "status": "ACTIVE",
        "vpc_config": [{"endpoint_public_access": public, "vpc_id": "vpc-1", "public_access_cidrs": ["10.0.0.0/8"]}]})
    };
    let of = |before: Value, after: Value| changed(&[update(CLUSTER, before, after, json!({}), json!({}))], CLUSTER);
    assert_eq!(of(live("1.33", false), live("1.34", false)), ["end_of_standard_support", "version", "version_status"]);
    assert_eq!(of(live("1.33", false), live("1.33", true)), ["endpoint_public_access"]);
}

#[test]
fn a_node_group_has_its_clusters_version_and_types_of_its_own_or_none() {
    let address = "aws_eks_node_group.this";
    let group = |template: Value| {
        let group = of_cluster(
            address,
            json!({"node_group_name": "system", "labels": null, "launch_template": template, "scaling_config":
                [{"min_size": 2, "max_size": 5, "desired_size": 2}],
                "taint": [{"key": "only", "value": null, "effect": "NO_SCHEDULE"}]}),
            json!({"subnet_ids": true, "node_role_arn": true, "capacity_type": true, "instance_types": true, "version": true}),
        );
        after(&[cluster(), group], address)
    };
    let draft = group(json!([]));
    assert_eq!((draft.id.as_str(), draft.name.as_str()), ("arn:aws:eks:{aws_eks_node_group.this}", "system"));
    assert_eq!(draft.fields["cluster_name"], "prod");
    assert_eq!((&draft.fields["capacity_type"], &draft.fields["version"]), (&json!("ON_DEMAND"), &json!("1.34")));
    assert_eq!(
        (&draft.fields["instance_types"], &draft.fields["launch_template_id"]),
        (&json!(["t3.medium"]), &Value::Null)
    );
    assert_eq!(draft.fields["taints"], json!([{"key": "only", "value": null, "effect": "NO_SCHEDULE"}]));
    assert_eq!(draft.fields["scaling_config"], json!({"min_size": 2, "max_size": 5, "desired_size": 2}));
    assert_eq!((&draft.fields["health_issues"], &draft.fields["labels"]), (&json!([]), &json!({})));
    let draft = group(json!([{"id": "lt-1"}]));
    assert_eq!((&draft.fields["instance_types"], &draft.fields["launch_template_id"]), (&json!([]), &json!("lt-1")));
    let live = |max: i64| {
        json!({"arn": "arn:ng", "node_group_name": "system", "cluster_name": "prod", "capacity_type": "SPOT",
        "scaling_config": [{"min_size": 1, "max_size": max, "desired_size": 1}]})
    };
    let grown = update(address, live(3), live(6), json!({}), json!({}));
    assert_eq!(changed(&[grown], address), ["scaling_config"]);
}

#[test]
fn a_node_group_leads_to_its_cluster_through_what_holds_its_name() {
    let group = create(
        "aws_eks_node_group.this",
        json!({"node_group_name": "system"}),
        json!({"cluster_name": true, "arn": true}),
        json!({"cluster_name": {"references": ["terraform_data.this.input[\"name\"]", "terraform_data.this.input", "terraform_data.this"]}}),
    );
    let holder = create(
        "terraform_data.this",
        json!({"input": {"version": "1.34"}}),
        json!({"input": {"name": true}}),
        json!({"input": {"references": ["aws_eks_cluster.this.id", "aws_eks_cluster.this", "local.more"]}}),
    );
    assert_eq!(after(&[cluster(), holder, group], "aws_eks_node_group.this").fields["cluster_name"], "prod");
}

#[test]
fn what_belongs_to_a_cluster_leads_to_it() {
    let all = [
        cluster(),
        of_cluster("aws_eks_addon.this", json!({"addon_name": "coredns", "service_account_role_arn": null}), json!({})),
        of_cluster(
            "aws_eks_capability.this",
            json!({"capability_name": "argocd", "type": "ARGOCD",
            "configuration": [{"argo_cd": [{"namespace": "argocd"}]}]}),
            json!({}),
        ),
        of_cluster(
            "aws_eks_pod_identity_association.this",
            json!({"namespace": "kube-system", "service_account": "alb"}),
            json!({"association_id": true, "association_arn": true}),
        ),
    ];
    let addon = after(&all, "aws_eks_addon.this");
    assert_eq!((&addon.fields["cluster_name"], &addon.fields["status"]), (&json!("prod"), &json!("ACTIVE")));
    assert_eq!((addon.name.as_str(), &addon.fields["service_account_role_arn"]), ("coredns", &Value::Null));
    let capability = after(&all, "aws_eks_capability.this");
    assert_eq!(
        (&capability.fields["capability_type"], &capability.fields["argo_cd_namespace"]),
        (&json!("ARGOCD"), &json!("argocd"))
    );
    let association = after(&all, "aws_eks_pod_identity_association.this");
    assert_eq!(association.id, "a-{aws_eks_pod_identity_association.this}");
    assert_eq!(
        (&association.fields["cluster_name"], &association.fields["service_account"]),
        (&json!("prod"), &json!("alb"))
    );
}

#[test]
fn an_entry_admits_a_principal() {
    let address = "aws_eks_access_entry.this";
    let entry = of_cluster(
        address,
        json!({"principal_arn": "arn:aws:iam::111111111111:role/admin", "type": null}),
        json!({"access_entry_arn": true, "kubernetes_groups": true}),
    );
    let draft = after(&[cluster(), entry], address);
    assert_eq!(draft.name, "arn:aws:iam::111111111111:role/admin");
    assert_eq!((&draft.fields["entry_type"], &draft.fields["kubernetes_groups"]), (&json!("STANDARD"), &json!([])));
    let live = |groups: Value| {
        json!({"access_entry_arn": "arn:e", "cluster_name": "prod", "principal_arn": "arn:p", "type": "STANDARD",
        "kubernetes_groups": groups})
    };
    let more = update(address, live(json!([])), live(json!(["viewers"])), json!({}), json!({}));
    assert_eq!(changed(&[more], address), ["kubernetes_groups"]);
}
