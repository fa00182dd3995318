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


@word("OTHER_ZONE")
def other_zone(found):
    """An Availability Zone where the database cluster has a subnet and no instance."""
    rds, name = found.client("rds"), database(found)
    group = rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]["DBSubnetGroup"]
    subnets = rds.describe_db_subnet_groups(DBSubnetGroupName=group)["DBSubnetGroups"][0]["Subnets"]
    instances = rds.describe_db_instances(Filters=[{"Name": "db-cluster-id", "Values": [name]}])["DBInstances"]
    return min({s["SubnetAvailabilityZone"]["Name"] for s in subnets} - {i["AvailabilityZone"] for i in instances})


@word("DB_SUBNET_GROUP")
def subnet_group(found):
    """The subnet group for databases."""
    listed = lambda: (g["DBSubnetGroupName"] for g in found.client("rds").describe_db_subnet_groups()["DBSubnetGroups"])
    return found.own("AWS::RDS::DBSubnetGroup", lambda: only(listed(), "subnet group"))


@word("DB_PARAMETER_GROUP")
def parameter_group(found):
    """The company's own parameter group for database clusters."""
    listed = (g["DBClusterParameterGroupName"] for g in found.client("rds").describe_db_cluster_parameter_groups()["DBClusterParameterGroups"])
    return only((name for name in listed if not name.startswith("default.")), "parameter group")


@word("DB_SECURITY_GROUP")
def security_group(found):
    """The security group for databases."""
    wanted = [{"Name": "group-name", "Values": ["*-aurora"]}]
    return only((g["GroupId"] for g in found.client("ec2").describe_security_groups(Filters=wanted)["SecurityGroups"]), "security group")


@word("SNAPSHOT_GUESTS")
def snapshot_guests(found):
    """The accounts that may restore it, with spaces between them."""
    answer = found.client("rds").describe_db_cluster_snapshot_attributes(DBClusterSnapshotIdentifier=snapshot(found))
    attributes = answer["DBClusterSnapshotAttributesResult"]["DBClusterSnapshotAttributes"]
    return " ".join(value for a in attributes if a["AttributeName"] == "restore" for value in a["AttributeValues"])
