//! Images of a repository. What their scans found is asked for the newest one with a tag alone: that is what a pipeline
//! pushed last.

use super::super::Operation;
use super::super::context::{Context, Header};
use super::super::convert::timestamp;
use crate::model::{EcrImage, EcrSeverityCount, Fetched, Ref, Timestamp};
use aws_sdk_ecr::Client;
use aws_sdk_ecr::types::{self, ImageIdentifier, ScanStatus};
use futures_util::future::join_all;

pub(super) const DESCRIBE_IMAGES: Operation =
    Operation::region("ecr:DescribeImages").after(&["ecr:DescribeRepositories"]);
/// Asked for the newest images.
pub(super) const DESCRIBE_IMAGE_SCAN_FINDINGS: Operation =
    Operation::region("ecr:DescribeImageScanFindings").after(&["ecr:DescribeImages"]).conditional();

/// Manifests that only list the images of several platforms.
const INDEXES: [&str; 2] =
    ["application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json"];

pub(super) async fn images(context: &Context, client: &Client, repository: &str) {
    let pages = client.describe_images().repository_name(repository).max_results(1000).into_paginator().send();
    let images =
        context.pages_of(&DESCRIBE_IMAGES, Some(repository), pages, |page| page.image_details.unwrap_or_default());
    let (images, _) = images.await;
    let newest = newest(&images);
    join_all(images.iter().map(|image| async move {
        let Some(digest) = image.image_digest() else { return };
        let pushed_at = timestamp(image.image_pushed_at());
        let is_newest = !image.image_tags().is_empty() && newest.is_some() && pushed_at == newest;
        let scan = if is_newest { scan(context, client, repository, digest, image).await } else { Scan::not_asked() };
        let id = format!("{repository}@{digest}");
        let fields = EcrImage {
            image_id: id.clone(),
            repository_name: Ref::from(repository),
            image_digest: digest.to_owned(),
            image_tags: image.image_tags().to_vec(),
            image_pushed_at: pushed_at,
            image_manifest_media_type: image.image_manifest_media_type.clone(),
            scan_status: scan.status,
            finding_severity_counts: scan.counts,
            scan_completed_at: scan.completed_at,
        };
        let arn = context.arn("ecr", &format!("repository/{id}"));
        context.add(Header { arn, id: &id, name: None }, Ok(fields));
    }))
    .await;
}

/// When the newest image with a tag was pushed.
fn newest(images: &[types::ImageDetail]) -> Option<Timestamp> {
    let tagged = images.iter().filter(|i| !i.image_tags().is_empty());
    tagged.filter_map(|i| timestamp(i.image_pushed_at())).max()
}

/// What is known of an image's scan.
struct Scan {
    status: Fetched<Option<String>>,
    counts: Fetched<Option<Vec<EcrSeverityCount>>>,
    completed_at: Fetched<Option<Timestamp>>,
}

impl Scan {
    fn unknown(why: String) -> Scan {
        Scan {
            status: Fetched::Unknown(why.clone()),
            counts: Fetched::Unknown(why.clone()),
            completed_at: Fetched::Unknown(why),
        }
    }

    fn not_asked() -> Scan {
        Scan::unknown(format!("{} not_requested", DESCRIBE_IMAGE_SCAN_FINDINGS.action))
    }

    fn of(status: Option<String>, findings: Option<types::ImageScanFindings>) -> Scan {
        let counts = findings.as_ref().map(|f| {
            let counts = f.finding_severity_counts().into_iter().flatten();
            let counts =
                counts.map(|(s, n)| EcrSeverityCount { severity: s.as_str().to_owned(), count: i64::from(*n) });
            let mut counts = counts.collect::<Vec<_>>();
            counts.sort_by(|a, b| a.severity.cmp(&b.severity));
            counts
        });
        let completed_at = findings.as_ref().and_then(|f| timestamp(f.image_scan_completed_at()));
        Scan {
            status: Fetched::Value(status),
            counts: Fetched::Value(counts),
            completed_at: Fetched::Value(completed_at),
        }
    }
}

async fn scan(context: &Context, client: &Client, repository: &str, digest: &str, image: &types::ImageDetail) -> Scan {
    let id = ImageIdentifier::builder().image_digest(digest).build();
    // The counts come with every page of findings; the findings themselves are not read.
    let ask = client.describe_image_scan_findings().repository_name(repository).image_id(id).max_results(1).send();
    let resource = format!("{repository}@{digest}");
    let never = ["ScanNotFoundException"];
    let answer = context.call_unless(&DESCRIBE_IMAGE_SCAN_FINDINGS, Some(&resource), &never, ask).await;
    let (status, findings) = match answer {
        Ok(Some(answer)) => (answer.image_scan_status.and_then(|s| s.status), answer.image_scan_findings),
        Ok(None) => (None, None),
        Err(gap) => return Scan::unknown(gap.text),
    };
    let is_index = image.image_manifest_media_type().is_some_and(|t| INDEXES.contains(&t));
    if is_index && matches!(status, None | Some(ScanStatus::UnsupportedImage)) {
        // The platforms' images are scanned instead, and only the manifest, which is not read, says which those are.
        return Scan::unknown("an index of several platforms' images, which has no scan of its own".to_owned());
    }
    Scan::of(status.map(|s| s.as_str().to_owned()), findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_ecr::types::{FindingSeverity, ImageDetail, ImageScanFindings};
    use aws_smithy_types::DateTime;

    fn image(tag: Option<&str>, pushed: i64) -> ImageDetail {
        let image = ImageDetail::builder().image_pushed_at(DateTime::from_secs(pushed));
        image.set_image_tags(tag.map(|t| vec![t.to_owned()])).build()
    }

    #[test]
    fn the_newest_image_is_the_newest_that_has_a_tag() {
        assert_eq!(newest(&[]), None);
        assert_eq!(newest(&[image(None, 9)]), None);
        let images = [image(Some("1.0.0"), 5), image(Some("1.0.1"), 7), image(None, 9)];
        assert_eq!(newest(&images), timestamp(Some(&DateTime::from_secs(7))));
    }

    #[test]
    fn severities_are_counted_in_a_fixed_order_and_only_once_there_is_a_scan() {
        let findings = ImageScanFindings::builder()
            .finding_severity_counts(FindingSeverity::Medium, 2)
            .finding_severity_counts(FindingSeverity::High, 1);
        let scan = Scan::of(Some("COMPLETE".to_owned()), Some(findings.build()));
        let Fetched::Value(Some(counts)) = scan.counts else { panic!() };
        let counts = counts.iter().map(|c| (c.severity.as_str(), c.count)).collect::<Vec<_>>();
        assert_eq!(counts, [("HIGH", 1), ("MEDIUM", 2)]);
        assert!(matches!(Scan::of(Some("IN_PROGRESS".to_owned()), None).counts, Fetched::Value(None)));
    }
}
