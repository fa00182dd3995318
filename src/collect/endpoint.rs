//! Clients' configuration: credentials, regions, and the endpoint that the environment may give.

use super::accounts::Account;
use super::credentials::RoleCredentials;
use super::error::Failure;
use super::{Role, Shared};
use crate::snapshot::ScannedRegions;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use aws_smithy_types::timeout::TimeoutConfig;
use std::net::{IpAddr, Ipv4Addr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

/// Where AWS keeps what belongs to no region.
pub const GLOBAL_REGION: &str = "us-east-1";

/// The caller's configuration, from the environment as every AWS tool reads it. Global services are asked in us-east-1.
pub(super) async fn base_config(regions: &ScannedRegions) -> SdkConfig {
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_with_resolver(Resolver);
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .operation_attempt_timeout(Duration::from_secs(60))
        .build();
    // Session tokens of a regional endpoint are valid in every region; those of the global one are not.
    let home = regions.home.first().cloned().unwrap_or_else(|| GLOBAL_REGION.to_owned());
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .timeout_config(timeouts)
        .region(Region::new(home))
        .load()
        .await
}

/// The configuration for an account: the caller's own, or with the scanner's role.
pub(super) async fn account_config(
    base: &SdkConfig,
    account: &Account,
    role: &Role,
    shared: &Arc<Shared>,
) -> Result<SdkConfig, Failure> {
    if let Some(why) = &account.unreadable {
        return Err(why.clone());
    }
    let config = if account.is_caller {
        base.clone()
    } else {
        let _permit = shared.permit().await;
        shared.requested();
        let credentials = RoleCredentials::assume(base, &account.info.id, role).await?;
        base.to_builder().credentials_provider(SharedCredentialsProvider::new(credentials)).build()
    };
    Ok(in_region(&config, GLOBAL_REGION))
}

/// The same configuration for another region.
pub(super) fn in_region(config: &SdkConfig, region: &str) -> SdkConfig {
    config.to_builder().region(Region::new(region.to_owned())).build()
}

/// The system's resolver, except that every name below `localhost` is this machine (RFC 6761, 6.3): an endpoint of one's
/// own may put the account's id before its name.
#[derive(Clone, Debug)]
struct Resolver;

impl ResolveDns for Resolver {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        DnsFuture::new(async move {
            if name.trim_end_matches('.').ends_with(".localhost") {
                return Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]);
            }
            let name = name.to_owned();
            let looked_up = tokio::task::spawn_blocking(move || {
                (name.as_str(), 0).to_socket_addrs().map(|all| all.map(|a| a.ip()).collect::<Vec<_>>())
            });
            looked_up.await.map_err(ResolveDnsError::new)?.map_err(ResolveDnsError::new)
        })
    }
}
