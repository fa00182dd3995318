//! What a plan does to a snapshot: resources as they are before and after it, as far as the plan tells.

use super::{Gap, NOT_TOLD};
use crate::model::{INCOMPLETE, Shape, UNKNOWN};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

/// A resource as a plan tells it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its type.
    pub shape: &'static Shape,
    /// What other resources refer to it by; its address before AWS has given one.
    pub id: String,
    /// The ARN, where it is known.
    pub arn: Option<String>,
    /// The name.
    pub name: String,
    /// The account.
    pub account_id: String,
    /// The region, or `global`.
    pub region: String,
    /// In the form of a snapshot's line; what the plan does not tell is absent.
    pub fields: Map<String, Value>,
    /// Fields whose value was inferred, and is not told in as many words.
    pub inferred: Vec<String>,
}

/// A resource that a plan is about.
#[derive(Clone, Debug)]
pub struct Change {
    /// Terraform's address.
    pub address: String,
    /// The plan's file.
    pub plan: String,
    /// The file of the configuration that its block stands in, where it was found.
    pub file: Option<String>,
    /// The line of that file, from 1.
    pub line: Option<usize>,
    /// As it is; none where the plan creates it.
    pub before: Option<Draft>,
    /// As it will be; none where the plan deletes it.
    pub after: Option<Draft>,
    /// Whether nobody can refer to it yet but this plan.
    pub is_new: bool,
    /// Whether the plan has the resource itself, and not only parts of it.
    pub is_whole: bool,
    /// The id of the resource in whose place it comes.
    pub replaces: Option<Box<Draft>>,
}

impl Draft {
    /// As a line of a snapshot; what the plan does not tell is unknown.
    pub fn line(&self) -> String {
        let unknown = || json!({UNKNOWN: "known after apply"});
        let line = Line {
            r#type: self.shape.type_name(),
            arn: self.arn.as_ref().map_or_else(unknown, |arn| json!(arn)),
            id: &self.id,
            name: &self.name,
            account_id: &self.account_id,
            region: &self.region,
            fields: Told(self),
        };
        serde_json::to_string(&line).unwrap_or_default()
    }
}

/// A line in the order that it is read in.
#[derive(Serialize)]
struct Line<'d> {
    r#type: &'d str,
    arn: Value,
    id: &'d str,
    name: &'d str,
    account_id: &'d str,
    region: &'d str,
    fields: Told<'d>,
}

/// All fields of a resource.
struct Told<'d>(&'d Draft);

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let untold = json!({UNKNOWN: NOT_TOLD});
        let fields = self.0.shape.fields.iter().map(|field| (field.name, self.0.fields.get(field.name)));
        serializer.collect_map(fields.map(|(name, value)| (name, value.unwrap_or(&untold))))
    }
}

impl Change {
    /// The names of the fields that the plan changes.
    pub fn changed(&self) -> Vec<&str> {
        let empty = Map::new();
        let before = self.before.as_ref().map_or(&empty, |d| &d.fields);
        let after = self.after.iter().flat_map(|d| &d.fields);
        after.filter(|(name, value)| before.get(*name) != Some(value)).map(|(name, _)| name.as_str()).collect()
    }

    /// Lays the change over the fields of the resource as it was read: what the plan changes is as after the plan, anything else
    /// as it was.
    pub fn apply(&self, live: &mut Map<String, Value>) {
        let empty = Map::new();
        let before = self.before.as_ref().map_or(&empty, |d| &d.fields);
        let Some(after) = self.after.as_ref().map(|d| &d.fields) else { return };
        for (name, after) in after {
            let before = before.get(name).unwrap_or(&Value::Null);
            if before != after {
                let value = merged(live.get(name), before, after);
                live.insert(name.clone(), value);
            }
        }
    }
}

