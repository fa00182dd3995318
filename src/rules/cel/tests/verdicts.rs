use super::*;

#[test]
fn fields_relations_and_gaps() {
    for (ty, check, expected) in [
        ("Vpc", "resource.enable_dns_support", "unknown: ec2:DescribeVpcAttribute denied"),
        ("Vpc", "resource.cidr_block == 'x'", "unknown: not in the snapshot"),
        ("Vpc", "has(resource.enable_dns_support)", "unknown: ec2:DescribeVpcAttribute denied"),
        (
            "Vpc",
            "resource.tags.env == 'dev' && resource.tags['größe'] == 'klein' && resource.tags.nope == null",
            "true",
        ),
        ("Vpc", "'env' in resource.tags && !('nope' in resource.tags)", "true"),
        ("Vpc", "resource.subnets.all(s, s.map_public_ip_on_launch)", "false"),
        ("Vpc", "resource.subnets.exists_one(s, s.map_public_ip_on_launch)", "true"),
        (
            "Vpc",
            "resource.account.environment in ['dev', 'prod'] && resource.account.vpcs.all(v, v == resource)",
            "true",
        ),
        ("Account", "size(resource.eks_clusters) == 1", "unknown: eks:ListClusters denied"),
        ("Account", "resource.eks_clusters.exists(c, c.name == 'c')", "true"),
        ("Account", "resource.eks_clusters.all(c, c.name == 'c')", "unknown: eks:ListClusters denied"),
        ("Account", "resource.eks_clusters.all(c, c.name == 'x')", "false"),
        ("Account", "resource.eks_clusters.filter(c, c.name == 'c').exists(c, true)", "true"),
        ("Account", "resource.eks_clusters == []", "false"),
        ("EksCluster", "resource.subnets.all(s, s.map_public_ip_on_launch == false)", "false"),
        ("EksCluster", "resource.subnets.all(s, s.subnet_id != 'q')", "unknown: outside the snapshot"),
        ("EksCluster", "'api' in resource.enabled_log_types", "true"),
        ("EksCluster", "'audit' in resource.enabled_log_types", "unknown: throttled out"),
        ("EksCluster", "resource.enabled_log_types[0] == 'api'", "unknown: throttled out"),
        ("EksCluster", "resource.enabled_log_types == []", "false"),
        ("EksCluster", "resource.enabled_log_types == ['api']", "unknown: throttled out"),
        ("Subnet", "resource.available_ip_address_count == 9223372036854775807", "true"),
        (
            "Subnet",
            "resource.available_ip_address_count != null && resource.available_ip_address_count + 1 > 0",
            "unknown: overflow or division by zero",
        ),
        ("Subnet", "resource.route_table != null && resource.route_table.routes[1].gateway_id == 'igw-1'", "true"),
        (
            "Subnet",
            "resource.route_table != null && resource.route_table.routes[2].gateway_id == null",
            "unknown: index out of range",
        ),
        ("Subnet", "resource.route_table == resource.vpc.route_tables[0] && resource.is_public", "true"),
        (
            "DbCluster",
            "resource.latest_restorable_time != null && resource.read_at - resource.latest_restorable_time <= duration('30m')",
            "true",
        ),
        ("DbCluster", "resource.latest_restorable_time == timestamp('2026-11-23T12:00:00+01:00')", "true"),
        ("DbCluster", "snapshot.taken_at - resource.read_at == duration('1800s')", "true"),
        ("DbCluster", "resource.kms_key_id != null", "false"),
        ("DbCluster", "resource.force_ssl == '1'", "unknown: denied"),
        (
            "DbCluster",
            "resource.backup_retention_period != null && resource.backup_retention_period >= required ? true : 'd' == resource.id",
            "true",
        ),
        (
            "DbCluster",
            "resource.security_groups.all(g, g.ingress.exists(p, p.admits_internet && p.from_port == 443))",
            "true",
        ),
    ] {
        assert_eq!(verdict(ty, check), expected, "{check}");
    }
}

#[test]
fn parameters_are_constants() {
    for (ty, check, expected) in [
        ("DbCluster", "resource.engine in architecture.database.engines", "true"),
        ("DbCluster", "resource.availability_zones.all(z, z in architecture.database.engines)", "false"),
        ("DbCluster", "architecture.database.ca == null || architecture.database.ca.startsWith('rds')", "true"),
        ("DbCluster", "duration(architecture.database.window) == duration('1560m')", "true"),
        ("DbCluster", "architecture.network.ratio.max() == 2.5", "true"),
        ("DbCluster", "architecture.network.none.all(n, n.anything.at.all > 3)", "true"),
        ("DbCluster", "architecture.network.none[0].port == 1", "unknown: index out of range"),
        ("DbCluster", "architecture.network.none[0].port == null", "unknown: index out of range"),
        ("DbCluster", "size(architecture.network.none) == 0 && !('x' in architecture.network.none)", "true"),
        ("Vpc", "architecture.network.allowed.exists(a, a.vpc == resource.vpc_id && 443 in a.ports)", "true"),
        (
            "Vpc",
            "architecture.network.allowed.exists(a, a.why != null && a.why == 'edge' && a.vpc == resource.vpc_id)",
            "false",
        ),
        ("Account", "architecture.accounts[resource.name] == resource.id", "true"),
        ("Account", "architecture.accounts.exists(name, id, id == resource.id && name == resource.name)", "true"),
        ("Account", "architecture.accounts.all(name, name.size() > 2)", "true"),
        ("Account", "resource.name in architecture.accounts && !('staging' in architecture.accounts)", "true"),
    ] {
        assert_eq!(verdict(ty, check), expected, "{check}");
    }
}

