//! Policy documents that Terraform puts together: `aws_iam_policy_document`, whose text is known only after apply as soon as
//! something in it is, while the plan tells all the rest.

use super::resource::{Resource, Told};
use serde_json::{Value, json};

/// The data source.
pub const TYPE: &str = "aws_iam_policy_document";

/// What a document will say, with what is known only after apply where it stands; none where it is made of other documents.
pub fn document(source: &Resource) -> Option<Value> {
    const OTHERS: [&str; 4] = ["source_json", "override_json", "source_policy_documents", "override_policy_documents"];
    let is_none = |path: &&str| match source.told(path) {
        Told::Null | Told::Untold => true,
        _ => source.blocks(path) == Some(0),
    };
    if !OTHERS.iter().all(is_none) {
        return None;
    }
    let statements = (0..source.blocks("statement")?).map(|i| statement(source, &format!("statement[{i}]")));
    let version = source.value_or("version", json!("2012-10-17"));
    Some(json!({"version": version, "statements": statements.collect::<Vec<_>>()}))
}

fn statement(source: &Resource, base: &str) -> Value {
    let list = |name: &str| texts(source, &format!("{base}.{name}"));
    json!({
        "sid": source.value(&format!("{base}.sid")),
        "effect": source.value_or(&format!("{base}.effect"), json!("Allow")).unwrap_or_else(|| json!("Allow")),
        "principals": principals(source, &format!("{base}.principals")),
        "not_principals": principals(source, &format!("{base}.not_principals")),
        "actions": list("actions"),
        "not_actions": list("not_actions"),
        "resources": list("resources"),
        "not_resources": list("not_resources"),
        "conditions": conditions(source, &format!("{base}.condition")),
    })
}

fn principals(source: &Resource, path: &str) -> Value {
    let Some(count) = count(source, path) else { return source.after_apply(path) };
    let mut all = Vec::new();
    for i in 0..count {
        // Everyone is one of AWS's, as in the document itself.
        let kind = source.value(&format!("{path}[{i}].type")).map(|kind| if kind == "*" { json!("AWS") } else { kind });
        match texts(source, &format!("{path}[{i}].identifiers")) {
            Value::Array(values) => all.extend(values.into_iter().map(|value| json!({"kind": kind, "value": value}))),
            unknown => return unknown,
        }
    }
    Value::Array(all)
}

fn conditions(source: &Resource, path: &str) -> Value {
    let Some(count) = count(source, path) else { return source.after_apply(path) };
    let condition = |i: usize| {
        let key = source.value(&format!("{path}[{i}].variable"));
        let key = key.map(|key| key.as_str().map(|text| json!(text.to_lowercase())).unwrap_or(key));
        json!({
            "operator": source.value(&format!("{path}[{i}].test")),
            "key": key,
            "values": texts(source, &format!("{path}[{i}].values")),
        })
    };
    (0..count).map(condition).collect()
}

/// How many blocks there are; none where that is known only after apply.
fn count(source: &Resource, path: &str) -> Option<usize> {
    if source.told(path) == Told::Untold { Some(0) } else { source.blocks(path) }
}

/// `&{aws:username}` is Terraform's way to write a variable of the policy.
fn texts(source: &Resource, path: &str) -> Value {
    let plain = |value: Value| value.as_str().map(|text| json!(text.replace("&{", "${"))).unwrap_or(value);
    match source.texts(path) {
        None => json!([]),
        Some(Value::Array(all)) => all.into_iter().map(plain).collect(),
        Some(Value::Object(mut marked)) => {
            if let Some(Value::Array(items)) = marked.get_mut("items") {
                *items = std::mem::take(items).into_iter().map(plain).collect();
            }
            Value::Object(marked)
        }
        Some(other) => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{after, create, refers};
    use crate::model::INCOMPLETE;
    use serde_json::json;

    #[test]
    fn what_is_known_of_a_document_is_told() {
        let mut source = create(
            "aws_iam_policy_document.spa",
            json!({"version": null, "statement": [
                {"effect": "Deny", "sid": "Tls", "actions": ["s3:*"], "resources": ["arn:aws:s3:::spa/&{aws:username}"],
                 "principals": [{"type": "*", "identifiers": ["*"]}],
                 "condition": [{"test": "Bool", "variable": "aws:SecureTransport", "values": ["false"]}]},
                {"actions": ["s3:GetObject"], "resources": [null], "principals": [], "condition": []},
            ]}),
            json!({"json": true, "statement": [{}, {"resources": [true]}]}),
            json!({}),
        );
        source["mode"] = json!("data");
        source["address"] = json!("data.aws_iam_policy_document.spa");
        source["change"]["actions"] = json!(["read"]);
        let policy = create(
            "aws_iam_policy.spa",
            json!({"name": "spa"}),
            json!({"policy": true}),
            json!({"policy": refers("data.aws_iam_policy_document.spa.json")}),
        );
        let document = &after(&[source, policy], "aws_iam_policy.spa").fields["document"];
        assert_eq!(document["version"], "2012-10-17");
        assert_eq!(
            document["statements"][0],
            json!({
                "sid": "Tls", "effect": "Deny", "principals": [{"kind": "AWS", "value": "*"}], "not_principals": [],
                "actions": ["s3:*"], "not_actions": [], "resources": ["arn:aws:s3:::spa/${aws:username}"], "not_resources": [],
                "conditions": [{"operator": "Bool", "key": "aws:securetransport", "values": ["false"]}],
            })
        );
        let unknown = "known after apply: data.aws_iam_policy_document.spa.statement[1].resources[0]";
        assert_eq!(document["statements"][1]["resources"], json!({INCOMPLETE: unknown, "items": []}));
        assert_eq!(document["statements"][1]["effect"], "Allow");
    }
}