/// A list has what it had, but for what the plan takes away, and what the plan adds; a structure has what the plan does not change
/// of it; anything else is as after the plan.
fn merged(live: Option<&Value>, before: &Value, after: &Value) -> Value {
    if let (Some(live), Some(was), Some(will)) = (live.and_then(structure), structure(before), structure(after)) {
        let mut all = live.clone();
        for (name, after) in will.iter().filter(|(name, after)| was.get(*name) != Some(*after)) {
            let value = merged(live.get(name), was.get(name).unwrap_or(&Value::Null), after);
            all.insert(name.clone(), value);
        }
        return Value::Object(all);
    }
    let (Some(was), Some(will)) = (items(before), items(after)) else { return after.clone() };
    let Some(live) = live.filter(|value| value.get(UNKNOWN).is_none()) else {
        return live.cloned().unwrap_or_else(|| after.clone());
    };
    let Some(here) = items(live) else { return after.clone() };
    let mut kept = here.to_vec();
    for gone in was.iter().filter(|item| !will.contains(item)) {
        match kept.iter().position(|item| is_like(item, gone)) {
            Some(at) => drop(kept.remove(at)),
            None => take(&mut kept, gone),
        }
    }
    kept.extend(will.iter().filter(|item| !was.contains(item)).cloned());
    // What the plan alone does not tell of a list has been read; what it adds that is not known yet has not.
    let adds = after.get(INCOMPLETE).filter(|reason| *reason != NOT_TOLD && before.get(INCOMPLETE) != Some(*reason));
    match live.get(INCOMPLETE).or(adds) {
        Some(reason) => json!({INCOMPLETE: reason, "items": kept}),
        None => Value::Array(kept),
    }
}

/// The members of a structure that is known.
fn structure(value: &Value) -> Option<&Map<String, Value>> {
    value.as_object().filter(|members| !members.contains_key(UNKNOWN) && !members.contains_key(INCOMPLETE))
}

/// Takes what is gone out of the element that holds more: AWS answers permissions by their ports, whoever has written them.
fn take(kept: &mut Vec<Value>, gone: &Value) {
    let Some(told) = gone.as_object() else { return };
    let holds = |item: &Value| {
        told.iter().all(|(name, value)| match (item.get(name), value) {
            (Some(Value::Array(own)), Value::Array(gone)) => gone.iter().all(|value| own.contains(value)),
            (Some(own), value) => is_like(own, value),
            (None, _) => false,
        })
    };
    let has_lists = told.values().any(|value| value.as_array().is_some_and(|all| !all.is_empty()));
    let Some(at) = kept.iter().position(holds).filter(|_| has_lists) else { return };
    let mut is_empty = true;
    for (name, value) in kept.get_mut(at).and_then(Value::as_object_mut).into_iter().flatten() {
        if let (Value::Array(own), Some(Value::Array(gone))) = (value, told.get(name)) {
            own.retain(|value| !gone.contains(value));
            is_empty &= own.is_empty();
        }
    }
    if is_empty {
        kept.remove(at);
    }
}

/// The elements of a list, complete or not.
fn items(value: &Value) -> Option<&[Value]> {
    match value {
        Value::Array(all) => Some(all),
        Value::Object(marked) => {
            marked.get("items").filter(|_| marked.contains_key(INCOMPLETE))?.as_array().map(Vec::as_slice)
        }
        _ => None,
    }
}

/// Whether an element as it was read is the one that a plan tells: alike in all that the plan tells of it.
fn is_like(live: &Value, told: &Value) -> bool {
    match (live, told) {
        (_, Value::Object(marked)) if marked.contains_key(UNKNOWN) || marked.contains_key(INCOMPLETE) => true,
        (Value::Object(live), Value::Object(told)) => {
            told.iter().all(|(name, value)| live.get(name).is_some_and(|own| is_like(own, value)))
        }
        (Value::Array(live), Value::Array(told)) => {
            live.len() == told.len() && live.iter().zip(told).all(|(live, told)| is_like(live, told))
        }
        _ => live == told,
    }
}

