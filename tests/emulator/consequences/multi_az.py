"""RDS: Multi-AZ DB clusters, whose instances come with them."""

from layer.answers import follows
from layer.names import HOME


@follows("rds:RestoreDBClusterFromSnapshot", "the three instances of a Multi-AZ DB cluster, and whether they are public")
def restored(cloud, env, call, _answer):
    """Nobody makes them: they are part of the cluster."""
    made = env.backend("rds").clusters[call.params["DBClusterIdentifier"]]
    if made.engine.startswith("aurora"):
        return
    made.publicly_accessible = call.params.get("PubliclyAccessible", False)
    for zone in env.private:
        cloud.client("rds").create_db_instance(
            DBInstanceIdentifier=f"{made.db_cluster_identifier}-{zone}", DBClusterIdentifier=made.db_cluster_identifier, Engine=made.engine,
            EngineVersion=made.engine_version, DBInstanceClass=made.db_cluster_instance_class, AvailabilityZone=f"{HOME}{zone}",
            PubliclyAccessible=made.publicly_accessible, DBSubnetGroupName=made.db_subnet_group_name,
        )
