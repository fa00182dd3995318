"""AWS Backup: selections, recovery points and access policies of vaults. moto has plans and vaults only."""

from moto.backup.models import backup_backends

from .answers import Refusal, answers
from .store import held, page


def plan_of(call):
    """The id of the plan that a call is about; there has to be one."""
    plan = call.params["BackupPlanId"]
    if plan not in backup_backends[call.account][call.region].plans:
        raise Refusal("ResourceNotFoundException", f"Cannot find Backup plan with ID {plan}", 400)
    return plan


def vault_of(call):
    """The vault that a call is about; there has to be one."""
    vault = backup_backends[call.account][call.region].vaults.get(call.params["BackupVaultName"])
    if vault is None:
        raise Refusal("ResourceNotFoundException", f"Backup vault {call.params['BackupVaultName']} not found", 400)
    return vault


@answers("backup:GetBackupVaultAccessPolicy", "policies of vaults")
def vault_policy(call):
    """That there is no policy is an error."""
    vault = vault_of(call)
    policy = held(call.account, call.region, "vault policies").get(vault.backup_vault_name)
    if policy is None:
        raise Refusal("ResourceNotFoundException", f"Backup vault {vault.backup_vault_name} does not have a policy", 400)
    return {"BackupVaultName": vault.backup_vault_name, "BackupVaultArn": vault.backup_vault_arn, "Policy": policy}


@answers("backup:ListBackupSelections", "selections")
def selections(call):
    """The selections of a plan, without what they select."""
    plan = plan_of(call)
    found = [s for s in held(call.account, call.region, "selections").values() if s["BackupPlanId"] == plan]
    rows = [
        {
            "SelectionId": s["SelectionId"], "SelectionName": s["BackupSelection"]["SelectionName"], "BackupPlanId": plan,
            "CreationDate": s["CreationDate"], "IamRoleArn": s["BackupSelection"]["IamRoleArn"],
        }
        for s in found
    ]
    items, token = page(call, rows, "MaxResults", "NextToken")
    return {"BackupSelectionsList": items, **({"NextToken": token} if token else {})}


@answers("backup:GetBackupSelection", "selections")
def selection(call):
    """What a selection selects."""
    plan_of(call)
    found = held(call.account, call.region, "selections").get(call.params["SelectionId"])
    if found is None:
        raise Refusal("ResourceNotFoundException", "Cannot find the selection", 400)
    return found


@answers("backup:ListRecoveryPointsByBackupVault", "recovery points")
def recovery_points(call):
    """The recovery points of a vault, newest first."""
    vault = vault_of(call).backup_vault_name
    points = [p for p in held(call.account, call.region, "points").values() if p["BackupVaultName"] == vault]
    wanted, after = call.params.get("ByResourceArn"), call.params.get("ByCreatedAfter")
    points = [p for p in points if wanted in (None, p["ResourceArn"]) and (after is None or p["CreationDate"] > after)]
    points.sort(key=lambda point: point["CreationDate"], reverse=True)
    items, token = page(call, points, "MaxResults", "NextToken")
    return {"RecoveryPoints": items, **({"NextToken": token} if token else {})}
