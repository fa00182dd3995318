//! What a rule's author and reader run.

use super::{listed, print, rules_of, sources, style, to_judge_by};
use crate::cli::{ListFormat, Rules};
use crate::problem::suggestion;
use crate::report::documentation;
use crate::rules::parity::Parity;
use crate::rules::set::section;
use crate::rules::{Condition, Rule, RuleFile, RuleSet, lint, mutate, test};
use crate::settings::Settings;
use anyhow::{Context, Result, anyhow};
use comfy_table::{ContentArrangement, Table, presets};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;

/// `trueline rules …`
pub fn run(settings: &Settings, command: &Rules) -> Result<u8> {
    match command {
        Rules::List { dir, format } => list(dir.as_deref(), *format),
        Rules::Show { id, rules } => show(&rules_of(settings, rules.as_deref())?, id),
        Rules::Lint { dir } => lint_all(settings, dir.as_deref()),
        Rules::Test { dir, mutate } => test_all(dir.as_deref(), *mutate),
        Rules::Docs { dir, out } => docs(dir.as_deref(), out),
    }
}

fn list(dir: Option<&Path>, format: ListFormat) -> Result<u8> {
    let files = to_judge_by(dir)?.files()?;
    let clauses = |file: &RuleFile| file.clauses.iter().map(|c| c.value.clone()).collect::<Vec<_>>();
    if format == ListFormat::Json {
        let all = files.iter().map(|(path, file)| {
            json!({"id": file.id.value, "title": file.title, "severity": file.severity, "section": section(path),
                "clauses": clauses(file), "resource": file.resource.value})
        });
        print(&(serde_json::to_string_pretty(&all.collect::<Vec<_>>())? + "\n"))?;
        return Ok(0);
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(style().width);
    for (_, file) in &files {
        let rule = format!("{}\n{}", file.id.value, file.title);
        table.add_row([file.severity.word(), &clauses(file).join(", "), &rule]);
    }
    print(&format!("{}\n{} rules\n", table.trim_fmt(), files.len()))?;
    Ok(0)
}

fn show(rules: &RuleSet, id: &str) -> Result<u8> {
    let rule = rules.rule(id).ok_or_else(|| {
        let help = suggestion(id, rules.rules.iter().map(Rule::id)).map(|s| format!("; {s}"));
        anyhow!("no rule is called `{id}`{}", help.unwrap_or_default())
    })?;
    let mut text = String::new();
    describe(rules, rule, &mut text)?;
    print(&text)?;
    Ok(0)
}

fn describe(rules: &RuleSet, rule: &Rule, out: &mut String) -> std::fmt::Result {
    let file = &rule.file;
    writeln!(out, "{}\n\n{}\n", rule.id(), file.title)?;
    writeln!(out, "severity  {}\nresource  {}", file.severity, file.resource.value)?;
    for id in rule.clauses() {
        let text = rules.clauses.iter().find(|c| c.id == id).map_or("", |c| c.text.as_str());
        writeln!(out, "clause    {id}: {text}")?;
    }
    if let Some(when) = &file.when {
        writeln!(out, "\nwhen\n{}", indented(&when.value))?;
    }
    for (name, text) in &file.lets.0 {
        writeln!(out, "\nlet {name}\n{}", indented(&text.value))?;
    }
    if let Some(check) = &file.check {
        writeln!(out, "\ncheck\n{}", indented(&check.value))?;
    }
    if let Condition::Parity(parity) = &rule.condition {
        describe_parity(parity, file, out)?;
    }
    writeln!(out, "\nwhy\n{}\n\nfix\n{}", indented(&file.why), indented(&file.fix.prose))?;
    for (name, snippet) in [("terraform", &file.fix.terraform), ("aws-cli", &file.fix.aws_cli)] {
        if let Some(snippet) = snippet {
            writeln!(out, "\n{name}\n{}", indented(snippet))?;
        }
    }
    writeln!(out, "\nreferences\n{}", indented(&file.references.join("\n")))
}

/// Which accounts are compared, in what, and in what not.
fn describe_parity(parity: &Parity, file: &RuleFile, out: &mut String) -> std::fmt::Result {
    let pairs = parity.mirrors.iter().map(|(own, other)| format!("{own} with {other}")).collect::<Vec<_>>();
    writeln!(out, "\ncompared ({})\n{}", parity.with, indented(&pairs.join("\n")))?;
    let expressions = file.parity.iter().flat_map(|p| &p.aspects.0);
    for (aspect, (_, text)) in parity.aspects.iter().zip(expressions) {
        let exception = aspect.exception.as_ref().map(|why| format!(" (may differ: {why})")).unwrap_or_default();
        writeln!(out, "\naspect {}{exception}\n{}", aspect.name, indented(&text.value))?;
    }
    Ok(())
}

fn indented(text: &str) -> String {
    text.trim_end().lines().map(|l| format!("  {l}")).collect::<Vec<_>>().join("\n")
}

fn lint_all(settings: &Settings, dir: Option<&Path>) -> Result<u8> {
    let rules = RuleSet::load(&sources(dir)?, &settings.architecture, &settings.path).map_err(listed)?;
    let problems = lint::lint(&rules);
    if !problems.is_empty() {
        return Err(listed(problems));
    }
    print(&format!("{} rules, nothing to mend\n", rules.rules.len()))?;
    Ok(0)
}

/// Examples are judged by the document's own parameters, whatever the settings override.
fn test_all(dir: Option<&Path>, mutants: bool) -> Result<u8> {
    let sources = sources(dir)?;
    let documented = sources.parameters()?;
    let rules = RuleSet::load(&sources, &Value::Null, Path::new("")).map_err(listed)?;
    let outcomes =
        rules.rules.par_iter().flat_map_iter(|rule| test::run(&rules, &documented, rule)).collect::<Vec<_>>();
    let failed = outcomes.iter().filter_map(|o| o.failure.clone()).collect::<Vec<_>>();
    let passed = outcomes.len() - failed.len();
    for problem in &failed {
        print(&format!("{problem}\n\n"))?;
    }
    print(&format!("{passed} passed, {} failed\n", failed.len()))?;
    if !mutants || !failed.is_empty() {
        return Ok(u8::from(!failed.is_empty()));
    }
    let all = rules.rules.par_iter().map(|rule| mutate::run(&rules, &documented, rule)).collect::<Vec<_>>();
    let survived = all.iter().flat_map(|m| &m.survived).collect::<Vec<_>>();
    for problem in &survived {
        print(&format!("{problem}\n\n"))?;
    }
    let count = all.iter().map(|m| m.mutants).sum::<usize>();
    print(&format!("{count} mutants, {} survived\n", survived.len()))?;
    Ok(u8::from(!survived.is_empty()))
}

/// The pages show the document's own parameters, whatever the settings override.
fn docs(dir: Option<&Path>, out: &Path) -> Result<u8> {
    let rules = RuleSet::load(&sources(dir)?, &Value::Null, Path::new("")).map_err(listed)?;
    let pages = documentation::pages(&rules);
    let unwritable = || format!("{} cannot be written", out.display());
    std::fs::create_dir_all(out).with_context(unwritable)?;
    for entry in std::fs::read_dir(out).with_context(unwritable)? {
        let path = entry.with_context(unwritable)?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let ours = || std::fs::read_to_string(&path).is_ok_and(|text| text.starts_with(documentation::GENERATED));
        if pages.contains_key(name) && !ours() {
            return Err(anyhow!("{} was not made from rules; write to another directory", path.display()));
        }
        // A section that is gone leaves no page behind.
        if !pages.contains_key(name) && name.ends_with(".md") && ours() {
            std::fs::remove_file(&path).with_context(unwritable)?;
        }
    }
    for (name, text) in &pages {
        std::fs::write(out.join(name), text).with_context(unwritable)?;
    }
    print(&format!("{} pages in {}\n", pages.len(), out.display())).map(|()| 0)
}
