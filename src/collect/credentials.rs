//! Credentials of the scanner's role in another account.

use super::error::Failure;
use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::{self, ProvideCredentials, error::CredentialsError, future};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// The role to assume in each account.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its name, with its path where it has one.
    pub name: String,
    /// What the role's trust policy asks for, if it does.
    pub external_id: Option<String>,
    /// How the session is called in the account's trail.
    pub session_name: String,
}

/// Assumes the role when asked for credentials: the SDK asks again before they expire.
#[derive(Debug)]
pub(super) struct RoleCredentials {
    client: aws_sdk_sts::Client,
    arn: String,
    role: Role,
    /// What the first request answered, for whoever asks first.
    first: Mutex<Option<Credentials>>,
}

impl RoleCredentials {
    /// Assumes the role once, so that a refusal is known before anything else is asked.
    pub async fn assume(base: &SdkConfig, account: &str, role: &Role) -> Result<RoleCredentials, Failure> {
        let client = aws_sdk_sts::Client::new(base);
        let arn = format!("arn:aws:iam::{account}:role/{}", role.name.trim_start_matches('/'));
        let provider = RoleCredentials { client, arn, role: role.clone(), first: Mutex::new(None) };
        let credentials = provider.request().await?;
        *provider.first.lock().unwrap_or_else(PoisonError::into_inner) = Some(credentials);
        Ok(provider)
    }

    async fn request(&self) -> Result<Credentials, Failure> {
        let request = self.client.assume_role().role_arn(&self.arn).role_session_name(&self.role.session_name);
        let answer = request.set_external_id(self.role.external_id.clone()).send().await;
        let answer = answer.map_err(|error| Failure::of(&error))?;
        let credentials = answer.credentials.ok_or_else(|| Failure {
            outcome: crate::snapshot::Outcome::Failed,
            code: "UnreadableResponse".into(),
            message: "the answer holds no credentials".into(),
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
