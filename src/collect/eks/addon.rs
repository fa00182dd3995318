//! Add-ons. Their configuration values, which may hold whatever their users wrote, are never kept.

use super::super::Operation;
use super::super::context::{Context, Header};
use crate::model::{Addon, Ref};
use aws_sdk_eks::Client;
use futures_util::future::join_all;

/// Not asked for a cluster that was deleted since it was listed.
pub(super) const LIST_ADDONS: Operation =
    Operation::region("eks:ListAddons").after(&["eks:ListClusters"]).conditional();
pub(super) const DESCRIBE_ADDON: Operation = Operation::region("eks:DescribeAddon").after(&["eks:ListAddons"]);

pub(super) async fn addons(context: &Context, client: &Client, cluster: &str) {
    if !context.asks(&LIST_ADDONS) {
        return;
    }
    let pages = client.list_addons().cluster_name(cluster).into_paginator().send();
    let (names, _) = context.pages_of(&LIST_ADDONS, Some(cluster), pages, |page| page.addons.unwrap_or_default()).await;
    join_all(names.iter().map(|name| read_addon(context, client, cluster, name))).await;
}

async fn read_addon(context: &Context, client: &Client, cluster: &str, name: &str) {
    let answer = client.describe_addon().cluster_name(cluster).addon_name(name).send();
    let path = format!("{cluster}/{name}");
    let addon = super::describe(context, &DESCRIBE_ADDON, &path, answer, |a| a.addon).await;
    let Some(addon) = addon else { return };
    // A list has names only; the end of the ARN is known to the description alone.
    let arn = addon.as_ref().ok().and_then(|a| a.addon_arn.clone());
    let arn = arn.unwrap_or_else(|| context.arn("eks", &format!("addon/{path}")));
    let fields = addon.as_ref().map(|addon| Addon {
        addon_arn: arn.clone(),
        addon_name: name.to_owned(),
        cluster_name: Ref::from(cluster),
        status: addon.status.as_ref().map(|s| s.as_str().to_owned()),
        addon_version: addon.addon_version.clone(),
        service_account_role_arn: addon.service_account_role_arn().map(Ref::from),
    });
    context.add(Header { arn: arn.clone(), id: &arn, name: Some(name) }, fields);
}
