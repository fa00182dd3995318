//! Amazon ECR: the registry of each account and region, its repositories, and what is known of their images without pulling
//! one.

mod image;
mod registry;
mod repository;

use super::context::Context;
use super::{Collector, Operation};
use aws_sdk_ecr::Client;
use futures_util::future::{BoxFuture, join, join_all};

const DESCRIBE_REPOSITORIES: Operation = Operation::region("ecr:DescribeRepositories");

/// The collector.
pub(super) const COLLECTOR: Collector = Collector {
    operations: &[
        registry::DESCRIBE_REGISTRY,
        registry::GET_REGISTRY_POLICY,
        registry::GET_REGISTRY_SCANNING_CONFIGURATION,
        DESCRIBE_REPOSITORIES,
        repository::BATCH_GET_REPOSITORY_SCANNING_CONFIGURATION,
        repository::GET_REPOSITORY_POLICY,
        repository::GET_LIFECYCLE_POLICY,
        repository::LIST_TAGS_FOR_RESOURCE,
        image::DESCRIBE_IMAGES,
        image::DESCRIBE_IMAGE_SCAN_FINDINGS,
    ],
    run,
};

/// Repositories are deleted by pipelines too, also between two calls.
const NO_REPOSITORY: &str = "RepositoryNotFoundException";

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        if !context.asks(&DESCRIBE_REPOSITORIES) {
            return;
        }
        let client = Client::new(&context.config);
        join(registry::read(context, &client), repositories(context, &client)).await;
    })
}

async fn repositories(context: &Context, client: &Client) {
    let pages = client.describe_repositories().max_results(1000).into_paginator().send();
    let listed = context.pages(&DESCRIBE_REPOSITORIES, pages, |page| page.repositories.unwrap_or_default()).await;
    let listed = listed.unwrap_or_default();
    let names = listed.iter().filter_map(|r| r.repository_name()).collect::<Vec<_>>();
    let frequencies = repository::scan_frequencies(context, client, &names).await;
    let repositories = join_all(listed.iter().map(|r| repository::read(context, client, r, &frequencies)));
    join(repositories, join_all(names.iter().map(|name| image::images(context, client, name)))).await;
}
