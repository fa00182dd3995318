"""What leads from one account into another: peerings, transit gateways and resource shares."""

from layer.names import ACCOUNTS

from .table import only, word


@word("VPC_PEERING_CONNECTIONS")
def peerings(found):
    """The ids of the account's peerings that are still there, with spaces between them."""
    listed = found.client("ec2").describe_vpc_peering_connections()["VpcPeeringConnections"]
    return " ".join(p["VpcPeeringConnectionId"] for p in listed if p["Status"]["Code"] in ("pending-acceptance", "active"))


@word("TRANSIT_GATEWAY_ATTACHMENT")
def attachment(found):
    """The id of the VPC's attachment to a transit gateway."""
    listed = found.client("ec2").describe_transit_gateway_vpc_attachments()["TransitGatewayVpcAttachments"]
    return only((a["TransitGatewayAttachmentId"] for a in listed), "attachment to a transit gateway")


def shares(found, owner):
    """The resource shares of the account, or those that others share with it."""
    listed = found.client("ram").get_resource_shares(resourceOwner=owner)["resourceShares"]
    return [share for share in listed if share["status"] == "ACTIVE"]


@word("RESOURCE_SHARE_ARN")
def share(found):
    """The ARN of the account's own share."""
    return only((s["resourceShareArn"] for s in shares(found, "SELF")), "resource share")


@word("RESOURCE_SHARE_ARNS")
def share_arns(found):
    """The ARNs of the shares that the account has with others, with spaces between them."""
    return " ".join(s["resourceShareArn"] for owner in ("SELF", "OTHER-ACCOUNTS") for s in shares(found, owner))


@word("RESOURCE_SHARE_OWNER")
def share_owner(found):
    """The profile of the account that owns those shares."""
    owners = {s["owningAccountId"] for owner in ("SELF", "OTHER-ACCOUNTS") for s in shares(found, owner)} or {found.account}
    owner = only(owners, "owner of the shares")
    return next(name for name, number in ACCOUNTS.items() if number == owner)
