"""The load balancer of a cluster: what it listens to, whom it admits and where it leads."""

from layer.store import held
from moto.cloudfront.models import CacheBehaviour, Origin
from seed import access, ingress
from seed.made import backend

from .network import drop_interfaces
from .table import deviation


def _balancer(env):
    return env.backend("elbv2").load_balancers[env.balancer]


def _targets(env):
    return next(iter(env.backend("elbv2").target_groups.values()))


def _attribute(cloud, env, key, value):
    attributes = [{"Key": key, "Value": value}]
    cloud.client("elbv2").modify_load_balancer_attributes(LoadBalancerArn=env.balancer, Attributes=attributes)
    return env.balancer


@deviation("dev-balancer-missing", "the controller has made no load balancer (named: the environment)", also=["NET-07"])
def missing(cloud, env):
    """Its interfaces and targets are gone with it; its security group stays."""
    drop_interfaces(env, lambda i: i.description.startswith("ELB"))
    _attribute(cloud, env, "deletion_protection.enabled", "false")
    cloud.client("elbv2").delete_load_balancer(LoadBalancerArn=env.balancer)
    env.backend("elbv2").target_groups.clear()
    return env.account


@deviation("dev-balancer-by-hand", "a second load balancer, which no controller made (named)")
def by_hand(cloud, env):
    """It is like the first, but for its owner."""
    made = ingress.load_balancer(cloud, env, f"{env.label}-manual", "internal", env.private.values(), public=False)
    cloud.client("elbv2").remove_tags(ResourceArns=[made], TagKeys=["elbv2.k8s.aws/cluster", "ingress.k8s.aws/stack"])
    return made


@deviation("dev-balancer-without-https", "the load balancer has no listener of HTTPS (named: the load balancer)")
def without_https(cloud, env):
    """What HTTP redirects to does not exist, and nothing forwards to the targets."""
    cloud.client("elbv2").delete_listener(ListenerArn=ingress.listener(env, env.balancer, 443).arn)
    _targets(env).load_balancer_arns.clear()
    return env.balancer


@deviation("staging-listener-old-tls", "the listener accepts TLS 1.0 (named: the listener)")
def old_tls(cloud, env):
    """As every listener does that was made without a policy."""
    found = ingress.listener(env, env.balancer, 443)
    cloud.client("elbv2").modify_listener(ListenerArn=found.arn, SslPolicy="ELBSecurityPolicy-2016-08")
    return found.arn


@deviation("dev-http-listener-forwards", "the listener of HTTP forwards (named: the listener)")
def plain(cloud, env):
    """Requests without TLS reach the pods."""
    found = ingress.listener(env, env.balancer, 80)
    action = {"Type": "forward", "TargetGroupArn": _targets(env).arn}
    cloud.client("elbv2").modify_listener(ListenerArn=found.arn, DefaultActions=[action])
    return found.arn


@deviation("staging-http-rule-forwards", "a rule of the listener of HTTP forwards (named: the listener)")
def plain_rule(cloud, env):
    """Everything else is redirected."""
    found = ingress.listener(env, env.balancer, 80)
    cloud.client("elbv2").create_rule(
        ListenerArn=found.arn, Priority=5, Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/hooks/*"]}}],
        Actions=[{"Type": "forward", "TargetGroupArn": _targets(env).arn}],
    )
    return found.arn


@deviation("prod-balancer-not-logging", "the load balancer writes no access logs (named: the load balancer)")
def not_logging(cloud, env):
    """The bucket is still set."""
    return _attribute(cloud, env, "access_logs.s3.enabled", "false")


@deviation("dev-balancer-unprotected", "the load balancer is not protected from deletion (named: the load balancer)")
def unprotected(cloud, env):
    """As all are when nobody says otherwise."""
    return _attribute(cloud, env, "deletion_protection.enabled", "false")


@deviation("staging-balancer-keeps-invalid-headers", "the load balancer hands invalid headers on (named: the load balancer)")
def invalid_headers(cloud, env):
    """As all do when nobody says otherwise."""
    return _attribute(cloud, env, "routing.http.drop_invalid_header_fields.enabled", "false")


@deviation("prod-targets-unhealthy", "no target of the load balancer is healthy (named: the target group)")
def unhealthy(cloud, env):
    """They do not pass the health check."""
    found = _targets(env)
    found.health = {"State": "unhealthy", "Reason": "Target.FailedHealthChecks", "Description": "Health checks failed"}
    return found.arn


@deviation("prod-balancer-open-to-world", "the load balancer admits everyone and forwards them (named: the load balancer)")
def open_to_world(cloud, env):
    """Neither CloudFront's list nor its header counts."""
    rule = access.permission(443, cidr=access.WORLD)
    cloud.client("ec2").authorize_security_group_ingress(GroupId=env.groups["balancer"], IpPermissions=rule)
    return forwarding(cloud, env)


@deviation("prod-balancer-forwards-everyone", "the load balancer forwards without CloudFront's header (named: the load balancer)")
def forwarding(cloud, env):
    """Whoever has a distribution gets in."""
    action = {"Type": "forward", "TargetGroupArn": _targets(env).arn}
    found = ingress.listener(env, env.balancer, 443)
    cloud.client("elbv2").modify_listener(ListenerArn=found.arn, DefaultActions=[action])
    return env.balancer


@deviation("prod-vpc-origin-open-to-vpc", "an internal load balancer that CloudFront enters admits the whole VPC (named)", also=["ORG-06"])
def vpc_origin(cloud, env):
    """A second way in, whose listener asks for no header."""
    ec2 = cloud.client("ec2")
    group = access.group(ec2, env, f"{env.label}-internal", "CloudFront to the internal load balancer")
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=access.permission(443, cidr=env.cidr))
    made = ingress.load_balancer(cloud, env, f"{env.label}-inside", "internal", env.private.values(), public=False, group=group)
    targets = list(env.backend("elbv2").target_groups.values())[-1].arn
    secure = ingress.listener(env, made, 443).arn
    cloud.client("elbv2").modify_listener(ListenerArn=secure, DefaultActions=[{"Type": "forward", "TargetGroupArn": targets}])
    identifier, created = "vo_1nS1dE", _balancer(env).created_time
    held(env.account, "global", "vpc origins")[identifier] = {
        "Id": identifier, "Name": "inside", "Status": "Deployed", "CreatedTime": created, "LastModifiedTime": created,
        "Arn": f"arn:aws:cloudfront::{env.account}:vpcorigin/{identifier}", "AccountId": env.account, "OriginEndpointArn": made,
    }
    serve(env, identifier)
    return made


def serve(env, identifier):
    """A path of the distribution that leads to a VPC origin."""
    configuration = backend("cloudfront", env.account, "aws").distributions[env.edge["distribution"]].distribution_config
    origin = {"Id": "inside", "DomainName": "inside.innovate.internal", "VpcOriginConfig": {"VpcOriginId": identifier}}
    configuration.Origins["Items"].append(Origin(origin))
    behaviour = {"PathPattern": "/inside/*", "TargetOriginId": "inside", "ViewerProtocolPolicy": "https-only", "CachePolicyId": "none"}
    configuration.CacheBehaviors["Items"].append(CacheBehaviour(behaviour))
    configuration.Origins["Quantity"] += 1
    configuration.CacheBehaviors["Quantity"] += 1
