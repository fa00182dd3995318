//! What the model says of itself, and the JSON Schemas of what is read and written.
//!
//! The schemas under `reports/schemas` are made of the types that read and write those files, and printed as they lie there: a
//! build needs nothing for them. `made` compares, and makes them anew.

#[cfg(test)]
mod made;
#[cfg(test)]
mod parameters;

use super::print;
use crate::cli::Schema;
use crate::model::{self, TYPES, type_named};
use crate::problem::suggestion;
use crate::rules::cel::reference;
use anyhow::{Result, anyhow};

/// The published schemas with what they are of.
const PUBLISHED: [(&str, &str, &str); 6] = [
    ("report", "the JSON report", include_str!("../../../reports/schemas/report.json")),
    ("manifest", "a snapshot's manifest.json", include_str!("../../../reports/schemas/manifest.json")),
    ("ledger", "a line of a snapshot's ledger", include_str!("../../../reports/schemas/ledger.json")),
    ("rule", "a rule file", include_str!("../../../reports/schemas/rule.json")),
    ("waivers", "a file of waivers", include_str!("../../../reports/schemas/waivers.json")),
    ("settings", "trueline.yaml", include_str!("../../../reports/schemas/settings.json")),
];
/// The one that the model makes.
const RESOURCE: (&str, &str) = ("resource", "a line of a snapshot's resources, of any type");

/// `trueline schema`
pub fn schema(args: &Schema) -> Result<u8> {
    if args.functions {
        let all = reference().map(|(usage, doc)| format!("{usage}\n    {doc}\n")).collect::<String>();
        return print(&all).map(|()| 0);
    }
    let Some(name) = &args.name else {
        let files = PUBLISHED.iter().map(|(name, what, _)| (*name, *what)).chain([RESOURCE]);
        let files = files.map(|(name, what)| format!("{name:<10} {what}\n"));
        let types = TYPES.iter().map(|t| t().type_name().to_owned() + "\n");
        return print(&files.chain(["\n".to_owned()]).chain(types).collect::<String>()).map(|()| 0);
    };
    let published = PUBLISHED.iter().find(|(known, ..)| known == name);
    if (published.is_some() || name == RESOURCE.0) && args.markdown {
        return Err(anyhow!("--markdown documents a resource type; `{name}` is a file's schema"));
    }
    if let Some((.., text)) = published {
        return print(text).map(|()| 0);
    }
    if name == RESOURCE.0 {
        return print(&(serde_json::to_string_pretty(&model::schema::line())? + "\n")).map(|()| 0);
    }
    let shape = type_named(name).ok_or_else(|| {
        let files = PUBLISHED.iter().map(|(name, ..)| *name).chain([RESOURCE.0]);
        let help = suggestion(name, files.chain(TYPES.iter().map(|t| t().type_name()))).map(|s| format!("; {s}"));
        anyhow!("no file and no resource type is called `{name}`{}", help.unwrap_or_default())
    })?;
    let text = if args.markdown {
        model::docs::markdown(shape)
    } else {
        serde_json::to_string_pretty(&model::schema::schema(shape))? + "\n"
    };
    print(&text).map(|()| 0)
}
