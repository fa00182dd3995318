"""Load balancers."""

from .table import only, word


@word("LOAD_BALANCER_ARN")
def balancer(found):
    """The load balancer's ARN."""
    listed = lambda: found.client("elbv2").describe_load_balancers()["LoadBalancers"]
    if found.is_a("AWS::ElasticLoadBalancingV2::LoadBalancer"):
        return found.resource["arn"]
    return only((b["LoadBalancerArn"] for b in listed()), "load balancer")


@word("LISTENER_ARN")
def listener(found):
    """The listener's ARN: the finding's own, or the load balancer's one for HTTPS."""
    if found.is_a("AWS::ElasticLoadBalancingV2::Listener"):
        return found.resource["arn"]
    listed = found.client("elbv2").describe_listeners(LoadBalancerArn=balancer(found))["Listeners"]
    return only((each["ListenerArn"] for each in listed if each["Protocol"] == "HTTPS"), "listener of HTTPS")
