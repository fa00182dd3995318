//! What is right by the letter and still not good: rules without enough examples, conditions in the wrong place, clauses that
//! nobody decides.

use super::file::Status;
use super::set::{Rule, RuleSet};
use crate::problem::Problem;
use crate::yaml;

/// Fields of a subject that say which it is, and not how it is: what `when` may ask. Beside them it may ask everything of
/// `resource.account` and of `tags`.
const APPLICABILITY: [&str; 16] = [
    "account",
    "account_id",
    "arn",
    "default_for_az",
    "engine",
    "engine_mode",
    "environment",
    "id",
    "is_default",
    "is_management",
    "load_balancer_type",
    "name",
    "policy_type",
    "region",
    "tags",
    "vpc_endpoint_type",
];

/// Everything that is not good about a set of rules.
pub fn lint(rules: &RuleSet) -> Vec<Problem> {
    let mut problems = rules.rules.iter().flat_map(lint_rule).collect::<Vec<_>>();
    let clauses = std::path::Path::new("architecture.md");
    for clause in &rules.clauses {
        let decided = rules.rules.iter().any(|r| r.clauses().any(|c| c == clause.id));
        if !decided && !rules.pending.contains_key(&clause.id) {
            let message = format!("no rule decides {}; write one, or give the reason in pending.yaml", clause.id);
            problems.push(Problem::of(clauses, message));
        }
    }
    for id in rules.pending.keys().filter(|id| !rules.clauses.iter().any(|c| c.id == **id)) {
        problems.push(Problem::of(clauses, format!("pending.yaml names {id}, which is no clause")));
    }
    problems
}

fn lint_rule(rule: &Rule) -> Vec<Problem> {
    let mut problems = Vec::new();
    for status in [Status::Pass, Status::Fail, Status::Unknown] {
        if !rule.file.tests.iter().any(|t| t.expect == status) {
            problems
                .push(Problem::of(&rule.path, format!("no example expects {status}; a rule has one of each status")));
        }
    }
    for (text, what) in [(&rule.file.title, "title"), (&rule.file.why, "why"), (&rule.file.fix.prose, "fix.prose")] {
        if text.trim().is_empty() {
            problems.push(Problem::of(&rule.path, format!("`{what}` is empty")));
        }
    }
    if rule.file.title.trim_end().ends_with('.') {
        problems.push(Problem::of(&rule.path, "`title` is a headline: no full stop at its end"));
    }
    if rule.file.references.is_empty() {
        problems
            .push(Problem::of(&rule.path, "`references` is empty: cite the page of AWS's documentation that says so"));
    }
    for reference in rule.file.references.iter().filter(|r| !r.starts_with("https://docs.aws.amazon.com/")) {
        problems.push(Problem::of(&rule.path, format!("`{reference}` is not a page of AWS's documentation")));
    }
    if let (Some(when), Some(text)) = (&rule.when, &rule.file.when) {
        let own = when.slots.iter().filter(|s| std::ptr::eq(s.shape, rule.subject)).map(|s| s.name());
        for member in own {
            if !APPLICABILITY.contains(&member) {
                let start = yaml::offset_in_file(&rule.text, text, text.value.find(member).unwrap_or_default());
                let message = format!("`when` asks for `{member}`: that is how the resource is, not which it is");
                let help = "put it into `check`: a subject that `when` leaves out is never a finding";
                let problem = Problem::at(&rule.path, &rule.text, start, start + member.len(), message);
                problems.push(problem.help(Some(help.to_owned())));
            }
        }
    }
    for (i, (name, text)) in rule.file.lets.0.iter().enumerate() {
        let later = rule.file.lets.0[i + 1..].iter().map(|(_, t)| t.value.as_str());
        let (check, message) = (rule.file.check.as_ref(), rule.file.message.as_ref());
        let aspects = rule.file.parity.iter().flat_map(|p| &p.aspects.0).map(|(_, t)| t);
        let uses = later.chain(check.into_iter().chain(message).chain(aspects).map(|t| t.value.as_str()));
        let word = |t: &str| t.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == name);
        if !uses.into_iter().any(word) {
            let start = yaml::offset_in_file(&rule.text, text, 0);
            let problem = Problem::at(&rule.path, &rule.text, start, start + 1, format!("`{name}` is used nowhere"));
            problems.push(problem);
        }
    }
    problems
}
