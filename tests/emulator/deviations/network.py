"""Networks: subnets, routes, gateways, endpoints, groups and what stands where it should not."""

from layer.names import ACCOUNTS, HOME
from seed import access, ingress, kubernetes, network
from seed.made import backend
from seed.made import specification as spec

from .table import deviation


def ec2(env):
    """moto's store of EC2 in an environment."""
    return env.backend("ec2")


def drop_interfaces(env, wanted):
    """Removes interfaces that a service would remove with its resource."""
    store = ec2(env)
    for interface in [i for i in store.enis.values() if wanted(i)]:
        del store.enis[interface.id]


@deviation("dev-third-az-missing", "a private subnet of the third zone is in the first (named: the VPC)", also=["EKS-02", "DB-02"])
def third_zone(cloud, env):
    """Two zones are left to the private subnets."""
    store = ec2(env)
    store.get_subnet(env.private["c"])._availability_zone = store.get_subnet(env.private["a"])._availability_zone
    return env.vpc


@deviation("dev-public-subnet-without-igw", "a public subnet's route table has no default route, so it is none (named: the subnet)")
def not_public(cloud, env):
    """The load balancer leaves the subnet, so that it is not a public one in a private subnet."""
    client, store, subnet = cloud.client("ec2"), ec2(env), env.public["c"]
    made = client.create_route_table(VpcId=env.vpc, TagSpecifications=spec("route-table", f"{env.label}-isolated"))
    reassociate(client, env, subnet, made["RouteTable"]["RouteTableId"])
    client.modify_vpc_endpoint(VpcEndpointId=env.endpoints["s3"], AddRouteTableIds=[made["RouteTable"]["RouteTableId"]])
    balancer = env.backend("elbv2").load_balancers[env.balancer]
    balancer.subnets = [s for s in balancer.subnets if s.id != subnet]
    drop_interfaces(env, lambda i: i.subnet.id == subnet and i.description.startswith("ELB"))
    assert store.get_subnet(subnet)
    return subnet


def reassociate(client, env, subnet, table):
    """Moves a subnet to another route table."""
    for found in client.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [env.vpc]}])["RouteTables"]:
        for association in found["Associations"]:
            if association.get("SubnetId") == subnet:
                client.replace_route_table_association(AssociationId=association["RouteTableAssociationId"], RouteTableId=table)


@deviation(
    "staging-private-subnet-routes-to-igw", "a private subnet's default route leads to the internet gateway (named: the subnet)",
    also=["NET-02", "NET-05", "EKS-02", "ORG-06"],
)
def routed_out(cloud, env):
    """It is public by that, with everything in it."""
    client, subnet = cloud.client("ec2"), env.private["c"]
    tags = spec("route-table", f"{env.label}-direct")
    made = client.create_route_table(VpcId=env.vpc, TagSpecifications=tags)["RouteTable"]["RouteTableId"]
    client.create_route(RouteTableId=made, DestinationCidrBlock="0.0.0.0/0", GatewayId=env.igw)
    client.modify_vpc_endpoint(VpcEndpointId=env.endpoints["s3"], AddRouteTableIds=[made])
    reassociate(client, env, subnet, made)
    return subnet



@deviation("staging-private-subnet-full", "a private subnet has some forty free addresses (named)")
def full(cloud, env):
    """Pods have taken the rest."""
    subnet = env.private["c"]
    ec2(env).get_subnet(subnet)._available_ip_addresses = 40
    return subnet


@deviation("dev-second-nat", "a second NAT gateway (named)")
def second_nat(cloud, env):
    """Nothing is routed to it."""
    return network.nat_gateway(cloud.client("ec2"), env, env.public["b"], f"{env.label}-nat-b")


@deviation("prod-nat-in-private-subnet", "the NAT gateway stands in a private subnet (named)", also=["NET-05"])
def private_nat(cloud, env):
    """With its interface, which keeps its public address."""
    store = ec2(env)
    gateway = store.nat_gateways[env.nat]
    gateway.subnet_id = env.private["a"]
    gateway._eni.subnet = store.get_subnet(env.private["a"])
    network.place(gateway._eni, env)
    return env.nat


