//! Policy documents as AWS sends them: percent-encoded by IAM, plain by everyone else; one statement or many, one string or
//! many.

use super::{PolicyCondition, PolicyDocument, PolicyPrincipal, PolicyStatement};
use serde_json::{Map, Value};

/// Reads a policy document.
///
/// # Errors
/// What is wrong with it, as the text of an unknown value.
pub fn policy_document(text: &str) -> Result<PolicyDocument, String> {
    let decoded = if text.trim_start().starts_with('{') { text.to_owned() } else { percent_decode(text) };
    let malformed = |what: &str| format!("a policy document that cannot be read: {what}");
    let value = serde_json::from_str::<Value>(&decoded).map_err(|why| malformed(&why.to_string()))?;
    let document = value.as_object().ok_or_else(|| malformed("not an object"))?;
    let statements = match document.get("Statement") {
        Some(Value::Array(all)) => all.iter().map(Value::as_object).collect::<Option<Vec<_>>>(),
        Some(Value::Object(one)) => Some(vec![one]),
        None => Some(vec![]),
        Some(_) => None,
    };
    let statements = statements.ok_or_else(|| malformed("a statement is not an object"))?;
    let statements =
        statements.into_iter().map(|s| statement(s).ok_or_else(|| malformed("a statement of another form")));
    Ok(PolicyDocument {
        version: document.get("Version").and_then(Value::as_str).map(str::to_owned),
        statements: statements.collect::<Result<_, _>>()?,
    })
}

fn statement(statement: &Map<String, Value>) -> Option<PolicyStatement> {
    let list = |key: &str| statement.get(key).map_or(Some(vec![]), strings);
    let principals = |key: &str| statement.get(key).map_or(Some(vec![]), principals);
    Some(PolicyStatement {
        sid: statement.get("Sid").and_then(Value::as_str).map(str::to_owned),
        effect: statement.get("Effect")?.as_str()?.to_owned(),
        principals: principals("Principal")?,
        not_principals: principals("NotPrincipal")?,
        actions: list("Action")?,
        not_actions: list("NotAction")?,
        resources: list("Resource")?,
        not_resources: list("NotResource")?,
        conditions: match statement.get("Condition") {
            Some(conditions) => conditions_of(conditions.as_object()?)?,
            None => vec![],
        },
    })
}

fn principals(value: &Value) -> Option<Vec<PolicyPrincipal>> {
    let principal = |kind: &str, value: String| PolicyPrincipal { kind: kind.to_owned(), value };
    match value {
        Value::String(everyone) => Some(vec![principal("AWS", everyone.clone())]),
        Value::Object(kinds) => {
            let mut all = Vec::new();
            for (kind, values) in kinds {
                all.extend(strings(values)?.into_iter().map(|v| principal(kind, v)));
            }
            Some(all)
        }
        _ => None,
    }
}

fn conditions_of(operators: &Map<String, Value>) -> Option<Vec<PolicyCondition>> {
    let mut all = Vec::new();
    for (operator, keys) in operators {
        for (key, values) in keys.as_object()? {
            let (operator, key) = (operator.clone(), key.to_lowercase());
            all.push(PolicyCondition { operator, key, values: strings(values)? });
        }
    }
    Some(all)
}

/// One string or many; numbers and bools stand for their text, as in IAM.
fn strings(value: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    };
    match value {
        Value::Array(all) => all.iter().map(text).collect(),
        one => Some(vec![text(one)?]),
    }
}

/// RFC 3986; what is not an escape stays as it is.
fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = || Some(u8::from_str_radix(text.get(i + 1..i + 3)?, 16).ok()?).filter(|_| bytes[i] == b'%');
        match hex() {
            Some(byte) => {
                decoded.push(byte);
                i += 3;
            }
            None => {
                decoded.push(bytes[i]);
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_or_many_is_always_many() {
        let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Principal": "*", "Resource": ["a", "b"],
            "Condition": {"Bool": {"aws:SecureTransport": false}, "StringEquals": {"AWS:SourceArn": ["x", "y"]}}}}"#;
        let document = policy_document(text).unwrap();
        let statement = &document.statements[0];
        assert_eq!(statement.actions, ["s3:GetObject"]);
        assert_eq!(statement.resources, ["a", "b"]);
        assert_eq!((&statement.principals[0].kind[..], &statement.principals[0].value[..]), ("AWS", "*"));
        let conditions =
            statement.conditions.iter().map(|c| (&c.operator[..], &c.key[..], c.values.join(","))).collect::<Vec<_>>();
        let expected =
            [("Bool", "aws:securetransport", "false".to_owned()), ("StringEquals", "aws:sourcearn", "x,y".to_owned())];
        assert_eq!(conditions, expected);
    }

    #[test]
    fn iam_encodes_its_documents() {
        let document = policy_document(
            "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Deny%22%2C%22NotAction%22%3A%22iam%3A%2A%22%7D%5D%7D",
        )
        .unwrap();
        assert_eq!(document.statements[0].not_actions, ["iam:*"]);
    }

    #[test]
    fn what_is_no_policy_is_unknown_and_not_empty() {
        for text in [
            "",
            "[]",
            r#"{"Statement": "x"}"#,
            r#"{"Statement": [{}]}"#,
            r#"{"Statement": [{"Effect": "Allow", "Action": {}}]}"#,
        ] {
            assert!(policy_document(text).is_err(), "{text}");
        }
    }
}
