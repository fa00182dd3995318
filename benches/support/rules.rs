//! Eight rules for each type of the made-up organization; of the evaluations one in ten goes over six neighbours.

use anyhow::{Result, anyhow};
use std::path::Path;
use trueline::rules::{RuleSet, Sources};

const NOT_PUBLIC: &str =
    "s.route_table != null && s.route_table.routes.all(r, r.gateway_id == null || !r.gateway_id.startsWith('igw-'))";

/// Type and condition. `NOT_PUBLIC` stands for a subnet `s` without a route to the internet.
pub const RULES: [(&str, [&str; 8]); 6] = [
    (
        "AWS::EC2::VPC",
        [
            "!resource.is_default || resource.tags['Name'] != ''",
            "resource.enable_dns_support && resource.enable_dns_hostnames",
            "resource.state == 'available'",
            "resource.instance_tenancy == 'default'",
            "resource.cidr_block_associations.all(a, a.state == 'associated')",
            "'team' in resource.tags",
            "size(resource.subnets.filter(s, !s.map_public_ip_on_launch)) >= 3",
            "resource.account.environment in ['dev', 'staging', 'prod']",
        ],
    ),
    (
        "AWS::EC2::Subnet",
        [
            "!resource.map_public_ip_on_launch",
            "resource.state == 'available'",
            "!resource.default_for_az",
            "resource.tags.environment in ['dev', 'staging', 'prod']",
            "'Name' in resource.tags && resource.tags.Name != ''",
            "resource.available_ip_address_count != null && resource.available_ip_address_count >= 16",
            "resource.route_table != null && resource.route_table.vpc_id == resource.vpc_id",
            "!resource.default_for_az && resource.cidr_block != null",
        ],
    ),
    (
        "AWS::EC2::RouteTable",
        [
            "resource.routes.all(r, r.state == 'active')",
            "size(resource.associations) >= 1",
            "'Name' in resource.tags",
            "resource.associations.exists(a, a.state == 'associated')",
            "resource.routes.all(r, r.gateway_id == null || !r.gateway_id.startsWith('igw-'))",
            "resource.vpc.owner_id == resource.account_id",
            "resource.vpc.state == 'available'",
            "resource.routes.exists(r, r.destination_cidr_block == '0.0.0.0/0')",
        ],
    ),
    (
        "AWS::RDS::DBSubnetGroup",
        [
            "size(resource.subnet_ids) >= 3",
            "resource.subnets.all(s, s.vpc_id == resource.vpc_id)",
            "resource.vpc != null && resource.vpc.state == 'available'",
            "resource.name != ''",
            "resource.db_clusters.all(c, c.storage_encrypted == true)",
            "resource.account.environment in ['dev', 'staging', 'prod']",
            "resource.name.startsWith('vpc-')",
            "resource.region != 'global'",
        ],
    ),
    (
        "AWS::RDS::DBCluster",
        [
            "resource.backup_retention_period != null && resource.backup_retention_period >= architecture.database.backup_retention_days",
            "resource.storage_encrypted == true && resource.kms_key_id != null",
            "resource.deletion_protection == true",
            "resource.force_ssl == '1'",
            "resource.latest_restorable_time != null && resource.read_at - resource.latest_restorable_time <= duration('24h')",
            "resource.serverless_v2_scaling != null && resource.serverless_v2_scaling.min_capacity != null && resource.serverless_v2_scaling.max_capacity != null && resource.serverless_v2_scaling.min_capacity < resource.serverless_v2_scaling.max_capacity",
            "resource.subnet_group != null && resource.subnet_group.subnets.all(s, NOT_PUBLIC)",
            "resource.subnet_group != null && size(resource.subnet_group.subnets.map(s, s.availability_zone_id)) >= 3 && resource.subnet_group.subnets.all(s, !s.map_public_ip_on_launch)",
        ],
    ),
    (
        "AWS::EKS::Cluster",
        [
            "resource.version in ['1.33', '1.34']",
            "!resource.endpoint_public_access",
            "resource.enabled_log_types.exists(l, l == 'audit')",
            "resource.encryption_config.exists(c, 'secrets' in c.resources)",
            "resource.support_type == 'STANDARD'",
            "resource.authentication_mode == 'API'",
            "resource.status == 'ACTIVE' && resource.oidc_issuer != null",
            "resource.subnets.all(s, NOT_PUBLIC)",
        ],
    ),
];

/// A condition as it is compiled.
pub fn written(condition: &str) -> String {
    condition.replace("NOT_PUBLIC", NOT_PUBLIC)
}

/// The rules as files, loaded as a user's are.
pub fn load() -> Result<RuleSet> {
    let directory = tempfile::tempdir()?;
    for (ty, conditions) in RULES {
        for (i, condition) in conditions.iter().enumerate() {
            let id = format!("{}-{}", ty.to_lowercase().replace("::", "-"), i + 1);
            let text = format!(
                "id: {id}\ntitle: A rule\nclauses: [DB-06]\nseverity: high\nresource: {ty}\ncheck: {}\nmessage: differs\nwhy: So.\n\
                 fix: {{prose: Mend it.}}\ntests: [{{name: none, expect: not_applicable}}]\n",
                serde_json::to_string(&written(condition))?
            );
            std::fs::write(directory.path().join(format!("{id}.yaml")), text)?;
        }
    }
    let problems = |all: Vec<_>| {
        anyhow!("{}", all.into_iter().map(|p: trueline::problem::Problem| p.to_string()).collect::<Vec<_>>().join("\n"))
    };
    let sources = Sources::directory(directory.path()).map_err(|problem| problems(vec![problem]))?;
    RuleSet::load(&sources, &serde_json::Value::Null, Path::new("trueline.yaml")).map_err(problems)
}
