"""Only a handful of regions are enabled: the others refuse, as AWS does, with the code that wrong credentials have too."""

from .answers import Refusal
from .names import REGIONS

CODES = {"ec2": ("AuthFailure", 401), "query": ("InvalidClientTokenId", 403), "s3": ("InvalidAccessKeyId", 403)}
#: Regions in which an account has buckets, and nothing else.
buckets_only = set()


def guard(call):
    """Refuses a call to a region that is not enabled."""
    if call.region in REGIONS or call.region == "aws-global" or (call.service == "s3" and call.region in buckets_only):
        return
    kind = "s3" if call.service == "s3" else call.protocol
    code, status = CODES.get(kind, ("UnrecognizedClientException", 400))
    raise Refusal(code, "The security token included in the request is invalid.", status)
