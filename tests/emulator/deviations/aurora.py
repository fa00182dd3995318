"""Aurora: what its cluster runs with, who signs in, and who may restore it."""

from datetime import timedelta

from layer import clock
from layer.names import DR, HOME
from seed import database, keys
from seed.made import tags

from .rds import _snapshots
from .table import deviation

OUTSIDE = "999999999999"


@deviation("dev-aurora-old-version", "a version that AWS no longer supports (named: the cluster)")
def old_version(cloud, env):
    """Its instances have the cluster's."""
    env.database.engine_version = "12.22"
    return env.database.arn


@deviation("staging-aurora-without-iam", "nobody can sign in to the database by IAM (named: the cluster)")
def without_iam(cloud, env):
    """There are passwords alone."""
    env.database.iam_auth = False
    return env.database.arn


@deviation("prod-database-key-disabled", "the database's key is disabled (named: the cluster)")
def key_disabled(cloud, env):
    """What is running runs on, until the first restart."""
    cloud.client("kms").disable_key(KeyId=env.keys["database"].rsplit("/", 1)[1])
    return env.database.arn


@deviation("prod-database-secret-impaired", "RDS can no longer use the managed secret (named: the cluster)")
def secret_impaired(cloud, env):
    """Somebody changed it by hand."""
    env.database.master_user_secret._status = "impaired"
    return env.database.arn


@deviation("dev-parameters-not-in-effect", "an instance waits for a restart to get the cluster's parameters (named: the instance)")
def not_in_effect(cloud, env):
    """The group says what holds from then on."""
    env.database.pending_reboot = {env.instances[1].db_instance_identifier}
    return env.instances[1].arn


@deviation("prod-snapshot-shared-outside", "an account outside the organization may restore a snapshot (named)")
def shared_snapshot(cloud, env):
    """The newest manual one, for a contractor."""
    made = max((s for s in _snapshots(env).values() if s.snapshot_type == "manual"), key=lambda s: s.created)
    made.attributes["restore"] = [OUTSIDE]
    return made.arn


@deviation("staging-database-missing", "the environment has no database (named: the account)", also=["NET-07: its group", "ORG-06"])
def missing(cloud, env):
    """Deleted with its instances and snapshots; the recovery points stay."""
    store, network = env.backend("rds"), env.backend("ec2")
    for made in env.instances:
        del network.enis[made.interface]
        del store.databases[made.db_instance_identifier]
    store.cluster_snapshots.clear()
    del store.clusters[env.label]
    return env.account


@deviation("prod-public-database-cluster", "a Multi-AZ DB cluster beside Aurora has public addresses (named)", also=["NET-05: its instances"])
def public_cluster(cloud, env):
    """For reports. Aurora's clusters have no such switch of their own: their instances have it."""
    rds, name = cloud.client("rds"), f"{env.label}-reports"
    engine = {"Engine": "postgres", "EngineVersion": "16.8"}
    rds.create_db_cluster(
        DBClusterIdentifier=name, **engine, DBClusterInstanceClass="db.m6gd.large", StorageType="io1", AllocatedStorage=100, Iops=1000,
        MasterUsername="reports", MasterUserPassword="not-read-by-anybody", StorageEncrypted=True, KmsKeyId=env.keys["database"],
        BackupRetentionPeriod=7, DeletionProtection=True, PubliclyAccessible=True, DBSubnetGroupName=env.label,
        VpcSecurityGroupIds=[env.groups["database"]], Tags=tags(name),
    )
    for zone, subnet in env.private.items():
        rds.create_db_instance(
            DBInstanceIdentifier=f"{name}-{zone}", DBClusterIdentifier=name, DBInstanceClass="db.m6gd.large", **engine,
            AvailabilityZone=f"{HOME}{zone}", PubliclyAccessible=True, DBSubnetGroupName=env.label, Tags=tags(f"{name}-{zone}"),
        )
        made = database.dress_instance(cloud, env, f"{name}-{zone}", subnet)
        made.certificate_details = env.instances[0].certificate_details
    return env.arn("rds", f"cluster:{name}")


@deviation("prod-restorable-window-short", "the database can be restored for two days back only (named: the cluster)")
def short_window(cloud, env):
    """Backups were off for a while."""
    env.database.earliest_restorable_time = clock.ago(days=2)
    return env.database.arn


@deviation("staging-copies-by-aws-managed-key", "AWS's own key encrypts the copies in the other region (named: the newest)")
def copies_by_aws_key(cloud, env):
    """The database keeps the company's key."""
    env.keys["copies"] = keys.aws_managed(cloud, env, "rds", DR)
    database.snapshots(env)
    return max(_snapshots(env, DR).values(), key=lambda s: s.created).arn


@deviation("prod-snapshot-unencrypted", "a manual snapshot is not encrypted (named)")
def unencrypted_snapshot(cloud, env):
    """Of the time before the database was."""
    made = min((s for s in _snapshots(env).values() if s.snapshot_type == "manual"), key=lambda s: s.created)
    made.encrypted = made.storage_encrypted = made.cluster.storage_encrypted = False
    made.storage_encryption_type, made.kms_key_id = "none", "default_kms_key_id"
    return made.arn


@deviation("dev-standby-takes-over-last", "the standby has the last promotion tier (named: the cluster)")
def last_tier(cloud, env):
    """It does not grow with the writer."""
    env.instances[1].promotion_tier = 15
    return env.database.arn


@deviation("dev-database-group-two-azs", "the database's subnet group has two zones (named: the cluster)")
def group_of_two(cloud, env):
    """Its instances stand in them."""
    cloud.client("rds").modify_db_subnet_group(DBSubnetGroupName=env.label, SubnetIds=[env.private["a"], env.private["b"]])
    return env.database.arn


@deviation("staging-certificate-ends-soon", "an instance's certificate ends in three weeks (named: the instance)")
def ends_soon(cloud, env):
    """Its authority is a current one."""
    made = env.instances[0]
    made.certificate_details = {**made.certificate_details, "ValidTill": clock.now() + timedelta(days=21)}
    return made.arn
