//! Distributions. The list holds nearly all that is needed; what their configurations add is taken out one by one, because
//! these hold secrets too.

use super::super::Operation;
use super::super::context::{Context, Header, fetched};
use super::super::convert::{timestamp, unless_empty};
use super::{LIST, index, invalidation};
use crate::model::{CacheBehavior, Distribution, Fetched, IndexObject, Origin, Ref};
use crate::snapshot::Gap;
use aws_sdk_cloudfront::{Client, types};

pub(super) const GET_DISTRIBUTION_CONFIG: Operation =
    Operation::account("cloudfront:GetDistributionConfig").after(&[LIST]);

pub(super) async fn read(context: &Context, client: &Client, distribution: &types::DistributionSummary) {
    let answer = client.get_distribution_config().id(distribution.id()).send();
    let gone = ["NoSuchDistribution"];
    let answer = context.call_listed(&GET_DISTRIBUTION_CONFIG, distribution.id(), &gone, answer).await;
    let configuration = match answer {
        Ok(None) => return, // deleted since it was listed
        Ok(Some(answer)) => Ok(Configuration::of(answer.distribution_config.as_ref())),
        Err(gap) => Err(gap),
    };
    let index = index::objects(context, distribution, &configuration).await;
    invalidation::invalidations(context, client, distribution, &index).await;
    let header = Header { arn: distribution.arn.clone(), id: &distribution.id, name: None };
    context.add(header, Ok(fields(distribution, configuration, index)));
}

/// What only a distribution's configuration says.
#[derive(Clone, Default)]
pub(super) struct Configuration {
    default_root_object: Option<String>,
    access_log_bucket: Option<String>,
    /// The paths of the pages that users come in by: what `/` leads to, and what is answered in the place of pages that
    /// do not exist as files.
    pub entry_paths: Vec<String>,
}

impl Configuration {
    fn of(configuration: Option<&types::DistributionConfig>) -> Configuration {
        let Some(configuration) = configuration else { return Configuration::default() };
        let logging = configuration.logging().filter(|l| l.enabled);
        let default_root_object = unless_empty(configuration.default_root_object());
        let errors = configuration.custom_error_responses().into_iter().flat_map(|r| r.items());
        let pages = errors.filter(|e| e.response_code() == Some("200")).filter_map(|e| e.response_page_path());
        let paths = default_root_object.as_deref().into_iter().chain(pages);
        let paths = paths.map(|path| format!("/{}", path.trim_start_matches('/')));
        let entry_paths = paths.collect::<std::collections::BTreeSet<_>>().into_iter().collect();
        Configuration { access_log_bucket: logging.map(|l| l.bucket.clone()), default_root_object, entry_paths }
    }
}

fn fields(
    distribution: &types::DistributionSummary,
    configuration: Result<Configuration, Gap>,
    index_objects: Fetched<Vec<IndexObject>>,
) -> Distribution {
    let certificate = distribution.viewer_certificate();
    let default = distribution.default_cache_behavior().map(|b| CacheBehavior {
        path_pattern: None,
        target_origin_id: b.target_origin_id.clone(),
        viewer_protocol_policy: Some(b.viewer_protocol_policy.as_str().to_owned()),
        realtime_log_config_arn: unless_empty(b.realtime_log_config_arn()),
    });
    let others = distribution.cache_behaviors().into_iter().flat_map(|b| b.items()).map(|b| CacheBehavior {
        path_pattern: Some(b.path_pattern.clone()),
        target_origin_id: b.target_origin_id.clone(),
        viewer_protocol_policy: Some(b.viewer_protocol_policy.as_str().to_owned()),
        realtime_log_config_arn: unless_empty(b.realtime_log_config_arn()),
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
        default_root_object: fetched(configuration.clone(), |c| c.default_root_object),
        access_log_bucket: fetched(configuration, |c| c.access_log_bucket),
        index_objects,
    }
}

/// Of its custom headers the names alone: their values are often secrets.
fn origin(origin: &types::Origin) -> Origin {
    let identity = origin.s3_origin_config().map(|s3| s3.origin_access_identity());
    let headers = origin.custom_headers().into_iter().flat_map(|h| h.items());
    Origin {
        origin_id: origin.id.clone(),
        domain_name: origin.domain_name.clone(),
        origin_access_control_id: unless_empty(origin.origin_access_control_id()).map(Ref::from),
        origin_access_identity: unless_empty(identity),
        is_s3: origin.s3_origin_config.is_some() && origin.custom_origin_config.is_none(),
        bucket_name: Default::default(),
        origin_protocol_policy: origin.custom_origin_config().map(|c| c.origin_protocol_policy().as_str().to_owned()),
        vpc_origin_id: origin.vpc_origin_config().and_then(|v| unless_empty(Some(v.vpc_origin_id()))).map(Ref::from),
        custom_headers: headers.map(|h| h.header_name().to_ascii_lowercase()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::{CustomErrorResponse, CustomErrorResponses, CustomHeaders, CustomOriginConfig};
    use types::{OriginCustomHeader, OriginProtocolPolicy, S3OriginConfig};

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

    #[test]
    fn of_custom_headers_the_names_are_kept() {
        let header = OriginCustomHeader::builder().header_name("X-Origin-Verify").header_value("secret");
        let headers = CustomHeaders::builder().quantity(1).items(header.build().unwrap()).build().unwrap();
        let found = types::Origin::builder().id("a").domain_name("a.example.com").custom_headers(headers);
        assert_eq!(origin(&found.build().unwrap()).custom_headers, ["x-origin-verify"]);
    }

    #[test]
    fn users_come_in_by_the_root_and_by_what_is_answered_for_pages_that_are_no_files() {
        let error = |code: i32, answered: &str, path: &str| {
            let error = CustomErrorResponse::builder().error_code(code).response_code(answered);
            error.response_page_path(path).build().unwrap()
        };
        let errors = CustomErrorResponses::builder().quantity(2).items(error(404, "200", "/app.html"));
        let errors = errors.items(error(500, "500", "/sorry.html")).build().unwrap();
        let found = types::DistributionConfig::builder().default_root_object("index.html");
        let found = found.custom_error_responses(errors).caller_reference("r").comment("").enabled(true);
        let target = types::DefaultCacheBehavior::builder().target_origin_id("spa");
        let target = target.viewer_protocol_policy(types::ViewerProtocolPolicy::HttpsOnly).build().unwrap();
        let found = Configuration::of(Some(&found.default_cache_behavior(target).build().unwrap()));
        assert_eq!(found.entry_paths, ["/app.html", "/index.html"]);
        assert_eq!(found.access_log_bucket, None);
    }
}
