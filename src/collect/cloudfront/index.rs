//! How old the pages are that users come in by. An object's age is told by the list of its bucket: reading the object, even
//! its head, would need the right to read what is in it.

use super::super::context::Context;
use super::super::convert::timestamp;
use super::super::{Operation, s3};
use super::LIST;
use super::distribution::Configuration;
use crate::model::{Fetched, IndexObject, bucket_of};
use crate::snapshot::Gap;
use aws_sdk_cloudfront::types;

/// Asked where the name of an origin does not say where its bucket is.
pub(super) const GET_BUCKET_LOCATION: Operation =
    Operation::account("s3:GetBucketLocation").after(&[LIST]).conditional();
/// Asked of the buckets that distributions serve.
pub(super) const LIST_OBJECTS: Operation = Operation::account("s3:ListObjectsV2").after(&[LIST]).conditional();

/// The objects behind a distribution's entry pages, of each bucket that it serves.
pub(super) async fn objects(
    context: &Context,
    distribution: &types::DistributionSummary,
    configuration: &Result<Configuration, Gap>,
) -> Fetched<Vec<IndexObject>> {
    let origins = distribution.origins().into_iter().flat_map(|o| o.items());
    let buckets = origins.filter_map(|o| Some((bucket_of(&o.domain_name)?, o.origin_path().unwrap_or_default())));
    let buckets = buckets.collect::<Vec<_>>();
    if buckets.is_empty() {
        return Fetched::Value(vec![]);
    }
    let paths = match configuration {
        Ok(configuration) if configuration.entry_paths.is_empty() => {
            return Fetched::Unknown("the distribution's configuration names no page that users come in by".to_owned());
        }
        Ok(configuration) => &configuration.entry_paths,
        Err(gap) => return Fetched::Unknown(gap.text.clone()),
    };
    let mut found = Vec::new();
    for ((bucket, region), prefix) in buckets {
        for path in paths {
            match object(context, bucket, region, prefix, path).await {
                Ok(object) => found.push(object),
                Err(gap) => return Fetched::Unknown(gap.text),
            }
        }
    }
    Fetched::Value(found)
}

async fn object(
    context: &Context,
    bucket: &str,
    region: Option<&str>,
    prefix: &str,
    path: &str,
) -> Result<IndexObject, Gap> {
    let region = match region {
        Some(region) => region.to_owned(),
        None => location(context, bucket).await?,
    };
    let key = format!("{prefix}{path}").trim_start_matches('/').to_owned();
    // Keys are listed in their order: the one that is the prefix itself comes first.
    let ask = s3::client(context, &region).list_objects_v2().bucket(bucket).prefix(&key).max_keys(1);
    let mut token = None;
    let first = loop {
        let answer = ask.clone().set_continuation_token(token.clone()).send();
        let answer = context.call(&LIST_OBJECTS, Some(bucket), answer).await?;
        let next = answer.next_continuation_token.filter(|next| Some(next) != token.as_ref());
        match answer.contents.unwrap_or_default().into_iter().next() {
            // A page may be empty before the last.
            None if next.is_some() => token = next,
            first => break first,
        }
    };
    let object = first.as_ref().filter(|o| o.key() == Some(key.as_str()));
    Ok(IndexObject {
        bucket_name: bucket.to_owned(),
        path: path.to_owned(),
        last_modified: object.and_then(|o| timestamp(o.last_modified())),
        key,
    })
}

/// A bucket's region; S3 names neither the first one nor, by its name of today, the first of Europe.
async fn location(context: &Context, bucket: &str) -> Result<String, Gap> {
    let here = context.config.region().map(|r| r.to_string()).unwrap_or_default();
    let answer = s3::client(context, &here).get_bucket_location().bucket(bucket).send();
    let answer = context.call(&GET_BUCKET_LOCATION, Some(bucket), answer).await?;
    let region = answer.location_constraint().map(|l| l.as_str()).unwrap_or_default();
    Ok(match region {
        "" => "us-east-1",
        "EU" => "eu-west-1",
        region => region,
    }
    .to_owned())
}
