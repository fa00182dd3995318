"""EC2: interfaces of gateways, endpoints and instances, and routes that lead somewhere again."""

from layer.answers import follows
from seed import access, network


@follows("ec2:CreateNatGateway", "the marks of a gateway's interface")
def nat_gateway(_cloud, env, _call, answer):
    """Its interface says what it is."""
    network.dress_nat_gateway(env, answer["NatGateway"]["NatGatewayId"])


@follows("ec2:CreateVpcEndpoint", "the marks of an endpoint's interfaces")
def endpoint(_cloud, env, call, answer):
    """Gateway endpoints have neither interfaces nor names of their own."""
    made = answer["VpcEndpoint"]["VpcEndpointId"]
    if call.params.get("VpcEndpointType") == "Interface":
        access.dress_endpoint(env, made, call.params.get("SecurityGroupIds") or [])
    else:
        env.backend("ec2").vpc_end_points[made].private_dns_enabled = False


@follows("ec2:CreateFlowLogs", "a log group that is named by its ARN")
def flow_logs(_cloud, env, call, answer):
    """moto finds no group and takes the delivery for failed."""
    for made in answer["FlowLogIds"]:
        log = env.backend("ec2").flow_logs[made]
        name = (call.params.get("LogDestination") or "").partition(":log-group:")[2]
        if name in env.backend("logs").groups:
            log.deliver_logs_status, log.deliver_logs_error_message = "SUCCESS", None


@follows("ec2:DeleteNatGateway", "the end of its interface, and that routes to it lead nowhere")
def deleted_nat_gateway(_cloud, env, call, _answer):
    """Its address is free again."""
    gateway = env.backend("ec2").nat_gateways[call.params["NatGatewayId"]]
    drop_interfaces(env, lambda i: i is gateway._eni)
    for route in routes(env):
        if route.nat_gateway is gateway:
            route.blackhole = True


@follows("ec2:AttachInternetGateway", "that routes to it lead somewhere")
def attached_gateway(_cloud, env, call, _answer):
    """Those that were made before it was detached."""
    gateway = env.backend("ec2").internet_gateways[call.params["InternetGatewayId"]]
    for route in routes(env):
        if route.gateway is gateway:
            route.blackhole = False


@follows("ec2:ReplaceRoute", "that the route leads somewhere")
def replaced_route(_cloud, env, call, _answer):
    """moto keeps the route, with the mark of one whose gateway is gone."""
    table = env.backend("ec2").get_route_table(call.params["RouteTableId"])
    for route in table.routes:
        if route.destination_cidr_block == call.params.get("DestinationCidrBlock"):
            route.blackhole = False


def routes(env):
    """Every route of an environment."""
    return [route for table in env.backend("ec2").route_tables.values() for route in table.routes]


@follows("ec2:ModifyVpcEndpoint", "private DNS, and interfaces in the subnets that are added or taken out")
def modified_endpoint(cloud, env, call, _answer):
    """moto keeps the list of subnets alone."""
    wanted, name = call.params, call.params["VpcEndpointId"]
    made, text = env.backend("ec2").vpc_end_points[name], f"VPC Endpoint Interface {name}"
    made.private_dns_enabled = wanted.get("PrivateDnsEnabled", made.private_dns_enabled)
    drop_interfaces(env, lambda i: i.description == text and i.subnet.id in (wanted.get("RemoveSubnetIds") or []))
    for subnet in wanted.get("AddSubnetIds") or []:
        made.network_interface_ids.append(
            access.interface(cloud, env, subnet, text, made.security_group_ids, "vpc_endpoint", "amazon-aws")
        )


@follows("ec2:ModifyNetworkInterfaceAttribute", "that a public address which nobody allocated can be given back")
def modified_interface(_cloud, env, call, _answer):
    """moto knows that attribute at the start of an instance alone."""
    if call.params.get("AssociatePublicIpAddress") is False:
        interface = env.backend("ec2").enis[call.params["NetworkInterfaceId"]]
        interface.public_ip, interface.public_ip_auto_assign = None, False


@follows("ec2:TerminateInstances", "the end of their interfaces")
def terminated(_cloud, env, call, _answer):
    """moto keeps those of which nobody said otherwise."""
    drop_interfaces(env, lambda i: i.instance is not None and i.instance.id in call.params["InstanceIds"])


def drop_interfaces(env, wanted):
    """Removes interfaces that a service removes with its resource."""
    store = env.backend("ec2")
    for interface in [i for i in store.enis.values() if wanted(i)]:
        del store.enis[interface.id]
