//! A `let` inside of a loop is computed once for each subject: nobody may notice.

use super::*;

const LETS: [(&str, &str); 6] = [
    ("names", "resource.subnets.map(s, s.name + '!')"),
    ("open", "resource.subnets.exists(s, s.map_public_ip_on_launch)"),
    ("longest", "names.map(n, size(n)).max()"),
    ("doubtful", "resource.enable_dns_support"),
    ("clusters", "resource.account.eks_clusters.filter(c, c.name != 'x')"),
    ("nested", "resource.subnets.map(s, names.filter(n, n.startsWith(s.name)))"),
];

/// On two subjects, one after the other on the same machine, silent and recording.
fn verdicts(text: &str) -> Vec<Truth> {
    let lines = LINES.iter().map(|line| (*line).to_owned()).chain([LINES[1].replace("vpc-1", "vpc-2")]);
    let mut part = Part::default();
    lines.for_each(|line| part.read_line(&line).unwrap());
    let gap = Gap::new("eks:ListClusters", Outcome::Denied, None).at("111", "us");
    let graph = Graph::new(vec![part], &[UnreadListing { shape: shape("EksCluster"), gap }]);
    let architecture = architecture();
    let lets = LETS.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let environment = Environment::new(Some(shape("Vpc")), &architecture).with_lets(&lets).unwrap();
    let expression = compile::check(text, &environment).unwrap_or_else(|e| panic!("{text}\n    {e}"));
    let bound = Bound::new(&expression, &graph);
    let mut silent = Machine::new(&graph, now(), Silent);
    let mut recording = Machine::new(&graph, now(), Recorder::default());
    let range = graph.ranges[index_of(shape("Vpc"))].clone();
    let ask = |node| {
        let truth = silent.run(&bound, NodeId(node));
        assert_eq!(recording.run(&bound, NodeId(node)), truth, "{text}");
        truth
    };
    range.map(ask).collect()
}

#[test]
fn it_is_the_same_as_outside() {
    use Truth::{False, True};
    for (text, first, second) in [
        ("resource.subnets.all(s, (s.name + '!') in names)", True, True),
        ("[1, 2].all(i, size(names) == 2)", True, False),
        ("[1, 2].all(i, open)", True, False),
        ("[4].exists(i, longest == i) || size(names) == 0", True, True),
        ("names.exists(n, size(n) == longest)", True, False),
        ("[1].all(i, size(nested) == 2 && nested.all(l, l.all(n, size(l) == 1)))", True, False),
        ("names.map(n, names.filter(m, m != n)).flatten().distinct() == names || !open", False, True),
    ] {
        assert_eq!(verdicts(text), [first, second], "{text}");
    }
}

#[test]
fn what_is_unknown_stays_so() {
    let is_unknown = |text: &str| verdicts(text).iter().all(|truth| matches!(truth, Truth::Unknown(_)));
    assert!(is_unknown("[1].all(i, doubtful)"));
    assert!(is_unknown("[1].all(i, size(clusters) == 1)"));
    assert!(is_unknown("[1].all(i, clusters.all(c, c.name == 'c'))"));
    assert_eq!(verdicts("[1].all(i, clusters.exists(c, c.name == 'c'))"), [Truth::True, Truth::True]);
}
