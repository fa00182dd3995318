"""Buckets."""

from .table import its_own, word


@word("BUCKET")
def bucket(found):
    """The finding's bucket."""
    return its_own(found, "AWS::S3::Bucket")
