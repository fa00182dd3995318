use super::*;

#[test]
fn mistakes_point_into_the_text() {
    for (check, expected) in [
        (
            "resource.backup_retention_perod == 7",
            "[backup_retention_perod] no field of AWS::RDS::DBCluster is called `backup_retention_perod`; did you mean `backup_retention_period`?",
        ),
        ("resource.engine >= 7", "[>=] a string is compared with an integer"),
        ("resource.engine == 7", "[==] a string is compared with an integer"),
        ("resource.engine in [7]", "[in] a string is compared with an integer"),
        (
            "resource.account == resource.kms_key",
            "[==] a resource AWS::Organizations::Account is compared with a resource AWS::KMS::Key",
        ),
        (
            "resource.security_groups.all(s, s.ingres == [])",
            "[ingres] no field of AWS::EC2::SecurityGroup is called `ingres`; did you mean `ingress`?",
        ),
        ("resource.engine.beginsWith('x')", "[beginsWith] no function is called `beginsWith`"),
        ("resource.engine.startWith('x')", "[startWith] no function is called `startWith`; did you mean `startsWith`?"),
        (
            "resource.engine.startsWith('x', 'y')",
            "[startsWith] `startsWith` is not called like this; it is written text.startsWith(prefix)",
        ),
        (
            "startsWith(resource.engine, 'x')",
            "[startsWith] `startsWith` is not called like this; it is written text.startsWith(prefix)",
        ),
        ("resource.tags.x == 'ü' && resource.nope", "[nope] no field of AWS::RDS::DBCluster is called `nope`"),
        ("resource.engine", "[engine] expected a bool, found a string"),
        ("resource.engine && true", "[engine] expected a bool, found a string"),
        ("resurce.engine == ''", "[resurce] no name is called `resurce`; did you mean `resource`?"),
        ("requird == 7", "[requird] no name is called `requird`; did you mean `required`?"),
        (
            "architecture.databse.x == 1",
            "[databse] no architecture parameter is called `databse`; did you mean `database`?",
        ),
        ("has(architecture.database.nope)", "[nope] no architecture parameter is called `nope`"),
        (
            "architecture.network.allowed.all(a, a.prts == [])",
            "[prts] no key of this map is called `prts`; did you mean `ports`?",
        ),
        ("snapshot.taken == snapshot.taken_at", "[taken] of the snapshot, rules know `snapshot.taken_at` alone"),
        ("resource.members == []", "[==] records are not compared as a whole: compare their fields"),
        (
            "resource.serverless_v2_scaling in [1, 'x']",
            "[in] records are not compared as a whole: compare their fields",
        ),
        ("resource.engine.matches('(')", "['('] this is no regular expression: unclosed group"),
        (
            "resource.engine.matches(resource.id)",
            "[id] the pattern is a literal or a parameter: it is compiled when the rule is loaded",
        ),
        ("resource.engine.size", "[size] a string has no fields"),
        (
            "resource.availability_zones.size == 1",
            "[size] a list of strings has no fields; its elements have: list.all(v, …), list[0], …",
        ),
        ("resource.all(x, true)", "[resource] expected a list, found a resource AWS::RDS::DBCluster"),
        ("resource.availability_zones.all(1, true)", "[1] a variable's name is needed here, as in list.all(v, v > 0)"),
        (
            "duration('1 day') > duration('1h')",
            "['1 day'] this is not a duration; it is written 26h, 90s or 1h30m, with microseconds at most",
        ),
        (
            "timestamp('yesterday') < resource.read_at",
            "['yesterday'] this is not a timestamp; it is written 2026-01-31T00:00:00Z, with microseconds at most",
        ),
        (
            "resource.read_at.getHours('Europe/Berlin') > 3",
            "['Europe/Berlin'] a zone is an offset from UTC, written in the rule; as in '+02:00'; the rules of named zones differ between machines",
        ),
        (
            "1 + 1.0 == 2.0",
            "[+] an integer and a double are not added, multiplied or divided; convert one: double(x) or int(x)",
        ),
        ("'a' + 1 == ''", "[+] a string cannot be added to an integer"),
        (
            "true ? 1 : 'x' == 'x'",
            "[?] this is either an integer or a bool; both branches of `c ? a : b` have one type",
        ),
        ("[1, 'a'].all(x, x > 0)", "[>] a value of one of several types has no order"),
        ("-'a' == ''", "[-] a string has no negative; not is written `!`"),
        ("{'a': 1, 'a': 2}.a == 1", "['a'] this key occurs twice"),
        ("{1.5: 1}[1.5] == 1", "[1.5] keys are strings, integers or bools, not a double"),
        ("{1: 2}[3] == 1", "[[] this map has no such key"),
        ("has(resource)", "[resource] has() takes a field: has(resource.field)"),
        ("resource.availability_zones.sum() == 1", "[sum] sum() takes no list whose elements are each a string"),
        ("b'x' == b'y'", "[b'x'] bytes have no use in a rule: write a string, without the b"),
        ("resource.?engine == 'x'", "[.] `?` would hide an unknown: compare with null, or ask has(x.field)"),
        (
            "resource.availability_zones[?0] == 'x'",
            "[[] `?` would hide an unknown: compare with null, or ask has(x.field)",
        ),
        (
            "google.protobuf.Int64Value{value: 1} == 1",
            "[{] messages of protocol buffers have no use in a rule; a map is written {'key': value}",
        ),
        ("dyn(1) == 1", "[dyn] every type is known here: dyn() has no use"),
        ("type(1) == int", "[type] types are no values here; they are known when the rule is loaded"),
        ("18446744073709551615u == 1", "[18446744073709551615u] integers have 64 bits and a sign"),
    ] {
        assert_eq!(mistake("DbCluster", check), expected, "{check}");
    }
}

