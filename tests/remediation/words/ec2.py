"""Networks."""

from ipaddress import ip_network

from layer.names import ACCOUNTS, ENVIRONMENTS

from .organization import anywhere
from .table import its_own, only, word


def matching(**values):
    """EC2's filters: the names' underscores stand for hyphens."""
    return [{"Name": name.replace("_", "-"), "Values": [value]} for name, value in values.items()]


def vpcs(found):
    """The account's VPCs, the default ones left out; those with subnets come first."""
    ec2 = found.client("ec2")
    listed = [v["VpcId"] for v in ec2.describe_vpcs(Filters=matching(is_default="false"))["Vpcs"]]
    return sorted(listed, key=lambda v: not ec2.describe_subnets(Filters=matching(vpc_id=v))["Subnets"])


@word("VPC")
def vpc(found):
    """The environment's VPC."""
    return found.own("AWS::EC2::VPC", lambda: vpcs(found)[0])


@word("OTHER_VPC")
def other_vpc(found):
    """A VPC beside the environment's."""
    return only(vpcs(found)[1:], "other VPC")


@word("VPC_RANGE")
def vpc_range(found):
    """The VPC's range."""
    return found.client("ec2").describe_vpcs(VpcIds=[vpc(found)])["Vpcs"][0]["CidrBlock"]


def subnets_of(found):
    """The VPC's subnets, as EC2 describes them, by zone."""
    listed = found.client("ec2").describe_subnets(Filters=matching(vpc_id=vpc(found)))["Subnets"]
    return sorted(listed, key=lambda s: s["AvailabilityZone"])


def subnets(found, purpose):
    """The VPC's subnets of a purpose, by zone."""
    named = lambda subnet: next((t["Value"] for t in subnet.get("Tags", []) if t["Key"] == "Name"), "")
    return [s["SubnetId"] for s in subnets_of(found) if purpose in named(s)]


@word("PRIVATE_SUBNETS")
def private_subnets(found):
    """The private subnets' ids, with spaces between them."""
    return " ".join(subnets(found, "private"))


@word("PUBLIC_SUBNETS")
def public_subnets(found):
    """The public subnets' ids, with spaces between them."""
    return " ".join(subnets(found, "public"))


@word("PRIVATE_SUBNET")
def private_subnet(found):
    """One of the private subnets."""
    return subnets(found, "private")[0]


@word("PUBLIC_SUBNET")
def public_subnet(found):
    """One of the public subnets."""
    return subnets(found, "public")[0]


@word("SUBNET")
def subnet(found):
    """The finding's subnet."""
    return its_own(found, "AWS::EC2::Subnet")


@word("FREE_RANGE")
def free_range(found):
    """A range of the VPC that no subnet has."""
    taken = [ip_network(s["CidrBlock"]) for s in subnets_of(found)]
    ranges = ip_network(vpc_range(found)).subnets(new_prefix=19)
    return str(next(free for free in ranges if not any(free.overlaps(other) for other in taken)))


def zone_without(found, purpose):
    """A zone of the region in which the VPC has no subnet of a purpose that its route table makes of it."""
    ec2 = found.client("ec2")
    routed = {
        s["AvailabilityZone"] for s in subnets_of(found)
        if s["SubnetId"] in subnets(found, purpose) and table_of(found, s["SubnetId"]) == table_for(found, purpose)
    }
    zones = ec2.describe_availability_zones()["AvailabilityZones"]
    return next(z["ZoneName"] for z in zones if z["ZoneName"] not in routed)


@word("ZONE_WITHOUT_PRIVATE_SUBNET")
def zone_without_private(found):
    """A zone in which the VPC has no private subnet."""
    return zone_without(found, "private")


@word("ZONE_WITHOUT_PUBLIC_SUBNET")
def zone_without_public(found):
    """A zone in which the VPC has no public subnet."""
    return zone_without(found, "public")


def table_of(found, wanted):
    """A subnet's route table; the VPC's main one where it has none of its own."""
    ec2 = found.client("ec2")
    tables = ec2.describe_route_tables(Filters=matching(**{"association.subnet_id": wanted}))["RouteTables"]
    main = {**matching(vpc_id=vpc(found))[0]}, {"Name": "association.main", "Values": ["true"]}
    tables = tables or ec2.describe_route_tables(Filters=list(main))["RouteTables"]
    return tables[0]["RouteTableId"]


