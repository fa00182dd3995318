//! AWS Organizations: the organization, its accounts, units and policies.

use super::super::mapping::{Constant, From, Mapping, Part};
use super::super::resource::{Resource, Told};
use crate::model::{Account, Organization, OrganizationPolicy, OrganizationalUnit, Record};
use serde_json::{Value, json};

const ATTACHMENT: &str = "aws_organizations_policy_attachment";

const ORGANIZATION: Mapping = Mapping {
    prefix: "o-",
    is_global: true,
    fields: &[
        ("organization_id", From::Attribute("id")),
        ("feature_set", From::Or("feature_set", Constant::Text("ALL"))),
        ("master_account_id", From::With(management)),
        ("root_id", From::With(root)),
    ],
    ..Mapping::new(Organization::shape, &["aws_organizations_organization"], "id")
};

/// Whoever makes an organization manages it.
fn management(organization: &Resource) -> Option<Value> {
    match organization.told("master_account_id") {
        Told::AfterApply => organization.place().map(|place| json!(place.account)),
        _ => organization.value("master_account_id"),
    }
}

/// The root of an organization that there is not yet has a stand-in as the organization itself.
fn root(organization: &Resource) -> Option<Value> {
    match organization.told("roots[0].id") {
        Told::AfterApply if organization.is_new() => Some(json!(root_of(organization.identity()?))),
        _ => organization.value("roots[0].id"),
    }
}

fn root_of(organization: &str) -> String {
    format!("r-{}", organization.strip_prefix("o-").unwrap_or(organization))
}

const ACCOUNT: Mapping = Mapping {
    is_global: true,
    fields: &[
        ("account_number", From::Attribute("id")),
        ("is_management", From::Is(Constant::Bool(false))),
        ("state", From::With(state)),
        ("joined_method", From::With(joined_method)),
        ("organization_id", From::With(|account| account.only(Organization::shape()).map(|id| json!(id)))),
        ("parent_id", From::With(parent)),
    ],
    ..Mapping::new(Account::shape, &["aws_organizations_account"], "id")
};

/// `state` since Terraform's provider 6, `status` before. Terraform waits until a new account is active.
fn state(account: &Resource) -> Option<Value> {
    let told = account.value("state").filter(|state| !state.is_null()).or_else(|| account.value("status"));
    if account.is_new() { Some(json!("ACTIVE")) } else { told }
}

fn joined_method(account: &Resource) -> Option<Value> {
    if account.is_new() { Some(json!("CREATED")) } else { account.value("joined_method") }
}

const UNIT: Mapping = Mapping {
    prefix: "ou-",
    is_global: true,
    fields: &[("unit_id", From::Attribute("id")), ("parent_id", From::With(parent))],
    ..Mapping::new(OrganizationalUnit::shape, &["aws_organizations_organizational_unit"], "id")
};

/// A unit, or the root, under which an account stands that says nothing of it.
fn parent(of: &Resource) -> Option<Value> {
    if of.is_left_to_aws("parent_id") {
        return Some(of.only(Organization::shape()).map_or(Value::Null, |id| json!(root_of(id))));
    }
    in_tree(of, "parent_id", &[]).map(|(id, _)| id)
}

const POLICY: Mapping = Mapping {
    prefix: "p-",
    is_global: true,
    parts: &[Part { terraform: ATTACHMENT, of: "policy_id" }],
    fields: &[
        ("policy_id", From::Attribute("id")),
        ("policy_type", From::Or("type", Constant::Text("SERVICE_CONTROL_POLICY"))),
        ("aws_managed", From::Is(Constant::Bool(false))),
        ("content", From::With(|policy| policy.policy("content"))),
        ("targets", From::With(targets)),
    ],
    ..Mapping::new(OrganizationPolicy::shape, &["aws_organizations_policy"], "id")
};

