"""Security groups."""

from .ec2 import matching, vpc
from .table import only, word


def named(found, part):
    """The VPC's one group whose name has a part."""
    listed = found.client("ec2").describe_security_groups(Filters=matching(vpc_id=vpc(found)))["SecurityGroups"]
    return only((g["GroupId"] for g in listed if part in g["GroupName"]), f"security group called *{part}*")


@word("SECURITY_GROUP")
def security_group(found):
    """The finding's security group."""
    return found.own("AWS::EC2::SecurityGroup", lambda: only([], "security group"))


@word("ENDPOINT_GROUP")
def endpoint_group(found):
    """The security group of interface endpoints."""
    return named(found, "endpoints")
