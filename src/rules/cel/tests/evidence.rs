use super::*;

fn lines(ty: &str, check: &str) -> Vec<String> {
    let graph = graph();
    let line = |e: Evidence| {
        let value = e.unknown.map_or(e.value.to_string(), |r| format!("unknown: {}", graph.reason(r)));
        format!("{} = {value} ({})", e.path, e.source.unwrap_or_default())
    };
    ask(ty, check).1.into_iter().map(line).collect()
}

#[test]
fn evidence_is_what_decided() {
    let retention = "resource.backup_retention_period != null && resource.backup_retention_period >= 7";
    assert_eq!(lines("DbCluster", retention), ["resource.backup_retention_period = 3 (rds:DescribeDBClusters)"]);
    // the false conjunct alone
    assert_eq!(
        lines("Vpc", "resource.enable_dns_support && resource.is_default"),
        ["resource.is_default = false (ec2:DescribeVpcs)"]
    );
    // the unknown one, of one that is true and one that is unknown
    assert_eq!(
        lines("Vpc", "!resource.is_default && resource.enable_dns_support"),
        ["resource.enable_dns_support = unknown: ec2:DescribeVpcAttribute denied (ec2:DescribeVpcAttribute)"]
    );
    // the counterexample by its id, not its neighbours
    assert_eq!(
        lines("Vpc", "resource.subnets.all(s, !s.map_public_ip_on_launch)"),
        [r#"resource.subnets["subnet-2"].map_public_ip_on_launch = true (ec2:DescribeSubnets)"#]
    );
    // a list as a whole where its length decided
    assert_eq!(
        lines("Vpc", "size(resource.subnets) == 2"),
        [r#"resource.subnets = ["subnet-1","subnet-2"] (ec2:DescribeSubnets)"#]
    );
    assert_eq!(
        lines("Account", "size(resource.eks_clusters) == 1"),
        ["resource.eks_clusters = unknown: eks:ListClusters denied (eks:ListClusters)"]
    );
}

#[test]
fn paths_name_elements() {
    assert_eq!(
        lines(
            "Vpc",
            "resource.subnets.exists(s, s.route_table != null && s.route_table.routes[1].gateway_id == 'igw-1')"
        )[..2],
        [
            r#"resource.subnets["subnet-1"].route_table = "rtb-1" (ec2:DescribeRouteTables)"#,
            r#"resource.subnets["subnet-1"].vpc.route_tables["rtb-1"].associations[0].subnet_id = "subnet-1" (ec2:DescribeRouteTables)"#,
        ]
    );
    assert_eq!(lines("Vpc", "resource.tags['env'] == 'dev'"), [r#"resource.tags["env"] = "dev" (ec2:DescribeVpcs)"#]);
    assert_eq!(lines("Vpc", "'x' in resource.tags"), [r#"resource.tags["x"] = null (ec2:DescribeVpcs)"#]);
    assert_eq!(
        lines("Vpc", "resource.cidr_block_associations.exists(a, a.state == null)"),
        ["resource.cidr_block_associations[1].state = null (ec2:DescribeVpcs)"]
    );
    // behind something unknown lies nothing: it is what is shown
    assert_eq!(
        lines("EksCluster", "resource.subnets.all(s, s.map_public_ip_on_launch || s.subnet_id == 'subnet-1')"),
        ["resource.subnets[2] = unknown: outside the snapshot (eks:DescribeCluster)"]
    );
    // where a filter let the culprit through, what the filter asked belongs to it
    assert_eq!(
        lines("Vpc", "resource.subnets.filter(s, s.availability_zone_id == 'az2').all(s, !s.map_public_ip_on_launch)"),
        [
            r#"resource.subnets["subnet-2"].availability_zone_id = "az2" (ec2:DescribeSubnets)"#,
            r#"resource.subnets["subnet-2"].map_public_ip_on_launch = true (ec2:DescribeSubnets)"#,
        ]
    );
}

#[test]
fn computed_fields_are_explained() {
    assert_eq!(
        lines("Subnet", "!resource.is_public"),
        [
            "resource.is_public = true (ec2:DescribeRouteTables)",
            r#"resource.route_table.routes[1].gateway_id = "igw-1" (ec2:DescribeRouteTables)"#,
        ]
    );
    let open = lines("SecurityGroup", "resource.ingress.all(p, !p.admits_internet)");
    assert_eq!(open[0], "resource.ingress[0].admits_internet = true (ec2:DescribeSecurityGroups)");
    assert!(open[1].starts_with("resource.ingress[0].cidr_ips = "), "{open:?}");
}

#[test]
fn evidence_says_when() {
    let (_, lines) = ask("Vpc", "resource.subnets.all(s, !s.map_public_ip_on_launch)");
    assert_eq!(lines[0].read_at.unwrap().to_string(), "2026-11-23T11:00:01Z");
}

#[test]
fn long_evidence_is_cut() {
    let mut part = Part::default();
    part.read_line(LINES[0]).unwrap();
    part.read_line(LINES[1]).unwrap();
    for i in 0..40 {
        let id = format!("subnet-{i:02}");
        part.read_line(&LINES[2].replace("subnet-1", &id).replace("\"s1\"", &format!("\"{id}\""))).unwrap();
    }
    let (graph, architecture) = (Graph::new(vec![part], &[]), architecture());
    let environment = Environment::new(Some(shape("Vpc")), &architecture);
    let check =
        compile::check("resource.subnets.all(s, !s.map_public_ip_on_launch && s.state == null)", &environment).unwrap();
    let bound = Bound::new(&check, &graph);
    let lines = evidence(&graph, &bound, graph.nodes(shape("Vpc")).next().unwrap(), now());
    assert_eq!(lines.len(), 22);
    assert_eq!((lines[20].path.as_str(), lines[20].value.as_str()), ("…", Some("60 more like these")));
    assert_eq!(lines[21].path, "resource.subnets");
    assert_eq!(lines[21].value.as_array().unwrap().len(), 11);
    assert_eq!(lines[21].value[10], "… 30 more");
}
