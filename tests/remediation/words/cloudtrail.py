"""The organization's trail: it is one of the management account's."""

from .organization import central
from .table import only, word


@word("TRAIL")
def trail(found):
    """The trail's name, which whoever makes it chooses."""
    return found.resource["arn"].rpartition("/")[2] if found.is_a("AWS::CloudTrail::Trail") else "organization"


@word("TRAIL_ARN")
def trail_arn(found):
    """The trail's ARN."""
    return found.own("AWS::CloudTrail::Trail", lambda: only((t["TrailARN"] for t in trails(found)), "trail"))


@word("TRAIL_BUCKET")
def trail_bucket(found):
    """The bucket that the trail delivers to, or that has been made for it."""
    made = (b["Name"] for b in central(found, "s3").list_buckets()["Buckets"] if "trail" in b["Name"])
    return only({t["S3BucketName"] for t in trails(found)} or made, "bucket of the trail")


def trails(found):
    """The management account's own trails."""
    return central(found, "cloudtrail").describe_trails(includeShadowTrails=False)["trailList"]
