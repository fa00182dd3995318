"""Kubernetes."""

from .table import only, word


@word("CLUSTER")
def cluster(found):
    """The EKS cluster's name."""
    return found.own("AWS::EKS::Cluster", lambda: only(found.client("eks").list_clusters()["clusters"], "cluster"))


@word("NODE_ROLE_ARN")
def node_role(found):
    """The role of the cluster's nodes."""
    eks, name = found.client("eks"), cluster(found)
    group = eks.list_nodegroups(clusterName=name)["nodegroups"][0]
    return eks.describe_nodegroup(clusterName=name, nodegroupName=group)["nodegroup"]["nodeRole"]


@word("NODE_GROUP")
def node_group(found):
    """The node group's name."""
    return found.resource["name"] if found.is_a("AWS::EKS::Nodegroup") else only([], "node group")


@word("SECOND_CLUSTER")
def second_cluster(found):
    """The EKS cluster that the environment has beside its own, which has its nodes."""
    eks = found.client("eks")
    idle = (name for name in eks.list_clusters()["clusters"] if not eks.list_nodegroups(clusterName=name)["nodegroups"])
    return only(idle, "second cluster")
