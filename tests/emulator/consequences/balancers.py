"""Elastic Load Balancing: interfaces of load balancers."""

from layer.answers import follows
from seed import ingress

from .network import drop_interfaces


@follows("elbv2:SetSubnets", "interfaces in the subnets")
def moved(cloud, env, call, _answer):
    """One in each, instead of those that it had."""
    balancer = env.backend("elbv2").load_balancers[call.params["LoadBalancerArn"]]
    without_interfaces(env, balancer.arn)
    ingress.interfaces(cloud, env, balancer.arn, [s.id for s in balancer.subnets], balancer.security_groups, balancer.scheme != "internal")


@follows("elbv2:DeleteLoadBalancer", "the end of its interfaces, and of what its target groups know of it")
def deleted(_cloud, env, call, _answer):
    """The target groups stay."""
    arn = call.params["LoadBalancerArn"]
    without_interfaces(env, arn)
    for group in env.backend("elbv2").target_groups.values():
        group.load_balancer_arns = [other for other in group.load_balancer_arns if other != arn]


def without_interfaces(env, arn):
    """Their description says whose they are."""
    drop_interfaces(env, lambda i: i.description == ingress.description(arn))
