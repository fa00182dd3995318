//! Clauses that no rule decides yet, or that rules decide in part only, each with the reason.

use crate::problem::Problem;
use crate::yaml;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    pending: BTreeMap<String, String>,
}

/// Reads `rules/pending.yaml`: reason by clause id.
///
/// # Errors
/// When the file is not of that form.
pub(super) fn read(path: &Path, text: &str) -> Result<BTreeMap<String, String>, Problem> {
    Ok(yaml::read::<File>(path, text)?.pending)
}
