"""CloudTrail: the organization's trail and its bucket."""

from datetime import timedelta

from layer import clock
from seed import trail

from .table import deviation


@deviation("management-trail-missing", "nothing records what is done in the organization (named: the account)")
def missing(cloud, world):
    """The trail was deleted; its bucket is there still."""
    cloud.client("cloudtrail").delete_trail(Name=trail.NAME)
    return trail.OWNER


@deviation("management-trail-of-one-account", "the trail is the account's, not the organization's (named: the account)")
def of_one_account(cloud, world):
    """The members see no trail at all."""
    cloud.client("cloudtrail").update_trail(Name=trail.NAME, IsOrganizationTrail=False)
    return trail.OWNER


@deviation("management-trail-of-one-region", "the trail records one region (named: the account)")
def of_one_region(cloud, world):
    """What is done in any other region leaves no trace."""
    cloud.client("cloudtrail").update_trail(Name=trail.NAME, IsMultiRegionTrail=False)
    return trail.OWNER


@deviation("management-trail-stopped", "the trail does not log (named: the trail)")
def stopped(cloud, world):
    """Since a moment ago."""
    cloud.client("cloudtrail").stop_logging(Name=trail.NAME)
    return trail.ARN


@deviation("management-trail-not-delivering", "the trail's bucket refuses what it delivers (named: the trail)")
def not_delivering(cloud, world):
    """It logs, but nothing arrives."""
    trail.policy(cloud, writes=False)
    return trail.ARN


@deviation("management-trail-silent", "the trail has delivered nothing for days (named: the trail)")
def silent(cloud, world):
    """And names no error."""
    trail.held().delivered = clock.now() - timedelta(days=3)
    return trail.ARN


@deviation("management-trail-without-validation", "the trail's files are not signed (named: the trail)")
def without_validation(cloud, world):
    """Nobody could tell whether one was changed."""
    cloud.client("cloudtrail").update_trail(Name=trail.NAME, EnableLogFileValidation=False)
    return trail.ARN


@deviation("management-trail-writes-only", "the trail leaves out what only reads (named: the trail)")
def writes_only(cloud, world):
    """Whoever looks around leaves no trace."""
    selector = {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True, "DataResources": []}
    cloud.client("cloudtrail").put_event_selectors(TrailName=trail.NAME, EventSelectors=[selector])
    return trail.ARN


@deviation("management-trail-bucket-unblocked", "nothing keeps the trail's bucket from being public (named: the trail)")
def unblocked(cloud, world):
    """Neither the bucket nor the account has a block."""
    cloud.client("s3").delete_public_access_block(Bucket=trail.BUCKET)
    return trail.ARN


@deviation("management-trail-bucket-open", "a trail of anybody's may write to the trail's bucket (named: the trail)")
def any_trail(cloud, world):
    """The policy names the service, not the trail."""
    trail.policy(cloud, source=False)
    return trail.ARN


@deviation("management-trail-bucket-unversioned", "the trail's bucket keeps no versions (named: the trail)")
def unversioned(cloud, world):
    """Since somebody suspended it."""
    cloud.client("s3").put_bucket_versioning(Bucket=trail.BUCKET, VersioningConfiguration={"Status": "Suspended"})
    return trail.ARN
