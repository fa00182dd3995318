//! AWS KMS: keys, whether they rotate, who may use them, and their other names.

use super::context::{Context, Header, fetched};
use super::convert::timestamp;
use super::{Collector, Operation, policy};
use crate::model::{Fetched, KmsKey};
use crate::snapshot::Gap;
use aws_sdk_kms::Client;
use aws_sdk_kms::types::{self, KeyManagerType, KeySpec, KeyState, MultiRegionKeyType, OriginType};
use futures_util::future::{BoxFuture, join, join_all};

const LIST_KEYS: Operation = Operation::region("kms:ListKeys");
const DESCRIBE_KEY: Operation = Operation::region("kms:DescribeKey").after(&["kms:ListKeys"]);
/// Asked for the keys that can rotate.
const GET_KEY_ROTATION_STATUS: Operation =
    Operation::region("kms:GetKeyRotationStatus").after(&["kms:DescribeKey"]).conditional();

/// Asked for the keys that still are there once they have been described.
const GET_KEY_POLICY: Operation = Operation::region("kms:GetKeyPolicy").after(&["kms:DescribeKey"]).conditional();
const LIST_ALIASES: Operation = Operation::region("kms:ListAliases");

/// The collector.
pub(super) const COLLECTOR: Collector =
    Collector { operations: &[LIST_KEYS, DESCRIBE_KEY, GET_KEY_ROTATION_STATUS, GET_KEY_POLICY, LIST_ALIASES], run };

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = Client::new(&context.config);
        let pages = client.list_keys().limit(1000).into_paginator().send();
        let keys = context.pages(&LIST_KEYS, pages, |page| page.keys.unwrap_or_default()).await;
        let Some(keys) = keys else { return };
        let pages = client.list_aliases().limit(100).into_paginator().send();
        let (all, gap) = context.pages_of(&LIST_ALIASES, None, pages, |page| page.aliases.unwrap_or_default()).await;
        let aliases = gap.map_or(Ok(all), Err);
        join_all(keys.iter().map(|key| read(context, &client, key, aliases.as_deref()))).await;
    })
}

async fn read(
    context: &Context,
    client: &Client,
    key: &types::KeyListEntry,
    aliases: Result<&[types::AliasListEntry], &Gap>,
) {
    let Some(id) = key.key_id() else { return };
    let arn = key.key_arn.clone().unwrap_or_else(|| context.arn("kms", &format!("key/{id}")));
    let header = Header { arn, id, name: None };
    let described = client.describe_key().key_id(id).send();
    let described = context.call_listed(&DESCRIBE_KEY, id, &["NotFoundException"], described).await;
    match described.map(|answer| answer.and_then(|a| a.key_metadata)) {
        Ok(Some(key)) => {
            let rotation =
                async { if can_rotate(&key) { rotation(context, client, id).await } else { Fetched::Value(None) } };
            let document = client.get_key_policy().key_id(id).policy_name("default").send();
            let document = context.call_listed(&GET_KEY_POLICY, id, &["NotFoundException"], document);
            let (rotation, document) = join(rotation, document).await;
            if matches!(document, Ok(None)) {
                return; // deleted since it was described
            }
            let fields = KmsKey {
                key_rotation_enabled: rotation,
                policy: policy::fetched(document.map(|answer| answer.and_then(|a| a.policy))),
                grants: Default::default(),
                aliases: fetched(aliases.map_err(Gap::clone), |all| names(all, id)),
                ..fields(&key)
            };
            context.add(header, Ok(fields));
        }
        Ok(None) => {} // deleted since it was listed
        Err(gap) => context.add(header, Err::<KmsKey, _>(&gap)),
    }
}

async fn rotation(context: &Context, client: &Client, id: &str) -> Fetched<Option<bool>> {
    let answer = client.get_key_rotation_status().key_id(id).send();
    let cannot = ["UnsupportedOperationException"];
    let answer = context.call_unless(&GET_KEY_ROTATION_STATUS, Some(id), &cannot, answer).await;
    fetched(answer, |answer| answer.map(|a| a.key_rotation_enabled))
}

/// Whether its owner decides that the key rotates: a replica does as its primary key, AWS's own keys always rotate, and
/// other material than AWS's own symmetric one never does.
fn can_rotate(key: &types::KeyMetadata) -> bool {
    let replica = key.multi_region_configuration().and_then(|m| m.multi_region_key_type());
    key.key_manager == Some(KeyManagerType::Customer)
        && key.key_spec == Some(KeySpec::SymmetricDefault)
        && key.origin == Some(OriginType::AwsKms)
        && key.key_state == Some(KeyState::Enabled)
        && replica != Some(&MultiRegionKeyType::Replica)
}

/// The key's other names, by ARN.
fn names(aliases: &[types::AliasListEntry], key: &str) -> Vec<String> {
    let own = aliases.iter().filter(|a| a.target_key_id() == Some(key));
    own.filter_map(|a| a.alias_arn.clone()).collect()
}

/// What its description says; the rest is asked for by itself.
fn fields(key: &types::KeyMetadata) -> KmsKey {
    let multi_region = key.multi_region_configuration().and_then(|m| m.multi_region_key_type());
    KmsKey {
        key_id: key.key_id.clone(),
        key_state: key.key_state.as_ref().map(|s| s.as_str().to_owned()),
        key_manager: key.key_manager.as_ref().map(|m| m.as_str().to_owned()),
        key_spec: key.key_spec.as_ref().map(|s| s.as_str().to_owned()),
        origin: key.origin.as_ref().map(|o| o.as_str().to_owned()),
        multi_region_key_type: multi_region.map(|t| t.as_str().to_owned()),
        key_rotation_enabled: Fetched::Value(None),
        policy: Fetched::Value(None),
        grants: Default::default(),
        aliases: Fetched::Value(vec![]),
        creation_date: timestamp(key.creation_date()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rotation_is_asked_only_of_keys_that_can() {
        let key = || {
            types::KeyMetadata::builder()
                .key_id("k")
                .key_manager(KeyManagerType::Customer)
                .key_spec(KeySpec::SymmetricDefault)
                .origin(OriginType::AwsKms)
                .key_state(KeyState::Enabled)
        };
        let role = |role| types::MultiRegionConfiguration::builder().multi_region_key_type(role).build();
        assert!(can_rotate(&key().build().unwrap()));
        assert!(can_rotate(&key().multi_region_configuration(role(MultiRegionKeyType::Primary)).build().unwrap()));
        assert!(!can_rotate(&key().multi_region_configuration(role(MultiRegionKeyType::Replica)).build().unwrap()));
        assert!(!can_rotate(&key().key_manager(KeyManagerType::Aws).build().unwrap()));
        assert!(!can_rotate(&key().key_spec(KeySpec::Rsa2048).build().unwrap()));
        assert!(!can_rotate(&key().origin(OriginType::External).build().unwrap()));
        assert!(!can_rotate(&key().key_state(KeyState::PendingDeletion).build().unwrap()));
    }
}
