//! The order of parts, and which of them stand for the others where there is no room for all.

use super::{Node, State};
use std::cmp::Ordering;

/// By kind, rank, label and id.
pub(super) fn order(a: &Node, b: &Node) -> Ordering {
    let by_label = || natural(&a.label, &b.label).then_with(|| natural(&a.id, &b.id)).then_with(|| a.id.cmp(&b.id));
    a.kind.cmp(&b.kind).then(a.rank.cmp(&b.rank)).then_with(by_label)
}

/// Runs of digits as numbers, everything else byte by byte: `b2` comes before `b10` in every language.
pub(super) fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    loop {
        let (number, other) = (digits(a), digits(b));
        if !number.is_empty() && !other.is_empty() {
            let value = |digits: &[u8]| digits.iter().position(|d| *d != b'0').unwrap_or(digits.len());
            let (left, right) = (&number[value(number)..], &other[value(other)..]);
            match left.len().cmp(&right.len()).then_with(|| left.cmp(right)) {
                Ordering::Equal => (a, b) = (&a[number.len()..], &b[other.len()..]),
                unequal => return unequal,
            }
            continue;
        }
        match (a.split_first(), b.split_first()) {
            (Some((x, rest)), Some((y, others))) if x == y => (a, b) = (rest, others),
            (x, y) => return x.map(|x| x.0).cmp(&y.map(|y| y.0)),
        }
    }
}

fn digits(text: &[u8]) -> &[u8] {
    &text[..text.iter().take_while(|c| c.is_ascii_digit()).count()]
}

/// Parts that there is room for, in their order, and those that a count stands for.
pub(super) struct Fold<'d> {
    pub shown: Vec<&'d Node>,
    pub hidden: Vec<&'d Node>,
}

/// Of more than `room` parts the worst are shown, less one for the place that the count takes.
pub(super) fn fold<'d>(nodes: &[&'d Node], room: usize) -> Fold<'d> {
    if nodes.len() <= room {
        return Fold { shown: nodes.to_vec(), hidden: Vec::new() };
    }
    let mut worst = (0..nodes.len()).collect::<Vec<_>>();
    worst.sort_by_key(|i| std::cmp::Reverse(nodes[*i].state));
    let (mut shown, mut hidden) = (worst[..room - 1].to_vec(), worst[room - 1..].to_vec());
    shown.sort_unstable();
    hidden.sort_unstable();
    let of = |places: Vec<usize>| places.into_iter().map(|i| nodes[i]).collect();
    Fold { shown: of(shown), hidden: of(hidden) }
}

/// The worst state, and every finding, of parts that a count stands for. A missing part is no longer drawn as one: the count fails.
pub(super) fn summed<'n>(nodes: impl IntoIterator<Item = &'n Node>) -> (State, Vec<String>) {
    let (mut state, mut findings) = (State::Pass, Vec::<String>::new());
    for node in nodes {
        state = state.max(if node.state == State::Missing { State::Fail } else { node.state });
        for finding in &node.findings {
            if !findings.contains(finding) {
                findings.push(finding.clone())
            }
        }
    }
    (state, findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_are_compared_as_numbers() {
        let mut names = ["b10", "b2", "a", "", "b02", "é", "b2a", "b"];
        names.sort_by(|a, b| natural(a, b).then(a.cmp(b)));
        assert_eq!(names, ["", "a", "b", "b02", "b2", "b2a", "b10", "é"]);
    }
}