@deviation("dev-second-vpc", "a second VPC (named)", also=["NET-02", "NET-03", "NET-04", "NET-06", "NET-08"])
def second_vpc(cloud, env):
    """Nothing is in it."""
    return empty_vpc(cloud.client("ec2"), f"10.{env.number + 1}.0.0/16", f"{env.label}-old")


def empty_vpc(client, cidr, name):
    """A VPC with DNS and a shut default group."""
    made = client.create_vpc(CidrBlock=cidr, TagSpecifications=spec("vpc", name))["Vpc"]["VpcId"]
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        client.modify_vpc_attribute(VpcId=made, **{attribute: {"Value": True}})
    network.empty_default_group(client, made)
    return made


@deviation("management-with-vpc", "a VPC in the management account (named)")
def management_vpc(cloud, _):
    """Nothing is in it."""
    return empty_vpc(cloud.client("ec2"), "10.90.0.0/16", "innovate-tools")


@deviation("prod-instance-in-default-vpc", "an instance in the default VPC (named)")
def in_default_vpc(cloud, env):
    """Without a public address, in the default VPC's own group."""
    client = cloud.client("ec2")
    subnets = client.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
    group = network.default_group(client, subnets[0]["VpcId"])
    return instance(cloud, env, subnets[0]["SubnetId"], f"{env.label}-jump", group, public=False)


@deviation("dev-instance-with-public-ip", "an instance with a public address in a public subnet (named)")
def with_public_ip(cloud, env):
    """Its group admits nobody."""
    group = access.group(cloud.client("ec2"), env, f"{env.label}-jump", "Jump host")
    return instance(cloud, env, env.public["b"], f"{env.label}-jump", group, public=True)


def instance(cloud, env, subnet, name, group, public):
    """A lone instance."""
    made = cloud.client("ec2").run_instances(
        ImageId="ami-0al2023x8664base", MinCount=1, MaxCount=1, InstanceType="t3.small", MetadataOptions={"HttpTokens": "required"},
        NetworkInterfaces=[{"DeviceIndex": 0, "SubnetId": subnet, "AssociatePublicIpAddress": public, "Groups": [group]}],
        TagSpecifications=spec("instance", name),
    )["Instances"][0]["InstanceId"]
    for interface in ec2(env).get_instance(made).nics.values():
        interface.status, interface.requester_id = "in-use", None
    return made


@deviation("dev-igw-detached", "the internet gateway is attached to no VPC (named)", also=["NET-02", "NET-03", "NET-05"])
def detached(cloud, env):
    """The public route table's default route leads nowhere."""
    cloud.client("ec2").detach_internet_gateway(InternetGatewayId=env.igw, VpcId=env.vpc)
    table = next(t for t in ec2(env).route_tables.values() if t.id == env.public_table)
    for route in table.routes:
        route.blackhole = route.gateway is not None
    return env.igw


@deviation("dev-endpoint-secretsmanager-missing", "no endpoint of Secrets Manager (named: the VPC)")
def endpoint_missing(cloud, env):
    """With its interfaces."""
    endpoint = env.endpoints.pop("secretsmanager")
    del ec2(env).vpc_end_points[endpoint]
    drop_interfaces(env, lambda i: endpoint in i.description)
    return env.vpc


@deviation("staging-endpoint-of-its-own", "an endpoint of CloudWatch Logs (named), which production does not have")
def own_endpoint(cloud, env):
    """Beside those that every environment has."""
    return access.interface_endpoint(cloud.client("ec2"), env, "logs", [env.private["a"], env.private["b"]])


@deviation("staging-s3-endpoint-not-on-route-table", "the S3 endpoint serves no route table of a private subnet (named: the endpoint)")
def endpoint_unrouted(cloud, env):
    """With the route that it made."""
    endpoint = env.endpoints["s3"]
    ec2(env).vpc_end_points[endpoint].route_table_ids = [env.public_table]
    table = next(t for t in ec2(env).route_tables.values() if t.id == env.private_table)
    for key in [key for key, route in table._routes.items() if route.vpc_endpoint_id == endpoint]:
        del table._routes[key]
    return endpoint


@deviation("prod-endpoint-no-private-dns", "an endpoint of ECR without private DNS (named)")
def no_private_dns(cloud, env):
    """The service's own name leads to the internet."""
    ec2(env).vpc_end_points[env.endpoints["ecr.dkr"]].private_dns_enabled = False
    return env.endpoints["ecr.dkr"]


