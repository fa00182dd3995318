"""Networks: what subnets give out and lead to, and what is left over."""

import json

from layer.names import ACCOUNTS
from seed import access
from seed.made import specification as spec

from .network import reassociate
from .table import deviation


@deviation("dev-private-subnet-gives-addresses", "a private subnet gives public addresses to what starts in it (named)")
def gives_addresses(cloud, env):
    """They reach nobody until its route changes."""
    cloud.client("ec2").modify_subnet_attribute(SubnetId=env.private["b"], MapPublicIpOnLaunch={"Value": True})
    return env.private["b"]


def _table(client, env, subnet, name, *routes):
    """Moves a subnet to a route table of its own."""
    tags = spec("route-table", f"{env.label}-{name}")
    made = client.create_route_table(VpcId=env.vpc, TagSpecifications=tags)["RouteTable"]["RouteTableId"]
    for route in routes:
        client.create_route(RouteTableId=made, **route)
    if subnet in env.private.values():
        client.modify_vpc_endpoint(VpcEndpointId=env.endpoints["s3"], AddRouteTableIds=[made])
    reassociate(client, env, subnet, made)


@deviation("dev-public-subnet-leaves-by-nat", "a public subnet's default route leads to the NAT gateway (named: the subnet)")
def leaves_by_nat(cloud, env):
    """It is public by a narrower route: half of the internet is served, and the other half gets no answer."""
    default = {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": env.nat}
    half = {"DestinationCidrBlock": "128.0.0.0/1", "GatewayId": env.igw}
    _table(cloud.client("ec2"), env, env.public["c"], "halves", default, half)
    return env.public["c"]


@deviation("staging-private-subnet-routes-a-range-out", "a private subnet has a route to the internet gateway (named: the subnet)")
def routes_a_range_out(cloud, env):
    """For a range that the internet does not have: it is private still."""
    default = {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": env.nat}
    idle = {"DestinationCidrBlock": "10.99.0.0/16", "GatewayId": env.igw}
    _table(cloud.client("ec2"), env, env.private["c"], "idle", default, idle)
    return env.private["c"]


@deviation("staging-private-subnet-leaves-by-vpn", "a private subnet's default route leads to a VPN gateway (named: the subnet)")
def leaves_by_vpn(cloud, env):
    """Through the office."""
    client = cloud.client("ec2")
    gateway = client.create_vpn_gateway(Type="ipsec.1", TagSpecifications=spec("vpn-gateway", env.label))["VpnGateway"]["VpnGatewayId"]
    client.attach_vpn_gateway(VpnGatewayId=gateway, VpcId=env.vpc)
    _table(client, env, env.private["c"], "office", {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway})
    return env.private["c"]


@deviation(
    "staging-igw-missing", "the VPC has no internet gateway (named: the VPC)", also=["NET-02", "NET-03", "NET-05", "NET-06", "ORG-06"],
)
def gateway_missing(cloud, env):
    """Deleted; the routes to it lead nowhere."""
    client = cloud.client("ec2")
    client.detach_internet_gateway(InternetGatewayId=env.igw, VpcId=env.vpc)
    client.delete_internet_gateway(InternetGatewayId=env.igw)
    table = next(t for t in env.backend("ec2").route_tables.values() if t.id == env.public_table)
    for route in table.routes:
        route.blackhole = route.gateway is not None
    return env.vpc


@deviation("staging-endpoint-policy-open", "the policy of Secrets Manager's endpoint is the one that AWS gives (named: the endpoint)")
def open_policy(cloud, env):
    """It lets everyone do everything."""
    statement = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    endpoint = env.endpoints["secretsmanager"]
    policy = json.dumps({"Version": "2008-10-17", "Statement": [statement]})
    cloud.client("ec2").modify_vpc_endpoint(VpcEndpointId=endpoint, PolicyDocument=policy)
    return endpoint


@deviation("dev-unused-group", "a security group that nothing uses (named)")
def unused(cloud, env):
    """Of a machine that is gone."""
    return access.group(cloud.client("ec2"), env, f"{env.label}-old-jump", "Jump host")


@deviation("prod-vpc-shared-in", "the VPC belongs to the management account and is shared (named: the VPC)")
def shared_in(cloud, env):
    """What stands in it is the environment's own."""
    env.backend("ec2").vpcs[env.vpc].shared_by = ACCOUNTS["management"]
    return env.vpc
