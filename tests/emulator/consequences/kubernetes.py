"""EKS: the cluster's own group and interfaces, the nodes of a group, and who may use the cluster's API."""

from layer.answers import follows
from seed import access, kubernetes, network
from seed.made import tags


@follows("eks:CreateCluster", "the cluster's own group, its interfaces, and what moto forgets of the request")
def cluster(cloud, env, call, _answer):
    """The group admits its own members: the control plane and the nodes are in it."""
    name, wanted = call.params["name"], call.params["resourcesVpcConfig"]
    env.vpc = env.backend("ec2").get_subnet(wanted["subnetIds"][0]).vpc_id
    ec2 = cloud.client("ec2")
    made = access.group(ec2, env, f"eks-cluster-sg-{name}", "EKS created security group applied to ENI and nodes")
    ec2.create_tags(Resources=[made], Tags=tags(f"eks-cluster-sg-{name}", **{f"kubernetes.io/cluster/{name}": "owned"}))
    ec2.authorize_security_group_ingress(GroupId=made, IpPermissions=access.permission(0, group=made, protocol="-1"))
    env.groups.update(cluster=made, control=(wanted.get("securityGroupIds") or [made])[0])
    found = kubernetes.dress_cluster(cloud, env, name)
    found.access_config = dict(call.params.get("accessConfig") or found.access_config)
    found.upgrade_policy = dict(call.params.get("upgradePolicy") or found.upgrade_policy)


@follows("eks:CreateNodegroup", "the nodes, and the access entry of their role")
def node_group(cloud, env, call, _answer):
    """A node in each zone while they last."""
    wanted = call.params
    capacity, kinds = wanted.get("capacityType", "ON_DEMAND"), wanted.get("instanceTypes") or ["t3.medium"]
    subnets = wanted["subnets"][: wanted["scalingConfig"]["desiredSize"]]
    kubernetes.nodes(cloud, env, wanted["nodegroupName"], subnets, kinds[0], capacity)
    kubernetes.entry(env, wanted["nodeRole"], "EC2_LINUX", ["system:nodes"])
    found = env.backend("eks").clusters[wanted["clusterName"]]
    if not wanted.get("version"):
        found.nodegroups[wanted["nodegroupName"]].version = found.version


@follows("eks:DeleteNodegroup", "the end of its nodes")
def deleted_node_group(_cloud, env, call, _answer):
    """Their pods move to others."""
    kubernetes.without_nodes(env, call.params["nodegroupName"])


@follows("eks:UpdateClusterConfig", "the interfaces, which go where the cluster's subnets are")
def moved(_cloud, env, call, _answer):
    """One in each of two subnets."""
    subnets, store = call.params.get("resourcesVpcConfig", {}).get("subnetIds") or [], env.backend("ec2")
    mine = [i for i in store.enis.values() if i.description == f"Amazon EKS {call.params['name']}"]
    for interface, subnet in zip(mine, subnets):
        interface.subnet = store.get_subnet(subnet)
        network.place(interface, env)


@follows("eks:DeleteCluster", "the end of its interfaces")
def deleted_cluster(_cloud, env, call, _answer):
    """Its log groups stay."""
    name, store = call.params["name"], env.backend("ec2")
    for interface in [i for i in store.enis.values() if i.description == f"Amazon EKS {name}"]:
        del store.enis[interface.id]
