//! Answers that list accounts: those of the recording were four.

use crate::organization::{LIKE, LIKE_NAME, name};
use anyhow::{Context, Result};
use serde_json::{Value, json};

/// Which operations list accounts, in pages.
pub const OPERATIONS: [&str; 4] =
    ["ListAccounts", "ListAccountsForParent", "ListTargetsForPolicy", "ListAccountsForProvisionedPermissionSet"];

/// Items on a page, unless the request asks for more. Organizations never has more.
const PAGE: usize = 20;

/// A list of which the members among its items are all members.
pub struct List {
    name: String,
    items: Vec<Value>,
}

impl List {
    /// Of a recorded answer: other members than the one that all are like are dropped.
    ///
    /// # Errors
    /// When it holds no list.
    pub fn of(answer: &Value, members: &[String]) -> Result<List> {
        let mut all = answer.as_object().into_iter().flatten();
        let (name, recorded) = all.find_map(|(n, v)| Some((n, v.as_array()?))).context("no list")?;
        let mut items = Vec::new();
        for item in recorded {
            let text = item.to_string();
            if text.contains(LIKE) {
                items.extend(members.iter().map(|id| of_member(item, id)));
            } else if !["333333333333", "444444444444"].iter().any(|id| text.contains(id)) {
                items.push(item.clone());
            }
        }
        Ok(List { name: name.clone(), items })
    }

    /// The page that a request asks for.
    pub fn page(&self, request: &[u8]) -> Vec<u8> {
        let request = serde_json::from_slice::<Value>(request).unwrap_or_default();
        let start = request["NextToken"].as_str().and_then(|t| t.parse::<usize>().ok()).unwrap_or_default();
        let length = request["MaxResults"].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(PAGE);
        let end = (start + length).min(self.items.len());
        let mut answer = json!({ self.name.as_str(): self.items.get(start..end).unwrap_or_default() });
        if end < self.items.len() {
            answer["NextToken"] = end.to_string().into();
        }
        answer.to_string().into_bytes()
    }
}

/// What was said of the recorded member, said of another.
fn of_member(value: &Value, id: &str) -> Value {
    match value {
        Value::String(text) if text == LIKE_NAME => name(id).into(),
        Value::String(text) => {
            text.replace(LIKE, id).replace(&format!("+{LIKE_NAME}@"), &format!("+{}@", name(id))).into()
        }
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), of_member(value, id))).collect(),
        other => other.clone(),
    }
}

/// The body of a request for a list of accounts as that for its first page is.
pub fn without_token(target: &str, body: &[u8]) -> Option<Vec<u8>> {
    let operation = target.rsplit('.').next().unwrap_or_default();
    if !OPERATIONS.contains(&operation) {
        return None;
    }
    let mut request = serde_json::from_slice::<Value>(body).ok()?;
    request.as_object_mut()?.remove("NextToken");
    Some(request.to_string().into_bytes())
}
