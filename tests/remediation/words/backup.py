"""AWS Backup."""

from .table import its_own, word


@word("BACKUP_VAULT")
def vault(found):
    """The finding's backup vault."""
    return its_own(found, "AWS::Backup::BackupVault")
