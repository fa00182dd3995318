"""RDS: interfaces and certificates of instances, the managed secret, and how far back a cluster can be restored."""

from datetime import datetime, timedelta, timezone

from layer.answers import follows
from layer.names import HOME
from seed import database


@follows("rds:CreateDBCluster", "the secret's rotation, and the times that a cluster can be restored to")
def cluster(_cloud, env, call, _answer):
    """Only what has just been written can be restored."""
    made, now = env.backend("rds").clusters[call.params["DBClusterIdentifier"]], datetime.now(timezone.utc)
    database.dress_cluster(made)
    made.latest_restorable_time = made.earliest_restorable_time = now
    if call.params.get("ManageMasterUserPassword"):
        new_secret(made)


@follows("rds:RestoreDBClusterFromSnapshot", "the times that a cluster can be restored to, and the instances of a Multi-AZ DB cluster")
def restored(cloud, env, call, answer):
    """Aurora's instances are made one by one; those of a Multi-AZ DB cluster come with it, as public as it is."""
    made = env.backend("rds").clusters[call.params["DBClusterIdentifier"]]
    if made.engine.startswith("aurora"):
        return cluster(cloud, env, call, answer)
    made.latest_restorable_time = made.earliest_restorable_time = datetime.now(timezone.utc)
    made.publicly_accessible = call.params.get("PubliclyAccessible", False)
    for zone in env.private:
        cloud.client("rds").create_db_instance(
            DBInstanceIdentifier=f"{made.db_cluster_identifier}-{zone}", DBClusterIdentifier=made.db_cluster_identifier, Engine=made.engine,
            EngineVersion=made.engine_version, DBInstanceClass=made.db_cluster_instance_class, AvailabilityZone=f"{HOME}{zone}",
            PubliclyAccessible=made.publicly_accessible, DBSubnetGroupName=made.db_subnet_group_name,
        )
    return None


@follows("rds:ModifyDBCluster", "the rotation of a secret that RDS begins to manage")
def modified_cluster(_cloud, env, call, _answer):
    """A password that was not managed before."""
    if call.params.get("ManageMasterUserPassword"):
        new_secret(env.backend("rds").clusters[call.params["DBClusterIdentifier"]])


def new_secret(made):
    """RDS rotates it from now on."""
    secret = database.manage_secret(made)
    secret.created_date = secret.last_changed_date = datetime.now(timezone.utc).timestamp()


@follows("rds:CreateDBInstance", "the instance's interface and certificate")
def instance(cloud, env, call, _answer):
    """It stands in the subnet of its zone, behind the cluster's groups."""
    name, zone = call.params["DBInstanceIdentifier"], call.params["AvailabilityZone"]
    of = env.backend("rds").clusters[call.params["DBClusterIdentifier"]]
    members = env.backend("rds").subnet_groups[of.db_subnet_group_name].subnets
    subnet = next(found for found in members if found["SubnetAvailabilityZone"]["Name"] == zone)
    env.groups["database"] = of.vpc_security_group_ids[0]
    certify(database.dress_instance(cloud, env, name, subnet["SubnetIdentifier"]))


def certify(made):
    """A certificate of the instance's authority, for a year."""
    till = datetime.now(timezone.utc) + timedelta(days=365)
    made.certificate_details = {"CAIdentifier": made.ca_certificate_identifier, "ValidTill": till}


@follows("rds:ModifyDBInstance", "a new certificate of the authority that is named")
def modified_instance(_cloud, env, call, _answer):
    """At once, whatever was asked for."""
    if call.params.get("CACertificateIdentifier"):
        certify(env.backend("rds").databases[call.params["DBInstanceIdentifier"]])
