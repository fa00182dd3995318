"""What stands in a public subnet, or has a public address, and should not."""

from seed import access, ingress
from seed.made import specification as spec

from .network import instance
from .table import deviation


def _interface(cloud, env, subnet):
    """An interface that belongs to nothing."""
    return cloud.client("ec2").create_network_interface(
        SubnetId=subnet, Groups=[env.groups["cluster"]], TagSpecifications=spec("network-interface", f"{env.label}-left-over")
    )["NetworkInterface"]["NetworkInterfaceId"]


@deviation("staging-interface-in-public-subnet", "an interface is left in a public subnet (named)")
def left_over(cloud, env):
    """Without a public address."""
    return _interface(cloud, env, env.public["b"])


@deviation("staging-interface-with-public-ip", "an interface in a private subnet has a public address (named)")
def with_address(cloud, env):
    """Nobody reaches it there, until its route changes."""
    client, made = cloud.client("ec2"), _interface(cloud, env, env.private["b"])
    address = client.allocate_address(Domain="vpc", TagSpecifications=spec("elastic-ip", f"{env.label}-left-over"))
    client.associate_address(AllocationId=address["AllocationId"], NetworkInterfaceId=made)
    return made


@deviation("staging-instance-in-public-subnet", "an instance in a public subnet (named)", also=["NET-05: its interface"])
def in_public_subnet(cloud, env):
    """Without a public address; its group admits nobody."""
    group = access.group(cloud.client("ec2"), env, f"{env.label}-jump", "Jump host")
    return instance(cloud, env, env.public["b"], f"{env.label}-jump", group, public=False)


@deviation("dev-lb-in-private-subnets", "an internet-facing load balancer in private subnets (named)")
def hidden_balancer(cloud, env):
    """Its public addresses do not answer."""
    return ingress.load_balancer(cloud, env, f"{env.label}-hidden", "internet-facing", env.private.values(), public=True)


@deviation("prod-node-group-reaches-public-subnet", "a node group may place nodes in a public subnet (named)")
def reaches_out(cloud, env):
    """None stands there yet."""
    group = env.cluster.nodegroups["application"]
    group.subnets = [*env.private.values(), env.public["a"]]
    return group.arn
