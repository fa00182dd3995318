"""EC2: interfaces of gateways and endpoints."""

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
