"""What leads from one environment into another, beside policies."""

from layer.names import ACCOUNTS
from seed import kubernetes

from .table import deviation


def _gateway(client):
    return client.create_transit_gateway(Description="Shared")["TransitGateway"]["TransitGatewayId"]


@deviation("dev-at-foreign-transit-gateway", "dev is attached to a transit gateway of another account (named: the attachment)")
def foreign_gateway(cloud, env):
    """Which staging shares. No route uses it."""
    client = cloud.client("ec2")
    gateway = _gateway(client)
    made = client.create_transit_gateway_vpc_attachment(TransitGatewayId=gateway, VpcId=env.vpc, SubnetIds=[env.private["a"]])
    made = made["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
    env.backend("ec2").transit_gateway_attachments[made].gateway_owner = ACCOUNTS["staging"]
    return made


def _share(cloud, env, principal, external):
    subnet = env.arn("ec2", f"subnet/{env.private['a']}")
    return cloud.client("ram").create_resource_share(
        name="networks", principals=[principal], resourceArns=[subnet], allowExternalPrincipals=external
    )["resourceShare"]["resourceShareArn"]


@deviation("prod-shares-subnet-with-staging", "a subnet of prod is shared with staging (named: the share)")
def shared_subnet(cloud, env):
    """Both see the share."""
    return _share(cloud, env, ACCOUNTS["staging"], external=False)


@deviation("dev-share-open-to-outsiders", "a share of dev's could be extended to accounts outside (named)")
def open_share(cloud, env):
    """So far it is shared with the management account, which is a declared crossing."""
    return _share(cloud, env, ACCOUNTS["management"], external=True)


@deviation("prod-cluster-admits-dev", "a role of dev is let into prod's cluster (named: the role)")
def admitted(cloud, env):
    """As an administrator of the cluster."""
    principal = f"arn:aws:iam::{ACCOUNTS['dev']}:role/innovate-dev-deploy"
    kubernetes.entry(env, principal, "STANDARD", [])
    return principal


@deviation("prod-snapshot-shared-with-dev", "dev may restore a snapshot of prod's (named)")
def shared_snapshot(cloud, env):
    """The newest manual one."""
    snapshots = env.backend("rds").cluster_snapshots.values()
    made = max((s for s in snapshots if s.snapshot_type == "manual"), key=lambda s: s.created)
    made.attributes["restore"] = [ACCOUNTS["dev"]]
    return made.arn
