//! What is said of a bundle: an in-toto statement, version 1. Its subjects are the files with their digests; the predicate says
//! what was judged, by what, and what came of it.

use super::bundle::Held;
use crate::findings::Report;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const KIND: &str = "https://in-toto.io/Statement/v1";
const PREDICATE: &str = "urn:trueline:evidence:v1";

/// A statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Subject>,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    predicate: Value,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Subject {
    name: String,
    digest: BTreeMap<String, String>,
}

impl Statement {
    /// Of a report and the files (by name, with their digests) that it is bundled with.
    pub(super) fn of(report: &Report, held: Held, digests: &BTreeMap<String, String>) -> Statement {
        let subject = digests.iter().map(|(name, digest)| {
            let hex = digest.trim_start_matches("sha256:").to_owned();
            Subject { name: name.clone(), digest: BTreeMap::from([("sha256".to_owned(), hex)]) }
        });
        Statement {
            kind: KIND.to_owned(),
            subject: subject.collect(),
            predicate_type: PREDICATE.to_owned(),
            predicate: predicate(report, held),
        }
    }

    /// As it is signed.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text.into_bytes()
    }

    /// Reads a statement of this kind.
    ///
    /// # Errors
    /// What else it is.
    pub(super) fn parse(bytes: &[u8]) -> Result<Statement, String> {
        let statement = serde_json::from_slice::<Statement>(bytes);
        let statement = statement.map_err(|why| format!("is no in-toto statement: {why}"))?;
        for (what, is, expected) in
            [("_type", &statement.kind, KIND), ("predicateType", &statement.predicate_type, PREDICATE)]
        {
            if is != expected {
                let is = crate::escape::terminal(is);
                return Err(format!("its {what} is `{is}`, not `{expected}`; a later trueline may know it"));
            }
        }
        Ok(statement)
    }

    /// What is not as it says: files (by name, with their digests) that are other, missing, or more.
    pub fn against(&self, digests: &BTreeMap<String, String>) -> Vec<String> {
        let shown = crate::escape::terminal;
        let (mut wrong, mut named) = (Vec::new(), BTreeSet::new());
        for subject in &self.subject {
            let name = shown(&subject.name);
            if !named.insert(&subject.name) {
                wrong.push(format!("{name} is named twice"));
            }
            let said = subject.digest.get("sha256").map(|hex| format!("sha256:{hex}"));
            match digests.get(&subject.name) {
                None => wrong.push(format!("{name} is missing")),
                Some(_) if said.is_none() => wrong.push(format!("{name} is named without its SHA-256 digest")),
                Some(digest) if Some(digest) != said.as_ref() => wrong.push(format!("{name} was changed")),
                Some(_) => {}
            }
        }
        wrong.extend(digests.keys().filter(|name| !named.contains(name)).map(|n| format!("{} was added", shown(n))));
        wrong
    }

    /// Members of the predicate that are not what the report says.
    pub fn contradicts(&self, report: &Report, held: Held) -> Vec<String> {
        let expected = predicate(report, held);
        let members = expected.as_object().into_iter().flatten();
        members.filter(|(name, value)| self.predicate.get(name) != Some(value)).map(|(n, _)| n.clone()).collect()
    }
}

fn predicate(report: &Report, held: Held) -> Value {
    let mut inputs = json!(report.inputs);
    // A page of its own, of which the digest of the rules and what was overridden say the same.
    inputs.as_object_mut().map(|inputs| inputs.remove("architecture"));
    json!({
        "tool": report.tool,
        "snapshot": {"id": report.snapshot.id, "taken_at": report.snapshot.taken_at, "held": held},
        "inputs": inputs,
        "verdict": report.summary,
    })
}
