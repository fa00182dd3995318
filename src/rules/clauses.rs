//! The document's clauses, as `rules/architecture.md` states them.

use super::file::Level;
use crate::problem::Problem;
use serde::Serialize;
use std::path::Path;

/// A statement of the document.
#[derive(Clone, Debug, Serialize)]
pub struct Clause {
    /// For example `DB-06`.
    pub id: String,
    /// The heading that it stands under.
    pub section: String,
    /// Whether it is binding.
    pub level: Level,
    /// Where the evidence is read: `org`, `aws`, `k8s`, `plan`.
    pub planes: Vec<String>,
    /// The parameter that lists the accounts which the clause is about; without one, all environments.
    pub environments: Option<String>,
    /// The statement.
    pub text: String,
}

/// Reads the clauses: `## Section` headings, and items of the form `- **EDGE-01** (must; aws, plan; edge.environments): text`,
/// which may go on over indented lines. The parameter can be left out. Anything else is prose.
///
/// # Errors
/// When an item that begins like a clause is none, or an id stands twice.
pub fn read(path: &Path, text: &str) -> Result<Vec<Clause>, Problem> {
    let mut clauses = Vec::<Clause>::new();
    let (mut section, mut offset, mut open) = (String::new(), 0, false);
    for line in text.split_inclusive('\n') {
        let (start, content) = (offset, line.trim_end());
        offset += line.len();
        if let Some(heading) = content.strip_prefix("## ") {
            (section, open) = (heading.trim().to_owned(), false);
        } else if let Some(item) = content.strip_prefix("- **") {
            let wrong = |what: &str| Problem::at(path, text, start, start + content.len(), what);
            let clause = clause(item, &section)
                .ok_or_else(|| wrong("not a clause: expected `- **ID** (must; planes): text`"))?;
            if clauses.iter().any(|c| c.id == clause.id) {
                return Err(wrong(&format!("clause {} stands twice", clause.id)));
            }
            clauses.push(clause);
            open = true;
        } else if content.is_empty() {
            open = false;
        } else if let (true, Some(last), true) = (open, clauses.last_mut(), content.starts_with(' ')) {
            last.text = format!("{} {}", last.text, content.trim());
        }
    }
    Ok(clauses)
}

fn clause(item: &str, section: &str) -> Option<Clause> {
    let (id, rest) = item.split_once("** (")?;
    let (attributes, text) = rest.split_once("): ")?;
    let mut attributes = attributes.split(';').map(str::trim);
    let level = match attributes.next()? {
        "must" => Level::Must,
        "should" => Level::Should,
        _ => return None,
    };
    let (planes, environments) = (attributes.next()?, attributes.next().map(str::to_owned));
    let planes = planes.split(',').map(|p| p.trim().to_owned()).collect::<Vec<_>>();
    let known = |p: &String| ["org", "aws", "k8s", "plan"].contains(&p.as_str());
    let (id, section) = (id.to_owned(), section.to_owned());
    let text = text.trim().to_owned();
    planes.iter().all(known).then_some(Clause { id, section, level, planes, environments, text })
}

impl Clause {
    /// Whether any of its evidence is read over the AWS APIs.
    pub fn is_on_aws(&self) -> bool {
        self.planes.iter().any(|p| p == "org" || p == "aws")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_read_with_their_section() {
        let text = "# T\n\n## database\n\nProse.\n\n- **DB-06** (must; aws, plan): kept\n  for 7 days.\n- **DB-10** (should; aws; a.b): tested.\n";
        let clauses = read(Path::new("a.md"), text).unwrap();
        assert_eq!(clauses[0].text, "kept for 7 days.");
        assert_eq!((&clauses[1].section[..], clauses[1].level), ("database", Level::Should));
        assert_eq!(clauses.iter().map(|c| c.environments.as_deref()).collect::<Vec<_>>(), [None, Some("a.b")]);
    }

    #[test]
    fn half_a_clause_is_a_mistake_with_its_line() {
        let problem = read(Path::new("a.md"), "- **DB-06** (often; aws): x\n").unwrap_err();
        assert_eq!(problem.line, Some(1));
    }
}
