//! What mutation changes, and what it leaves alone.

use super::*;
use crate::rules::cel::compile::mutants;

/// The mutants that compile: what was done, and what has become of the text.
fn of(text: &str, lets: &[(&str, &str)]) -> Vec<String> {
    let architecture = serde_json::json!({});
    let lets = lets.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect::<Vec<_>>();
    let environment = Environment::new(Some(crate::model::type_named("AWS::EC2::VPC").unwrap()), &architecture);
    let environment = environment.with_lets(&lets).unwrap();
    let all = mutants(text, &environment).unwrap().into_iter();
    let compiling = all.filter(|m| m.compile(text, &environment).is_ok());
    compiling.map(|m| format!("{}: {}", m.change, m.text)).collect()
}

#[test]
fn each_part_is_dropped_negated_or_moved() {
    assert_eq!(
        of("resource.is_default && size(resource.subnets) >= 3", &[]),
        [
            "negated: !(resource.is_default && size(resource.subnets) >= 3)",
            "left out: size(resource.subnets) >= 3",
            "negated: !resource.is_default && size(resource.subnets) >= 3",
            "left out: resource.is_default",
            "negated: resource.is_default && !(size(resource.subnets) >= 3)",
            "moved by its boundary: resource.is_default && size(resource.subnets) > 3",
        ]
    );
}

#[test]
fn a_part_that_excludes_null_for_another_cannot_be_missing() {
    let all = of("resource.state != null && resource.state.startsWith('a')", &[]);
    assert!(!all.iter().any(|m| m.ends_with(": resource.state.startsWith(\"a\")")), "{all:#?}");
    assert!(all.contains(&"left out: resource.state != null".to_owned()), "{all:#?}");
}

#[test]
fn conditions_inside_lists_and_lets_count_and_what_is_not_named_does_not() {
    let lets =
        [("public", "resource.subnets.filter(s, s.is_public)"), ("unused", "resource.subnets.filter(s, !s.is_public)")];
    assert_eq!(
        of("public.all(s, s.has_default_route || s.is_public)", &lets),
        [
            "negated: !public.all(s, s.has_default_route || s.is_public)",
            "`exists` instead of `all`: public.exists(s, s.has_default_route || s.is_public)",
            "left out: public.all(s, s.is_public)",
            "negated: public.all(s, !s.has_default_route || s.is_public)",
            "left out: public.all(s, s.has_default_route)",
            "negated: public.all(s, s.has_default_route || !s.is_public)",
            "left out, so that everything is let through: resource.subnets",
        ]
    );
}
