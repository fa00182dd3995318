//! Policies that are written into a role or a user.

use super::super::super::joined::Joined;
use super::super::super::resource::{Resource, Told};
use crate::model::UNKNOWN;
use crate::snapshot::{Gap, NOT_TOLD};
use serde_json::{Value, json};

/// What Terraform calls them.
pub struct Inline {
    /// One.
    single: &'static str,
    /// The names of all, and no other.
    exclusive: &'static str,
}

pub const OF_ROLE: Inline = Inline { single: "aws_iam_role_policy", exclusive: "aws_iam_role_policies_exclusive" };
pub const OF_USER: Inline = Inline { single: "aws_iam_user_policy", exclusive: "aws_iam_user_policies_exclusive" };

/// A role's own blocks: those that the configuration has, or else all that Terraform saw.
const OWN: &str = "inline_policy";

pub fn policies(of: &Resource, names: &Inline) -> Option<Value> {
    let mut all = singles(of, names);
    let mut lacks = of.lacks_parts(names.single).map(str::to_owned);
    match of.told(OWN) {
        Told::Known(_) => {
            let gone = of.before().map(|before| singles(&before, names)).unwrap_or_default();
            let seen = (0..of.blocks(OWN).unwrap_or(0)).filter_map(|i| block(of, i)).filter(|seen| {
                let is_it = |part: &Value| part["policy_name"] == seen["policy_name"];
                !gone.iter().any(is_it) && !all.iter().any(is_it)
            });
            all = seen.collect::<Vec<_>>().into_iter().chain(all).collect();
            lacks = None;
        }
        Told::AfterApply if !of.is_left_to_aws(OWN) => lacks = Some(Gap::after_apply(of.address(), OWN).text),
        _ => {}
    }
    if let Some(only) = of.parts(names.exclusive).first()
        && let Told::Known(Value::Array(only)) = only.told("policy_names")
    {
        all.retain(|policy| only.contains(&policy["policy_name"]));
        let others = only.iter().filter(|name| !all.iter().any(|policy| policy["policy_name"] == **name));
        let others = others.map(|name| json!({"policy_name": name, "document": {UNKNOWN: NOT_TOLD}}));
        all.extend(others.collect::<Vec<_>>());
        lacks = None;
    }
    Some(Joined { items: all, lacks }.value())
}

fn singles(of: &Resource, names: &Inline) -> Vec<Value> {
    let parts = of.parts(names.single);
    parts.iter().map(|part| json!({"policy_name": part.value("name"), "document": part.policy("policy")})).collect()
}

/// An empty block stands for no policy at all.
fn block(of: &Resource, number: usize) -> Option<Value> {
    let name = of.value(&format!("{OWN}[{number}].name")).filter(|name| !name.is_null() && name != "")?;
    Some(json!({"policy_name": name, "document": of.policy(&format!("{OWN}[{number}].policy"))}))
}
