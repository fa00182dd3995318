"""Distributions."""

from layer.names import GLOBAL

from .table import only, word


def distributions(found):
    """The account's distributions."""
    return found.client("cloudfront").list_distributions()["DistributionList"].get("Items", [])


@word("DISTRIBUTION")
def distribution(found):
    """The distribution's id."""
    return found.own("AWS::CloudFront::Distribution", lambda: only((d["Id"] for d in distributions(found)), "distribution"))


@word("EDGE_CERTIFICATE_ARN")
def certificate(found):
    """A certificate for the distribution's names, which ACM keeps in us-east-1."""
    return f"arn:aws:acm:{GLOBAL}:{found.account}:certificate/0f1e2d3c-0000-4000-8000-{found.account}"


def header(found):
    """The header that the distribution adds, with its value."""
    held = found.client("cloudfront").get_distribution_config(Id=distribution(found))["DistributionConfig"]
    return only((h for o in held["Origins"]["Items"] for h in o["CustomHeaders"].get("Items", [])), "header")


@word("ORIGIN_HEADER")
def header_name(found):
    """The header by which the load balancer knows the distribution."""
    return header(found)["HeaderName"]


@word("ORIGIN_SECRET")
def header_value(found):
    """The header's secret value."""
    return header(found)["HeaderValue"]
