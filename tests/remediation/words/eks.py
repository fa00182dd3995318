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
