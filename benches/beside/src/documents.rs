//! Resources as documents with their neighbours inside, for engines that know no graph.

use super::support::rules::RULES;
use anyhow::{Context, Result};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// A value of an engine.
pub trait Document: Clone {
    fn scalar(value: &Value) -> Self;
    fn time(text: &str) -> Self;
    fn list(items: Vec<Self>) -> Self;
    fn map(members: Vec<(String, Self)>) -> Self;
    /// The same map with more members.
    fn with(&self, members: Vec<(&str, Self)>) -> Self;
}

const TIMES: [&str; 2] = ["read_at", "latest_restorable_time"];

fn convert<D: Document>(key: &str, value: &Value) -> D {
    match value {
        Value::String(text) if TIMES.contains(&key) => D::time(text),
        Value::Array(items) => D::list(items.iter().map(|item| convert("", item)).collect()),
        Value::Object(members) => D::map(members.iter().map(|(k, v)| (k.clone(), convert(k, v))).collect()),
        scalar => D::scalar(scalar),
    }
}

/// The documents of one account, by type, in the order of [`RULES`].
pub fn of<D: Document>(lines: &[String]) -> Result<Vec<(&'static str, Vec<D>)>> {
    let mut resources = HashMap::<String, Vec<Map<String, Value>>>::new();
    for line in lines {
        let mut header = serde_json::from_str::<Map<String, Value>>(line)?;
        if let Some(Value::Object(fields)) = header.remove("fields") {
            header.extend(fields);
        }
        let ty = header["type"].as_str().unwrap_or_default().to_owned();
        resources.entry(ty).or_default().push(header);
    }
    let text = |resource: &Map<String, Value>, key: &str| resource.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut all = |ty: &str| resources.remove(ty).unwrap_or_default().into_iter();
    let plain = |r: &Map<String, Value>| -> D { D::map(r.iter().map(|(k, v)| (k.clone(), convert(k, v))).collect()) };
    let account = plain(&all("AWS::Organizations::Account").next().context("an account without itself")?);

    let vpcs = all("AWS::EC2::VPC").map(|r| (text(&r, "id"), plain(&r))).collect::<Vec<_>>();
    let vpc_of = vpcs.iter().cloned().collect::<HashMap<_, _>>();
    let (mut tables, mut table_of) = (Vec::new(), HashMap::new());
    for r in all("AWS::EC2::RouteTable") {
        let document = plain(&r).with(vec![("vpc", vpc_of[&text(&r, "vpc_id")].clone())]);
        for association in r["associations"].as_array().into_iter().flatten() {
            if let Some(subnet) = association["subnet_id"].as_str() {
                table_of.insert(subnet.to_owned(), document.clone());
            }
        }
        tables.push(document);
    }
    let (mut subnets, mut subnet_of, mut subnets_of) = (Vec::new(), HashMap::new(), HashMap::<String, Vec<D>>::new());
    for r in all("AWS::EC2::Subnet") {
        let table = table_of.get(&text(&r, "id")).cloned().unwrap_or_else(|| D::scalar(&Value::Null));
        let document = plain(&r).with(vec![("route_table", table)]);
        subnet_of.insert(text(&r, "id"), document.clone());
        subnets_of.entry(text(&r, "vpc_id")).or_default().push(document.clone());
        subnets.push(document);
    }
    let ids = |r: &Map<String, Value>| r["subnet_ids"].as_array().cloned().unwrap_or_default();
    let followed = |r: &Map<String, Value>| {
        D::list(ids(r).iter().filter_map(|id| subnet_of.get(id.as_str()?).cloned()).collect())
    };
    let databases = all("AWS::RDS::DBCluster").map(|r| (text(&r, "db_subnet_group_name"), plain(&r))).collect::<Vec<_>>();
    let (mut groups, mut group_of) = (Vec::new(), HashMap::new());
    for r in all("AWS::RDS::DBSubnetGroup") {
        let document = plain(&r).with(vec![("subnets", followed(&r))]);
        let own = databases.iter().filter(|(group, _)| *group == text(&r, "id")).map(|(_, d)| d.clone()).collect();
        let vpc = vpc_of[&text(&r, "vpc_id")].clone();
        groups.push(document.with(vec![("vpc", vpc), ("account", account.clone()), ("db_clusters", D::list(own))]));
        group_of.insert(text(&r, "id"), document);
    }
    let clusters = all("AWS::EKS::Cluster").map(|r| plain(&r).with(vec![("subnets", followed(&r))])).collect();
    let databases = databases.into_iter().map(|(group, d)| d.with(vec![("subnet_group", group_of[&group].clone())])).collect();
    let vpcs = vpcs.into_iter().map(|(id, d)| {
        let subnets = D::list(subnets_of.remove(&id).unwrap_or_default());
        d.with(vec![("subnets", subnets), ("account", account.clone())])
    });
    let by_type = [vpcs.collect(), subnets, tables, groups, databases, clusters];
    Ok(RULES.iter().map(|(ty, _)| *ty).zip(by_type).collect())
}
