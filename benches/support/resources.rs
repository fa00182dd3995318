//! The resources of a made-up account, written through the model's own structs: 5 % VPCs, 30 % subnets, 15 % route tables,
//! 5 % subnet groups, 25 % database clusters, 20 % Kubernetes clusters, in groups of twenty that refer to each other.

use super::organization::{Place, TAKEN_AT};
use serde::Serialize;
use std::collections::BTreeMap;
use trueline::model::*;
use trueline::snapshot::{ResourceLine, line};

/// Numbers that look random and are the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }
    fn id(&mut self, prefix: &str) -> String {
        format!("{prefix}-{:017x}", u128::from(self.roll(u64::MAX)) * 97).chars().take(prefix.len() + 18).collect()
    }
    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.roll(words.len() as u64) as usize]
    }
    fn time(&mut self) -> Timestamp {
        let second = 1_700_000_000 + self.roll(90_000_000) as i64;
        Timestamp(jiff::Timestamp::from_second(second).unwrap_or_default())
    }
    fn tags(&mut self, name: &str) -> Tags {
        let environment = self.one_of(&["dev", "staging", "prod"]).to_owned();
        BTreeMap::from([
            ("Name".to_owned(), name.to_owned()),
            ("environment".to_owned(), environment),
            ("team".to_owned(), format!("team-{}", self.roll(40))),
            ("cost-center".to_owned(), format!("cc-{}", self.roll(300))),
            ("data-classification".to_owned(), "internal".to_owned()),
            ("managed-by".to_owned(), "terraform".to_owned()),
            ("repository".to_owned(), format!("github.com/example/infrastructure-{}", self.roll(200))),
        ])
    }
}

/// An account in the making.
struct Account<'a> {
    place: &'a Place,
    read_at: Timestamp,
    dice: Dice,
    lines: Vec<String>,
}

