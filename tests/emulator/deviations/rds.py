"""Aurora: the cluster, its instances, its backups."""

from datetime import timedelta

from layer import clock
from layer.names import DR, HOME
from layer.rds import AUTHORITIES
from layer.store import held
from seed import database, keys, network

from .table import deviation


def _snapshots(env, region=HOME):
    return env.backend("rds", region).cluster_snapshots


def _keep(env, region, wanted):
    store = env.backend("rds", region)
    store.cluster_snapshots = type(store.cluster_snapshots)((k, s) for k, s in store.cluster_snapshots.items() if wanted(s))


def _move(env, index, subnet):
    interface = env.backend("ec2").enis[env.instances[index].interface]
    interface.subnet = env.backend("ec2").get_subnet(subnet)
    network.place(interface, env)


def _remove_instance(env, index):
    made = env.backend("rds").databases[f"{env.label}-{index}"]
    del env.backend("ec2").enis[made.interface]
    del env.backend("rds").databases[made.db_instance_identifier]


@deviation("dev-aurora-unencrypted", "the database is not encrypted (named: the cluster)", also=["DB-08"])
def unencrypted(cloud, env):
    """Nor are its snapshots and recovery points: a copy cannot be."""
    cluster = env.database
    cluster.storage_encrypted, cluster.storage_encryption_type, cluster.kms_key_id = False, "none", "default_kms_key_id"
    for made in env.instances:
        if not isinstance(type(made).__dict__.get("storage_encrypted"), property):
            made.storage_encrypted = False
    env.keys["copies"] = None
    database.snapshots(env)
    for region in (HOME, DR):
        for point in held(env.account, region, "points").values():
            point["IsEncrypted"] = False
            point.pop("EncryptionKeyArn", None)
    return cluster.arn


@deviation("staging-aurora-aws-managed-key", "AWS's own key for RDS encrypts the database (named: the cluster)")
def aws_key(cloud, env):
    """Its copies in the other region keep the company's key."""
    env.database.kms_key_id = keys.aws_managed(cloud, env, "rds")
    database.snapshots(env)
    return env.database.arn


@deviation("prod-kms-key-without-rotation", "the database's key does not rotate (named: the key)")
def not_rotating(cloud, env):
    """It never will by itself."""
    cloud.client("kms").disable_key_rotation(KeyId=env.keys["database"].rsplit("/", 1)[1])
    return env.keys["database"]


@deviation("prod-aurora-one-instance", "the database has one instance (named: the cluster)", also=["ORG-06"])
def one_instance(cloud, env):
    """Nothing takes over."""
    _remove_instance(env, 1)
    return env.database.arn


@deviation("staging-aurora-same-az", "both instances are in one zone (named: the cluster)")
def same_zone(cloud, env):
    """They fall together."""
    env.instances[1].availability_zone = f"{HOME}a"
    _move(env, 1, env.private["a"])
    return env.database.arn


@deviation("dev-aurora-provisioned-class", "an instance of a fixed size (named)")
def fixed_size(cloud, env):
    """It does not scale."""
    env.instances[1].db_instance_class = "db.r6g.large"
    return env.instances[1].arn


@deviation("staging-aurora-serverless-v1", "the first Serverless (named: the cluster)", also=["DB-02", "DB-04", "ORG-06"])
def first_serverless(cloud, env):
    """It has no instances that anybody sees."""
    for index in (1, 0):
        _remove_instance(env, index)
    cluster = env.database
    cluster.engine_mode, cluster.serverless_v2_scaling_configuration = "serverless", None
    cluster.scaling_configuration = {"min_capacity": 2, "max_capacity": 16, "auto_pause": False}
    return cluster.arn


@deviation("staging-aurora-older-minor", "an older minor version of the engine than production's (named: the cluster)")
def older_minor(cloud, env):
    """Its instances and snapshots have it too."""
    env.database.engine_version = "16.6"
    for made in env.instances:
        if not isinstance(getattr(type(made), "engine_version", None), property):
            made.engine_version = "16.6"
    database.snapshots(env)
    return env.database.arn


@deviation("dev-force-ssl-off", "the database accepts connections without TLS (named: the cluster)")
def without_tls(cloud, env):
    """Its parameter group says so."""
    database.force_ssl(cloud.client("rds"), env, "0")
    return env.database.arn