/// Every pair of truths, as tests of a VPC: its gap is unknown.
#[test]
fn kleenes_tables() {
    const UNKNOWN: &str = "resource.enable_dns_support";
    let known = |b: bool| if b { "!resource.is_default" } else { "resource.is_default" };
    let text = |t: Option<bool>| t.map_or(UNKNOWN, known);
    let show = |t: Option<bool>| t.map_or("unknown: ec2:DescribeVpcAttribute denied".to_owned(), |b| b.to_string());
    let all = [Some(true), Some(false), None];
    for a in all {
        assert_eq!(verdict("Vpc", &format!("!({})", text(a))), show(a.map(|a| !a)));
        for b in all {
            let and = if a == Some(false) || b == Some(false) { Some(false) } else { a.and(b) };
            let or = if a == Some(true) || b == Some(true) {
                Some(true)
            } else if a.is_none() || b.is_none() {
                None
            } else {
                Some(false)
            };
            let equal = a.zip(b).map(|(a, b)| a == b);
            assert_eq!(verdict("Vpc", &format!("{} && {}", text(a), text(b))), show(and));
            assert_eq!(verdict("Vpc", &format!("{} || {}", text(a), text(b))), show(or));
            assert_eq!(verdict("Vpc", &format!("({}) == ({})", text(a), text(b))), show(equal));
            assert_eq!(verdict("Vpc", &format!("[{}, {}].all(t, t)", text(a), text(b))), show(and));
            assert_eq!(verdict("Vpc", &format!("[{}, {}].exists(t, t)", text(a), text(b))), show(or));
            let one = match (a, b) {
                (Some(true), Some(true)) => Some(false),
                (Some(a), Some(b)) => Some(a || b),
                _ => None,
            };
            assert_eq!(verdict("Vpc", &format!("[{}, {}].exists_one(t, t)", text(a), text(b))), show(one));
            for c in all {
                let chosen = a.and_then(|a| if a { b } else { c });
                assert_eq!(verdict("Vpc", &format!("{} ? {} : {}", text(a), text(b), text(c))), show(chosen));
            }
        }
    }
}

#[test]
fn an_unknown_is_never_hidden() {
    const DENIED: &str = "unknown: ec2:DescribeVpcAttribute denied";
    for (check, expected) in [
        ("resource.enable_dns_support in [true, false]", DENIED),
        ("resource.enable_dns_support in []", "false"),
        ("[resource.enable_dns_support].filter(x, x).size() == 0", DENIED),
        ("[true, resource.enable_dns_support].filter(x, x).exists(x, x)", "true"),
        ("[resource.enable_dns_support].map(x, x).size() == 1", "true"),
        ("[resource.enable_dns_support] == [true]", DENIED),
        ("[resource.enable_dns_support, false] == [true, true]", "false"),
        ("[resource.enable_dns_support] == [true, true]", "false"),
        ("[resource.enable_dns_support, true].distinct().size() == 1", DENIED),
        ("[resource.enable_dns_support, true].max() == true", DENIED),
        ("{'a': resource.enable_dns_support} == {'a': true}", DENIED),
        ("{'a': resource.enable_dns_support, 'b': 1} == {'a': true, 'b': 2}", "false"),
        ("{string(resource.enable_dns_support): 1} == {'true': 1}", DENIED),
        ("[[resource.enable_dns_support]].flatten().exists(x, x)", DENIED),
        ("string(resource.enable_dns_support) == 'true'", DENIED),
        ("[string(resource.enable_dns_support), 'x'].join() == 'x'", DENIED),
        ("(resource.enable_dns_support ? 1 : 2) > 0", DENIED),
        ("resource.enable_dns_support == null", DENIED),
    ] {
        assert_eq!(verdict("Vpc", check), expected, "{check}");
    }
}

#[test]
fn a_machine_gives_the_same_answer_each_time() {
    let (graph, architecture) = (graph(), architecture());
    let texts = [
        "resource.subnets.map(s, s.name + '!').join(',') == 'one!,two!'",
        "resource.subnets.map(s, [s.name, s.id]).flatten().distinct().size() == 4",
        "{'a': resource.name}.a == 'main'",
    ];
    let all = texts.map(|t| compile::check(t, &environment("Vpc", &architecture)).unwrap());
    let bound = all.iter().map(|e| Bound::new(e, &graph)).collect::<Vec<_>>();
    let node = graph.nodes(shape("Vpc")).next().unwrap();
    let mut machine = Machine::new(&graph, now(), Silent);
    for _ in 0..3 {
        for (bound, text) in bound.iter().zip(texts) {
            assert_eq!(machine.run(bound, node), Truth::True, "{text}");
        }
    }
}
