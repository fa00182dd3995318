//! Whether a cluster's parameter group makes connections be encrypted: what the group says, else what its family's
//! default is, which depends on the engine's version and is therefore read and not assumed.

use super::super::Operation;
use super::super::context::Context;
use crate::model::Fetched;
use aws_sdk_rds::Client;
use aws_sdk_rds::types::{Filter, Parameter};
use futures_util::future::join_all;
use std::collections::{BTreeMap, BTreeSet};

/// Asked for the groups of Aurora PostgreSQL clusters.
pub(super) const DESCRIBE_DB_CLUSTER_PARAMETERS: Operation =
    Operation::region("rds:DescribeDBClusterParameters").after(&["rds:DescribeDBClusters"]).conditional();
/// Asked for the groups that do not say; answers their family.
pub(super) const DESCRIBE_DB_CLUSTER_PARAMETER_GROUPS: Operation =
    Operation::region("rds:DescribeDBClusterParameterGroups").after(&["rds:DescribeDBClusterParameters"]).conditional();
pub(super) const DESCRIBE_ENGINE_DEFAULT_CLUSTER_PARAMETERS: Operation =
    Operation::region("rds:DescribeEngineDefaultClusterParameters")
        .after(&["rds:DescribeDBClusterParameterGroups"])
        .conditional();

const PARAMETER: &str = "rds.force_ssl";

/// The parameter's value in each group; empty where parameters are not asked for.
pub(super) async fn of_groups<'a>(
    context: &Context,
    client: &Client,
    groups: BTreeSet<&'a str>,
) -> BTreeMap<&'a str, Fetched<Option<String>>> {
    if !context.asks(&DESCRIBE_DB_CLUSTER_PARAMETERS) {
        return BTreeMap::new();
    }
    let values = groups.into_iter().map(async |group| (group, of_group(context, client, group).await));
    join_all(values).await.into_iter().collect()
}

async fn of_group(context: &Context, client: &Client, group: &str) -> Fetched<Option<String>> {
    // One row instead of some four hundred.
    let filter = Filter::builder().name("parameter-name").values(PARAMETER).build();
    let request = client.describe_db_cluster_parameters().db_cluster_parameter_group_name(group).filters(filter);
    let pages = request.into_paginator().send();
    let (values, gap) =
        context.pages_of(&DESCRIBE_DB_CLUSTER_PARAMETERS, Some(group), pages, |page| values(page.parameters)).await;
    match (values.into_iter().next(), gap) {
        (Some(value), _) => Fetched::Value(Some(value)),
        (None, Some(gap)) => Fetched::Unknown(gap.text),
        (None, None) => engine_default(context, client, group).await,
    }
}

async fn engine_default(context: &Context, client: &Client, group: &str) -> Fetched<Option<String>> {
    let answer = client.describe_db_cluster_parameter_groups().db_cluster_parameter_group_name(group).send();
    let family = match context.call(&DESCRIBE_DB_CLUSTER_PARAMETER_GROUPS, Some(group), answer).await {
        Ok(answer) => answer.db_cluster_parameter_groups().iter().find_map(|g| g.db_parameter_group_family.clone()),
        Err(gap) => return Fetched::Unknown(gap.text),
    };
    let Some(family) = family else { return Fetched::Value(None) };
    // The filter by name does not work here.
    let request = client.describe_engine_default_cluster_parameters().db_parameter_group_family(&family);
    let (values, gap) = context
        .pages_of(&DESCRIBE_ENGINE_DEFAULT_CLUSTER_PARAMETERS, Some(&family), request.into_paginator().send(), |page| {
            values(page.engine_defaults.and_then(|d| d.parameters))
        })
        .await;
    match (values.into_iter().next(), gap) {
        (None, Some(gap)) => Fetched::Unknown(gap.text),
        (value, _) => Fetched::Value(value),
    }
}

/// The parameter's value among others: none or one. A row without a value leaves the parameter at its default.
fn values(parameters: Option<Vec<Parameter>>) -> Vec<String> {
    let rows = parameters.unwrap_or_default().into_iter().filter(|p| p.parameter_name() == Some(PARAMETER));
    rows.filter_map(|p| p.parameter_value).filter(|v| !v.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_a_value_says_nothing() {
        let row = |name: &str| Parameter::builder().parameter_name(name);
        let others = vec![row("ssl").parameter_value("1").build(), row(PARAMETER).build()];
        assert!(values(Some(others.clone())).is_empty());
        let with_value = [others, vec![row(PARAMETER).parameter_value("0").build()]].concat();
        assert_eq!(values(Some(with_value)), ["0"]);
    }
}