#[test]
fn syntax_errors_are_in_our_words() {
    for (check, expected) in [
        ("resource.engine = 'x'", "[=] `=` is no operator; equality is written `==`"),
        ("resource.multi_az & true", "[&] `&` is no operator; and is written `&&`"),
        ("", "[] there is no expression here"),
        ("  ", "[] there is no expression here"),
        ("(resource.multi_az", "[] the expression ends too early; is a bracket or an operand missing?"),
        (
            "resource.engine == 'x",
            "['] this string has no end; a string stands between two quotes of one kind, on one line",
        ),
    ] {
        assert_eq!(mistake("DbCluster", check), expected, "{check}");
    }
    let found = mistake("DbCluster", "resource.tags.größe == 'ü'");
    assert!(found.contains("any other key is written in brackets"), "{found}");
}

#[test]
fn lines_and_columns_count_characters() {
    let text = "resource.engine == 'ü' &&\n  'ü' == resource.nope";
    let architecture = architecture();
    let found = compile::check(text, &environment("DbCluster", &architecture)).unwrap_err();
    assert_eq!(found.line_column(text), (2, 19));
}

#[test]
fn lets_are_checked_by_themselves() {
    let (architecture, shape) = (architecture(), shape("Subnet"));
    let mistake = |lets: &[(&str, &str)]| {
        let lets = lets.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect::<Vec<_>>();
        Environment::new(Some(shape), &architecture).with_lets(&lets).err().map(|d| d.to_string())
    };
    assert_eq!(
        mistake(&[("a", "resource.idd")]).unwrap(),
        "no field of AWS::EC2::Subnet is called `idd` (in `a`); did you mean `id`?"
    );
    assert_eq!(mistake(&[("a", "b"), ("b", "1")]).unwrap(), "no name is called `b` (in `a`)");
    assert_eq!(mistake(&[("a", "1"), ("a", "1")]).unwrap(), "`a` is already the name of something else (in `a`)");
    assert_eq!(
        mistake(&[("resource", "1")]).unwrap(),
        "`resource` is already the name of something else (in `resource`)"
    );
    assert_eq!(mistake(&[("a", "resource.route_table.routes"), ("b", "a.size() + 1")]), None);
}

#[test]
fn a_loop_inside_a_let_keeps_the_callers_variables() {
    let check = "resource.subnets.exists(s, size(private) == 1 && s.map_public_ip_on_launch)";
    assert_eq!(verdict("Vpc", check), "true");
}

/// On a test's thread, which has 2 MiB of stack, as rayon's have.
#[test]
fn no_text_ends_the_program() {
    for (open, close, times) in
        [("(", ")", 90), ("(", ")", 1900), ("!", "", 3900), ("-", "", 3900), ("[", "]", 1900), ("{1:", "}", 900)]
    {
        let text = format!("{}1{} == 1", open.repeat(times), close.repeat(times));
        assert_ne!(mistake("DbCluster", &text[..text.len().min(4000)]), "", "{open}");
    }
    for link in ["+1", "*1", ".a", "[0]", "==1", "&&true", "?1:1", " in 1", ".map(x,x)", "||x.all(y,y)"] {
        let text = format!("resource{}", link.repeat(3900 / link.len()));
        assert_ne!(mistake("DbCluster", &text), "", "{link}");
        let short = format!("[1]{}", link.repeat(90));
        assert_ne!(mistake("DbCluster", &short), "", "{link}");
    }
    let flat = format!("resource.multi_az == true{}", " && resource.multi_az == true".repeat(100));
    assert_eq!(verdict("DbCluster", &flat), "true");
    assert!(mistake("DbCluster", &"1".repeat(5000)).contains("this expression is too long"));
}
