//! Plans of others: read all of them, and hold what is known of them against what was read. They lie beside the project where it is
//! developed, and are no part of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

mod support;

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use trueline::plan::{Accounts, Plan};
use trueline::snapshot::{Change, Draft};

/// The folder with the plans; where there is none, that is noted for the end of the test command.
fn folder() -> Option<PathBuf> {
    let lacks = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lacks");
    std::fs::create_dir_all(&lacks).unwrap();
    let note = lacks.join("other-plans.txt");
    drop(std::fs::remove_file(&note));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/plans");
    let folder = std::env::var_os("TRUELINE_PLANS").map_or(folder, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    std::fs::write(note, "plans: no folder of other people's plans (TRUELINE_PLANS); they are not read").unwrap();
    None
}

fn unpacked(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
}

/// A plan with what was read of it.
struct Facts(Vec<Change>);

impl Facts {
    fn of(folder: &Path, name: &str) -> Facts {
        let path = folder.join(format!("{name}.json.gz"));
        let plan = Plan::read(&path, None, &unpacked(&path)).unwrap();
        Facts(plan.changes(&Accounts::default(), ""))
    }

    /// The resource at an address, after the plan.
    fn at(&self, address: &str) -> &Draft {
        let mut all = self.0.iter().filter(|c| c.address == address).filter_map(|c| c.after.as_ref());
        all.next_back().unwrap_or_else(|| panic!("nothing at {address}"))
    }

    /// Addresses of the resources of a type.
    fn of_type(&self, name: &str) -> Vec<&str> {
        let own = self.0.iter().filter(|c| c.after.as_ref().is_some_and(|d| d.shape.type_name() == name));
        own.map(|c| c.address.as_str()).collect()
    }

    /// The address that a reference leads to; what is unknown is shown as it is.
    fn leads(&self, value: &Value) -> String {
        let Some(id) = value.as_str() else { return value.to_string() };
        let found =
            self.0.iter().find(|c| c.after.as_ref().is_some_and(|d| d.id == id || d.arn.as_deref() == Some(id)));
        found.map_or_else(|| id.to_owned(), |c| c.address.clone())
    }

    fn link(&self, address: &str, field: &str) -> String {
        self.leads(&self.at(address).fields[field])
    }

    fn links(&self, address: &str, field: &str) -> BTreeSet<String> {
        let value = &self.at(address).fields[field];
        let list = value.as_array().unwrap_or_else(|| panic!("{address}.{field} is {value}"));
        list.iter().map(|v| self.leads(v)).collect()
    }
}

fn set(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().map(|t| (*t).to_owned()).collect()
}

#[test]
fn every_plan_is_read_or_refused_in_words() {
    let Some(folder) = folder() else { return };
    let mut names = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect::<Vec<_>>();
    names.retain(|p| p.extension().is_some_and(|e| e == "gz"));
    names.sort();
    assert!(names.len() >= 24, "{names:?}");
    let directory = tempfile::tempdir().unwrap();
    for path in names {
        let name = path.file_name().unwrap().to_string_lossy().replace(".json.gz", "");
        let file = directory.path().join(format!("{name}.json"));
        std::fs::write(&file, unpacked(&path)).unwrap();
        let run = support::Run::of(
            support::trueline(directory.path()).args(["check", "--plan"]).arg(&file).args(["--format", "json"]),
        );
        if name == "pub-permcheck-minimal" {
            assert_eq!(run.code, 2, "{name}: {}", run.stderr);
            assert!(
                run.stderr.contains("format_version") && run.stderr.contains("terraform show -json"),
                "{}",
                run.stderr
            );
            continue;
        }
        assert!([0, 1, 3].contains(&run.code), "{name}: {} {}", run.code, run.stderr);
        let report = run.json();
        // A plan alone has seen nothing: what it says of other resources would be made up.
        for finding in report["findings"].as_array().unwrap() {
            let is_account = finding["resource"]["type"] == "AWS::Organizations::Account";
            assert!(is_account || finding["resource"]["planned"]["address"].is_string(), "{name}: {finding}");
        }
    }
}

#[test]
fn subnets_routes_and_gateways_are_linked_through_locals_and_counts() {
    let Some(folder) = folder() else { return };
    let plan = Facts::of(&folder, "gen-vpc-separate-route-tables");
    assert_eq!(plan.of_type("AWS::EC2::Subnet").len(), 18);
    assert_eq!(plan.of_type("AWS::EC2::NatGateway").len(), 1);
    let tables = plan.of_type("AWS::EC2::RouteTable");
    assert_eq!(tables.iter().filter(|t| t.contains("aws_route_table.")).count(), 6);
    let routes = |name: &str, member: &str| {
        let all = plan.at(&format!("module.vpc.aws_route_table.{name}[0]")).fields["routes"].clone();
        let all = all.as_array().unwrap_or_else(|| panic!("{all}")).iter();
        all.filter(|r| r["gateway_id"] != "local").map(|r| plan.leads(&r[member])).collect::<Vec<_>>()
    };
    assert_eq!(routes("private", "nat_gateway_id"), ["module.vpc.aws_nat_gateway.this[0]"]);
    assert_eq!(routes("public", "gateway_id"), ["module.vpc.aws_internet_gateway.this[0]"]);
    for name in ["database", "elasticache", "redshift", "intra"] {
        assert_eq!(routes(name, "gateway_id"), Vec::<String>::new(), "{name}");
    }
    // Which table a database's subnet has, the plan does not say: to neither of both is it linked as certain.
    for name in ["database", "private"] {
        let associations = &plan.at(&format!("module.vpc.aws_route_table.{name}[0]")).fields["associations"];
        assert!(associations["$incomplete"].is_string(), "{associations}");
        assert!(!associations["items"].to_string().contains("aws_subnet.database"), "{associations}");
    }
    for subnet in plan.of_type("AWS::EC2::Subnet") {
        assert_eq!(plan.link(subnet, "vpc_id"), "module.vpc.aws_vpc.this[0]");
        assert!(plan.at(subnet).inferred.contains(&"vpc_id".to_owned()), "a local stands between: it is inferred");
    }
}

#[test]
fn clusters_lead_to_keys_and_global_clusters_through_modules() {
    let Some(folder) = folder() else { return };
    let plan = Facts::of(&folder, "gen-aurora-global-cluster");
    for (module, key) in [("primary", "primary"), ("secondary", "secondary")] {
        let cluster = format!("module.aurora_{module}.aws_rds_cluster.this[0]");
        assert_eq!(plan.link(&cluster, "kms_key_id"), format!("aws_kms_key.{key}"));
        assert_eq!(plan.at(&cluster).fields["members"].as_array().map(Vec::len), Some(2), "{cluster}");
        for group in plan.of_type("AWS::EC2::SecurityGroup").iter().filter(|g| g.contains(&format!("aurora_{module}.")))
        {
            assert_eq!(plan.link(group, "vpc_id"), format!("module.{module}_vpc.aws_vpc.this[0]"), "{group}");
        }
    }
    assert_eq!(plan.of_type("AWS::EC2::NatGateway"), Vec::<&str>::new());
    let regions = |module: &str| {
        let own = plan.0.iter().filter(|c| c.address.starts_with(module)).filter_map(|c| c.after.as_ref());
        own.filter(|d| d.shape.type_name() == "AWS::EC2::Subnet").map(|d| d.region.clone()).collect::<BTreeSet<_>>()
    };
    assert_eq!(regions("module.primary_vpc."), set(&["eu-west-1"]));
    assert_eq!(regions("module.secondary_vpc."), set(&["us-east-1"]));
}

#[test]
fn serverless_clusters_of_both_versions_are_told_apart() {
    let Some(folder) = folder() else { return };
    let plan = Facts::of(&folder, "gen-aurora-serverless-v1-v2");
    let clusters = plan.of_type("AWS::RDS::DBCluster");
    assert_eq!(clusters.len(), 4);
    for cluster in clusters {
        let fields = &plan.at(cluster).fields;
        let second = cluster.contains("_v2");
        assert_eq!(fields["engine_mode"], if second { "provisioned" } else { "serverless" }, "{cluster}");
        assert_eq!(fields["members"].as_array().map(Vec::len), Some(if second { 2 } else { 0 }), "{cluster}");
        assert_eq!(fields["storage_encrypted"], true);
    }
    let capacity = &plan.at("module.aurora_postgresql_v2.aws_rds_cluster.this[0]").fields["serverless_v2_scaling"];
    assert_eq!(capacity["min_capacity"].as_f64(), Some(0.0));
    for instance in plan.of_type("AWS::RDS::DBInstance") {
        assert_eq!(plan.at(instance).fields["db_instance_class"], "db.serverless");
    }
}

#[test]
fn private_clusters_are_private_whatever_ranges_stand_beside() {
    let Some(folder) = folder() else { return };
    let plan = Facts::of(&folder, "gen-eks-managed-node-group");
    let clusters = plan.of_type("AWS::EKS::Cluster");
    assert_eq!(clusters.len(), 2);
    let private = plan.of_type("AWS::EC2::Subnet").into_iter().filter(|s| s.contains("aws_subnet.private"));
    let private = private.map(str::to_owned).collect::<BTreeSet<_>>();
    for cluster in clusters {
        assert_eq!(plan.at(cluster).fields["endpoint_public_access"], false, "{cluster}");
        let subnets = plan.links(cluster, "subnet_ids");
        assert!(subnets.is_superset(&private), "{cluster}: {subnets:?}");
    }
    let addons = plan.of_type("AWS::EKS::Addon");
    assert_eq!(addons.len(), 8);
    for addon in addons {
        let module = addon.split(".aws_eks_addon").next().unwrap();
        assert_eq!(plan.link(addon, "cluster_name"), format!("{module}.aws_eks_cluster.this[0]"));
    }
    assert_eq!(plan.of_type("AWS::EKS::Nodegroup").len(), 2);
    assert_eq!(plan.of_type("AWS::EC2::NatGateway").len(), 1);
}

#[test]
fn distributions_keep_origins_behaviours_and_certificates() {
    let Some(folder) = folder() else { return };
    let plan = Facts::of(&folder, "gen-cloudfront-complete");
    let [distribution] = plan.of_type("AWS::CloudFront::Distribution")[..] else { panic!("not one distribution") };
    let fields = &plan.at(distribution).fields;
    let origins = fields["origins"].as_array().unwrap().iter().map(|o| o["origin_id"].as_str().unwrap().to_owned());
    assert_eq!(origins.collect::<BTreeSet<_>>(), set(&["appsync", "ec2_vpc_origin", "s3_one", "s3_oac"]));
    let text = json!(fields).to_string();
    for path in ["/static/*", "/static-no-policies/*", "/vpc-origin/*", "TLSv1"] {
        assert!(text.contains(path), "{path}: {text}");
    }
    let policy = &plan.at("module.s3_one.aws_s3_bucket.this[0]").fields["policy"];
    assert_eq!(policy["statements"][0]["actions"], json!(["s3:GetObject"]), "{policy}");
}

#[test]
fn keys_rotate_or_not_and_have_their_aliases() {
    let Some(folder) = folder() else { return };
    let plan = Facts::of(&folder, "gen-kms-complete");
    let key = |module: &str| plan.at(&format!("module.{module}.aws_kms_key.this[0]"));
    assert_eq!(key("kms_default").fields["key_rotation_enabled"], true);
    assert_eq!(key("kms_complete").fields["key_rotation_enabled"], false);
    // Its aliases have prefixes for names: that they are its own is known, and what they are called is not.
    let aliases = &key("kms_complete").fields["aliases"];
    assert!(aliases["$incomplete"].as_str().is_some_and(|why| why.contains("kms_complete.aws_kms_alias")), "{aliases}");
    assert_eq!(key("kms_primary").fields["multi_region_key_type"], "PRIMARY");
}

#[test]
fn old_plans_are_read_as_new_ones() {
    let Some(folder) = folder() else { return };
    let plan = Facts::of(&folder, "pub-checkov-tf012-55");
    for (subnet, vpc) in [
        ("aws_subnet.web_subnet", "aws_vpc.web_vpc"),
        ("aws_subnet.web_subnet2", "aws_vpc.web_vpc"),
        ("aws_subnet.eks_subnet1", "aws_vpc.eks_vpc"),
        ("aws_subnet.eks_subnet2", "aws_vpc.eks_vpc"),
    ] {
        assert_eq!(plan.link(subnet, "vpc_id"), vpc);
    }
    let database = &plan.at("aws_db_instance.default").fields;
    assert_eq!((&database["publicly_accessible"], &database["storage_encrypted"]), (&json!(true), &json!(false)));
    let group = plan.link("aws_db_instance.default", "db_subnet_group_name");
    assert_eq!(plan.links(&group, "subnet_ids"), set(&["aws_subnet.web_subnet", "aws_subnet.web_subnet2"]));
    let [cluster] = plan.of_type("AWS::EKS::Cluster")[..] else { panic!("not one cluster") };
    assert_eq!(plan.links(cluster, "subnet_ids"), set(&["aws_subnet.eks_subnet1", "aws_subnet.eks_subnet2"]));

    let foreign = Facts::of(&folder, "pub-tfcompliance-issue522-delete-drift");
    let group = foreign.of_type("AWS::EC2::SecurityGroup").into_iter().find(|g| g.contains("lambda_sg")).unwrap();
    assert_eq!(foreign.link(group, "vpc_id"), "vpc-003e06e33a87c22f5");
    let deleted = foreign.0.iter().filter(|c| c.before.is_some() && c.after.is_none()).map(|c| &c.address);
    assert!(deleted.clone().any(|a| a.contains("aws_cloudwatch_event_rule")), "{:?}", deleted.collect::<Vec<_>>());

    let listeners = Facts::of(&folder, "pub-tfcompliance-issue249-noop-update");
    let [listener] = listeners.of_type("AWS::ElasticLoadBalancingV2::Listener")[..] else { panic!("not one listener") };
    assert_eq!(listeners.link(listener, "load_balancer_arn"), "module.alb.aws_alb.alb");

    let modules = Facts::of(&folder, "pub-tfcompliance-issue456-foreach-modules");
    let repositories = modules.of_type("AWS::ECR::Repository").into_iter().collect::<BTreeSet<_>>();
    assert_eq!(repositories.len(), 14);
    assert_eq!(modules.of_type("AWS::EC2::Instance").into_iter().collect::<BTreeSet<_>>().len(), 15);
}

#[test]
fn nothing_secret_comes_out_of_a_plan() {
    let Some(folder) = folder() else { return };
    let path = folder.join("pub-checkov-tf012-55.json.gz");
    let text = String::from_utf8(unpacked(&path)).unwrap();
    let keys = regex::Regex::new("AKIA[A-Z0-9]{16}").unwrap();
    let planted = keys.find_iter(&text).map(|m| m.as_str()).collect::<BTreeSet<_>>();
    assert!(!planted.is_empty());
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("plan.json");
    std::fs::write(&file, &text).unwrap();
    let run = support::Run::of(support::trueline(directory.path()).args([
        "check",
        "--plan",
        "plan.json",
        "--format",
        "json",
    ]));
    let drafts = Facts::of(&folder, "pub-checkov-tf012-55");
    let drafts = drafts.0.iter().flat_map(|c| c.before.iter().chain(&c.after)).map(|d| d.line()).collect::<String>();
    for secret in planted {
        assert!(!run.stdout.contains(secret) && !run.stderr.contains(secret) && !drafts.contains(secret), "{secret}");
    }
}
