"""Resource Access Manager and transit gateways: what crosses accounts. moto sees one account at a time."""

from moto.backends import get_backend

from .answers import amends, answers
from .names import ACCOUNTS


def _shared(call):
    """The shares that a call is about, each as moto holds it: the account's own, or others' with it."""
    stores = {account: get_backend("ram")[account][call.region].resource_shares for account in ACCOUNTS.values()}
    own = stores.pop(call.account, [])
    if call.params["resourceOwner"] == "SELF":
        return own
    return [share for shares in stores.values() for share in shares if any(_means(p, call.account) for p in share.principals)]


def _means(principal, account):
    return ":organizations:" in principal or account in principal


@answers("ram:GetResourceShares", "shares of other accounts")
def shares(call):
    """With whom and what is asked for by itself. There are few: one page."""
    return {"resourceShares": [share.describe() for share in _shared(call)]}


@answers("ram:ListPrincipals", "principals")
def principals(call):
    """Of the account's own shares."""
    rows = [(share, principal) for share in _shared(call) for principal in share.principals]
    return {"principals": [
        {"id": principal, "resourceShareArn": share.arn, "external": not _inside(principal), "creationTime": share.creation_time}
        for share, principal in rows
    ]}


def _inside(principal):
    return ":organizations:" in principal or any(account in principal for account in ACCOUNTS.values())


@answers("ram:ListResources", "resources")
def resources(call):
    """Of the account's own shares, or of those with it."""
    rows = [(share, arn) for share in _shared(call) for arn in share.resource_arns]
    return {"resources": [{"arn": arn, "resourceShareArn": share.arn, "status": "AVAILABLE"} for share, arn in rows]}


@amends("ec2:DescribeTransitGatewayAttachments", "the owner of a gateway that another account shares")
def attachments(call, answer):
    """moto takes the owner of what is attached for that of the gateway."""
    held = get_backend("ec2")[call.account][call.region].transit_gateway_attachments
    for item in answer["TransitGatewayAttachments"]:
        owner = getattr(held[item["TransitGatewayAttachmentId"]], "gateway_owner", None)
        item["TransitGatewayOwnerId"] = owner or call.account
