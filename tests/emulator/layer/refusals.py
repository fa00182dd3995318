"""How AWS refuses a call, in the words and with the code of the call's own service."""

from .answers import Refusal
from .faults import internal, throttling
from .names import SCANNER_ROLE

#: IAM's prefix, where it is not botocore's name of the service.
PREFIXES = {"elbv2": "elasticloadbalancing", "s3control": "s3", "sso-admin": "sso", "service-quotas": "servicequotas"}
#: IAM's action, where it is not the operation's name.
ACTIONS = {
    "s3:ListBuckets": "ListAllMyBuckets", "s3:GetPublicAccessBlock": "GetBucketPublicAccessBlock", "s3:HeadBucket": "ListBucket",
    "s3:GetBucketEncryption": "GetEncryptionConfiguration", "s3:ListObjects": "ListBucket", "s3:ListObjectsV2": "ListBucket",
    "s3:HeadObject": "GetObject", "s3control:GetPublicAccessBlock": "GetAccountPublicAccessBlock",
}
JSON = ("json", "rest-json")
INVALID = "The security token included in the request is invalid."
UNSUBSCRIBED = "You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe."


def action(call):
    """What IAM calls the operation."""
    return f"{PREFIXES.get(call.service, call.service)}:{ACTIONS.get(call.name, call.operation)}"


def denied(call):
    """No policy of the scanner's role allows it."""
    user, wanted = f"arn:aws:sts::{call.account}:assumed-role/{SCANNER_ROLE}/trueline", action(call)
    message = f"User: {user} is not authorized to perform: {wanted} because no identity-based policy allows the {wanted} action"
    if call.protocol == "ec2":
        return Refusal("UnauthorizedOperation", f"You are not authorized to perform this operation. {message}", 403)
    if call.protocol in JSON:
        return Refusal("AccessDeniedException", message, 400 if call.protocol == "json" else 403)
    return Refusal("AccessDenied", message, 403)


def not_enabled(call):
    """The region is not one of the account's."""
    if call.protocol == "ec2":
        return Refusal("OptInRequired", UNSUBSCRIBED, 403)
    return Refusal("UnrecognizedClientException" if call.protocol in JSON else "InvalidClientTokenId", INVALID, 403)


def ways(call):
    """Each way to refuse a call."""
    return {
        "denied": denied(call), "throttled": throttling(call), "internal": internal(call), "not_enabled": not_enabled(call),
    }
