"""Load balancers."""

from .table import only, word


@word("LOAD_BALANCER_ARN")
def balancer(found):
    """The load balancer's ARN."""
    listed = lambda: found.client("elbv2").describe_load_balancers()["LoadBalancers"]
    if found.is_a("AWS::ElasticLoadBalancingV2::LoadBalancer"):
        return found.resource["arn"]
    return only((b["LoadBalancerArn"] for b in listed()), "load balancer")
