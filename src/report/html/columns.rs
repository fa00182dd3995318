//! The findings as columns of numbers over a table of strings: a hundred thousand of them are a few megabytes.

use super::finding::{Extra, anchor, extra};
use super::kind::Kind;
use super::model::Model;
use super::text::{lines, shown};
use crate::findings::Finding;
use crate::report::shared::name;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// The page carries no more findings than this; the passes, which are most of them, are left out first.
const MOST: usize = 250_000;

/// How many of the model's findings the page carries, from the first on.
pub(super) fn listed(model: &Model) -> usize {
    match model.findings.len() {
        few if few <= MOST => few,
        _ => model.deviations().count().min(MOST),
    }
}

/// Every distinct string once.
#[derive(Default)]
pub(super) struct Strings {
    texts: Vec<String>,
    places: HashMap<String, usize>,
}

impl Strings {
    /// The place of a text.
    pub fn place(&mut self, text: &str) -> usize {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        self.places.insert(text.to_owned(), self.texts.len());
        self.texts.push(shown(text));
        self.texts.len() - 1
    }

    /// The texts.
    pub fn into_texts(self) -> Vec<String> {
        self.texts
    }
}

/// The block of data. Names are short: the script has them once more each.
#[derive(Serialize)]
pub(super) struct Block {
    /// Its version.
    v: u8,
    /// How many findings it has.
    n: usize,
    environments: Vec<String>,
    /// Id, name, the place of its environment.
    accounts: Vec<(String, String, usize)>,
    sections: Vec<String>,
    clauses: Vec<String>,
    rules: Vec<RuleRow>,
    str: Vec<String>,
    c: Columns,
    /// What only findings that are no pass have, by the finding's place.
    x: BTreeMap<usize, Extra>,
}

#[derive(Serialize)]
struct RuleRow {
    id: String,
    title: String,
    /// Places of clauses; the id itself of one that the document has not.
    clauses: Vec<(Option<usize>, String)>,
    sections: Vec<usize>,
    why: String,
    fix: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    code: Vec<(&'static str, String)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refs: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    controls: Vec<String>,
}

/// A number for each finding: its kind and severity by their order, the places of the rest.
#[derive(Default, Serialize)]
struct Columns {
    kind: Vec<usize>,
    sev: Vec<usize>,
    rule: Vec<usize>,
    acct: Vec<usize>,
    region: Vec<usize>,
    r#type: Vec<usize>,
    name: Vec<usize>,
    arn: Vec<usize>,
    msg: Vec<usize>,
}

/// The findings that the page carries.
pub(super) fn of(model: &Model, listed: usize) -> Block {
    let (mut strings, mut c, mut x) = (Strings::default(), Columns::default(), BTreeMap::new());
    for (at, (kind, finding)) in model.findings.iter().take(listed).enumerate() {
        c.kind.push(*kind as usize);
        c.sev.push(severity_place(finding));
        c.rule.push(model.rule_of(&finding.rule_id).unwrap_or_default());
        c.acct.push(model.account_of(finding));
        c.region.push(strings.place(&finding.region));
        c.r#type.push(strings.place(&finding.resource.r#type));
        c.name.push(strings.place(name(&finding.resource)));
        c.arn.push(strings.place(key(finding)));
        c.msg.push(strings.place(&finding.message));
        if *kind != Kind::Pass {
            x.insert(at, extra(finding, anchor(finding)));
        }
    }
    let accounts = model.accounts.iter().enumerate();
    Block {
        v: 1,
        n: listed.min(model.findings.len()),
        environments: model.environments.iter().map(|e| shown(e)).collect(),
        accounts: accounts.map(|(at, a)| (shown(a.id), a.label(), model.environment_of(at))).collect(),
        sections: model.sections.iter().map(|s| shown(s)).collect(),
        clauses: model.report.architecture.iter().map(|c| shown(&c.clause)).collect(),
        rules: rules(model),
        str: strings.into_texts(),
        c,
        x,
    }
}

/// A severity's place, the worst first.
fn severity_place(finding: &Finding) -> usize {
    crate::rules::Severity::ALL.into_iter().position(|s| s == finding.severity).unwrap_or_default()
}

/// What a resource is known by among all: its ARN, or its id where it has none.
pub(super) fn key(finding: &Finding) -> &str {
    if finding.resource.arn.is_empty() { &finding.resource.id } else { &finding.resource.arn }
}

fn rules(model: &Model) -> Vec<RuleRow> {
    let row = |rule: &super::model::Rule| {
        let of = |text: &dyn Fn(&crate::findings::ReportRule) -> String| rule.item.map(text).unwrap_or_default();
        // Nobody mends what passes: most rules need no remediation here, and that is most of their text.
        let deviates = rule.tally.worst().is_some_and(|kind| kind != Kind::Pass);
        let mending = rule.item.filter(|_| deviates);
        let title = of(&|r| shown(&r.title));
        RuleRow {
            id: shown(rule.id),
            title: if title.is_empty() { shown(rule.id) } else { title },
            clauses: rule.clauses.iter().map(|c| (model.clause(c), shown(c))).collect(),
            sections: rule.sections.iter().copied().collect(),
            why: of(&|r| lines(&r.why)),
            fix: if deviates { lines(rule.fix) } else { String::new() },
            code: mending.map(super::finding::snippets).unwrap_or_default(),
            refs: mending.map(super::finding::references).unwrap_or_default(),
            controls: rule.item.map(super::finding::controls).unwrap_or_default(),
        }
    };
    model.rules.iter().map(row).collect()
}
