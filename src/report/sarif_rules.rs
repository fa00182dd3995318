//! What a SARIF run says of its rules and of its own notifications.

use super::sarif::level;
use super::shared::clipped_to;
use crate::escape::markdown as escaped;
use crate::findings::{Report, ReportRule};
use crate::rules::Severity;
use serde_json::{Value, json};

/// Results were left out.
pub(super) const LEFT_OUT: &str = "left-out";
/// Something could not be read.
pub(super) const NOT_READ: &str = "not-read";
/// A parameter is not the document's.
pub(super) const OVERRIDDEN: &str = "overridden";

/// The longest description that GitHub shows, and the longest name.
const MAX_DESCRIPTION: usize = 1_024;
const MAX_NAME: usize = 255;
/// A rule with more tags than 20 is refused, and GitHub shows 10.
const MAX_TAGS: usize = 10;
/// Rules are read by people: nobody reads on after this.
const MAX_HELP: usize = 8_000;

/// The rules that were evaluated, in the report's order.
pub(super) fn of(report: &Report) -> Value {
    report.rules.items.iter().map(|rule| descriptor(report, rule)).collect()
}

/// The kinds of notification.
pub(super) fn notifications() -> Value {
    [
        (LEFT_OUT, "There are more results than a run may have"),
        (NOT_READ, "An operation could not be read to its end in an account and region"),
        (OVERRIDDEN, "A parameter of the architecture differs from the document"),
    ]
    .into_iter()
    .map(|(id, words)| json!({"id": id, "shortDescription": {"text": words}}))
    .collect()
}

fn descriptor(report: &Report, rule: &ReportRule) -> Value {
    let section = report.architecture.iter().find(|c| rule.clauses.contains(&c.clause)).map(|c| c.section.as_str());
    let clauses = rule.clauses.iter().map(String::as_str);
    let mut tags = vec!["security", "compliance"];
    for tag in section.into_iter().chain(clauses) {
        if tags.len() < MAX_TAGS && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    let mut properties = json!({
        "tags": tags,
        "precision": "very-high",
        "severity": rule.severity.word(),
        "clauses": rule.clauses,
        "frameworks": rule.frameworks,
    });
    if let Some(score) = security_severity(rule.severity) {
        properties["security-severity"] = json!(score);
    }
    // GitHub refuses an empty description.
    let why = if rule.why.is_empty() { &rule.title } else { &rule.why };
    let mut descriptor = json!({
        "id": rule.id,
        "name": clipped_to(&rule.id, MAX_NAME - 1),
        "shortDescription": {"text": clipped_to(&rule.title, MAX_DESCRIPTION - 1)},
        "fullDescription": {"text": clipped_to(why, MAX_DESCRIPTION - 1)},
        "help": {"text": clipped_to(&help(rule), MAX_HELP), "markdown": help_in_markdown(rule)},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": properties,
    });
    if let Some(reference) = rule.references.iter().find(|r| r.starts_with("https://")) {
        descriptor["helpUri"] = json!(reference);
    }
    descriptor
}

/// A number in the middle of the range that GitHub gives the word; information has none.
fn security_severity(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Critical => Some("9.5"),
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.5"),
        Severity::Low => Some("2.0"),
        Severity::Info => None,
    }
}

fn help(rule: &ReportRule) -> String {
    let mut help = format!("{}\n\nTo mend it: {}", rule.why, rule.fix.prose.trim());
    for (what, snippet) in snippets(rule) {
        help.push_str(&format!("\n\n{what}:\n\n{}", snippet.trim_end()));
    }
    help
}

fn help_in_markdown(rule: &ReportRule) -> String {
    let mut help = format!("{}\n\n**To mend it:** {}\n", escaped(&rule.why), escaped(rule.fix.prose.trim()));
    for (what, snippet) in snippets(rule) {
        // Longer than any fence inside; one that was cut would swallow what follows.
        let fence = if snippet.contains("```") { "`".repeat(8) } else { "`".repeat(3) };
        help.push_str(&format!("\n{what}:\n\n{fence}\n{}\n{fence}\n", clipped_to(snippet.trim_end(), MAX_HELP / 2)));
    }
    for reference in &rule.references {
        help.push_str(&format!("\n<{reference}>\n"));
    }
    help
}

fn snippets(rule: &ReportRule) -> impl Iterator<Item = (&'static str, &str)> {
    let snippets = [("With Terraform", &rule.fix.terraform), ("With the AWS CLI", &rule.fix.aws_cli)];
    snippets.into_iter().filter_map(|(what, snippet)| Some((what, snippet.as_deref()?)))
}
