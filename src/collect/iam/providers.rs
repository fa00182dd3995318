//! Identity providers. Neither list has pages.

use super::super::Operation;
use super::super::context::{Context, Header};
use super::super::convert::{timestamp, unless_empty};
use super::NO_SUCH_ENTITY;
use crate::model::{OidcProvider, SamlProvider};
use aws_sdk_iam::Client;
use futures_util::future::join_all;

pub(super) const LIST_OPEN_ID_CONNECT_PROVIDERS: Operation = Operation::account("iam:ListOpenIDConnectProviders");
/// Conditional because the list is one answer, also when it is empty.
pub(super) const GET_OPEN_ID_CONNECT_PROVIDER: Operation =
    Operation::account("iam:GetOpenIDConnectProvider").after(&["iam:ListOpenIDConnectProviders"]).conditional();
pub(super) const LIST_SAML_PROVIDERS: Operation = Operation::account("iam:ListSAMLProviders");

pub(super) async fn oidc_providers(context: &Context, client: &Client) {
    let list = client.list_open_id_connect_providers().send();
    let Ok(list) = context.call(&LIST_OPEN_ID_CONNECT_PROVIDERS, None, list).await else { return };
    let arns = list.open_id_connect_provider_list().iter().filter_map(|p| p.arn());
    join_all(arns.map(|arn| read_oidc_provider(context, client, arn))).await;
}

async fn read_oidc_provider(context: &Context, client: &Client, arn: &str) {
    let answer = client.get_open_id_connect_provider().open_id_connect_provider_arn(arn).send();
    let answer = context.call_listed(&GET_OPEN_ID_CONNECT_PROVIDER, arn, &[NO_SUCH_ENTITY], answer).await;
    let fields = match &answer {
        Ok(Some(provider)) => Ok(OidcProvider {
            provider_arn: arn.to_owned(),
            url: unless_empty(provider.url()),
            client_ids: provider.client_id_list().to_vec(),
            create_date: timestamp(provider.create_date()),
        }),
        Ok(None) => return, // deleted since it was listed
        Err(gap) => Err(gap),
    };
    context.add(Header { arn: arn.to_owned(), id: arn, name: None }, fields);
}

pub(super) async fn saml_providers(context: &Context, client: &Client) {
    let list = context.call(&LIST_SAML_PROVIDERS, None, client.list_saml_providers().send()).await;
    let Ok(list) = list else { return };
    for provider in list.saml_provider_list() {
        let Some(arn) = provider.arn() else { continue };
        let fields = SamlProvider { provider_arn: arn.to_owned(), valid_until: timestamp(provider.valid_until()) };
        context.add(Header { arn: arn.to_owned(), id: arn, name: None }, Ok(fields));
    }
}
