//! Shapes as reference documentation.

use super::{HEADER, Presence, Shape, Type, inverses};
use std::fmt::Write;

/// The reference page of a resource type, in Markdown.
pub fn markdown(shape: &'static Shape) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = page(shape, &mut out);
    out
}

fn page(shape: &'static Shape, out: &mut String) -> std::fmt::Result {
    let source = shape.identity.as_ref().map_or("", |i| i.source);
    writeln!(
        out,
        "# {}\n\n{} Read with `{source}`.\n\n| field | type | |\n|---|---|---|",
        shape.type_name(),
        shape.doc
    )?;
    for field in HEADER {
        writeln!(out, "| `{}` | {} | {} |", field.name, name_of(field.ty), field.doc)?;
    }
    for field in shape.fields {
        let null = if field.nullable { ", may be null" } else { "" };
        let state = match field.presence {
            Presence::Listed => "",
            Presence::Fetched => ", a call of its own",
            Presence::Derived => ", derived",
        };
        let source = field.source.map(|s| format!(" ({s})")).unwrap_or_default();
        writeln!(out, "| `{}` | {}{null}{state} | {}{source} |", field.name, name_of(field.ty), field.doc)?;
    }
    for (_, _, field, relation) in shape.relations() {
        writeln!(out, "| `{}` | → {} | by `{}` |", relation.name, (relation.target)().type_name(), field.name)?;
    }
    for list in inverses().filter(|i| std::ptr::eq(i.target, shape)) {
        let by = list.relation.map_or("account", |r| r.name);
        writeln!(out, "| `{}` | list of {} | those whose `{by}` this is |", list.name, list.source.type_name())?;
    }
    Ok(())
}

fn name_of(ty: &Type) -> String {
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Int => "int".to_owned(),
        Type::Double => "double".to_owned(),
        Type::Text => "string".to_owned(),
        Type::Time => "timestamp".to_owned(),
        Type::List(item) => format!("list({})", name_of(item)),
        Type::Map(value) => format!("map(string, {})", name_of(value)),
        Type::Record(shape) => shape().name.to_owned(),
    }
}
