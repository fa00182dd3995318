//! A set of rules: the built-in ones, or a directory's.

use super::cel::compile;
use super::cel::{Diagnostic, Environment, Expression};
use super::clauses::{self, Clause};
use super::file::{Level, RuleFile};
use super::frameworks::{self, Framework};
use super::message::Message;
use super::parameters::{self, Override};
use super::parity::{self, Parity};
use super::pending;
use crate::model::{Shape, TYPES, type_named};
use crate::problem::{Problem, suggestion};
use crate::yaml::{self, Spanned};
use include_dir::{Dir, include_dir};
use rayon::prelude::*;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

const PARAMETERS: &str = "architecture.yaml";
const CLAUSES: &str = "architecture.md";
const PENDING: &str = "pending.yaml";
const FRAMEWORKS: &str = "frameworks";

/// Files of a set by their path.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Those inside the binary stay there.
    files: BTreeMap<PathBuf, Cow<'static, str>>,
    root: PathBuf,
    without_examples: bool,
}

impl Sources {
    /// Those inside the binary.
    pub fn built_in() -> Sources {
        let mut files = BTreeMap::new();
        fn add(dir: &'static Dir<'static>, files: &mut BTreeMap<PathBuf, Cow<'static, str>>) {
            for file in dir.files() {
                let text = Cow::Borrowed(file.contents_utf8().unwrap_or_default());
                files.insert(Path::new("rules").join(file.path()), text);
            }
            dir.dirs().for_each(|d| add(d, files));
        }
        add(&BUILT_IN, &mut files);
        Sources { files, root: PathBuf::from("rules"), without_examples: false }
    }

    /// Those of a directory. Parameters and clauses that it does not have are the built-in ones.
    ///
    /// # Errors
    /// When the directory or a file cannot be read.
    pub fn directory(root: &Path) -> Result<Sources, Problem> {
        let mut files = BTreeMap::new();
        let mut waiting = vec![root.to_owned()];
        while let Some(directory) = waiting.pop() {
            let unreadable = |why: std::io::Error| Problem::of(&directory, format!("cannot be read: {why}"));
            for entry in std::fs::read_dir(&directory).map_err(unreadable)? {
                let path = entry.map_err(unreadable)?.path();
                let is_file = |ending| path.extension().is_some_and(|e| e == ending);
                if path.is_dir() {
                    waiting.push(path)
                } else if is_file("yaml") || is_file("md") {
                    let text = std::fs::read_to_string(&path)
                        .map_err(|why| Problem::of(&path, format!("cannot be read: {why}")))?;
                    files.insert(path, Cow::Owned(text));
                }
            }
        }
        for name in [PARAMETERS, CLAUSES, PENDING] {
            let built_in = BUILT_IN.get_file(name).and_then(|f| f.contents_utf8()).unwrap_or_default();
            files.entry(root.join(name)).or_insert_with(|| Cow::Borrowed(built_in));
        }
        Ok(Sources { files, root: root.to_owned(), without_examples: false })
    }

    /// Files by their path below the root, which has this name.
    pub fn of(root: &str, files: impl IntoIterator<Item = (String, String)>) -> Sources {
        let root = PathBuf::from(root);
        let files = files.into_iter().map(|(path, text)| (root.join(path), Cow::Owned(text))).collect();
        Sources { files, root, without_examples: false }
    }

    /// The name of the root: that of the section of rules that stand in no folder.
    pub fn root(&self) -> String {
        self.root.file_name().map_or_else(|| "rules".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// All files by their path below the root.
    pub fn texts(&self) -> impl Iterator<Item = (String, &str)> {
        self.files.iter().map(|(path, text)| {
            let name = path.strip_prefix(&self.root).unwrap_or(path);
            // Windows writes paths otherwise; the name is the same.
            let steps = name.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>();
            (steps.join("/"), &**text)
        })
    }

    /// The same, to judge by: examples are most of a rule's text, and reading them most of the time that a start takes.
    pub fn without_examples(self) -> Sources {
        Sources { without_examples: true, ..self }
    }

    /// What is read of a rule's file.
    fn read<'t>(&self, text: &'t str) -> &'t str {
        if self.without_examples { before_examples(text) } else { text }
    }

    fn text(&self, name: &str) -> (PathBuf, &str) {
        let path = self.root.join(name);
        let text = self.files.get(&path).map_or("", |text| text);
        (path, text)
    }

