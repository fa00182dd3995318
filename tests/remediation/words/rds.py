"""Databases."""

from .table import only, word


@word("DB_CLUSTER")
def database(found):
    """The Aurora cluster's identifier."""
    listed = lambda: (c["DBClusterIdentifier"] for c in found.client("rds").describe_db_clusters()["DBClusters"])
    return found.own("AWS::RDS::DBCluster", lambda: only(listed(), "database cluster"))


@word("DB_INSTANCE")
def instance(found):
    """The database instance's identifier."""
    return found.own("AWS::RDS::DBInstance", lambda: only([], "database instance"))


@word("DB_SUBNET_GROUP")
def subnet_group(found):
    """The database subnet group's name."""
    return found.own("AWS::RDS::DBSubnetGroup", lambda: only([], "database subnet group"))


@word("SNAPSHOT")
def snapshot(found):
    """The cluster snapshot's identifier."""
    return found.own("AWS::RDS::DBClusterSnapshot", lambda: only([], "snapshot"))
