"""The VPC of an environment: subnets in three zones, gateways, routes, and what keeps the default group shut."""

from layer.names import HOME

from .made import specification as spec

ZONES = ("a", "b", "c")


def build(cloud, env):
    """Makes the network of an environment."""
    ec2 = cloud.client("ec2")
    env.vpc = ec2.create_vpc(CidrBlock=env.cidr, TagSpecifications=spec("vpc", env.label))["Vpc"]["VpcId"]
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=env.vpc, **{attribute: {"Value": True}})
    gateway = ec2.create_internet_gateway(TagSpecifications=spec("internet-gateway", env.label))
    env.igw = gateway["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=env.igw, VpcId=env.vpc)
    for index, zone in enumerate(ZONES):
        env.public[zone] = subnet(ec2, env, zone, "public", f"10.{env.number}.{index * 4}.0/22")
        env.private[zone] = subnet(ec2, env, zone, "private", f"10.{env.number}.{32 + index * 32}.0/19")
    env.nat = nat_gateway(ec2, env, env.public["a"], f"{env.label}-nat")
    env.public_table = table(ec2, env, "public", env.public.values(), GatewayId=env.igw)
    env.private_table = table(ec2, env, "private", env.private.values(), NatGatewayId=env.nat)
    name_main_table(ec2, env)
    empty_default_group(ec2, env.vpc)
    flow_log(cloud, ec2, env)


def subnet(ec2, env, zone, kind, cidr):
    """A subnet in a zone, tagged as the load balancer controller wants it."""
    role = {"kubernetes.io/role/elb" if kind == "public" else "kubernetes.io/role/internal-elb": "1"}
    made = ec2.create_subnet(
        VpcId=env.vpc, CidrBlock=cidr, AvailabilityZone=f"{HOME}{zone}",
        TagSpecifications=spec("subnet", f"{env.label}-{kind}-{zone}", **role),
    )
    return made["Subnet"]["SubnetId"]


def nat_gateway(ec2, env, subnet_id, name):
    """A public NAT gateway, with its address and an interface that says what it is."""
    address = ec2.allocate_address(Domain="vpc", TagSpecifications=spec("elastic-ip", name))
    made = ec2.create_nat_gateway(
        SubnetId=subnet_id, AllocationId=address["AllocationId"], TagSpecifications=spec("natgateway", name)
    )["NatGateway"]["NatGatewayId"]
    dress_nat_gateway(env, made)
    return made


def dress_nat_gateway(env, made):
    """Gives a gateway and its interface what moto leaves out."""
    gateway = env.backend("ec2").nat_gateways[made]
    gateway.connectivity_type, gateway.availability_mode = "public", "zonal"
    interface = gateway._eni
    interface.description, interface.interface_type = f"Interface for NAT Gateway {made}", "natGateway"
    interface.requester_managed, interface.requester_id, interface.status = True, "amazon-aws", "in-use"
    interface._group_set = []
    place(interface, env)
    for item in gateway.address_set:
        item["PrivateIp"] = item["privateIp"] = interface.private_ip_address
    gateway.private_ip = interface.private_ip_address


def place(interface, env):
    """Gives an interface an address of its subnet: moto takes any private one."""
    address = interface.subnet.get_available_subnet_ip(instance=interface)
    interface.private_ip_address = address
    interface.private_dns_name = f"ip-{address.replace('.', '-')}.{HOME}.compute.internal"
    interface.private_ip_addresses = [{"Primary": True, "PrivateIpAddress": address, "PrivateDnsName": interface.private_dns_name}]


def table(ec2, env, kind, subnets, **target):
    """A route table with a default route, for these subnets."""
    made = ec2.create_route_table(VpcId=env.vpc, TagSpecifications=spec("route-table", f"{env.label}-{kind}"))
    table_id = made["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table_id, DestinationCidrBlock="0.0.0.0/0", **target)
    for subnet_id in subnets:
        ec2.associate_route_table(RouteTableId=table_id, SubnetId=subnet_id)
    return table_id


def name_main_table(ec2, env):
    """The main table serves no subnet: only its name says so."""
    for found in ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [env.vpc]}])["RouteTables"]:
        if any(association["Main"] for association in found["Associations"]):
            ec2.create_tags(Resources=[found["RouteTableId"]], Tags=spec("", f"{env.label}-main")[0]["Tags"])


def default_vpc(ec2):
    """The default VPC stays, unused: its default group admits nobody."""
    for vpc in ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]:
        empty_default_group(ec2, vpc["VpcId"])


def default_group(ec2, vpc):
    """The id of a VPC's default security group."""
    filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    return ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"]


def empty_default_group(ec2, vpc):
    """A new VPC's default group admits its own members and lets everything out."""
    group = default_group(ec2, vpc)
    found = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    if found["IpPermissions"]:
        ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=found["IpPermissions"])
    if found["IpPermissionsEgress"]:
        ec2.revoke_security_group_egress(GroupId=group, IpPermissions=found["IpPermissionsEgress"])


def flow_log(cloud, ec2, env):
    """The VPC's flow log, to CloudWatch Logs."""
    group = f"/aws/vpc/{env.label}"
    cloud.client("logs").create_log_group(logGroupName=group)
    env.flow_log = ec2.create_flow_logs(
        ResourceType="VPC", ResourceIds=[env.vpc], TrafficType="ALL", LogDestinationType="cloud-watch-logs", LogGroupName=group,
        DeliverLogsPermissionArn=env.roles["flow-logs"], TagSpecifications=spec("vpc-flow-log", env.label),
    )["FlowLogIds"][0]
    log = env.backend("ec2").flow_logs[env.flow_log]
    log.log_destination = env.arn("logs", f"log-group:{group}")
