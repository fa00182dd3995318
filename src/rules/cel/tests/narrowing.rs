use super::*;

#[test]
fn null_is_excluded_in_every_usual_form() {
    for check in [
        "resource.route_table != null && resource.route_table.routes.size() > 0",
        "resource.route_table == null || resource.route_table.routes.size() > 0",
        "null == resource.route_table || resource.route_table.routes.size() > 0",
        "has(resource.route_table) && resource.route_table.routes.size() > 0",
        "!has(resource.route_table) || resource.route_table.routes.size() > 0",
        "resource.route_table != null ? resource.route_table.routes.size() > 0 : false",
        "resource.route_table == null ? false : resource.route_table.routes.size() > 0",
        "(resource.route_table != null ? resource.route_table.routes.size() : 0) >= 0",
        "!(resource.route_table == null) && resource.route_table.routes.size() > 0",
        "!(resource.route_table == null || resource.route_table.routes.size() == 0)",
        "!(resource.route_table == null || resource.is_public == false) && resource.route_table.id != ''",
        "resource.is_public && resource.route_table != null && resource.id != '' && resource.route_table.id != ''",
        "(resource.route_table == null || resource.id == '') || resource.route_table.id != ''",
        "resource.route_table != null && resource.vpc.subnets.all(s, s == resource || resource.route_table.id != 'x')",
        "(resource.route_table != null ? resource.id != '' : false) && resource.route_table.id != ''",
        "(resource.route_table != null && resource.id == '' || resource.route_table != null && resource.id != '') && resource.route_table.id != ''",
        // lets stand for what they say
        "table != null && resource.route_table.routes.size() > 0",
        "resource.route_table != null && table.routes.size() > 0",
        "table != null && routes.size() > 0",
        // equal to what is not null
        "resource.availability_zone_id == 'az1' && resource.availability_zone_id.startsWith('az')",
        "resource.availability_zone_id in ['az1', 'az2'] && resource.availability_zone_id.startsWith('az')",
        "resource.route_table == resource.vpc.route_tables[0] && resource.route_table.id != ''",
        // a key of a map
        "'tier' in resource.tags ? resource.tags['tier'].startsWith('d') : true",
        "resource.tags.tier == null || resource.tags['tier'].startsWith('d')",
        "resource.tags['tier'] == null || resource.tags.tier.startsWith('d')",
        "resource.vpc.subnets.all(s, resource.id in s.tags ? s.tags[resource.id].size() > 0 : true)",
        // behind a filter
        "resource.vpc.subnets.filter(s, s.state != null).all(s, s.state.size() > 0)",
        "resource.vpc.subnets.filter(s, s.state != null).filter(s, s.cidr_block != null).all(t, t.state != t.cidr_block && t.cidr_block.size() > 1)",
        "resource.vpc.subnets.map(s, s.state).filter(x, x != null).all(x, x.size() > 0)",
        "resource.vpc.subnets.map(s, s.state != null, s.state).all(x, x.size() > 0)",
        "resource.vpc.subnets.map(s, s.cidr_block).filter(x, x != null).max() != null",
        // any expression
        "resource.vpc.subnets.map(s, s.read_at).max() != null && resource.vpc.subnets.map(s, s.read_at).max() <= resource.read_at",
    ] {
        let answer = verdict("Subnet", check);
        assert!(["true", "false"].contains(&answer.as_str()), "{check}: {answer}");
    }
}

#[test]
fn what_may_be_null_is_refused() {
    for (check, expected) in [
        ("resource.route_table.routes.size() > 0", "resource.route_table"),
        ("resource.route_table.id != ''", "resource.route_table"),
        ("resource.state < 'x'", "resource.state"),
        ("resource.state.startsWith('x')", "resource.state"),
        ("size(resource.state) > 1", "resource.state"),
        ("resource.available_ip_address_count + 1 > 2", "resource.available_ip_address_count"),
        ("-resource.available_ip_address_count < 0", "resource.available_ip_address_count"),
        ("resource.tags.tier.size() > 0", "resource.tags.tier"),
        ("resource.tags['tier'] > ''", "resource.tags['tier']"),
        ("[resource.state][0].size() > 0", "[resource.state][0]"),
        // too long to be repeated
        ("[resource.state, resource.vpc_id, resource.subnet_id, resource.cidr_block, ''][0].size() > 0", "x"),
        // on the wrong side
        ("resource.route_table == null && resource.route_table.id != ''", "resource.route_table"),
        ("resource.route_table != null || resource.route_table.id != ''", "resource.route_table"),
        ("resource.route_table.id != '' && resource.route_table != null", "resource.route_table"),
        ("resource.route_table != null ? false : resource.route_table.id != ''", "resource.route_table"),
        (
            "!(resource.route_table != null && resource.id == '') && resource.route_table.id != ''",
            "resource.route_table",
        ),
        (
            "(resource.route_table != null || resource.id == '') && resource.route_table.id != ''",
            "resource.route_table",
        ),
        (
            "!(resource.route_table == null && resource.id == '') && resource.route_table.id != ''",
            "resource.route_table",
        ),
        // of something else
        ("resource.state != null && resource.cidr_block.size() > 0", "resource.cidr_block"),
        ("resource.vpc.subnets.exists(s, s.state != null) && resource.state.size() > 0", "resource.state"),
        ("resource.vpc.subnets.all(s, s.state != null) && resource.vpc.subnets.all(s, s.state.size() > 0)", "s.state"),
        ("resource.vpc.subnets.filter(s, s.state != null).all(s, s.cidr_block.size() > 0)", "s.cidr_block"),
        ("resource.vpc.subnets.filter(s, s.state == null).all(s, s.state.size() > 0)", "s.state"),
        ("resource.tags.a != null && resource.tags.b.size() > 0", "resource.tags.b"),
        ("resource.state == resource.cidr_block && resource.state.size() > 0", "resource.state"),
        (
            "resource.vpc.subnets.map(s, s.read_at).max() <= resource.read_at",
            "resource.vpc.subnets.map(s, s.read_at).max()",
        ),
    ] {
        let found = mistake("Subnet", check);
        assert!(found.contains(&format!("`{expected}` may be null here; say what holds then")), "{check}: {found}");
    }
    assert_eq!(
        mistake("Subnet", "routes.size() > 0"),
        "`table` may be null here (in `routes`); say what holds then: `table != null && …` where null is wrong, `table == null || …` where it is right"
    );
    assert!(
        mistake("DbCluster", "resource.deletion_protection")
            .contains("`resource.deletion_protection` may be null here")
    );
    assert!(mistake("DbCluster", "!resource.deletion_protection").contains("may be null here"));
    assert_eq!(verdict("DbCluster", "resource.deletion_protection == true"), "false");
    assert!(
        mistake("DbCluster", "architecture.database.ca.startsWith('x')")
            .contains("`architecture.database.ca` is null here")
    );
}

#[test]
fn a_reference_of_one_kind_may_lead_nowhere() {
    let routes = "resource.routes.all(r, r.internet_gateway.id == '')";
    assert!(mistake("RouteTable", routes).contains("`r.internet_gateway` may be null here"));
    assert_eq!(
        verdict(
            "RouteTable",
            "resource.routes.exists(r, r.internet_gateway != null && r.internet_gateway.id == 'igw-1')"
        ),
        "true"
    );
}
