"""The way into a cluster: the load balancer that its controller made, what it listens to, and the pods behind it."""

from layer.names import HOME

from . import access
from .made import backend, tags

CURRENT = "ELBSecurityPolicy-TLS13-1-2-2021-06"
#: What CloudFront adds to its requests in production. Its value is a secret, which nobody may collect.
HEADER, SECRET = "X-Origin-Verify", "CANARY-origin-header-never-collected"


def build(cloud, env):
    """The internet-facing load balancer, with an interface in each public subnet."""
    logs(cloud, env)
    env.balancer = load_balancer(cloud, env, f"k8s-{env.label}", "internet-facing", env.public.values(), public=True)


def logs(cloud, env):
    """The bucket that access logs go to."""
    name = f"innovate-access-logs-{env.name}"
    cloud.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": HOME})
    cloud.client("s3").put_public_access_block(
        Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(
            ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True,
        ),
    )
    encryption = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    cloud.client("s3").put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [encryption]})
    cloud.client("s3").put_bucket_ownership_controls(
        Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )
    env.logs = name


def load_balancer(cloud, env, name, scheme, subnets, public, group=None):
    """A load balancer with its listeners, targets and interfaces; returns its ARN."""
    client, group = cloud.client("elbv2"), group or env.groups["balancer" if public else "cluster"]
    owner = {"elbv2.k8s.aws/cluster": env.label, "ingress.k8s.aws/stack": "innovate"}
    arn = client.create_load_balancer(
        Name=name, Subnets=list(subnets), SecurityGroups=[group], Scheme=scheme, Type="application", Tags=tags(name, **owner),
    )["LoadBalancers"][0]["LoadBalancerArn"]
    backend("elbv2", env.account).load_balancers[arn].state = "active"
    attributes = {
        "access_logs.s3.enabled": "true", "access_logs.s3.bucket": env.logs, "access_logs.s3.prefix": "alb",
        "deletion_protection.enabled": "true", "routing.http.drop_invalid_header_fields.enabled": "true",
    }
    client.modify_load_balancer_attributes(
        LoadBalancerArn=arn, Attributes=[{"Key": key, "Value": value} for key, value in attributes.items()]
    )
    targets = target_group(cloud, env, name)
    listen(cloud, env, arn, targets)
    interfaces(cloud, env, arn, subnets, [group], public)
    return arn


def interfaces(cloud, env, arn, subnets, groups, public):
    """An interface of a load balancer in each of its subnets."""
    for index, subnet in enumerate(subnets):
        address = f"52.19.{env.number}.{10 + index}" if public else None
        access.interface(cloud, env, subnet, description(arn), groups, public_ip=address)


def description(arn):
    """What the interfaces of a load balancer say of themselves."""
    return f"ELB {arn.split('loadbalancer/')[1]}"


def target_group(cloud, env, name):
    """The application's pods, by their addresses."""
    client = cloud.client("elbv2")
    arn = client.create_target_group(
        Name=name, Protocol="HTTP", Port=8080, VpcId=env.vpc, TargetType="ip", HealthCheckPath="/healthz",
        Tags=tags(name, **{"elbv2.k8s.aws/cluster": env.label}),
    )["TargetGroups"][0]["TargetGroupArn"]
    pods = [{"Id": f"10.{env.number}.{32 + index * 32}.99", "Port": 8080} for index in range(3)]
    client.register_targets(TargetGroupArn=arn, Targets=pods)
    return arn


def listen(cloud, env, arn, targets):
    """HTTP leads to HTTPS; in production, HTTPS leads on for who knows CloudFront's header."""
    client, forward = cloud.client("elbv2"), {"Type": "forward", "TargetGroupArn": targets}
    redirect = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
    client.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=[redirect])
    secure = {"LoadBalancerArn": arn, "Protocol": "HTTPS", "Port": 443, "SslPolicy": CURRENT}
    if env.name != "prod":
        made = client.create_listener(**secure, DefaultActions=[forward])
    else:
        refuse = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "403", "ContentType": "text/plain"}}
        made = client.create_listener(**secure, DefaultActions=[refuse])
        header = {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": HEADER, "Values": [SECRET]}}
        client.create_rule(
            ListenerArn=made["Listeners"][0]["ListenerArn"], Priority=1, Conditions=[header], Actions=[forward],
        )
    held = listener(env, arn, 443)
    held.certificates = [env.arn("acm", f"certificate/1a2b3c4d-0000-4000-8000-{env.account}")]


def listener(env, balancer, port):
    """A listener of a load balancer, as moto holds it."""
    listeners = env.backend("elbv2").load_balancers[balancer].listeners.values()
    return next(found for found in listeners if int(found.port) == port)
