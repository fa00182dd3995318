"""Buckets."""

from .table import only, word


def named(found, part):
    """The account's one bucket whose name has a part."""
    listed = found.client("s3").list_buckets()["Buckets"]
    return only((b["Name"] for b in listed if part in b["Name"]), f"bucket called *{part}*")


@word("BUCKET")
def bucket(found):
    """The finding's bucket."""
    return found.own("AWS::S3::Bucket", lambda: named(found, "-spa-"))


@word("ACCESS_LOG_BUCKET")
def access_logs(found):
    """The bucket that access logs go to."""
    return named(found, "access-logs")
