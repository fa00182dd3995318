"""Aurora PostgreSQL Serverless v2 of an environment, and its snapshots."""

import json
from datetime import timedelta

from layer import clock
from layer.names import DR, HOME
from moto.rds.models import DBClusterSnapshot

from . import access
from .made import tags

ENGINE = {"Engine": "aurora-postgresql", "EngineVersion": "16.8"}


def build(cloud, env):
    """Makes the cluster, its two instances in two zones, and the interfaces that they stand behind."""
    rds = cloud.client("rds")
    rds.create_db_subnet_group(
        DBSubnetGroupName=env.label, DBSubnetGroupDescription="Private subnets", SubnetIds=list(env.private.values()), Tags=tags(env.label)
    )
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName=env.label, DBParameterGroupFamily="aurora-postgresql16", Description="TLS only", Tags=tags(env.label)
    )
    force_ssl(rds, env, "1")
    rds.create_db_cluster(
        DBClusterIdentifier=env.label, **ENGINE, DatabaseName="innovate", MasterUsername="innovate", ManageMasterUserPassword=True,
        MasterUserSecretKmsKeyId=env.keys["database"], StorageEncrypted=True, KmsKeyId=env.keys["database"],
        BackupRetentionPeriod=7, PreferredBackupWindow="02:00-03:00", PreferredMaintenanceWindow="sun:04:00-sun:05:00",
        DeletionProtection=True, EnableIAMDatabaseAuthentication=True, EnableCloudwatchLogsExports=["postgresql"],
        DBSubnetGroupName=env.label, VpcSecurityGroupIds=[env.groups["database"]], DBClusterParameterGroupName=env.label,
        ServerlessV2ScalingConfiguration={"MinCapacity": 0.5, "MaxCapacity": 16}, CopyTagsToSnapshot=True, Port=5432, Tags=tags(env.label),
    )
    dress_cluster(env.database)
    for index, zone in enumerate(("a", "b")):
        instance(cloud, env, index, zone)
    manage_secret(env.database)
    application_secret(cloud, env)


def dress_cluster(made):
    """Gives a cluster what moto leaves out."""
    made.storage_encryption_type = "sse-kms" if made.storage_encrypted else "none"
    made.storage_type = "aurora"


def instance(cloud, env, index, zone):
    """A serverless instance in a zone, with its interface and a certificate of the current authority."""
    cloud.client("rds").create_db_instance(
        DBInstanceIdentifier=f"{env.label}-{index}", DBClusterIdentifier=env.label, DBInstanceClass="db.serverless", **ENGINE,
        AvailabilityZone=f"{HOME}{zone}", PromotionTier=index, PubliclyAccessible=False, CACertificateIdentifier="rds-ca-rsa2048-g1",
        DBSubnetGroupName=env.label, Tags=tags(f"{env.label}-{index}"), EnablePerformanceInsights=True,
    )
    return dress_instance(cloud, env, f"{env.label}-{index}", env.private[zone])


def dress_instance(cloud, env, name, subnet):
    """Gives an instance what moto leaves out, and the interface behind which it stands."""
    made = env.backend("rds").databases[name]
    made.dbi_resource_id = f"db-{env.account}{name.rpartition('-')[2]}"
    made.interface = access.interface(cloud, env, subnet, "RDSNetworkInterface", ["database"], requester="amazon-rds")
    return made


def force_ssl(rds, env, value):
    """Whether the database refuses connections without TLS."""
    parameter = {"ParameterName": "rds.force_ssl", "ParameterValue": value, "ApplyMethod": "pending-reboot"}
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName=env.label, Parameters=[parameter])


def manage_secret(made):
    """RDS rotates the master user's secret every seven days, without a function."""
    made.master_user_secret._status = "active"
    found = made.master_user_secret.secret
    found.created_date = found.last_changed_date = (clock.now() - clock.STANDING).timestamp()
    found.rotation_requested, found.rotation_enabled, found.auto_rotate_after_days = True, True, 7
    found.rotation_lambda_arn = None
    return found