fn targets(policy: &Resource) -> Option<Value> {
    let parts = policy.parts(ATTACHMENT);
    let targets = parts.iter().filter_map(|part| in_tree(part, "target_id", &[Account::shape()]));
    let targets = targets.map(|(id, r#type)| json!({"target_id": id, "target_type": r#type}));
    Some(policy.list(targets.collect(), &[ATTACHMENT]))
}

/// The root, the unit or the account that an attribute names, and which of them it is.
fn in_tree(of: &Resource, path: &str, others: &[&'static crate::model::Shape]) -> Option<(Value, Value)> {
    if let Some(id) = of.text(path) {
        let r#type = match id {
            _ if id.starts_with("r-") => "ROOT",
            _ if id.starts_with("ou-") => "ORGANIZATIONAL_UNIT",
            _ => "ACCOUNT",
        };
        return Some((json!(id), json!(r#type)));
    }
    // Whatever else of an organization is referred to, only its root can stand here.
    let root = of.link(path, Organization::shape());
    if let Some(id) = root.as_ref().and_then(Value::as_str) {
        return Some((json!(root_of(id)), json!("ROOT")));
    }
    let all = others.iter().map(|shape| (*shape, "ACCOUNT"));
    let all = std::iter::once((OrganizationalUnit::shape(), "ORGANIZATIONAL_UNIT")).chain(all);
    let mut found =
        all.filter_map(|(shape, r#type)| Some((of.link(path, shape).filter(Value::is_string)?, json!(r#type))));
    found.next().or_else(|| Some((of.value(path)?, of.value(path)?)))
}

pub static MAPPINGS: &[Mapping] = &[ORGANIZATION, ACCOUNT, UNIT, POLICY];

#[cfg(test)]
mod tests {
    use super::super::super::testing::{after, changed, create, refers, update};
    use serde_json::{Value, json};

    fn organization() -> Value {
        create(
            "aws_organizations_organization.this",
            json!({"feature_set": "ALL", "enabled_policy_types": ["SERVICE_CONTROL_POLICY"]}),
            json!({"id": true, "roots": true, "master_account_id": true}),
            json!({"feature_set": {}}),
        )
    }

    #[test]
    fn a_new_tree_hangs_together() {
        let root = "aws_organizations_organization.this.roots[0].id";
        let unit = create(
            "aws_organizations_organizational_unit.work",
            json!({"name": "work"}),
            json!({"id": true, "parent_id": true}),
            json!({"parent_id": refers(root)}),
        );
        let account = create(
            "aws_organizations_account.dev",
            json!({"name": "dev", "email": "dev@example.com"}),
            json!({"id": true, "parent_id": true, "status": true}),
            json!({"parent_id": refers("aws_organizations_organizational_unit.work.id")}),
        );
        let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*"}]}"#;
        let policy = create(
            "aws_organizations_policy.guard",
            json!({"name": "guard", "content": text, "type": null}),
            json!({"id": true}),
            json!({}),
        );
        let attach = |name: &str, to: &str| {
            create(
                &format!("aws_organizations_policy_attachment.{name}"),
                json!({}),
                json!({"policy_id": true, "target_id": true}),
                json!({"policy_id": refers("aws_organizations_policy.guard.id"), "target_id": refers(to)}),
            )
        };
        let all = [
            organization(),
            unit,
            account,
            policy,
            attach("root", root),
            attach("unit", "aws_organizations_organizational_unit.work.id"),
            attach("account", "aws_organizations_account.dev.id"),
        ];
        let top = after(&all, "aws_organizations_organization.this");
        let r = "r-{aws_organizations_organization.this}";
        assert_eq!((&top.fields["root_id"], &top.fields["master_account_id"]), (&json!(r), &json!("111111111111")));
        let ou = "ou-{aws_organizations_organizational_unit.work}";
        assert_eq!(after(&all, "aws_organizations_organizational_unit.work").fields["parent_id"], r);
        let account = after(&all, "aws_organizations_account.dev").fields;
        assert_eq!((&account["parent_id"], &account["state"]), (&json!(ou), &json!("ACTIVE")));
        assert_eq!(account["organization_id"], top.id.as_str());
        let policy = after(&all, "aws_organizations_policy.guard").fields;
        assert_eq!(policy["policy_type"], "SERVICE_CONTROL_POLICY");
        assert_eq!(
            policy["targets"],
            json!([
                {"target_id": r, "target_type": "ROOT"},
                {"target_id": ou, "target_type": "ORGANIZATIONAL_UNIT"},
                {"target_id": "{aws_organizations_account.dev}", "target_type": "ACCOUNT"},
            ])
        );
    }

    #[test]
    fn policy_types_are_switched_on() {
        let known = |types: Value| json!({"id": "o-1", "feature_set": "ALL", "master_account_id": "111111111111", "roots": [{"id": "r-1"}], "enabled_policy_types": types});
        let types = json!(["SERVICE_CONTROL_POLICY"]);
        let all = [update("aws_organizations_organization.this", known(json!([])), known(types), json!({}), json!({}))];
        assert_eq!(changed(&all, "aws_organizations_organization.this"), ["enabled_policy_types"]);
        assert_eq!(after(&all, "aws_organizations_organization.this").fields["root_id"], "r-1");
    }
}
