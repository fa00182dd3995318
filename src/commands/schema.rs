//! What the model says of itself.

use super::print;
use crate::cli::Schema;
use crate::model::{self, TYPES, type_named};
use crate::problem::suggestion;
use crate::rules::cel::reference;
use anyhow::{Result, anyhow};

/// `trueline schema`
pub fn schema(args: &Schema) -> Result<u8> {
    if args.functions {
        let all = reference().map(|(usage, doc)| format!("{usage}\n    {doc}\n")).collect::<String>();
        return print(&all).map(|()| 0);
    }
    let Some(name) = &args.resource_type else {
        let names = TYPES.iter().map(|t| t().type_name().to_owned() + "\n").collect::<String>();
        return print(&names).map(|()| 0);
    };
    let shape = type_named(name).ok_or_else(|| {
        let help = suggestion(name, TYPES.iter().map(|t| t().type_name())).map(|s| format!("; {s}"));
        anyhow!("no resource type is called `{name}`{}", help.unwrap_or_default())
    })?;
    let text = if args.markdown {
        model::docs::markdown(shape)
    } else {
        serde_json::to_string_pretty(&model::schema::schema(shape))? + "\n"
    };
    print(&text).map(|()| 0)
}
