"""Backups."""

from layer.names import DR

from .table import its_own, only, word


@word("BACKUP_PLAN")
def plan(found):
    """The backup plan's id."""
    return only((p["BackupPlanId"] for p in found.client("backup").list_backup_plans()["BackupPlansList"]), "backup plan")


def only_vault(found, region=None):
    """The ARN of the vault in a region."""
    listed = found.client("backup", region).list_backup_vaults()["BackupVaultList"]
    return only((v["BackupVaultArn"] for v in listed), "backup vault")


@word("BACKUP_VAULT_ARN")
def own_vault(found):
    """The vault that backups go to."""
    return only_vault(found)


@word("COPIES_VAULT_ARN")
def copies_vault(found):
    """The vault of the other region, which copies go to."""
    return only_vault(found, DR)


@word("BACKUP_ROLE_ARN")
def role(found):
    """The role by which AWS Backup backs up and restores."""
    backup, name = found.client("backup"), plan(found)
    selections = backup.list_backup_selections(BackupPlanId=name)["BackupSelectionsList"]
    return only({s["IamRoleArn"] for s in selections}, "role of AWS Backup")


@word("BACKUP_VAULT")
def vault(found):
    """The finding's backup vault."""
    return its_own(found, "AWS::Backup::BackupVault")
