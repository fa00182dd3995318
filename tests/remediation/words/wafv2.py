"""Web ACLs of distributions."""

from layer.names import GLOBAL

from .table import only, word


def acl(found):
    """The finding's web ACL, or the account's one."""
    listed = found.client("wafv2", GLOBAL).list_web_acls(Scope="CLOUDFRONT")["WebACLs"]
    own = [each for each in listed if each["ARN"] == found.resource["arn"]]
    return only(own or listed, "web ACL")


@word("WEB_ACL_ARN")
def arn(found):
    """The web ACL's ARN."""
    return acl(found)["ARN"]


@word("WEB_ACL_NAME")
def name(found):
    """The web ACL's name."""
    return acl(found)["Name"]


@word("WEB_ACL_ID")
def identifier(found):
    """The web ACL's id."""
    return acl(found)["Id"]
