//! AWS Backup: plans with what they cover, vaults with what is in them, and tests of restoring it.

mod plan;
mod restore;
mod vault;

use super::Collector;
use super::context::Context;
use crate::model::{Fetched, TagCondition};
use crate::snapshot::Gap;
use aws_sdk_backup::Client;
use futures_util::future::{BoxFuture, join_all};

/// The collector.
pub(super) const COLLECTOR: Collector = Collector {
    operations: &[
        plan::LIST_BACKUP_PLANS,
        plan::GET_BACKUP_PLAN,
        plan::LIST_BACKUP_SELECTIONS,
        plan::GET_BACKUP_SELECTION,
        plan::DESCRIBE_REGION_SETTINGS,
        vault::LIST_BACKUP_VAULTS,
        vault::LIST_RECOVERY_POINTS,
        vault::GET_BACKUP_VAULT_ACCESS_POLICY,
        restore::LIST_RESTORE_TESTING_PLANS,
        restore::LIST_RESTORE_TESTING_SELECTIONS,
        restore::GET_RESTORE_TESTING_SELECTION,
        restore::LIST_RESTORE_JOBS,
    ],
    run,
};

/// What was deleted since it was listed, and a policy that is not there.
const NOT_FOUND: [&str; 1] = ["ResourceNotFoundException"];

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = Client::new(&context.config);
        let readers: [BoxFuture<'_, ()>; 5] = [
            Box::pin(plan::plans(context, &client)),
            Box::pin(plan::region_settings(context, &client)),
            Box::pin(vault::vaults(context, &client)),
            Box::pin(restore::testing_plans(context, &client)),
            Box::pin(restore::jobs(context, &client)),
        ];
        join_all(readers).await;
    })
}

/// What a list and the answers about its elements come to: all of them, or the first gap.
fn all_of<T>(list: Option<Gap>, elements: Vec<Result<Option<T>, Gap>>) -> Fetched<Vec<T>> {
    let elements = match list {
        Some(gap) => Err(gap),
        // What is gone since it was listed is not among them.
        None => elements.into_iter().filter_map(Result::transpose).collect::<Result<Vec<_>, _>>(),
    };
    match elements {
        Ok(elements) => Fetched::Value(elements),
        Err(gap) => Fetched::Unknown(gap.text),
    }
}

/// A condition on a tag, which some of AWS Backup's operations name by the condition key of IAM.
fn condition(operator: &str, key: &str, value: &str) -> TagCondition {
    TagCondition {
        operator: operator.to_owned(),
        key: key.strip_prefix("aws:ResourceTag/").unwrap_or(key).to_owned(),
        value: value.to_owned(),
    }
}