    /// The parameters as the document has them.
    ///
    /// # Errors
    /// When the file is not YAML.
    pub fn parameters(&self) -> Result<Value, Problem> {
        let (path, text) = self.text(PARAMETERS);
        yaml::read(&path, text)
    }

    fn rules(&self) -> impl Iterator<Item = (&PathBuf, &Cow<'static, str>)> {
        let special = |path: &Path| {
            path.parent() == Some(&self.root) && path.extension().is_some_and(|e| e == "md")
                || [PARAMETERS, PENDING].iter().any(|n| path == self.root.join(n))
                || path.starts_with(self.root.join(FRAMEWORKS))
        };
        self.files.iter().filter(move |(path, _)| !special(path))
    }

    fn frameworks(&self) -> impl Iterator<Item = (&PathBuf, &str)> {
        let own = self.root.join(FRAMEWORKS);
        self.files.iter().filter(move |(path, _)| path.starts_with(&own)).map(|(path, text)| (path, &**text))
    }

    /// The rule files as they are, in the order of their ids, without checking their expressions.
    ///
    /// # Errors
    /// The first file that is not a rule's.
    pub fn files(&self) -> Result<Vec<(PathBuf, RuleFile)>, Problem> {
        let files = self.rules().collect::<Vec<_>>();
        let read =
            files.par_iter().map(|(path, text)| Ok(((*path).clone(), yaml::read::<RuleFile>(path, self.read(text))?)));
        let mut files = read.collect::<Result<Vec<_>, Problem>>()?;
        files.sort_by(|(_, a), (_, b)| a.id.value.cmp(&b.id.value));
        Ok(files)
    }

    fn digest(&self) -> String {
        let parts = self.texts().map(|(name, text)| (format!("{name}\0{}\0", text.len()), text));
        let parts = parts.collect::<Vec<_>>();
        crate::digest_of(parts.iter().flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]))
    }
}

/// A rule that has been checked.
pub struct Rule {
    /// As it stands in its file.
    pub file: RuleFile,
    /// The file.
    pub path: PathBuf,
    /// The file's text; that of a built-in rule stays in the binary.
    pub text: Cow<'static, str>,
    /// The type of its subject.
    pub subject: &'static Shape,
    /// Which subjects it applies to.
    pub when: Option<Expression>,
    /// What has to hold.
    pub condition: Condition,
}

/// What has to hold, by the kind of the rule.
pub enum Condition {
    /// Something about the subject.
    Check {
        /// It is true.
        check: Expression,
        /// What a finding says.
        message: Message,
    },
    /// The subject is like the account that it mirrors.
    Parity(Parity),
}

impl Rule {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.file.id.value
    }

    /// The expressions that decide: which subjects, and what has to hold.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let (check, aspects) = match &self.condition {
            Condition::Check { check, .. } => (Some(check), [].as_slice()),
            Condition::Parity(parity) => (None, parity.aspects.as_slice()),
        };
        self.when.iter().chain(check).chain(aspects.iter().map(|aspect| &aspect.value))
    }

    /// The clauses that it decides.
    pub fn clauses(&self) -> impl Iterator<Item = &str> {
        self.file.clauses.iter().map(|c| c.value.as_str())
    }

    /// The directory that it stands in.
    pub fn section(&self) -> &str {
        section(&self.path)
    }
}

/// The directory that a rule's file stands in.
pub fn section(path: &Path) -> &str {
    path.parent().and_then(Path::file_name).and_then(|n| n.to_str()).unwrap_or_default()
}

/// Rules, and the document that they check.
pub struct RuleSet {
    /// In the order of their ids.
    pub rules: Vec<Rule>,
    /// In the document's order.
    pub clauses: Vec<Clause>,
    /// Why clauses have no rule yet, or rules for a part only.
    pub pending: BTreeMap<String, String>,
    /// Frameworks whose controls rules cover, by name.
    pub frameworks: Vec<Framework>,
    /// The effective parameters.
    pub parameters: Value,
    /// What the settings changed of them.
    pub overrides: Vec<Override>,
    /// Of all files of the set.
    pub digest: String,
}

