//! Identity providers.

use super::super::super::mapping::{From, Mapping};
use super::super::super::resource::Resource;
use crate::model::{OidcProvider, Record, SamlProvider};
use serde_json::{Value, json};

pub const OIDC_PROVIDER: Mapping = Mapping {
    arn: "arn:aws:iam::{account}:oidc-provider/{url}",
    is_global: true,
    fields: &[
        ("provider_arn", From::With(|provider| provider.known_identity())),
        ("url", From::With(url)),
        ("client_ids", From::Attribute("client_id_list")),
    ],
    ..Mapping::new(OidcProvider::shape, &["aws_iam_openid_connect_provider"], "arn")
};

/// IAM answers it without its scheme.
fn url(provider: &Resource) -> Option<Value> {
    let url = provider.value("url")?;
    Some(url.as_str().map(|text| json!(text.strip_prefix("https://").unwrap_or(text))).unwrap_or(url))
}

pub const SAML_PROVIDER: Mapping = Mapping {
    arn: "arn:aws:iam::{account}:saml-provider/{name}",
    is_global: true,
    fields: &[("provider_arn", From::With(|provider| provider.known_identity()))],
    ..Mapping::new(SamlProvider::shape, &["aws_iam_saml_provider"], "arn")
};
