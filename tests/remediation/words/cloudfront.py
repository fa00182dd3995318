"""Distributions."""

from .table import only, word


def distributions(found):
    """The account's distributions."""
    return found.client("cloudfront").list_distributions()["DistributionList"].get("Items", [])


@word("DISTRIBUTION")
def distribution(found):
    """The distribution's id."""
    return found.own("AWS::CloudFront::Distribution", lambda: only((d["Id"] for d in distributions(found)), "distribution"))
