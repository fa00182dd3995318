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


@word("TARGET_GROUP_ARN")
def targets(found):
    """The target group that the load balancer leads to."""
    listed = found.client("elbv2").describe_target_groups()["TargetGroups"]
    own = [each for each in listed if balancer(found) in each["LoadBalancerArns"]]
    return only((each["TargetGroupArn"] for each in own or listed), "target group")


@word("CERTIFICATE_ARN")
def certificate(found):
    """A certificate for the load balancer's names, which ACM keeps in its region."""
    return f"arn:aws:acm:{found.region}:{found.account}:certificate/1a2b3c4d-0000-4000-8000-{found.account}"


@word("FREE_PRIORITY")
def priority(found):
    """A priority that no rule of the listener has."""
    rules = found.client("elbv2").describe_rules(ListenerArn=listener(found))["Rules"]
    return str(max((int(rule["Priority"]) for rule in rules if not rule["IsDefault"]), default=0) + 1)