def application_secret(cloud, env):
    """What pods read beside the database's password; a function rotates it each month."""
    name = f"innovate/{env.name}/app"
    arn = cloud.client("secretsmanager").create_secret(
        Name=name, SecretString="CANARY-secret-value-never-collected", KmsKeyId=env.keys["database"], Tags=tags(name)
    )["ARN"]
    cloud.client("secretsmanager").put_resource_policy(SecretId=arn, ResourcePolicy=json.dumps(own_account_only(env)))
    found = next(s for s in dict.values(env.backend("secretsmanager").secrets) if s.arn == arn)
    found.created_date = (clock.now() - clock.STANDING).timestamp()
    found.rotation_requested, found.rotation_enabled, found.auto_rotate_after_days = True, True, 30
    found.rotation_lambda_arn = env.arn("lambda", "function:rotate-app-secret")


def own_account_only(env):
    """Closed to every other account, whatever else allows."""
    condition = {"StringNotEquals": {"aws:PrincipalAccount": env.account}}
    return {"Version": "2012-10-17", "Statement": [
        {"Sid": "OwnAccountOnly", "Effect": "Deny", "Principal": "*", "Action": "secretsmanager:*", "Resource": "*", "Condition": condition},
    ]}


def settle(env):
    """Whatever has an age, counted from the moment of the fork."""
    now, database = clock.now(), env.database
    database.latest_restorable_time = now - timedelta(minutes=2)
    database.earliest_restorable_time = now - timedelta(days=7)
    for made in env.instances:
        authority = made.ca_certificate_identifier
        made.certificate_details = {"CAIdentifier": authority, "ValidTill": now + timedelta(days=300)}
    for found in dict.values(env.backend("secretsmanager").secrets):
        found.last_changed_date = found.last_rotation_date = (now - timedelta(days=3)).timestamp()
        found.next_rotation_date = (now + timedelta(days=found.auto_rotate_after_days - 3)).timestamp()
        found.last_accessed = (now - timedelta(days=1)).timestamp()
    snapshots(env)
    capacity(env, 3.5)


def capacity(env, peak):
    """Two weeks in which the cluster used so much each day, in capacity units."""
    store = env.backend("cloudwatch")
    store.metric_data.clear()
    store.put_metric_data("AWS/RDS", [
        {
            "MetricName": "ServerlessDatabaseCapacity", "Value": value, "Timestamp": clock.ago(days=day, hours=5).replace(tzinfo=None), "Unit": "None",
            "Dimensions": [{"Name": "DBClusterIdentifier", "Value": env.label}],
        }
        for day in range(14) for value in (0.5, peak)
    ])


def snapshots(env):
    """A week of automated snapshots, a month of weekly ones, and two copies in the other region."""
    for region in (HOME, DR):
        env.backend("rds", region).cluster_snapshots.clear()
    for day in range(7):
        automated = snapshot(env, "automated", timedelta(days=day, hours=9), lambda at: f"rds:{env.label}-{at:%Y-%m-%d-%H-%M}")
        if day < 2:
            copied(env, automated)
    for week in range(4):
        snapshot(env, "manual", timedelta(days=3 + 7 * week, hours=2), lambda at: f"{env.label}-weekly-{at:%Y-%m-%d}")


def snapshot(env, kind, age, name, region=HOME, key=None):
    """A snapshot of that age; the name may tell its date."""
    at, store = clock.now() - age, env.backend("rds", region)
    made = DBClusterSnapshot(store, env.database, name(at), kind, tags=tags(env.label), kms_key_id=key)
    made.created, made.db_cluster_resource_id = at, env.database.db_cluster_resource_id
    made.storage_encryption_type = env.database.storage_encryption_type
    store.cluster_snapshots[made.db_cluster_snapshot_identifier] = made
    return made


def copied(env, source):
    """The copy of an automated snapshot in the other region, made two hours after it. AWS calls it manual."""
    age = clock.now() - source.created - timedelta(hours=2)
    made = snapshot(env, "manual", age, lambda at: f"{env.label}-copy-{source.created:%Y-%m-%d-%H-%M}", DR, env.keys["copies"])
    made.source_db_cluster_snapshot_arn = source.arn
    return made
