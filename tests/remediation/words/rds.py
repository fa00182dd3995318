"""Databases."""

from .table import its_own, only, word


@word("DB_CLUSTER")
def database(found):
    """The Aurora cluster's identifier."""
    listed = lambda: (c["DBClusterIdentifier"] for c in found.client("rds").describe_db_clusters()["DBClusters"])
    return found.own("AWS::RDS::DBCluster", lambda: only(listed(), "database cluster"))


@word("DB_INSTANCE")
def instance(found):
    """The database instance's identifier."""
    listed = lambda: (i["DBInstanceIdentifier"] for i in found.client("rds").describe_db_instances()["DBInstances"])
    return found.own("AWS::RDS::DBInstance", lambda: only(listed(), "database instance"))


@word("SNAPSHOT")
def snapshot(found):
    """The cluster snapshot's identifier."""
    return its_own(found, "AWS::RDS::DBClusterSnapshot")


@word("SNAPSHOT_GUESTS")
def snapshot_guests(found):
    """The accounts that may restore it, with spaces between them."""
    answer = found.client("rds").describe_db_cluster_snapshot_attributes(DBClusterSnapshotIdentifier=snapshot(found))
    attributes = answer["DBClusterSnapshotAttributesResult"]["DBClusterSnapshotAttributes"]
    return " ".join(value for a in attributes if a["AttributeName"] == "restore" for value in a["AttributeValues"])
