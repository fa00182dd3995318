//! Conditions of statements, as far as a request is known: true, false, or not to be decided for want of a key.

use super::document::Condition;
use super::wildcard::wildcard;

/// What is known of a request's condition keys; keys are in small letters.
pub trait Request {
    /// A key's values.
    fn get(&self, key: &str) -> Key<'_>;
}

/// A condition key of a request.
pub enum Key<'r> {
    /// It has these values.
    Values(Vec<&'r str>),
    /// Nobody knows whether the request has it, or with which value.
    Unknown,
}

/// What becomes of conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held<'g> {
    /// They hold.
    Yes,
    /// One does not.
    No,
    /// This key decides, and is not known.
    Unknown(&'g str),
}

/// All of a statement's conditions: they are joined by "and".
pub fn held<'g>(conditions: &[Condition<'g>], request: &dyn Request) -> Held<'g> {
    let mut unknown = None;
    for condition in conditions {
        match one(condition, request) {
            Held::Yes => {}
            Held::No => return Held::No,
            Held::Unknown(key) => unknown = unknown.or(Some(key)),
        }
    }
    unknown.map_or(Held::Yes, Held::Unknown)
}

/// The values of a condition are joined by "or", those of a negated one by "nor".
fn one<'g>(condition: &Condition<'g>, request: &dyn Request) -> Held<'g> {
    let unknown = Held::Unknown(condition.key);
    let Some(operator) = Operator::parse(condition.operator) else { return unknown };
    let Key::Values(given) = request.get(condition.key) else { return unknown };
    if let Compare::Null = operator.compare {
        return if condition.values.iter().any(|v| v.eq_ignore_ascii_case("false")) { Held::Yes } else { Held::No };
    }
    // A variable of the policy's stands for something of the request that is not known here.
    if condition.values.iter().any(|v| v.contains("${")) {
        return unknown;
    }
    let matches = |given: &&str| condition.values.iter().any(|v| operator.compare.matches(given, v));
    let found = match operator.every {
        true => given.iter().all(matches),
        false => given.iter().any(matches),
    };
    if found != operator.negated { Held::Yes } else { Held::No }
}

/// An operator without its prefix and suffix.
pub struct Operator {
    /// How values are compared.
    pub compare: Compare,
    /// Whether it is a `Not`.
    pub negated: bool,
    /// `ForAllValues`, which is true of a request without the key.
    pub every: bool,
    /// `IfExists`, likewise.
    pub if_exists: bool,
}

/// How values are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compare {
    /// To the letter.
    Exact,
    /// Without regard to case.
    AnyCase,
    /// By a pattern.
    Pattern,
    /// Whether the key is there.
    Null,
}

impl Operator {
    /// Numbers, dates and addresses are compared by none of these.
    pub fn parse(text: &str) -> Option<Operator> {
        let (every, rest) = match text.strip_prefix("ForAllValues:") {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix("ForAnyValue:").unwrap_or(text)),
        };
        let (if_exists, base) = match rest.strip_suffix("IfExists") {
            Some(base) => (true, base),
            None => (false, rest),
        };
        let (compare, negated) = match base {
            "StringEquals" => (Compare::Exact, false),
            "StringNotEquals" => (Compare::Exact, true),
            "StringEqualsIgnoreCase" | "Bool" => (Compare::AnyCase, false),
            "StringNotEqualsIgnoreCase" => (Compare::AnyCase, true),
            // ArnEquals takes patterns, as ArnLike does.
            "StringLike" | "ArnLike" | "ArnEquals" => (Compare::Pattern, false),
            "StringNotLike" | "ArnNotLike" | "ArnNotEquals" => (Compare::Pattern, true),
            "Null" => (Compare::Null, false),
            _ => return None,
        };
        Some(Operator { compare, negated, every, if_exists })
    }
}

impl Compare {
    fn matches(self, given: &str, value: &str) -> bool {
        match self {
            Compare::Exact => given == value,
            Compare::AnyCase => given.eq_ignore_ascii_case(value),
            Compare::Pattern => wildcard(given, value),
            Compare::Null => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct From(&'static str);
    impl Request for From {
        fn get(&self, key: &str) -> Key<'_> {
            if key == "aws:requestedregion" { Key::Values(vec![self.0]) } else { Key::Unknown }
        }
    }

    fn condition(operator: &'static str, key: &'static str, values: &[&'static str]) -> Condition<'static> {
        Condition { operator, key, values: values.to_vec() }
    }

    #[test]
    fn values_are_or_and_of_negated_operators_nor() {
        let region = |operator, values: &[&'static str]| {
            held(&[condition(operator, "aws:requestedregion", values)], &From("eu-west-1"))
        };
        assert_eq!(region("StringEquals", &["us-east-1", "eu-west-1"]), Held::Yes);
        assert_eq!(region("StringNotEquals", &["us-east-1", "eu-west-1"]), Held::No);
        assert_eq!(region("StringNotEquals", &["us-east-1", "eu-central-1"]), Held::Yes);
        assert_eq!(region("StringLike", &["eu-*"]), Held::Yes);
        assert_eq!(region("StringEquals", &["eu-*"]), Held::No);
        assert_eq!(region("ForAnyValue:StringNotLikeIfExists", &["eu-*"]), Held::No);
        assert_eq!(region("Null", &["false"]), Held::Yes);
        assert_eq!(region("Null", &["true"]), Held::No);
        assert_eq!(region("StringEquals", &["${aws:PrincipalTag/region}"]), Held::Unknown("aws:requestedregion"));
        assert_eq!(region("NumericEquals", &["1"]), Held::Unknown("aws:requestedregion"));
    }

    #[test]
    fn one_that_does_not_hold_decides_whatever_is_unknown() {
        let tag = condition("StringEquals", "aws:principaltag/team", &["a"]);
        let elsewhere = condition("StringEquals", "aws:requestedregion", &["us-east-1"]);
        let here = condition("StringEquals", "aws:requestedregion", &["eu-west-1"]);
        assert_eq!(held(&[tag, elsewhere], &From("eu-west-1")), Held::No);
        let tag = condition("StringEquals", "aws:principaltag/team", &["a"]);
        assert_eq!(held(&[here, tag], &From("eu-west-1")), Held::Unknown("aws:principaltag/team"));
        assert_eq!(held(&[], &From("eu-west-1")), Held::Yes);
    }
}
