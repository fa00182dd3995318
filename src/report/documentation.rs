//! The documentation of the rules, made from the rules: what is checked, why, how to mend it, and against which clause.

use crate::escape::markdown as escaped;
use crate::rules::{Clause, Framework, Level, Rule, RuleSet};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What every page begins with: a page with another first line is somebody's own.
pub const GENERATED: &str = "<!-- Made from the rules by `trueline rules docs`; changes belong there. -->";
/// The page that leads to the others.
pub const INDEX: &str = "README.md";

/// The pages by their file name: an index, and one for each section.
pub fn pages(set: &RuleSet) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::from([(INDEX.to_owned(), index(set))]);
    for section in sections(set) {
        pages.insert(format!("{section}.md"), page(set, section));
    }
    pages
}

/// In the document's order; sections that only rules have come last.
fn sections(set: &RuleSet) -> Vec<&str> {
    let mut sections = Vec::new();
    for section in set.clauses.iter().map(|c| c.section.as_str()).chain(set.rules.iter().map(Rule::section)) {
        if !sections.contains(&section) {
            sections.push(section);
        }
    }
    sections
}

fn rules_of<'s>(set: &'s RuleSet, section: &'s str) -> impl Iterator<Item = &'s Rule> {
    set.rules.iter().filter(move |r| r.section() == section)
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "must",
        Level::Should => "should",
    }
}

fn index(set: &RuleSet) -> String {
    let mut out = format!("{GENERATED}\n\n# The rules\n\n");
    out.push_str(&format!(
        "{} rules decide whether an organization is what its architecture document says. Each section of the document has a \
         page; \"must\" is binding, \"should\" a soft target. Commands are for the account and region of the finding; words \
         such as `$CLUSTER` are yours to fill in, and `--profile management` means the management account.\n",
        set.rules.len()
    ));
    for section in sections(set) {
        out.push_str(&format!(
            "\n## [{}]({section}.md)\n\n| rule | requires | severity | clauses |\n|---|---|---|---|\n",
            escaped(section)
        ));
        for rule in rules_of(set, section) {
            let clauses = rule.clauses().collect::<Vec<_>>().join(", ");
            let (id, title) = (rule.id(), escaped(&rule.file.title));
            out.push_str(&format!("| [{id}]({section}.md#{id}) | {title} | {} | {clauses} |\n", rule.file.severity));
        }
    }
    if !set.frameworks.is_empty() {
        out.push_str("\n## Frameworks\n\n| name | framework | controls | of these in part |\n|---|---|---|---|\n");
    }
    for framework in &set.frameworks {
        let partial = framework.controls.iter().filter(|c| c.not_covered.is_some()).count();
        let (name, title) = (&framework.name, escaped(&framework.title));
        out.push_str(&format!("| `{name}` | {title} | {} | {partial} |\n", framework.controls.len()));
    }
    out
}

fn page(set: &RuleSet, section: &str) -> String {
    let mut out =
        format!("{GENERATED}\n\n# {}\n\nWhat the document says, and the rules that decide it:\n\n", escaped(section));
    for clause in set.clauses.iter().filter(|c| c.section == section) {
        out.push_str(&format!("- **{}** ({}): {}\n", clause.id, level(clause.level), escaped(&clause.text)));
        let rules = set.rules.iter().filter(|r| r.clauses().any(|c| c == clause.id)).map(|r| {
            let page = if r.section() == section { String::new() } else { format!("{}.md", r.section()) };
            format!("[{}]({page}#{})", r.id(), r.id())
        });
        let rules = rules.collect::<Vec<_>>();
        if !rules.is_empty() {
            out.push_str(&format!("  Rules: {}.\n", rules.join(", ")));
        }
        if let Some(pending) = set.pending.get(&clause.id) {
            out.push_str(&format!("  Not yet decided: {}.\n", escaped(pending)));
        }
    }
    for rule in rules_of(set, section) {
        describe(set, rule, &mut out);
    }
    out
}

