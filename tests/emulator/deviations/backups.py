"""AWS Backup: plans, what a region has opted in to, restore tests."""

from datetime import timedelta

from layer import clock
from layer.names import HOME
from layer.store import held
from moto.backup.models import backup_backends
from seed import backups

from .table import deviation


@deviation("staging-backup-plan-without-copy", "the backup plan copies nowhere (named: the cluster)")
def plan_without_copy(cloud, env):
    """The copies that are there were made before."""
    plan = backup_backends[env.account][HOME].plans[env.backup["plan"]]
    for rule in plan.backup_plan["Rules"]:
        rule["CopyActions"] = []
    return env.database.arn


@deviation("dev-backup-opted-out", "AWS Backup has not opted in to Aurora (named: the region)")
def opted_out(cloud, env):
    """So that plans pass over the cluster."""
    cloud.client("backup").update_region_settings(ResourceTypeOptInPreference={"Aurora": False})
    return HOME


@deviation("dev-restore-testing-of-volumes", "the restore testing plan restores volumes alone (named: the cluster)")
def volumes_alone(cloud, env):
    """Yet the tests of the last months are there."""
    for selection in held(env.account, HOME, "restore testing selections").values():
        selection.update(ProtectedResourceType="EBS", ProtectedResourceArns=["*"])
    return env.database.arn


@deviation("prod-restore-tests-fail", "no restore test succeeds (named: the cluster)")
def tests_fail(cloud, env):
    """The role may not use the key any more."""
    for job in held(env.account, HOME, "restore jobs").values():
        job.update(Status="FAILED", StatusMessage="The role lacks kms:CreateGrant")
        del job["ValidationStatus"]
    return env.database.arn


@deviation("staging-restore-too-slow", "restore tests take forty minutes (named: the cluster)")
def too_slow(cloud, env):
    """They succeed."""
    held(env.account, HOME, "restore jobs").clear()
    backups.restored(env, timedelta(days=20), 40)
    return env.database.arn


@deviation("prod-restorable-time-lags", "the cluster can be restored up to ten minutes ago (named)")
def lags(cloud, env):
    """More than the recovery point objective, and not yet stale."""
    env.database.latest_restorable_time = clock.ago(minutes=10)
    return env.database.arn
