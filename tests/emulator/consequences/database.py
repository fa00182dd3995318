"""RDS: interfaces and certificates of instances, the managed secret, and how far back a cluster can be restored."""

from datetime import datetime, timedelta, timezone

from layer.answers import follows
from seed import database


@follows("rds:CreateDBCluster", "the secret's rotation, and the times that a cluster can be restored to")
def cluster(_cloud, env, call, _answer):
    """Only what has just been written can be restored."""
    now = datetime.now(timezone.utc)
    database.dress_cluster(env)
    env.database.latest_restorable_time = env.database.earliest_restorable_time = now
    if call.params.get("ManageMasterUserPassword"):
        new_secret(env)


def new_secret(env):
    """RDS rotates it from now on."""
    database.manage_secret(env)
    secret = database.secret(env)
    secret.created_date = secret.last_changed_date = datetime.now(timezone.utc).timestamp()


@follows("rds:ModifyDBCluster", "the rotation of a secret that RDS begins to manage")
def modified_cluster(_cloud, env, call, _answer):
    """A password that was not managed before."""
    if call.params.get("ManageMasterUserPassword"):
        new_secret(env)


@follows("rds:CreateDBInstance", "the instance's interface and certificate")
def instance(cloud, env, call, _answer):
    """It stands in the subnet of its zone, behind the cluster's groups."""
    name, zone = call.params["DBInstanceIdentifier"], call.params["AvailabilityZone"]
    members = env.backend("rds").subnet_groups[env.database.db_subnet_group_name].subnets
    subnet = next(found for found in members if found["SubnetAvailabilityZone"]["Name"] == zone)
    env.groups["database"] = env.database.vpc_security_group_ids[0]
    certify(database.dress_instance(cloud, env, name.removeprefix(f"{env.label}-"), subnet["SubnetIdentifier"]))


def certify(made):
    """A certificate of the instance's authority, for a year."""
    till = datetime.now(timezone.utc) + timedelta(days=365)
    made.certificate_details = {"CAIdentifier": made.ca_certificate_identifier, "ValidTill": till}


@follows("rds:ModifyDBInstance", "a new certificate of the authority that is named")
def modified_instance(_cloud, env, call, _answer):
    """At once, whatever was asked for."""
    if call.params.get("CACertificateIdentifier"):
        certify(env.backend("rds").databases[call.params["DBInstanceIdentifier"]])
