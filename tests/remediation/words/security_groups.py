"""Security groups."""

from .ec2 import matching, vpc
from .table import its_own, only, word


def named(found, part):
    """The VPC's one group whose name has a part."""
    listed = found.client("ec2").describe_security_groups(Filters=matching(vpc_id=vpc(found)))["SecurityGroups"]
    return only((g["GroupId"] for g in listed if part in g["GroupName"]), f"security group called *{part}*")


@word("SECURITY_GROUP")
def security_group(found):
    """The finding's security group."""
    return its_own(found, "AWS::EC2::SecurityGroup")


@word("ENDPOINT_GROUP")
def endpoint_group(found):
    """The security group of interface endpoints."""
    return named(found, "endpoints")
