//! What the parts of the page share: the findings in the page's order, and where accounts, rules, sections and clauses stand
//! in it.

use super::kind::{Kind, Tally};
use crate::findings::{Finding, Report, ReportRule};
use crate::report::shared::{gates, is_old};
use std::collections::{BTreeMap, BTreeSet};

/// An account of the scan, or one that a finding names beside.
pub(super) struct Account<'r> {
    pub id: &'r str,
    pub name: &'r str,
    pub environment: Option<&'r str>,
}

/// A rule, with what the report says of it where it says something.
pub(super) struct Rule<'r> {
    pub id: &'r str,
    pub item: Option<&'r ReportRule>,
    pub clauses: &'r [String],
    /// How to mend it, in words.
    pub fix: &'r str,
    /// Its clauses' sections, by their place among the page's.
    pub sections: BTreeSet<usize>,
    pub tally: Tally,
}

/// The report, sorted for its page.
pub(super) struct Model<'r> {
    pub report: &'r Report,
    /// What counts first: failures, unknowns, waived ones, passes, each in the report's order.
    pub findings: Vec<(Kind, &'r Finding)>,
    /// All findings, those that the report only counts too.
    pub tally: Tally,
    pub accounts: Vec<Account<'r>>,
    pub rules: Vec<Rule<'r>>,
    /// The document's sections; the last one, without a name, is of findings that belong to no clause, where there are any.
    pub sections: Vec<&'r str>,
    /// The document's environments; the last one, without a name, is of accounts that are none, where there are any.
    pub environments: Vec<&'r str>,
    account_places: BTreeMap<&'r str, usize>,
    rule_places: BTreeMap<&'r str, usize>,
    clause_places: BTreeMap<&'r str, usize>,
}

impl Account<'_> {
    /// What it is called; what is wrong with a file of waivers is in none.
    pub fn label(&self) -> String {
        let known = [self.name, self.id].into_iter().find(|n| !n.is_empty());
        known.map_or_else(|| "no account".to_owned(), super::text::shown)
    }
}

impl<'r> Model<'r> {
    /// Sorts a report.
    pub fn new(report: &'r Report) -> Model<'r> {
        let mut model = Model {
            report,
            findings: report.findings.iter().map(|f| (Kind::of(f), f)).collect(),
            tally: Tally::default(),
            accounts: Vec::new(),
            rules: Vec::new(),
            sections: Vec::new(),
            environments: Vec::new(),
            account_places: BTreeMap::new(),
            rule_places: BTreeMap::new(),
            clause_places: report.architecture.iter().enumerate().map(|(at, c)| (c.clause.as_str(), at)).collect(),
        };
        model.findings.sort_by_key(|(kind, f)| (*kind, *kind != Kind::Pass && (!gates(report, f) || is_old(f))));
        model.enter_places();
        for account in &report.snapshot.accounts {
            model.account(&account.id, &account.name, account.environment.as_deref());
        }
        for item in &report.rules.items {
            model.rule(&item.id, Some(item), &item.clauses, &item.fix.prose);
        }
        for finding in &report.findings {
            model.account(&finding.account_id, &finding.account_name, None);
            let (rule, kind) =
                (model.rule(&finding.rule_id, None, &finding.clauses, &finding.remediation), Kind::of(finding));
            model.rules[rule].tally.add(kind, 1);
            model.tally.add(kind, 1);
        }
        let counted = report.summary.pass.saturating_sub(model.tally.of(Kind::Pass));
        model.tally.add(Kind::Pass, counted);
        let is_none = |a: &Account| a.environment.is_none();
        if model.accounts.iter().any(is_none) && !model.environments.contains(&"") {
            model.environments.push("");
        }
        model
    }

    fn enter_places(&mut self) {
        let report = self.report;
        let of_accounts = report.snapshot.accounts.iter().filter_map(|a| a.environment.as_deref());
        let of_clauses = report.architecture.iter().flat_map(|c| c.environments.keys().map(String::as_str));
        for environment in of_accounts.chain(of_clauses) {
            if !self.environments.contains(&environment) {
                self.environments.push(environment);
            }
        }
        for clause in &report.architecture {
            if !self.sections.contains(&clause.section.as_str()) {
                self.sections.push(&clause.section);
            }
        }
        let belongs_nowhere = |f: &Finding| self.sections_of(&f.clauses).next().is_none();
        if report.findings.iter().any(belongs_nowhere) && !self.sections.contains(&"") {
            self.sections.push("");
        }
    }

    fn account(&mut self, id: &'r str, name: &'r str, environment: Option<&'r str>) -> usize {
        let accounts = &mut self.accounts;
        *self.account_places.entry(id).or_insert_with(|| {
            accounts.push(Account { id, name, environment });
            accounts.len() - 1
        })
    }

    fn rule(&mut self, id: &'r str, item: Option<&'r ReportRule>, clauses: &'r [String], fix: &'r str) -> usize {
        if let Some(place) = self.rule_places.get(id) {
            return *place;
        }
        let mut sections = self.sections_of(clauses).collect::<BTreeSet<_>>();
        if sections.is_empty() {
            sections.extend(self.sections.iter().position(|s| s.is_empty()));
        }
        self.rules.push(Rule { id, item, clauses, fix, sections, tally: Tally::default() });
        self.rule_places.insert(id, self.rules.len() - 1);
        self.rules.len() - 1
    }

    fn sections_of<'a>(&'a self, clauses: &'a [String]) -> impl Iterator<Item = usize> + 'a {
        let known = clauses.iter().filter_map(|c| self.clause_places.get(c.as_str()));
        known.filter_map(|at| self.sections.iter().position(|s| *s == self.report.architecture[*at].section))
    }

    /// Where a finding's account stands among the page's.
    pub fn account_of(&self, finding: &Finding) -> usize {
        self.account_places.get(finding.account_id.as_str()).copied().unwrap_or_default()
    }

    /// Where a rule stands among the page's.
    pub fn rule_of(&self, id: &str) -> Option<usize> {
        self.rule_places.get(id).copied()
    }

    /// Where a clause stands in the document.
    pub fn clause(&self, id: &str) -> Option<usize> {
        self.clause_places.get(id).copied()
    }

    /// Where an account's environment stands among the page's.
    pub fn environment_of(&self, account: usize) -> usize {
        let own = self.accounts.get(account).and_then(|a| a.environment).unwrap_or_default();
        self.environments.iter().position(|e| *e == own).unwrap_or_default()
    }

    /// The findings that are no pass, in the page's order.
    pub fn deviations(&self) -> impl Iterator<Item = (Kind, &'r Finding)> + '_ {
        self.findings.iter().copied().take_while(|(kind, _)| *kind != Kind::Pass)
    }
}

/// What an environment is called where it is a column.
pub(super) fn environment_name(environment: &str) -> String {
    if environment.is_empty() { "elsewhere".to_owned() } else { super::text::shown(environment) }
}

/// What a section is called.
pub(super) fn section_name(section: &str) -> String {
    if section.is_empty() { "outside the document".to_owned() } else { super::text::shown(section) }
}
