//! Which block of the configuration a block of a resource is. Where their order means nothing, Terraform sorts them: what the
//! configuration says in so many words tells them apart.

use super::address::{Key, steps};
use serde_json::Value;

/// The path of a value as the configuration has it.
pub fn configured(expressions: &Value, value: &Value, path: &str) -> String {
    let (mut here, mut there) = (Some(expressions), Some(value));
    let all = steps(path).into_iter().map(|mut step| {
        here = here.and_then(|v| v.get(&step.name));
        there = there.and_then(|v| v.get(&step.name));
        if let Some(Key::Index(i)) = step.key {
            let index = usize::try_from(i).unwrap_or(usize::MAX);
            let block = there.and_then(|v| v.get(index));
            let blocks = here.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let mut alike = blocks.iter().enumerate().filter(|(_, b)| block.is_some_and(|block| agrees(b, block)));
            let own = match (alike.next(), alike.next()) {
                (Some((own, _)), None) => own,
                _ => index,
            };
            here = blocks.get(own);
            there = block;
            step.key = Some(Key::Index(own as u64));
        }
        format!("{}{}", step.name, step.key.map(|key| key.to_string()).unwrap_or_default())
    });
    all.collect::<Vec<_>>().join(".")
}

/// Whether a block may be the one that an expression describes.
fn agrees(expression: &Value, block: &Value) -> bool {
    let Some(members) = expression.as_object() else { return true };
    members.iter().all(|(name, expression)| {
        let Some(own) = block.get(name) else { return true };
        match (expression, own) {
            (Value::Array(blocks), Value::Array(own)) => !own.is_empty() || blocks.is_empty(),
            (Value::Object(_), _) => match expression.get("constant_value") {
                Some(constant) => own == constant || text(own) == text(constant),
                None => true,
            },
            _ => true,
        }
    })
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
        assert_eq!(configured(&expressions, &value, "origin[1].control"), "origin[0].control");
        assert_eq!(configured(&expressions, &value, "origin[0].custom[0].port"), "origin[1].custom[0].port");
        // What nothing tells apart stands where it stands.
        let alike = json!({"origin": [{}, {}]});
        assert_eq!(configured(&alike, &value, "origin[1].control"), "origin[1].control");
        assert_eq!(configured(&json!({}), &value, "name"), "name");
    }
}
