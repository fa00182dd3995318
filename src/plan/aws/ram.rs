//! AWS Resource Access Manager: what an account shares.

use super::super::mapping::{Constant, From, Mapping, Part};
use super::super::resource::Resource;
use crate::model::{Record, ResourceShare, UNKNOWN};
use crate::snapshot::NOT_TOLD;
use serde_json::{Value, json};

pub static MAPPINGS: &[Mapping] = &[SHARE];

const PRINCIPAL: &str = "aws_ram_principal_association";
const RESOURCE: &str = "aws_ram_resource_association";

const SHARE: Mapping = Mapping {
    name: "name",
    prefix: "arn:aws:ram:",
    parts: &[
        Part { terraform: PRINCIPAL, of: "resource_share_arn" },
        Part { terraform: RESOURCE, of: "resource_share_arn" },
    ],
    fields: &[
        ("resource_share_arn", From::Attribute("arn")),
        ("owning_account_id", From::With(owner)),
        ("allow_external_principals", From::Or("allow_external_principals", Constant::Bool(false))),
        ("status", From::Made(Constant::Text("ACTIVE"))),
        ("principals", From::With(principals)),
        ("resources", From::With(resources)),
    ],
    ..Mapping::new(ResourceShare::shape, &["aws_ram_resource_share"], "arn")
};

/// What a plan has of its own is its account's.
fn owner(share: &Resource) -> Option<Value> {
    share.number?;
    share.place().map(|place| json!(place.account))
}

fn principals(share: &Resource) -> Option<Value> {
    let all = share.parts(PRINCIPAL).into_iter().map(|part| {
        // Whether somebody is outside of the organization is AWS's to say; one that admits nobody from there has none.
        let inside = share.value("allow_external_principals").filter(|v| v == false || v.is_null());
        let external = inside.map_or_else(|| json!({UNKNOWN: NOT_TOLD}), |_| json!(false));
        json!({"principal_id": part.arn("principal"), "external": external})
    });
    Some(share.list(all.collect(), &[PRINCIPAL]))
}

fn resources(share: &Resource) -> Option<Value> {
    let all = share.parts(RESOURCE).iter().filter_map(|part| part.arn("resource_arn")).collect();
    Some(share.list(all, &[RESOURCE]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::testing::{after, changed, changes, create, delete, refers, update};

    const ADDRESS: &str = "aws_ram_resource_share.this";

    #[test]
    fn a_new_share_has_its_principals_and_resources() {
        let of_share = |address: &str, after: Value, unknown: Value, more: Value| {
            let mut expressions = json!({"resource_share_arn": refers("aws_ram_resource_share.this.arn")});
            expressions.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let mut later = json!({"resource_share_arn": true, "id": true});
            later.as_object_mut().unwrap().extend(unknown.as_object().unwrap().clone());
            create(address, after, later, expressions)
        };
        let share = |external: bool| {
            create(
                ADDRESS,
                json!({"name": "subnets", "allow_external_principals": external}),
                json!({"arn": true, "id": true}),
                json!({}),
            )
        };
        let parts = [
            of_share("aws_ram_principal_association.this", json!({"principal": "222222222222"}), json!({}), json!({})),
            of_share(
                "aws_ram_resource_association.this",
                json!({}),
                json!({"resource_arn": true}),
                json!({"resource_arn": refers("aws_rds_cluster.this.arn")}),
            ),
            create("aws_rds_cluster.this", json!({"cluster_identifier": "prod"}), json!({"arn": true}), json!({})),
        ];
        let draft = after(&[&[share(false)], &parts[..]].concat(), ADDRESS);
        assert_eq!((draft.id.as_str(), draft.name.as_str()), ("arn:aws:ram:{aws_ram_resource_share.this}", "subnets"));
        assert_eq!(draft.fields["principals"], json!([{"principal_id": "222222222222", "external": false}]));
        assert_eq!(draft.fields["resources"], json!(["arn:aws:rds:eu-west-1:111111111111:cluster:prod"]));
        assert_eq!(
            (&draft.fields["owning_account_id"], &draft.fields["status"]),
            (&json!("111111111111"), &json!("ACTIVE"))
        );
        let draft = after(&[&[share(true)], &parts[..]].concat(), ADDRESS);
        assert!(draft.fields["principals"][0]["external"].get(UNKNOWN).is_some());
    }

    #[test]
    fn a_share_that_is_there_may_have_more() {
        let live = |external: bool| json!({"arn": "arn:share", "name": "a", "allow_external_principals": external});
        let opened = update(ADDRESS, live(false), live(true), json!({}), json!({}));
        assert_eq!(changed(&[opened], ADDRESS), ["allow_external_principals"]);
        let gone = delete(
            "aws_ram_principal_association.this",
            json!({"resource_share_arn": "arn:share", "principal": "222222222222"}),
        );
        assert_eq!(changes(&[gone])[0].changed(), ["principals"]);
    }
}
