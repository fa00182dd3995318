//! Repositories: how they are set up, who may use them, what is cleaned up in them.

use super::super::context::{Context, Header, fetched};
use super::super::convert::{self, timestamp, unless_empty};
use super::super::{Operation, policy};
use super::NO_REPOSITORY;
use crate::model::{self, Derived, EcrLifecycleRule, EcrRepository, Fetched, Ref};
use crate::snapshot::Gap;
use aws_sdk_ecr::{Client, types};
use futures_util::future::{join_all, join3};
use std::collections::BTreeMap;

pub(super) const BATCH_GET_REPOSITORY_SCANNING_CONFIGURATION: Operation =
    of_repositories("ecr:BatchGetRepositoryScanningConfiguration");
pub(super) const GET_REPOSITORY_POLICY: Operation = of_repositories("ecr:GetRepositoryPolicy");
pub(super) const GET_LIFECYCLE_POLICY: Operation = of_repositories("ecr:GetLifecyclePolicy");
pub(super) const LIST_TAGS_FOR_RESOURCE: Operation = of_repositories("ecr:ListTagsForResource");

const fn of_repositories(action: &'static str) -> Operation {
    Operation::region(action).after(&["ecr:DescribeRepositories"])
}

/// The most repositories that one call asks the scanning of.
const AT_A_TIME: usize = 25;

/// When the images of a repository are scanned, by its name.
pub(super) type Frequencies = BTreeMap<String, Fetched<Option<String>>>;

pub(super) async fn scan_frequencies(context: &Context, client: &Client, names: &[&str]) -> Frequencies {
    let answers = names.chunks(AT_A_TIME).map(|names| async move {
        let owned = names.iter().map(|n| (*n).to_owned()).collect();
        let ask = client.batch_get_repository_scanning_configuration().set_repository_names(Some(owned)).send();
        let operation = &BATCH_GET_REPOSITORY_SCANNING_CONFIGURATION;
        match context.call(operation, names.first().copied(), ask).await {
            Ok(answer) => {
                let configurations = answer.scanning_configurations.unwrap_or_default().into_iter();
                let known = configurations.filter_map(|c| Some((c.repository_name?, c.scan_frequency)));
                let known = known.map(|(name, f)| (name, Fetched::Value(f.map(|f| f.as_str().to_owned()))));
                known.collect::<Vec<_>>()
            }
            Err(gap) => names.iter().map(|n| ((*n).to_owned(), Fetched::Unknown(gap.text.clone()))).collect(),
        }
    });
    join_all(answers).await.into_iter().flatten().collect()
}

pub(super) async fn read(
    context: &Context,
    client: &Client,
    repository: &types::Repository,
    frequencies: &Frequencies,
) {
    let Some(name) = repository.repository_name() else { return };
    let arn = unless_empty(repository.repository_arn());
    let arn = arn.unwrap_or_else(|| context.arn("ecr", &format!("repository/{name}")));
    let (document, lifecycle, tags) = join3(
        context.call_unless(
            &GET_REPOSITORY_POLICY,
            Some(name),
            &["RepositoryPolicyNotFoundException", NO_REPOSITORY],
            client.get_repository_policy().repository_name(name).send(),
        ),
        context.call_unless(
            &GET_LIFECYCLE_POLICY,
            Some(name),
            &["LifecyclePolicyNotFoundException", NO_REPOSITORY],
            client.get_lifecycle_policy().repository_name(name).send(),
        ),
        context.call_listed(
            &LIST_TAGS_FOR_RESOURCE,
            name,
            &[NO_REPOSITORY],
            client.list_tags_for_resource().resource_arn(&arn).send(),
        ),
    )
    .await;
    if matches!(tags, Ok(None)) {
        return; // deleted since it was listed
    }
    let encryption = repository.encryption_configuration();
    // The answer lists what it has no answer for among its failures.
    let unanswered = || Fetched::Unknown(format!("{} failed", BATCH_GET_REPOSITORY_SCANNING_CONFIGURATION.action));
    let fields = EcrRepository {
        repository_name: name.to_owned(),
        repository_uri: unless_empty(repository.repository_uri()),
        created_at: timestamp(repository.created_at()),
        image_tag_mutability: repository.image_tag_mutability().map(|m| m.as_str().to_owned()),
        mutability_exclusions: repository
            .image_tag_mutability_exclusion_filters()
            .iter()
            .map(|f| f.filter.clone())
            .collect(),
        encryption_type: encryption.map(|e| e.encryption_type.as_str().to_owned()),
        kms_key_id: encryption.and_then(|e| unless_empty(e.kms_key())).map(Ref::from),
        scan_on_push: repository.image_scanning_configuration().map(|c| c.scan_on_push),
        scan_frequency: frequencies.get(name).cloned().unwrap_or_else(unanswered),
        policy: policy::fetched(document.map(|answer| answer.map(|a| a.policy_text.unwrap_or_default()))),
        grants: Derived::default(),
        lifecycle_rules: lifecycle_rules(lifecycle.map(|a| a.map(|a| a.lifecycle_policy_text.unwrap_or_default()))),
        tags: fetched(tags, |answer| {
            let tags = answer.and_then(|a| a.tags).unwrap_or_default();
            convert::tags(tags.into_iter().map(|t| (Some(t.key), Some(t.value))))
        }),
    };
    context.add(Header { arn, id: name, name: Some(name) }, Ok(fields));
}

fn lifecycle_rules(text: Result<Option<String>, Gap>) -> Fetched<Option<Vec<EcrLifecycleRule>>> {
    let text = match text {
        Ok(Some(text)) => text,
        Ok(None) => return Fetched::Value(None),
        Err(gap) => return Fetched::Unknown(gap.text),
    };
    match model::lifecycle_rules(&text) {
        Ok(rules) => Fetched::Value(Some(rules)),
        Err(why) => Fetched::Unknown(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifecycle_policy_that_is_not_understood_is_unknown_and_none_is_null() {
        assert!(matches!(lifecycle_rules(Ok(None)), Fetched::Value(None)));
        for text in ["", "{}", r#"{"rules": {}}"#] {
            assert!(matches!(lifecycle_rules(Ok(Some(text.to_owned()))), Fetched::Unknown(_)), "{text}");
        }
        let text = r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed",
            "countUnit": "days", "countNumber": 14}, "action": {"type": "expire"}}]}"#;
        let Fetched::Value(Some(rules)) = lifecycle_rules(Ok(Some(text.to_owned()))) else { panic!() };
        assert_eq!((rules[0].rule_priority, rules[0].count_number), (Some(1), Some(14)));
        assert_eq!(rules[0].tag_status.as_deref(), Some("untagged"));
        assert_eq!(rules[0].action.as_deref(), Some("expire"));
    }
}
