"""EKS: clusters and node groups."""

from layer.names import GLOBAL, HOME
from layer.store import held
from seed import kubernetes, logs, network

from .table import deviation


@deviation("staging-node-group-at-its-limit", "the application's node group may not grow (named: the group)")
def at_its_limit(cloud, env):
    """It has as many nodes as it may have."""
    found = env.cluster.nodegroups["application"]
    found.scaling_config = {**found.scaling_config, "maxSize": found.scaling_config["desiredSize"]}
    return found.arn


@deviation("dev-eks-public-endpoint", "the cluster's API is open to the internet (named: the cluster)")
def public_endpoint(cloud, env):
    """As EKS makes it when nobody says otherwise."""
    env.cluster.resources_vpc_config.update(endpointPublicAccess=True, publicAccessCidrs=["0.0.0.0/0"])
    return env.cluster.arn


@deviation("staging-eks-in-public-subnets", "the cluster's own subnets are public (named: the cluster)", also=["NET-05"])
def public_subnets(cloud, env):
    """Its nodes stay where they are; the interfaces of the control plane move."""
    env.cluster.resources_vpc_config["subnetIds"] = list(env.public.values())
    store = env.backend("ec2")
    for interface in [i for i in store.enis.values() if i.description == f"Amazon EKS {env.label}"]:
        zone = next(zone for zone, subnet in env.private.items() if subnet == interface.subnet.id)
        interface.subnet = store.get_subnet(env.public[zone])
    return env.cluster.arn


@deviation("dev-eks-without-kms", "no key of the company's own encrypts the cluster's secrets (named: the cluster)")
def without_key(cloud, env):
    """AWS's own key does."""
    env.cluster.encryption_config = []
    return env.cluster.arn


@deviation("staging-eks-two-azs", "the cluster spans two zones (named: the cluster)")
def two_zones(cloud, env):
    """Its node groups span three."""
    env.cluster.resources_vpc_config["subnetIds"] = [env.private["a"], env.private["b"]]
    return env.cluster.arn


@deviation("prod-second-eks-cluster", "a second cluster (named)", also=["EKS-03", "EKS-04", "EKS-05", "ORG-06", "SEC-02"])
def second_cluster(cloud, env):
    """Private, encrypted, logged, with an issuer that IAM knows, but without nodes and without roles for controllers."""
    made = kubernetes.cluster(cloud, env, f"{env.label}-blue")
    logs.of_cluster(cloud, env, f"{env.label}-blue")
    cloud.client("iam", GLOBAL).create_open_id_connect_provider(
        Url=made.identity["oidc"]["issuer"], ClientIDList=["sts.amazonaws.com"], ThumbprintList=[kubernetes.THUMBPRINT]
    )
    return made.arn


@deviation("prod-eks-old-version", "a version of Kubernetes in extended support (named: the cluster)", also=["ORG-06"])
def old_version(cloud, env):
    """The nodes have it too."""
    env.cluster.version, env.cluster.upgrade_policy = "1.31", {"supportType": "EXTENDED"}
    for group in env.cluster.nodegroups.values():
        group.version, group.release_version = "1.31", "1.31.13-20261101"
    return env.cluster.arn


@deviation("dev-node-group-missing", "no node group for applications (named: the cluster)")
def group_missing(cloud, env):
    """Its nodes are gone with it."""
    cloud.client("eks").delete_nodegroup(clusterName=env.label, nodegroupName="application")
    kubernetes.without_nodes(env, "application")
    return env.cluster.arn


@deviation("prod-addon-newer", "a version of CoreDNS (named: the add-on) that staging has not proven")
def newer_addon(cloud, env):
    """Nothing else is new."""
    addon = held(env.account, HOME, "addons")[env.label, "coredns"]
    addon["addonVersion"] = "v1.13.1-eksbuild.1"
    return addon["addonArn"]


def _capacity(env, name, capacity, lifecycle):
    group = env.cluster.nodegroups[name]
    group.capacity_type = capacity
    for node in env.nodes[name]:
        env.backend("ec2").get_instance(node).lifecycle = lifecycle
    return group.arn


@deviation("prod-application-on-demand", "the applications' nodes are on demand (named: the node group)", also=["ORG-06"])
def on_demand(cloud, env):
    """They cost more than they need."""
    return _capacity(env, "application", "ON_DEMAND", None)


@deviation("prod-system-on-spot", "the system's nodes are on Spot (named: the node group)", also=["ORG-06"])
def on_spot(cloud, env):
    """They may go at two minutes' notice."""
    return _capacity(env, "system", "SPOT", "spot")


@deviation("prod-application-one-type", "the applications' nodes have one type to choose from (named: the node group)", also=["ORG-06"])
def one_type(cloud, env):
    """When AWS takes that back, it takes all of them."""
    group = env.cluster.nodegroups["application"]
    group.instance_types = group.instance_types[:1]
    return group.arn


@deviation("dev-system-nodes-unmarked", "the system's nodes have neither taint nor label (named: the node group)")
def unmarked(cloud, env):
    """Everything may land on them."""
    group = env.cluster.nodegroups["system"]
    group.taints, group.labels = [], {}
    return group.arn


@deviation("prod-node-group-degraded", "a node group cannot get nodes (named)")
def degraded(cloud, env):
    """Those that it has run on."""
    group = env.cluster.nodegroups["application"]
    issue = {"code": "AsgInstanceLaunchFailures", "message": "Could not launch Spot Instances", "resourceIds": ["eks-application"]}
    group.status, group.health = "DEGRADED", {"issues": [issue]}
    return group.arn


@deviation("staging-node-group-one-az", "a node group spans one zone (named)")
def one_zone(cloud, env):
    """Its nodes move there."""
    group, store = env.cluster.nodegroups["system"], env.backend("ec2")
    group.subnets = [env.private["a"]]
    for node in env.nodes["system"]:
        instance = store.get_instance(node)
        instance._subnet_id, instance._placement.zone = env.private["a"], f"{HOME}a"
        for interface in instance.nics.values():
            interface.subnet = store.get_subnet(env.private["a"])
            network.place(interface, env)
    return group.arn


@deviation("dev-eks-public-endpoint-alone", "the cluster's API is reached over the internet alone (named: the cluster)", also=["EKS-02"])
def no_private_endpoint(cloud, env):
    """From the company's own addresses; the nodes come through the NAT gateway."""
    config = env.cluster.resources_vpc_config
    config.update(endpointPrivateAccess=False, endpointPublicAccess=True, publicAccessCidrs=["198.51.100.0/24"])
    return env.cluster.arn


@deviation("staging-issuer-unknown", "the account does not know the cluster's issuer (named: the cluster)")
def issuer_unknown(cloud, env):
    """Service accounts cannot get roles by it."""
    cloud.client("iam", GLOBAL).delete_open_id_connect_provider(OpenIDConnectProviderArn=env.roles["issuer"])
    return env.cluster.arn
