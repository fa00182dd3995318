//! Which block of the configuration a block of a resource is. Where their order means nothing, Terraform sorts them: what the
//! configuration says in so many words tells them apart.

use super::address::{Key, steps};
use serde_json::Value;

/// Where a value stands in the configuration.
#[derive(Debug, PartialEq)]
pub struct Configured {
    /// Its path there.
    pub path: String,
    /// Whether order alone has decided between several blocks, or there are some beside it that a loop makes.
    pub inferred: bool,
}

/// The path of a value as the configuration has it; none where a loop may have made the block: loops are in no plan.
pub fn configured(expressions: &Value, value: &Value, path: &str) -> Option<Configured> {
    let (mut here, mut there) = (Some(expressions), Some(value));
    let (mut names, mut inferred) = (Vec::new(), false);
    for mut step in steps(path) {
        here = here.and_then(|v| v.get(&step.name));
        there = there.and_then(|v| v.get(&step.name));
        let blocks = here.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        if let (Some(Key::Index(i)), false) = (&step.key, blocks.is_empty()) {
            let index = usize::try_from(*i).unwrap_or(usize::MAX);
            let block = there.and_then(|v| v.get(index));
            let more = there.and_then(Value::as_array).is_some_and(|all| all.len() > blocks.len());
            let alike = blocks.iter().enumerate().filter_map(|(n, b)| Some((n, agreement(b, block?)?)));
            let alike = alike.filter(|(_, same)| *same > 0 || !more).map(|(n, _)| n).collect::<Vec<_>>();
            let own = match alike.as_slice() {
                [one] => *one,
                _ if more => return None,
                _ => index,
            };
            inferred |= more || alike.len() > 1 && blocks.iter().any(|b| blocks.first() != Some(b));
            here = blocks.get(own);
            there = block;
            step.key = Some(Key::Index(own as u64));
        } else if let Some(Key::Index(i)) = step.key {
            here = None;
            there = there.and_then(|v| v.get(usize::try_from(i).unwrap_or(usize::MAX)));
        }
        names.push(format!("{}{}", step.name, step.key.map(|key| key.to_string()).unwrap_or_default()));
    }
    Some(Configured { path: names.join("."), inferred })
}

/// How many constants a block shares with an expression; none where it cannot be the one that it describes.
fn agreement(expression: &Value, block: &Value) -> Option<usize> {
    let mut same = 0;
    for (name, expression) in expression.as_object().into_iter().flatten() {
        let Some(own) = block.get(name) else { continue };
        match (expression, own) {
            (Value::Array(blocks), Value::Array(own)) if own.is_empty() && !blocks.is_empty() => return None,
            (Value::Object(_), _) => match expression.get("constant_value") {
                Some(constant) if own == constant || text(own) == text(constant) => same += 1,
                Some(_) => return None,
                None => {}
            },
            _ => {}
        }
    }
    Some(same)
}

/// Terraform's schema may want a text where a number is written.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn blocks_are_known_by_what_is_written() {
        let expressions = json!({"origin": [
            {"id": {"constant_value": "spa"}, "control": {"references": ["x"]}},
            {"id": {"constant_value": "api"}, "custom": [{"port": {"constant_value": 80}}]},
        ]});
        let value = json!({"origin": [{"id": "api", "custom": [{"port": "80"}]}, {"id": "spa", "custom": []}]});
        let path =
            |expressions: &Value, path: &str| configured(expressions, &value, path).map(|c| (c.path, c.inferred));
        let sure = |path: &str| Some((path.to_owned(), false));
        assert_eq!(path(&expressions, "origin[1].control"), sure("origin[0].control"));
        assert_eq!(path(&expressions, "origin[0].custom[0].port"), sure("origin[1].custom[0].port"));
        // What nothing tells apart stands where it stands.
        let alike = json!({"origin": [{}, {}]});
        assert_eq!(path(&alike, "origin[1].control"), sure("origin[1].control"));
        let different = json!({"origin": [{}, {"control": {"references": ["x"]}}]});
        assert_eq!(path(&different, "origin[1].control"), Some(("origin[1].control".to_owned(), true)));
        assert_eq!(path(&json!({}), "name"), sure("name"));
        // More than are written: a loop makes the others, or all but what a constant shows.
        let looped = |id: Value| json!({"origin": [{"id": id, "control": {"references": ["x"]}}]});
        assert_eq!(path(&looped(json!({"references": ["y"]})), "origin[0].control"), None);
        assert_eq!(
            path(&looped(json!({"constant_value": "spa"})), "origin[1].control"),
            Some(("origin[0].control".to_owned(), true))
        );
        assert_eq!(path(&looped(json!({"constant_value": "spa"})), "origin[0].control"), None);
    }
}
