use super::*;

#[test]
fn every_function_does_what_its_reference_says() {
    for check in [
        "'abc'.startsWith('ab') && 'abc'.endsWith('bc') && 'abc'.contains('b') && 'abc'.matches('^a.c$')",
        "'ÄbC'.lowerAscii() == 'Äbc' && 'äbC'.upperAscii() == 'äBC' && ' a '.trim() == 'a' && 'äb'.reverse() == 'bä'",
        "'a-b-c'.replace('-', '+') == 'a+b+c' && 'a-b-c'.replace('-', '', 1) == 'ab-c'",
        "'a,b,c'.split(',') == ['a', 'b', 'c'] && 'a,b,c'.split(',', 2) == ['a', 'b,c'] && 'ab'.split('') == ['a', 'b']",
        "'äbcd'.substring(1) == 'bcd' && 'äbcd'.substring(1, 2) == 'b' && 'äb'.charAt(1) == 'b' && 'ab'.charAt(2) == ''",
        "'abab'.indexOf('b') == 1 && 'abab'.indexOf('b', 2) == 3 && 'abab'.lastIndexOf('ab') == 2 && 'a'.indexOf('x') == -1",
        "int('42') == 42 && int(-1.9) == -1 && int(timestamp('1970-01-01T00:00:01Z')) == 1",
        "double('1.5') == 1.5 && double(2) == 2.0 && bool('true') && !bool('0')",
        "string(1) == '1' && string(1.5) == '1.5' && string(true) == 'true' && string(duration('90s')) == '90s'",
        "string(timestamp('2026-01-31T00:00:00Z')) == '2026-01-31T00:00:00Z' && string(duration('-1500ms')) == '-1.5s'",
        "cidr_contains('10.0.0.0/8', '10.1.0.0/16') && !cidr_contains('10.1.0.0/16', '10.0.0.0/8') && cidr_contains('10.0.0.0/8', '10.2.3.4')",
        "cidr_overlaps('10.0.0.0/8', '10.1.0.0/16') && !cidr_overlaps('10.0.0.0/16', '10.1.0.0/16') && !cidr_overlaps('::/0', '0.0.0.0/0')",
        "arn_account('arn:aws:kms:eu-west-1:111122223333:key/x:y') == '111122223333' && arn_region('arn:aws:iam::1:role/x') == ''",
        "wildcard_match('s3:GetObject', 's3:Get*') && wildcard_match('ab', 'a?') && !wildcard_match('ab', 'a')",
        "[1, 2, 3].all(x, x > 0) && [1, 2].exists(x, x == 2) && [1, 2].exists_one(x, x == 2) && [1, 2].existsOne(x, x == 2)",
        "[1, 2, 3].all(i, x, x == i + 1) && {'a': 1}.all(k, v, k == 'a' && v == 1) && ['a', 'b'].exists(i, x, i == 1 && x == 'b')",
        "[1, 2, 3].filter(x, x > 1) == [2, 3] && [1, 2].map(x, x * 2) == [2, 4] && [1, 2].map(x, x > 1, x * 2) == [4]",
        "['a', 'b'].transformList(i, x, string(i) + x) == ['0a', '1b'] && {'a': 1}.transformList(k, v, v > 0, k) == ['a']",
        "size('äb') == 2 && [1].size() == 1 && size({'a': 1}) == 1 && 'ab'.size() == 2",
        "has({'a': 1}.a) && !has({'a': 1}.b) && 1 in [1, 2] && 'a' in {'a': 1} && !(3 in {1: 2})",
        "[1, 2, 1].distinct() == [1, 2] && [[1], [2, 3]].flatten() == [1, 2, 3] && ['a', 'b'].join('-') == 'a-b' && ['a', 'b'].join() == 'ab'",
        "[2, 1, 3].min() == 1 && [2.5, 1.5].max() == 2.5 && [1, 2].sum() == 3 && [].max() == null && [duration('1s'), duration('2s')].sum() == duration('3s')",
        "timestamp('2026-11-23T01:02:03.004Z').getFullYear() == 2026 && timestamp('2026-11-23T00:00:00Z').getMonth() == 10",
        "timestamp('2026-11-23T01:02:03.004Z').getDate() == 23 && timestamp('2026-11-23T01:02:03Z').getDayOfMonth() == 22",
        "timestamp('2026-11-23T01:02:03.004Z').getDayOfWeek() == 1 && timestamp('2026-01-02T00:00:00Z').getDayOfYear() == 1",
        "timestamp('2026-11-23T01:02:03.004Z').getHours('+02:30') == 3 && timestamp('2026-11-23T01:02:03Z').getHours('-02:00') == 23",
        "timestamp('2026-11-23T01:02:03.004Z').getMinutes() == 2 && timestamp('2026-11-23T01:02:03.004Z').getSeconds() == 3",
        "timestamp('2026-11-23T01:02:03.004Z').getMilliseconds() == 4 && duration('90m').getHours() == 1 && duration('90m').getMinutes() == 90",
        "timestamp('2026-01-01T00:00:00Z') + duration('24h') == timestamp('2026-01-02T00:00:00Z') && duration('1h') - duration('60m') == duration('0s')",
        "[1] + [2] == [1, 2] && [1] + [] == [1] && 'a' + 'b' == 'ab' && [[1]] + [[2]] == [[1], [2]]",
        "[1, 'a', null] == [1.0, 'a', null] && [1, 2] != [2, 1] && {'a': 1, 'b': 2} == {'b': 2, 'a': 1} && {'a': 1} != {'a': 2}",
        "{'a': [1, {'b': 2}]}.a[1] == {'b': 2} && [1, 'x'][1] == 'x' && {1: 'a', true: 'b'}[true] == 'b'",
        "(1 > 2 ? [1] : [2, 3]).size() == 2 && [true, false].exists(x, x) && (true ? 'a' : null) == 'a'",
        "7u == 7 && 1 == 1.0 && 5 % 3 == 2 && -5 / 2 == -2 && 2.0 * 1.5 == 3.0 && false < true && 'a' < 'b'",
        "resource.availability_zones.distinct().map(z, z.split('-')[1]).join('+') == 'a+b'",
        "resource.availability_zones == ['eu-a', 'eu-b', 'eu-b'] && resource.security_groups == resource.account.security_groups",
    ] {
        assert_eq!(verdict("DbCluster", check), "true", "{check}");
    }
}

