# The benchmark's rules (benches/support/rules.rs) in Rego. A resource's neighbours stand inside its document.
package bench

import rego.v1

leads_out(route) if {
	route.gateway_id != null
	startswith(route.gateway_id, "igw-")
}

not_public(subnet) if {
	subnet.route_table != null
	every r in subnet.route_table.routes { not leads_out(r) }
}

vpc := [vpc_1, vpc_2, vpc_3, vpc_4, vpc_5, vpc_6, vpc_7, vpc_8]

default vpc_1 := false

vpc_1 if not input.is_default

vpc_1 if input.tags.Name != ""

default vpc_2 := false

vpc_2 if {
	input.enable_dns_support == true
	input.enable_dns_hostnames == true
}

default vpc_3 := false

vpc_3 if input.state == "available"

default vpc_4 := false

vpc_4 if input.instance_tenancy == "default"

default vpc_5 := false

vpc_5 if every a in input.cidr_block_associations { a.state == "associated" }

default vpc_6 := false

vpc_6 if input.tags.team

default vpc_7 := false

vpc_7 if count([s | some s in input.subnets; not s.map_public_ip_on_launch]) >= 3

default vpc_8 := false

vpc_8 if input.account.environment in {"dev", "staging", "prod"}

subnet := [subnet_1, subnet_2, subnet_3, subnet_4, subnet_5, subnet_6, subnet_7, subnet_8]

default subnet_1 := false

subnet_1 if not input.map_public_ip_on_launch

default subnet_2 := false

subnet_2 if input.state == "available"

default subnet_3 := false

subnet_3 if not input.default_for_az

default subnet_4 := false

subnet_4 if input.tags.environment in {"dev", "staging", "prod"}

default subnet_5 := false

subnet_5 if input.tags.Name != ""

default subnet_6 := false

subnet_6 if input.available_ip_address_count >= 16

default subnet_7 := false

subnet_7 if input.route_table.vpc_id == input.vpc_id

default subnet_8 := false

subnet_8 if {
	not input.default_for_az
	input.cidr_block != null
}

route_table := [route_table_1, route_table_2, route_table_3, route_table_4, route_table_5, route_table_6, route_table_7, route_table_8]

default route_table_1 := false

route_table_1 if every r in input.routes { r.state == "active" }

default route_table_2 := false

route_table_2 if count(input.associations) >= 1

default route_table_3 := false

route_table_3 if input.tags.Name

default route_table_4 := false

route_table_4 if {
	some a in input.associations
	a.state == "associated"
}

default route_table_5 := false

route_table_5 if every r in input.routes { not leads_out(r) }

default route_table_6 := false

route_table_6 if input.vpc.owner_id == input.account_id

default route_table_7 := false

route_table_7 if input.vpc.state == "available"

default route_table_8 := false

route_table_8 if {
	some r in input.routes
	r.destination_cidr_block == "0.0.0.0/0"
}

subnet_group := [subnet_group_1, subnet_group_2, subnet_group_3, subnet_group_4, subnet_group_5, subnet_group_6, subnet_group_7, subnet_group_8]

default subnet_group_1 := false

subnet_group_1 if count(input.subnet_ids) >= 3

default subnet_group_2 := false

subnet_group_2 if every s in input.subnets { s.vpc_id == input.vpc_id }

default subnet_group_3 := false

subnet_group_3 if input.vpc.state == "available"

default subnet_group_4 := false

subnet_group_4 if input.name != ""

default subnet_group_5 := false

subnet_group_5 if every c in input.db_clusters { c.storage_encrypted == true }

default subnet_group_6 := false

subnet_group_6 if input.account.environment in {"dev", "staging", "prod"}

default subnet_group_7 := false

subnet_group_7 if startswith(input.name, "vpc-")

default subnet_group_8 := false

subnet_group_8 if input.region != "global"

db_cluster := [db_cluster_1, db_cluster_2, db_cluster_3, db_cluster_4, db_cluster_5, db_cluster_6, db_cluster_7, db_cluster_8]

default db_cluster_1 := false

db_cluster_1 if input.backup_retention_period >= data.architecture.database.backup_retention_days

default db_cluster_2 := false

db_cluster_2 if {
	input.storage_encrypted == true
	input.kms_key_id != null
}

default db_cluster_3 := false

db_cluster_3 if input.deletion_protection == true

default db_cluster_4 := false

db_cluster_4 if input.force_ssl == "1"

default db_cluster_5 := false

db_cluster_5 if input.read_at - input.latest_restorable_time <= 86400000000

default db_cluster_6 := false

db_cluster_6 if input.serverless_v2_scaling.min_capacity < input.serverless_v2_scaling.max_capacity

default db_cluster_7 := false

db_cluster_7 if every s in input.subnet_group.subnets { not_public(s) }

default db_cluster_8 := false

db_cluster_8 if {
	count([s.availability_zone_id | some s in input.subnet_group.subnets]) >= 3
	every s in input.subnet_group.subnets { not s.map_public_ip_on_launch }
}

eks_cluster := [eks_cluster_1, eks_cluster_2, eks_cluster_3, eks_cluster_4, eks_cluster_5, eks_cluster_6, eks_cluster_7, eks_cluster_8]

default eks_cluster_1 := false

eks_cluster_1 if input.version in {"1.33", "1.34"}

default eks_cluster_2 := false

eks_cluster_2 if not input.endpoint_public_access

default eks_cluster_3 := false

eks_cluster_3 if {
	some l in input.enabled_log_types
	l == "audit"
}

default eks_cluster_4 := false

eks_cluster_4 if {
	some c in input.encryption_config
	"secrets" in c.resources
}

default eks_cluster_5 := false

eks_cluster_5 if input.support_type == "STANDARD"

default eks_cluster_6 := false

eks_cluster_6 if input.authentication_mode == "API"

default eks_cluster_7 := false

eks_cluster_7 if {
	input.status == "ACTIVE"
	input.oidc_issuer != null
}

default eks_cluster_8 := false

eks_cluster_8 if every s in input.subnets { not_public(s) }
