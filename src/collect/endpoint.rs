//! Clients' configuration: credentials, regions, and the endpoint that the environment may give.

use super::accounts::Account;
use super::credentials::RoleCredentials;
use super::error::Failure;
use super::scheduler::AccountQueue;
use super::{Error, Role, Settings, transport};
use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use aws_smithy_runtime_api::client::identity::SharedIdentityCache;
use aws_smithy_types::timeout::TimeoutConfig;
use std::net::{IpAddr, Ipv4Addr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

/// Where AWS keeps what belongs to no region.
pub const GLOBAL_REGION: &str = "us-east-1";

/// The caller's configuration, from the environment as every AWS tool reads it, unless the settings bring one. Global services
/// are asked in us-east-1.
async fn base_config(settings: &Settings) -> SdkConfig {
    // Session tokens of a regional endpoint are valid in every region; those of the global one are not.
    let home = settings.regions.home.first().cloned().unwrap_or_else(|| GLOBAL_REGION.to_owned());
    let config = match &settings.sdk {
        Some(config) => config.clone(),
        None => {
            let http = aws_smithy_http_client::Builder::new()
                .tls_provider(Provider::Rustls(CryptoMode::Ring))
                .build_with_resolver(Resolver);
            let timeouts = TimeoutConfig::builder().connect_timeout(Duration::from_secs(5)).build();
            let config = aws_config::defaults(BehaviorVersion::latest()).http_client(http).timeout_config(timeouts);
            config.region(Region::new(home)).load().await
        }
    };
    let attempts = config.retry_config().map_or(3, RetryConfig::max_attempts);
    let Some(http) = config.http_client() else { return config };
    let http = transport::client(http, attempts, settings.limits.request);
    config
        .into_builder()
        .http_client(http)
        .retry_config(RetryConfig::disabled())
        .identity_cache(identity_cache())
        .build()
}

/// Credentials are asked for again before they expire. Asking may have to wait for its turn.
fn identity_cache() -> SharedIdentityCache {
    let (load, buffer) = (Duration::from_secs(60), Duration::from_secs(30));
    IdentityCache::lazy().load_timeout(load).buffer_time(buffer).build()
}

/// The configuration of whoever enters the accounts: the caller's, with the roles of the chain assumed one after the other.
///
/// # Errors
/// When one of them cannot be assumed: its ARN, and why.
pub(super) async fn callers_config(settings: &Settings, queue: &Arc<AccountQueue>) -> Result<SdkConfig, Error> {
    let mut config = base_config(settings).await;
    for arn in &settings.role.chain {
        let assumed = RoleCredentials::assume(&config, arn.clone(), &settings.role, queue).await;
        let assumed = assumed.map_err(|why| {
            Error::Caller(format!("the role {arn} cannot be assumed: {} {}: {}", why.outcome, why.code, why.message))
        })?;
        config = with_credentials(&config, assumed);
    }
    Ok(config)
}

/// The configuration for an account: the caller's own, or with the scanner's role.
pub(super) async fn account_config(
    base: &SdkConfig,
    account: &Account,
    role: &Role,
    queue: &Arc<AccountQueue>,
) -> Result<SdkConfig, Failure> {
    if let Some(why) = &account.unreadable {
        return Err(why.clone());
    }
    if account.is_caller {
        return Ok(in_region(base, GLOBAL_REGION));
    }
    let arn = format!("arn:aws:iam::{}:role/{}", account.info.id, role.name.trim_start_matches('/'));
    let credentials = RoleCredentials::assume(base, arn, role, queue).await?;
    Ok(in_region(&with_credentials(base, credentials), GLOBAL_REGION))
}

fn with_credentials(config: &SdkConfig, credentials: RoleCredentials) -> SdkConfig {
    let provider = SharedCredentialsProvider::new(credentials);
    config.to_builder().credentials_provider(provider).identity_cache(identity_cache()).build()
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