#[test]
fn what_cannot_be_computed_is_unknown() {
    for (check, expected) in [
        ("9223372036854775807 + 1 > 0", "overflow or division by zero"),
        ("1 / 0 == 1", "overflow or division by zero"),
        ("1 % 0 == 1", "overflow or division by zero"),
        ("-(-9223372036854775807 - 1) > 0", "overflow or division by zero"),
        ("int(1e30) == 1", "overflow or division by zero"),
        ("timestamp('9999-01-01T00:00:00Z') + duration('9000h') > resource.read_at", "overflow or division by zero"),
        ("[1][1] == 1", "index out of range"),
        ("[1][-1] == 1", "index out of range"),
        ("'abc'.substring(4) == ''", "index out of range"),
        ("int('x') == 1", "a text that cannot be read as what it should be"),
        ("cidr_contains(resource.id, '10.0.0.1')", "a text that cannot be read as what it should be"),
        ("arn_account(resource.id) == ''", "a text that cannot be read as what it should be"),
        ("{resource.id: 1, resource.name: 2} == {'d': 1}", "a text that cannot be read as what it should be"),
    ] {
        assert_eq!(verdict("DbCluster", check), format!("unknown: {expected}"), "{check}");
    }
    assert_eq!(verdict("DbCluster", "1 / 0 == 1 || true"), "true");
    assert_eq!(verdict("DbCluster", "1 / 0 == 1 && false"), "false");
}

#[test]
fn the_reference_is_complete_and_unique() {
    let all = reference().collect::<Vec<_>>();
    assert!(all.iter().all(|(usage, doc)| !usage.is_empty() && doc.ends_with('.')), "{all:?}");
    let mut usages = all.iter().map(|(usage, _)| usage).collect::<Vec<_>>();
    usages.sort();
    usages.dedup();
    assert_eq!(usages.len(), all.len());
}

#[test]
fn messages_show_any_value() {
    let (graph, architecture) = (graph(), architecture());
    for (ty, text, expected) in [
        ("DbCluster", "resource.backup_retention_period", "3"),
        ("DbCluster", "resource.engine", "aurora-postgresql"),
        ("DbCluster", "resource.kms_key_id", "null"),
        ("DbCluster", "resource.availability_zones", "eu-a, eu-b, eu-b"),
        ("DbCluster", "resource.force_ssl", "unknown (denied)"),
        ("DbCluster", "resource.security_groups.map(g, g.name).join(' and ')", "open"),
        ("DbCluster", "resource.latest_restorable_time", "2026-11-23T11:00:00Z"),
        ("DbCluster", "snapshot.taken_at - resource.read_at", "1800s"),
        ("DbCluster", "resource.multi_az == true", "true"),
        ("DbCluster", "resource.account", "111"),
        ("DbCluster", "required", "7"),
        ("Vpc", "resource.subnets", "subnet-1, subnet-2"),
        ("Vpc", "size(private)", "1"),
    ] {
        let expression =
            compile::value(text, &environment(ty, &architecture)).unwrap_or_else(|e| panic!("{text}: {e}"));
        let node = NodeId(graph.ranges[index_of(shape(ty))].start);
        assert_eq!(render(&graph, &expression, node, now()), expected, "{text}");
    }
}
