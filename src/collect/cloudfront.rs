//! Amazon CloudFront: distributions, origin access controls, invalidations.

use super::context::{Context, Header};
use super::convert::{timestamp, unless_empty};
use super::{Collector, Operation};
use crate::model::{CacheBehavior, Distribution, Invalidation, Origin, OriginAccessControl, Ref};
use aws_sdk_cloudfront::Client;
use aws_sdk_cloudfront::types;
use futures_util::future::{BoxFuture, join, join_all};

const LIST_DISTRIBUTIONS: Operation = Operation::account("cloudfront:ListDistributions");
const LIST_INVALIDATIONS: Operation =
    Operation::account("cloudfront:ListInvalidations").after(&["cloudfront:ListDistributions"]);
const LIST_ORIGIN_ACCESS_CONTROLS: Operation = Operation::account("cloudfront:ListOriginAccessControls");

/// The collector.
pub(super) const COLLECTOR: Collector =
    Collector { operations: &[LIST_DISTRIBUTIONS, LIST_INVALIDATIONS, LIST_ORIGIN_ACCESS_CONTROLS], run };

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = Client::new(&context.config);
        join(distributions(context, &client), origin_access_controls(context, &client)).await;
    })
}

async fn distributions(context: &Context, client: &Client) {
    let pages = client.list_distributions().into_paginator().send();
    let items = |list: types::DistributionList| list.items.unwrap_or_default();
    let pages = context.pages(&LIST_DISTRIBUTIONS, pages, |page| page.distribution_list.map(items).unwrap_or_default());
    let distributions = pages.await;
    for distribution in distributions.iter().flatten() {
        let header = Header { arn: distribution.arn.clone(), id: &distribution.id, name: None };
        context.add(header, Ok(fields(distribution)));
    }
    join_all(distributions.iter().flatten().map(|d| invalidations(context, client, d))).await;
}

/// The summary of the list holds all that is needed; `GetDistributionConfig` would add secrets.
fn fields(distribution: &types::DistributionSummary) -> Distribution {
    let certificate = distribution.viewer_certificate();
    let default = distribution.default_cache_behavior().map(|b| CacheBehavior {
        path_pattern: None,
        target_origin_id: b.target_origin_id.clone(),
        viewer_protocol_policy: Some(b.viewer_protocol_policy.as_str().to_owned()),
    });
    let others = distribution.cache_behaviors().into_iter().flat_map(|b| b.items()).map(|b| CacheBehavior {
        path_pattern: Some(b.path_pattern.clone()),
        target_origin_id: b.target_origin_id.clone(),
        viewer_protocol_policy: Some(b.viewer_protocol_policy.as_str().to_owned()),
    });
    Distribution {
        distribution_id: distribution.id.clone(),
        enabled: distribution.enabled,
        staging: distribution.staging,
        status: unless_empty(Some(distribution.status())),
        domain_name: unless_empty(Some(distribution.domain_name())),
        aliases: distribution.aliases().map(|a| a.items().to_vec()).unwrap_or_default(),
        web_acl_id: unless_empty(Some(distribution.web_acl_id())).map(Ref::from),
        origins: distribution.origins().into_iter().flat_map(|o| o.items()).map(origin).collect(),
        cache_behaviors: default.into_iter().chain(others).collect(),
        minimum_protocol_version: certificate.and_then(|c| c.minimum_protocol_version()).map(|v| v.as_str().to_owned()),
        uses_default_certificate: certificate.and_then(|c| c.cloud_front_default_certificate),
        last_modified_time: timestamp(Some(distribution.last_modified_time())),
    }
}

/// Never its custom headers: their values are often secrets.
fn origin(origin: &types::Origin) -> Origin {
    let identity = origin.s3_origin_config().map(|s3| s3.origin_access_identity());
    Origin {
        origin_id: origin.id.clone(),
        domain_name: origin.domain_name.clone(),
        origin_access_control_id: unless_empty(origin.origin_access_control_id()).map(Ref::from),
        origin_access_identity: unless_empty(identity),
        is_s3: origin.s3_origin_config.is_some() && origin.custom_origin_config.is_none(),
        bucket_name: Default::default(),
        origin_protocol_policy: origin.custom_origin_config().map(|c| c.origin_protocol_policy().as_str().to_owned()),
    }
}

async fn invalidations(context: &Context, client: &Client, distribution: &types::DistributionSummary) {
    let id = distribution.id();
    let pages = client.list_invalidations().distribution_id(id).into_paginator().send();
    let items = |list: types::InvalidationList| list.items.unwrap_or_default();
    let pages = context
        .pages_of(&LIST_INVALIDATIONS, Some(id), pages, |page| page.invalidation_list.map(items).unwrap_or_default());
    let (invalidations, _) = pages.await;
    for invalidation in &invalidations {
        let fields = Invalidation {
            invalidation_id: invalidation.id.clone(),
            distribution_id: Ref::from(id),
            status: unless_empty(Some(invalidation.status())),
            create_time: timestamp(Some(invalidation.create_time())),
        };
        let arn = format!("{}/invalidation/{}", distribution.arn, invalidation.id);
        context.add(Header { arn, id: &invalidation.id, name: None }, Ok(fields));
    }
}

async fn origin_access_controls(context: &Context, client: &Client) {
    let pages = client.list_origin_access_controls().into_paginator().send();
    let items = |list: types::OriginAccessControlList| list.items.unwrap_or_default();
    let pages = context.pages(&LIST_ORIGIN_ACCESS_CONTROLS, pages, |page| {
        page.origin_access_control_list.map(items).unwrap_or_default()
    });
    for control in pages.await.iter().flatten() {
        let fields = OriginAccessControl {
            origin_access_control_id: control.id.clone(),
            origin_type: Some(control.origin_access_control_origin_type.as_str().to_owned()),
            signing_behavior: Some(control.signing_behavior.as_str().to_owned()),
            signing_protocol: Some(control.signing_protocol.as_str().to_owned()),
        };
        let arn = context.arn("cloudfront", &format!("origin-access-control/{}", control.id));
        context.add(Header { arn, id: &control.id, name: Some(&control.name) }, Ok(fields));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::{CustomOriginConfig, OriginProtocolPolicy, S3OriginConfig};

    #[test]
    fn an_origin_is_a_bucket_or_not_and_what_is_empty_is_null() {
        let s3 = S3OriginConfig::builder().origin_access_identity("").build();
        let bucket = types::Origin::builder().id("b").domain_name("b.s3.amazonaws.com").origin_access_control_id("");
        let bucket = origin(&bucket.s3_origin_config(s3).build().unwrap());
        assert!(bucket.is_s3 && bucket.origin_access_control_id.is_none() && bucket.origin_access_identity.is_none());
        let custom = CustomOriginConfig::builder().http_port(80).https_port(443);
        let custom = custom.origin_protocol_policy(OriginProtocolPolicy::HttpsOnly).build().unwrap();
        let website = types::Origin::builder().id("w").domain_name("b.s3-website.eu-west-1.amazonaws.com");
        let website = origin(&website.custom_origin_config(custom).build().unwrap());
        assert_eq!((website.is_s3, website.origin_protocol_policy.as_deref()), (false, Some("https-only")));
    }
}
