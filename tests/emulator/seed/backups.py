"""AWS Backup: a plan that copies to the other region, and the recovery points on both sides."""

import json
from datetime import timedelta

from layer import clock
from layer.names import DR, HOME
from layer.store import held

from .made import backend

#: Nobody deletes what a vault holds before its time.
KEPT = {"Version": "2012-10-17", "Statement": [{
    "Sid": "KeepRecoveryPoints", "Effect": "Deny", "Principal": "*", "Resource": "*",
    "Action": ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle", "backup:DeleteBackupVaultAccessPolicy"],
}]}


def build(cloud, env):
    """Makes the vaults, the plan and what it covers."""
    vaults = {}
    for region, key in ((HOME, "database"), (DR, "copies")):
        vaults[region] = cloud.client("backup", region).create_backup_vault(
            BackupVaultName=env.label, EncryptionKeyArn=env.keys[key], BackupVaultTags={"Name": env.label}
        )["BackupVaultArn"]
        cloud.client("backup", region).put_backup_vault_access_policy(BackupVaultName=env.label, Policy=json.dumps(KEPT))
    plan = cloud.client("backup").create_backup_plan(
        BackupPlanTags={"Name": env.label},
        BackupPlan={"BackupPlanName": env.label, "Rules": [{
            "RuleName": "daily", "TargetBackupVaultName": env.label, "ScheduleExpression": "cron(0 3 * * ? *)",
            "Lifecycle": {"DeleteAfterDays": 35},
            "CopyActions": [{"DestinationBackupVaultArn": vaults[DR], "Lifecycle": {"DeleteAfterDays": 35}}],
        }]},
    )["BackupPlanId"]
    selection = f"{env.account[:8]}-0000-4000-8000-{env.account}"
    held(env.account, HOME, "selections")[selection] = {
        "BackupPlanId": plan, "SelectionId": selection, "CreationDate": env.database.created,
        "BackupSelection": {
            "SelectionName": "aurora", "IamRoleArn": env.roles["backup"], "Resources": [env.database.arn], "NotResources": [],
        },
    }
    cloud.client("backup").update_region_settings(ResourceTypeOptInPreference={"Aurora": True, "EBS": True, "S3": True})
    restore_testing(cloud, env, vaults[HOME])
    env.backup.update(plan=plan, selection=selection, vaults=vaults)


def restore_testing(cloud, env, vault):
    """Each month the newest recovery point is restored."""
    client, name = cloud.client("backup"), env.label.replace("-", "_")
    env.backup["testing"] = client.create_restore_testing_plan(RestoreTestingPlan={
        "RestoreTestingPlanName": name, "ScheduleExpression": "cron(0 5 1 * ? *)", "RecoveryPointSelection": {
            "Algorithm": "LATEST_WITHIN_WINDOW", "IncludeVaults": [vault], "RecoveryPointTypes": ["SNAPSHOT"],
        },
    })["RestoreTestingPlanArn"]
    client.create_restore_testing_selection(RestoreTestingPlanName=name, RestoreTestingSelection={
        "RestoreTestingSelectionName": "aurora", "ProtectedResourceType": "Aurora", "IamRoleArn": env.roles["backup"],
        "ProtectedResourceArns": [env.database.arn],
    })


def restored(env, age, minutes):
    """A restore test of that age, which took so long."""
    at = clock.now() - age
    name = f"{env.account[:8]}-{at:%m%d}-4000-8000-{env.account}"
    held(env.account, HOME, "restore jobs")[name] = {
        "AccountId": env.account, "RestoreJobId": name, "SourceResourceArn": env.database.arn, "ResourceType": "Aurora",
        "CreationDate": at, "CompletionDate": at + timedelta(minutes=minutes), "Status": "COMPLETED", "PercentDone": "100.00%",
        "IamRoleArn": env.roles["backup"], "CreatedBy": {"RestoreTestingPlanArn": env.backup["testing"]},
        "ValidationStatus": "SUCCESSFUL", "RecoveryPointArn": env.arn("rds", f"cluster-snapshot:awsbackup:job-{env.name}-{at:%Y%m%d}-{HOME}"),
    }


def settle(env):
    """A week of recovery points, each with its copy, and two restore tests."""
    held(env.account, HOME, "restore jobs").clear()
    for day in (20, 50):
        restored(env, timedelta(days=day), 9)
    testing = held(env.account, HOME, "restore testing")[env.label.replace("-", "_")]
    testing["LastExecutionTime"] = clock.ago(days=20)
    for region in (HOME, DR):
        held(env.account, region, "points").clear()
        for day in range(7):
            point(env, region, timedelta(days=day, hours=7 if region == HOME else 5))
        vault = backend("backup", env.account, region).vaults[env.label]
        vault.num_of_recovery_points = len(held(env.account, region, "points"))


def point(env, region, age):
    """A recovery point of that age in a region's vault."""
    at = clock.now() - age
    arn = env.arn("rds", f"cluster-snapshot:awsbackup:job-{env.name}-{at:%Y%m%d}-{region}", region)
    held(env.account, region, "points")[arn] = {
        "RecoveryPointArn": arn, "BackupVaultName": env.label, "BackupVaultArn": env.backup["vaults"][region],
        "ResourceArn": env.database.arn, "ResourceType": "Aurora", "Status": "COMPLETED", "CreationDate": at,
        "CompletionDate": at + timedelta(minutes=12), "IsEncrypted": True, "BackupSizeInBytes": 5368709120,
        "EncryptionKeyArn": env.keys["database" if region == HOME else "copies"], "IamRoleArn": env.roles["backup"],
        "ResourceName": env.label, "CreatedBy": {"BackupPlanId": env.backup["plan"], "BackupRuleId": f"daily-{env.name}"},
        **({"SourceBackupVaultArn": env.backup["vaults"][HOME]} if region == DR else {}),
    }