/// `{"$unknown": …}` of what is known only after apply.
pub fn after_apply(address: &str, attribute: &str) -> Value {
    json!({UNKNOWN: Gap::after_apply(address, attribute).text})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_what_the_plan_does_not_know() {
        let route = |to: &str| json!({"destination": to});
        let live =
            json!([{"destination": "0.0.0.0/0", "state": "active"}, {"destination": "10.0.0.0/8", "state": "active"}]);
        let (was, will) = (json!([route("0.0.0.0/0")]), json!([route("172.16.0.0/12")]));
        let laid = merged(Some(&live), &was, &will);
        assert_eq!(laid, json!([{"destination": "10.0.0.0/8", "state": "active"}, {"destination": "172.16.0.0/12"}]));
    }

    #[test]
    fn what_a_plan_takes_goes_out_of_what_holds_more() {
        let permission = |port: i64, ranges: Value| json!({"from_port": port, "cidr_ips": ranges, "cidr_ipv6s": []});
        let live = json!([permission(22, json!(["10.0.0.0/8"])), permission(443, json!(["10.0.0.0/8", "0.0.0.0/0"]))]);
        let open = json!([permission(443, json!(["0.0.0.0/0"]))]);
        let laid = merged(Some(&live), &open, &json!([]));
        assert_eq!(laid, json!([permission(22, json!(["10.0.0.0/8"])), permission(443, json!(["10.0.0.0/8"]))]));
        let both = json!([permission(22, json!(["10.0.0.0/8"])), permission(443, json!(["0.0.0.0/0", "10.0.0.0/8"]))]);
        assert_eq!(merged(Some(&live), &both, &json!([])), json!([]));
        let other = json!([permission(443, json!(["192.0.2.0/24"]))]);
        assert_eq!(merged(Some(&live), &other, &json!([])), live);
    }

    #[test]
    fn what_could_not_be_read_stays_unread() {
        let unread = json!({UNKNOWN: "denied"});
        assert_eq!(merged(Some(&unread), &json!([]), &json!([1])), unread);
        let partial = json!({INCOMPLETE: "denied", "items": [1]});
        assert_eq!(merged(Some(&partial), &json!([1]), &json!([2])), json!({INCOMPLETE: "denied", "items": [2]}));
        assert_eq!(merged(Some(&json!(5)), &json!(5), &json!(1)), json!(1));
    }

    #[test]
    fn what_a_plan_adds_without_knowing_it_leaves_a_list_incomplete() {
        let (live, later) = (json!([1, 2]), json!({INCOMPLETE: "known after apply: a.b", "items": []}));
        let laid = merged(Some(&live), &json!([1]), &later);
        assert_eq!(laid, json!({INCOMPLETE: "known after apply: a.b", "items": [2]}));
        // What other resources may add to a list, the snapshot has read.
        let untold = |items: Value| json!({INCOMPLETE: NOT_TOLD, "items": items});
        assert_eq!(merged(Some(&live), &untold(json!([1])), &untold(json!([3]))), json!([2, 3]));
        let hidden = |items: Value| json!({INCOMPLETE: "sensitive: a.b", "items": items});
        assert_eq!(merged(Some(&live), &hidden(json!([1])), &hidden(json!([]))), json!([2]));
    }

    #[test]
    fn of_a_structure_the_rest_stays_as_it_was_read() {
        let told = |open: bool| json!({"open": open, "ranges": ["a"], "group": {UNKNOWN: NOT_TOLD}});
        let live = json!({"open": false, "ranges": ["a", "b"], "group": "sg-1"});
        assert_eq!(
            merged(Some(&live), &told(false), &told(true)),
            json!({"open": true, "ranges": ["a", "b"], "group": "sg-1"})
        );
        let unread = json!({UNKNOWN: "denied"});
        assert_eq!(merged(Some(&unread), &told(false), &told(true)), told(true));
        assert_eq!(merged(Some(&live), &told(false), &Value::Null), Value::Null);
    }
}
