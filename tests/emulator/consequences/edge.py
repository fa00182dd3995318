"""CloudFront: invalidations."""

from layer.answers import follows
from seed import edge


@follows("cloudfront:CreateInvalidation", "its end: moto writes COMPLETED, AWS Completed")
def invalidated(_cloud, env, _call, answer):
    """At once."""
    edge.complete(env, lambda invalidation: invalidation.id == answer["Invalidation"]["Id"])