@deviation("prod-endpoint-one-az", "an endpoint of ECR in one zone only (named)")
def one_zone(cloud, env):
    """With the interface that is left."""
    endpoint = env.endpoints["ecr.api"]
    ec2(env).vpc_end_points[endpoint].subnet_ids = [env.private["a"]]
    drop_interfaces(env, lambda i: endpoint in i.description and i.subnet.id != env.private["a"])
    return endpoint


@deviation("prod-endpoint-group-closed", "the group of Secrets Manager's endpoint admits nobody (named: the endpoint)")
def closed_group(cloud, env):
    """Private DNS leads pods to an address that does not answer."""
    env.groups["closed"] = access.group(cloud.client("ec2"), env, f"{env.label}-closed", "Closed", keep_egress=False)
    endpoint = env.endpoints["secretsmanager"]
    ec2(env).vpc_end_points[endpoint].security_group_ids = [env.groups["closed"]]
    for interface in [i for i in ec2(env).enis.values() if endpoint in i.description]:
        interface._group_set = [ec2(env).get_security_group_from_id(env.groups["closed"])]
    return endpoint


@deviation("dev-ssh-open-to-world", "the cluster's group admits SSH from anywhere (named: the group)")
def ssh(cloud, env):
    """The nodes have no public address, but the group would let one in."""
    rule = access.permission(22, cidr=access.WORLD)
    cloud.client("ec2").authorize_security_group_ingress(GroupId=env.groups["cluster"], IpPermissions=rule)
    return env.groups["cluster"]


@deviation("staging-default-group-with-rules", "the VPC's default group as AWS makes it (named)")
def default_rules(cloud, env):
    """Its members reach each other and the internet."""
    client = cloud.client("ec2")
    group = network.default_group(client, env.vpc)
    client.authorize_security_group_ingress(GroupId=group, IpPermissions=access.permission(0, group=group, protocol="-1"))
    client.authorize_security_group_egress(GroupId=group, IpPermissions=access.permission(0, cidr=access.WORLD, protocol="-1"))
    return group


@deviation("prod-database-group-open-to-vpc", "the database's group admits the whole VPC (named)")
def database_open(cloud, env):
    """Beside the cluster's group."""
    rule = access.permission(5432, cidr=env.cidr)
    cloud.client("ec2").authorize_security_group_ingress(GroupId=env.groups["database"], IpPermissions=rule)
    return env.groups["database"]


@deviation("prod-internal-lb-in-public-subnet", "an internal load balancer in public subnets (named)", also=["ORG-06"])
def internal_balancer(cloud, env):
    """Without public addresses."""
    return ingress.load_balancer(cloud, env, f"{env.label}-internal", "internal", env.public.values(), public=False)


@deviation("staging-vpc-overlaps-dev", "a second range of the VPC overlaps the network of dev (named: the VPC)")
def overlap(cloud, env):
    """Nothing stands in the range yet."""
    cloud.client("ec2").associate_vpc_cidr_block(VpcId=env.vpc, CidrBlock="10.10.128.0/17")
    return env.vpc


@deviation("dev-flow-log-missing", "the VPC has no flow log (named: the VPC)")
def no_flow_log(cloud, env):
    """What passes is not recorded."""
    cloud.client("ec2").delete_flow_logs(FlowLogIds=[env.flow_log])
    return env.vpc


@deviation("prod-peered-with-staging", "a peering of two environments' networks (named: the peering)")
def peering(cloud, env):
    """It is active, though no route uses it."""
    made = cloud.client("ec2").create_vpc_peering_connection(
        VpcId=env.vpc, PeerVpcId=staging_vpc(), PeerOwnerId=ACCOUNTS["staging"], PeerRegion=HOME,
        TagSpecifications=spec("vpc-peering-connection", env.label),
    )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    with cloud.acting_in("staging"):
        cloud.client("ec2").accept_vpc_peering_connection(VpcPeeringConnectionId=made)
    return made


def staging_vpc():
    """The id of staging's VPC."""
    return next(vpc.id for vpc in backend("ec2", ACCOUNTS["staging"]).vpcs.values() if vpc.cidr_block == "10.20.0.0/16")
