"""Networks."""

from .table import only, word


@word("VPC")
def vpc(found):
    """The environment's VPC."""
    listed = lambda: found.client("ec2").describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"]
    return found.own("AWS::EC2::VPC", lambda: only((v["VpcId"] for v in listed()), "VPC"))


def subnets(found, purpose):
    """The VPC's subnets of a purpose, by zone."""
    wanted = [{"Name": "vpc-id", "Values": [vpc(found)]}]
    listed = found.client("ec2").describe_subnets(Filters=wanted)["Subnets"]
    named = lambda subnet: next((t["Value"] for t in subnet.get("Tags", []) if t["Key"] == "Name"), "")
    return [s["SubnetId"] for s in sorted(listed, key=lambda s: s["AvailabilityZone"]) if purpose in named(s)]


@word("PRIVATE_SUBNETS")
def private_subnets(found):
    """The private subnets' ids, with spaces between them."""
    return " ".join(subnets(found, "private"))


@word("PUBLIC_SUBNETS")
def public_subnets(found):
    """The public subnets' ids, with spaces between them."""
    return " ".join(subnets(found, "public"))
