"""AWS Backup: writes of plans, of selections, of vault policies and of restore testing."""

from datetime import datetime, timezone
from hashlib import sha256

from moto.backup.models import Plan, backup_backends

from .answers import Refusal, answers
from .store import held
from .vaults import plan_of, vault_of


@answers("backup:CreateBackupSelection", "selections")
def create_selection(call):
    """What a plan is to cover."""
    plan, wanted, now = plan_of(call), call.params["BackupSelection"], datetime.now(timezone.utc)
    digest = sha256(f"{call.account}/{plan}/{wanted['SelectionName']}".encode()).hexdigest()
    identifier = f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"
    made = {"SelectionId": identifier, "BackupPlanId": plan, "CreationDate": now}
    held(call.account, call.region, "selections")[identifier] = {**made, "BackupSelection": wanted}
    return made


@answers("backup:UpdateBackupPlan", "plans that change")
def update_plan(call):
    """In place of what it was."""
    backend = backup_backends[call.account][call.region]
    plan = backend.plans[plan_of(call)]
    changed = Plan(call.params["BackupPlan"], plan.creator_request_id, backend)
    plan.backup_plan, plan.version_id = changed.backup_plan, changed.version_id
    made = {"BackupPlanId": plan.backup_plan_id, "BackupPlanArn": plan.backup_plan_arn, "VersionId": plan.version_id}
    return {**made, "CreationDate": datetime.now(timezone.utc)}


@answers("backup:DeleteBackupSelection", "selections")
def delete_selection(call):
    """Also if there is none."""
    held(call.account, call.region, "selections").pop(call.params["SelectionId"], None)
    return {}


@answers("backup:PutBackupVaultAccessPolicy", "policies of vaults")
def put_vault_policy(call):
    """In place of the one before."""
    held(call.account, call.region, "vault policies")[vault_of(call).backup_vault_name] = call.params["Policy"]
    return {}


@answers("backup:DeleteBackupVaultAccessPolicy", "policies of vaults")
def delete_vault_policy(call):
    """Also if there is none."""
    held(call.account, call.region, "vault policies").pop(vault_of(call).backup_vault_name, None)
    return {}


@answers("backup:UpdateRegionSettings", "what a region has opted in to")
def update_settings(call):
    """The kinds that are named; the others stay as they are."""
    for name, wanted in call.params.items():
        held(call.account, call.region, "backup settings").setdefault(name, {}).update(wanted)
    return {}


@answers("backup:DescribeRegionSettings", "what a region has opted in to")
def settings(call):
    """What has been set."""
    return dict(held(call.account, call.region, "backup settings"))


@answers("backup:ListTags", "the tags of a resource, if no slash ends the path")
def tags(call):
    """Of whatever has been tagged."""
    return {"Tags": backup_backends[call.account][call.region].list_tags(call.params["ResourceArn"])}


def _testing_arn(call, name):
    return f"arn:aws:backup:{call.region}:{call.account}:restore-testing-plan:{name}"


def testing_plan_of(call):
    """The restore testing plan that a call is about; there has to be one."""
    name = call.params["RestoreTestingPlanName"]
    found = held(call.account, call.region, "restore testing").get(name)
    if found is None:
        raise Refusal("ResourceNotFoundException", f"Cannot find Restore Testing Plan {name}", 400)
    return found


@answers("backup:CreateRestoreTestingPlan", "restore testing")
def create_testing_plan(call):
    """A plan by which backups are restored to see whether they can be."""
    wanted, now = call.params["RestoreTestingPlan"], datetime.now(timezone.utc)
    name = wanted["RestoreTestingPlanName"]
    made = {"RestoreTestingPlanName": name, "RestoreTestingPlanArn": _testing_arn(call, name), "CreationTime": now}
    chosen = {"ExcludeVaults": [], "SelectionWindowDays": 30, **wanted["RecoveryPointSelection"]}
    held(call.account, call.region, "restore testing")[name] = {
        "ScheduleExpressionTimezone": "Etc/UTC", "StartWindowHours": 24, **wanted, **made, "RecoveryPointSelection": chosen,
    }
    backup_backends[call.account][call.region].tag_resource(made["RestoreTestingPlanArn"], call.params.get("Tags") or {})
    return made


@answers("backup:GetRestoreTestingPlan", "restore testing")
def testing_plan(call):
    """The plan as asked for."""
    return {"RestoreTestingPlan": testing_plan_of(call)}


@answers("backup:DeleteRestoreTestingPlan", "restore testing")
def delete_testing_plan(call):
    """Also if there is none."""
    held(call.account, call.region, "restore testing").pop(call.params["RestoreTestingPlanName"], None)
    return {}


@answers("backup:CreateRestoreTestingSelection", "restore testing")
def create_testing_selection(call):
    """What is restored."""
    plan, wanted, now = testing_plan_of(call), call.params["RestoreTestingSelection"], datetime.now(timezone.utc)
    name = wanted["RestoreTestingSelectionName"]
    made = {
        "RestoreTestingPlanName": plan["RestoreTestingPlanName"], "RestoreTestingPlanArn": plan["RestoreTestingPlanArn"],
        "RestoreTestingSelectionName": name, "CreationTime": now,
    }
    held(call.account, call.region, "restore testing selections")[plan["RestoreTestingPlanName"], name] = {
        "ValidationWindowHours": 0, "RestoreMetadataOverrides": {}, "ProtectedResourceConditions": {}, **wanted, **made,
    }
    return made


@answers("backup:GetRestoreTestingSelection", "restore testing")
def testing_selection(call):
    """The selection as asked for."""
    key = (call.params["RestoreTestingPlanName"], call.params["RestoreTestingSelectionName"])
    found = held(call.account, call.region, "restore testing selections").get(key)
    if found is None:
        raise Refusal("ResourceNotFoundException", f"Cannot find Restore Testing Selection {key[1]}", 400)
    return {"RestoreTestingSelection": {k: v for k, v in found.items() if k != "RestoreTestingPlanArn"}}


@answers("backup:DeleteRestoreTestingSelection", "restore testing")
def delete_testing_selection(call):
    """Also if there is none."""
    key = (call.params["RestoreTestingPlanName"], call.params["RestoreTestingSelectionName"])
    held(call.account, call.region, "restore testing selections").pop(key, None)
    return {}
