"""Kubernetes."""

from .organization import anywhere
from .table import its_own, only, word


@word("CLUSTER")
def cluster(found):
    """The EKS cluster's name."""
    return found.own("AWS::EKS::Cluster", lambda: only(clusters(found), "cluster")[1])


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


def clusters(found):
    """The region and the name of each cluster of the account."""
    return anywhere(found, "eks", lambda eks: eks.list_clusters()["clusters"])


@word("CLUSTER_REGION")
def cluster_region(found):
    """The region of the EKS cluster."""
    return only(clusters(found), "cluster")[0]


@word("PRINCIPAL_ARN")
def principal(found):
    """Whom the finding's access entry lets in."""
    eks, name, arn = found.client("eks"), cluster(found), its_own(found, "AWS::EKS::AccessEntry")
    entries = (
        eks.describe_access_entry(clusterName=name, principalArn=principal)["accessEntry"]
        for principal in eks.list_access_entries(clusterName=name)["accessEntries"]
    )
    return only((e["principalArn"] for e in entries if e["accessEntryArn"] == arn), "access entry")


@word("CAPABILITY")
def capability(found):
    """The name of the cluster's capability."""
    listed = found.client("eks").list_capabilities(clusterName=cluster(found))["capabilities"]
    return only((c["capabilityName"] for c in listed), "capability")
