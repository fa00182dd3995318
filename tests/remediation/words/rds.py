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
    return its_own(found, "AWS::RDS::DBInstance")


@word("DB_SUBNET_GROUP")
def subnet_group(found):
    """The database subnet group's name."""
    return its_own(found, "AWS::RDS::DBSubnetGroup")


@word("SNAPSHOT")
def snapshot(found):
    """The cluster snapshot's identifier."""
    return its_own(found, "AWS::RDS::DBClusterSnapshot")