impl RuleSet {
    /// Loads and checks every rule, with parameters that the settings in `settings_path` override.
    ///
    /// # Errors
    /// Every mistake that was found.
    pub fn load(sources: &Sources, overrides: &Value, settings_path: &Path) -> Result<RuleSet, Vec<Problem>> {
        let one = |problem| vec![problem];
        let (parameters_path, _) = sources.text(PARAMETERS);
        let documented = sources.parameters().map_err(one)?;
        let (parameters, overrides) = parameters::overridden(settings_path, &documented, overrides).map_err(one)?;
        let of_parameters = |(message, help): (String, Option<String>)| {
            let overridden = overrides.iter().any(|o| o.parameter == parity::EXCEPTIONS);
            one(Problem::of(if overridden { settings_path } else { &parameters_path }, message).help(help))
        };
        // Said once, and not by each rule.
        parity::undeclared(&parameters, &[]).map_err(of_parameters)?;
        let (path, text) = sources.text(CLAUSES);
        let clauses = clauses::read(&path, text).map_err(one)?;
        let (path, text) = sources.text(PENDING);
        let pending = if text.is_empty() { BTreeMap::new() } else { pending::read(&path, text).map_err(one)? };

        let (mut rules, mut problems) = (Vec::<Rule>::new(), Vec::new());
        let files = sources.rules().collect::<Vec<_>>();
        let load = |(path, text): &(&PathBuf, &Cow<'static, str>)| {
            load_read(path, Cow::clone(text), sources.read(text), &parameters, &clauses)
        };
        let of_others = || {
            let frameworks = sources.frameworks().map(|(path, text)| yaml::read::<frameworks::File>(path, text));
            (frameworks.collect::<Vec<_>>(), sources.digest())
        };
        let ((others, digest), loaded) = rayon::join(of_others, || files.par_iter().map(load).collect::<Vec<_>>());
        for ((path, text), rule) in files.into_iter().zip(loaded) {
            match rule {
                Ok(rule) => match rules.iter().find(|r| r.id() == rule.id()) {
                    None => rules.push(rule),
                    Some(known) => {
                        let message = format!("rule `{}` stands in {} already", rule.id(), known.path.display());
                        problems.push(at(path, text, &rule.file.id, message));
                    }
                },
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            problems.sort();
            return Err(problems);
        }
        parity::undeclared(&parameters, &rules).map_err(of_parameters)?;
        rules.sort_by(|a, b| a.id().cmp(b.id()));
        let mut frameworks = Vec::new();
        for ((path, text), file) in sources.frameworks().zip(others) {
            match file.map_err(|problem| vec![problem]).and_then(|file| frameworks::checked(path, text, file, &rules)) {
                Ok(framework) => frameworks.push(framework),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(RuleSet { rules, clauses, pending, frameworks, parameters, overrides, digest })
    }

    /// The rule of that id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id() == id)
    }
}

pub(super) fn at(path: &Path, text: &str, scalar: &Spanned<String>, message: impl Into<String>) -> Problem {
    let start = yaml::offset_in_file(text, scalar, 0);
    Problem::at(path, text, start, start + scalar.value.len(), message)
}

/// The text up to the examples, where nothing comes after them.
fn before_examples(text: &str) -> &str {
    const KEY: &str = "\ntests:\n";
    let inside = |line: &str| line.is_empty() || line.starts_with([' ', '-', '#']);
    match text.split_once(KEY) {
        Some((before, examples)) if examples.lines().all(inside) => &text[..=before.len()],
        _ => text,
    }
}

pub(super) fn load(path: &Path, text: &str, parameters: &Value, clauses: &[Clause]) -> Result<Rule, Vec<Problem>> {
    load_read(path, Cow::Owned(text.to_owned()), text, parameters, clauses)
}

/// The same of as much of the text as is `read`.
fn load_read(
    path: &Path,
    whole: Cow<'static, str>,
    read: &str,
    parameters: &Value,
    clauses: &[Clause],
) -> Result<Rule, Vec<Problem>> {
    let text = &*whole;
    let file = yaml::read::<RuleFile>(path, read).map_err(|p| vec![p])?;
    let mut problems = names(path, text, &file, clauses);
    if file.tests.is_empty() && read == text {
        problems.push(Problem::of(
            path,
            "a rule without tests: give at least one that passes, one that fails, one that is unknown",
        ));
    }
    let Some(subject) = type_named(&file.resource.value) else {
        let known = TYPES.iter().map(|t| t().type_name());
        let help = suggestion(&file.resource.value, known);
        let message = format!("no resource type is called `{}`", file.resource.value);
        problems.push(at(path, text, &file.resource, message).help(help));
        return Err(problems);
    };
    let lets = file.lets.0.iter().map(|(name, text)| (name.clone(), text.value.clone())).collect::<Vec<_>>();
    let bare = Environment::new(Some(subject), parameters);
    let named = Environment::new(Some(subject), parameters);
    let named = if read == text { named.with_lets(&lets) } else { named.with_known_lets(&lets) };
    let named = match named {
        Ok(named) => named,
        Err(why) => {
            // Within one of the `let`s, where the mistake is shown.
            let scalar = file.lets.0.first().map_or(&file.resource, |(_, scalar)| scalar);
            problems.push(diagnostic(path, text, &file, scalar, why));
            return Err(problems);
        }
    };
    let mut checked = |expression: &Spanned<String>, environment: &Environment| {
        let code = compile::check(&expression.value, environment);
        code.map_err(|why| problems.push(diagnostic(path, text, &file, expression, why))).ok()
    };
    let (when, condition) = match (&file.check, &file.message, &file.parity) {
        (Some(check), Some(message), None) => {
            let when = file.when.as_ref().map(|when| checked(when, &bare));
            let check = checked(check, &named);
            let compiled = Message::compile(&message.value, |expression| compile::value(expression, &named));
            let compiled = compiled.map_err(|why| problems.push(diagnostic(path, text, &file, message, why))).ok();
            (when.flatten(), check.zip(compiled).map(|(check, message)| Condition::Check { check, message }))
        }
        (None, None, Some(parity)) if file.when.is_none() => {
            match parity::load(path, text, &file, parity, subject, &named, parameters) {
                Ok((when, parity)) => (Some(when), Some(Condition::Parity(parity))),
                Err(found) => {
                    problems.extend(found);
                    (None, None)
                }
            }
        }
        (.., Some(parity)) => {
            let message = "a parity rule has no `check`, `when` and `message`: it compares the accounts that `with` names, and says what differs";
            problems.push(at(path, text, &parity.with, message));
            (None, None)
        }
        (check, ..) => {
            let missing = if check.is_some() { "message" } else { "check" };
            problems.push(Problem::of(path, format!("missing field `{missing}`")));
            (None, None)
        }
    };
    match condition {
        Some(condition) if problems.is_empty() => {
            Ok(Rule { file, path: path.to_owned(), text: whole, subject, when, condition })
        }
        _ => Err(problems),
    }
}

/// Mistakes that need no compiler.
fn names(path: &Path, text: &str, file: &RuleFile, clauses: &[Clause]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
    if file.id.value != stem {
        problems.push(at(path, text, &file.id, format!("the id must be the file's name, `{stem}`")));
    }
    if file.clauses.is_empty() {
        problems.push(Problem::of(path, "a rule decides at least one clause"));
    }
    for id in &file.clauses {
        let Some(clause) = clauses.iter().find(|c| c.id == id.value) else {
            let help = suggestion(&id.value, clauses.iter().map(|c| c.id.as_str()));
            problems.push(at(path, text, id, format!("the document has no clause `{}`", id.value)).help(help));
            continue;
        };
        let soft = file.level.unwrap_or(clause.level) == Level::Should;
        if soft != (file.severity <= super::Severity::Low) {
            let message = match soft {
                true => format!("{} is a `should` here: severity low or info", clause.id),
                false => {
                    format!("{} is a `must`: severity medium or above, or `level: should` for a soft part", clause.id)
                }
            };
            problems.push(at(path, text, id, message));
        }
    }
    problems
}

/// A mistake in an expression, at its place in the file: in the `let` that it names, else in the expression itself.
pub(super) fn diagnostic(
    path: &Path,
    text: &str,
    file: &RuleFile,
    scalar: &Spanned<String>,
    why: Diagnostic,
) -> Problem {
    let within = why.within.as_ref().and_then(|name| file.lets.0.iter().find(|(n, _)| n == name));
    let scalar = within.map_or(scalar, |(_, scalar)| scalar);
    let start = yaml::offset_in_file(text, scalar, why.start);
    let end = yaml::offset_in_file(text, scalar, why.end.saturating_sub(1).max(why.start)) + 1;
    Problem::at(path, text, start, end, why.message).help(why.help)
}
