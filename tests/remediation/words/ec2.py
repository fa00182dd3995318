"""Networks."""

from .organization import anywhere
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


def instances(found):
    """The region and the id of each instance of the account."""
    listed = lambda ec2: (i for r in ec2.describe_instances()["Reservations"] for i in r["Instances"])
    return anywhere(found, "ec2", lambda ec2: (i["InstanceId"] for i in listed(ec2) if i["State"]["Name"] != "terminated"))


@word("INSTANCE")
def instance(found):
    """The instance's id."""
    return found.own("AWS::EC2::Instance", lambda: only(instances(found), "instance")[1])


@word("INSTANCE_REGION")
def instance_region(found):
    """The region of the instance."""
    return only(instances(found), "instance")[0]


@word("NETWORK_INTERFACE")
def network_interface(found):
    """The network interface's id."""
    listed = lambda: found.client("ec2").describe_network_interfaces()["NetworkInterfaces"]
    return found.own("AWS::EC2::NetworkInterface", lambda: only((i["NetworkInterfaceId"] for i in listed()), "network interface"))
