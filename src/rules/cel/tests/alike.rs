//! Two subjects' values, compared without regard to the order of lists.

use super::*;

/// An expression that is one thing for the first subnet and another for the second.
fn alike(first: &str, second: &str) -> String {
    thread_local!(static GRAPH: Graph = graph());
    let architecture = architecture();
    let text = format!("resource.id == 'subnet-1' ? {first} : {second}");
    let expression = compile::aspect(&text, &environment("Subnet", &architecture));
    let expression = expression.unwrap_or_else(|why| panic!("{text}: {why}"));
    GRAPH.with(|graph| {
        let bound = Bound::new(&expression, graph);
        let mut nodes = graph.nodes(shape("Subnet"));
        let (one, two) = (nodes.next().unwrap(), nodes.next().unwrap());
        let mut machine = Machine::new(graph, now(), Silent);
        match [machine.run_values(&bound, one, two).2, machine.run_values(&bound, two, one).2] {
            [Truth::Unknown(a), Truth::Unknown(_)] => format!("unknown: {}", graph.reason(a)),
            [a, b] if a == b => format!("{a:?}").to_lowercase(),
            both => panic!("{text}: {both:?}"),
        }
    })
}

#[test]
fn the_order_of_lists_says_nothing_at_any_depth() {
    for (first, second, expected) in [
        ("1", "1", "true"),
        ("'a'", "'b'", "false"),
        ("null", "'b'", "false"),
        ("['a', 'b']", "['b', 'a']", "true"),
        ("['a', 'a', 'b']", "['b', 'a', 'b']", "false"),
        ("['a']", "['a', 'a']", "false"),
        ("[['a', 'b'], ['c']]", "[['c'], ['b', 'a']]", "true"),
        ("{'a': ['x', 'y'], 'b': [null]}", "{'b': [null], 'a': ['y', 'x']}", "true"),
        ("{'a': 1}", "{'b': 1}", "false"),
        ("[{'a': 1}, {'a': 2}]", "[{'a': 2}, {'a': 1}]", "true"),
        ("[1]", "[1.0]", "true"),
        ("1 / 0", "1", "unknown: overflow or division by zero"),
        // Whatever the unknown ones are, they are not enough.
        ("[1, 1 / 0]", "[2, 3]", "false"),
        ("[1, 1 / 0]", "[2, 1]", "unknown: overflow or division by zero"),
        ("[[1, 1 / 0], [1, 1 / 0]]", "[[1, 2], [3, 4]]", "false"),
        ("[[1, 1 / 0], [4, 1 / 0]]", "[[1, 2], [1, 3]]", "false"),
        ("[[1, 1 / 0], [3, 1 / 0]]", "[[1, 3], [1, 2]]", "unknown: overflow or division by zero"),
        ("{'a': 1 / 0, 'b': 1}", "{'a': 1, 'b': 2}", "false"),
        ("resource.tags", "resource.tags", "false"),
        ("resource.vpc.cidr_block_associations.map(c, c.cidr_block)", "['10.1.0.0/16', '10.0.0.0/16']", "true"),
        ("resource.vpc.eks_clusters.map(c, c.enabled_log_types).flatten()", "['api']", "unknown: throttled out"),
    ] {
        assert_eq!(alike(first, second), expected, "{first} and {second}");
    }
}

/// A list of ones, twos and unknowns, which may lack elements.
struct Bag {
    counts: [usize; 3],
    lacks: bool,
}

impl Bag {
    fn all() -> Vec<Bag> {
        let counts = (0..64).map(|n| [n % 4, n / 4 % 4, n / 16]).filter(|c| c.iter().sum::<usize>() <= 3);
        counts.flat_map(|counts| [false, true].map(|lacks| Bag { counts, lacks })).collect()
    }
    fn size(&self) -> usize {
        self.counts.iter().sum()
    }
    fn text(&self) -> String {
        let items = ["1", "2", "1 / 0"].iter().zip(self.counts).flat_map(|(item, times)| vec![*item; times]);
        let items = items.collect::<Vec<_>>().join(", ");
        format!("([{items}] + [7].filter(x, {}))", if self.lacks { "1 / 0 == 1" } else { "false" })
    }
    /// How many of its known elements have no like in the other.
    fn surplus(&self, other: &Bag) -> usize {
        (0..2).map(|i| self.counts[i].saturating_sub(other.counts[i])).sum()
    }
}

#[test]
fn lists_are_unlike_exactly_when_nothing_unknown_can_make_them_equal() {
    for (a, b) in Bag::all().iter().flat_map(|a| Bag::all().into_iter().map(move |b| (a, b))) {
        let room = (a.lacks || a.size() >= b.size()) && (b.lacks || b.size() >= a.size());
        let possible = room && (b.lacks || a.surplus(&b) <= b.counts[2]) && (a.lacks || b.surplus(a) <= a.counts[2]);
        let sure = !a.lacks && !b.lacks && a.counts[2] + b.counts[2] == 0;
        let expected = match (possible, sure) {
            (false, _) => "false",
            (true, true) => "true",
            (true, false) => "unknown: overflow or division by zero",
        };
        assert_eq!(alike(&a.text(), &b.text()), expected, "{} and {}", a.text(), b.text());
    }
}

#[test]
fn an_aspect_is_made_of_values_that_two_accounts_can_share() {
    let architecture = architecture();
    for (text, message) in [
        ("resource", "a resource AWS::EC2::VPC is never the same in two accounts"),
        ("resource.subnets", "a list of AWS::EC2::Subnet resources is never the same in two accounts"),
        ("resource.cidr_block_associations", "a list of CidrAssociation records is never the same in two accounts"),
        ("{'a': resource.subnets}", "a map is never the same in two accounts"),
    ] {
        let why = compile::aspect(text, &environment("Vpc", &architecture)).unwrap_err();
        assert_eq!(why.message, message);
        assert_eq!(why.help.as_deref(), Some("compare what it is like: list.map(v, v.field)"));
    }
}
