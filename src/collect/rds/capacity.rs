//! How much of their capacity Aurora Serverless clusters have used lately.

use super::super::Operation;
use super::super::context::Context;
use crate::model::Fetched;
use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricDataResult, MetricStat, StatusCode};
use aws_smithy_types::DateTime;
use std::collections::BTreeMap;

/// Asked for clusters of Serverless v2, all of a region at a time.
pub(super) const GET_METRIC_DATA: Operation =
    Operation::region("cloudwatch:GetMetricData").after(&["rds:DescribeDBClusters"]).conditional();

/// Series that one request may ask for.
const SERIES: usize = 500;
const DAY: i32 = 24 * 60 * 60;
const DAYS: i32 = 14;

/// The peak of each cluster, by its identifier; unknown where CloudWatch holds nothing of it or did not answer in full.
pub(super) async fn peaks(context: &Context, clusters: &[&str]) -> BTreeMap<String, Fetched<f64>> {
    let mut peaks = BTreeMap::new();
    if !context.asks(&GET_METRIC_DATA) {
        return peaks;
    }
    let client = Client::new(&context.config);
    let now = jiff::Timestamp::now().as_second();
    for chunk in clusters.chunks(SERIES) {
        let queries = chunk.iter().enumerate().map(|(i, cluster)| query(i, cluster)).collect();
        let pages = client.get_metric_data().set_metric_data_queries(Some(queries));
        let start = DateTime::from_secs(now - i64::from(DAYS * DAY));
        let pages = pages.start_time(start).end_time(DateTime::from_secs(now)).into_paginator().send();
        let pages =
            context.pages_of(&GET_METRIC_DATA, None, pages, |page| page.metric_data_results.unwrap_or_default());
        let (results, gap) = pages.await;
        for (i, cluster) in chunk.iter().enumerate() {
            let peak = gap.as_ref().map_or_else(|| peak(&id(i), &results), |gap| Fetched::Unknown(gap.text.clone()));
            peaks.insert((*cluster).to_owned(), peak);
        }
    }
    peaks
}

fn id(i: usize) -> String {
    format!("c{i}")
}

fn query(i: usize, cluster: &str) -> MetricDataQuery {
    let dimension = Dimension::builder().name("DBClusterIdentifier").value(cluster).build();
    let metric = Metric::builder().namespace("AWS/RDS").metric_name("ServerlessDatabaseCapacity").dimensions(dimension);
    let stat = MetricStat::builder().metric(metric.build()).period(DAY).stat("Maximum").build();
    MetricDataQuery::builder().id(id(i)).metric_stat(stat).build()
}

/// The greatest value of a series, whose pages follow one another; the last says whether it is whole.
fn peak(id: &str, results: &[MetricDataResult]) -> Fetched<f64> {
    let own = || results.iter().filter(|r| r.id() == Some(id));
    let status = own().next_back().and_then(|r| r.status_code());
    if status != Some(&StatusCode::Complete) {
        let status = status.map_or("no status", |s| s.as_str());
        return Fetched::Unknown(format!("{} answered {status}", GET_METRIC_DATA.action));
    }
    let peak = own().flat_map(|r| r.values()).copied().reduce(f64::max);
    peak.map_or_else(|| Fetched::Unknown(format!("{} answered no values", GET_METRIC_DATA.action)), Fetched::Value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(status: StatusCode, values: &[f64]) -> MetricDataResult {
        MetricDataResult::builder().id("c0").status_code(status).set_values(Some(values.to_vec())).build()
    }

    #[test]
    fn a_peak_is_that_of_all_pages_and_known_only_when_the_last_is_whole() {
        let whole = [page(StatusCode::PartialData, &[4.0, 2.5]), page(StatusCode::Complete, &[3.0])];
        assert!(matches!(peak("c0", &whole), Fetched::Value(4.0)));
        let broken = [page(StatusCode::PartialData, &[4.0])];
        assert!(
            matches!(peak("c0", &broken), Fetched::Unknown(why) if why == "cloudwatch:GetMetricData answered PartialData")
        );
        assert!(matches!(peak("c0", &[page(StatusCode::Forbidden, &[])]), Fetched::Unknown(_)));
        assert!(matches!(peak("c1", &whole), Fetched::Unknown(_)));
    }

    #[test]
    fn a_cluster_without_values_is_not_an_idle_one() {
        let why = "cloudwatch:GetMetricData answered no values";
        assert!(matches!(peak("c0", &[page(StatusCode::Complete, &[])]), Fetched::Unknown(told) if told == why));
    }
}