/// The account and about `size` resources in it, as lines of a snapshot.
pub fn of(place: &Place, size: usize) -> Vec<String> {
    let dice = Dice((place.number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let read_at = Timestamp(TAKEN_AT.parse().unwrap_or_default());
    let mut account = Account { place, read_at, dice, lines: Vec::with_capacity(size + 1) };
    account.itself();
    for group in 0..(size / 20).max(1) {
        account.group(group)
    }
    account.lines
}

impl Account<'_> {
    fn add<T: Resource + Serialize>(&mut self, arn: &str, id: &str, name: &str, fields: &T) {
        let Place { id: account_id, region, .. } = self.place;
        let fields = Ok(fields);
        let r#type = T::shape().type_name();
        self.lines.push(line(&ResourceLine {
            r#type,
            arn,
            id,
            name,
            account_id,
            region,
            read_at: self.read_at,
            fields,
        }));
    }

    fn arn(&self, service: &str, resource: &str) -> String {
        format!("arn:aws:{service}:{}:{}:{resource}", self.place.region, self.place.id)
    }

    fn itself(&mut self) {
        let Place { number, id, environment, .. } = self.place;
        let fields = trueline::model::Account {
            account_number: id.clone(),
            environment: Some((*environment).to_owned()),
            is_management: Fetched::Value(*number == 0),
            state: Fetched::Value("ACTIVE".into()),
            email: Some(format!("aws+{number}@example.com")),
            joined_method: Some("CREATED".into()),
            joined_timestamp: Some(self.dice.time()),
            organization_id: Fetched::Value(None),
            parent_id: Fetched::Value(None),
            service_control_policy_ids: Derived::default(),
        };
        self.add(
            &format!("arn:aws:organizations::111122223333:account/o-exampleorgid/{id}"),
            id,
            &format!("account-{number}"),
            &fields,
        );
    }

    /// A VPC with all that is in it.
    fn group(&mut self, group: usize) {
        let name = format!("vpc-{}-{group}", self.place.number);
        let vpc = self.dice.id("vpc");
        self.vpc(group, &vpc, &name);
        let subnets = [(); 6].map(|()| self.dice.id("subnet"));
        for table in 0..3 {
            self.route_table(table, &vpc, &subnets, &format!("{name}-rtb-{table}"))
        }
        for (i, subnet) in subnets.iter().enumerate() {
            self.subnet(i, group, subnet, &vpc, &format!("{name}-subnet-{i}"))
        }
        let fields = DbSubnetGroup {
            db_subnet_group_name: format!("{name}-db"),
            vpc_id: Some(Ref::from(vpc.clone())),
            subnet_ids: subnets.iter().map(|s| Ref::from(s.clone())).collect(),
        };
        let id = fields.db_subnet_group_name.clone();
        self.add(&self.arn("rds", &format!("subgrp:{id}")), &id, &id, &fields);
        for i in 0..5 {
            self.db_cluster(&format!("aurora-{}-{group}-{i}", self.place.number), &id)
        }
        for i in 0..4 {
            self.eks_cluster(&format!("eks-{}-{group}-{i}", self.place.number), &vpc, &subnets)
        }
    }

    fn vpc(&mut self, group: usize, vpc: &str, name: &str) {
        let range = |i: usize| CidrAssociation {
            cidr_block: format!("10.{}.{i}.0/24", group % 256),
            state: Some("associated".into()),
        };
        let fields = Vpc {
            vpc_id: vpc.to_owned(),
            owner_id: Some(self.place.id.clone()),
            cidr_block: format!("10.{}.0.0/16", group % 256),
            cidr_block_associations: (0..3).map(range).collect(),
            ipv6_cidr_block_associations: vec![],
            is_default: group == 0,
            state: Some("available".into()),
            instance_tenancy: Some("default".into()),
            enable_dns_support: Fetched::Value(true),
            enable_dns_hostnames: match self.dice.roll(50) {
                0 => Fetched::Unknown("ec2:DescribeVpcAttribute denied (UnauthorizedOperation)".into()),
                roll => Fetched::Value(roll > 3),
            },
            tags: self.dice.tags(name),
        };
        self.add(&self.arn("ec2", &format!("vpc/{vpc}")), vpc, name, &fields);
    }

    /// Table 0 is the main one and public; the others serve three subnets each and are public by mistake, rarely.
    fn route_table(&mut self, table: usize, vpc: &str, subnets: &[String; 6], name: &str) {
        let id = self.dice.id("rtb");
        let public = table == 0 || self.dice.roll(40) == 0;
        let route = |destination: &str, gateway: Option<String>, nat: Option<String>| Route {
            destination_cidr_block: Some(destination.to_owned()),
            destination_ipv6_cidr_block: None,
            destination_prefix_list_id: None,
            gateway_id: gateway.map(Ref::from),
            nat_gateway_id: nat.map(Ref::from),
            network_interface_id: None,
            transit_gateway_id: None,
            vpc_peering_connection_id: None,
            egress_only_internet_gateway_id: None,
            state: Some("active".into()),
        };
        let (igw, nat) = (self.dice.id("igw"), self.dice.id("nat"));
        let association = |subnet: Option<&String>| RouteTableAssociation {
            route_table_association_id: Some(format!("rtbassoc-{}", &id[4..])),
            subnet_id: subnet.map(|s| Ref::from(s.clone())),
            gateway_id: None,
            main: subnet.is_none(),
            state: Some("associated".into()),
        };
        let fields = RouteTable {
            route_table_id: id.clone(),
            vpc_id: Ref::from(vpc),
            routes: vec![
                route("10.0.0.0/16", Some("local".into()), None),
                route("0.0.0.0/0", public.then_some(igw), (!public).then_some(nat)),
                route("192.168.0.0/16", None, None),
            ],
            associations: match table {
                0 => vec![association(None)],
                _ => subnets.iter().skip(table - 1).step_by(2).map(|s| association(Some(s))).collect(),
            },
            tags: self.dice.tags(name),
        };
        self.add(&self.arn("ec2", &format!("route-table/{id}")), &id, name, &fields);
    }

    fn subnet(&mut self, i: usize, group: usize, subnet: &str, vpc: &str, name: &str) {
        let region = self.place.region;
        let fields = Subnet {
            subnet_id: subnet.to_owned(),
            vpc_id: Ref::from(vpc),
            route_table_id: Derived::default(),
            is_public: Derived::default(),
            has_default_route: Derived::default(),
            owner_id: Some(self.place.id.clone()),
            availability_zone: Some(format!("{region}{}", ["a", "b", "c"][i % 3])),
            availability_zone_id: Some(format!("{}-az{}", &region[..4], i % 3 + 1)),
            available_ip_address_count: Some(self.dice.roll(4091) as i64),
            cidr_block: Some(format!("10.{}.{i}.0/24", group % 256)),
            default_for_az: false,
            map_public_ip_on_launch: self.dice.roll(30) == 0,
            state: Some("available".into()),
            tags: self.dice.tags(name),
        };
        self.add(&self.arn("ec2", &format!("subnet/{subnet}")), subnet, name, &fields);
    }

    fn db_cluster(&mut self, name: &str, subnet_group: &str) {
        let member = |i: i64| DbClusterMember {
            db_instance_identifier: Ref::from(format!("{name}-{i}")),
            is_cluster_writer: i == 0,
            promotion_tier: Some(i),
            parameter_group_status: Some("in-sync".into()),
        };
        let region = self.place.region;
        let key = self.dice.roll(u64::from(u32::MAX));
        let fields = DbCluster {
            db_cluster_identifier: name.to_owned(),
            db_cluster_resource_id: Some(self.dice.id("cluster").to_uppercase()),
            engine: "aurora-postgresql".into(),
            engine_mode: Some("provisioned".into()),
            engine_version: Some(self.dice.one_of(&["16.4", "16.6", "17.2", "15.8"]).into()),
            status: Some("available".into()),
            backup_retention_period: Some(if self.dice.roll(12) == 0 { 1 } else { 7 }),
            preferred_backup_window: Some("03:00-04:00".into()),
            multi_az: Some(true),
            availability_zones: ["a", "b", "c"].map(|zone| format!("{region}{zone}")).to_vec(),
            storage_encrypted: Some(true),
            storage_encryption_type: Some("sse-kms".into()),
            kms_key_id: Some(Ref::from(self.arn("kms", &format!("key/{key:08x}-1f2e")))),
            deletion_protection: Some(self.dice.roll(15) != 0),
            iam_database_authentication_enabled: Some(true),
            earliest_restorable_time: Some(self.dice.time()),
            latest_restorable_time: Some(self.dice.time()),
            cluster_create_time: Some(self.dice.time()),
            enabled_cloudwatch_logs_exports: vec!["postgresql".into()],
            peak_capacity: Fetched::Value(4.0),
            serverless_v2_scaling: Some(ServerlessV2Scaling { min_capacity: Some(0.5), max_capacity: Some(16.0) }),
            members: vec![member(0), member(1)],
            db_subnet_group_name: Some(Ref::from(subnet_group)),
            security_group_ids: vec![Ref::from(self.dice.id("sg"))],
            port: Some(5432),
            publicly_accessible: Some(false),
            master_user_secret_arn: None,
            master_user_secret_status: None,
            db_cluster_parameter_group: Some("aurora-postgresql".into()),
            force_ssl: match self.dice.roll(60) {
                0 => Fetched::Unknown("rds:DescribeDBClusterParameters denied (AccessDenied)".into()),
                _ => Fetched::Value(Some("1".into())),
            },
            replication_source_identifier: None,
            tags: self.dice.tags(name),
        };
        self.add(&self.arn("rds", &format!("cluster:{name}")), name, name, &fields);
    }

    fn eks_cluster(&mut self, name: &str, vpc: &str, subnets: &[String; 6]) {
        let (region, issuer) = (self.place.region, self.dice.roll(u64::MAX));
        let key = self.dice.roll(u64::from(u32::MAX));
        let logs = if self.dice.roll(20) == 0 { &["api"][..] } else { &["api", "audit", "authenticator"] };
        let role = format!("arn:aws:iam::{}:role/eks-cluster", self.place.id);
        let fields = EksCluster {
            cluster_name: name.to_owned(),
            status: Some("ACTIVE".into()),
            version: Some(self.dice.one_of(&["1.31", "1.32", "1.33", "1.34"]).into()),
            version_status: Fetched::Value(Some("STANDARD_SUPPORT".into())),
            end_of_standard_support: Fetched::Value(Some(self.dice.time())),
            support_type: Some("STANDARD".into()),
            vpc_id: Some(Ref::from(vpc)),
            subnet_ids: subnets.iter().map(|s| Ref::from(s.clone())).collect(),
            cluster_security_group_id: Some(Ref::from(self.dice.id("sg"))),
            security_group_ids: vec![Ref::from(self.dice.id("sg"))],
            endpoint_public_access: self.dice.roll(10) == 0,
            endpoint_private_access: true,
            public_access_cidrs: vec![],
            encryption_config: vec![EksEncryption {
                resources: vec!["secrets".into()],
                key_arn: Some(Ref::from(self.arn("kms", &format!("key/{key:08x}-aa")))),
            }],
            oidc_issuer: Some(format!("https://oidc.eks.{region}.amazonaws.com/id/{issuer:032X}")),
            authentication_mode: Some("API".into()),
            enabled_log_types: logs.iter().map(|l| (*l).to_owned()).collect(),
            role_arn: Some(Ref::from(role)),
            auto_mode_compute: None,
            auto_mode_load_balancing: None,
            created_at: Some(self.dice.time()),
            tags: self.dice.tags(name),
        };
        self.add(&self.arn("eks", &format!("cluster/{name}")), name, name, &fields);
    }
}