fn describe(set: &RuleSet, rule: &Rule, out: &mut String) {
    let file = &rule.file;
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line(&format!("\n## {}\n\n**{}**\n", rule.id(), escaped(&file.title)));
    line(&format!("- severity: {}", file.severity));
    line(&format!("- about: `{}`", file.resource.value));
    for clause in rule.clauses().filter_map(|id| set.clauses.iter().find(|c| c.id == id)) {
        line(&format!("- clause: {}", against(rule, clause)));
    }
    for (name, value) in parameters(set, rule) {
        line(&format!("- parameter: `{name}`, documented as `{value}`"));
    }
    for (framework, controls) in controls(&set.frameworks, rule.id()) {
        line(&format!("- {}: {controls}", escaped(framework)));
    }
    line(&format!("\n{}\n\nTo mend it: {}", paragraph(&file.why), paragraph(&file.fix.prose)));
    let mut condition = String::new();
    if let Some(when) = &file.when {
        condition.push_str(&format!("when: {}\n", joined(&when.value)));
    }
    for (name, text) in &file.lets.0 {
        condition.push_str(&format!("let {name}: {}\n", joined(&text.value)));
    }
    if let Some(check) = &file.check {
        condition.push_str(&format!("check: {}\n", joined(&check.value)));
    }
    if let Some(parity) = &file.parity {
        condition.push_str(&format!("compared with: architecture.{}\n", parity.with.value));
        for (name, aspect) in &parity.aspects.0 {
            condition.push_str(&format!("{name}: {}\n", joined(&aspect.value)));
        }
    }
    line(&block("What is checked", "", &condition));
    for (what, language, snippet) in
        [("With Terraform", "terraform", &file.fix.terraform), ("With the AWS CLI", "sh", &file.fix.aws_cli)]
    {
        if let Some(snippet) = snippet {
            line(&block(what, language, snippet));
        }
    }
    line("\nAWS's documentation:\n");
    file.references.iter().for_each(|reference| line(&format!("- <{reference}>")));
}

fn against(rule: &Rule, clause: &Clause) -> String {
    let part = match (rule.file.level, clause.level) {
        (Some(own), whole) if own != whole => format!(", here a {}", level(own)),
        _ => String::new(),
    };
    format!("{} ({}{part}): {}", clause.id, level(clause.level), escaped(&clause.text))
}

/// The parameters that its condition names, with what the document says.
fn parameters<'s>(set: &'s RuleSet, rule: &'s Rule) -> Vec<(&'s str, &'s Value)> {
    let own = rule.expressions().flat_map(|expression| &expression.parameters);
    let own = own.map(|name| name.strip_prefix("architecture.").unwrap_or(name)).collect::<BTreeSet<_>>();
    let value = |name: &str| name.split('.').try_fold(&set.parameters, |at, key| at.get(key));
    own.into_iter().filter_map(|name| Some((name, value(name)?))).collect()
}

/// Its controls by framework, those that it covers in part marked so.
fn controls<'s>(frameworks: &'s [Framework], rule: &str) -> Vec<(&'s str, String)> {
    let own = frameworks.iter().map(|framework| {
        let controls = framework.controls.iter().filter(|c| c.rules.iter().any(|r| r == rule));
        let controls = controls.map(|c| match c.not_covered {
            Some(_) => format!("{} (in part)", c.id),
            None => c.id.clone(),
        });
        (framework.title.as_str(), controls.collect::<Vec<_>>().join(", "))
    });
    own.filter(|(_, controls)| !controls.is_empty()).collect()
}

fn paragraph(text: &str) -> String {
    escaped(text.trim())
}

/// A condition that was folded over lines, on one.
fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn block(what: &str, language: &str, text: &str) -> String {
    // Longer than any fence inside.
    let fence = if text.contains("```") { "`".repeat(8) } else { "`".repeat(3) };
    format!("\n{what}:\n\n{fence}{language}\n{}\n{fence}", text.trim_end())
}
