//! Credentials of roles: the scanner's in another account, and those that lead there.

use super::context::GLOBAL;
use super::error::Failure;
use super::scheduler::AccountQueue;
use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::{self, ProvideCredentials, error::CredentialsError, future};
use aws_sdk_sts::types::Tag;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// The role to assume in each account, and how.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its name, with its path where it has one.
    pub name: String,
    /// ARNs of roles that are assumed first, each with the credentials of the one before.
    pub chain: Vec<String>,
    /// What the role's trust policy asks for, if it does.
    pub external_id: Option<String>,
    /// How the session is called in the account's trail.
    pub session_name: String,
    /// Tags of the session, which policies in the account may look at.
    pub session_tags: BTreeMap<String, String>,
}

/// Assumes a role when asked for credentials: the SDK asks again before they expire.
pub(super) struct RoleCredentials {
    client: aws_sdk_sts::Client,
    arn: String,
    role: Role,
    queue: Arc<AccountQueue>,
    /// What the first request answered, for whoever asks first.
    first: Mutex<Option<Credentials>>,
}

impl fmt::Debug for RoleCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoleCredentials").field("arn", &self.arn).finish_non_exhaustive()
    }
}

impl RoleCredentials {
    /// Assumes a role once, so that a refusal is known before anything else is asked. The queue is that of the account whose
    /// credentials are used: its requests to STS are what is counted.
    pub async fn assume(
        base: &SdkConfig,
        arn: String,
        role: &Role,
        queue: &Arc<AccountQueue>,
    ) -> Result<RoleCredentials, Failure> {
        let client = aws_sdk_sts::Client::new(base);
        let provider =
            RoleCredentials { client, arn, role: role.clone(), queue: queue.clone(), first: Mutex::new(None) };
        let credentials = provider.request().await?;
        *provider.first.lock().unwrap_or_else(PoisonError::into_inner) = Some(credentials);
        Ok(provider)
    }

    async fn request(&self) -> Result<Credentials, Failure> {
        let tag = |(key, value): (&String, &String)| Tag::builder().key(key).value(value).build().ok();
        let tags = self.role.session_tags.iter().filter_map(tag).collect::<Vec<_>>();
        let request = self.client.assume_role().role_arn(&self.arn).role_session_name(&self.role.session_name);
        let request = request.set_tags((!tags.is_empty()).then_some(tags));
        let answer = request.set_external_id(self.role.external_id.clone()).send();
        let (answer, _) = self.queue.send("sts:AssumeRole", GLOBAL, answer).await;
        let answer = answer?.map_err(|error| Failure::of(&error))?;
        let credentials = answer.credentials.ok_or_else(|| {
            Failure::new(crate::snapshot::Outcome::Failed, "UnreadableResponse", "the answer holds no credentials")
        })?;
        let expires = SystemTime::try_from(credentials.expiration).ok();
        let token = Some(credentials.session_token);
        Ok(Credentials::new(credentials.access_key_id, credentials.secret_access_key, token, expires, "AssumeRole"))
    }
}

impl ProvideCredentials for RoleCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async move {
            let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(credentials) = first {
                return Ok(credentials);
            }
            let refused =
                |f: Failure| CredentialsError::provider_error(format!("{} {}: {}", self.arn, f.code, f.message));
            let credentials: provider::Result = self.request().await.map_err(refused);
            credentials
        })
    }
}