def table_for(found, purpose):
    """The route table that most subnets of a purpose have."""
    tables = [table_of(found, each) for each in subnets(found, purpose)]
    return max(tables, key=tables.count)


@word("ROUTE_TABLE")
def route_table(found):
    """The route table of the finding's subnet."""
    return table_of(found, subnet(found))


@word("PRIVATE_ROUTE_TABLE")
def private_table(found):
    """The route table of the private subnets."""
    return table_for(found, "private")


@word("PUBLIC_ROUTE_TABLE")
def public_table(found):
    """The route table of the public subnets."""
    return table_for(found, "public")


@word("INTERNET_GATEWAY")
def internet_gateway(found):
    """The internet gateway."""
    listed = lambda: (g["InternetGatewayId"] for g in attached(found))
    return found.own("AWS::EC2::InternetGateway", lambda: only(listed(), "internet gateway"))


def attached(found):
    """The internet gateways of the VPC."""
    wanted = matching(**{"attachment.vpc_id": vpc(found)})
    return found.client("ec2").describe_internet_gateways(Filters=wanted)["InternetGateways"]


@word("NAT_GATEWAY")
def nat_gateway(found):
    """The NAT gateway that private subnets leave through."""
    tables = found.client("ec2").describe_route_tables(RouteTableIds=[private_table(found)])["RouteTables"]
    listed = lambda: (r["NatGatewayId"] for r in tables[0]["Routes"] if "NatGatewayId" in r)
    return found.own("AWS::EC2::NatGateway", lambda: only(listed(), "NAT gateway"))


@word("NETWORK_INTERFACE")
def network_interface(found):
    """The network interface's id."""
    listed = lambda: found.client("ec2").describe_network_interfaces()["NetworkInterfaces"]
    return found.own("AWS::EC2::NetworkInterface", lambda: only((i["NetworkInterfaceId"] for i in listed()), "network interface"))


@word("INSTANCE")
def instance(found):
    """The instance's id."""
    return found.own("AWS::EC2::Instance", lambda: only(instances(found), "instance")[1])


@word("VPC_ENDPOINT")
def endpoint(found):
    """The finding's endpoint."""
    return its_own(found, "AWS::EC2::VPCEndpoint")


@word("PRIVATE_SUBNET_OF_ANOTHER_ZONE")
def other_zone(found):
    """A private subnet of a zone that the finding's endpoint does not stand in yet."""
    stands = found.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[endpoint(found)])["VpcEndpoints"][0]["SubnetIds"]
    zones = {s["AvailabilityZone"] for s in subnets_of(found) if s["SubnetId"] in stands}
    private = subnets(found, "private")
    return next(s["SubnetId"] for s in subnets_of(found) if s["SubnetId"] in private and s["AvailabilityZone"] not in zones)


@word("OVERLAPPING_RANGES")
def overlapping(found):
    """The associations of the VPC's additional ranges that another environment's VPC has too, with spaces between them."""
    others = [
        ip_network(each["CidrBlock"]) for name in ENVIRONMENTS if ACCOUNTS[name] != found.account
        for other in found.sessions.client("ec2", ACCOUNTS[name], found.region).describe_vpcs(Filters=matching(is_default="false"))["Vpcs"]
        for each in other["CidrBlockAssociationSet"]
    ]
    own = found.client("ec2").describe_vpcs(VpcIds=[vpc(found)])["Vpcs"][0]
    additional = [each for each in own["CidrBlockAssociationSet"] if each["CidrBlock"] != own["CidrBlock"]]
    return " ".join(e["AssociationId"] for e in additional if any(ip_network(e["CidrBlock"]).overlaps(other) for other in others))


def instances(found):
    """The region and the id of each instance of the account."""
    listed = lambda ec2: (i for r in ec2.describe_instances()["Reservations"] for i in r["Instances"])
    return anywhere(found, "ec2", lambda ec2: (i["InstanceId"] for i in listed(ec2) if i["State"]["Name"] != "terminated"))


@word("INSTANCE_REGION")
def instance_region(found):
    """The region of the instance."""
    return only(instances(found), "instance")[0]