@deviation("prod-ca-expired", "an instance's authority has expired (named: the instance)")
def expired(cloud, env):
    """So has its certificate."""
    made = env.instances[0]
    made.ca_certificate_identifier = "rds-ca-2019"
    made.certificate_details = {"CAIdentifier": "rds-ca-2019", "ValidTill": AUTHORITIES["rds-ca-2019"]}
    return made.arn


@deviation("dev-aurora-unmanaged-password", "RDS does not manage the master user's password (named: the cluster)")
def unmanaged(cloud, env):
    """The secret is gone with it."""
    secrets = env.backend("secretsmanager").secrets
    for name in [secret.name for secret in list(dict.values(secrets)) if secret.name.startswith("rds!")]:
        dict.pop(secrets, name)
    del env.database.master_user_secret
    env.database.manage_master_user_password = False
    return env.database.arn


@deviation("dev-aurora-retention-1", "automated backups are kept for a day (named: the cluster)", also=["DB-07"])
def one_day(cloud, env):
    """So there is one, and a day to restore."""
    env.database.backup_retention_period = 1
    env.database.earliest_restorable_time = clock.ago(days=1)
    _keep(env, HOME, lambda s: s.snapshot_type == "manual" or s.created > clock.ago(hours=26))
    return env.database.arn


@deviation("prod-no-fresh-automated-snapshot", "the newest automated snapshot is 33 hours old (named: the cluster)")
def stale_snapshot(cloud, env):
    """Today's is missing."""
    _keep(env, HOME, lambda s: s.snapshot_type == "manual" or s.created < clock.ago(hours=26))
    return env.database.arn


@deviation("prod-deletion-protection-off", "the database can be deleted (named: the cluster)", also=["ORG-06"])
def unprotected(cloud, env):
    """In one call."""
    env.database.deletion_protection = False
    return env.database.arn


@deviation("prod-restorable-time-stale", "the database can be restored up to three hours ago (named: the cluster)", also=["DB-10"])
def stale_restore(cloud, env):
    """Not up to minutes ago."""
    env.database.latest_restorable_time = clock.ago(hours=3)
    return env.database.arn


@deviation("prod-no-dr-copy", "neither snapshots nor recovery points in the other region (named: the cluster)")
def no_copy(cloud, env):
    """Though the plan says that there should be."""
    _keep(env, DR, lambda s: False)
    held(env.account, DR, "points").clear()
    return env.database.arn


@deviation("staging-dr-copy-old", "the copies in the other region are three days old (named: the cluster)")
def old_copy(cloud, env):
    """Snapshots and recovery points alike."""
    for made in _snapshots(env, DR).values():
        made.created -= timedelta(days=3)
    points = held(env.account, DR, "points")
    for arn in [arn for arn, point in points.items() if point["CreationDate"] > clock.ago(days=3)]:
        del points[arn]
    return env.database.arn


@deviation("prod-aurora-at-its-limit", "the cluster has used nearly all of its capacity (named)")
def at_its_limit(cloud, env):
    """On one day of the last two weeks would be enough."""
    database.capacity(env, 15.5)
    return env.database.arn


@deviation("prod-no-weekly-snapshot", "the newest manual snapshot is ten days old (named: the cluster)")
def no_weekly(cloud, env):
    """This week's is missing."""
    _keep(env, HOME, lambda s: s.snapshot_type == "automated" or s.created < clock.ago(days=9))
    return env.database.arn


@deviation("prod-snapshot-public", "anybody may restore a snapshot (named)")
def public_snapshot(cloud, env):
    """The newest manual one."""
    made = max((s for s in _snapshots(env).values() if s.snapshot_type == "manual"), key=lambda s: s.created)
    made.attributes["restore"] = ["all"]
    return made.arn


@deviation("staging-database-in-public-subnet", "the database's subnet group has public subnets (named: the group)")
def public_group(cloud, env):
    """The instances stand in them."""
    cloud.client("rds").modify_db_subnet_group(DBSubnetGroupName=env.label, SubnetIds=list(env.public.values()))
    for index, zone in enumerate(("a", "b")):
        _move(env, index, env.public[zone])
    return env.arn("rds", f"subgrp:{env.label}")


@deviation("prod-aurora-publicly-accessible", "an instance has a public address (named)")
def public_instance(cloud, env):
    """In a private subnet it reaches nobody, but the next subnet may be another."""
    env.instances[0].publicly_accessible = True
    return env.instances[0].arn
